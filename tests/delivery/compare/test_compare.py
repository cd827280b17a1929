"""What a report says, and what turns the check red."""

import json
from pathlib import Path
from typing import Any

import pytest

from delivery.compare import page, rules, summary
from delivery.compare.report import Report
from delivery.compare.rules import Rules
from delivery.tools.errors import DeliveryError
from tests.delivery.compare.reports import difference, empty, full
from tests.delivery.in_process import run

ROOT = Path(__file__).parents[3]


def parsed(report: Any) -> Report:
    return Report.model_validate_json(json.dumps(report))


def test_a_report_without_differences_is_one_line() -> None:
    line = (
        "Nothing differs: 31 pages, the API, database, cost, accessibility and delivery are as at "
        f"{'a' * 12}.\n"
    )
    assert summary.render(parsed(empty()), []) == line
    assert line.strip() in page.render(parsed(empty()), [])


def test_the_summary_names_what_differs_under_its_section() -> None:
    report = empty()
    report["api"]["breaking"] = [difference("GET /api/layout/: site_name", "gone")]
    report["delivery"]["actions"] = [difference("previews.yaml Role: s3:*")]
    assert summary.render(parsed(report), ["breaking change"]) == "\n".join(
        [
            f"### What this changes: `{'b' * 12}` against `{'a' * 12}`",
            "",
            "- **Red**: `breaking change`",
            "",
            "**API**",
            "",
            "Breaking changes:",
            "",
            "|   | What | Before | After |",
            "|---|---|---|---|",
            "| `gone` | `GET /api/layout/: site_name` |   |   |",
            "",
            "**Delivery**",
            "",
            "IAM actions:",
            "",
            "|   | What | Before | After |",
            "|---|---|---|---|",
            "| `new` | `previews.yaml Role: s3:*` |   |   |",
            "",
            "",
        ]
    )


def test_every_part_of_a_report_is_shown() -> None:
    """A field that no table shows would be lost without a word."""
    places = [
        *[("api", name) for name in ("breaking", "other", "responses")],
        *[("database", name) for name in ("schema_changes", "migrations", "faults")],
        *[("cost", name) for name in full()["cost"]],
        *[("accessibility", name) for name in full()["accessibility"]],
        *[("delivery", name) for name in full()["delivery"]],
    ]
    for section, name in places:
        report = empty()
        report[section][name] = full("NAMED")[section][name]
        assert parsed(report).differs, (section, name)
        assert "NAMED" in summary.render(parsed(report), []), (section, name)
        assert "NAMED" in page.render(parsed(report), []), (section, name)


def test_the_rules_say_what_is_red() -> None:
    report = parsed(full())
    assert rules.reasons(report, Rules()) == [
        "breaking change of the API: words",
        "axe: words (serious) on words",
    ]
    none = Rules(breaking_api=False, broken_links=False, axe="never")
    assert rules.reasons(report, none) == []
    strict = Rules.model_validate(
        {
            "breaking_api": False,
            "axe": "never",
            "old_code_must_run": True,
            "budgets": {"site_bytes": 20_479, "queries_of_a_response": 20_480},
        }
    )
    assert rules.reasons(report, strict) == [
        "the base's code does not run on the changed schema: words",
        "words: 20,480 more bytes, of 20,479 allowed",
    ]


def test_only_a_new_broken_link_is_red() -> None:
    report = empty()
    report["accessibility"]["broken_links"] = [difference("/a/ to /b/", "gone")]
    assert rules.reasons(parsed(report), Rules()) == []
    report["accessibility"]["broken_links"] = [difference("/a/ to /c/", "new")]
    assert rules.reasons(parsed(report), Rules()) == ["broken link: /a/ to /c/"]


@pytest.mark.parametrize(
    "text", ["axe: often", "surprise: 1", "budgets: {site_bytes: -1}", "{", "[]"]
)
def test_rules_that_do_not_fit_are_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "compare.yml"
    path.write_text(text)
    if text == "[]":
        assert rules.load(path) == Rules(), "an empty file has the defaults"
        return
    with pytest.raises(DeliveryError, match="is not valid"):
        rules.load(path)


def test_the_commands_render_and_check(tmp_path: Path) -> None:
    path = tmp_path / "report.json"
    path.write_text(json.dumps(full()))
    own = ("--report", str(path), "--rules", str(ROOT / ".github/compare.yml"))
    rendered = run({}, "compare", "render", *own)
    assert rendered.returncode == 0, rendered.stderr
    assert rendered.stdout == (tmp_path / "summary.md").read_text()
    assert (tmp_path / "index.html").read_text().startswith("<!doctype html>")
    checked = run({}, "compare", "check", *own)
    assert checked.returncode == 1
    assert "breaking change of the API: words\n" in checked.stderr
    path.write_text(json.dumps(empty()))
    assert run({}, "compare", "check", *own).returncode == 0
