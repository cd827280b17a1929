"""A preview says which pull request and which commit it shows; production has no such code."""

import pytest
from django.test import Client
from pytest_django import Settings

from delivery.preview import comment
from delivery.site import rules
from reviewing.badge import badge
from tests import commands

COMMIT = "b4a2701" + "0" * 33
WORDS = "Preview of #42, commit b4a2701</aside>"


def test_the_site_says_it_before_everything_else_and_covers_nothing() -> None:
    page = rules.with_badge("<head></head><body>\n<div id='root'></div></body>", 42, COMMIT)
    assert page.index("<body>") < page.index(WORDS) < page.index("root")
    assert "position" not in page


def test_the_admin_says_it_on_every_page(settings: Settings, admin_client: Client) -> None:
    settings.STAGE, settings.APP_VERSION = "pr-42", COMMIT
    text = admin_client.get("/admin/").content.decode()
    assert text.count(WORDS) == 1
    assert text.index("<body") < text.index(WORDS) < text.index('class="wrapper"')
    assert "position" not in str(badge())


@pytest.mark.parametrize("path", [comment.KEPT_MAIL, comment.SHEETS])
def test_the_comments_links_into_the_admin_exist(admin_client: Client, path: str) -> None:
    assert admin_client.get(f"/admin/{path}").status_code == 200


def test_no_commit_is_markup(settings: Settings) -> None:
    settings.STAGE, settings.APP_VERSION = "pr-1", "<b>"
    assert "<b>" not in str(badge())


@pytest.mark.parametrize("stage", ["production", "local", "preview-provisioner", "pr-1x"])
def test_what_is_no_preview_has_none(settings: Settings, stage: str) -> None:
    settings.STAGE = stage
    assert badge() == ""


def test_production_has_not_even_the_code() -> None:
    assert "reviewing" in commands.BACKEND.parent.joinpath(IGNORED).read_text()
    for module in ("base", "prod"):
        assert "reviewing" not in (commands.BACKEND / f"core/settings/{module}.py").read_text()


IGNORED = "container/Dockerfile.dockerignore"
