"""What each command says of itself, what it suggests, and what a shell completes."""

import json
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.shell_completion import ShellComplete

from delivery import cli
from delivery.tools.command_line import Room
from tests.commands import BACKEND, WITHIN
from tests.delivery.fixtures import TOOLS
from tests.delivery.grammar import COMMANDS, parsed

VARIABLES = {
    "$COMMIT": "0123456789" * 4,
    "$IMAGE": f"111111111111.dkr.ecr.us-west-2.amazonaws.com/itg-backend@sha256:{'0' * 64}",
    "$TASK_DEFINITION": "arn:aws:ecs:us-west-2:111111111111:task-definition/itg-backend:7",
}
EXAMPLES = [
    *(("", example) for example in cli.root.examples),
    *((name, example) for name, one in COMMANDS.items() for example in one.examples),
]
DOCUMENTED = [
    line.removeprefix("build/tools/bin/delivery ")
    for document in sorted((BACKEND.parent / "docs").glob("*.md"))
    for line in document.read_text().splitlines()
    if line.startswith("build/tools/bin/delivery ")
]
IMPORTS = """
import json, sys
from contextlib import redirect_stdout
from io import StringIO
from delivery import cli
found = {}
for words in json.loads(sys.argv[1]):
    with redirect_stdout(StringIO()):
        assert cli.main([*words, "--help"]) == 0
    found[" ".join(words)] = sorted(sys.modules)
print(json.dumps(found))
"""


@pytest.mark.parametrize(("command", "example"), EXAMPLES)
def test_every_example_is_accepted(
    command: str, example: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # the folder of an output is made
    words = shlex.split(example.replace("\\\n", ""), comments=True)
    words = words[: words.index(">")] if ">" in words else words
    assert words[: len(command.split())] == command.split()
    assert parsed([VARIABLES.get(word, word) for word in words]) == 0


@pytest.mark.processes  # one asks git for the commit
@pytest.mark.parametrize("line", DOCUMENTED)
def test_every_command_of_the_documents_is_accepted(
    line: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = shlex.split(line, comments=True)
    assert parsed(words[: words.index(">")] if ">" in words else words) == 0


@pytest.mark.parametrize("command", ["", *COMMANDS])
def test_help_explains_every_word_in_80_columns(
    command: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main([*command.split(), "--help"]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert max(map(len, out.splitlines())) <= 80
    assert 1 <= out.partition("Examples:")[2].count("  build/tools/bin/delivery ") <= 2
    assert "..." not in out.replace("[ARGS]...", "").replace("[NAME]...", "")  # a line that was cut
    found = COMMANDS.get(command, cli.root)
    assert [one.name for one in found.params if not getattr(one, "help", "")] == []


@pytest.mark.parametrize("command", ["", "preview", "preview deploy", "run"])
def test_help_has_a_short_name(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([*command.split(), "-h"]) == 0
    assert "Examples:" in capsys.readouterr().out


def test_the_list_of_nouns_says_of_each_what_the_noun_says() -> None:
    rooms = {one.name: one for one in cli.root.commands.values() if isinstance(one, Room)}
    said = {name: one.noun.get_short_help_str(80) for name, one in rooms.items()}
    assert {name: one.get_short_help_str(80) for name, one in rooms.items()} == said


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (["previw", "list"], "preview"),
        (["preview", "lst"], "list"),
        (["preview", "list", "--jsn"], "--json"),
        (["run", "--stag", "pr-42"], "--stage"),
    ],
)
def test_a_mistyped_word_gets_a_suggestion(
    words: list[str], meant: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(words) == 2
    assert f"Did you mean '{meant}'?" in capsys.readouterr().err


@pytest.mark.processes
def test_help_imports_one_room_and_no_client_of_aws() -> None:
    rooms = {one.name: one for one in cli.root.commands.values() if isinstance(one, Room)}
    one_after_another = ["smoke", *(name for name in rooms if name != "smoke")]
    asked = json.dumps([[], *([name] for name in one_after_another)])
    ended = subprocess.run(
        [sys.executable, "-c", IMPORTS, asked],
        env={"PYTHONPATH": str(BACKEND)},
        capture_output=True,
        text=True,
        timeout=WITHIN,
        check=True,
    )
    found = {words: set(modules) for words, modules in json.loads(ended.stdout).items()}
    folders = {one.module.rpartition(".")[0] for one in rooms.values()}
    assert found[""] & {*folders, "botocore", "yaml", "rich", "urllib.request"} == set()
    assert found["smoke"] & {*folders, "botocore"} == {"delivery.smoke"}
    heavy = {"boto3", "botocore.parsers", "botocore.session", "rich.console"}
    assert {words: modules & heavy for words, modules in found.items() if modules & heavy} == {}


@pytest.mark.processes
def test_the_version_is_the_projects_and_the_commits(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--version"]) == 0
    name, version, *commit = capsys.readouterr().out.split()
    assert (name, version.rstrip(",")) == ("innovate-to-grow", "0.1.0")
    assert not commit or len(commit[1]) == 12


@pytest.mark.parametrize(
    ("words", "begun", "completed"),
    [
        ([], "p", ["package", "preview", "provisioner"]),
        (["preview"], "de", ["deploy", "destroy"]),
        (["preview", "deploy", "42"], "--f", ["--fresh"]),
        (["commit", "check", "HEAD", "--against"], "", ["production", "provisioner"]),
        (["stack", "deploy", "network"], "da", ["data"]),
        (["preview", "deploy", "42", "--package"], "bui", ["bui"]),
    ],
)
def test_a_shell_completes(words: list[str], begun: str, completed: list[str]) -> None:
    found = ShellComplete(cli.root, {}, cli.NAME, cli.COMPLETE).get_completions(words, begun)
    assert [one.value for one in found] == completed


@pytest.mark.parametrize("shell", ["zsh", "fish"])
def test_other_shells_have_a_script_too(shell: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["completion", shell]) == 0
    assert f"{cli.COMPLETE}={shell}_complete" in capsys.readouterr().out


@pytest.mark.processes
def test_bash_completes_with_the_script() -> None:
    script = """
eval "$(delivery completion bash)"
complete -p delivery
COMP_WORDS=(delivery preview de) COMP_CWORD=2
_delivery_completion delivery
echo "${COMPREPLY[@]}"
"""
    ended = subprocess.run(
        ["bash", "--norc", "-c", script],
        env={"PATH": f"/usr/bin:/bin:{TOOLS.parent}"},
        capture_output=True,
        text=True,
        timeout=WITHIN,
    )
    assert ended.stderr == ""
    assert ended.stdout.splitlines() == [
        "complete -o nosort -F _delivery_completion delivery",
        "deploy destroy",
    ]


def test_a_noun_without_a_verb_shows_its_help(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["preview"]) == 2
    assert capsys.readouterr().err == f"{click.unstyle(help_of('preview'))}\n"


def help_of(name: str) -> str:
    context = cli.root.make_context("build/tools/bin/delivery", [name])
    return COMMANDS[name].get_help(click.Context(COMMANDS[name], parent=context, info_name=name))
