"""`make check` notices what a document names and the repository does not have."""

from pathlib import Path

import pytest

from tests.contracts import documents


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A short README, one decision, and the index of decisions."""
    folder = tmp_path / "docs/decisions"
    folder.mkdir(parents=True)
    (tmp_path / "README.md").write_text(
        "# Title\n\n[Start](#title), [why](docs/decisions/README.md)\n"
    )
    (folder / "README.md").write_text("- [001](001-first.md)\n")
    (tmp_path / "docs/operating.md").write_text("`manage.py bootstrap`\n")
    (folder / "001-first.md").write_text(
        "# 001\n\nStatus: accepted. Date: 2026-11-23.\n\n## Context\n\n## Decision\n\n## Cost\n"
    )
    return tmp_path


def test_nothing_is_wrong_with_these(project: Path) -> None:
    assert list(documents.faults(project)) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[guide](docs/guide.md)", "docs/guide.md does not exist."),
        ("[start](#start)", "#start names no heading of README.md."),
        ('<img src="picture.webp" alt="A page">', "picture.webp does not exist."),
        ("`backend/core/urls.py`", "backend/core/urls.py does not exist."),
        ("`make everything`", "`make everything` is no target of the Makefile."),
        ("`make test-nothing`", "`make test-nothing` is no target of the Makefile."),
        ("```\nmake tests\n```", "`make tests` is no target of the Makefile."),
        ("`manage.py import_project`", "`manage.py import_project` is no management command."),
        ("`release undo`", "`delivery release undo` is no command."),
        ("`delivery deploy release`", "`delivery deploy release` is no command."),
        ("```\nbuild/tools/bin/delivery sites\n```", "`delivery sites` is no command."),
    ],
)
def test_what_does_not_exist_is_named(project: Path, text: str, fault: str) -> None:
    with (project / "README.md").open("a") as readme:
        readme.write(f"\n{text}\n")
    assert list(documents.faults(project)) == [f"README.md: {fault}"]


@pytest.mark.parametrize(
    "text",
    [
        "`make test-contracts`, `make test-PART`, `make run PORT=8001`",
        "`release deploy`, `delivery run --stage production -- check`, `package`, `stack`",
        "`manage.py bootstrap`, `manage.py NAME`, `backend/APP/models.py`",
        "[Django](https://www.djangoproject.com/)",
    ],
)
def test_what_exists_or_is_to_be_filled_in_is_accepted(project: Path, text: str) -> None:
    with (project / "README.md").open("a") as readme:
        readme.write(f"\n{text}\n")
    assert list(documents.faults(project)) == []


def test_the_readme_has_a_limit(project: Path) -> None:
    with (project / "README.md").open("a") as readme:
        readme.write("\nword" * documents.README_WORDS)
    (said,) = documents.faults(project)
    assert said.endswith("words; at most 900 are allowed.")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("## Cost", "## Price", "has no ## Cost."),
        ("2026-11-23", "last week", "has no line with status and date."),
    ],
)
def test_a_decision_has_its_headings_and_date(
    project: Path, old: str, new: str, fault: str
) -> None:
    path = project / "docs/decisions/001-first.md"
    path.write_text(path.read_text().replace(old, new))
    assert list(documents.faults(project)) == [f"docs/decisions/001-first.md {fault}"]


def test_every_command_is_in_the_guide_for_operators(project: Path) -> None:
    for name in ("operations/management/commands/bootstrap", "sheets/management/commands/tidy"):
        path = project / f"backend/{name}.py"
        path.parent.mkdir(parents=True)
        path.touch()
    said = "docs/operating.md does not mention `manage.py tidy`."
    assert list(documents.faults(project)) == [said]


def test_no_two_decisions_have_one_number(project: Path) -> None:
    folder = project / "docs/decisions"
    (folder / "001-second.md").write_text((folder / "001-first.md").read_text())
    fault = "docs/decisions/001-second.md has the number of 001-first.md."
    assert fault in documents.faults(project)


@pytest.mark.parametrize("line", ["", "- [001: Another title](001-first.md)"])
def test_every_decision_is_in_the_index_by_its_title(project: Path, line: str) -> None:
    (project / "docs/decisions/README.md").write_text(f"# Decisions\n\n{line}\n")
    assert list(documents.faults(project)) == [
        "docs/decisions/README.md does not list 001-first.md by its title."
    ]
