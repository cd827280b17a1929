"""A reviewer is let into a preview: by a link that works once, or by the preview's password."""

import logging
import re
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from hashlib import sha256
from io import StringIO
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import resolve
from django.utils import timezone
from pytest_django import Settings

from core import urls as core_urls
from reviewing import links
from reviewing.models import SignInLink
from web import preview_key

pytestmark = pytest.mark.django_db
PAGE = "/preview/sign-in/"
PASSWORD = "open sesame"
SITE = "https://pr-42.example"
TOKEN = "t" * 43
ADDRESS = "192.0.2.7"


@pytest.fixture(autouse=True)
def _preview(settings: Settings) -> None:
    """What core.settings.preview has otherwise."""
    settings.ROOT_URLCONF, settings.PREVIEW_SIGN_IN = "reviewing.urls", PAGE
    settings.PREVIEW_PASSWORD, settings.FRONTEND_URL = PASSWORD, SITE
    settings.STAGE = "pr-42"
    order = [*settings.MIDDLEWARE]
    at = order.index("web.health.HealthMiddleware") + 1
    settings.MIDDLEWARE = [*order[:at], "web.preview_password.PasswordMiddleware", *order[at:]]
    cache.clear()


@pytest.fixture
def token() -> str:
    links.allow(sha256(TOKEN.encode()).hexdigest(), timedelta(minutes=5))
    return TOKEN


def send(client: Client, **form: str) -> Any:
    return client.post(PAGE, form, secure=True, REMOTE_ADDR=ADDRESS)


def key_in(response: Any) -> str:
    address, _, key = response.headers["Location"].partition("#preview-key=")
    assert address == f"{SITE}/"
    return str(key)


def test_a_link_signs_in_once_as_a_publisher(client: Client, token: str) -> None:
    response = send(client, token=token, to="admin")
    assert (response.status_code, response.headers["Location"]) == (302, "/admin/")
    assert client.get("/admin/", secure=True).status_code == 200
    user = get_user_model().objects.get(pk=client.session["_auth_user_id"])
    assert [group.name for group in user.groups.all()] == ["Publishers"]
    assert (user.is_superuser, user.is_staff, user.has_usable_password()) == (False, False, False)
    assert client.get("/admin/users/", secure=True).status_code != 200
    again = send(Client(), token=token, to="admin")
    assert again.status_code == 403
    assert "used before" in again.content.decode()


def test_an_account_that_was_given_more_has_a_publishers_rights_again(token: str) -> None:
    get_user_model().objects.create_superuser(links.USERNAME, password="known")
    send(Client(), token=token)
    user = get_user_model().objects.get(username=links.USERNAME)
    assert not user.is_superuser
    assert not user.check_password("known")


def test_the_site_gets_a_key_behind_the_hash_and_asks_its_api_with_it(
    client: Client, token: str
) -> None:
    key = key_in(send(client, token=token, to="site"))
    visitor = Client()
    bearer = {"Authorization": f"Bearer {key}"}
    assert visitor.get("/api/layout/").status_code == 401
    assert visitor.get("/api/layout/", headers=bearer).status_code == 200
    spoiled = {"Authorization": f"Bearer {key[:-1]}{'A' if key[-1] != 'A' else 'B'}"}
    assert visitor.get("/api/layout/", headers=spoiled).status_code == 401
    assert visitor.get("/api/layout/").status_code == 401


def test_a_key_expires_and_is_of_one_preview(
    client: Client, token: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = key_in(send(client, token=token))
    assert preview_key.is_valid(key)
    settings.SECRET_KEY = "another preview's"
    assert not preview_key.is_valid(key)
    settings.SECRET_KEY = "a" * 50
    mine = preview_key.new()
    monkeypatch.setattr(preview_key, "LASTS", timedelta(seconds=-1))
    assert not preview_key.is_valid(mine)


def test_the_password_opens_site_and_admin_and_signs_nobody_in(client: Client) -> None:
    key_in(send(client, password=PASSWORD))
    cookie = client.cookies[preview_key.COOKIE]
    assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Lax")
    assert "/admin/login/" in client.get("/admin/", secure=True).headers["Location"]


def test_only_a_digest_is_kept_and_only_for_a_while(token: str) -> None:
    (row,) = SignInLink.objects.values_list("digest", flat=True)
    assert row == sha256(token.encode()).hexdigest()
    SignInLink.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert not links.use(token)
    SignInLink.objects.update(expires_at=timezone.now() - timedelta(days=2))
    links.allow("b" * 64, timedelta(minutes=1))
    assert SignInLink.objects.get().digest == "b" * 64


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_of_two_uses_at_once_one_signs_in(token: str) -> None:
    def use(_: int) -> bool:
        try:
            return links.use(token)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        assert sorted(threads.map(use, range(8))) == [False] * 7 + [True]


def test_reading_the_page_uses_nothing_up(client: Client, token: str) -> None:
    for method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE"):
        client.generic(method, f"{PAGE}?token={token}&to=admin", secure=True)
    assert links.use(token)


def test_no_other_site_can_send_the_form(token: str) -> None:
    stranger = Client(enforce_csrf_checks=True)
    assert send(stranger, token=token).status_code == 403
    assert links.use(token)


def test_guessing_ends_after_a_few_wrong_attempts(client: Client, token: str) -> None:
    statuses = [send(client, token=f"wrong {at}").status_code for at in range(3)]
    statuses += [send(client, password=f"guess {at}").status_code for at in range(3)]
    assert statuses == [403] * 5 + [429]
    locked = send(client, token=token)
    assert locked.status_code == 429
    assert int(locked.headers["Retry-After"]) > 0
    basic = {"Authorization": f"Basic {b64encode(f'a:{PASSWORD}'.encode()).decode()}"}
    response = client.get("/api/layout/", headers=basic, REMOTE_ADDR=ADDRESS)
    assert response.status_code == 429, "counted together"
    assert links.use(token)


@pytest.mark.parametrize("to", ["https://evil.test/", "//evil.test", "/admin/..//evil.test", ""])
def test_it_leads_to_its_site_or_its_admin_and_nowhere_else(client: Client, to: str) -> None:
    response = client.post(f"{PAGE}?next={to}", {"password": PASSWORD, "to": to, "next": to})
    assert response.headers["Location"].startswith(f"{SITE}/#preview-key=")


def test_the_token_is_in_no_page_log_or_address_that_others_see(
    client: Client, token: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        page = client.get(PAGE, secure=True)
        refused = send(client, token="wrong-token-words")
        response = send(client, token=token)
    assert "no-store" in page.headers["Cache-Control"]
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "wrong-token-words" not in refused.content.decode()
    policy = page.headers["Content-Security-Policy"]
    (nonce,) = set(re.findall(r"'nonce-([\w-]+)'", policy))
    assert page.content.decode().count(f'nonce="{nonce}"') == 2
    assert "default-src 'none'" in policy
    assert f"form-action 'self' {SITE};" in policy, "Chrome applies it to the redirect too"
    for secret in (token, "wrong-token-words", PASSWORD, key_in(response)):
        assert secret not in caplog.text
        assert secret not in page.content.decode()


def test_production_has_no_such_address() -> None:
    match = resolve(PAGE, urlconf=core_urls.__name__)
    assert match.url_name == "wagtail_serve"


def test_nothing_else_is_open(client: Client) -> None:
    for path in ("/preview/", "/preview/sign-in", f"{PAGE}x/", "//preview/sign-in/", "/admin/"):
        assert client.get(path, secure=True).status_code == 401, path
    assert client.get(PAGE, secure=True).status_code == 200


def test_what_was_given_ends_with_the_links_and_the_secret_key(
    client: Client, token: str, settings: Settings
) -> None:
    """As `delivery preview revoke` ends it: what is signed is not stored."""
    key = key_in(send(client, token=token))
    assert client.get("/admin/", secure=True).status_code == 200
    links.allow(sha256(b"another").hexdigest(), timedelta(minutes=5))
    out = StringIO()
    call_command("revoke_sign_in", stdout=out)
    assert out.getvalue() == "2 links forgotten\n"
    assert send(Client(), token="another").status_code == 403
    settings.SECRET_KEY, settings.PREVIEW_PASSWORD = "b" * 50, "another"
    assert not preview_key.is_valid(key)
    assert client.get("/admin/", secure=True).status_code == 401  # the cookie is a key too
    assert send(Client(), password=PASSWORD).status_code == 403
    let_in = Client()
    send(let_in, password="another")
    let_in.cookies["sessionid"] = client.cookies["sessionid"].value
    assert "/admin/login/" in let_in.get("/admin/", secure=True).headers["Location"]


def test_the_command_takes_a_digest_for_some_minutes() -> None:
    out = StringIO()
    call_command("allow_sign_in", "a" * 64, "--minutes", "5", stdout=out)
    assert re.fullmatch(r"Until \d{4}-\d\d-\d\d \d\d:\d\d UTC\n", out.getvalue())
    for words in (("token", "--minutes", "5"), ("b" * 64, "--minutes", "0")):
        with pytest.raises(CommandError):
            call_command("allow_sign_in", *words)
