"""What only the backend knows: its schema, content version, mail and sheets.

In production the scheduler writes it to the log every minute. A preview has none, so its own
command is run there.
"""

import json
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from delivery.aws import logs
from delivery.operate.health import Health, Part, attention, lasting, unknown
from delivery.run import one_off
from delivery.tools.errors import DeliveryError
from delivery.tools.stages import PRODUCTION, Preview

WRITTEN: Final = '{ $.location = "state" }'
LOOKED_BACK_SECONDS: Final = 600.0
MAIL_SECONDS: Final = 900.0  # mail that waits longer than this does not leave

State = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Inside:
    """``seconds`` is the age of what is known."""

    state: State
    seconds: float


def of_production() -> Inside:
    """The newest state in the log. Raises DeliveryError where there is none."""
    now, newest = time.time(), None
    for event in logs.events(PRODUCTION.log_group, now - LOOKED_BACK_SECONDS, WRITTEN):
        if (record := parsed(event.message)) and record.get("location") == "state":
            newest = (event.at / 1000, record)
    if newest is None:
        raise DeliveryError(
            f"the scheduler wrote no state in the last {lasting(LOOKED_BACK_SECONDS)}",
            "Restart the service. Its log says why the scheduler stopped.",
        )
    return Inside(newest[1]["state"], max(now - newest[0], 0.0))


def of_preview(stage: Preview) -> Inside:
    outcome = one_off.run(stage, ["state"], lambda line: None)
    lines = [found for line in outcome.output.splitlines() if (found := parsed(line))]
    if outcome.exit_code or not lines:
        raise DeliveryError(
            f"`state` ended with exit code {outcome.exit_code}", f"See the log {stage.log_group}."
        )
    return Inside(lines[-1], 0.0)


def known(ask: Callable[[], Inside]) -> list[Part]:
    """The rows; or one that says why nothing is known."""
    try:
        return parts(ask())
    except DeliveryError as error:
        return [unknown("inside", error.message)]


def parsed(line: str) -> dict[str, Any]:
    """The JSON object that the line is; empty for any other line."""
    try:
        found = json.loads(line)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def parts(found: Inside) -> list[Part]:
    """A row for each thing that is known inside, or for each that is not."""
    age = Part(
        "inside",
        Health.WELL,
        f"as the backend reported it {lasting(found.seconds)} ago",
        {"age_seconds": round(found.seconds)},
    )
    return [age, *(part_of(name, found.state.get(name), make) for name, make in ROWS.items())]


def part_of(name: str, state: Any, make: Callable[[Any], Part]) -> Part:
    return unknown(name, "the backend could not read it") if state is None else make(state)


def schema(state: State) -> Part:
    missing = state["unapplied"]
    words = f"{state['applied']} migrations applied"
    words += f", not applied: {', '.join(missing)}" if missing else ", none missing"
    return Part("schema", attention(bool(missing)), words, dict(state))


def content(state: int) -> Part:
    return Part("content", Health.WELL, f"version {state}", {"version": state})


def mail(state: State) -> Part:
    waiting, given_up, oldest = (state[key] for key in ("waiting", "given_up", "oldest_seconds"))
    words = f"{waiting} wait, the oldest {lasting(oldest)}" if waiting else "none waits"
    words += f", {given_up} given up" if given_up else ""
    return Part("mail", attention(bool(given_up) or oldest > MAIL_SECONDS), words, dict(state))


def sheets(state: State) -> Part:
    count, old = state["count"], state["old"]
    words = f"{count}, the oldest copy {lasting(state['oldest_seconds'])}" if count else "none"
    words += f", {old} old or failing" if old else ""
    return Part("sheets", attention(bool(old)), words, dict(state))


ROWS: Final[Mapping[str, Callable[[Any], Part]]] = {
    "schema": schema,
    "content_version": content,
    "mail": mail,
    "sheets": sheets,
}
