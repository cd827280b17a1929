"""``manage.py``: `sleep SECONDS`, `shell -c CODE`, `database_user`, and any other.

`state` prints a row of noon, or of two minutes before that in a drill's copy. The bootstrap, a
part of `prove --bootstrap`, prints the `schema` of `says.json` and its `findings`;
`compatibility` prints its `faults`. `maintenance on` is written beside the database.
"""

import json
import os
import sys
import time
from pathlib import Path

import users  # type: ignore[import-not-found]  # it is beside this file in an image

PROOF = {"probes": {}, "secrets": [], "compared": True, "ended": True}


def main() -> int:
    if sys.argv[1] == "sleep":
        print("began", flush=True)
        time.sleep(float(sys.argv[2]))
    if not users.signs_in():
        print("password authentication failed", flush=True)
        return 1
    if sys.argv[1] == "database_user":
        users.write(*sys.argv[2:])
    if sys.argv[1] == "maintenance" and sys.argv[2:]:
        Path(f"{os.environ['DB_NAME']}-maintenance").write_text(sys.argv[2])
    if sys.argv[1] == "shell":
        exec(sys.argv[-1])  # noqa: S102 (code of the tests' own)
        return 0
    says = json.loads(Path("says.json").read_text())
    if "--bootstrap" in sys.argv:
        print(f"      Schema: {' '.join(says.get('schema', ['content.0001_initial']))}")
        print(
            f"[4/4] Static files: unchanged, 0 uploaded, manifest {os.environ['APP_VERSION'][:12]}"
        )
        print("Bootstrap complete in 0.1 s")
        found = says.get("findings", [])
        print(json.dumps({"proof": {**PROOF, "findings": found}}), flush=True)
        if any(one["name"] not in sys.argv for one in found):
            return 1
    elif sys.argv[1] == "prove":
        copied = "-drill" in os.environ["DB_HOST"]
        found = says.get("findings", []) if copied else []
        print(json.dumps({"proof": {**PROOF, "findings": found}}), flush=True)
    if sys.argv[1] == "state":
        at = "2026-11-01T11:58:00Z" if "-drill" in os.environ["DB_HOST"] else "2026-11-01T12:00:00Z"
        row = {"at": at, "model": "content.Page"}
        print(json.dumps({"newest_row": row}), flush=True)
    if sys.argv[1] == "compatibility" and says.get("faults"):
        print("\n".join(f"Fault: {fault}" for fault in says["faults"]), flush=True)
        return 1
    print(f"{' '.join(sys.argv[1:])} of {os.environ['APP_VERSION']}", flush=True)
    return 0


sys.exit(main())
