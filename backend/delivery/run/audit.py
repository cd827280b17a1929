"""Who ran what where, and how it ended: two JSON lines a command in a log group.

``/itg/production/audit`` is production's, ``/itg/previews/audit`` that of all previews.

The first is written before the command runs. Where it cannot be written nothing is run, so no
command goes unseen. The log groups are made by stacks, and no workflow's role may delete one or
decide how long it is kept.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from delivery.aws import logs, sts
from delivery.run.rules import written
from delivery.tools import config
from delivery.tools.errors import PROGRAM
from delivery.tools.stages import PRODUCTION, Preview, Production


@dataclass(frozen=True, slots=True)
class Audit:
    """One command's lines. ``who`` is AWS's name for the caller, and GitHub's in a workflow.

    ``revision`` is the one that was named instead of what serves.
    """

    stage: Production | Preview
    command: str
    who: str
    revision: str = ""

    def started(self) -> None:
        self._write(event="started")

    def refused(self, why: str) -> None:
        self._write(event="refused", why=why)

    def failed(self, why: str) -> None:
        self._write(event="failed", why=why)

    def left(self, task: str) -> None:
        """Nobody follows it any more, and it goes on."""
        self._write(event="left", task=task)

    def ended(self, exit_code: int, duration_ms: int, task: str = "") -> None:
        """``task`` is one that was left before."""
        left = {"task": task} if task else {}
        self._write(event="ended", exit_code=exit_code, duration_ms=duration_ms, **left)

    def _write(self, **facts: str | int) -> None:
        now = datetime.now(UTC)
        line = {
            "at": now.isoformat(timespec="seconds"),
            "who": self.who,
            "stage": self.stage.name,
            "command": self.command,
            **({"revision": self.revision} if self.revision else {}),
            **facts,
        }
        stack = "service" if self.stage == PRODUCTION else "previews"
        remedy = f"Deploy the stack that makes it: {PROGRAM} stack deploy {stack}."
        logs.append(self.stage.audit_group, f"{now:%Y-%m-%d}", json.dumps(line), remedy)


def audit(stage: Production | Preview, words: Sequence[str], revision: str = "") -> Audit:
    actor = config.environment().get("GITHUB_ACTOR")
    caller = sts.caller()
    return Audit(stage, written(words), f"{actor} as {caller}" if actor else caller, revision)
