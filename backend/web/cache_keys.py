"""Cache keys that carry the release, for the old and the new one share a cache during a rollout.

What is kept are pickled objects, which only the code that made them is sure to understand. Keys
that begin with SHARED hold plain numbers, and are the same in every release: a publish in one is
seen by visitors of the other, and nobody may ask twice as often meanwhile.
"""

from typing import Final

SHARED: Final = "shared-"
# Wagtail deletes it where a site changes, of which both releases must learn. Its key has a version.
SHARED_BY_WAGTAIL: Final = frozenset({"wagtail_site_root_paths"})


def of_release(key: str, release: str, version: int) -> str:
    """Django's KEY_FUNCTION, whose KEY_PREFIX is the release."""
    shared = key.startswith(SHARED) or key in SHARED_BY_WAGTAIL
    return f"{'' if shared else release}:{version}:{key}"
