"""The parts of production. Each is read separately, so if one is unknown, the others are shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlsplit

from delivery.aws import (
    acm,
    cloudformation,
    cloudwatch,
    ecs,
    ecs_tasks,
    lambda_functions,
    rds,
    secretsmanager,
)
from delivery.aws.cloudwatch import Alarm
from delivery.operate import inside, visitors
from delivery.operate.health import Health, Part, age, attention, lasting, look, moment
from delivery.records import releases
from delivery.records.releases import Release, short
from delivery.release import secrets
from delivery.release.settings import ReleaseSettings
from delivery.run.service import SERVICE
from delivery.stack.states import REGIONS
from delivery.tools import config
from delivery.tools.config import region
from delivery.tools.errors import DeliveryError
from delivery.tools.stages import PREVIEWS, PRODUCTION, Preview

ALARMS: Final = "itg-"  # the beginning of all alarms' names
CERTIFICATE_DAYS: Final = 21
SECRET_DAYS: Final = 365
BACKUP_SECONDS: Final = 3600.0
A_DAY: Final = 86_400.0


@dataclass(frozen=True)
class Running:
    """What production runs now. AWS is asked only once."""

    environ: Mapping[str, str]

    @cached_property
    def rollout(self) -> ecs.Rollout:
        ecs.state(SERVICE, PRODUCTION.missing)  # raises DeliveryError if there is no service
        return ecs.rollout(SERVICE)

    @cached_property
    def definition(self) -> dict[str, Any]:
        return ecs.task_definition(self.rollout.task_definition)

    @property
    def container(self) -> dict[str, Any]:
        return ecs.container_of(SERVICE, self.definition)

    @property
    def variables(self) -> dict[str, str]:
        """The container's variables that are not secrets."""
        return {one["name"]: one["value"] for one in self.container.get("environment", [])}

    @property
    def database(self) -> str:
        """The instance's name. RDS's host names begin with it."""
        return self.variables.get("DB_HOST", "").partition(".")[0]

    @property
    def secrets(self) -> dict[str, str]:
        """The container's secrets, each with the ARN in the task definition."""
        return {one["name"]: one["valueFrom"] for one in self.container.get("secrets", [])}

    @cached_property
    def release(self) -> Release | None:
        """The newest record of this revision."""
        arn = self.rollout.task_definition
        found = releases.history(ReleaseSettings.read({**self.environ, **self.bucket}).bucket)
        return next((one for one in found if one.task_definition == arn), None)

    @cached_property
    def bucket(self) -> dict[str, str]:
        """RELEASES_BUCKET from the stack. Empty if the variable is set, or if there is no stack."""
        if config.text("RELEASES_BUCKET", self.environ):
            return {}
        stack = cloudformation.find("itg-service")
        return {"RELEASES_BUCKET": stack.outputs.get("ReleasesBucket", "")} if stack else {}


def parts(environ: Mapping[str, str]) -> list[Part]:
    running = Running(environ)
    return [
        look("serves", lambda: serves(running)),
        look("tasks", lambda: tasks(running)),
        look("backend", lambda: backend(running)),
        look("site", lambda: site(running)),
        *inside.known(inside.of_production),
        look("certificates", lambda: certificates(running)),
        look("secrets", lambda: ages_of_secrets(running)),
        look("backups", lambda: backups(running)),
        look("alarms", alarms),
        look("previews", previews),
    ]


def serves(running: Running) -> Part:
    now, release = running.rollout, running.release
    revision = short(now.task_definition)
    facts: dict[str, Any] = {"task_definition": now.task_definition}
    since = ""
    if now.since:
        facts["since"] = now.since.isoformat()
        since = f"since {moment(now.since)} ({lasting(age(now.since))})"
    if release is None:
        return Part(
            "serves", Health.ATTENTION, f"{revision}, which is not recorded\n{since}", facts
        )
    facts |= {"commit": release.version, "who": release.who, "state": release.state}
    words = f"{release.version[:12]} as {revision}\n{since}\nreleased by {who(release)}"
    return Part("serves", Health.WELL, words, facts)


def who(release: Release) -> str:
    """An ARN without its beginning, which has the account."""
    return release.who.rpartition(":")[2]


def tasks(running: Running) -> Part:
    now, found = running.rollout, ecs_tasks.running(SERVICE)
    ill = [one for one in found if one.health == "UNHEALTHY"]
    old = [one for one in found if one.task_definition != now.task_definition]
    words = f"{now.running} of {now.desired} run"
    words += f", unhealthy: {', '.join(one.id[:8] for one in ill)}" if ill else ""
    words += f", {len(old)} of an older revision" if old else ""
    words += "" if now.steady else f"; a rollout is in progress: {now.reason or 'no reason given'}"
    too_few = not now.steady or now.running < now.desired
    if too_few and (stopped := ecs_tasks.last_stopped(SERVICE, now.task_definition)):
        words += f"\nthe last one stopped: {stopped[1]}"
    health = attention(bool(ill or old) or too_few)
    facts = {
        "running": now.running,
        "desired": now.desired,
        "unhealthy": len(ill),
        "steady": now.steady,
    }
    return Part("tasks", health if now.running else Health.DOWN, words, facts)


def backend(running: Running) -> Part:
    expected = look("serves", lambda: serves(running)).facts.get("commit", "")
    return visitors.backend(running.variables.get("API_BASE_URL", ""), expected)


def site(running: Running) -> Part:
    return visitors.site(running.variables.get("FRONTEND_URL", ""))


def certificates(running: Running) -> Part:
    host = urlsplit(running.variables.get("API_BASE_URL", "")).hostname or ""
    regions = dict.fromkeys((config.region(running.environ), acm.FOR_CLOUDFRONT))
    found = [one for region in regions for one in acm.in_use(region) if is_valid_for(one, host)]
    if not found:
        return Part("certificates", Health.ATTENTION, f"none for {host or 'the backend'}")
    left = {one: days_left(one) for one in found}
    words = ", ".join(
        f"{one.domain} {f'{days:.0f} days' if one.until else one.status} ({one.region})"
        for one, days in left.items()
    )
    least = min(left.values())
    health = Health.DOWN if least <= 0 else attention(least < CERTIFICATE_DAYS)
    return Part("certificates", health, words, {"least_days": round(least, 1)})


def days_left(one: acm.Certificate) -> float:
    """Days until the certificate expires. Below 0 if it has expired, 0 if it was never issued."""
    return (one.until - datetime.now(UTC)).total_seconds() / A_DAY if one.until else 0.0


def is_valid_for(one: acm.Certificate, host: str) -> bool:
    return any(covers(domain, host) for domain in (one.domain, *one.others))


def covers(domain: str, host: str) -> bool:
    """Whether a certificate for that domain is valid for the host."""
    return domain == host or (domain.startswith("*.") and host.partition(".")[2] == domain[2:])


def ages_of_secrets(running: Running) -> Part:
    arns = dict(zip(running.secrets, secrets.arns_in(running.secrets.values()), strict=True))
    written = {name: secretsmanager.written_at(arn) for name, arn in arns.items()}
    missing = sorted(name for name, at in written.items() if at is None)
    days = {name: age(at) / A_DAY for name, at in written.items() if at}
    words = f"{len(written)}"
    if days:
        oldest = max(days, key=lambda name: days[name])
        words += f", the oldest value is {oldest}'s, {lasting(days[oldest] * A_DAY)}"
    words += f"; without a value: {', '.join(missing)}" if missing else ""
    health = attention(bool(missing) or any(one > SECRET_DAYS for one in days.values()))
    return Part(
        "secrets", health, words, {"days": {name: round(one, 1) for name, one in days.items()}}
    )


def backups(running: Running) -> Part:
    found = rds.database(running.database)
    facts: dict[str, Any] = {"database": found.name, "kept_days": found.kept_days}
    facts["copied_to"] = list(found.copied_to)
    if not found.restorable_until or not found.kept_days:
        return Part("backups", Health.ATTENTION, f"{found.name} has none", facts)
    seconds = age(found.restorable_until)
    words = f"{found.name} can be restored to any time from {found.kept_days} days ago"
    words += f" to {lasting(seconds)} ago"
    words += "".join(f"; copied to {region}" for region in found.copied_to)
    facts["age_seconds"] = round(seconds)
    return Part("backups", attention(seconds > BACKUP_SECONDS), words, facts)


def alarms() -> Part:
    """The alarms that are on, in each region with a stack, even if another region is down."""
    found: list[Alarm] = []
    lines: list[str] = []
    for where in dict.fromkeys((region(), *REGIONS.values())):
        try:
            found += cloudwatch.ringing(ALARMS, where)
        except DeliveryError as error:
            lines.append(f"not known in {where}: {error.message}")
    rings = [f"{one.name} for {lasting(age(one.since))}: {one.description}" for one in found]
    words = "\n".join([*rings, *lines])
    facts = {"names": [one.name for one in found], **({"unknown": lines} if lines else {})}
    return Part("alarms", attention(bool(words)), words or "none rings", facts)


def previews() -> Part:
    found = [one.name for one in lambda_functions.named(PREVIEWS)]
    stages = sorted(filter(None, map(Preview.owning, found)), key=lambda one: one.number)
    names = [one.name for one in stages]
    words = f"{len(names)}: {', '.join(names)}" if names else "none"
    return Part("previews", Health.WELL, words, {"names": names})
