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
        return "The form was opened too long ago. Open it again."
    except (BadSignature, ValueError):
        return "The form was not opened on this site. Open it again."
    if signed != str(form):
        return "Another form was opened. Open this one again."
    return (
        f"The form was sent too fast. Wait {WAIT_SECONDS} seconds, then send it again."
        if is_younger(token)
        else ""
    )


def is_younger(token: str) -> bool:
    try:
        _signer.unsign(token, max_age=timedelta(seconds=WAIT_SECONDS - 0.01))
    except SignatureExpired:
        return False
    return True
