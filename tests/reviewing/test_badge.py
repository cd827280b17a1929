"""A preview says which pull request and which commit it shows; production has no such code."""

import pytest
from django.apps import apps
from django.test import Client
from pytest_django import Settings
from wagtail import hooks

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
    with hooks.register_temporarily("insert_global_admin_js", badge):
        text = admin_client.get("/admin/").content.decode()
    assert text.count(WORDS) == 1
    assert text.index("<body") < text.index(WORDS) < text.index('class="wrapper"')
    assert "position" not in str(badge())


@pytest.mark.parametrize("stage", ["<script>", "pr-1x"])
def test_no_stage_is_markup(settings: Settings, stage: str) -> None:
    settings.STAGE, settings.APP_VERSION = stage, "<b>"
    assert "<script" not in str(badge())
    assert "<b>" not in str(badge())


def test_production_has_not_even_the_code(admin_client: Client) -> None:
    assert "reviewing" in commands.BACKEND.parent.joinpath(IGNORED).read_text()
    assert not apps.is_installed("reviewing")
    assert "Preview of #" not in admin_client.get("/admin/").content.decode()


IGNORED = "container/Dockerfile.dockerignore"
