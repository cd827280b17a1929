"""The previews' databases, asked of their provisioner by the command contract.

The provisioner is main's own function, and the only one with rights on the databases' server. It
never learns a preview's password: it gets the password's verifier.
"""

import hashlib
import hmac
import json
import secrets
from base64 import b64encode
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from delivery.aws import lambda_functions
from delivery.tools.errors import PROGRAM, DeliveryError
from delivery.tools.stages import PROVISIONER, Preview

DEPLOY: Final = f"Deploy it from main: {PROGRAM} provisioner deploy."
ITERATIONS: Final = 4096  # PostgreSQL's own
SALT_BYTES: Final = 16


@dataclass(frozen=True, slots=True)
class Database:
    """``name`` is the stage's. One that is not ``whole`` was left by an interrupted command."""

    name: str
    whole: bool
    bytes: int
    made_at: str | None
    version: str | None


def ensure(stage: Preview, verifier: str, fresh: bool = False) -> dict[str, Any]:
    """Its role and database made from the template where they are missing; ``fresh``: anew.

    The rows of sample pictures come with the template, the files by `load_sample_content` there.
    """
    words = ["--fresh"] if fresh else []
    return ask("preview_database", "ensure", stage.name, "--verifier", verifier, *words)


def drop(name: str) -> dict[str, Any]:
    """``dropped`` names what there was of that preview. Dropping nothing is no error."""
    return ask("preview_database", "drop", name)


def listed() -> tuple[Database, ...]:
    """Of every preview that has anything on the server."""
    return tuple(Database(**one) for one in ask("preview_database", "list")["previews"])


def check(stage: Preview) -> dict[str, Any]:
    """Would main's code run on its schema? ``compatible``, ``faults``, ``migrations_ahead``."""
    return ask("preview_database", "check", stage.name)


def refresh_template() -> dict[str, Any]:
    """What new previews are copies of, made anew by the provisioner's own code."""
    return ask("preview_template", "refresh")


def ask(*words: str) -> dict[str, Any]:
    """What the provisioner's command says last. Raises DeliveryError where it fails."""
    event = {"command": words, "id": str(uuid4())}
    outcome = lambda_functions.invoke(PROVISIONER.function, event, missing=DEPLOY)
    lines = outcome["output"].strip().splitlines() or ["it printed nothing"]
    if outcome["exit_code"]:
        what = " ".join(words[:3] if words[0] == "preview_database" else words)
        raise DeliveryError(
            f"The provisioner's `{what}` failed: {lines[-1].removeprefix('CommandError: ')}",
            f"See the log {PROVISIONER.log_group}.",
        )
    return dict(json.loads(lines[-1]))


def verifier(password: str) -> str:
    """What PostgreSQL keeps of a password, from which nobody can sign in (RFC 5803).

    ``password`` is ASCII, which SASLprep leaves as it is.
    """
    salt = secrets.token_bytes(SALT_BYTES)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode("ascii"), salt, ITERATIONS)
    stored = hashlib.sha256(hmac.digest(salted, b"Client Key", "sha256")).digest()
    server = hmac.digest(salted, b"Server Key", "sha256")
    salt64, stored64, server64 = (b64encode(part).decode() for part in (salt, stored, server))
    return f"SCRAM-SHA-256${ITERATIONS}:{salt64}${stored64}:{server64}"
