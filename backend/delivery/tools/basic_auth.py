"""A preview's one password as HTTP Basic says it. The backend takes it under any user name."""

from base64 import b64encode
from typing import Final

USER: Final = "preview"


def credentials(password: str) -> str:
    """User name and password in base64, as Amplify and the header have them."""
    return b64encode(f"{USER}:{password}".encode()).decode()


def headers(password: str) -> dict[str, str]:
    """Of a request; none without a password."""
    return {"Authorization": f"Basic {credentials(password)}"} if password else {}
