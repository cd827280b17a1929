"""The passwords of a preview are printed for one person, and to nobody else."""

import json

import pytest

from delivery import cli
from delivery.preview import opening
from delivery.preview.opening import Opening

OPENING = Opening(
    *("https://site", "preview", "of visitors", "https://api/admin/", "admin", "of admin"),
    *("https://api/preview/sign-in/#token", "18:30 UTC on 29 November"),
)


@pytest.fixture(autouse=True)
def account(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "opening", lambda stage, say: OPENING)


def test_it_says_where_the_preview_is_and_how_to_get_in(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["preview", "open", "42"]) == 0
    assert capsys.readouterr().out == (
        "Link   https://api/preview/sign-in/#token\n"
        "       signs a reviewer in once, until 18:30 UTC on 29 November\n"
        "Site   https://site\n       as preview with of visitors\n"
        "Admin  https://api/admin/\n       as admin with of admin\n"
    )
    assert cli.main(["preview", "open", "42", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["password"] == "of visitors"


def test_a_workflows_log_is_told_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    for words in ([], ["--json"]):
        assert cli.main(["preview", "open", "42", *words]) == 1
        out, err = capsys.readouterr()
        assert out == ""
        assert "of visitors" not in err
        assert "build/tools/bin/delivery preview open 42" in err
