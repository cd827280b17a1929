"""Check the documents: links, pictures, files, commands, the decisions, and the README's length.

``python -m tests.contracts.documents`` prints each fault and ends with 1 if there is one.
"""

import re
import sys
from collections.abc import Iterator, Set
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Final

import click
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.delivery.grammar import COMMANDS
from tests.suite.parts import PARTS, areas

ROOT: Final = Path(__file__).parents[2]
PATTERNS: Final = ("*.md", "docs/**/*.md", "container/**/*.md", ".github/**/*.md")
README_WORDS: Final = 900
MARKDOWN: Final = MarkdownIt("commonmark").enable("table")
SOURCE: Final = re.compile(r"""<img[^>]*\ssrc="([^"]+)\"""")
PROGRAM: Final = re.compile(
    r"^(build/tools/bin/|build/tools/bin/python -m |python -m )?delivery\s+"
)
# A path of this repository, without what a reader has to fill in.
FILE: Final = re.compile(r"^(backend|frontend|container|tests|docs|\.github|\.ci)/[\w./-]+$")
TO_FILL_IN: Final = re.compile(r"(?<![A-Z])(?!README\b)[A-Z]{3,}(?![A-Z])")
DECISION: Final = ("\n## Context\n", "\n## Decision\n", "\n## Cost\n")
STATUS: Final = re.compile(
    r"^Status: (accepted|replaced by .+|rejected)\. Date: \d{4}-\d{2}-\d{2}", re.M
)


def faults(root: Path) -> Iterator[str]:
    for document in sorted({path for one in PATTERNS for path in root.glob(one)}):
        for fault in faults_of(document, root):
            yield f"{document.relative_to(root)}: {fault}"
    words = len((root / "README.md").read_text().split())
    if words > README_WORDS:
        yield f"README.md: {words} words; at most {README_WORDS} are allowed."
    yield from decisions(root / "docs/decisions")
    yield from missing_commands(root)


def faults_of(document: Path, root: Path) -> Iterator[str]:
    tokens = flat(MARKDOWN.parse(document.read_text()))
    for token in tokens:
        if token.type == "link_open":
            yield from broken_link(document, str(token.attrGet("href")))
        if token.type in {"html_inline", "html_block"}:
            yield from (
                fault
                for src in SOURCE.findall(token.content)
                for fault in broken_link(document, src)
            )
        if token.type == "code_inline":
            yield from wrong_code(token.content, root)
        if token.type == "fence":
            for line in token.content.splitlines():
                yield from wrong_command(line.strip())


def flat(tokens: list[Token]) -> list[Token]:
    return [one for token in tokens for one in (token, *flat(token.children or []))]


def broken_link(document: Path, link: str) -> Iterator[str]:
    if re.match(r"[a-z]+:", link):
        return
    name, _, anchor = link.partition("#")
    target = document.parent / name if name else document
    target = target / "README.md" if target.is_dir() and anchor else target
    if not target.exists():
        yield f"{link} does not exist."
    elif anchor and anchor not in anchors(target):
        yield f"{link} names no heading of {target.name}."


def anchors(document: Path) -> set[str]:
    """The ids that GitHub gives to headings."""
    tokens = MARKDOWN.parse(document.read_text())
    heads = [tokens[i + 1].content for i, one in enumerate(tokens) if one.type == "heading_open"]
    return {re.sub(r"[^\w\- ]", "", head.lower()).replace(" ", "-") for head in heads}


def wrong_code(text: str, root: Path) -> Iterator[str]:
    if FILE.match(text) and not TO_FILL_IN.search(text) and not (root / text).exists():
        yield f"{text} does not exist."
    yield from wrong_command(text)
    noun, *rest = text.split()[:2] or [""]
    if rest and noun in COMMANDS and re.fullmatch(r"[a-z]+", rest[0]):
        yield from wrong_delivery(text)


def wrong_command(text: str) -> Iterator[str]:
    if (make := re.match(r"make ([a-z_-]+)(?![A-Z])\b", text)) and make[1] not in targets():
        yield f"`make {make[1]}` is no target of the Makefile."
    if program := PROGRAM.match(text):
        yield from wrong_delivery(text[program.end() :])
    for name in re.findall(r"\bmanage\.py ([a-z_]+)", text):
        if name not in management_commands():
            yield f"`manage.py {name}` is no management command."


def wrong_delivery(text: str) -> Iterator[str]:
    words = re.split(r"\s", text, maxsplit=2)
    known = " ".join(words[:2]) in COMMANDS or (words[0] in COMMANDS and is_verb(words))
    if re.fullmatch(r"[a-z][a-z-]*", words[0]) and not known:
        yield f"`delivery {' '.join(words[:2])}` is no command."


def is_verb(words: list[str]) -> bool:
    """Whether the first word needs no second one: `run`, `package`, `completion bash`."""
    return not isinstance(COMMANDS[words[0]], click.Group)


@cache
def targets() -> Set[str]:
    makefile = (ROOT / "Makefile").read_text()
    of_tests = {*areas(), *(part.name for part in PARTS), "backend"}
    return {
        *re.findall(r"^([a-z][a-z-]*):", makefile, re.M),
        *(f"test-{name}" for name in of_tests),
    }


@cache
def management_commands() -> Set[str]:
    """Needs Django's settings; their database is not asked."""
    import django
    from django.core.management import get_commands

    django.setup()
    own = (ROOT / "backend").glob("*/management/commands/*.py")
    return get_commands().keys() | {path.stem for path in own}


def missing_commands(root: Path) -> Iterator[str]:
    """Operators read of every management command but those of provisioner, reviewing and sample."""
    operating = (root / "docs/operating.md").read_text()
    for path in sorted(root.glob("backend/*/management/commands/[a-z]*.py")):
        own = (
            path.parts[-4] not in {"provisioner", "reviewing", "sample"} and path.stem != "migrate"
        )
        if own and f"`manage.py {path.stem}" not in operating:
            yield f"docs/operating.md does not mention `manage.py {path.stem}`."


def decisions(folder: Path) -> Iterator[str]:
    index = " ".join((folder / "README.md").read_text().split())
    paths = sorted(folder.glob("[0-9]*.md"))
    for one, other in pairwise(paths):
        if one.name[:3] == other.name[:3]:
            yield f"docs/decisions/{other.name} has the number of {one.name}."
    for path in paths:
        text = path.read_text()
        title = text.partition("\n")[0].removeprefix("# ")
        if f"[{title}]({path.name})" not in index:
            yield f"docs/decisions/README.md does not list {path.name} by its title."
        if missing := [head.strip() for head in DECISION if head not in text]:
            yield f"docs/decisions/{path.name} has no {', '.join(missing)}."
        if not STATUS.search(text):
            yield f"docs/decisions/{path.name} has no line with status and date."


if __name__ == "__main__":
    sys.exit("\n".join(faults(ROOT)) or 0)
