"""The lock files of Python, audited by pip-audit against OSV.

https://github.com/pypa/pip-audit
"""

import json
from pathlib import Path
from typing import Any, Final

from tests.audit.findings import AuditFailedError, Finding, Report
from tests.audit.programs import output_of

OSV: Final = "https://api.osv.dev/v1/query"
# Asked about first. A database that does not know of it, knows of nothing.
VULNERABLE: Final = "jinja2==2.4.1\n"
HASHES: Final = ("--require-hashes", "--disable-pip")


def audit(lock: Path, name: str, program: Path, url: str) -> Report:
    """Raises AuditFailedError."""
    found = read(lock, program, url, *HASHES)
    return Report(name, len(found), [one for each in found for one in findings(each)])


def prove(folder: Path, program: Path, url: str) -> None:
    """Raises AuditFailedError where the database does not know what it certainly should."""
    lock = folder / "vulnerable.txt"
    lock.write_text(VULNERABLE)
    if not any(each["vulns"] for each in read(lock, program, url, "--no-deps", "--disable-pip")):
        raise AuditFailedError(f"{url} knows of no vulnerability of {VULNERABLE.strip()}")


def read(lock: Path, program: Path, url: str, *options: str) -> list[dict[str, Any]]:
    """One package each. With ``--strict``, one that the database cannot be asked about fails."""
    service = ("--vulnerability-service=osv", f"--osv-url={url}")
    output = ("--format=json", "--progress-spinner=off")
    text = output_of([program, "--strict", *service, *output, *options, "--requirement", lock])
    try:
        return list(json.loads(text)["dependencies"])
    except (ValueError, KeyError, TypeError) as error:
        raise AuditFailedError(f"pip-audit said about {lock.name}: {text}") from error


def findings(package: dict[str, Any]) -> list[Finding]:
    return [
        Finding(
            package["name"],
            package["version"],
            frozenset([found["id"], *found["aliases"]]),
            found.get("description", "").strip().partition("\n")[0][:80],
            ", ".join(found["fix_versions"]),
        )
        for found in package["vulns"]
    ]
