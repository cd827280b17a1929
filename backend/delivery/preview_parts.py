"""Everything that a preview consists of, each kind found by its name and removed by it.

Found by listing, never by remembering: what a failed deploy or destroy left is found like the rest.
The order is that of removal: first what visitors reach and what costs, last the lease.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from delivery import databases
from delivery.aws import amplify, functions, logs, objects, roles, secrets
from delivery.preview_settings import Settings
from delivery.progress import Say
from delivery.stages import Stage

Found = dict[Stage, list[str]]


@dataclass(frozen=True, slots=True)
class Kind:
    """``find`` names what there is, ``remove`` one of them."""

    name: str
    find: Callable[[Settings], list[str]]
    remove: Callable[[Settings, str], None]


KINDS: Final = (
    Kind(
        "site",
        lambda settings: amplify.branches(settings.app),
        lambda settings, name: amplify.Branch(settings.app, name).delete(),
    ),
    Kind(
        "function",
        lambda settings: [one.name for one in functions.named(Stage("").function)],
        lambda settings, name: functions.delete(name),
    ),
    Kind(
        "database",
        lambda settings: [one.name for one in databases.list()],
        lambda settings, name: (databases.drop(Stage(name)), None)[1],
    ),
    Kind("role", lambda settings: roles.names(), lambda settings, name: roles.delete(name)),
    Kind(
        "log",
        lambda settings: [
            name
            for prefix in (f"/aws/lambda/{Stage('pr-').function}", "/itg/pr-")
            for name in logs.groups(prefix)
        ],
        lambda settings, name: logs.delete(name),
    ),
    Kind(
        "files",
        lambda settings: objects.folders(settings.files_bucket),
        lambda settings, name: objects.empty(settings.files_bucket, name),
    ),
    Kind(
        "secret",
        lambda settings: secrets.names("itg/pr-"),
        lambda settings, name: secrets.delete(name),
    ),
    Kind(
        "packages and lease",
        lambda settings: objects.folders(settings.packages_bucket),
        lambda settings, name: objects.empty(settings.packages_bucket, name),
    ),
)


def find(settings: Settings) -> dict[str, Found]:
    """All parts of all previews, by kind and by stage."""
    return {kind.name: owned(kind.find(settings)) for kind in KINDS}


def owned(names: list[str]) -> Found:
    """By the stage that each name holds; what belongs to no preview is left out."""
    found: Found = {}
    for name in names:
        if stage := Stage.owning(name):
            found.setdefault(stage, []).append(name)
    return found


def of(stage: Stage, found: dict[str, Found]) -> dict[str, list[str]]:
    """The stage's own parts, by kind."""
    return {kind: by_stage[stage] for kind, by_stage in found.items() if stage in by_stage}


def stages(found: dict[str, Found]) -> list[Stage]:
    every = {stage for by_stage in found.values() for stage in by_stage}
    return sorted(every, key=lambda stage: stage.number)


def remove(settings: Settings, kind: Kind, names: list[str], say: Say) -> None:
    for name in names:
        kind.remove(settings, name)
        say(f"{kind.name}: {name} removed")
