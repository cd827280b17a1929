"""``preview``: commands that comment on a pull request, or that its workflows run first."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import click
from click.decorators import FC

from delivery.preview import build, comparison, github, telling
from delivery.preview.arguments import number_of, settings, whole
from delivery.provisioner import databases
from delivery.tools import checkout
from delivery.tools.command_line import Verb
from delivery.tools.console import paths, say, seconds, step_output, step_outputs
from delivery.tools.errors import DeliveryError
from delivery.tools.stages import Preview

RULES: Final = checkout.ROOT / ".github" / "compare.yml"


def commit_of_pull(command: FC) -> FC:
    """The arguments ``commit``, ``number`` and ``head``: a commit and its pull request."""
    for argument in (
        click.option(
            "--head", default="", metavar="OWNER/NAME:BRANCH", help="Or its repository and branch."
        ),
        click.option("--number", default="", metavar="N", help="The pull request's number."),
        click.argument("commit", type=whole, metavar="COMMIT", help="The full SHA."),
    ):
        command = argument(command)
    return command


@click.command("announce", cls=Verb, examples=['preview announce 42 --commit "$COMMIT"'])
@number_of
@click.option(
    "--commit", type=whole, required=True, metavar="COMMIT", help="The commit that was pushed."
)
def announce(number: str, commit: str) -> None:
    """Write into a pull request that its push is being built.

    Needs a GitHub token, and no AWS account.
    """
    telling.announce(Preview.of_pull_request(number), commit, say)


@click.command(
    "begin",
    cls=Verb,
    examples=['preview begin "$COMMIT" \\\n--head owner/name:branch --run 1234567'],
)
@commit_of_pull
@click.option("--run", default="", metavar="ID", help="With --head: the id of the build's run.")
def begin(commit: str, number: str, head: str, run: str) -> None:
    """Write into a pull request that a commit is built once more.

    Replaces what an earlier run wrote about this commit, for example that it was cancelled.
    """
    run = "" if number else run_id(run)
    if found := number_of_pull(commit, number, head):
        telling.begin(Preview(found), commit, run, say, by_hand=bool(number))


@click.command(
    "explain",
    cls=Verb,
    examples=['preview explain "$COMMIT" \\\n--head owner/name:branch --run 1234567'],
)
@commit_of_pull
@click.option("--run", required=True, metavar="ID", help="The id of the run that ended.")
def explain(commit: str, number: str, head: str, run: str) -> None:
    """Write into a pull request why a workflow's run made no preview.

    Writes nothing if the comment says it already, or if the pull request has a newer commit.
    """
    run = run_id(run)
    if found := number_of_pull(commit, number, head):
        telling.explain(Preview(found), commit, run, say)


def number_of_pull(commit: str, number: str, head: str) -> int | None:
    """The number that is given, or that of the head. None, after a message, if there is none."""
    if number:
        return Preview.of_pull_request(number).number
    found = build.number_at(*head_of(head), commit)
    if found is None:
        say(f"{commit[:12]} is no longer the newest commit of an open pull request from {head}.")
    return found


@click.command(
    "built",
    cls=Verb,
    examples=[
        'preview built "$COMMIT" --number 42 --of comparison',
        'preview built "$COMMIT" \\\n--head owner/name:branch --run 1234567',
    ],
)
@commit_of_pull
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

    With --head, prints nothing if the pull request is closed, has a newer commit or gets no
    preview, or if the run failed. With --number, a closed pull request, a newer commit or a missing
    run is an error.
    """
    found = find_built(commit, number, head, run, build.KINDS[what], options["within"])
    if found is None:
        say(
            f"{commit[:12]} is no longer the newest commit of an open pull request from "
            f"{head}, or its run failed."
        )
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
    """The id, unchanged. Raises DeliveryError if it is not a number."""
    if not (run.isascii() and run.isdecimal()):
        raise DeliveryError(
            "The id of the workflow's run is missing or not a number.",
            "Give it, as in: --run 1234567",
        )
    return run


def head_of(head: str) -> tuple[str, str]:
    """Repository and branch. Raises DeliveryError where they are not named."""
    repository, _, branch = head.partition(":")
    if not branch:
        raise DeliveryError("No pull request is given.", "Add --number, or --head and --run.")
    return repository, branch


@click.command("prepare", cls=Verb, examples=['preview prepare "$COMMIT" --head owner/name:branch'])
@click.argument("commit", type=whole, metavar="COMMIT", help="The full SHA.")
@click.option(
    "--head",
    required=True,
    metavar="OWNER/NAME:BRANCH",
    help="The pull request's repository and branch.",
)
def prepare(commit: str, head: str) -> None:
    """Wake the provisioner during the build of a preview.

    The deploy then need not wait for it. Changes nothing else.
    """
    if build.number_at(*head_of(head), commit) is None:
        say(f"{commit[:12]} is no longer the newest commit of an open pull request from {head}.")
        return
    settings()
    say(f"{len(databases.listed())} previews have a database; their provisioner is awake.")


@click.command(
    "compared",
    cls=Verb,
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


@click.command("invite", cls=Verb, examples=["preview invite 42"])
@number_of
def invite(number: str) -> None:
    """Put a new link to sign in into the pull request's comment.

    Refused in a public repository, because everybody can read the comment.
    """
    telling.invite(Preview.of_pull_request(number), say)


VERBS: Final = (announce, begin, built, explain, invite, prepare, tell_comparison)
