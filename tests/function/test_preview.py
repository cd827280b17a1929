"""What a preview does otherwise than production."""

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import commands
from tests.function.conftest import StartFunction
from tests.function.events import make_v2_event, response_headers
from tests.services.lambda_runtime import LambdaRuntime

PASSWORD = "öffne dich: Sesam"
SITE = "https://www.innovatetogrow.test"


@pytest.mark.parametrize(
    "path", ["/", "/api/layout/", "/api/nothing/", "/admin/login/", "/livez/", "/health/"]
)
def test_no_response_may_be_indexed(function: LambdaRuntime, path: str) -> None:
    reply = function.invoke(make_v2_event(path))
    assert response_headers(reply, "x-robots-tag") == ["noindex"]


def test_hsts_is_for_this_host_alone(function: LambdaRuntime) -> None:
    reply = function.invoke(make_v2_event("/api/layout/"))
    assert response_headers(reply, "strict-transport-security") == ["max-age=31536000"]


ADDRESS = re.compile(r" at 0x[0-9a-f]+")  # of an object that Python shows


def test_only_the_stated_settings_differ_from_productions() -> None:
    code = (
        "import json; from django.conf import settings as s;"
        "print(json.dumps({n: repr(getattr(s, n)) for n in dir(s) if n.isupper()}))"
    )
    given = {f"DB_{name}": "1" for name in ("NAME", "USER", "PASSWORD", "HOST", "PORT")}
    given["SENTRY_DSN"] = "http://key@127.0.0.1:9/1"
    shown = {}
    for settings in ("prod", "preview"):
        environ = commands.environment(settings, commands.PRODUCTION, given)
        finished = commands.run(environ, "shell", "--no-imports", "-c", code)
        shown[settings] = json.loads(ADDRESS.sub("", finished.stdout))
    names = shown["prod"].keys() | shown["preview"].keys()
    assert {n for n in names if shown["prod"].get(n) != shown["preview"].get(n)} == {
        "CACHE_CONTROL",
        "EMAIL_BACKEND",
        "DB_TRUSTED_SECONDS",
        "HAS_SCHEDULER",
        "INDEXED",
        "MIDDLEWARE",
        "PREVIEW_PASSWORD",
        "PREVIEW_SIGN_IN",
        "INSTALLED_APPS",
        "ROOT_URLCONF",
        "SECURE_HSTS_INCLUDE_SUBDOMAINS",
        "SECURE_HSTS_PRELOAD",
        "SENTRY_DSN",
        "SETTINGS_MODULE",
        "SHEETS_SOURCE",
        "SILENCED_SYSTEM_CHECKS",
        "TRUSTED_PROXIES",
        "WAGTAILDOCS_MAX_UPLOAD_SIZE",
        "WAGTAILIMAGES_MAX_UPLOAD_SIZE",
    }


def test_djangos_own_check_for_deployment_is_clean(preview_environment: dict[str, str]) -> None:
    finished = commands.run(preview_environment, "check", "--deploy", "--fail-level", "WARNING")
    assert finished.returncode == 0, finished.stdout


def basic(password: str) -> tuple[str, str]:
    return "authorization", f"Basic {b64encode(f'anyone:{password}'.encode()).decode()}"


@pytest.fixture(scope="module")
def guarded(
    lambda_code: Path, lambda_brings: Path, function: LambdaRuntime
) -> Iterator[LambdaRuntime]:
    assert function.environment
    environ = function.environment | {"PREVIEW_PASSWORD": PASSWORD}
    with LambdaRuntime(lambda_code, environ, lambda_brings) as runtime:
        yield runtime


@pytest.mark.parametrize("path", ["/", "/api/layout/", "/admin/login/", "/nothing/"])
def test_the_password_opens_the_preview(guarded: LambdaRuntime, path: str) -> None:
    asked = guarded.invoke(make_v2_event(path))
    assert asked["statusCode"] == 401
    assert response_headers(asked, "www-authenticate") == ['Basic realm="Preview", charset="UTF-8"']
    opened = guarded.invoke(make_v2_event(path, headers=[basic(PASSWORD)]))
    assert opened["statusCode"] != 401


@pytest.mark.parametrize(
    "credentials",
    [
        basic("wrong"),
        basic(""),
        basic(PASSWORD + "x"),
        ("authorization", f"Bearer {PASSWORD.encode().hex()}"),
        ("authorization", "Basic"),
        ("authorization", "Basic %%%"),
        ("authorization", "Basic /////w=="),
    ],
)
def test_anything_else_does_not(guarded: LambdaRuntime, credentials: tuple[str, str]) -> None:
    reply = guarded.invoke(make_v2_event("/api/layout/", headers=[credentials]))
    assert reply["statusCode"] == 401
    assert PASSWORD not in json.dumps(reply)


@pytest.mark.parametrize("path", ["/livez/", "/readyz/", "/health/"])
def test_health_needs_no_password(guarded: LambdaRuntime, path: str) -> None:
    assert guarded.invoke(make_v2_event(path))["statusCode"] == 200


def test_a_preflight_needs_no_password_and_a_refusal_can_be_read(guarded: LambdaRuntime) -> None:
    origin = ("origin", SITE)
    method = ("access-control-request-method", "GET")
    preflight = guarded.invoke(
        make_v2_event("/api/layout/", method="OPTIONS", headers=[origin, method])
    )
    assert preflight["statusCode"] == 200
    assert response_headers(preflight, "access-control-allow-origin") == [SITE]
    refused = guarded.invoke(make_v2_event("/api/layout/", headers=[origin]))
    assert (refused["statusCode"], response_headers(refused, "access-control-allow-origin")) == (
        401,
        [SITE],
    )
    plain = guarded.invoke(make_v2_event("/api/layout/", method="OPTIONS"))
    assert plain["statusCode"] == 401


def test_mail_is_kept_where_the_admin_shows_it(start_function: StartFunction) -> None:
    function = start_function()
    code = (
        "from django.core.mail import send_mail;"
        "from mail.models import KeptMail;"
        "print(send_mail('Hello é', 'The text.', None, ['a@example.org', 'b@example.org']));"
        "m = KeptMail.objects.get();"
        "print([m.subject, m.sender, m.recipients, 'The text.' in m.text, 'To: a@' in m.text])"
    )
    reply = function.invoke({"command": ["shell", "--no-imports", "-c", code]})
    assert reply["output"].splitlines() == [
        "1",
        "['Hello é', 'i2g@g.ucmerced.edu', 'a@example.org, b@example.org', True, True]",
    ]
