"""Rubbish in any argument or endpoint of a command: a sentence with a remedy, no traceback."""

import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import click
import pytest

from delivery import cli
from delivery.package import build
from delivery.preview import github
from delivery.tools import github_api
from delivery.tools.errors import DeliveryError
from delivery.tools.progress import Say
from delivery.tools.stages import Preview
from tests.delivery.grammar import VERBS

COMMIT = "0123456789abcdef" * 2 + "01234567"
IMAGE = f"111111111111.dkr.ecr.us-west-2.amazonaws.com/itg-backend@sha256:{'0' * 64}"
SITE = "https://www.innovatetogrow.test"
# Every command with words that it takes. {file} is there, {made} can be made.
COMMANDS = {
    "completion": "bash",
    "audit": "production --since 1h",
    "backup create": "--name before --within 0",
    "backup drill": "--within 0",
    "backup list": "",
    "backup restore": "1h --name itg-db-restored --within 0",
    "backup swap": "itg-db-restored --yes --within 0",
    "backup undelete": "1h --dry-run --within 0",
    "commit check": "HEAD --against provisioner",
    "compare check": "--report {file} --rules {file}",
    "compare render": "--report {file} --rules {file}",
    "config check": "",
    "doctor": "--without-github",
    "env": "production",
    "github check": "",
    "github setup": "",
    "image find": COMMIT,
    "logs": "production --since 1h --grep ERROR --request 1-abc",
    "maintenance on": "production --until 30m",
    "maintenance off": "production",
    "maintenance show": "production",
    "open": "production",
    "provisioner deploy": f"--commit {COMMIT} --package {{file}}",
    "package": "--output {made}",
    "preview built": f"{COMMIT} --number 42 --head owner/name:topic --run 7 --of comparison "
    "--within 0",
    "preview compared": f"42 --commit {COMMIT} --report {{folder}} --run 7",
    "preview announce": f"42 --commit {COMMIT}",
    "preview deploy": (
        f"42 --commit {COMMIT} --package {{file}} --site {{folder}} --pushed 2026-11-01T09:00:00Z"
    ),
    "preview begin": f"{COMMIT} --number 42 --head owner/name:topic --run 7",
    "preview explain": f"{COMMIT} --number 42 --head owner/name:topic --run 7",
    "preview destroy": "42",
    "preview invite": "42",
    "preview revoke": "42",
    "preview list": "",
    "preview open": "42",
    "preview prepare": f"{COMMIT} --head owner/name:topic",
    "preview reap": "--days 14",
    "preview settings": "42",
    "release deploy": f"--image {IMAGE} --smoke-within 0 --accept queries:layout",
    "release prepare": f"--image {IMAGE} --output {{made}} --accept queries:layout",
    "release verify": f"--image {IMAGE} --task-definition arn:aws:ecs:1 --smoke-within 0",
    "release abandon": f"--image {IMAGE} --task-definition arn:aws:ecs:1",
    "release rollback": f"--to {COMMIT}",
    "release list": "",
    "release show": COMMIT,
    "release diff": f"{COMMIT} {COMMIT}",
    "run": "--stage production --revision 7 --yes --within 1 -- check",
    "run attach": "1b2c3d4e --within 1",
    "secrets retire": "DB_PASSWORD",
    "secrets rotate": "DJANGO_SECRET_KEY",
    "site deploy": "--branch main",
    "site refresh": "--for 0",
    "smoke check": f"{{server}} --version {COMMIT} --origin {SITE} --within 0",
    "status": "production",
    "stack deploy": "network --parameter A=b --within 1",
    "stack list": "",
    "task-definition render": f"--image {IMAGE} --output {{made}}",
}
RUBBISH = ("", "nonsense", "-1", "nan", "http://[", "/nonexistent/x", "é" * 300, "a\nb")
ENDPOINTS = ("foo", "http://", "http://[", "page")
VARIABLES = {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_EC2_METADATA_DISABLED": "true",
    "API_BASE_URL": "https://api.innovatetogrow.test",
    "FRONTEND_URL": SITE,
    "VITE_API_BASE_URL": "https://api.innovatetogrow.test/api",
    "AMPLIFY_APP_ID": "d1",
    "RELEASES_BUCKET": "releases",
    "EXECUTION_ROLE_ARN": "arn:aws:iam::111111111111:role/execution",
    "TASK_ROLE_ARN": "arn:aws:iam::111111111111:role/task",
    "PROVISIONER_ROLE_ARN": "arn:aws:iam::111111111111:role/provisioner",
    "PREVIEW_BOUNDARY_ARN": "arn:aws:iam::111111111111:policy/boundary",
    "PREVIEW_SUBNET_IDS": "subnet-1",
    "PREVIEW_SECURITY_GROUP_IDS": "sg-1",
    "PREVIEW_PACKAGES_BUCKET": "packages",
    "PREVIEW_FILES_BUCKET": "files",
    "PREVIEW_FILES_DOMAIN": "files.test",
    "PREVIEW_AMPLIFY_APP_ID": "d2",
    "PREVIEW_DB_HOST": "db.test",
    "GITHUB_REPOSITORY": "owner/name",
    "GITHUB_TOKEN": "testing",
}
WITHOUT_AWS = {
    "compare check",
    "compare render",
    "completion",
    "github check",
    "package",
    "preview announce",
    "preview built",
    "preview compared",
    "preview begin",
    "preview explain",
    "preview prepare",
    "preview invite",
    "preview settings",
    "smoke check",
}


class Page(BaseHTTPRequestHandler):
    """A web server that is not AWS, GitHub or a backend."""

    def respond(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        body = b"<!doctype html><title>Welcome</title>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = respond

    def log_message(self, *words: object) -> None:
        return


@pytest.fixture(scope="module")
def page() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def _signed_in(monkeypatch: pytest.MonkeyPatch, page: str, tmp_path: Path) -> None:
    """To an account whose endpoint is a web server; nothing is built. Rubbish is a path too."""
    monkeypatch.chdir(tmp_path)
    for name, value in VARIABLES.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("AWS_ENDPOINT_URL", page)
    monkeypatch.setenv("GITHUB_API_URL", page)
    monkeypatch.setattr(github_api, "PAUSES", ())
    monkeypatch.setattr(build, "build", refuse_to_build)


def refuse_to_build(output: Path, say: Say) -> None:
    raise DeliveryError("Nothing is built here.", "Build it elsewhere.")


def words_of(command: str, page: str, folder: Path) -> list[str]:
    (file := folder / "package.zip").write_bytes(b"zip")
    places = {"file": file, "folder": folder, "made": folder / "made", "server": page}
    return [*command.split(), *COMMANDS[command].format(**places).split()]


def fails_in_words(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """What it says. The exit code is 1 or 2, and the last line is more than a word."""
    code = cli.main(words)
    said = capsys.readouterr().err
    assert code in {1, 2}, words
    assert "Traceback" not in said
    assert len(said.strip().splitlines()[-1].split()) > 2, said
    return said


def test_every_command_is_in_the_table() -> None:
    assert VERBS.keys() == COMMANDS.keys()


def takes_a_value(one: click.Parameter) -> bool:
    return isinstance(one, click.Argument) or (isinstance(one, click.Option) and not one.is_flag)


def spoiled(command: str, words: list[str], rubbish: str) -> Iterator[list[str]]:
    """The words with each value in turn replaced: those of options, and the bare ones."""
    start = len(command.split())
    for at in range(start, len(words)):
        if not words[at].startswith("--"):
            yield [*words[:at], rubbish, *words[at + 1 :]]


@pytest.mark.parametrize("command", COMMANDS)
def test_rubbish_in_each_argument(
    command: str, page: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = words_of(command, page, tmp_path)
    taking = [one for one in filter(takes_a_value, VERBS[command].params) if one.name != "line"]
    options = {one.opts[0] for one in taking if isinstance(one, click.Option)}
    assert options <= set(words)
    assert len(list(spoiled(command, words, ""))) >= len(taking)
    for rubbish in RUBBISH:
        for spoiled_words in spoiled(command, words, rubbish):
            fails_in_words(spoiled_words, capsys)


@pytest.mark.parametrize("command", sorted(COMMANDS.keys() - WITHOUT_AWS))
def test_rubbish_in_the_endpoint(
    command: str,
    page: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for endpoint in ENDPOINTS:
        monkeypatch.setenv("AWS_ENDPOINT_URL", page if endpoint == "page" else endpoint)
        said = fails_in_words(words_of(command, page, tmp_path), capsys)
        assert "AWS_ENDPOINT_URL" in said, said


@pytest.mark.parametrize(
    ("variable", "command"),
    [
        ("API_BASE_URL", "config check"),
        ("FRONTEND_URL", "release deploy"),
        ("FRONTEND_URL", "site deploy"),
        ("VITE_API_BASE_URL", "site deploy"),
        ("PREVIEW_SITE_URL", "preview deploy"),
    ],
)
@pytest.mark.parametrize(
    "value", ["nonsense", "http://[", "https://{nobody}.test", "{", "https://"]
)
def test_rubbish_in_an_address(
    variable: str,
    command: str,
    value: str,
    page: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(variable, value)
    said = fails_in_words(words_of(command, page, tmp_path), capsys)
    if "{nobody}" not in value or variable == "PREVIEW_SITE_URL":
        assert variable in said


@pytest.mark.parametrize(
    ("command", "variable", "value", "right"),
    [
        ("config check", "API_BASE_URL", "https://API.example.org", "https://api.example.org"),
        ("release rollback", "FRONTEND_URL", '"https://a.example"', "https://a.example"),
        ("site deploy", "FRONTEND_URL", "https://*.a.example", ""),
        ("site deploy", "VITE_API_BASE_URL", "https://A.example/api", "https://a.example/api"),
        ("preview deploy", "PREVIEW_SITE_URL", "https://{stage}.*.a.example", ""),
        ("preview deploy", "PREVIEW_FILES_DOMAIN", "*.cloudfront.net", ""),
        ("preview deploy", "PREVIEW_DB_HOST", "db.test:5432", "db.test"),
        ("preview list", "PREVIEW_FILES_BUCKET", "s3://files", ""),
        ("provisioner deploy", "PREVIEW_DB_HOST", "'db.test'", "db.test"),
    ],
)
def test_an_address_that_never_matches_is_refused_with_its_right_spelling(
    command: str,
    variable: str,
    value: str,
    right: str,
    page: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(variable, value)
    said = fails_in_words(words_of(command, page, tmp_path), capsys)
    assert re.search(rf"{variable} (must be|is) ", said), said
    assert not right or f"the right spelling is {right}." in said


@pytest.mark.parametrize("address", ["nonsense", "http://[", "page"])
def test_rubbish_in_githubs_address(
    address: str, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_API_URL", page if address == "page" else address)
    with pytest.raises(DeliveryError):
        github.state(Preview(42))


@pytest.mark.parametrize("words", [["--verbose", "package"], ["package", "--verbose"]])
def test_verbose_is_taken_before_and_after_the_command(words: list[str]) -> None:
    with pytest.raises(DeliveryError, match="Nothing is built here"):
        cli.main(words)


def test_what_nobody_expected_is_a_sentence_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    nothing: dict[str, str] = {}
    monkeypatch.setattr(build, "build", lambda output, say: nothing["key"])
    said = fails_in_words(["package"], capsys)
    assert said.startswith("Unexpected KeyError: 'key'\nThis is a bug in delivery.")
