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


def test_it_says_whom_to_phone_and_what_to_do_while_the_table_is_empty() -> None:
    section = GUIDE.partition("\n## Whom to phone\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([^|]+) \| [^|]+ \| [^|]*\|$", section, re.M)
    assert rows[0] == "For"
    assert len(rows) > 1
    assert "If the table is empty" in section
    assert "(#whom-to-phone)" in GUIDE.partition("\n## ")[0], (
        "who is in a hurry reads the first lines"
    )


def functions(file: Path) -> set[str]:
    tree = ast.parse(file.read_text())
    return {one.name for one in ast.walk(tree) if isinstance(one, ast.FunctionDef)}


def test_every_command_of_the_guide_has_words_that_delivery_takes() -> None:
    typed = re.findall(r"^(?:.* \| )?build/tools/bin/delivery ([^>\n]+)", GUIDE, re.M)
    named = re.findall(r"`(?:.* \| )?delivery ([a-z][^`]*)`", GUIDE)
    assert len(typed) > 20
    wrong = [line for line in (*typed, *named) if is_whole(line) and parsed(shlex.split(line)) != 0]
    assert wrong == []


def is_whole(line: str) -> bool:
    """Not only the noun and verb, which stand for a command's description."""
    return line not in COMMANDS or not parsed(shlex.split(line))


def test_every_line_for_aws_is_in_a_section_that_a_test_carries_out() -> None:
    carried_out = {"Copies in another region", "Maintenance", "When the releases bucket is gone"}
    sections = re.split(r"^## ", GUIDE, flags=re.M)
    found = {one.partition("\n")[0] for one in sections if re.search(r"^aws ", one, re.M)}
    assert found == carried_out


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
