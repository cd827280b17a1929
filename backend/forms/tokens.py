"""Signed tokens that prove that a form was open for some seconds. They are not stored."""

from datetime import timedelta
from typing import Final

from django.core.signing import BadSignature, SignatureExpired, TimestampSigner

WAIT_SECONDS: Final = 3
GOOD_SECONDS: Final = 24 * 60 * 60
_signer: Final = TimestampSigner(salt="forms.tokens")


def issue(form: int) -> str:
    return _signer.sign(str(form))


def fault_of(token: str, form: int) -> str:
    """What is wrong with it; empty for a token that is as old as a form that a person filled in."""
    try:
        signed = _signer.unsign(token, max_age=GOOD_SECONDS)
    except SignatureExpired:
        return "The form was opened too long ago. Open it anew."
    except (BadSignature, ValueError):
        return "The form was not opened here. Open it anew."
    if signed != str(form):
        return "The form that was opened is another one."
    return f"A form takes {WAIT_SECONDS} seconds at least." if is_younger(token) else ""


def is_younger(token: str) -> bool:
    try:
        _signer.unsign(token, max_age=timedelta(seconds=WAIT_SECONDS - 0.01))
    except SignatureExpired:
        return False
    return True
