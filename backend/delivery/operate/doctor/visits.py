"""DNS, certificates, CORS and CSRF as a visitor meets them."""

import re
import socket
import ssl
import time
from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import urlencode, urlsplit

from delivery.operate.doctor.diagnosis import Finding
from delivery.operate.production import CERTIFICATE_DAYS, Running
from delivery.tools import http
from delivery.tools.errors import PROGRAM, DeliveryError

WITHIN_SECONDS: Final = 10.0
A_DAY: Final = 86_400.0
TOKEN: Final = re.compile(r'name="csrfmiddlewaretoken" value="(\w+)"')
ALLOW: Final = "Access-Control-Allow-Origin"
METHODS: Final = "Access-Control-Allow-Methods"
PUBLIC: Final = "/api/layout/"
# CloudFront passes all headers on to forms, and only some to public paths. The form need not exist.
FORM: Final = "/api/forms/1/"
STRANGER: Final = "https://a-stranger.example"
SIGN_IN: Final = "/admin/login/"
RECORD: Final = f"Correct its DNS record: `{PROGRAM} stack list` shows where it must lead."
RENEW: Final = "Look at it in ACM. A certificate renews itself as long as its DNS record exists."
ORIGINS: Final = "Correct CORS_ALLOWED_ORIGINS and FRONTEND_URL, and release again."
TRUSTED: Final = "Correct CSRF_TRUSTED_ORIGINS and API_BASE_URL, and release again."


def addresses(running: Running) -> list[str]:
    return [running.variables.get(name, "") for name in ("API_BASE_URL", "FRONTEND_URL")]


def names(running: Running) -> Iterator[Finding]:
    """Hosts that have no address."""
    for host in hosts(addresses(running)):
        try:
            socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
        except OSError as error:
            yield Finding(f"{host} has no address: {error.strerror}.", RECORD)


def hosts(urls: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(filter(None, (urlsplit(url).hostname for url in urls))))


def certificates(running: Running) -> Iterator[Finding]:
    for url in filter(None, addresses(running)):
        parts = urlsplit(url)
        if parts.scheme != "https":
            yield Finding(f"{url} does not use HTTPS.", "Write it with https:// in GitHub.")
            continue
        try:
            days = days_left(parts.hostname or "", parts.port or 443)
        except socket.gaierror:
            continue  # `names` says it
        except (OSError, ValueError) as error:  # ssl's errors are OSErrors
            yield Finding(f"{url} has no certificate that browsers accept: {error}.", RENEW)
            continue
        if days < CERTIFICATE_DAYS:
            yield Finding(f"The certificate of {url} ends in {days:.0f} days.", RENEW)


def days_left(host: str, port: int) -> float:
    """Of the certificate that the host shows. Raises OSError where it is not valid."""
    context = ssl.create_default_context()
    with (
        socket.create_connection((host, port), timeout=WITHIN_SECONDS) as plain,
        context.wrap_socket(plain, server_hostname=host) as secure,
    ):
        until = dict(secure.getpeercert() or {})["notAfter"]
    return (ssl.cert_time_to_seconds(str(until)) - time.time()) / A_DAY


def cors(running: Running) -> Iterator[Finding]:
    """The site may read the API, and send forms to it; nobody else may."""
    backend, site = (url.rstrip("/") for url in addresses(running))
    parts = urlsplit(site)
    origin = f"{parts.scheme}://{parts.netloc}"
    if allowed(backend, origin) != origin:
        yield Finding(f"Scripts of {origin} may not read {backend}/api/.", ORIGINS)
    if not preflight(backend, origin):
        yield Finding(f"Forms of {origin} may not be sent to {backend}/api/.", ORIGINS)
    if allowed(backend, STRANGER):
        yield Finding(f"Scripts of any site may read {backend}/api/.", ORIGINS)


def allowed(backend: str, origin: str) -> str:
    """The origin that the API allows; empty for none."""
    return str(asked(f"{backend}{PUBLIC}", headers={"Origin": origin}).headers.get(ALLOW, ""))


def preflight(backend: str, origin: str) -> bool:
    """Whether the API allows that origin to send a form, as a browser asks before it sends one."""
    headers = {"Origin": origin, "Access-Control-Request-Method": "POST"}
    found = asked(f"{backend}{FORM}", "OPTIONS", headers).headers
    methods = str(found.get(METHODS, "")).replace(" ", "").split(",")
    return found.get(ALLOW) == origin and "POST" in methods


def csrf(running: Running) -> Iterator[Finding]:
    """Whether staff can sign in: an empty form is refused for what it lacks, not for its origin."""
    backend = addresses(running)[0].rstrip("/")
    page = asked(f"{backend}{SIGN_IN}")
    token = TOKEN.search(page.text)
    cookies = [one.partition(";")[0] for one in page.headers.get_all("Set-Cookie") or []]
    if page.status != 200 or not token:
        yield Finding(
            f"{backend}{SIGN_IN} is not a sign-in page: it returned {page.status}.",
            f"{PROGRAM} logs --since 5m --grep ERROR",
        )
        return
    headers = {
        "Origin": backend,
        "Referer": f"{backend}{SIGN_IN}",
        "Cookie": "; ".join(cookies),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    body = urlencode({"csrfmiddlewaretoken": token[1]}).encode()
    sent = asked(f"{backend}{SIGN_IN}", "POST", headers, body)
    if sent.status == 403:
        yield Finding(f"Nobody can sign in at {backend}{SIGN_IN}: its origin is refused.", TRUSTED)
    elif sent.status != 200:
        yield Finding(f"{backend}{SIGN_IN} returned {sent.status} to an empty form.", TRUSTED)


def asked(
    url: str, method: str = "GET", headers: dict[str, str] | None = None, body: bytes | None = None
) -> http.HTTPResponse:
    """Raises DeliveryError where nothing comes."""
    try:
        return http.send(url, within=WITHIN_SECONDS, method=method, headers=headers, body=body)
    except http.NoResponse as error:
        raise DeliveryError(f"{url} does not respond: {error}", f"{PROGRAM} status") from error
