"""``preview``: an environment for every pull request, from its first deploy until it is removed."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from delivery.preview import (
    admission,
    function,
    github,
    opening,
    revocation,
    sequence,
    teardown,
    telling,
)
from delivery.preview import pull_request_cli as pull_request
from delivery.preview.arguments import number_of, packages_bucket, settings, whole
from delivery.preview.teardown import Receipt, Standing
from delivery.preview.transcript import Transcript
from delivery.records.lease import TakenOver
from delivery.tools import checkout, github_api, workflow_commands
from delivery.tools.command_line import Noun
from delivery.tools.console import as_json, file, folder, number, paths, say, table
from delivery.tools.errors import PROGRAM, DeliveryError
from delivery.tools.stages import Preview


@click.group("preview", cls=Noun, examples=["preview deploy 42", "preview list"])
def noun() -> None:
    """Deploy and remove previews."""


for verb in pull_request.VERBS:
    noun.add_command(verb)


def moment(text: str) -> str:
    """A time in ISO 8601, or an empty text. Raises BadParameter for any other text."""
    try:
        github.seconds(text)
    except ValueError as error:
        raise click.BadParameter(f'"{text}" is not a time in ISO 8601') from error
    return text


@noun.command("deploy", examples=["preview deploy 42", "preview deploy 42 --fresh --json"])
@number_of
@click.option("--commit", type=whole, metavar="COMMIT", help="That of --package and --site.")
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
        if github_api.is_configured():
            failure = telling.of_error(error, *opening.told_lines(stage, transcript.lines))
            telling.tell_failed(stage, commit, failure, say)
        raise
    text = telling.tell_ready(stage, preview, pushed or "", say)
    print(json.dumps(asdict(preview), indent=1) if as_json else text)


@noun.command("open", examples=["preview open 42", "preview open 42 --json"])
@number_of
@as_json
def show_opening(number: str, as_json: bool) -> None:
    """Print a preview's addresses, passwords and sign-in link.

    Refused in a workflow, because other people can read the log.
    """
    if workflow_commands.in_a_workflow():
        raise DeliveryError(
            "This prints passwords, and other people can read a workflow's log.",
            f"Run it on your own machine: {PROGRAM} preview open {number}",
        )
    found = opening.opening(Preview.of_pull_request(number), say)
    if as_json:
        print(json.dumps(asdict(found), indent=1))
        return
    if found.link:
        print(f"Link   {found.link}\n       signs a reviewer in once, until {found.until}")
    print(f"Site   {found.site}\n       as {found.user} with {found.password}")
    print(f"Admin  {found.admin}\n       as {found.admin_user} with {found.admin_password}")


@noun.command("revoke", examples=["preview revoke 42", "preview revoke --all"])
@click.argument("number", default="", metavar="[N]", help="The pull request's number.")
@click.option("--all", "every", is_flag=True, help="Instead of N: every preview that exists.")
def revoke(number: str, every: bool) -> None:
    """End all access that reviewers have to a preview.

    Links, keys, sessions and the preview's password no longer work, nor do links to drafts.
    """
    if every == bool(number):
        raise click.UsageError("Give the number of a pull request, or --all.")
    if every:
        done = revocation.revoke_all(packages_bucket(), say)
        print(f"Access ended: {', '.join(one.name for one in done) or 'there is no preview'}")
        return
    revocation.revoke(Preview.of_pull_request(number), packages_bucket(), say)
    print(f"To let somebody in again: {PROGRAM} preview open {number}")


@noun.command("destroy", examples=["preview destroy 42", "preview destroy 42 --json"])
@number_of
@click.option("--unless-open", is_flag=True, help="Keep it if its pull request is open.")
@as_json
def destroy(number: str, unless_open: bool, as_json: bool) -> int:
    """Remove all parts of a preview, and print a receipt."""
    stage = Preview.of_pull_request(number)
    if unless_open and github.state(stage) == "open":
        say(f"{stage.name} is kept, because its pull request is open.")
        receipt = Receipt(stage.name)
    else:
        receipt = teardown.destroy(stage, settings(), say)
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
        say(f"Run the command again to remove what is left of {', '.join(ruins)}.")
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
    """Show every preview, its parts and how long nobody has used it."""
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
    help="Destroy previews idle for this many days. [default: as .github/previews.yml says]",
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
