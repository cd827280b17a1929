"""Each entry of "What to do when" names tests that exist and that run its commands."""

import ast
import re
import shlex
from pathlib import Path
from typing import Final

import pytest

from tests.contracts.documents import ROOT
from tests.delivery.grammar import COMMANDS, parsed

GUIDE: Final = (ROOT / "docs" / "operating.md").read_text()
SECTION: Final = GUIDE.partition("## What to do when")[2].partition("\n## ")[0]
ROWS: Final = re.findall(r"^\| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", SECTION, re.M)[1:]
NEEDED: Final = (
    *("The site is down", "A release is bad", "A migration is bad", "A secret leaked"),
    *("The certificate expires", "The releases bucket is gone", "Google's key was revoked"),
    *("A preview will not go away", "The region is down"),
)


def test_every_emergency_has_an_entry() -> None:
    assert [when for when, _, _ in ROWS if when in NEEDED] == list(NEEDED)


def functions(file: Path) -> set[str]:
    tree = ast.parse(file.read_text())
    return {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}


@pytest.mark.parametrize(("when", "what", "tests"), ROWS, ids=[row[0] for row in ROWS])
def test_an_entry_names_tests_that_run_its_commands(when: str, what: str, tests: str) -> None:
    named = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", tests)
    assert named
    for file, test in named:
        assert test in functions(ROOT / file), f"{file} has no {test}"
    sources = "".join((ROOT / file).read_text() for file, _ in named)
    commands = re.findall(r"`delivery ([^`]+)`", what)
    assert commands
    for command in commands:
        words = shlex.split(command)
        assert parsed(words) == 0, command
        verb = words[1] if words[1:] and " ".join(words[:2]) in COMMANDS else words[0]
        assert verb in sources, f"no named test runs `delivery {command}`"
