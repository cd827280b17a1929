"""All parts of a preview. Each kind is found and removed by name.

Parts are found in AWS's lists and not in a record, so the rest of a failed deploy or destroy is
found too. AWS's lists may be minutes old. So the parts of one preview are looked up one by one:
those in a list, and those whose names follow from the preview's name. The order is that of removal:
first what visitors reach and what costs money, last the lease.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from delivery.aws import amplify, iam, lambda_functions, logs, s3, secretsmanager
from delivery.preview import role
from delivery.preview.settings import SECRETS, PreviewSettings
from delivery.provisioner import databases
from delivery.tools.progress import Say
from delivery.tools.stages import PREVIEWS, Preview

Found = dict[Preview, list[str]]


@dataclass(frozen=True, slots=True)
class Kind:
    """``find`` lists the parts of all previews, and ``remove`` removes one part.

    ``names`` are the names of a stage's parts, and ``exists`` looks up one name. A kind without
    them has a list that is never old. Its parts are kept if those of the kind ``after`` could
    not be removed.
    """

    name: str
    find: Callable[[PreviewSettings], list[str]]
    remove: Callable[[PreviewSettings, str], object]
    names: Callable[[Preview], list[str]] = lambda stage: []
    exists: Callable[[PreviewSettings, str], bool] = lambda settings, name: True
    after: str = ""


KINDS: Final = (
    Kind(
        "site",
        lambda settings: amplify.branches(settings.app),
        lambda settings, name: amplify.Branch(settings.app, name).delete(),
        lambda stage: [stage.branch],
        lambda settings, name: amplify.Branch(settings.app, name).exists(),
    ),
    Kind(
        "function",
        lambda settings: [one.name for one in lambda_functions.named(PREVIEWS)],
        lambda settings, name: lambda_functions.delete(name),
        lambda stage: [stage.function],
        lambda settings, name: lambda_functions.exists(name),
    ),
    Kind(
        "database",
        lambda settings: [one.name for one in databases.listed()],
        lambda settings, name: databases.drop(name),
    ),
    Kind(
        "role",
        lambda settings: iam.names(role.PATH),
        lambda settings, name: iam.delete(name),
        lambda stage: [stage.role],
        lambda settings, name: iam.exists(name),
        # Lambda removes the function's network interfaces with this role.
        # https://docs.aws.amazon.com/lambda/latest/dg/configuration-vpc.html
        after="function",
    ),
    Kind(
        "log",
        lambda settings: logs.groups(f"/aws/lambda/{PREVIEWS}"),
        lambda settings, name: logs.delete(name),
    ),
    Kind(
        "files",
        lambda settings: s3.folders(settings.files_bucket),
        lambda settings, name: s3.empty(settings.files_bucket, name),
    ),
    Kind(
        "secret",
        lambda settings: secretsmanager.names("itg/pr-"),
        lambda settings, name: secretsmanager.delete(name),
        lambda stage: [stage.secret(variable) for variable in SECRETS],
        lambda settings, name: secretsmanager.exists(name),
    ),
    Kind(
        "packages and lease",
        lambda settings: s3.folders(settings.packages_bucket),
        lambda settings, name: s3.empty(settings.packages_bucket, name),
    ),
)


def find(settings: PreviewSettings) -> dict[str, Found]:
    """All parts of all previews, by kind and by stage."""
    return {kind.name: owned(kind.find(settings)) for kind in KINDS}


def owned(names: list[str]) -> Found:
    """The names by their stage. Names that belong to no preview are left out."""
    found: Found = {}
    for name in names:
        if stage := Preview.owning(name):
            found.setdefault(stage, []).append(name)
    return found


def of(stage: Preview, found: dict[str, Found]) -> dict[str, list[str]]:
    """The stage's own parts, by kind."""
    return {kind: by_stage[stage] for kind, by_stage in found.items() if stage in by_stage}


def parts(settings: PreviewSettings, stage: Preview) -> dict[str, list[str]]:
    """The stage's parts that exist now, by kind."""
    found = {kind.name: of_kind(settings, kind, stage) for kind in KINDS}
    return {name: names for name, names in found.items() if names}


def of_kind(settings: PreviewSettings, kind: Kind, stage: Preview) -> list[str]:
    """The stage's parts of that kind that exist now."""
    listed = owned(kind.find(settings)).get(stage, [])
    names = dict.fromkeys([*listed, *kind.names(stage)])
    return [name for name in names if kind.exists(settings, name)]


def stages(found: dict[str, Found]) -> list[Preview]:
    every = {stage for by_stage in found.values() for stage in by_stage}
    return sorted(every, key=lambda stage: stage.number)


def remove(settings: PreviewSettings, kind: Kind, names: list[str], say: Say) -> None:
    for name in names:
        kind.remove(settings, name)
        say(f"{kind.name}: {name} removed")
