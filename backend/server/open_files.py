"""How many connections the limit of open files allows."""

import resource
from typing import Final

FILES_KEPT: Final = 256  # for the application: databases, uploads, what a command opens
# A connection, and where its body and its response are large, a file for each
FILES_EACH: Final = 3


def connections_within(most: int) -> int:
    """How many connections the open files of this process allow, after raising their soft limit."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = most * FILES_EACH + FILES_KEPT
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    files = wanted if soft == resource.RLIM_INFINITY else soft
    return max(1, min(most, (files - FILES_KEPT) // FILES_EACH))
