"""Words in, exit codes and words out."""

import shlex
import subprocess
from pathlib import Path

import pytest

from delivery import cli
from delivery.package import build
from delivery.tools import console as cli_words
from delivery.tools.errors import DeliveryError
from delivery.tools.progress import Say
from tests.commands import WITHIN
from tests.delivery.fixtures import TOOLS


def fail(output: Path, say: Say) -> None:
    raise DeliveryError("requirements.txt is missing.", "Create it with `make lock`.")


def interrupt(output: Path, say: Say) -> None:
    raise KeyboardInterrupt


def test_an_expected_failure_is_the_message_and_the_remedy(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(build, "build", fail)
    assert cli.main(["package"]) == 1
    assert capsys.readouterr() == (
        "",
        "requirements.txt is missing.\nCreate it with `make lock`.\n",
    )


def test_verbose_shows_where_it_came_from(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(build, "build", fail)
    with pytest.raises(DeliveryError):
        cli.main(["--verbose", "package"])


def test_an_interrupted_build_says_so(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(build, "build", interrupt)
    assert cli.main(["package"]) == 130
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    "words",
    [
        "",
        "pack",
        "package --colour",
        "package more",
        "package --json=yes",
        "preview",
        "preview deploy",
        "preview deploy 42 --commit --json",  # an option is no other one's value
        "run --stage pr-42 --line -x",
        "run --stage pr-42",
        "run --stage pr-42 --",
        "run --stage pr-42 --line",
        "run --stage pr-42 --line ''",
        "run --stage pr-42 --line check -- check",
        "run -- check",
        "commit check HEAD --against nothing",
        "smoke check https://api.test --version a --origin https://www.test --within -1",
    ],
)
def test_wrong_words_exit_with_2(words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(shlex.split(words)) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("Usage: build/tools/bin/delivery ")


def test_a_table_cuts_nothing() -> None:
    address = f"https://{'a' * 120}.test"
    assert cli_words.table(("When", "Site"), [("2026-11-29T03:07:00Z", address), ("-", "-")]) == (
        f"When                  Site\n2026-11-29T03:07:00Z  {address}\n-                     -"
    )


@pytest.mark.processes
def test_the_command_that_make_delivery_writes_runs_from_any_folder(tmp_path: Path) -> None:
    ended = subprocess.run(
        [TOOLS.with_name("delivery"), "commit", "check", "--help"],
        cwd=tmp_path,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        timeout=WITHIN,
    )
    assert ended.returncode == 0, ended.stderr
    assert "--against" in ended.stdout
