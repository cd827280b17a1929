"""Staff at the sign-in page and at the upload page, when they are refused."""

import re
from typing import Any

import pytest
from playwright.sync_api import FilePayload, Page, ViewportSize, expect

from tests.browser.conftest import DESKTOP, PHONE, NewPage
from tests.browser.signing_in import PASSWORD, USERNAME, SignedIn
from tests.browser.watch import Watch
from tests.files import files
from tests.running_site import RunningSite


def sign_in(page: Page, name: str, password: str) -> None:
    page.goto("/admin/login/")
    page.get_by_label("Username").fill(name)
    page.locator("input[name=password]").fill(password)
    page.get_by_role("button", name="Sign in").click()


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP], ids=["phone", "desktop"])
def test_who_fails_too_often_reads_how_long_to_wait(
    new_page: NewPage,
    own_site: RunningSite,
    watch: Watch,
    viewport: ViewportSize,
    request: pytest.FixtureRequest,
) -> None:
    watch.expects("429 /admin/login/")
    page = new_page(own_site, viewport)
    for _ in range(4):
        sign_in(page, request.node.name, "wrong")
        expect(page.get_by_text("didn't match")).to_be_visible()
    sign_in(page, request.node.name, "wrong")
    expect(page.get_by_role("heading", name="Too many attempts")).to_be_visible()
    expect(page.get_by_text("Try again in 15 minutes")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("link", name="Back to the sign-in page").click()
    expect(page.get_by_role("button", name="Sign in")).to_be_visible()


def payload(name: str, content: bytes) -> FilePayload:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


@pytest.mark.parametrize(
    ("kind", "refused", "reason", "taken"),
    [
        (
            "images",
            payload("half.png", files.picture()[:5000]),
            "damaged or was cut off",
            payload("whole.png", files.picture()),
        ),
        (
            "documents",
            payload("report.pdf", files.zipped("a.txt")),
            "named .pdf, but its content looks like .zip",
            payload("report.pdf", files.PDF),
        ),
    ],
    ids=["images", "documents"],
)
def test_an_upload_is_refused_with_its_reason_and_the_next_is_taken(
    new_page: NewPage, own_site: RunningSite, kind: str, refused: Any, reason: str, taken: Any
) -> None:
    page = new_page(own_site)
    sign_in(page, USERNAME, PASSWORD)
    expect(page).to_have_title(re.compile("Dashboard"))
    page.goto(f"/admin/{kind}/multiple/add/")
    page.locator("input[type=file]").set_input_files(refused)
    expect(page.get_by_text(reason)).to_be_visible()
    page.locator("input[type=file]").set_input_files(taken)
    expect(page.get_by_text("Upload successful. Please").filter(visible=True)).to_be_visible()


PAGES_OF_THE_ADMIN = (
    *("/admin/", "/admin/images/", "/admin/images/multiple/add/", "/admin/documents/"),
    *("/admin/pages/add/forms/formpage/3/", "/admin/pages/add/news/newsindexpage/3/"),
    *(
        "/admin/reports/site-history/",
        "/admin/reports/aging-pages/",
        "/admin/settings/content/menu/",
    ),
    *("/admin/redirects/add/", "/admin/users/", "/django-admin/"),
)


def test_the_admins_pages_keep_to_their_policy(
    new_page: NewPage, own_site: RunningSite, signed_in: SignedIn
) -> None:
    """A violation of their policy is an error of the console, which the watch notes."""
    page = new_page(own_site, storage_state=signed_in(own_site))
    for path in PAGES_OF_THE_ADMIN:
        response = page.goto(path)
        assert response
        assert "default-src 'self'" in response.headers["content-security-policy"], path
    page.goto("/admin/pages/search/?q=Questions")
    page.get_by_role("main").get_by_role("link", name=re.compile("Questions")).first.click()
    page.locator("[contenteditable=true]").first.click()
    page.keyboard.type("Typed. ")
    page.get_by_role("tab", name="Promote").click()
    page.get_by_role("button", name="Choose an image").first.click()
    expect(page.get_by_role("dialog")).to_be_visible()


def test_a_form_of_the_admin_is_not_cut_off_on_a_phone(
    new_page: NewPage, own_site: RunningSite, signed_in: SignedIn
) -> None:
    page = new_page(own_site, PHONE, storage_state=signed_in(own_site))
    page.goto("/admin/redirects/add/")
    expect(page.locator("#header-title")).to_be_visible()
    expect(page.locator("#header-title .icon")).to_be_hidden()  # it is left of the title
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
