"""What does not fit together, found with its remedy: in AWS, in the checkout, and by a visitor."""

import json
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import Message
from pathlib import Path
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Thread
from typing import Any, Final, cast
from urllib.parse import urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.test import Client
from pytest_django import Settings

from core.variables import SECRETS
from delivery import cli
from delivery.aws import lambda_functions
from delivery.aws.lambda_functions import Function
from delivery.github import workflow_reads
from delivery.operate.doctor import github, roles, secrets, variables, visits
from delivery.operate.doctor.cli import shown
from delivery.operate.doctor.diagnosis import Check, Finding, made
from delivery.operate.production import Running
from delivery.tools import http
from delivery.tools.errors import DeliveryError
from delivery.tools.stages import PRODUCTION
from tests import commands
from tests.delivery.operators import OPERATORS
from tests.delivery.production import Production
from tests.standins.github import GitHub

SITE: Final = "https://www.innovatetogrow.test"
SECRET: Final = "arn:aws:secretsmanager:us-west-2:123456789012:secret:itg/production"


@dataclass
class Rollout:
    task_definition: str = "arn:aws:ecs:us-west-2:123456789012:task-definition/itg-backend:7"


@dataclass
class Given:
    """What production runs, in place of what ECS says."""

    variables: dict[str, str] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)
    environ: dict[str, str] = field(default_factory=dict)
    rollout: Rollout = field(default_factory=Rollout)


def running(**facts: Any) -> Running:
    return cast(Running, Given(**facts))


def what(findings: Iterator[Finding]) -> list[str]:
    return [one.what for one in findings]


GOOD: Final = {
    name: value
    for name, value in {**commands.PRODUCTION, "DB_HOST": "itg", "DB_USER": "itg"}.items()
    if name in variables.KNOWN and name not in SECRETS
} | {"DB_PORT": "5432", "DB_NAME": "itg"}
REFERENCES: Final = {
    name: f"{SECRET}/{name}-AbCdEf" for name in ("DB_PASSWORD", "DJANGO_SECRET_KEY")
}


# ---- all of it ----


def test_each_finding_has_its_remedy_and_the_exit_code_is_1(site: Production) -> None:
    ended = site.run("doctor", "--without-github")
    assert (ended.returncode, ended.stderr) == (1, "")
    lines = ended.stdout.splitlines()
    for name in ("variables of production", "variables in documents", "roles"):
        assert f"ok    {name}" in lines, ended.stdout
    at = lines.index("look  certificates")  # the stand-in of the load balancer has none
    assert lines[at + 1].endswith(" is not reached by HTTPS.")
    assert lines[at + 2].startswith("        Write it with https:// in GitHub.")
    assert [one for one in lines if len(one) > 80] == []
    found = json.loads(site.run("doctor", "--without-github", "--json").stdout)
    assert all(one["remedy"] for findings in found.values() for one in findings)


def test_what_is_well_is_exit_code_0(site: Production, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("names", "certificates", "cors", "csrf"):
        monkeypatch.setattr(visits, name, lambda running: [])
    ended = site.run("doctor", "--without-github")
    assert ended.returncode == 0, ended.stdout
    assert {line[:6] for line in ended.stdout.splitlines()} == {"ok    "}


def test_github_is_asked_unless_it_is_left_out(site: Production) -> None:
    found = json.loads(site.run("doctor", "--json").stdout)
    (finding,) = found["GitHub"]
    assert "GITHUB_TOKEN" in finding["what"]
    assert "gh auth token" in finding["remedy"]


def test_a_check_that_cannot_be_made_is_a_finding_and_keeps_no_other_back() -> None:
    def refused() -> list[Finding]:
        raise DeliveryError("Listing the secrets: not authorized", "Give the role this.")

    checks: dict[str, Check] = {"first": refused, "second": lambda: []}
    assert made(checks) == {
        "first": [
            Finding("Not checked: Listing the secrets: not authorized", "Give the role this.")
        ],
        "second": [],
    }


def test_lines_fit_80_columns() -> None:
    text = shown("roles", [Finding("The role " + "word " * 40, "python -m delivery stack deploy")])
    assert max(map(len, text.splitlines())) <= 80


# ---- variables ----


def test_the_task_definition_is_held_against_the_settings() -> None:
    assert what(variables.in_production(running(variables=GOOD, secrets=REFERENCES))) == []
    bad = {**GOOD, "EMAIL_PORT": "many", "OLD": "1", "REDIS_URL": "redis://hunter2@cache"}
    del bad["DB_HOST"]
    given = running(variables=bad, secrets={"DJANGO_SECRET_KEY": "arn:aws:secretsmanager:x"})
    found = what(variables.in_production(given))
    where = "the task definition itg-backend:7"
    assert found == [
        f"{where} lacks DB_PASSWORD.",
        f"{where} lacks DB_HOST.",
        f"{where}: EMAIL_PORT must be a port number between 1 and 65535.",
        f"{where} has the value of the secret REDIS_URL.",
        f"{where} has OLD, which nothing reads.",
    ]
    assert "hunter2" not in str(found)


def test_each_previews_function_is_too(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {**GOOD, **dict.fromkeys(REFERENCES, "text"), "OLD": "1"}
    del given["DJANGO_ALLOWED_HOSTS"]
    function = Function("itg-backend-pr-7", "", {})
    monkeypatch.setattr(lambda_functions, "named", lambda prefix: [function])
    monkeypatch.setattr(lambda_functions, "variables", lambda name: given)
    found = list(variables.in_previews())
    assert what(iter(found)) == [
        "the function itg-backend-pr-7 lacks DJANGO_ALLOWED_HOSTS.",
        "the function itg-backend-pr-7 has OLD, which nothing reads.",
    ]
    assert {one.remedy for one in found} == {"python -m delivery preview deploy 7"}


def test_workflows_and_documents_have_every_variable(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert [*variables.in_workflows(), *variables.in_documents()] == []
    reads = workflow_reads.by_environment()
    reads["production"].variables.discard("EMAIL_PORT")
    monkeypatch.setattr(workflow_reads, "by_environment", lambda: reads)
    assert what(variables.in_workflows()) == ["No workflow passes EMAIL_PORT to a release."]
    text = variables.DOCUMENT.read_text().replace("`REDIS_URL`", "")
    monkeypatch.setattr(variables, "DOCUMENT", tmp_path / "environment.md")
    variables.DOCUMENT.write_text(text)
    assert what(variables.in_documents()) == ["docs/environment.md does not describe REDIS_URL."]


# ---- secrets and roles ----


def test_secrets_that_are_missing_and_that_nothing_reads_are_named(site: Production) -> None:
    store = site.operator.client("secretsmanager")
    real = store.describe_secret(SecretId=PRODUCTION.secret("DB_PASSWORD"))["ARN"]
    references = {
        "DB_PASSWORD": f"{real}::release-20260101:",
        "DJANGO_SECRET_KEY": f"{SECRET}/GONE-AbCdEf",
    }
    names = [PRODUCTION.secret(name) for name in ("OLD", "REDIS_URL")]
    for name in names:
        store.create_secret(Name=name, SecretString="x")
    try:
        with site.signed_in(OPERATORS):
            missing = what(secrets.missing(running(secrets=references)))
            unused = what(secrets.unused(running(secrets=references)))
    finally:
        for name in names:
            store.delete_secret(SecretId=name, ForceDeleteWithoutRecovery=True)
    assert missing == [
        "The secret of DB_PASSWORD has no version release-20260101.",
        f"The secret of DJANGO_SECRET_KEY is gone, so no new task can start: {SECRET}/GONE-AbCdEf.",
    ]
    assert unused == [
        "Nothing reads the secret itg/production/OLD.",
        "The secret itg/production/REDIS_URL is there, and what serves does not read it.",
    ]


def test_a_call_that_its_role_may_not_make_is_named(site: Production) -> None:
    production = Running(dict(site.operator.variables))
    with site.signed_in(OPERATORS):
        assert what(roles.refusals(production)) == []
    iam, policy = site.operator.client("iam"), {"RoleName": "itg-commands", "PolicyName": "deny"}
    deny = {"Effect": "Deny", "Action": "ecs:RunTask", "Resource": "*"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [deny]})
    iam.put_role_policy(**policy, PolicyDocument=document)
    try:
        with site.signed_in(OPERATORS):
            (found,) = what(roles.refusals(production))
    finally:
        iam.delete_role_policy(**policy)
    assert found.startswith("The role itg-commands may not do ecs:RunTask on arn:aws:ecs:")


# ---- as a visitor ----


def through_django(
    url: str, method: str = "GET", headers: dict[str, str] | None = None, body: bytes | None = None
) -> http.HTTPResponse:
    """The site's own code in this process, behind a host that it knows."""
    given = dict(headers or {})
    kind = given.pop("Content-Type", "text/plain")
    client = Client(enforce_csrf_checks=True, headers=given)
    response = client.generic(method, urlsplit(url).path, body or b"", content_type=kind)
    found = Message()
    for name, value in response.headers.items():
        found[name] = value
    for cookie in response.cookies.values():
        found["Set-Cookie"] = cookie.OutputString()
    return http.HTTPResponse(response.status_code, found, response.content)


@pytest.fixture
def visited(db: None, monkeypatch: pytest.MonkeyPatch, settings: Settings) -> Running:
    monkeypatch.setattr(visits, "asked", through_django)
    settings.CORS_ALLOWED_ORIGINS = [SITE]
    return running(variables={"API_BASE_URL": "http://testserver", "FRONTEND_URL": SITE})


def test_the_site_may_read_the_api_and_staff_may_sign_in(visited: Running) -> None:
    assert what(visits.cors(visited)) == []
    assert what(visits.csrf(visited)) == []


def test_an_origin_that_may_not_or_that_anybody_may_is_told(
    visited: Running, settings: Settings
) -> None:
    settings.CORS_ALLOWED_ORIGINS = ["https://another.test"]
    api = "http://testserver/api/"
    assert what(visits.cors(visited)) == [
        f"Scripts of {SITE} may not read {api}.",
        f"Forms of {SITE} may not be sent to {api}.",
    ]
    settings.CORS_ALLOW_ALL_ORIGINS, settings.CORS_ALLOW_CREDENTIALS = True, True
    assert what(visits.cors(visited)) == [f"Scripts of any site may read {api}."]


def test_a_sign_in_whose_origin_is_refused_is_told(visited: Running, settings: Settings) -> None:
    """The visitor comes by HTTPS, and the backend hears nothing of it."""
    visited.variables["API_BASE_URL"] = "https://testserver"
    settings.CSRF_TRUSTED_ORIGINS = []
    (found,) = visits.csrf(visited)
    assert found.what.startswith("Nobody can sign in at https://testserver/admin/login/")
    settings.CSRF_TRUSTED_ORIGINS = ["https://testserver"]
    assert what(visits.csrf(visited)) == []


def test_a_host_without_an_address_is_told() -> None:
    addresses = {"API_BASE_URL": "http://127.0.0.1:9", "FRONTEND_URL": "https://nowhere.invalid"}
    (found,) = visits.names(running(variables=addresses))
    assert found.what.startswith("nowhere.invalid has no address: ")


@contextmanager
def serving(folder: Path, days: float) -> Iterator[str]:
    """The address of a server whose certificate is valid for that long, and is trusted."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=90))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    file = folder / f"{days}.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, *plain)
        + made.public_bytes(serialization.Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)

    class Handshake(BaseRequestHandler):
        def handle(self) -> None:
            try:
                context.wrap_socket(self.request, server_side=True).close()
            except OSError:
                return

    with ThreadingTCPServer(("127.0.0.1", 0), Handshake) as server:
        server.daemon_threads = True
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"https://localhost:{server.server_address[1]}"
        server.shutdown()


@pytest.mark.parametrize(
    ("days", "trusted", "said"),
    [
        (60, True, ""),
        (10.5, True, "ends in 10 days."),
        (-1, True, "certificate has expired"),
        (60, False, "self-signed certificate"),
    ],
)
def test_a_certificate_that_ends_or_that_browsers_refuse_is_told(
    days: float, trusted: bool, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(tmp_path, days) as address:
        if trusted:
            monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / f"{days}.pem"))
        found = what(visits.certificates(running(variables={"API_BASE_URL": address})))
    assert [said in one for one in found] == ([True] if said else []), found


def test_an_address_without_https_is_told() -> None:
    (found,) = visits.certificates(running(variables={"FRONTEND_URL": "http://www.a.test"}))
    assert found.what == "http://www.a.test is not reached by HTTPS."


# ---- GitHub ----


def test_what_github_check_finds_is_told_with_a_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    with GitHub() as there:
        for name, value in there.environment_of_clients.items():
            monkeypatch.setenv(name, value)
        found = list(github.faults())
    assert any("production" in one.what and "is missing" in one.what for one in found)
    assert {one.remedy for one in found} == {"python -m delivery github setup --dry-run"}


def test_nobody_who_is_not_signed_in_gets_a_diagnosis(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("HOME", "/nonexistent")
    assert cli.main(["doctor"]) == 1
    assert "Sign in" in capsys.readouterr().err
