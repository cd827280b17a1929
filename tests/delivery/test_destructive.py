"""Which commands ask first, and what of a command is written down."""

import pytest

from delivery.destructive import danger, written


@pytest.mark.parametrize(
    "words",
    [
        ["migrate"],
        ["migrate", "--noinput"],
        ["migrate", "content", "0001", "--plan"],
        ["showmigrations"],
        ["createsuperuser", "--noinput"],
        ["bootstrap"],
    ],
)
def test_does_not_ask(words: list[str]) -> None:
    assert danger(words) is None


@pytest.mark.parametrize(
    "words",
    [
        ["flush"],
        ["migrate", "content", "zero"],
        ["migrate", "--noinput", "content", "0001"],
        ["shell", "-c", "print(1)"],
        ["loaddata", "old.json"],
    ],
)
def test_asks(words: list[str]) -> None:
    assert danger(words)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["migrate", "--plan"], "migrate --plan"),
        (["x", "--password", "hunter2", "--y"], "x --password *** --y"),
        (["x", "--api-token=hunter2"], "x --api-token=***"),
        (["x", "--Secret-Key=hunter2=3"], "x --Secret-Key=***"),
        (["shell", "-c", "print('hunter2')"], "shell -c sha256:"),
    ],
)
def test_secrets_are_not_written(words: list[str], line: str) -> None:
    assert written(words).startswith(line)
    assert "hunter2" not in written(words)
