"""Deploys a pull request's preview, and updates it after each push.

    lease → package → database from the template → role, logs → Zappa deploy or update → URL and its
    two permissions → variables → bootstrap → site with that URL → smoke → compatibility check

A preview without new migrations has main's schema, so it is not checked.

Each step continues from what exists, so the next deploy finishes one that failed.
A later deploy of the same preview takes over between two steps (records/lease.py).
"""

import re
import secrets as random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from delivery.aws import amplify, lambda_functions, s3, secretsmanager
from delivery.package import build as package
from delivery.preview import admission, function, invitation
from delivery.preview.settings import ADMIN, OF_VISITORS, SECRETS, PreviewSettings
from delivery.preview.site import PreviewSite
from delivery.provisioner import databases
from delivery.records.lease import Lease, held
from delivery.run import one_off
from delivery.smoke import probes
from delivery.tools.errors import DeliveryError
from delivery.tools.progress import Say, step
from delivery.tools.stages import Preview

APPLYING: Final = re.compile(r"^ *Applying (.+)$", re.M)
APPLIED: Final = re.compile(r"Migrations: (.+) \(")


BEFORE_ANY_CHANGE: Final = frozenset({"Package", "Database"})


class StepFailed(DeliveryError):
    """A step of the deploy failed. ``mixed`` where parts of the commit may serve already."""

    def __init__(self, step: str, error: DeliveryError) -> None:
        super().__init__(error.message, error.remedy)
        self.step, self.mixed = step, step not in BEFORE_ANY_CHANGE


@dataclass(frozen=True, slots=True)
class DeployRequest:
    """What to deploy. A ``package`` or a ``site`` that is given is not built here."""

    commit: str
    package: Path | None = None
    site: Path | None = None
    fresh: bool = False


@dataclass
class PreviewDeployment:
    """A preview of ``commit``. ``steps`` are seconds, ``compatibility`` is the check's result."""

    stage: str
    commit: str
    url: str = ""
    site: str = ""
    admin: str = ""
    username: str = ADMIN
    updated: bool = False
    migrations: list[str] = field(default_factory=list)
    compatibility: dict[str, Any] = field(default_factory=dict)
    smoke: list[str] = field(default_factory=list)
    steps: dict[str, float] = field(default_factory=dict)


def deploy(
    stage: Preview, change: DeployRequest, settings: PreviewSettings, say: Say
) -> PreviewDeployment:
    """The whole sequence. Raises StepFailed, or TakenOver if a later deploy took over."""
    admission.refuse_more(stage, admission.load())
    what = f"The deploy of {change.commit[:12]} to {stage.name}"
    with held(Lease(settings.lease(stage), what, yields=True), say) as lease:
        return Deploy(stage, change, settings, say, lease).run()


@dataclass
class Deploy:
    """One deploy under its lease, step by step."""

    stage: Preview
    change: DeployRequest
    settings: PreviewSettings
    say: Say
    lease: Lease

    def __post_init__(self) -> None:
        self.preview = PreviewDeployment(self.stage.name, self.change.commit)
        self.has_mains_schema = False

    @contextmanager
    def step(self, name: str) -> Iterator[None]:
        """One step. It begins only while the lease is held, and its time is measured."""
        self.lease.check()
        started = time.monotonic()
        try:
            with step(self.say, name):
                yield
        except DeliveryError as error:
            raise StepFailed(name, error) from error
        self.preview.steps[name] = round(time.monotonic() - started, 1)

    def run(self) -> PreviewDeployment:
        with self.step("Package"):
            archive = self.build()
        with self.step("Database"):
            values = self.database()
        with self.step("Function"):
            self.preview.updated = function.put(
                self.stage, archive, self.settings, self.say, fresh=self.change.fresh
            )
            self.preview.url = lambda_functions.ensure_url(self.stage.function)
            lambda_functions.permit_url(self.stage.function)
            self.configure(values)
        with self.step("Bootstrap"):
            self.bootstrap()
        with self.step("Site"):
            self.build_site()
        with self.step("Smoke"):
            self.smoke(values[OF_VISITORS])
        if not self.has_mains_schema:
            with self.step("Compatibility"):
                self.check_schema()
        return self.preview

    def check_schema(self) -> None:
        """Check the schema. If main has all its migrations and none ran now, record it as main's.

        This happens, for example, after the first deploy was killed.
        """
        found = self.preview.compatibility = databases.check(self.stage)
        if found["compatible"] and not (found["migrations_ahead"] or self.preview.migrations):
            lambda_functions.tag(self.stage.function, {function.SCHEMA: function.MAINS})

    def build(self) -> Path:
        if self.change.package is not None:
            return self.change.package
        package.build(package.OUTPUT, self.say)
        return package.OUTPUT

    def database(self) -> dict[str, str]:
        """Create the database from the template if it is missing. Returns the stage's secrets."""
        values = {
            variable: secretsmanager.ensure(
                self.stage.secret(variable), lambda: random.token_urlsafe(48), self.stage.tags
            )
            for variable in SECRETS
        }
        verifier = databases.verifier(values["DB_PASSWORD"])
        made = databases.ensure(self.stage, verifier, self.change.fresh)["made"]
        tags = lambda_functions.tags(self.stage.function) or {}
        self.has_mains_schema = made or tags.get(function.SCHEMA) == function.MAINS
        if self.change.fresh:
            s3.empty(self.settings.files_bucket, self.stage.prefix)
        return values

    def configure(self, values: dict[str, str]) -> None:
        """Set all variables at once. Secrets are among them, and are never written to a file."""
        app = amplify.app(self.settings.app)
        preview = self.preview
        preview.site = self.settings.site(self.stage, app["defaultDomain"])
        preview.admin = f"{preview.url}/admin/"
        lambda_functions.configure(
            self.stage.function,
            self.settings.variables(
                self.stage, values, preview.url, preview.site, self.change.commit
            ),
        )

    def bootstrap(self) -> None:
        output = self.command("bootstrap")
        if found := APPLYING.search(output):
            self.preview.migrations = found[1].split(", ")
        elif (found := APPLIED.search(output)) and found[1] != "nothing pending":
            self.preview.migrations = [found[1]]
        self.has_mains_schema &= not self.preview.migrations
        media = f"{self.stage.prefix}media/"
        if not s3.sizes(self.settings.files_bucket, media):
            self.command("load_sample_content")

    def command(self, *words: str) -> str:
        """The command's output. Raises DeliveryError if it fails."""
        outcome = one_off.run(self.stage, words, self.say)
        if outcome.exit_code:
            raise DeliveryError(
                f"{words[0]} on {self.stage.name} failed with exit code {outcome.exit_code}.",
                f"Its output is above, and in the log {self.stage.log_group}.",
            )
        return outcome.output

    def build_site(self) -> None:
        PreviewSite(
            amplify.Branch(self.settings.app, self.stage.branch),
            self.preview.site,
            f"{self.preview.url}/api",
            self.settings.files,
            f"{self.preview.url}{invitation.PAGE}",
            self.stage.number,
            self.change.commit,
        ).deploy(self.say, self.change.site)

    def smoke(self, password: str) -> None:
        preview = self.preview
        preview.smoke = probes.check(
            *(preview.url, preview.commit, preview.site),
            log=self.stage.log_group,
            password=password,
        )
        now = datetime.now(UTC).isoformat(timespec="seconds")
        lambda_functions.tag(
            self.stage.function,
            {
                **self.stage.tags,
                "itg:commit": preview.commit,
                "itg:deployed-at": now,
                "itg:site": preview.site,
                function.SCHEMA: function.MAINS if self.has_mains_schema else "",
            },
        )
