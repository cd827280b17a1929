"""What a pull request is told of its changes. Its own code wrote the report and the pictures."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag
from markdown_it import MarkdownIt

from delivery import cli
from delivery.aws import s3
from delivery.compare import pictures
from delivery.compare.report import Report
from delivery.preview import comment_parts, github
from delivery.preview.comment import MARK
from delivery.preview.settings import NEEDED
from delivery.tools import github_api
from delivery.tools.stages import Preview
from tests.delivery.compare.reports import CHANGE, empty, full
from tests.delivery.compare.test_hostile import HOSTILE
from tests.standins import github_openapi
from tests.standins.github import GitHub

FILES = "files.example.org"
PICTURE = pictures.PNG + (390).to_bytes(4, "big") + (844).to_bytes(4, "big") + b"\x08\x06\0\0\0"
WORDS = ("preview", "compared", "4", "--commit", CHANGE, "--run", "77")


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHub]:
    for name in NEEDED:
        monkeypatch.setenv(name, FILES)
    monkeypatch.setenv("GITHUB_SERVER_URL", "https://github.com")
    monkeypatch.setenv("GITHUB_RUN_ID", "78")
    monkeypatch.setattr(github_api, "sleep", lambda seconds: None)
    with GitHub() as account:
        for name, value in account.environment_of_clients.items():
            monkeypatch.setenv(name, value)
        yield account
    told = [github_openapi.faults(*request) for request in account.requests]
    assert [fault for faults in told for fault in faults] == []


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Objects of S3 by name, with their type. One is of an earlier comparison."""
    held = {"pr-4/static/comparison/old.png": "image/png", "pr-4/static/admin.css": ""}

    def upload(bucket: str, prefix: str, file: Path, kind: str) -> str:
        held[f"{prefix}{file.name}"] = kind
        return f"{prefix}{file.name}"

    def delete(bucket: str, names: list[str]) -> None:
        for name in names:
            del held[name]

    def sizes(bucket: str, prefix: str) -> dict[str, int]:
        return {name: 1 for name in held if name.startswith(prefix)}

    for one in (upload, delete, sizes):
        monkeypatch.setattr(s3, one.__name__, one)
    return held


def tell(folder: Path, report: Any) -> int:
    (folder / "report.json").write_text(report if isinstance(report, str) else json.dumps(report))
    return cli.main([*WORDS, "--report", str(folder)])


def statuses(account: GitHub) -> list[tuple[str, str]]:
    return [(one["state"], one["description"]) for one in account.statuses[CHANGE]]


def shown(pages: int, share: float = 0.5) -> list[dict[str, Any]]:
    """Pages that differ at both widths, each less than the one before."""
    return [
        {
            "name": f"Page {number}",
            "path": "/",
            "markup": [],
            "shots": [
                {
                    "width": width,
                    "share": share / (number + 1),
                    "before": f"pictures/{number}-{width}-before.png",
                    "after": f"pictures/{number}-{width}-after.png",
                    "difference": None,
                }
                for width in ("phone", "desktop")
            ],
        }
        for number in range(pages)
    ]


def put(folder: Path, report: Any, content: bytes = PICTURE) -> None:
    (folder / "pictures").mkdir()
    for page in report["pages"]:
        for shot in page["shots"]:
            for name in ("before", "after", "difference"):
                if shot[name]:
                    (folder / shot[name]).write_bytes(content)


def test_a_change_that_changes_nothing_is_one_line_and_a_green_check(
    account: GitHub, bucket: dict[str, str], tmp_path: Path
) -> None:
    github.comment(Preview(4), "### Preview")
    assert tell(tmp_path, empty()) == 0
    (comment,) = account.comments
    assert re.sub(r"comparison \d+", "comparison N", comment["body"]) == (
        f"{MARK}\n### Preview\n\n"
        "Nothing differs: 31 pages, the API, database, cost, accessibility and delivery are as at "
        f"{'a' * 12}.\n\n\n[The whole report of {'b' * 12}, with pictures]"
        "(https://github.com/innovate/to-grow/actions/runs/77#artifacts)\n<!-- comparison N -->"
    )
    assert statuses(account) == [("success", "Nothing is red.")]


def test_the_rules_of_this_checkout_turn_the_check_red(
    account: GitHub, bucket: dict[str, str], tmp_path: Path
) -> None:
    """And none that come with the report."""
    (tmp_path / ".github").mkdir()
    (tmp_path / ".github/compare.yml").write_text("breaking_api: false\naxe: never\n")
    assert tell(tmp_path, full()) == 0
    assert statuses(account) == [("failure", "6 things are red: see the pull request's comment.")]
    (comment,) = account.comments
    assert "- **Red**: `breaking change of the API: words`" in comment["body"]


def test_six_pictures_of_what_changed_most_come_from_the_previews_files(
    account: GitHub, bucket: dict[str, str], tmp_path: Path
) -> None:
    report = {**empty(), "pages": shown(20)}
    put(tmp_path, report)
    assert tell(tmp_path, report) == 0
    (comment,) = account.comments
    images = BeautifulSoup(comment["body"], "html.parser").find_all("img")
    names = [
        f"{place}-before.png {place}-after.png" for place in ("0-phone", "0-desktop", "1-phone")
    ]
    assert [str(one["src"]) for one in images] == [
        f"https://{FILES}/pr-4/static/comparison/{name}" for pair in names for name in pair.split()
    ]
    own = {name: kind for name, kind in bucket.items() if "comparison" in name}
    assert {*own.values()} == {"image/png"}
    assert len(own) == 6, "pictures of the earlier comparison are gone"
    assert "pr-4/static/admin.css" in bucket


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"",
        PICTURE[:20],
        PICTURE[:16] + (20_001).to_bytes(4, "big") + PICTURE[20:],
        PICTURE[:16] + bytes(4) + PICTURE[20:],
        PICTURE + bytes(pictures.MOST_BYTES),
    ],
    ids=["svg", "empty", "cut", "too wide", "no width", "too large"],
)
def test_what_is_no_picture_is_not_served(tmp_path: Path, content: bytes) -> None:
    report = {**empty(), "pages": shown(2)}
    put(tmp_path, report, content)
    assert pictures.chosen(Report.model_validate_json(json.dumps(report)), tmp_path) == []


def test_a_picture_that_is_a_link_to_something_else_is_not_served(tmp_path: Path) -> None:
    report = {**empty(), "pages": shown(1)}
    secret = tmp_path / "secret.png"
    secret.write_bytes(PICTURE)
    (tmp_path / "pictures").mkdir()
    for shot in report["pages"][0]["shots"]:
        (tmp_path / shot["before"]).symlink_to(secret)
    parsed = Report.model_validate_json(json.dumps(report))
    assert pictures.chosen(parsed, tmp_path) == []
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    put(elsewhere, report)
    linked = tmp_path / "linked"
    linked.mkdir()
    (linked / "pictures").symlink_to(elsewhere / "pictures")
    assert pictures.chosen(parsed, linked) == []


def test_hostile_text_is_code_in_the_comment(
    account: GitHub, bucket: dict[str, str], tmp_path: Path
) -> None:
    report = full(HOSTILE)
    put(tmp_path, report)
    assert tell(tmp_path, report) == 0
    (comment,) = account.comments
    tokens = MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(comment["body"])
    spans = [one for token in tokens for one in token.children or [token]]
    html = "".join(one.content for one in spans if one.type.startswith("html"))
    tags = [
        one for one in BeautifulSoup(html, "html.parser").find_all(True) if isinstance(one, Tag)
    ]
    assert {one.name for one in tags} == {"a", "img"}
    files = f"https://{FILES}/pr-4/static/comparison/home-phone-"
    assert {
        str(one[name]).removesuffix(".png")
        for one in tags
        for name in ("src", "href")
        if name in one.attrs
    } == {f"{files}before", f"{files}after"}
    links = {one.attrs.get("href") for one in spans if one.type == "link_open"}
    assert links == {"https://github.com/innovate/to-grow/actions/runs/77#artifacts"}
    plain = "".join(one.content for one in spans if one.type == "text")
    assert "alert" not in plain
    assert "@somebody" not in plain


@pytest.mark.parametrize(
    ("report", "why"),
    [
        ("{", "Invalid JSON"),
        ({**empty(), "surprise": "@everybody"}, "surprise"),
        ({**empty(), "change": "c" * 40}, "The report is of cccccccccccc, not of bbbbbbbbbbbb"),
        (" " * 5_000_000, "larger than 4,000,000 bytes"),
    ],
    ids=["no JSON", "another field", "of another commit", "too large"],
)
def test_what_is_no_report_of_this_commit_is_an_error_beside_it(
    account: GitHub, bucket: dict[str, str], tmp_path: Path, report: Any, why: str
) -> None:
    assert tell(tmp_path, report) == 1
    assert statuses(account) == [("error", "No report can be read.")]
    (comment,) = account.comments
    assert "### No comparison of bbbbbbbbbbbb\n\n```\n" in comment["body"]
    assert why in comment["body"]
    assert "@everybody" not in comment["body"]


def test_each_part_of_the_comment_is_written_without_the_other(account: GitHub) -> None:
    stage = Preview(4)
    github.comment_on_change(stage, "changes")
    assert comment_parts.split(account.comments[0]["body"]) == (MARK, "changes")
    for text in ("building", "ready"):
        github.comment(stage, text)
        assert comment_parts.split(account.comments[0]["body"]) == (f"{MARK}\n{text}", "changes")
    github.comment_on_change(stage, "other changes")
    assert comment_parts.split(account.comments[0]["body"]) == (f"{MARK}\nready", "other changes")
    assert len(account.comments) == 1


@pytest.mark.parametrize("spoof", ["<!-- comparison 5 -->", "x\n<!-- comparison 99999 -->\nx"])
def test_no_text_looks_like_the_border_between_the_parts(spoof: str) -> None:
    joined = comment_parts.join(f"upper\n{spoof}\n```", f"lower\n{spoof}\n@team")
    assert comment_parts.split(joined) == (f"upper\n{spoof}\n```", f"lower\n{spoof}\n@team")
    assert comment_parts.split(f"upper\n{spoof}\n```") == (f"upper\n{spoof}\n```", "")
    assert comment_parts.split("\n<!-- comparison 50 -->") == ("\n<!-- comparison 50 -->", "")
