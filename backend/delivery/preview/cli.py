"""``preview``: an environment for every pull request."""

import json
import re
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import click

from delivery.preview import (
    admission,
    build,
    comparison,
    function,
    github,
    opening,
    sequence,
    teardown,
    telling,
)
from delivery.preview.settings import PreviewSettings
from delivery.preview.teardown import Receipt, Standing
from delivery.preview.transcript import Transcript
from delivery.provisioner import databases
from delivery.records.lease import TakenOver
from delivery.tools import checkout, config, github_api, workflow_commands
from delivery.tools.command_line import Noun
from delivery.tools.console import (
    as_json,
    file,
    folder,
    number,
    paths,
    say,
    seconds,
    step_output,
    step_outputs,
    table,
)
from delivery.tools.errors import DeliveryError
from delivery.tools.stages import Preview

COMMIT: Final = re.compile(r"[0-9a-f]{40}")
RULES: Final = checkout.ROOT / ".github" / "compare.yml"


@click.group("preview", cls=Noun, examples=["preview deploy 42", "preview list"])
def noun() -> None:
    """Deploy and remove previews."""


number_of = click.argument("number", metavar="N", help="The pull request's number.")


def whole(commit: str) -> str:
    """Raises BadParameter for anything but the full SHA of a commit."""
    if not COMMIT.fullmatch(commit):
        raise click.BadParameter(f'"{commit}" is not the whole SHA of a commit')
    return commit


def moment(text: str) -> str:
    """A time in ISO 8601, or an empty text. Raises BadParameter for any other text."""
    try:
        github.seconds(text)
    except ValueError as error:
        raise click.BadParameter(f'"{text}" is not a time in ISO 8601') from error
    return text


def settings() -> PreviewSettings:
    return PreviewSettings.read(config.environment())


@noun.command("deploy", examples=["preview deploy 42", "preview deploy 42 --fresh --json"])
@number_of
@click.option(
    "--commit", type=whole, metavar="COMMIT", help="Instead of the commit that is checked out."
)
@click.option(
    "--package", type=file, metavar="ZIP", shell_complete=paths, help="A zip that is built already."
)
@click.option(
    "--site",
    type=folder,
    metavar="FOLDER",
    shell_complete=paths,
    help="A site that is built already.",
)
@click.option("--fresh", is_flag=True, help="Delete its data and start with new data.")
@click.option("--pushed", type=moment, metavar="TIME", help="When the commit was pushed.")
@as_json
def deploy(
    number: str,
    commit: str | None,
    package: Path | None,
    site: Path | None,
    fresh: bool,
    pushed: str | None,
    as_json: bool,
) -> None:
    """Make or update a pull request's preview.

    The pull request's comment shows the result, unless a later deploy took over.
    """
    stage = Preview.of_pull_request(number)
    commit = commit or whole(checkout.commit())
    change = sequence.DeployRequest(commit, package, site, fresh)
    transcript = Transcript(say)
    try:
        preview = sequence.deploy(stage, change, settings(), transcript.say)
    except TakenOver as error:
        if workflow_commands.in_a_workflow():  # a later push's run took over; this is not an error
            say(error.message)
            return
        raise
    except Exception as error:
        if github_api.known():
            failure = telling.of_error(error, *opening.told_lines(stage, transcript.lines))
            telling.tell_failed(stage, commit, failure, say)
        raise
    text = telling.tell_ready(stage, preview, pushed or "", say)
    print(json.dumps(asdict(preview), indent=1) if as_json else text)


@noun.command("announce", examples=['preview announce 42 --commit "$COMMIT"'])
@number_of
@click.option(
    "--commit", type=whole, required=True, metavar="COMMIT", help="The commit that was pushed."
)
def announce(number: str, commit: str) -> None:
    """Write into a pull request that its push is being built.

    Needs a GitHub token, and no AWS account.
    """
    telling.announce(Preview.of_pull_request(number), commit, say)


@noun.command(
    "explain", examples=['preview explain "$COMMIT" \\\n--head owner/name:branch --run 1234567']
)
@click.argument("commit", type=whole, metavar="COMMIT", help="The full SHA.")
@click.option("--number", default="", metavar="N", help="The pull request's number.")
@click.option(
    "--head", default="", metavar="OWNER/NAME:BRANCH", help="Or its repository and branch."
)
@click.option("--run", required=True, metavar="ID", help="The id of the run that ended.")
def explain(commit: str, number: str, head: str, run: str) -> None:
    """Write into a pull request why a workflow's run made no preview.

    Writes nothing if the comment says it already, or if the pull request has a newer commit.
    """
    run = run_id(run)
    found = (
        Preview.of_pull_request(number).number
        if number
        else build.number_at(*head_of(head), commit)
    )
    if found is None:
        say(f"No open pull request from {head} is at {commit[:12]} any more.")
        return
    telling.explain(Preview(found), commit, run, say)


@noun.command(
    "built",
    examples=[
        'preview built "$COMMIT" --number 42 --of comparison',
        'preview built "$COMMIT" \\\n--head owner/name:branch --run 1234567',
    ],
)
@click.argument("commit", type=whole, metavar="COMMIT", help="The full SHA.")
@click.option("--number", default="", metavar="N", help="The pull request's number.")
@click.option(
    "--head", default="", metavar="OWNER/NAME:BRANCH", help="Or its repository and branch."
)
@click.option("--run", default="", metavar="ID", help="With --head: the id of the run.")
@click.option(
    "--of",
    "what",
    type=click.Choice(list(build.KINDS)),
    default="preview",
    show_default=True,
    help="What the run kept.",
)
@seconds("--within", 0.0, "How long it waits for the run of --run.")
@step_output
def built(commit: str, number: str, head: str, run: str, what: str, **options: Any) -> None:
    """Find the workflow's run that built or compared a commit.

    Prints nothing if the pull request is closed or has a newer commit, or if the run failed.
    """
    found = find_built(commit, number, head, run, build.KINDS[what], options["within"])
    if found is None:
        say(f"No open pull request from {head} is at {commit[:12]} any more, or its run failed.")
        return
    print(json.dumps(asdict(found)))
    if options["step_output"]:
        step_outputs(asdict(found))


def find_built(
    commit: str, number: str, head: str, run: str, kind: build.BuildKind, within: float
) -> build.Built | None:
    if number:
        return build.of_number(Preview.of_pull_request(number).number, commit, kind)
    return build.of_head(*head_of(head), commit, int(run_id(run)), kind, within)


def run_id(run: str) -> str:
    """The same. Raises DeliveryError if it is not an id."""
    if not (run.isascii() and run.isdecimal()):
        raise DeliveryError("No run of a workflow is named.", "Add its id, as in: --run 1234567")
    return run


def head_of(head: str) -> tuple[str, str]:
    """Repository and branch. Raises DeliveryError where they are not named."""
    repository, _, branch = head.partition(":")
    if not branch:
        raise DeliveryError("No pull request is named.", "Add --number, or --head and --run.")
    return repository, branch


@noun.command("prepare", examples=['preview prepare "$COMMIT" --head owner/name:branch'])
@click.argument("commit", type=whole, metavar="COMMIT", help="The full SHA.")
@click.option(
    "--head",
    required=True,
    metavar="OWNER/NAME:BRANCH",
    help="The pull request's repository and branch.",
)
def prepare(commit: str, head: str) -> None:
    """Start what a deploy needs, during the build.

    Changes nothing.
    """
    if build.number_at(*head_of(head), commit) is None:
        say(f"No open pull request from {head} is at {commit[:12]} any more.")
        return
    settings()
    say(f"{len(databases.listed())} previews have a database; their provisioner is awake.")


@noun.command(
    "compared",
    examples=['preview compared 42 --commit "$COMMIT" \\\n--report build/comparison --run 1234567'],
)
@number_of
@click.option("--commit", type=whole, required=True, metavar="COMMIT", help="The full SHA.")
@click.option(
    "--report",
    "report_folder",
    type=click.Path(path_type=Path),
    required=True,
    metavar="FOLDER",
    shell_complete=paths,
    help="With report.json and pictures.",
)
@click.option("--run", required=True, metavar="ID", help="The id of the run that made the report.")
def tell_comparison(number: str, commit: str, report_folder: Path, run: str) -> None:
    """Write into a pull request what it changes.

    Its comment shows the report. The check is red if .github/compare.yml says so.
    """
    compared = comparison.Compared(
        Preview.of_pull_request(number), commit, report_folder, github.run_page(run)
    )
    reasons = comparison.tell(compared, RULES, settings(), say)
    print("\n".join(reasons) or "Nothing turns the check red.")


@noun.command("open", examples=["preview open 42", "preview open 42 --json"])
@number_of
@as_json
def show_opening(number: str, as_json: bool) -> None:
    """Print a preview's addresses, passwords and sign-in link.

    Refused in a workflow, because other people can read the log.
    """
    if workflow_commands.in_a_workflow():
        raise DeliveryError(
            "A workflow's log is read by others, and this would print passwords.",
            f"On your own machine: python -m delivery preview open {number}",
        )
    found = opening.opening(Preview.of_pull_request(number), say)
    if as_json:
        print(json.dumps(asdict(found), indent=1))
        return
    if found.link:
        print(f"Link   {found.link}\n       signs a reviewer in once, until {found.until}")
    print(f"Site   {found.site}\n       as {found.user} with {found.password}")
    print(f"Admin  {found.admin}\n       as {found.admin_user} with {found.admin_password}")


@noun.command("invite", examples=["preview invite 42"])
@number_of
def invite(number: str) -> None:
    """Put a new link to sign in into the pull request's comment.

    Refused in a public repository, because everybody can read the comment.
    """
    telling.invite(Preview.of_pull_request(number), say)


@noun.command("destroy", examples=["preview destroy 42", "preview destroy 42 --json"])
@number_of
@as_json
def destroy(number: str, as_json: bool) -> int:
    """Remove all parts of a preview, and print a receipt."""
    receipt = teardown.destroy(Preview.of_pull_request(number), settings(), say)
    if as_json:
        print(json.dumps(asdict(receipt), indent=1))
    else:
        print_receipt(receipt)
    return ended([receipt])


def print_receipt(receipt: Receipt) -> None:
    for kind, names in receipt.found.items():
        left = receipt.left.get(kind, [])
        for name in names:
            print(f"  {'LEFT   ' if name in left else 'removed'}  {kind:<20}{name}")
    print(f"{receipt.stage}: {receipt.count} found, {receipt.count_left} left")


def ended(receipts: list[Receipt]) -> int:
    """Exit code 1 if anything is left. The next run finds it again."""
    ruins = [one.stage for one in receipts if one.count_left or one.failures]
    if ruins:
        say(f"Run it again to remove what is left of {', '.join(ruins)}.")
    return 1 if ruins else 0


@noun.command("settings", examples=["preview settings 42 > pr-42.json"])
@number_of
def print_settings(number: str) -> None:
    """Print a preview's settings for Zappa's own commands."""
    stage = Preview.of_pull_request(number)
    known = settings()
    print(json.dumps(function.deployed_stages(stage, known), indent=2))
    name = stage.zappa_stage
    say(f"Zappa calls this stage {name}, as in: zappa status {name} -s FILE")


@noun.command("list", examples=["preview list", "preview list --json"])
@as_json
def show(as_json: bool) -> None:
    """Show every preview, its age and its parts."""
    found = list(teardown.standing(settings()).values())
    if as_json:
        print(json.dumps([asdict(one) for one in found], indent=1))
        return
    headings = ("Preview", "Commit", "Idle days", "Pull request", "Parts", "Site")
    print(table(headings, list(map(row, found))) if found else "There is no preview.")


def row(one: Standing) -> tuple[str, ...]:
    parts = ", ".join(f"{count} {kind}" for kind, count in one.parts.items())
    idle = f"{one.idle_days:.1f}" if one.commit else "-"
    return one.stage, one.commit[:12] or "-", idle, one.pull_request, parts, one.site


@noun.command("reap", examples=["preview reap --dry-run", "preview reap --days 30"])
@click.option(
    "--days",
    type=number,
    metavar="DAYS",
    help="Days without use after which one is destroyed. [default: as .github/previews.yml says]",
)
@click.option("--dry-run", is_flag=True, help="Print what would be done, and change nothing.")
def reap(days: float | None, dry_run: bool) -> int:
    """Destroy previews that are idle or whose pull request is closed."""
    idle = admission.load().idle_days if days is None else days
    verdicts, receipts = teardown.reap(settings(), say, days=idle, dry_run=dry_run)
    for receipt in receipts:
        print_receipt(receipt)
    doomed = sum(one.destroyed for one in verdicts)
    would = "would be " if dry_run else ""
    print(f"{len(verdicts)} previews: {doomed} {would}destroyed, {len(verdicts) - doomed} kept")
    return ended(receipts)
