"""Probes of a live backend: what its visitors and its load balancer ask."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from email.message import Message
from typing import Final
from urllib.parse import urljoin

from delivery.tools import basic_auth, http
from delivery.tools.errors import DeliveryError
from delivery.tools.waiting import Deadline

WITHIN_SECONDS: Final = 60.0
RESPONSE_SECONDS: Final = 10
MAINTENANCE: Final = "Maintenance-Until"
STYLESHEET: Final = re.compile(r'href="([^"]*/static/[^"]+\.css)"')

ProbeResponse = tuple[int, Message, str]


@dataclass(frozen=True, slots=True)
class Backend:
    """What is asked, and what it is to be."""

    url: str
    version: str
    origin: str
    password: str = ""

    def get(self, path: str, origin: str = "") -> ProbeResponse:
        return get(f"{self.url}{path}", origin, self.password)


Probe = Callable[[Backend], str]


def check(
    url: str,
    version: str,
    origin: str,
    within: float = WITHIN_SECONDS,
    *,
    log: str = "/itg/production/backend",
    password: str = "",
) -> list[str]:
    """Run all probes until each one passes; their names. Raises DeliveryError.

    ``url`` is the backend's address, ``version`` the commit it must be, ``origin`` the site's, and
    ``password`` a preview's.
    """
    deadline = Deadline(within)
    backend = Backend(url, version, origin, password)
    while (faults := ask(backend)) and deadline.pause():
        pass
    if faults:
        raise DeliveryError(
            f"{url} does not serve the release: {'; '.join(faults)}.",
            f"See the backend's log, {log}.",
        )
    return [probe.__name__.replace("_", " ") for probe in PROBES]


def ask(backend: Backend) -> list[str]:
    """What is wrong, in words."""
    return [fault for probe in PROBES if (fault := probe(backend))]


def health_and_version(backend: Backend) -> str:
    status, _, body = backend.get("/health/")
    if status != 200:
        return f"/health/ returned {status or body}"
    try:
        found = json.loads(body).get("version")
    except (ValueError, AttributeError, RecursionError):
        return f"/health/ returned 200 and no JSON object: {body[:80]!r}"
    return (
        "" if found == backend.version else f"/health/ says version {found}, not {backend.version}"
    )


def cors(backend: Backend) -> str:
    _, headers, _ = backend.get("/health/", backend.origin)
    found = (
        headers.get("Access-Control-Allow-Origin"),
        headers.get("Access-Control-Allow-Credentials"),
    )
    return (
        ""
        if found == (backend.origin, "true")
        else f"/health/ has no CORS headers for {backend.origin}"
    )


def readiness(backend: Backend) -> str:
    status, _, body = backend.get("/readyz/")
    return "" if status == 200 else f"/readyz/ returned {status or body}"


def page(backend: Backend) -> str:
    """During maintenance visitors have none, and a release may be what ends it."""
    status, headers, body = backend.get("/api/pages/?path=/")
    passes = status == 200 or (status == 503 and headers.get(MAINTENANCE))
    return "" if passes else f"the home page returned {status or body}"


def static_file(backend: Backend) -> str:
    _, _, body = backend.get("/admin/login/")
    found = STYLESHEET.search(body)
    if not found:
        return "/admin/login/ names no stylesheet"
    address = urljoin(f"{backend.url}/", found[1])
    status, _, body = get(address)
    return "" if status == 200 else f"{address} returned {status or body}"


PROBES: Final[tuple[Probe, ...]] = (health_and_version, cors, readiness, page, static_file)


def get(url: str, origin: str = "", password: str = "") -> ProbeResponse:
    """Status, headers and text; status 0 and the reason where nothing comes that can be read."""
    headers = basic_auth.headers(password) | ({"Origin": origin} if origin else {})
    try:
        response = http.send(url, within=RESPONSE_SECONDS, headers=headers)
    except http.NoResponse as error:
        return 0, Message(), f"nothing: {error}"
    return response.status, response.headers, response.text if response.status < 400 else ""
