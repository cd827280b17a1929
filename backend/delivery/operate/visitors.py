"""What a visitor finds at an address of a stage."""

import json
import time
from email.message import Message
from typing import Final

from delivery.operate.health import Health, Part, attention
from delivery.tools import http
from delivery.tools.errors import DeliveryError

WITHIN_SECONDS: Final = 10.0


def backend(address: str, version: str) -> Part:
    """``/health/`` of a backend that should be that version; any, where that is empty."""
    found, milliseconds = ask(f"{known(address)}/health/")
    facts = {"address": address, "status": found.status, "milliseconds": milliseconds}
    words = told(f"{address}/health/", found, milliseconds)
    if found.status != 200:
        return Part("backend", Health.DOWN, words, facts)
    serving = version_in(found.text)
    other = bool(version) and serving != version
    words += f", says version {serving[:12] or 'none'}" if other else ""
    return Part("backend", attention(other), words, {**facts, "version": serving})


def site(address: str) -> Part:
    found, milliseconds = ask(f"{known(address)}/")
    facts = {"address": address, "status": found.status, "milliseconds": milliseconds}
    words = told(f"{address}/", found, milliseconds)
    there = found.status in {200, 401}  # a preview asks for its password
    return Part("site", Health.WELL if there else Health.DOWN, words, facts)


def known(address: str) -> str:
    if not address:
        raise DeliveryError("its address is not set", "Set API_BASE_URL and FRONTEND_URL.")
    return address.rstrip("/")


def ask(address: str) -> tuple[http.HTTPResponse, int]:
    """The response and its milliseconds; the status is 0 where nothing came."""
    started = time.monotonic()
    try:
        found = http.send(address, within=WITHIN_SECONDS)
    except http.NoResponse as error:
        found = http.HTTPResponse(0, Message(), str(error).encode())
    return found, round((time.monotonic() - started) * 1000)


def told(address: str, found: http.HTTPResponse, milliseconds: int) -> str:
    what = f"{found.status} in {milliseconds} ms" if found.status else f"no response: {found.text}"
    return f"{address} {what}"


def version_in(body: str) -> str:
    try:
        return str(json.loads(body)["version"])
    except (ValueError, KeyError, TypeError):
        return ""
