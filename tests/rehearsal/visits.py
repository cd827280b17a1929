"""What people see at the addresses of the week's sites."""

import json
import re
import urllib.request
from typing import Any

import httpx


def get(address: str, **headers: str) -> dict[str, Any]:
    request = urllib.request.Request(address, headers=headers)  # noqa: S310 (loopback)
    with urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310
        found: dict[str, Any] = json.load(response)
    return found


def sign_in(page: str, token: str) -> str:
    """What somebody reads who presses the page's button."""
    form = httpx.get(page, timeout=60)
    csrf, *_ = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', form.text)
    cookie = form.headers["Set-Cookie"].partition(";")[0]  # as a browser sends it to this machine
    headers, words = {"Referer": page, "Cookie": cookie}, {"token": token}
    data = {**words, "csrfmiddlewaretoken": csrf}
    return httpx.post(page, data=data, headers=headers, timeout=60).text
