"""The commands that meet faults, each with its account and with the commands that undo it."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Final

from tests.faults.previews_world import FIRST, NUMBER, SECOND, previews
from tests.faults.world import Words

Command = Callable[[Any], Words]


def nothing(world: Any) -> None:
    """Nothing is to be arranged."""


@dataclass(frozen=True)
class Sequence:
    """``before`` leads a new account to where ``words`` are run, and ``undo`` back to there.

    ``arrange`` is done before ``words``, ``disarrange`` before ``undo``.
    """

    about: str
    world: Callable[[], AbstractContextManager[Any]]
    words: Command
    undo: tuple[Command, ...] = ()
    before: tuple[Command, ...] = ()
    arrange: Callable[[Any], None] = nothing
    disarrange: Callable[[Any], None] = nothing


def deploy(commit: str) -> Command:
    return lambda world: world.deploy(commit)


def destroy(world: Any) -> Words:
    return "preview", "destroy", str(NUMBER)


def pull(state: str) -> Callable[[Any], None]:
    """The pull request is so on GitHub."""

    def put(world: Any) -> None:
        world.github.pulls[NUMBER] = state

    return put


SEQUENCES: Final[Mapping[str, Sequence]] = {
    "preview-deploy": Sequence(
        "a pull request's first deploy",
        previews,
        deploy(FIRST),
        undo=(destroy,),
        before=(deploy(FIRST), destroy),
    ),
    "preview-push": Sequence(
        "a push, with another package",
        previews,
        deploy(SECOND),
        undo=(deploy(FIRST),),
        before=(deploy(FIRST),),
    ),
    "preview-destroy": Sequence(
        "the preview destroyed", previews, destroy, undo=(deploy(FIRST),), before=(deploy(FIRST),)
    ),
    "preview-reap": Sequence(
        "the nightly cleanup of a closed pull request's preview",
        previews,
        lambda world: ("preview", "reap"),
        undo=(deploy(FIRST),),
        before=(deploy(FIRST),),
        arrange=pull("closed"),
        disarrange=pull("open"),
    ),
}
