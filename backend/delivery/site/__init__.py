"""``site``: builds the SPA and puts it on an Amplify branch.

sequence   build, pre-render, deploy, and see that it is served
kept       a site that was built before, deployed again
published  what the API says of all that is published
refresh    the site on record, with what changed since
settings   what the site is deployed with
prerender  pages written into the built site
rules      pure: rewrites and headers
"""
