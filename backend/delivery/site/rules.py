"""Amplify's rewrites for the site, and its headers for caching and security. Pure.

https://docs.aws.amazon.com/amplify/latest/userguide/redirects.html
https://docs.aws.amazon.com/amplify/latest/userguide/custom-headers.html
"""

import hashlib
import json
import re
from base64 import b64encode
from collections.abc import Iterable, Sequence
from html import escape
from typing import Final
from urllib.parse import quote, urljoin, urlsplit

from delivery.site.published import MovedAddress

# Amplify's 404 rewrite: if there is no file, it serves this page at the requested address, with
# status 404. A 200 rewrite takes precedence over files.
# https://github.com/aws-amplify/amplify-hosting/issues/725
SHELL: Final = "/shell.html"
WITHOUT_ENDING: Final = "</^[^.]+$/>"
UNKNOWN: Final = {"source": WITHOUT_ENDING, "target": SHELL, "status": "404-200"}
# For a site without rendered pages: its only page is served at every address.
DEEP_LINKS: Final = {"source": WITHOUT_ENDING, "target": SHELL, "status": "200"}
# Addresses that only the React application has. They are in no sitemap.
OWN_ADDRESSES: Final = ("/search", "/search/", "/preview/<*>")
MOVED: Final = frozenset({"301", "302"})
OWN_API: Final = "/api"  # on the site's own host, which forwards it
FROM_THE_API: Final = ("/sitemap.xml", "/robots.txt", "/feed.xml")
KEPT_IN_ADDRESSES: Final = "/:?#[]@!$&'()*+,;=%"
PREVIEW_PATH: Final = "/preview/"  # its address has a token, which other sites must not get
INLINE_SCRIPT: Final = re.compile(r"<script>(.*?)</script>", re.S)
VIDEOS: Final = "https://www.youtube-nocookie.com https://player.vimeo.com"
API: Final = re.compile(r'<meta name="api-base-url" [^>]*>')
BODY: Final = re.compile(r"<body[^>]*>")
SHOWN: Final = 7  # characters of a commit, as GitHub shows it
BADGE: Final = (
    "margin:0;padding:.25rem 1rem;background:#ffd45e;color:#1b1b1b;"
    "font:600 .875rem/1.4 sans-serif;text-align:center"
)
A_YEAR: Final = "public, max-age=31536000, immutable"
SECURITY: Final = {
    "Strict-Transport-Security": "max-age=31536000; includeSubDomains",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def rewrites(
    api: str,
    *,
    passed_on: bool = False,
    redirects: Sequence[dict[str, str]] = (),
    rendered: bool = False,
) -> list[dict[str, str]]:
    """Amplify's customRules. Amplify uses the first rule that matches.

    Rules belong to the app. If each branch of the app has another API, ``api`` is empty.
    ``passed_on``: the site requests the API on its own host, and Amplify forwards these requests.
    ``rendered``: every known address has a file, so an address without a file is unknown.
    """
    files = {path: urljoin(api, path) for path in FROM_THE_API} if api else {}
    requests = {f"{OWN_API}/<*>": f"{api}/<*>"} if passed_on else {}
    own = dict.fromkeys(OWN_ADDRESSES, SHELL)
    return [
        *rewritten(requests | files),
        *redirects,
        *([*rewritten(own), UNKNOWN] if rendered else [DEEP_LINKS]),
    ]


def rewritten(targets: dict[str, str]) -> list[dict[str, str]]:
    return [{"source": s, "target": t, "status": "200"} for s, t in targets.items()]


def redirects(moved: Iterable[MovedAddress]) -> list[dict[str, str]]:
    """Redirects from old addresses, with and without the slash at the end."""
    return [
        {
            "source": quote(source),
            "target": quote(one.location, safe=KEPT_IN_ADDRESSES),
            "status": "301" if one.permanent else "302",
        }
        for one in moved
        for source in dict.fromkeys((one.path.rstrip("/"), one.path))
        if source not in {"", "/"}
    ]


def redirects_in(rules: Iterable[dict[str, str]]) -> list[dict[str, str]]:
    return [rule for rule in rules if rule["status"] in MOVED]


def headers(index: str, api: str) -> str:
    """Amplify's customHeaders, as JSON, which is valid YAML.

    ``index`` is the built index.html, whose inline script is allowed by its hash. ``api`` is the
    API's address.
    """
    origin = origin_of(api)
    listed = f"{policy(index, api)}; frame-ancestors 'self' {origin}"
    return as_headers({"Content-Security-Policy": listed})


def as_headers(more: dict[str, str]) -> str:
    patterns = {
        "**": {
            **SECURITY,
            **more,
            "Cache-Control": "no-cache",  # for deep links too, which *.html does not match
        },
        "/assets/*": {"Cache-Control": A_YEAR},
        PREVIEW_PATH: {"X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"},
    }
    rows = [
        {"pattern": pattern, "headers": [{"key": k, "value": v} for k, v in values.items()]}
        for pattern, values in patterns.items()
    ]
    return json.dumps({"customHeaders": rows}, indent=1)


# For the app that all previews share. Each preview's page has its own policy.
UNLISTED: Final = as_headers({"X-Robots-Tag": "noindex"})


def asking(api: str, index: str, sign_in: str = "") -> str:
    """The page with the API's address, which the site's scripts do not contain.

    ``sign_in`` is the address where visitors of a preview sign in.
    """
    named = {"api-base-url": api, **({"sign-in": sign_in} if sign_in else {})}
    metas = [f'<meta name="{name}" content="{escape(value)}" />' for name, value in named.items()]
    return API.sub(lambda _: "\n    ".join(metas), index)


def with_admin(index: str, api: str) -> str:
    """The page with the admin's origin, from which it accepts drafts."""
    meta = f'<meta name="admin-origin" content="{escape(origin_of(api))}" />'
    return API.sub(lambda found: f"{found[0]}\n    {meta}", index)


def with_badge(index: str, number: int, commit: str) -> str:
    """The page with a line at the top that names the pull request and the commit.

    The line covers nothing, and is outside of the part that scripts change.
    """
    text = f"Preview of #{number}, commit {commit[:SHOWN]}"
    badge = f'<aside aria-label="Preview" style="{BADGE}">{escape(text)}</aside>'
    return BODY.sub(lambda found: f"{found[0]}\n    {badge}", index, count=1)


def with_policy(index: str, api: str, files: str) -> str:
    """The page with its own content security policy, because previews share the app's headers."""
    rules = escape(policy(index, api, origin_of(files)), quote=False)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{rules}" />'
    return index.replace("<head>", f"<head>\n    {meta}", 1)


def policy(index: str, api: str, files: str = "") -> str:
    """The content security policy: this site, its API, all https pictures, and two players."""
    origin = origin_of(api)
    hashes = " ".join(f"'sha256-{digest(code)}'" for code in INLINE_SCRIPT.findall(index))
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src 'self' {hashes}".strip(),
            "style-src 'self' 'unsafe-inline'",
            f"img-src 'self' https: {files} data:".replace("  ", " "),
            f"connect-src 'self' {origin}",
            f"frame-src {VIDEOS}",
            "base-uri 'self'",
            "form-action 'self'",
            "object-src 'none'",
        ]
    )


def origin_of(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def digest(code: str) -> str:
    return b64encode(hashlib.sha256(code.encode()).digest()).decode()
