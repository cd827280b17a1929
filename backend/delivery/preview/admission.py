"""Which pull requests get a preview: ``.github/previews.yml`` of the default branch, and labels."""

from collections.abc import Iterable, Mapping
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Final, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from delivery.aws import lambda_functions
from delivery.tools import checkout, github_api
from delivery.tools.errors import DeliveryError
from delivery.tools.stages import PREVIEWS, Preview

FILE: Final = checkout.ROOT / ".github" / "previews.yml"
WANTED, UNWANTED = "preview", "no-preview"  # labels


class Admission(BaseModel):
    """``ignored_paths`` are patterns, in which ``*`` matches anything, including slashes."""

    model_config = ConfigDict(extra="forbid", strict=True)

    pull_requests: Literal["all", "all but drafts", "labelled"] = "all but drafts"
    ignored_paths: list[str] = []
    idle_days: float = Field(14.0, ge=1, le=365)
    most: int = Field(40, ge=1, le=50)


def load(path: Path = FILE) -> Admission:
    """The rules, or the defaults if there is no file. Raises DeliveryError for a wrong key."""
    try:
        found = yaml.safe_load(path.read_text()) if path.exists() else None
        return Admission.model_validate({} if found is None else found)
    except (yaml.YAMLError, ValidationError, UnicodeError) as error:
        problem = error.errors()[0] if isinstance(error, ValidationError) else None
        why = f"{'.'.join(map(str, problem['loc']))}: {problem['msg']}" if problem else str(error)
        raise DeliveryError(
            f"{path} is not valid: {why}.", "docs/delivering.md lists the keys."
        ) from error


def refusal(pull: Mapping[str, Any], rules: Admission) -> str:
    """Why the pull request gets no preview. Empty if it gets one."""
    labels = {label["name"] for label in pull.get("labels", [])}
    if UNWANTED in labels:
        return f"it has the label `{UNWANTED}`"
    if WANTED in labels:
        return ""
    if rules.pull_requests == "labelled":
        return f"only pull requests with the label `{WANTED}` get one"
    if pull.get("draft") and rules.pull_requests == "all but drafts":
        return "it is a draft"
    if rules.ignored_paths and all_ignored(pull, rules.ignored_paths):
        return "it changes nothing but paths that `.github/previews.yml` ignores"
    return ""


def all_ignored(pull: Mapping[str, Any], patterns: Iterable[str]) -> bool:
    """GitHub lists at most 3,000 files. If there are more, the result is False."""
    files = list(github_api.every(f"/pulls/{pull['number']}/files"))
    names = {one["filename"] for one in files}
    names |= {one["previous_filename"] for one in files if one.get("previous_filename")}
    complete = len(files) == pull.get("changed_files", len(files))
    ignored = [any(fnmatchcase(name, pattern) for pattern in patterns) for name in names]
    return complete and bool(names) and all(ignored)


def refuse_more(stage: Preview, rules: Admission) -> None:
    """Raises DeliveryError for a new preview if the maximum is reached."""
    names = {one.name for one in lambda_functions.named(PREVIEWS)}
    if stage.function not in names and len(names) >= rules.most:
        raise DeliveryError(
            f"There are {len(names)} previews, and .github/previews.yml allows {rules.most}.",
            "Close pull requests that need no preview, or increase `most`. Then push again.",
        )
