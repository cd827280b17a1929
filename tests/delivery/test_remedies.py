"""Every message names a command of delivery in the one way that works in a checkout's folder."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from delivery.tools.errors import PROGRAM
from tests.delivery.grammar import COMMANDS, VERBS

ROOT: Final = Path(__file__).parents[2]
SOURCES: Final = sorted((ROOT / "backend" / "delivery").rglob("*.py"))
NOUNS: Final = "|".join({name.split()[0] for name in COMMANDS})
OTHERWISE: Final = re.compile(rf"-m delivery\b|\bdelivery ({NOUNS})\b|bin/delivery\b")
WITHOUT: Final = re.compile(r"`([a-z-]+ [a-z-]+)")
NAMED: Final = "{PROGRAM} "


def texts(source: str) -> Iterator[tuple[int, str]]:
    """Line and text of each string but docstrings, with the names of what it puts in."""
    tree = ast.parse(source)
    inner = {
        id(part) for one in ast.walk(tree) if isinstance(one, ast.JoinedStr) for part in one.values
    }
    skipped = inner | {id(one.value) for one in ast.walk(tree) if isinstance(one, ast.Expr)}
    for one in ast.walk(tree):
        if isinstance(one, ast.JoinedStr):
            yield one.lineno, "".join(part_of(part) for part in one.values)
        elif (
            isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in skipped
        ):
            yield one.lineno, one.value


def part_of(part: ast.expr) -> str:
    if isinstance(part, ast.FormattedValue):
        return f"{{{ast.unparse(part.value)}}}"
    assert isinstance(part, ast.Constant)
    return str(part.value)


def wrong(text: str) -> bool:
    """Whether the text names a command in another way, or a command that there is not."""
    bare = any(words in COMMANDS for words in WITHOUT.findall(text))
    return bare or bool(OTHERWISE.search(text)) or any(unknown(one) for one in named(text))


def named(text: str) -> Iterator[list[str]]:
    """The first words of each command that the text names."""
    for rest in text.split(NAMED)[1:]:
        yield re.findall(r"[a-z-]+", re.split(r"[`.{\n]", rest)[0])[:2]


def unknown(words: list[str]) -> bool:
    return bool(words) and VERBS.keys().isdisjoint((" ".join(words), words[0]))


def test_messages_name_commands_in_one_way_only() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}: {text}"
        for path in SOURCES
        for line, text in texts(path.read_text())
        if wrong(text) and text != PROGRAM
    ]
    assert found == []
    assert sum(text.count(NAMED) for path in SOURCES for _, text in texts(path.read_text())) > 40


@pytest.mark.parametrize(
    "code",
    [
        '"Try `python -m delivery status`."',
        'f"Try `delivery secrets retire {name}`."',
        '"See `backup list`."',
        '"build/tools/bin/delivery status"',
        'f"Try {PROGRAM} release undo"',
        'f"Try {PROGRAM} nothing"',
    ],
)
def test_any_other_way_is_found(code: str) -> None:
    assert [wrong(text) for _, text in texts(f"said = {code}")] == [True]


def test_the_program_of_messages_is_the_one_that_make_writes() -> None:
    makefile = (ROOT / "Makefile").read_text()
    assert f"\n{PROGRAM}: build/tools/.installed\n" in makefile
