"""Which commands ask, which are refused, and what of a command is written down.

The judge is argparse: every spelling of an option that a command's own parser accepts.
"""

import re
from collections.abc import Iterator
from functools import cache

import pytest
from django.core.management import CommandError, get_commands, load_command_class
from django.core.management.base import CommandParser

from delivery.run.rules import HARMLESS, PLAIN, REHEARSED, danger, refusal, written

CODE = "print('hunter2')"


@cache
def parser(name: str) -> CommandParser:
    command = load_command_class(get_commands()[name], name)
    return command.create_parser("manage.py", name)


def spellings(name: str, value: str) -> Iterator[tuple[str, list[str]]]:
    """Each option of the command that takes a value, in all its spellings, as argparse reads it."""
    for action in parser(name)._actions:
        if action.nargs == 0 or not action.option_strings:
            continue
        for option in action.option_strings:
            if not option.startswith("--"):
                for words in ([option, value], [option + value], [f"-v2{option[1:]}", value]):
                    yield action.dest, words
                continue
            for end in range(3, len(option) + 1):
                yield action.dest, [option[:end], value]
                yield action.dest, [f"{option[:end]}={value}"]


def accepted(name: str, dest: str, words: list[str], value: str) -> bool:
    """Whether argparse takes the words as that option, or would if nothing else were missing."""
    try:
        found = parser(name).parse_known_args(words)[0]
    except CommandError as error:
        return not re.search(r"ambiguous option|invalid|ignored explicit", str(error))
    return value in str(getattr(found, dest, ""))


@pytest.mark.parametrize(
    "line",
    [
        "migrate",
        "migrate --noinput",
        "migrate content 0001 --plan",
        "migrate --check",
        "showmigrations core",
        "check --deploy",
        "bootstrap",
        "collectstatic --noinput",
        "import_projects --sheet Teams --dry-run",
    ],
)
def test_what_is_known_to_be_harmless_runs_at_once(line: str) -> None:
    words = line.split()
    assert (refusal(words), danger(words)) == (None, None)


@pytest.mark.parametrize(
    "line",
    [
        "flush --noinput",
        "migrate content zero",
        "migrate --noinput content 0001",
        "migrate --fake",
        "migrate --fak",
        "migrate --plan --pythonpath /tmp",
        "check --settings core.settings.dev",
        "shell -c CODE",
        "shell -cCODE",
        "shell --command=CODE",
        "shell --comm CODE",
        "shell -v2cCODE",
        "loaddata old.json",
        "collectstatic --noinput --clear",
        "import_projects teams.csv",
        "createsuperuser --noinput",
        "nobody_knows_this_one",
    ],
)
def test_anything_else_asks(line: str) -> None:
    words = line.split()
    assert refusal(words) is None
    assert danger(words)


@pytest.mark.parametrize(
    ("line", "remedy"),
    [
        ("diffsettings --all", "Print the one setting you need"),
        ("dumpdata", "Take a snapshot"),
        ("api_tokens create --user ada --name x", "Create the token in the admin"),
        ("dbshell", "Use shell -c"),
        ("dbshell -- -c SQL", "Use shell -c"),
        ("shell", "Add -c CODE"),
        ("shell --no-imports", "Add -c CODE"),
        ("changepassword ada", "Change it in the admin"),
        ("flush", "Add --noinput"),
        ("runserver", "Use `make run`"),
        ("--help", "Write each word on its own"),
    ],
)
def test_what_prints_secrets_or_needs_a_person_is_refused(line: str, remedy: str) -> None:
    refused = refusal(line.split())
    assert refused is not None
    assert remedy in refused[1]


def test_a_command_in_one_word_is_refused() -> None:
    assert refusal([f"shell -c {CODE}"])
    assert written([f"shell -c {CODE}"]) == "***"


def test_no_spelling_of_any_commands_option_brings_its_value_into_the_audit() -> None:
    """Unless the option is known to hold no secret, and is spelled in full."""
    count = 0
    for name in get_commands():
        for dest, words in spellings(name, CODE):
            if accepted(name, dest, words, CODE) and words[0].partition("=")[0] not in PLAIN:
                assert "hunter2" not in written([name, *words]), words
                count += 1
    assert count > 500


def test_the_shells_code_is_found_in_every_spelling() -> None:
    taken = [words for dest, words in spellings("shell", CODE) if dest == "command"]
    taken = [words for words in taken if accepted("shell", "command", words, CODE)]
    assert len(taken) > 15
    for words in taken:
        assert refusal(["shell", *words]) is None, words
        assert danger(["shell", *words]) is not None, words
        assert written(["shell", *words]).startswith("shell sha256:"), words


@pytest.mark.parametrize("name", sorted(HARMLESS.keys() - {"help", "version"}))
def test_the_listed_options_are_the_commands_own(name: str) -> None:
    own = {option for action in parser(name)._actions for option in action.option_strings}
    assert HARMLESS[name] | REHEARSED.get(name, frozenset()) <= own


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("migrate --plan", "migrate --plan"),
        ("migrate content 0001 --fake", "migrate content 0001 --fake"),
        ("check --password hunter2 --tag models", "check --password *** --tag models"),
        ("check --api-token=hunter2", "check --api-token=***"),
        ("check -phunter2", "check -***"),
        ("check --words hunter2 hunter2", "check --words *** ***"),
        ("nobody_knows hunter2 --noinput", "nobody_knows *** --noinput"),
    ],
)
def test_the_audit_shows_what_is_known(line: str, expected: str) -> None:
    assert written(line.split()) == expected
