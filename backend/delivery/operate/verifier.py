"""What PostgreSQL keeps of a password, made where the password is known: it is sent nowhere.

https://www.rfc-editor.org/rfc/rfc5802#section-3
https://www.postgresql.org/docs/16/catalog-pg-authid.html
"""

import hashlib
import hmac
import secrets
from base64 import b64encode
from typing import Final

ROUNDS: Final = 4096
SALT_BYTES: Final = 16


def verifier(password: str, salt: bytes = b"") -> str:
    """Of an ASCII password. It says ``SCRAM-SHA-256$4096:SALT$STORED_KEY:SERVER_KEY``."""
    salt = salt or secrets.token_bytes(SALT_BYTES)
    salted = hashlib.pbkdf2_hmac("sha256", password.encode("ascii"), salt, ROUNDS)
    client, server = (
        hmac.digest(salted, word, "sha256") for word in (b"Client Key", b"Server Key")
    )
    shown = [b64encode(part).decode() for part in (salt, hashlib.sha256(client).digest(), server)]
    return f"SCRAM-SHA-256${ROUNDS}:{shown[0]}${shown[1]}:{shown[2]}"
