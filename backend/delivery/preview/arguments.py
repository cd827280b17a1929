"""What commands about previews are given: a number, a commit, and the names of the account."""

import re
from typing import Final

import click

from delivery.preview.settings import PreviewSettings
from delivery.tools import config

COMMIT: Final = re.compile(r"[0-9a-f]{40}")

number_of = click.argument("number", metavar="N", help="The pull request's number.")


def whole(commit: str) -> str:
    """Raises BadParameter for anything but the full SHA of a commit."""
    if not COMMIT.fullmatch(commit):
        raise click.BadParameter(f'"{commit}" is not the whole SHA of a commit')
    return commit


def packages_bucket() -> str:
    """The only name that a command needs if it changes nothing but access."""
    names = ("PREVIEW_PACKAGES_BUCKET",)
    config.refuse_missing(names, config.environment())
    return config.text(*names, config.environment())


def settings() -> PreviewSettings:
    return PreviewSettings.read(config.environment())
