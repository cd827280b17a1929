"""What the API says of all that is published: the content version, and old addresses."""

import json
from dataclasses import dataclass
from typing import Final

from delivery.tools import http
from delivery.tools.errors import PROGRAM, DeliveryError

RESPONSE_SECONDS: Final = 20


@dataclass(frozen=True, slots=True)
class MovedAddress:
    """``path`` ends with a slash. ``location`` is a path of the site or an address elsewhere."""

    path: str
    location: str
    permanent: bool


@dataclass(frozen=True, slots=True)
class SiteState:
    content: int
    moved: tuple[MovedAddress, ...] = ()


def ask(api: str) -> SiteState:
    """``api`` is the API's whole address. Raises DeliveryError where it cannot be read."""
    address = f"{api}/site/"
    try:
        response = http.send(address, within=RESPONSE_SECONDS)
        if response.status != 200:
            raise ValueError(f"it returned {response.status}")
        found = json.loads(response.body)
        moved = [
            MovedAddress(str(one["path"]), str(one["location"]), bool(one["permanent"]))
            for one in found["moved"]
        ]
        return SiteState(int(found["content"]), tuple(moved))
    except (http.NoResponse, ValueError, KeyError, TypeError, RecursionError) as error:
        raise DeliveryError(
            f"The list of published pages could not be read from {address}: {error}.",
            f"`{PROGRAM} status` shows whether the backend works.",
        ) from error
