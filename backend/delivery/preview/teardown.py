"""Destroys a preview and prints a receipt, and destroys previews that nobody needs."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

from delivery.aws import lambda_functions, logs
from delivery.preview import github, resources
from delivery.preview.resources import KINDS, Found
from delivery.preview.settings import PreviewSettings
from delivery.records.lease import Lease, held
from delivery.tools.errors import DeliveryError
from delivery.tools.progress import Say
from delivery.tools.stages import PREVIEWS, Preview

A_DAY: Final = 86_400.0
UNKNOWN: Final = "unknown"


@dataclass
class Receipt:
    """Names by kind: what was found, what was removed, and what still exists after that."""

    stage: str
    found: dict[str, list[str]] = field(default_factory=dict)
    left: dict[str, list[str]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    @property
    def count(self) -> int:
        return sum(map(len, self.found.values()))

    @property
    def count_left(self) -> int:
        return sum(map(len, self.left.values()))


@dataclass(frozen=True, slots=True)
class Standing:
    """A preview that exists. ``idle_days`` counts from its last deploy or request."""

    stage: str
    commit: str
    site: str
    idle_days: float
    pull_request: str
    parts: dict[str, int]


@dataclass(frozen=True, slots=True)
class Verdict:
    stage: str
    destroyed: bool
    reason: str


def destroy(stage: Preview, settings: PreviewSettings, say: Say) -> Receipt:
    """Remove all its parts, and list again. Raises DeliveryError if the lease cannot be had.

    If a kind cannot be listed or removed, the others are removed, and the receipt has the failure.
    The next run finds what is left.
    """
    receipt = Receipt(stage.name)
    if has_any(settings, stage):
        remove(receipt, stage, settings, say)
    if not receipt.failures:
        # Also where nothing is found: the destruction before may have failed to say so.
        with github.telling(say):
            github.deactivate(stage)
    return receipt


def has_any(settings: PreviewSettings, stage: Preview) -> bool:
    """Whether a part exists, or may exist because its kind cannot be listed.

    Stops at the first kind.
    """
    try:
        return any(resources.of_kind(settings, kind, stage) for kind in KINDS)
    except DeliveryError:
        return True  # `remove` lists it again, and records the failure


def remove(receipt: Receipt, stage: Preview, settings: PreviewSettings, say: Say) -> None:
    """Remove each part, and record what was found and what is left."""
    what = f"The destruction of {stage.name}"
    with held(Lease(settings.lease(stage), what, yields=False), say):
        failed: set[str] = set()
        receipt.found = look_up(receipt, stage, settings, say, failed)
        for kind in KINDS:
            if kind.after in failed:
                say(f"{kind.name}: kept, because the {kind.after} may be left")
                continue
            with recording(receipt, kind.name, say, failed):
                resources.remove(settings, kind, receipt.found.get(kind.name, []), say)
        receipt.left = look_up(receipt, stage, settings, say, set())


def look_up(
    receipt: Receipt, stage: Preview, settings: PreviewSettings, say: Say, failed: set[str]
) -> dict[str, list[str]]:
    """The parts that exist now, by kind, without the kinds that cannot be listed."""
    found: dict[str, list[str]] = {}
    for kind in KINDS:
        with recording(receipt, kind.name, say, failed):
            if names := resources.of_kind(settings, kind, stage):
                found[kind.name] = names
    return found


@contextmanager
def recording(receipt: Receipt, what: str, say: Say, failed: set[str]) -> Iterator[None]:
    """Record a DeliveryError in the receipt, and ``what`` in ``failed``, instead of raising it."""
    try:
        yield
    except DeliveryError as error:
        say(f"{what}: {error.message}")
        receipt.failures.append(error.message)
        failed.add(what)


def standing(settings: PreviewSettings) -> dict[Preview, Standing]:
    """All previews that have at least one part."""
    found = resources.find(settings)
    known = {one.name: one for one in lambda_functions.named(PREVIEWS)}
    return {
        stage: stand(stage, known.get(stage.function), found) for stage in resources.stages(found)
    }


def stand(
    stage: Preview, function: lambda_functions.Function | None, found: dict[str, Found]
) -> Standing:
    tags = function.tags if function else {}
    return Standing(
        stage=stage.name,
        commit=tags.get("itg:commit", ""),
        site=tags.get("itg:site", ""),
        idle_days=round(idle_days(stage, tags.get("itg:deployed-at", "")), 2),
        pull_request=github.state(stage),
        parts={kind: len(names) for kind, names in resources.of(stage, found).items()},
    )


def idle_days(stage: Preview, deployed_at: str) -> float:
    """Days since its last deploy or its last log line. Infinite if it has neither."""
    last = max(github.seconds(deployed_at), logs.last_line_at(stage.log_group))
    return (time.time() - last) / A_DAY


def reap(
    settings: PreviewSettings, say: Say, *, days: float, dry_run: bool = False
) -> tuple[list[Verdict], list[Receipt]]:
    """Destroy previews that nobody needs. If GitHub does not respond, destroys nothing.

    If one cannot be destroyed, its receipt has the failure, and the others are destroyed.
    """
    verdicts = {stage: verdict_on(one, days) for stage, one in standing(settings).items()}
    receipts = {}
    for stage, verdict in verdicts.items():
        say(f"{verdict.stage}: {'destroying' if verdict.destroyed else 'kept'}, {verdict.reason}")
        if verdict.destroyed and not dry_run:
            receipts[stage] = receipt = Receipt(stage.name)
            with recording(receipt, stage.name, say, set()):
                receipts[stage] = destroy(stage, settings, say)
    if not dry_run:
        kept = {stage for stage, one in verdicts.items() if not one.destroyed}
        ruins = {stage for stage, one in receipts.items() if one.count_left or one.failures}
        with github.telling(say):
            github.deactivate_others(kept | ruins)
    return list(verdicts.values()), list(receipts.values())


def verdict_on(one: Standing, days: float) -> Verdict:
    if one.pull_request == UNKNOWN:
        raise DeliveryError(
            f"It is not known whether the pull request of {one.stage} is open.",
            "Set GITHUB_REPOSITORY and GITHUB_TOKEN, as in a workflow. Nothing was destroyed.",
        )
    if one.pull_request != "open":
        return Verdict(one.stage, True, f"its pull request is {one.pull_request}")
    if one.idle_days > days:
        return Verdict(one.stage, True, f"idle for {one.idle_days:.0f} days, of {days:g} allowed")
    return Verdict(one.stage, False, f"its pull request is open, idle for {one.idle_days:.1f} days")
