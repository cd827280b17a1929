"""Questions asked of a live backend, as its visitors and its load balancer ask them."""

import json
import re
import time
import urllib.request
from collections.abc import Callable
from email.message import Message
from typing import Final
from urllib.error import HTTPError, URLError

from delivery.errors import DeliveryError

WITHIN_SECONDS: Final = 60.0
ANSWER_SECONDS: Final = 10
STYLESHEET: Final = re.compile(r'href="([^"]+/static/[^"]+\.css)"')

Answer = tuple[int, Message, str]
Question = Callable[[str, str, str], str]


def check(url: str, version: str, origin: str, within: float = WITHIN_SECONDS) -> list[str]:
    """Ask all questions until each is answered well; their names. Raises DeliveryError.

    ``url`` is the backend's address, ``version`` the commit it must be, ``origin`` the site's.
    """
    give_up_at = time.monotonic() + within
    faults = ask(url, version, origin)
    while faults and time.monotonic() < give_up_at:
        time.sleep(0.5)
        faults = ask(url, version, origin)
    if faults:
        raise DeliveryError(
            f"{url} does not serve the release: {'; '.join(faults)}.",
            "The backend's log says more: /itg/production/backend.",
        )
    return [question.__name__.replace("_", " ") for question in QUESTIONS]


def ask(url: str, version: str, origin: str) -> list[str]:
    """What is wrong, in words."""
    return [fault for question in QUESTIONS if (fault := question(url, version, origin))]


def health_and_version(url: str, version: str, origin: str) -> str:
    status, _, body = get(f"{url}/health/")
    if status != 200:
        return f"/health/ answers {status or body}"
    found = json.loads(body).get("version")
    return "" if found == version else f"/health/ says version {found}, not {version}"


def cors(url: str, version: str, origin: str) -> str:
    _, headers, _ = get(f"{url}/health/", origin)
    found = (
        headers.get("Access-Control-Allow-Origin"),
        headers.get("Access-Control-Allow-Credentials"),
    )
    return "" if found == (origin, "true") else f"/health/ has no CORS headers for {origin}"


def readiness(url: str, version: str, origin: str) -> str:
    status, _, body = get(f"{url}/readyz/")
    return "" if status == 200 else f"/readyz/ answers {status or body}"


def page(url: str, version: str, origin: str) -> str:
    status, _, body = get(f"{url}/api/pages/?path=/")
    return "" if status == 200 else f"the home page answers {status or body}"


def static_file(url: str, version: str, origin: str) -> str:
    _, _, body = get(f"{url}/admin/login/")
    found = STYLESHEET.search(body)
    if not found:
        return "/admin/login/ names no stylesheet"
    status, _, body = get(found[1])
    return "" if status == 200 else f"{found[1]} answers {status or body}"


QUESTIONS: Final[tuple[Question, ...]] = (health_and_version, cors, readiness, page, static_file)


def get(url: str, origin: str = "") -> Answer:
    """Status, headers and text; status 0 and the reason where nothing answers."""
    request = urllib.request.Request(url, headers={"Origin": origin} if origin else {})  # noqa: S310
    try:
        with urllib.request.urlopen(request, timeout=ANSWER_SECONDS) as answer:  # noqa: S310
            return answer.status, answer.headers, answer.read().decode(errors="replace")
    except HTTPError as error:
        with error:
            return error.code, error.headers, ""
    except (URLError, ConnectionError, TimeoutError) as error:
        return 0, Message(), f"nothing: {getattr(error, 'reason', error)}"
