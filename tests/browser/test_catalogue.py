"""A visitor finds a project, shares what was found, and puts a talk into a calendar."""

import re
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.browser.api import fail
from tests.browser.axe import violations
from tests.browser.measures import OBSERVE_SHIFTS, layout_shifts, script_bytes
from tests.browser.waiting import open_and_settle
from tests.browser.watch import Watch, document_of

ALL = "/projects/all/"
PROJECT = "/projects/all/fall-2026-cap-104/"


def cards(page: Page, count: int) -> None:
    expect(page.locator(".project-card")).to_have_count(count)


def test_searches_filters_shares_and_goes_back(page: Page) -> None:
    page.goto(ALL)
    before = document_of(page)
    summary = page.locator(".catalogue__summary")
    expect(summary).to_have_text("210 projects")
    page.get_by_label("Semester").focus()
    page.get_by_label("Semester").select_option("fall-2026")
    expect(summary).to_have_text("35 projects")
    expect(page.get_by_label("Semester")).to_be_focused()
    page.get_by_label("Class").select_option("Software Capstone")
    expect(summary).to_have_text("12 projects")
    page.get_by_role("searchbox").press_sequentially("bees", delay=20)
    expect(summary).to_have_text("1 project")
    expect(page.get_by_role("status").last).to_have_text("1 project")
    expect(page.get_by_role("searchbox")).to_be_focused()
    shared = page.url
    assert shared.endswith(f"{ALL}?q=bees&semester=fall-2026&class=Software+Capstone")

    page.get_by_role("link", name="Counting bees on video").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Counting bees on video")
    page.go_back()
    cards(page, 1)
    expect(page.get_by_role("searchbox")).to_have_value("bees")
    page.go_back()
    expect(summary).to_have_text("35 projects")
    expect(page.get_by_label("Class")).to_have_value("")
    assert document_of(page) == before

    page.goto(shared)
    cards(page, 1)
    expect(page.get_by_label("Class")).to_have_value("Software Capstone")
    page.get_by_role("button", name="Clear search and filters").click()
    expect(summary).to_have_text("210 projects")
    expect(page).to_have_url(re.compile(f"{ALL}$"))


def test_sorts_and_turns_pages(desktop: Page) -> None:
    desktop.goto(f"{ALL}?sort=title")
    cards(desktop, 24)
    titles = desktop.locator(".project-card h3").all_inner_texts()
    assert titles == sorted(titles, key=str.lower)
    desktop.get_by_role("link", name="Next").click()
    expect(desktop.get_by_text("Page 2 of 9")).to_be_visible()
    expect(desktop).to_have_url(re.compile(r"sort=title&page=2$"))


def test_nothing_found_says_so(desktop: Page) -> None:
    desktop.goto(f"{ALL}?q=zeppelin&semester=fall-2030")
    expect(desktop.locator(".catalogue__summary")).to_have_text("No projects")
    expect(desktop.get_by_label("Semester")).to_have_value("fall-2030")


def test_a_page_may_be_limited_to_one_semester(desktop: Page) -> None:
    desktop.goto("/projects/current/")
    expect(desktop.locator(".catalogue__summary")).to_have_text("35 projects")
    expect(desktop.get_by_label("Semester")).to_have_count(0)


def test_a_projects_facts_lead_to_its_kin(page: Page) -> None:
    page.goto(PROJECT)
    expect(page).to_have_title("Low-cost canal level sensor, Fall 2026 · Innovate to Grow")
    facts = page.get_by_role("complementary")
    expect(facts).to_contain_text("Tule Bend Water District")
    facts.get_by_role("link", name="Water and environment").click()
    expect(page).to_have_url(re.compile(r"industry=Water\+and\+environment$"))
    expect(page.get_by_label("Industry")).to_have_value("Water and environment")


def test_the_schedule_is_read_by_track_and_by_time(page: Page) -> None:
    page.goto("/event/schedule/")
    main = page.get_by_role("main")
    expect(main).to_contain_text("Friday, December 11, 2026, 9:00 AM to 6:00 PM")
    expect(main).to_contain_text("(Pacific Standard Time)")
    expect(page.get_by_role("heading", name="Software Capstone finals")).to_be_visible()
    page.get_by_role("button", name="By time").click()
    expect(page).to_have_url(re.compile(r"\?by=time$"))
    expect(page.get_by_role("button", name="By time")).to_be_focused()
    one = page.locator(".schedule__moment").filter(has=page.get_by_text("1:00 PM", exact=True))
    expect(one.get_by_role("listitem")).to_have_count(2)
    page.go_back()
    expect(page.get_by_role("button", name="By track")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize(
    ("address", "name", "summary"),
    [
        ("/event/schedule/", "Add to calendar", "Innovate to Grow, Fall 2026"),
        (PROJECT, "Add to calendar", "Low-cost canal level sensor"),
        (
            "/event/schedule/",
            "Add “Rain gardens for schools” to calendar",
            "Rain gardens for schools",
        ),
    ],
    ids=["event", "project", "talk"],
)
def test_the_calendar_gets_what_the_page_says(
    desktop: Page, address: str, name: str, summary: str
) -> None:
    desktop.goto(address)
    with desktop.expect_download() as download:
        desktop.get_by_role("link", name=name, exact=True).first.click()
    content = Path(download.value.path()).read_bytes()
    [entry] = Calendar.from_ical(content).walk("VEVENT")
    assert entry["summary"] == summary
    begins = entry.decoded("dtstart")
    assert begins.tzname() == "UTC"
    assert begins.astimezone(ZoneInfo("America/Los_Angeles")).date() == date(2026, 12, 11)


@pytest.mark.parametrize("address", [ALL, PROJECT, "/event/schedule/"])
def test_fits_a_phone_holds_still_and_is_for_everybody(page: Page, address: str) -> None:
    page.add_init_script(OBSERVE_SHIFTS)
    open_and_settle(page, address)
    expect(page.locator(":is(.projects, .project, .schedule)")).to_be_visible()
    expect(page.get_by_role("contentinfo")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    shifts = layout_shifts(page)
    assert sum(shift.value for shift in shifts) < 0.02, shifts
    assert violations(page) == []


def test_its_code_comes_with_its_pages_alone(desktop: Page) -> None:
    assert not any("View" in name for name in script_bytes(desktop, "/about/"))
    assert any("CatalogueView" in name for name in script_bytes(desktop, ALL))


def test_a_catalogue_that_does_not_respond_says_so_and_recovers(
    desktop: Page, watch: Watch
) -> None:
    watch.expects("503 /api/projects/")
    mend = fail(desktop, "**/api/projects/**")
    desktop.goto(ALL)
    expect(desktop.get_by_text("The site is not responding. We keep trying.")).to_be_visible()
    mend()
    desktop.get_by_role("button", name="Try again now").click()
    cards(desktop, 24)
