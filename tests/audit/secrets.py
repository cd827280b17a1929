"""Secrets in the files that git has, found by detect-secrets.

Only formats that say themselves what they are: keys of AWS, Google and others, private keys, and
passwords in addresses. What the tests have on purpose bears ``pragma: allowlist secret``.
https://github.com/Yelp/detect-secrets
"""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.audit.findings import AuditFailedError
from tests.audit.programs import output_of

# They take each long text, and each variable that is named after a secret, for one.
GUESSING: Final = ("KeywordDetector", "Base64HighEntropyString", "HexHighEntropyString")
# Hashes of packages, and what others built.
LEFT_OUT: Final = r"(^|/)package-lock\.json$|requirements[^/]*\.txt$|^backend/static/"


def found_in(root: Path, program: Path) -> Iterator[str]:
    """``file:line: what``, never the secret. Raises AuditFailedError."""
    without = [word for one in GUESSING for word in ("--disable-plugin", one)]
    options = ["--no-verify", "--exclude-files", LEFT_OUT, *without]
    text = output_of([program, "-C", root, "scan", *options])
    try:
        results = json.loads(text)["results"]
    except (ValueError, KeyError, TypeError) as error:
        raise AuditFailedError(f"detect-secrets said: {text}") from error
    for name, secrets in results.items():
        yield from (f"{name}:{one['line_number']}: {one['type']}" for one in secrets)


def tracked(root: Path) -> int:
    """How many files git has here. detect-secrets says nothing where it finds none."""
    listed = subprocess.run(
        ["git", "-C", root, "ls-files"],
        capture_output=True,
        text=True,
        check=False,
    )
    return len(listed.stdout.splitlines())
