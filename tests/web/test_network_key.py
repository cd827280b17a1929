"""What the access line says of who asked: nothing to a reader, and the network to an operator."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.http import HttpResponse
from django.test import RequestFactory
from pytest_django import Settings

from operations.logs import AccessLogMiddleware
from web.network_key import network, network_key


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    network_key.cache_clear()


def test_a_network_has_one_key_and_its_neighbour_another() -> None:
    assert network_key("192.0.2.7") == network_key("192.0.2.200") == network_key("::ffff:192.0.2.1")
    assert network_key("192.0.2.7") != network_key("192.0.3.7")
    assert network_key("2001:db8::1") == network_key("2001:db8::ffff:1")
    assert network_key("2001:db8::1") != network_key("2001:db8:0:1::1")
    assert (network("192.0.2.7"), network("2001:db8::1")) == ("192.0.2.0/24", "2001:db8::/64")


def test_who_has_not_the_secret_key_cannot_compute_it(settings: Settings) -> None:
    before = network_key("192.0.2.7")
    network_key.cache_clear()
    settings.SECRET_KEY = "another"
    assert network_key("192.0.2.7") != before
    assert len(before) == 16


def test_the_access_line_has_the_key_that_the_command_prints(
    capsys: pytest.CaptureFixture[str], settings: Settings
) -> None:
    settings.TRUSTED_PROXIES = 1
    request = RequestFactory().get("/", headers={"X-Forwarded-For": "evil, 203.0.113.9"})
    AccessLogMiddleware(lambda request: HttpResponse())(request)
    written = capsys.readouterr().out
    output = StringIO()
    call_command("network_key", "203.0.113.77", "2001:db8::1", stdout=output)
    lines = output.getvalue().splitlines()
    assert lines[0] == f"203.0.113.0/24 {json.loads(written)['network']}"
    assert lines[1].startswith("2001:db8::/64 ")
    assert "203.0.113" not in written


def test_what_is_no_address_is_refused() -> None:
    with pytest.raises(CommandError, match="nowhere is not an address"):
        call_command("network_key", "nowhere")
