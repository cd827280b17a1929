"""A visitor writes to us."""

import time
from typing import Any

import pytest
from django.core.signing import TimestampSigner, b62_encode
from playwright.sync_api import Page, Request, Route, expect

from core.variables import VARIABLES
from tests.browser.api import Held, rewrite
from tests.browser.axe import violations
from tests.browser.conftest import PHONE, NewPage
from tests.browser.own_site import execute
from tests.browser.watch import Watch
from tests.running_site import RunningSite

FORM, THANKS = "/contact/write/", "Thank you for writing."
SUBMISSIONS = "**/api/forms/*/"


def saved(site: RunningSite, message: str) -> int:
    """How often the site's database has this message."""
    counted = "SELECT count(*) FROM forms_submission WHERE form_data->>'message' = %s"
    return int(execute(site, counted, message)[0][0])


class Earlier(TimestampSigner):
    """Signs as the site did a minute ago."""

    def timestamp(self) -> str:
        return b62_encode(int(time.time()) - 60)


def begin_early(page: Page) -> None:
    """Let the form be old enough to be sent, which one test waits for and the others need not."""
    (key,) = [row.local for row in VARIABLES if row.name == "DJANGO_SECRET_KEY"]
    signer = Earlier(key=key, salt="forms.tokens")

    def age(opened: Any) -> None:
        form, _, _ = opened["token"].partition(":")
        opened.update(token=signer.sign(form), wait=0)

    rewrite(page, "**/api/forms/*/token/", age)


def fill(page: Page, message: str = "Hello") -> None:
    page.get_by_label("Your name").fill("Ada Lovelace")
    page.get_by_label("Email").fill("ada@example.org")
    page.get_by_label("Judging").check()
    page.get_by_label("Message").fill(message)


def test_a_form_is_sent_once_however_often_the_button_is_pressed(
    new_page: NewPage, own_site: RunningSite
) -> None:
    page = new_page(own_site, PHONE)
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.method == "POST" else None)
    page.goto("/contact/")
    page.get_by_role("link", name="use the form").click()
    fill(page, "Once")
    button = page.get_by_role("button", name="Send")
    button.dblclick()
    expect(page.get_by_role("button", name="Sending…")).to_be_visible()
    page.get_by_role("button", name="Sending…").click(force=True)
    expect(page.get_by_text(THANKS)).to_be_focused()
    assert saved(own_site, "Once") == 1
    assert len(sent) == 1
    page.reload()
    expect(page.get_by_label("Message")).to_have_value("")


def test_offline_nothing_is_lost_and_what_arrived_counts_once(
    new_page: NewPage, own_site: RunningSite, watch: Watch
) -> None:
    watch.expects(r"net::ERR_INTERNET_DISCONNECTED /api/")
    watch.expects(r"net::ERR_FAILED /api/forms/")
    page = new_page(own_site, PHONE)
    begin_early(page)
    page.goto(FORM)
    fill(page, "Kept")
    context = page.context
    context.set_offline(True)
    page.get_by_role("button", name="Send").click()
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("You are offline. What you wrote is kept here")
    context.set_offline(False)
    page.reload()
    expect(page.get_by_label("Message")).to_have_value("Kept")
    expect(page.get_by_label("Judging")).to_be_checked()

    def lose_the_response(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route(SUBMISSIONS, lose_the_response)
    page.get_by_role("button", name="Send").click()
    expect(alert).to_contain_text("The site is not responding.")
    assert saved(own_site, "Kept") == 1
    page.unroute(SUBMISSIONS)
    page.reload()
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_text(THANKS)).to_be_focused()
    assert saved(own_site, "Kept") == 1


def test_errors_are_found_by_keyboard_and_heard(page: Page) -> None:
    page.goto(FORM)
    page.get_by_label("Your name").fill("Ada")
    page.get_by_label("Email").fill("ada")
    page.get_by_label("Email").press("Enter")
    summary = page.get_by_role("group", name="3 fields need a correction")
    expect(summary).to_be_focused()
    assert violations(page) == []
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Email:")).to_be_focused()
    page.keyboard.press("Enter")
    email = page.get_by_label("Email")
    expect(email).to_be_focused()
    expect(email).to_have_attribute("aria-invalid", "true")
    described = email.evaluate(
        "field => field.getAttribute('aria-describedby').split(' ')"
        ".map(id => document.getElementById(id).textContent).join(' ')"
    )
    assert described.startswith("We answer there, and use it for nothing else. Error: ")
    page.get_by_role("link", name="What is it about?").press("Enter")
    expect(page.get_by_label("A project in mind")).to_be_focused()


def test_what_the_server_refuses_is_shown_beside_its_field(page: Page, watch: Watch) -> None:
    watch.expects("422 /api/forms/")
    begin_early(page)
    page.goto(FORM)
    fill(page)
    page.get_by_label("Email").fill("ada@example")  # fine for a browser
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("group", name="One field needs a correction")).to_be_focused()
    expect(page.get_by_text("Error: Enter a valid email address.")).to_be_visible()
    expect(page.get_by_label("Message")).to_have_value("Hello")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_form(new_page: NewPage, site: RunningSite, scheme: str) -> None:
    page = new_page(site, PHONE, color_scheme=scheme)
    page.goto(FORM)
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    assert violations(page) == []
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide == PHONE["width"]


def test_a_form_pushes_nothing_about_as_it_comes(page: Page) -> None:
    page.add_init_script(
        "window.moved = 0; new PerformanceObserver(list => list.getEntries().forEach("
        "entry => { window.moved += entry.value })).observe({type: 'layout-shift', buffered: true})"
    )
    chunk = Held(page, "**/assets/FormView*.js")
    page.goto(FORM)
    expect(page.locator(".skeleton")).to_be_visible()
    chunk.wait()
    chunk.release()
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    expect(page.get_by_role("contentinfo")).to_be_visible()
    assert page.evaluate("window.moved") < 0.02


def test_a_form_that_cannot_be_fetched_says_so(page: Page, watch: Watch) -> None:
    watch.expects(r"net::ERR_FAILED /assets/FormView")
    watch.expects(r"(console|script) ")
    page.route("**/assets/FormView*.js", lambda route: route.abort())
    page.goto(FORM)
    expect(page.get_by_role("alert")).to_contain_text("This part of the page could not be loaded.")
    page.unroute("**/assets/FormView*.js")
    page.get_by_role("button", name="Load it again").click()
    expect(page.get_by_role("button", name="Send")).to_be_visible()
