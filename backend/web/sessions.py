"""The session engine: Django's in the database, which is not asked for a key that it cannot have.

A cookie can have any text, also a NUL, for which psycopg2 raises ValueError.
"""

import re
from typing import Any, Final

from django.contrib.sessions.backends import db

KEY: Final = re.compile("[a-z0-9]{32}")  # as Django makes them


class SessionStore(db.SessionStore):
    def _validate_session_key(self, key: Any) -> bool:
        """Django calls it for each key, and goes on without a session if it is False."""
        return bool(key and KEY.fullmatch(key))
