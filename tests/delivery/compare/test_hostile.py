"""A pull request's code writes a report: what is none is refused, and its text stays text."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt

from delivery.compare import page, reading, summary
from delivery.compare.report import LONGEST, MOST_PAGES, MOST_ROWS, Report
from delivery.tools.errors import DeliveryError
from tests.delivery.compare.reports import difference, empty, full

HOSTILE = (
    "<script>alert(1)</script><img src=x onerror=alert(1)>\"' onload=x` ``` | ![x](https://evil.test/x)"
    " [x](javascript:alert(1)) @somebody </pre></details>\n# heading\x1b[31m\u202e &lt;"
)


def write(folder: Path, report: Any) -> Path:
    path = folder / "report.json"
    path.write_text(report if isinstance(report, str) else json.dumps(report))
    return path


def with_(*place: Any, value: Any) -> Callable[[], Any]:
    """A full report with another value at one place."""

    def make() -> Any:
        report = full()
        at = report
        for key in place[:-1]:
            at = at[key]
        at[place[-1]] = value
        return report

    return make


REFUSED: dict[str, tuple[Callable[[], Any], str]] = {
    "no JSON": (lambda: "{", "Invalid JSON"),
    "a list": (lambda: [], "the file"),
    "deep": (lambda: "[" * 100_000, "Invalid JSON"),
    "an unknown field": (with_("surprise", value=1), "surprise"),
    "an unknown field inside": (with_("api", "surprise", value=1), "api.surprise"),
    "another version": (with_("version", value=2), "version"),
    "a number as text": (with_("compared", value="31"), "compared"),
    "a negative number": (with_("left_out", value=-1), "left_out"),
    "a huge number": (with_("left_out", value=10**30), "left_out"),
    "no number": (lambda: json.dumps(full()).replace("0.25", "NaN", 1), "pages.0.shots.0.share"),
    "too long a text": (with_("pages", 0, "name", value="x" * (LONGEST + 1)), "pages.0.name"),
    "no commit": (with_("base", value="a" * 39 + "\n"), "base"),
    "a commit and a line": (with_("base", value="a" * 40 + "\n"), "base"),
    "too many pages": (with_("pages", value=full()["pages"] * (MOST_PAGES + 1)), "pages"),
    "too many rows": (
        with_("api", "breaking", value=[difference("x")] * (MOST_ROWS + 1)),
        "api.breaking",
    ),
    "three widths": (with_("pages", 0, "shots", value=full()["pages"][0]["shots"] * 3), "shots"),
    "another impact": (with_("accessibility", "findings", 0, "impact", value="<b>"), "impact"),
    "a half of a character": (lambda: json.dumps(full()).replace("words", "\\ud800", 1), ""),
    **{
        f"the picture {name}": (with_("pages", 0, "shots", 0, "before", value=name), "before")
        for name in (
            "../../etc/passwd.png",
            "/etc/x.png",
            "https://evil.test/x.png",
            "pictures/../x.png",
            "pictures/x.svg",
            'pictures/x" onerror="alert(1).png',
            "pictures/x.png\n",
        )
    },
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_report_is_refused(tmp_path: Path, name: str) -> None:
    make, place = REFUSED[name]
    with pytest.raises(DeliveryError, match="is not a report of `make compare`") as refused:
        reading.read(write(tmp_path, make()))
    assert place in refused.value.message
    assert "surprise" not in place or "1" not in refused.value.message.partition(place)[2]
    assert len(refused.value.message) < 700


def test_a_report_that_is_too_large_is_not_parsed(tmp_path: Path) -> None:
    path = write(tmp_path, " " * reading.MOST_BYTES + json.dumps(empty()))
    with pytest.raises(DeliveryError, match="larger than 4,000,000 bytes"):
        reading.read(path)


def test_a_link_to_another_file_is_not_followed(tmp_path: Path) -> None:
    path = write(tmp_path, empty())
    link = tmp_path / "link.json"
    link.symlink_to(path)
    with pytest.raises(DeliveryError, match="There is no report"):
        reading.read(link)


@pytest.fixture
def hostile() -> Report:
    return Report.model_validate_json(json.dumps(full(HOSTILE)))


def test_html_shows_hostile_text_and_runs_nothing(hostile: Report) -> None:
    document = BeautifulSoup(page.render(hostile, [HOSTILE]), "html.parser")
    assert not document.find_all(["script", "iframe", "object", "form", "link", "base"])
    assert {image["src"] for image in document.find_all("img")} == {
        f"pictures/home-phone-{which}.png" for which in ("before", "after", "difference")
    }
    for element in document.find_all(True):
        assert not [name for name in element.attrs if name.startswith("on")]
    assert {link["href"] for link in document.find_all("a")} == {
        image["src"] for image in document.find_all("img")
    }
    cells = [cell.get_text() for cell in document.find_all("td")]
    assert cells.count(HOSTILE) > 40, "every text is shown as it is"
    policy = document.find("meta", attrs={"http-equiv": "Content-Security-Policy"})
    assert policy is not None
    assert str(policy["content"]).startswith("default-src 'none'")


def test_markdown_makes_code_of_hostile_text(hostile: Report) -> None:
    text = summary.render(hostile, [HOSTILE])
    tokens = MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(text)
    spans = [one for token in tokens for one in token.children or [token]]
    kinds = {token.type for token in [*tokens, *spans]}
    assert not kinds & {"html_block", "html_inline", "image", "link_open", "fence", "code_block"}
    headings = [one for one in tokens if one.type == "heading_open"]
    assert len(headings) == 1
    plain = "".join(one.content for one in spans if one.type == "text")
    assert "alert" not in plain
    assert "@somebody" not in plain
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_the_longest_report_fits_into_a_comment() -> None:
    report = full("`|x" * 100)
    report["api"]["breaking"] = report["api"]["breaking"] * MOST_ROWS
    report["delivery"] = {name: some * MOST_ROWS for name, some in report["delivery"].items()}
    report["pages"] *= MOST_PAGES
    text = summary.render(Report.model_validate_json(json.dumps(report)), [])
    assert len(text) < 31_000
    assert text.endswith("The rest is in the report.\n")
