"""What keeps robots out of forms: a signed token, a trap, and a limit for each address."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from forms import tokens
from forms.models import FormPage, Submission
from tests.forms.conftest import MakeForm, Submit, errors, old_token

pytestmark = pytest.mark.usefixtures("within_a_minute")


def test_a_form_that_was_filled_in_faster_than_people_can_is_refused(
    form: FormPage, submit: Submit
) -> None:
    assert list(errors(submit(form, token=tokens.issue(form.pk)), 409)) == ["token"]
    assert list(errors(submit(form, token=old_token(form, tokens.WAIT_SECONDS - 2)), 409)) == [
        "token"
    ]
    assert submit(form, token=old_token(form, tokens.WAIT_SECONDS)).status_code == 201


def test_a_token_is_for_one_form_and_one_day(
    form: FormPage, make_form: MakeForm, submit: Submit
) -> None:
    yesterday = old_token(form, tokens.GOOD_SECONDS + 60)
    for token in (yesterday, old_token(make_form()), f"{old_token(form)}x"):
        assert list(errors(submit(form, token=token), 409)) == ["token"]


def test_a_token_asks_neither_database_nor_cache(
    client: Client, form: FormPage, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        response = client.get(f"/api/forms/{form.pk}/token/")
    assert response.json()["wait"] == tokens.WAIT_SECONDS
    assert response.headers["Cache-Control"] == "no-store"
    assert (
        tokens.fault_of(response.json()["token"], form.pk)
        == "The form was sent too fast. Wait 3 seconds, then send it again."
    )


def test_what_fills_in_the_trap_is_kept_marked_and_told_to_nobody(
    form: FormPage, submit: Submit
) -> None:
    assert submit(form, website="https://pills.example").status_code == 201
    caught = Submission.objects.get()
    assert (caught.suspicious, caught.mail) == (True, Submission.Mail.NONE)


def test_an_address_may_send_thirty_in_a_minute(form: FormPage, submit: Submit) -> None:
    statuses = [submit(form, {}).status_code for _ in range(30)]
    assert set(statuses) == {422}
    late = submit(form)
    assert errors(late, 429) == {}
    assert 1 <= int(late.headers["Retry-After"]) <= 60
    assert f"{late.headers['Retry-After']} seconds" in late.json()["detail"]


@pytest.mark.parametrize(
    ("proxies", "forwarded", "passes"),
    [
        (0, "198.51.100.{n}", False),
        (2, "198.51.100.{n}, 203.0.113.7, 130.176.0.9", False),
        (2, "203.0.113.{n}, 130.176.0.9", True),
    ],
    ids=["claimed", "claimed to CloudFront", "seen by CloudFront"],
)
def test_the_limit_counts_what_our_own_proxies_saw(
    settings: Settings, client: Client, proxies: int, forwarded: str, passes: bool
) -> None:
    settings.TRUSTED_PROXIES = proxies
    statuses = [
        client.post(
            "/api/forms/1/",
            {},
            content_type="application/json",
            headers={"x-forwarded-for": forwarded.format(n=number)},
        ).status_code
        for number in range(40)
    ]
    assert (429 not in statuses) is passes


def test_the_limit_holds_for_requests_that_come_together(client: Client) -> None:
    """What fails validation asks no database, so threads may send it."""

    def send(_: int) -> int:
        return Client().post("/api/forms/1/", {}, content_type="application/json").status_code

    with ThreadPoolExecutor(12) as pool:
        statuses = list(pool.map(send, range(60)))
    assert statuses.count(400) == 30
