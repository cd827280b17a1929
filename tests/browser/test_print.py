"""Paper has what there is to read, and nothing to press."""

from playwright.sync_api import Page, expect

SHEET = "/event/teams/"  # its table comes later than the rest of its page
PATHS = [
    "/",
    "/projects/all/",
    "/projects/all/fall-2026-cap-104/",
    "/event/schedule/",
    "/contact/write/",
    "/search/?q=water",
    SHEET,
]
PRESSED = "button, .button, nav, select, [role=button], input[type=search], dialog"
CUT = "table => table.getBoundingClientRect().right - document.documentElement.clientWidth"


def test_paper_shows_nothing_to_press_and_cuts_no_table(desktop: Page) -> None:
    desktop.set_viewport_size({"width": 750, "height": 1000})
    for path in PATHS:
        desktop.emulate_media(media="screen")
        desktop.goto(path)
        expect(desktop.get_by_role("contentinfo")).to_be_visible()
        expect(desktop.get_by_role("main").get_by_role("heading").first).to_be_visible()
        if path == SHEET:
            expect(desktop.locator(".sheet__frame th").first).to_be_attached()
        expect(desktop.locator("main[aria-busy=true], .sheet__room")).to_have_count(0)
        desktop.emulate_media(media="print")
        pressed = desktop.locator(PRESSED).filter(visible=True)
        assert pressed.evaluate_all("all => all.map(one => one.outerHTML)") == [], path
        cut = desktop.locator("table").evaluate_all(f"all => all.map({CUT})")
        assert [pixels for pixels in cut if pixels > 0] == [], path
    heads = "all => all.map(head => getComputedStyle(head, '::before').content)"
    names = desktop.locator(".sheet__frame th").evaluate_all(heads)
    assert names[:3] == ['"Table"', '"Team"', '"Class"']
