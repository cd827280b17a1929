"""Pushes to a pull request for which GitHub starts no build.

It runs no workflow of ``pull_request`` if the branch has conflicts, or if the message of the newest
commit asks for none. Workflows of ``pull_request_target`` run all the same.
https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#pull_request
https://docs.github.com/en/actions/how-tos/manage-workflow-runs/skip-workflow-runs
"""

import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from delivery.preview import github
from delivery.preview.build import head_of
from delivery.tools import github_api, markdown
from delivery.tools.stages import Preview

SKIPS: Final = re.compile(
    r"\[(?:skip ci|ci skip|no ci|skip actions|actions skip)\]|^skip-checks: ?true$", re.M
)
DECIDED_SECONDS: Final = 30.0
BETWEEN_SECONDS: Final = 2.0


@dataclass(frozen=True, slots=True)
class Unbuilt:
    """``why`` continues “There is no preview, because”. ``remedy`` is a sentence."""

    why: str
    remedy: str


def reason(stage: Preview, pull: dict[str, Any]) -> Unbuilt | None:
    """Why GitHub does not build the pull request's newest commit. None if it does."""
    message = github_api.ask("GET", f"/git/commits/{head_of(pull)[2]}")["message"]
    if found := SKIPS.search(message):
        return Unbuilt(
            f"the commit's message contains {markdown.code(found[0])}, and GitHub does not build "
            "such a commit",
            "Push another commit.",
        )
    if has_conflicts(stage, pull):
        base = markdown.code(str(pull["base"]["ref"]))
        return Unbuilt(
            f"the branch conflicts with {base}, and GitHub does not build such a branch",
            f"Merge {base} into it and push.",
        )
    return None


def has_conflicts(stage: Preview, pull: Mapping[str, Any]) -> bool:
    """GitHub looks for conflicts after each push, and ``mergeable`` is None until it has looked.

    https://docs.github.com/en/rest/pulls/pulls#get-a-pull-request
    """
    give_up_at = time.monotonic() + DECIDED_SECONDS
    while pull.get("mergeable") is None and time.monotonic() < give_up_at:
        time.sleep(BETWEEN_SECONDS)
        pull = github.pull_request(stage) or {"mergeable": True}
    return pull.get("mergeable") is False
