"""How root runs a program that refuses root, as PostgreSQL does."""

import functools
import os
import pwd
import shutil
import subprocess
from pathlib import Path
from typing import TypedDict

UNSHARE = ("unshare", "--user", "--map-user=1000", "--map-group=1000", "--")


class Account(TypedDict, total=False):
    """The arguments of `subprocess.Popen` that say who the process is."""

    user: int
    group: int
    extra_groups: list[int]


@functools.cache
def prefix() -> tuple[str, ...]:
    """What goes before the command: nothing, or a user namespace where root has another number.

    Files stay root's own, so nothing has to be copied or given away. Containers often forbid it.
    """
    if os.geteuid() != 0 or not shutil.which(UNSHARE[0]):
        return ()
    allowed = subprocess.run([*UNSHARE, "true"], capture_output=True, check=False, timeout=60)
    return UNSHARE if allowed.returncode == 0 else ()


def account() -> Account:
    """Who runs it: whoever runs the tests, or `nobody` when root has no user namespaces."""
    if os.geteuid() != 0 or prefix():
        return {}
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def give(directory: Path) -> None:
    """Make `directory` and all in it belong to the account."""
    owner = account()
    if owner:
        for path in [directory, *directory.rglob("*")]:
            os.chown(path, owner["user"], owner["group"], follow_symlinks=False)
