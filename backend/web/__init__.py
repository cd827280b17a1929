"""Middleware and rules for every request, in every runtime.

problems          the one shape of an error (RFC 9457)
failures          the page for what failed outside the API
admission         who may begin work that no cache has the result of
limits, throttle  how large a request is, and how often one address may ask
head, headers     HEAD requests; one header that Django no longer sends
kept_headers      headers of a cached response, made once
negotiation       codings, validators and ranges that a request takes
content_policy    where the admin's pages may load from
client_address    who sent a request; network_key for the log
preview_password  what keeps a preview to those it is meant for
health            /livez/, /readyz/ and /health/
database_limits   how long PostgreSQL may work on a request
cache             Redis that may be slow or gone; cache_keys carry the release
change_signal     tells other processes of this machine that something changed
text              text without the characters that databases and XML refuse
site              the SPA's addresses
"""
