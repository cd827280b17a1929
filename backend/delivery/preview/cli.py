"""``preview``: an environment for every pull request."""

import argparse
import json
import re
from dataclasses import asdict
from typing import Final

from delivery.preview import build, comment, function, github, opening, sequence, teardown
from delivery.preview.lease import TakenOver
from delivery.preview.settings import Settings
from delivery.preview.teardown import Receipt, Standing
from delivery.tools import checkout, config, workflow_commands
from delivery.tools.console import Nouns, file, folder, number, say, step_outputs, table
from delivery.tools.errors import DeliveryError
from delivery.tools.stages import Preview

COMMIT: Final = re.compile(r"[0-9a-f]{40}")


def add(nouns: Nouns) -> None:
    verbs = nouns.add_parser(
        "preview", help="an environment for every pull request"
    ).add_subparsers(required=True, metavar="VERB")
    words = verbs.add_parser("deploy", help="make or update a pull request's preview")
    words.add_argument("number", metavar="N", help="of the pull request")
    words.add_argument("--commit", type=whole, help="instead of the one that is checked out")
    words.add_argument("--package", type=file, metavar="ZIP", help="built elsewhere")
    words.add_argument("--site", type=folder, metavar="FOLDER", help="built elsewhere")
    words.add_argument("--fresh", action="store_true", help="forget its data, start over")
    words.add_argument("--json", action="store_true", help="the preview as JSON")
    words.set_defaults(call=deploy)
    words = verbs.add_parser("open", help="where it is, and the passwords that it asks for")
    words.add_argument("number", metavar="N", help="of the pull request")
    words.add_argument("--json", action="store_true")
    words.set_defaults(call=show_opening)
    words = verbs.add_parser("built", help="the workflow's run that built a commit")
    words.add_argument("commit", type=whole)
    words.add_argument("--number", default="", metavar="N", help="of the pull request")
    words.add_argument(
        "--head", default="", metavar="OWNER/NAME:BRANCH", help="or where it is from"
    )
    words.add_argument("--run", default="", metavar="ID", help="of the run, with --head")
    words.add_argument("--step-output", action="store_true", help="also as outputs of the step")
    words.set_defaults(call=built)
    words = verbs.add_parser("destroy", help="remove all there is of it, with a receipt")
    words.add_argument("number", metavar="N", help="of the pull request")
    words.add_argument("--json", action="store_true", help="the receipt as JSON")
    words.set_defaults(call=destroy)
    words = verbs.add_parser("list", help="every preview, its age and its parts")
    words.add_argument("--json", action="store_true")
    words.set_defaults(call=show)
    words = verbs.add_parser("settings", help="Zappa's settings of it, for zappa's own commands")
    words.add_argument("number", metavar="N", help="of the pull request")
    words.set_defaults(call=print_settings)
    words = verbs.add_parser("reap", help="destroy those of closed pull requests and idle ones")
    words.add_argument("--days", type=number, default=teardown.IDLE_DAYS, help="idle ones (14)")
    words.add_argument("--dry-run", action="store_true", help="say what would be done")
    words.set_defaults(call=reap)


def settings() -> Settings:
    return Settings(config.values())


def deploy(arguments: argparse.Namespace) -> None:
    """The pull request's comment says how it ended, unless a later deploy goes on."""
    stage = Preview.of_pull_request(arguments.number)
    commit = arguments.commit or whole(checkout.commit())
    change = sequence.Change(commit, arguments.package, arguments.site, arguments.fresh)
    try:
        preview = sequence.deploy(stage, change, settings(), say)
    except TakenOver:
        raise
    except DeliveryError as error:
        text = comment.failed(stage, commit, error.message, error.remedy, run_url())
        with github.telling(say):
            github.comment(stage, text)
        raise
    text = comment.render(stage, preview)
    with github.telling(say):
        github.comment(stage, text)
    with github.telling(say):
        github.activate(stage, commit, preview.site)
    print(json.dumps(asdict(preview), indent=1) if arguments.json else text)


def whole(commit: str) -> str:
    """Raises ArgumentTypeError for what is no commit's whole SHA."""
    if not COMMIT.fullmatch(commit):
        raise argparse.ArgumentTypeError(f'"{commit}" is not the whole SHA of a commit')
    return commit


def built(arguments: argparse.Namespace) -> None:
    """Nothing where the pull request has been closed or pushed to since."""
    found = find_built(arguments)
    if found is None:
        say(f"No open pull request from {arguments.head} is at {arguments.commit[:12]} any more.")
        return
    print(json.dumps(asdict(found)))
    if arguments.step_output:
        step_outputs(asdict(found))


def run_url() -> str:
    """Of the workflow's run that this is."""
    found = config.environment()
    names = ("GITHUB_SERVER_URL", "GITHUB_REPOSITORY", "GITHUB_RUN_ID")
    if not all(found.get(name) for name in names):
        return ""
    server, repository, run = (found[name] for name in names)
    return f"{server}/{repository}/actions/runs/{run}"


def find_built(arguments: argparse.Namespace) -> build.Built | None:
    if arguments.number:
        stage = Preview.of_pull_request(arguments.number)
        return build.of_number(stage.number, arguments.commit)
    repository, _, branch = arguments.head.partition(":")
    if not branch or not arguments.run.isdecimal():
        raise DeliveryError("No pull request is named.", "Add --number, or --head and --run.")
    return build.of_head(repository, branch, arguments.commit, int(arguments.run))


def show_opening(arguments: argparse.Namespace) -> None:
    """Raises DeliveryError in a workflow, whose log others read."""
    if workflow_commands.in_a_workflow():
        raise DeliveryError(
            "A workflow's log is read by others, and this would print passwords.",
            f"On your own machine: python -m delivery preview open {arguments.number}",
        )
    found = opening.opening(Preview.of_pull_request(arguments.number))
    if arguments.json:
        print(json.dumps(asdict(found), indent=1))
        return
    print(f"Site   {found.site}\n       as {found.user} with {found.password}")
    print(f"Admin  {found.admin}\n       as {found.admin_user} with {found.admin_password}")


def destroy(arguments: argparse.Namespace) -> int:
    receipt = teardown.destroy(Preview.of_pull_request(arguments.number), settings(), say)
    if arguments.json:
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
    """1 where anything is left, which the next run finds again."""
    ruins = [one.stage for one in receipts if one.count_left or one.failures]
    if ruins:
        say(f"Run it again to remove what is left of {', '.join(ruins)}.")
    return 1 if ruins else 0


def print_settings(arguments: argparse.Namespace) -> None:
    stage = Preview.of_pull_request(arguments.number)
    known = settings()
    known.check()
    print(json.dumps(function.deployed_stages(stage, known), indent=2))
    name = stage.zappa_stage
    say(f"Zappa calls this stage {name}, as in: zappa status {name} -s FILE")


def show(arguments: argparse.Namespace) -> None:
    found = list(teardown.standing(settings()).values())
    if arguments.json:
        print(json.dumps([asdict(one) for one in found], indent=1))
        return
    headings = ("Preview", "Commit", "Idle days", "Pull request", "Parts", "Site")
    print(table(headings, list(map(row, found))) if found else "There is no preview.")


def row(one: Standing) -> tuple[str, ...]:
    parts = ", ".join(f"{count} {kind}" for kind, count in one.parts.items())
    idle = f"{one.idle_days:.1f}" if one.commit else "-"
    return one.stage, one.commit[:12] or "-", idle, one.pull_request, parts, one.site


def reap(arguments: argparse.Namespace) -> int:
    verdicts, receipts = teardown.reap(
        settings(), say, days=arguments.days, dry_run=arguments.dry_run
    )
    for receipt in receipts:
        print_receipt(receipt)
    doomed = sum(one.destroyed for one in verdicts)
    would = "would be " if arguments.dry_run else ""
    print(f"{len(verdicts)} previews: {doomed} {would}destroyed, {len(verdicts) - doomed} kept")
    return ended(receipts)
