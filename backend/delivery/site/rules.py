"""How Amplify serves the site: rewrites, and headers for caching and security. Pure.

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

# What Amplify calls a 404 rewrite: the page at the address that was asked for, with status 404,
# where there is no file. A 200 rewrite goes before files.
# https://github.com/aws-amplify/amplify-hosting/issues/725
SHELL: Final = "/shell.html"
WITHOUT_ENDING: Final = "</^[^.]+$/>"
UNKNOWN: Final = {"source": WITHOUT_ENDING, "target": SHELL, "status": "404-200"}
# Of a site without rendered pages, whose one page is at every address.
DEEP_LINKS: Final = {"source": WITHOUT_ENDING, "target": SHELL, "status": "200"}
# Those of the application alone, which no sitemap has.
OWN_ADDRESSES: Final = ("/search", "/search/", "/preview/<*>")
MOVED: Final = frozenset({"301", "302"})
OWN_API: Final = "/api"  # on the site's own host, from where it is passed on
FROM_THE_API: Final = ("/sitemap.xml", "/robots.txt", "/feed.xml")
KEPT_IN_ADDRESSES: Final = "/:?#[]@!$&'()*+,;=%"
PREVIEW_PATH: Final = "/preview/"  # its address ends in a token, and its page links elsewhere
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
    """Amplify's customRules, of which the first that fits is taken.

    They belong to the app: where its branches have an API each, ``api`` is empty. The API itself is
    ``passed_on`` where the site asks for it on its own host. Where every known address is
    ``rendered``, an address without a file is unknown.
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
    """Real redirects from old addresses, with and without the slash at their end."""
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
    """Amplify's customHeaders, which are YAML, of which JSON is a part.

    ``index`` is the built index.html, whose inline script is allowed by its hash; ``api`` is where
    the SPA's requests go.
    """
    origin = origin_of(api)
    listed = f"{policy(index, api)}; frame-ancestors 'self' {origin}"
    return as_headers({"Content-Security-Policy": listed})


def as_headers(more: dict[str, str]) -> str:
    patterns = {
        "**": {
            **SECURITY,
            **more,
            "Cache-Control": "no-cache",  # deep links too, which no pattern for *.html matches
        },
        "/assets/*": {"Cache-Control": A_YEAR},
        PREVIEW_PATH: {"X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"},
    }
    rows = [
        {"pattern": pattern, "headers": [{"key": k, "value": v} for k, v in values.items()]}
        for pattern, values in patterns.items()
    ]
    return json.dumps({"customHeaders": rows}, indent=1)


# Of an app that previews share, whose policies differ.
UNLISTED: Final = as_headers({"X-Robots-Tag": "noindex"})


def asking(api: str, index: str, sign_in: str = "") -> str:
    """The page with that address of its API, which is nowhere else in the site.

    ``sign_in`` is the page that lets visitors of a preview in.
    """
    named = {"api-base-url": api, **({"sign-in": sign_in} if sign_in else {})}
    metas = [f'<meta name="{name}" content="{escape(value)}" />' for name, value in named.items()]
    return API.sub(lambda _: "\n    ".join(metas), index)


def with_admin(index: str, api: str) -> str:
    """The page that takes drafts from that origin, where its API is on its own."""
    meta = f'<meta name="admin-origin" content="{escape(origin_of(api))}" />'
    return API.sub(lambda found: f"{found[0]}\n    {meta}", index)


def with_badge(index: str, number: int, commit: str) -> str:
    """The page that says at its top which pull request and which commit it shows.

    It is in the flow of the page, so that it covers nothing, and outside what the scripts change.
    """
    text = f"Preview of #{number}, commit {commit[:SHOWN]}"
    badge = f'<aside aria-label="Preview" style="{BADGE}">{escape(text)}</aside>'
    return BODY.sub(lambda found: f"{found[0]}\n    {badge}", index, count=1)


def with_policy(index: str, api: str, files: str) -> str:
    """The page with a content security policy of its own, where headers belong to many sites."""
    rules = escape(policy(index, api, origin_of(files)), quote=False)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{rules}" />'
    return index.replace("<head>", f"<head>\n    {meta}", 1)


def policy(index: str, api: str, files: str = "") -> str:
    """The content security policy: this site, its API, pictures of the CDN, and two players."""
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
