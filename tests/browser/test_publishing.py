"""From a draft to what visitors see: at its time, after a review, hidden, and by keyboard alone."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests import commands
from tests.browser.conftest import NewPage
from tests.browser.own_site import execute
from tests.browser.signing_in import PASSWORD, USERNAME, SignedIn
from tests.browser.test_editor import is_saving
from tests.browser.waiting import DEADLINE
from tests.browser.watch import Watch
from tests.running_site import RunningSite

MAKE = """
from django.contrib.auth.models import Group, User
from wagtail.models import Site
from content.models import ContentPage
for group in ("Editors", "Publishers"):
    user = User.objects.create_user(group.lower(), password="correct horse battery")
    user.groups.add(Group.objects.get(name=group))
for title in ("Timed", "Withdrawn", "Typed"):
    page = ContentPage(title=title, slug=title.lower(), live=False)
    page.body = [("rich_text", f"<p>This page is {title.lower()}.</p>")]
    Site.objects.get().root_page.add_child(instance=page)
    revision = page.save_revision()
    if title == "Withdrawn":
        revision.publish()
"""
# What was scheduled for tomorrow is due now.
LET_A_DAY_PASS = """
UPDATE wagtailcore_revision SET approved_go_live_at = approved_go_live_at - interval '2 days',
  content = jsonb_set(content, '{go_live_at}', to_jsonb(now() - interval '1 hour'))
WHERE approved_go_live_at IS NOT NULL;
UPDATE wagtailcore_page SET expire_at = now() - interval '1 hour'
WHERE live AND expire_at IS NOT NULL;
"""
Staff = Callable[[str], StorageState]


@pytest.fixture(scope="package")  # as its site: a process may come back to this module's tests
def staffed(own_site: RunningSite) -> RunningSite:
    made = commands.run(own_site.environment or {}, "shell", "--no-imports", "-c", MAKE)
    assert made.returncode == 0, made.stdout
    return own_site


@pytest.fixture
def staff(browser: Browser, staffed: RunningSite) -> Staff:
    """``staff("editors")``: the state of a browser of that group's member, who signed in."""

    def state(name: str) -> StorageState:
        with browser.new_context(base_url=staffed.url) as context:
            context.set_default_timeout(DEADLINE)
            page = context.new_page()
            page.goto("/admin/login/")
            page.get_by_label("Username").fill(name)
            page.locator("input[name=password]").fill("correct horse battery")
            page.get_by_role("button", name="Sign in").click()
            expect(page).to_have_title(re.compile("Dashboard"))
            return context.storage_state()

    return state


def open_editor(page: Page, title: str) -> None:
    page.goto(f"/admin/pages/search/?q={title}")
    page.get_by_role("main").get_by_role("link", name=title, exact=True).first.click()
    expect(page.locator("input[name=title]")).to_have_value(title)


def choose(page: Page, action: str) -> None:
    """One of the actions beside the button that saves a draft."""
    page.get_by_role("button", name="More actions").last.click()
    page.get_by_role("button", name=action, exact=True).click()


def expect_heading(visitor: Page, address: str, text: str) -> None:
    visitor.goto(address)
    expect(visitor.get_by_role("heading", level=1)).to_have_text(text)


def run_scheduler(site: RunningSite) -> None:
    finished = commands.run(site.environment or {}, "publish_scheduled")
    assert finished.returncode == 0, finished.stdout


def test_a_scheduled_page_is_public_at_its_time_and_gone_when_it_expires(
    new_page: NewPage, staffed: RunningSite, signed_in: SignedIn, watch: Watch
) -> None:
    watch.expects("404 /api/pages/")
    editor = new_page(staffed, storage_state=signed_in(staffed))
    visitor = new_page(staffed)
    open_editor(editor, "Timed")
    editor.get_by_role("button", name="Toggle status").click()
    editor.get_by_role("button", name="Set schedule").click()
    tomorrow = datetime.now(UTC) + timedelta(days=1)
    times = {"go_live_at": tomorrow, "expire_at": tomorrow + timedelta(days=1)}
    for name, time in times.items():
        with editor.expect_response(is_saving):  # by itself; another save must not come in between
            editor.locator(f"input[name={name}]").fill(f"{time:%Y-%m-%d %H:%M}")
    with editor.expect_navigation():
        editor.get_by_role("button", name="Save schedule").press("Enter")  # below the calendar
    choose(editor, "Schedule to publish")
    expect(editor.get_by_text("scheduled for publishing")).to_be_visible()
    expect_heading(visitor, "/timed/", "Page not found")

    execute(staffed, LET_A_DAY_PASS)
    run_scheduler(staffed)
    expect_heading(visitor, "/timed/", "Timed")

    execute(staffed, LET_A_DAY_PASS)
    run_scheduler(staffed)
    expect_heading(visitor, "/timed/", "Page not found")


def test_an_editor_submits_a_project_and_a_publisher_approves_it(
    new_page: NewPage, staffed: RunningSite, staff: Staff, watch: Watch
) -> None:
    watch.expects("404 /api/pages/")
    address = "/projects/all/fall-2026-new-1/"
    editor = new_page(staffed, storage_state=staff("editors"))
    editor.goto("/admin/snippets/catalogue/project/add/")
    for name, value in {"title": "A quiet drone", "team": "NEW-1", "year": "2026"}.items():
        editor.locator(f"input[name={name}]").fill(value)
    editor.locator("select[name=term]").select_option("Fall")
    editor.locator("input[name=class_name]").fill("Capstone")
    choose(editor, "Submit to a publisher's review")
    expect(editor.get_by_text("created and submitted for moderation")).to_be_visible()
    visitor = new_page(staffed)
    expect_heading(visitor, address, "Page not found")

    publisher = new_page(staffed, storage_state=staff("publishers"))
    publisher.goto("/admin/")
    publisher.get_by_role("link", name="1 draft waits for a review").click()
    publisher.get_by_role("link", name=re.compile("A quiet drone")).first.click()
    choose(publisher, "Approve and Publish")
    expect(publisher).to_have_url(re.compile("/project/$"))
    expect_heading(visitor, address, "A quiet drone")


def test_a_hidden_page_is_not_found_and_nothing_else_is_offered(
    new_page: NewPage, staffed: RunningSite, signed_in: SignedIn, watch: Watch
) -> None:
    watch.expects("404 /api/pages/")
    visitor = new_page(staffed)
    expect_heading(visitor, "/withdrawn/", "Withdrawn")
    editor = new_page(staffed, storage_state=signed_in(staffed))
    open_editor(editor, "Withdrawn")
    editor.get_by_role("button", name="Toggle status").click()
    editor.get_by_role("button", name="Change privacy").click()
    options = editor.get_by_role("dialog").get_by_role("radio")
    expect(options).to_have_count(2)
    editor.get_by_role("dialog").get_by_label(re.compile("Hidden")).check()
    editor.get_by_role("dialog").get_by_role("button", name="Save").click()
    expect(editor.get_by_text("Not visible to the public")).to_be_visible()
    expect_heading(visitor, "/withdrawn/", "Page not found")


def test_a_page_is_published_without_a_mouse(new_page: NewPage, staffed: RunningSite) -> None:
    page = new_page(staffed)
    page.goto("/admin/login/?next=/admin/pages/search/%3Fq=Typed")
    tab_to(page, "[name=username]")
    page.keyboard.type(USERNAME)
    tab_to(page, "[name=password]")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("search"))
    tab_to(page, "main a[href$='/edit/']")
    page.keyboard.press("Enter")
    expect(page.locator("input[name=title]")).to_have_value("Typed")
    tab_to(page, "[name=title]")
    page.keyboard.press("End")
    with page.expect_response(is_saving):  # by itself; publishing must not come in between
        page.keyboard.insert_text(" by hand")
    tab_to(page, "footer [aria-label='More actions'], footer .w-dropdown__toggle")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="Publish", exact=True)).to_be_visible()
    tab_to(page, "[name=action-publish]")
    page.keyboard.press("Enter")
    expect(page.get_by_text(re.compile("Typed by hand.* published"))).to_be_visible()
    expect_heading(new_page(staffed), "/typed/", "Typed by hand")


def tab_to(page: Page, selector: str) -> None:
    """Press Tab until what the selector names has the focus; 150 times at most."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if page.evaluate("where => document.activeElement.matches(where)", selector):
            return
    raise AssertionError(f"No number of Tabs leads to {selector}.")
