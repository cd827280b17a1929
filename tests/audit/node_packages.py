"""The lock files of Node, audited by npm against its registry.

https://docs.npmjs.com/cli/v10/commands/npm-audit
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from tests.audit.findings import AuditFailedError, Finding, Report
from tests.audit.programs import output_of

# Asked about first. A registry that does not know of it, knows of nothing.
VULNERABLE: Final = ("lodash", "4.17.20")
OPTIONS: Final = ("audit", "--json", "--package-lock-only", "--no-update-notifier")


def audit(folder: Path, name: str) -> Report:
    """Raises AuditFailedError. npm reads the registry's address from its configuration."""
    text = output_of(["npm", *OPTIONS], cwd=folder)
    try:
        found = json.loads(text)
        text = found.get("message", text)
        count = found["metadata"]["dependencies"]["total"]
        return Report(name, count, list(findings(found["vulnerabilities"], versions(folder))))
    except (ValueError, KeyError, TypeError) as error:
        raise AuditFailedError(f"npm said about {name}: {' '.join(text.split())}") from error


def prove(folder: Path) -> None:
    """Raises AuditFailedError where the registry does not know what it certainly should."""
    package, version = VULNERABLE
    top = {"name": "vulnerable", "version": "1.0.0", "dependencies": {package: version}}
    packages = {"": top, f"node_modules/{package}": {"version": version}}
    lock = {**top, "lockfileVersion": 3, "packages": packages}
    (folder / "package.json").write_text(json.dumps(top))
    (folder / "package-lock.json").write_text(json.dumps(lock))
    if not audit(folder, "a package that is known to be vulnerable").findings:
        raise AuditFailedError(f"npm's registry knows of no vulnerability of {package} {version}")


def versions(folder: Path) -> dict[str, str]:
    """By the path in node_modules."""
    lock = json.loads((folder / "package-lock.json").read_text())
    return {path: one.get("version", "") for path, one in lock["packages"].items()}


def findings(vulnerable: dict[str, Any], pinned: dict[str, str]) -> Iterator[Finding]:
    """npm also lists each package that needs a vulnerable one, with the name of that in ``via``."""
    for name, found in vulnerable.items():
        fix = found["fixAvailable"]
        fixed_in = fix["version"] if isinstance(fix, dict) else ("a later version" if fix else "")
        version = next((pinned[path] for path in found["nodes"] if path in pinned), "")
        for why in found["via"]:
            if isinstance(why, dict):
                ids = frozenset([why["url"].rpartition("/")[2]])
                yield Finding(name, version, ids, why["title"], fixed_in)
