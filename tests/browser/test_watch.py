"""The other tests trust that a fault behind the page's back would fail them."""

import re

import pytest
from playwright.sync_api import Browser

from tests.browser.waiting import open_and_settle, wait_until
from tests.browser.watch import Watch
from tests.running_site import RunningSite

GO_WRONG = """
  console.error('A complaint');
  setTimeout(() => { throw new Error('A mistake'); });
  await Promise.allSettled([
    fetch('/api/pages/?path=/nowhere/'),
    fetch('/api/layout/'),
    fetch('https://elsewhere.example/tracker', {mode: 'no-cors'}),
  ]);
"""
FAULTS = [
    "404 /api/pages/?path=/nowhere/",
    "console A complaint",
    "foreign https://elsewhere.example/tracker",
    "net::ERR_FAILED /api/layout/",
    "script A mistake",
]


def test_every_fault_is_noted_once(browser: Browser, site: RunningSite) -> None:
    watch = Watch()
    with browser.new_context(base_url=site.url) as context:
        watch.follow(context, site.url)
        page = context.new_page()
        open_and_settle(page, "/")
        assert watch.faults == []
        context.route("https://elsewhere.example/**", lambda route: route.fulfill(body=""))
        context.route("**/api/layout/", lambda route: route.abort())
        page.evaluate(f"async () => {{ {GO_WRONG} }}")
        wait_until(page, lambda: len(watch.faults) == len(FAULTS))
    assert sorted(fault.splitlines()[0] for fault in watch.faults) == FAULTS
    with pytest.raises(AssertionError):
        watch.verify()
    for fault in FAULTS:
        watch.expects(re.escape(fault))
    watch.verify()


def test_what_a_policy_forbids_is_noted_once(browser: Browser) -> None:
    watch = Watch()
    with browser.new_context() as context:
        watch.follow(context, "https://site.example")
        page = context.new_page()
        page.route(
            "https://site.example/",
            lambda route: route.fulfill(
                body="<!doctype html><title>Site</title><script src='/a.js'></script>",
                headers={
                    "Content-Type": "text/html",
                    "Content-Security-Policy": "script-src 'none'",
                },
            ),
        )
        page.goto("https://site.example/", wait_until="load")
    (fault,) = watch.faults
    assert fault.startswith("console ")
    assert "script-src 'none'" in fault


def test_a_fault_that_was_expected_must_come() -> None:
    watch = Watch()
    watch.expects("503 /api/")
    with pytest.raises(AssertionError):
        watch.verify()
