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

from tests.services.postgres import PostgresServer
from tests.services.server import HOST, free_port
from tests.standins.previews_account import (
    ROOT,
    TOOLS,
    PreviewsAccount,
    make_master,
    previews_account,
)

PACKAGE: Final = ROOT / "build" / "package.zip"


def main(number: str, package: Path = PACKAGE) -> int:
    for ending in (signal.SIGINT, signal.SIGTERM):  # also where a shell's background ignores them
        signal.signal(ending, signal.default_int_handler)
    print("AWS, its database server and Amplify: starting on this machine", flush=True)
    port = free_port()
    with (
        PostgresServer() as postgres,
        previews_account(
            make_master(postgres), port - int(number), f"http://{HOST}:{port}"
        ) as account,
    ):
        ended = 1
        try:
            print("Keeper: making the template that previews are copies of", flush=True)
            account.deploy_keeper(package)
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
        env={**inherited, "PYTHONPATH": str(ROOT / "backend"), **account.environment},
        start_new_session=verb == "destroy",
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], *map(Path, sys.argv[2:])))
