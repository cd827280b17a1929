"""The distribution of `edge.yaml` as a configuration of nginx.

Taken from the template: paths, methods, keys, headers that are sent on, how long at most something
is kept, and the function, which njs runs as CloudFront does. What CloudFront does by itself is
written here: it removes all other headers and does not heed Vary.

nginx differs in two things. It sends each request on that comes while an expired response is
fetched again, where CloudFront sends one; so what reaches the backend is an upper bound. And it
follows stale-if-error also where the backend says 404. So an inner server takes the word away, and
the outer one keeps to `proxy_cache_use_stale`.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from tests.infrastructure.account import template
from tests.services.nginx import READY

CACHING_DISABLED: Final = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
ALL_VIEWER: Final = "216adef6-5c7f-47e4-b989-5492eafa07d3"
CACHE: Final = "kept"
ASKED: Final = "asked.log"
STATUS: Final = "X-Kept"

CONFIGURATION: Final = """
pid nginx.pid;
error_log stderr;
worker_rlimit_nofile 4096;
events {{ worker_connections 2048; }}
http {{
  js_import edge from edge.js;
  js_set $origin_by_function edge.origin;
  keepalive_requests 1000000;
  access_log off;
  log_format asked "$request_method $request_uri $request_time";
  proxy_cache_path {cache} keys_zone=edge:10m inactive={max_ttl}s use_temp_path=off;
  proxy_http_version 1.1;
  map $request_uri $path_asked {{ "~^(?<asked>[^?]*)" $asked; }}
  map $http_accept_encoding $gzip_or_nothing {{ ~gzip gzip; default ""; }}
  map $upstream_http_cache_control $without_stale {{
    "~^(?<before>.*), stale-if-error=[0-9]+$" $before;
    default $upstream_http_cache_control;
  }}
{maps}
  upstream inner {{ server unix:inner.sock; }}
  server {{
    listen 127.0.0.1:{{port}};
    location = {ready} {{ return 204; }}
{locations}
  }}
  server {{
    listen unix:inner.sock;
    access_log {asked} asked;
    location / {{
      proxy_pass {backend};
      proxy_set_header Host $http_host;
      proxy_hide_header Cache-Control;
      add_header Cache-Control $without_stale always;
    }}
  }}
}}
"""
KEPT: Final = """
    location {place} {{
      limit_except {methods} {{ deny all; }}
      set $query "{query}";
      proxy_pass http://inner$path_asked?$query;
      proxy_pass_request_headers off;
{headers}
      proxy_cache edge;
      proxy_cache_key "$path_asked $query {values}";
      proxy_cache_lock on;
      proxy_cache_lock_age 60s;
      proxy_cache_lock_timeout 60s;
      proxy_cache_revalidate on;
      proxy_cache_use_stale error timeout http_500 http_502 http_503 http_504;
      proxy_ignore_headers Vary Set-Cookie;
      add_header {status} $upstream_cache_status always;
    }}
"""
PASSED: Final = """
    location / {
      proxy_pass http://inner;
      proxy_set_header Host $http_host;
    }
"""
FUNCTION: Final = """
{code}
function origin(r) {{
  const value = r.headersIn.Origin;
  const request = handler({{request: {{headers: value ? {{origin: {{value}}}} : {{}}}}}});
  return request.headers.origin ? request.headers.origin.value : '';
}}
export default {{origin}};
"""
VALUES: Final = {"Accept-Encoding": "$gzip_or_nothing", "Host": "$http_host"}


def files(backend: str, site: str, sent_on: Sequence[str]) -> dict[str, str]:
    """nginx's files, in front of a backend's address, where the site has the address ``site``.

    ``sent_on`` are further headers that reach the backend.
    """
    resources = template("edge")["Resources"]
    distribution = resources["Cdn"]["Properties"]["DistributionConfig"]
    last = distribution["DefaultCacheBehavior"]
    assert (last["CachePolicyId"], last["OriginRequestPolicyId"]) == (CACHING_DISABLED, ALL_VIEWER)
    assert {one["ErrorCachingMinTTL"] for one in distribution["CustomErrorResponses"]} == {0}
    behaviours = distribution["CacheBehaviors"]
    policies = [policy_of(resources, one) for one in behaviours]
    assert {(one["MinTTL"], one["DefaultTTL"]) for one in policies} == {(0, 0)}
    (max_ttl,) = {one["MaxTTL"] for one in policies}
    conf = CONFIGURATION.format(
        maps="\n".join(maps(policies)),
        locations="".join([*(location(resources, one, sent_on) for one in behaviours), PASSED]),
        **{"cache": CACHE, "asked": ASKED, "ready": READY},
        **{"max_ttl": max_ttl, "backend": backend},
    )
    code = resources["OnlyTheSitesOrigin"]["Properties"]["FunctionCode"]["Fn::Sub"]
    return {
        "nginx.conf": conf,
        "edge.js": FUNCTION.format(code=code.replace("${FrontendUrl}", site)),
    }


def policy_of(resources: Mapping[str, Any], behaviour: Mapping[str, Any]) -> dict[str, Any]:
    name = behaviour["CachePolicyId"]["Ref"]
    policy: dict[str, Any] = resources[name]["Properties"]["CachePolicyConfig"]
    return policy


def queries_of(policy: Mapping[str, Any]) -> list[str]:
    found = policy["ParametersInCacheKeyAndForwardedToOrigin"]["QueryStringsConfig"]
    assert found["QueryStringBehavior"] in {"none", "whitelist"}
    return list(found.get("QueryStrings", []))


def maps(policies: list[dict[str, Any]]) -> Iterator[str]:
    """One variable for each name of a query: the name with its value, or nothing."""
    for name in sorted({name for policy in policies for name in queries_of(policy)}):
        pattern = f'"~(?:^|&)(?<of_{name}>{name}=[^&]*)"'
        yield f'  map $args $query_{name} {{ {pattern} "$of_{name}&"; default ""; }}'


def location(
    resources: Mapping[str, Any], behaviour: Mapping[str, Any], sent_on: Sequence[str]
) -> str:
    policy = policy_of(resources, behaviour)
    keyed = policy["ParametersInCacheKeyAndForwardedToOrigin"]
    assert keyed["CookiesConfig"] == {"CookieBehavior": "none"}
    assert (keyed["EnableAcceptEncodingGzip"], keyed["EnableAcceptEncodingBrotli"]) == (True, False)
    request = resources[behaviour["OriginRequestPolicyId"]["Ref"]]["Properties"]
    sent = request["OriginRequestPolicyConfig"]
    assert sent["CookiesConfig"] == {"CookieBehavior": "none"}
    assert sent["QueryStringsConfig"] == {"QueryStringBehavior": "none"}
    origin = "$origin_by_function" if behaviour.get("FunctionAssociations") else "$http_origin"
    others = {name: f"$http_{name.lower().replace('-', '_')}" for name in sent_on}
    values = VALUES | {"Origin": origin} | others
    in_key = ["Accept-Encoding", *keyed["HeadersConfig"]["Headers"]]
    names = [*in_key, *sent["HeadersConfig"]["Headers"], *sent_on]
    return KEPT.format(
        place=place(behaviour["PathPattern"]),
        methods=" ".join(name for name in behaviour["AllowedMethods"] if name != "HEAD"),
        query="".join(f"$query_{name}" for name in queries_of(policy)),
        headers="\n".join(f"      proxy_set_header {name} {values[name]};" for name in names),
        values=" ".join(values[name] for name in in_key),
        status=STATUS,
    )


def place(pattern: str) -> str:
    """`/api/events/*` or `/feed.xml`. Every other pattern is refused."""
    assert "?" not in pattern
    assert "*" not in pattern[:-1]
    return f"^~ {pattern[:-1]}" if pattern.endswith("*") else f"= {pattern}"
