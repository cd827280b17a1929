"""Foreign text in a comment, as a Markdown parser that nobody here wrote reads it."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product

import pytest
from markdown_it import MarkdownIt
from markdown_it.token import Token

from delivery.preview import comment as preview_comment
from delivery.preview import transcript
from delivery.preview.comment import Failure
from delivery.tools import markdown
from delivery.tools.stages import Preview
from tests.delivery.preview.test_comment import PREVIEW

PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
CODE = ("code_inline", "fence", "code_block")
PIECES = (
    *("@octocat", "#1", "https://evil.test", "![a](https://evil.test/a.png)", "[a](https://evil)"),
    *("<img src=x>", "</details>", "<!--", "`", "``", "```", "~~~", "|", "\\", "\n", "\r", "\n\n"),
    *("\n| a |", "    four", "- a", "# a", "&lt;", "*a*", "x"),
)
TEXTS = [f"a{one}{two}z" for one, two in product(PIECES, repeat=2)]
TEXTS += [*PIECES, "", "`a`", "\x1b[31mred", "\u202egnp.exe", "a" * 50_000, "```\n" * 9_000]


def flat(tokens: list[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from flat(token.children or [])


def read(text: str) -> tuple[list[tuple[str, str, str]], list[str]]:
    """What the parser makes of all that is no code, and what is code."""
    found = list(flat(PARSER.parse(text)))
    outside = [
        (one.type, str(one.attrs), "" if one.type in {*CODE, "inline"} else one.content)
        for one in found
    ]
    return outside, [one.content for one in found if one.type in CODE]


def comment(text: str) -> str:
    """With that text everywhere where a pull request's text may be."""
    facts = {"compatible": False, "faults": [text, text]}
    return preview_comment.ready(
        Preview(7), replace(PREVIEW, migrations=[text, text], compatibility=facts)
    )


def failure(text: str) -> str:
    lines = ("a line", *transcript.last(text.splitlines()))
    failure = Failure(f"a{text}", text, text, lines, "https://run.test")
    return preview_comment.failed("b" * 40, failure, comment(text))


@pytest.mark.parametrize("write", [comment, failure])
def test_foreign_text_changes_nothing_but_code(write: Callable[[str], str]) -> None:
    expected, _ = read(write("innocent"))
    assert {text for text in TEXTS if read(write(text))[0] != expected} == set()
    assert [text for text in TEXTS if len(write(text)) > 65_000] == []


def test_code_says_what_was_written() -> None:
    short = [text for text in TEXTS if 0 < len(text.strip()) < 100 and text.isprintable()]
    assert len(short) > 300
    for text in short:
        words = " ".join(text.split())
        assert read(markdown.code(text))[1] == [words]
        assert read(f"| a |\n|---|\n| {markdown.cell(text)} |")[1] == [words]
        assert read(markdown.block(text))[1] == [f"{text}\n"]


def test_what_cannot_be_seen_is_seen() -> None:
    assert markdown.code("a\x1b[31m\u202e") == "`a�[31m�`"
    assert markdown.block("a\tb\x1b[0m\u2028c") == "```\na\tb�[0m\nc\n```"
    assert markdown.code(" ") == "`(nothing)`"


def test_of_a_long_output_the_end_is_there() -> None:
    assert markdown.block(f"{'a' * 30_000}\nthe end").endswith("a\nthe end\n```")
