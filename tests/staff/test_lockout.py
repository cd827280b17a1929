"""Who fails too often waits, and nobody else does."""

import re
from datetime import timedelta
from typing import Any

import pytest
from axes.models import AccessAttempt
from django.core.management import call_command
from django.db.models import F
from django.test import Client
from pytest_django import Settings

from tests.staff.conftest import PASSWORD, Attempt, fail_often

ELSEWHERE = {"REMOTE_ADDR": "203.0.113.99"}


def let_pass(minutes: int) -> None:
    earlier = F("attempt_time") - timedelta(minutes=minutes)
    AccessAttempt.objects.update(attempt_time=earlier)


def test_four_failures_lock_nobody_out(attempt: Attempt) -> None:
    assert fail_often(attempt, 4).status_code == 200
    assert attempt(PASSWORD).status_code == 302


def test_the_fifth_failure_is_told_how_long_to_wait(attempt: Attempt) -> None:
    page = fail_often(attempt)
    assert page.status_code == 429
    assert "Try again in 15 minutes." in page.content.decode()
    assert 890 < int(page["Retry-After"]) <= 900
    assert "no-store" in page["Cache-Control"]


def test_the_right_password_does_not_help_during_a_lockout(attempt: Attempt) -> None:
    fail_often(attempt)
    page = attempt(PASSWORD)
    assert (page.status_code, "sessionid" in page.cookies) == (429, False)


def test_a_lockout_ends_by_itself(attempt: Attempt) -> None:
    fail_often(attempt)
    let_pass(minutes=16)
    assert attempt(PASSWORD).status_code == 302


def test_trying_during_a_lockout_does_not_prolong_it(attempt: Attempt) -> None:
    fail_often(attempt)
    let_pass(minutes=5)
    page = fail_often(attempt)
    assert "Try again in 10 minutes." in page.content.decode()
    let_pass(minutes=11)
    assert attempt(PASSWORD).status_code == 302


def test_an_operator_ends_a_lockout(attempt: Attempt) -> None:
    fail_often(attempt)
    call_command("axes_reset_username", "ada", verbosity=0)
    assert attempt(PASSWORD).status_code == 302


def test_a_success_starts_the_count_again(attempt: Attempt) -> None:
    for _ in range(3):
        assert fail_often(attempt, 4).status_code == 200
        assert attempt(PASSWORD).status_code == 302


def test_the_same_person_may_sign_in_from_elsewhere(attempt: Attempt) -> None:
    fail_often(attempt)
    assert attempt(PASSWORD, **ELSEWHERE).status_code == 302


def test_others_at_that_address_may_sign_in(attempt: Attempt) -> None:
    fail_often(attempt, name="grace")
    assert attempt(PASSWORD).status_code == 302


def test_a_claimed_address_is_no_way_around(attempt: Attempt, settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 2
    pages = [
        attempt("wrong", HTTP_X_FORWARDED_FOR=f"198.51.100.{number}, 203.0.113.7, 130.176.0.9")
        for number in range(5)
    ]
    assert [page.status_code for page in pages] == [200, 200, 200, 200, 429]


def test_behind_the_proxies_visitors_are_told_apart(attempt: Attempt, settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 2
    fail_often(attempt, HTTP_X_FORWARDED_FOR="203.0.113.7, 130.176.0.9")
    page = attempt(PASSWORD, HTTP_X_FORWARDED_FOR="203.0.113.8, 130.176.0.9")
    assert page.status_code == 302


def test_another_address_of_the_same_network_is_no_way_around(attempt: Attempt) -> None:
    pages = [attempt("wrong", REMOTE_ADDR=f"2001:db8::{number}") for number in range(1, 6)]
    assert pages[-1].status_code == 429


def test_another_browser_is_no_way_around(attempt: Attempt) -> None:
    pages = [attempt("wrong", HTTP_USER_AGENT=f"browser {number}") for number in range(5)]
    assert pages[-1].status_code == 429


def test_djangos_admin_counts_too(client: Client, attempt: Attempt) -> None:
    fail_often(attempt)
    page = client.post("/django-admin/login/", {"username": "ada", "password": PASSWORD})
    assert page.status_code == 429


@pytest.mark.parametrize("times", [1, 5], ids=["a wrong password", "a lock-out"])
def test_a_name_that_nobody_has_is_answered_alike(attempt: Attempt, times: int) -> None:
    pages = [fail_often(attempt, times, name=name) for name in ("ada", "nobody")]
    assert pages[0].status_code == pages[1].status_code
    known, unknown = (without_details(page) for page in pages)
    assert known == unknown


def without_details(page: Any) -> str:
    """The page without its tokens and without the name that was typed."""
    return re.sub(r'"\w{64}"|value="(ada|nobody)"', "", page.content.decode())


@pytest.mark.parametrize("name", ["", "a" * 10_000, "a\0b", "a\nb", "{{ 7 }}", "ада"])
def test_no_name_breaks_the_page(attempt: Attempt, name: str) -> None:
    assert fail_often(attempt, 6, name=name).status_code in {200, 429}


def test_counts_without_a_cache(attempt: Attempt, settings: Settings) -> None:
    settings.CACHES = {
        "default": {
            "BACKEND": "web.cache.ResilientRedisCache",
            "LOCATION": "redis://127.0.0.1:9/0",
        }
    }
    assert fail_often(attempt).status_code == 429
