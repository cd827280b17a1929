"""``release``: one image digest put into production, and back."""

import argparse
import json
from dataclasses import asdict

from delivery.release import records, sequence
from delivery.release.records import Release, short
from delivery.release.settings import Settings
from delivery.release.summary import summarized
from delivery.smoke import probes
from delivery.tools import config
from delivery.tools.console import Nouns, number, output, say, table


def add(nouns: Nouns) -> None:
    verbs = nouns.add_parser("release", help="one image digest put into production").add_subparsers(
        required=True, metavar="VERB"
    )
    words = verbs.add_parser("deploy", help="bootstrap, update the service, smoke, or go back")
    words.add_argument("--image", required=True, metavar="REPOSITORY@sha256:DIGEST")
    patience(words)
    words.set_defaults(call=deploy)
    words = verbs.add_parser("prepare", help="all that comes before the service is updated")
    words.add_argument("--image", required=True, metavar="REPOSITORY@sha256:DIGEST")
    words.add_argument("--output", required=True, type=output, metavar="FILE")
    words.set_defaults(call=prepare)
    words = verbs.add_parser("verify", help="all that comes after, or back")
    words.add_argument("--image", required=True, metavar="REPOSITORY@sha256:DIGEST")
    words.add_argument("--task-definition", required=True, metavar="ARN")
    patience(words)
    words.set_defaults(call=verify)
    words = verbs.add_parser("abandon", help="back, after the deployment was cancelled")
    words.add_argument("--image", required=True, metavar="REPOSITORY@sha256:DIGEST")
    words.add_argument("--task-definition", required=True, metavar="ARN")
    words.set_defaults(call=abandon)
    words = verbs.add_parser("rollback", help="the release that served before")
    words.add_argument(
        "--to",
        default="",
        metavar="COMMIT",
        help="instead of the one before; or itg-backend:7, a revision, which takes no records",
    )
    words.set_defaults(call=rollback)
    words = verbs.add_parser("list", help="releases on record, newest first")
    words.add_argument("--json", action="store_true")
    words.set_defaults(call=show)


def patience(words: argparse.ArgumentParser) -> None:
    words.add_argument(
        "--smoke-within", type=number, default=probes.WITHIN_SECONDS, metavar="SECONDS", help="(60)"
    )


def settings(smoke_seconds: float = probes.WITHIN_SECONDS) -> Settings:
    names = {name: value for name, value in config.values().items() if isinstance(value, str)}
    return Settings(names, config.environment(), smoke_seconds=smoke_seconds)


def deploy(arguments: argparse.Namespace) -> None:
    with_settings = settings(arguments.smoke_within)
    release = summarized("Release", lambda: sequence.deploy(arguments.image, with_settings, say))
    print(f"{release.version} serves as {short(release.task_definition)}")


def prepare(arguments: argparse.Namespace) -> None:
    """FILE is what the ECS action registers and points the service at."""

    def made() -> Release:
        release, document = sequence.prepare(arguments.image, settings(), say)
        arguments.output.write_text(json.dumps(document, indent=2) + "\n")
        return release

    release = summarized("Preparation", made)
    print(f"{release.version} is prepared in {arguments.output}")


def verify(arguments: argparse.Namespace) -> None:
    with_settings = settings(arguments.smoke_within)
    found = records.prepared(arguments.image, arguments.task_definition, with_settings)
    release = summarized("Release", lambda: sequence.finish(found, with_settings, say))
    print(f"{release.version} serves as {short(release.task_definition)}")


def abandon(arguments: argparse.Namespace) -> None:
    release = records.prepared(arguments.image, arguments.task_definition, settings())
    sequence.abandon(release, settings(), say)
    print(f"{short(release.previous)} serves again")


def rollback(arguments: argparse.Namespace) -> None:
    release = summarized("Rollback", lambda: sequence.rollback(settings(), say, arguments.to))
    print(f"{release.version} serves as {short(release.task_definition)}")


def show(arguments: argparse.Namespace) -> None:
    found = records.history(settings())
    if arguments.json:
        print(json.dumps([asdict(release) for release in found], indent=1))
    else:
        headings = ("When", "Commit", "State", "Task definition", "Who", "Smoke")
        now = sequence.in_service()
        print(table(headings, [row(one, now) for one in found]))


def row(one: Release, in_service: str) -> tuple[str, ...]:
    return (
        one.at,
        one.version[:12],
        "serving" if one.task_definition == in_service else one.state,
        short(one.task_definition),
        one.who.rpartition("/")[2],
        ", ".join(one.smoke) or one.reason[:60],
    )
