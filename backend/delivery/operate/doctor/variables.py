"""Every variable that the settings read, against what gives it and what describes it."""

from collections.abc import Iterator, Mapping
from typing import Final

from core.environment import InvalidEnvironment, load
from core.variables import SECRETS
from delivery.aws import lambda_functions
from delivery.github import workflow_reads
from delivery.operate.doctor.diagnosis import Finding
from delivery.operate.production import Running
from delivery.operate.variables import OTHERS, READ
from delivery.records.releases import short
from delivery.tools.checkout import ROOT
from delivery.tools.errors import PROGRAM, DeliveryError
from delivery.tools.stages import PREVIEWS, Preview

DOCUMENT: Final = ROOT / "docs" / "environment.md"
# No workflow passes these to a release: the role gives the keys, the image its version, `secrets
# rotate` the fallbacks, and the others have their one right value in production.
NOT_PASSED: Final = frozenset(
    {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "APP_VERSION", "STAGE", "DB_ENGINE"}
    | {"LOCAL_DATA_DIR", "DJANGO_DEBUG", "PREVIEW_PASSWORD", "AWS_S3_PREFIX"}
    | {"DJANGO_SECRET_KEY_FALLBACKS"}
)
KNOWN: Final = frozenset(row.name for row in READ) | OTHERS
SET: Final = "Set it in GitHub's environment production, and release again."
RELEASE: Final = "Release again: start the workflow *Deploy backend*."


def in_production(running: Running) -> Iterator[Finding]:
    """Of the task definition that serves."""
    plain, references = running.variables, running.secrets
    where = f"the task definition {short(running.rollout.task_definition)}"
    yield from invalid("prod", {**plain, **references}, where, SET)
    for name in sorted(plain.keys() & SECRETS):
        yield Finding(
            f"{where} has the value of the secret {name}.",
            f"Give it to the workflow as a secret and release again; then change {name}.",
        )
    for name in sorted((plain.keys() | references.keys()) - KNOWN):
        yield Finding(f"{where} has {name}, which nothing reads.", RELEASE)


def in_previews() -> Iterator[Finding]:
    """Of each preview's function."""
    for function in sorted(lambda_functions.named(PREVIEWS), key=lambda one: one.name):
        stage = Preview.owning(function.name)
        if stage is None:
            continue
        given = lambda_functions.variables(function.name)
        remedy = f"{PROGRAM} preview deploy {stage.number}"
        yield from invalid("preview", given, f"the function {function.name}", remedy)
        for name in sorted(given.keys() - KNOWN):
            yield Finding(f"the function {function.name} has {name}, which nothing reads.", remedy)


def invalid(settings: str, given: Mapping[str, str], where: str, remedy: str) -> Iterator[Finding]:
    """What the settings would refuse. A reference stands for a secret, and is not checked."""
    shown = {name: text for name, text in given.items() if name not in SECRETS or is_needed(name)}
    try:
        load(settings, shown)
    except InvalidEnvironment as fault:
        for name in fault.missing:
            yield Finding(f"{where} lacks {name}.", remedy)
        for words in fault.malformed:
            yield Finding(f"{where}: {words}.", remedy)


def is_needed(name: str) -> bool:
    """Required secrets may be any text, so their references pass; others have a form."""
    return any(row.name == name and row.required_in for row in READ)


def in_workflows() -> Iterator[Finding]:
    reads = workflow_reads.by_environment().get("production", workflow_reads.Reads())
    passed = reads.variables | reads.secrets
    for row in READ:
        if row.name not in passed | NOT_PASSED:
            yield Finding(
                f"No workflow passes {row.name} to a release.",
                "Add it to .github/workflows/deploy-backend.yml, as CONTRIBUTING.md says.",
            )


def in_documents() -> Iterator[Finding]:
    try:
        text = DOCUMENT.read_text()
    except OSError as error:
        raise DeliveryError(f"{DOCUMENT} cannot be read: {error}", "make variables") from error
    for row in READ:
        if f"`{row.name}`" not in text:
            yield Finding(f"docs/environment.md does not describe {row.name}.", "make variables")
