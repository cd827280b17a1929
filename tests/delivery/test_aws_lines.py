"""AWS's own command line understands each line of it that a document or a message has."""

import re
from collections.abc import Iterator
from typing import Final

from tests.aws_cli import ROOT, refused
from tests.delivery.test_remedies import SOURCES, texts

LINE: Final = re.compile(r"(\$\()?\b(aws [a-z0-9-]+ [a-z][^`\n]*)")
PUT_IN: Final = re.compile(r"\{[^{}]*\}")  # by an f-string or by str.format
DOCUMENTS: Final = sorted(
    [*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *(ROOT / "container").rglob("*.md")]
)
# https://docs.aws.amazon.com/cli/latest/userguide/cliv2-migration-changes.html
OF_VERSION_2: Final = ("aws sso login", "aws logs tail")


def example(put_in: re.Match[str]) -> str:
    """A region, or what can be a name and a number."""
    return "us-east-2" if "region" in put_in[0] else "1000"


def named(text: str) -> Iterator[str]:
    for opened, rest in LINE.findall(text):
        yield from (rest.rpartition(")")[0] if opened else rest).split(" && ")


def found() -> set[str]:
    documents = {line for path in DOCUMENTS for line in named(path.read_text())}
    messages = {text for path in SOURCES for _, text in texts(path.read_text())}
    return documents | {PUT_IN.sub(example, line) for text in messages for line in named(text)}


WRONG: Final = (
    "aws cloudfrond create-invalidation --distribution-id x --paths '/*'",
    "aws ecs stop-tasks --cluster x --task x",
    "aws ecs stop-task --cluster x --tasks x",
    "aws ecs stop-task --cluster x",
    "aws s3api put-bucket-versioning --bucket x --versioning-configuration State=Enabled",
    "aws s3 sync s3://x",
)


def test_the_aws_cli_makes_a_request_of_each_line() -> None:
    lines = found()
    newer = {line for line in lines if line.startswith(OF_VERSION_2)}
    assert len(lines - newer) > 25
    said = refused([*sorted(lines), *WRONG])
    assert {line: why for line, why in said.items() if line in lines - newer} == {}
    assert said.keys() == {*newer, *WRONG}
    assert {" ".join(line.split()[:3]) for line in newer} == set(OF_VERSION_2)
