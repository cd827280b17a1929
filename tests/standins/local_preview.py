"""`python -m tests.standins.local_preview N [PACKAGE]`: a whole preview here, with no account.

Deployed by the same command as on AWS, left running until Ctrl-C, and then destroyed.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path
from threading import Event
from typing import Final

from tests.provisioner import template_data
from tests.services.server import HOST, free_port
from tests.standins.previews_account import (
    ROOT,
    TOOLS,
    PreviewsAccount,
    previews_account,
)

PACKAGE: Final = ROOT / "build" / "package.zip"


def main(number: str, package: Path = PACKAGE) -> int:
    for ending in (signal.SIGINT, signal.SIGTERM):  # also where a shell's background ignores them
        signal.signal(ending, signal.default_int_handler)
    print("AWS, its database server and Amplify: starting on this machine", flush=True)
    print("Provisioner: making the template where none is kept for this package", flush=True)
    port = free_port()
    with (
        template_data.server_with_template(package) as (_, master),
        previews_account(master, port - int(number), f"http://{HOST}:{port}") as account,
    ):
        ended = 1
        try:
            account.put_provisioner(package.read_bytes(), template_data.environment(master))
            ended = run(account, "deploy", number, "--package", str(package))
            if ended == 0:
                print(flush=True)
                run(account, "open", number)
                print(f"\nIt runs on {HOST} until Ctrl-C, which destroys it.", flush=True)
                Event().wait()
        except KeyboardInterrupt:
            print(flush=True)
        return run(account, "destroy", number) or ended


def run(account: PreviewsAccount, verb: str, *words: str) -> int:
    """The exit code. Ctrl-C does not reach a destroy, which is what it asks for."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.call(
        [TOOLS, "-m", "delivery", "preview", verb, *words],
        cwd=ROOT,
        env={
            **inherited,
            "PYTHONPATH": str(ROOT / "backend"),
            **account.environment("itg-previews"),
        },
        start_new_session=verb == "destroy",
    )


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1], *map(Path, sys.argv[2:])))
    except KeyboardInterrupt:  # before there was anything to destroy
        sys.exit(130)
