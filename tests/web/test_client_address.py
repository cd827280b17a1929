"""Whose address it is: what proxies append counts, what a client claims does not."""

import pytest
from django.test import RequestFactory
from pytest_django import Settings

from function.environ import environ_from
from tests.function.events import CLIENT, Event, make_alb_event, make_rest_event, make_v2_event
from web.client_address import client_address, client_network

BALANCER = "10.0.1.7"
EDGE = "130.176.0.9"
VISITOR = "203.0.113.7"
CLAIMED = "198.51.100.1"


def address(forwarded: str | None = None, peer: str = BALANCER) -> str:
    headers = {} if forwarded is None else {"x-forwarded-for": forwarded}
    return client_address(RequestFactory().get("/", headers=headers, REMOTE_ADDR=peer))


def test_behind_nothing_it_is_the_peer_whatever_is_claimed(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 0
    assert address(CLAIMED, peer=VISITOR) == VISITOR


@pytest.mark.parametrize("claimed", ["", f"{CLAIMED}, ", f"{CLAIMED}, {EDGE}, ", ", ,,", "'; --,"])
def test_behind_cloudfront_and_a_load_balancer_claims_change_nothing(
    settings: Settings, claimed: str
) -> None:
    settings.TRUSTED_PROXIES = 2
    assert address(f"{claimed}{VISITOR}, {EDGE}") == VISITOR


def test_behind_a_load_balancer_alone_it_is_the_last_address(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 1
    assert address(f"{CLAIMED},{VISITOR}") == VISITOR


@pytest.mark.parametrize("forwarded", [None, "", "unknown", "_hidden, also", "1.2.3, 4"])
def test_where_no_proxy_appended_an_address_it_is_the_peer(
    settings: Settings, forwarded: str | None
) -> None:
    settings.TRUSTED_PROXIES = 2
    assert address(forwarded) == BALANCER


def test_a_request_without_any_address_has_the_one_of_nobody(settings: Settings) -> None:
    settings.TRUSTED_PROXIES = 0
    assert address(peer="") == "0.0.0.0"  # noqa: S104


@pytest.mark.parametrize(
    ("spelled", "normal"),
    [
        ("203.0.113.7:51234", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:DB8:0:0::1", "2001:db8::1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("[2001:db8::1]", "2001:db8::1"),
        ("fe80::1%eth0", "fe80::1"),
    ],
)
def test_one_address_has_one_spelling(settings: Settings, spelled: str, normal: str) -> None:
    settings.TRUSTED_PROXIES = 1
    assert address(spelled) == normal


@pytest.mark.parametrize(
    ("peer", "network"),
    [("203.0.113.7", "203.0.113.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::")],
)
def test_counts_a_household_of_ipv6_as_one(peer: str, network: str) -> None:
    assert client_network(RequestFactory().get("/", REMOTE_ADDR=peer)) == network


@pytest.mark.parametrize(
    ("event", "proxies"),
    [
        (make_v2_event(headers=[("x-forwarded-for", CLAIMED)]), 0),
        (make_rest_event(headers=[("x-forwarded-for", CLAIMED)]), 0),
        (make_alb_event(headers=[("x-forwarded-for", f"{CLAIMED}, {CLIENT}")]), 1),
    ],
    ids=["function URL", "REST API", "load balancer"],
)
def test_on_lambda_it_is_the_address_that_aws_saw(
    settings: Settings, event: Event, proxies: int
) -> None:
    settings.TRUSTED_PROXIES = proxies
    environ = environ_from(event)
    assert address(environ["HTTP_X_FORWARDED_FOR"], environ["REMOTE_ADDR"]) == CLIENT
