"""The database of the small images: a file with the one password that works today.

Or with JSON: what each user signs in with, a password or what PostgreSQL keeps of one.
"""

import base64
import hashlib
import hmac
import json
import os
from pathlib import Path


def read() -> dict[str, str]:
    text = Path(os.environ["DB_NAME"]).read_text()
    found: dict[str, str] = (
        json.loads(text) if text.startswith("{") else {os.environ["DB_USER"]: text}
    )
    return found


def write(name: str, verifier: str) -> None:
    Path(os.environ["DB_NAME"]).write_text(json.dumps({**read(), name: verifier}))


def signs_in() -> bool:
    return fits(read().get(os.environ["DB_USER"], ""), os.environ["DB_PASSWORD"])


def fits(held: str, password: str) -> bool:
    """Whether the password is the one that is held, or that PostgreSQL keeps so."""
    if not held.startswith("SCRAM-SHA-256$"):
        return held == password
    _, salt, keys = held.split("$")
    rounds, _, salt = salt.partition(":")
    salted = hashlib.pbkdf2_hmac("sha256", password.encode(), base64.b64decode(salt), int(rounds))
    key = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    return keys.partition(":")[0] == base64.b64encode(key).decode()
