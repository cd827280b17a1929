"""Every test is in a part, every part in a job of CI, and every area has a budget."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from tests.suite import budget
from tests.suite.parts import PARTS, ROOT, areas, select

CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text()
JOBS = yaml.safe_load((ROOT / ".github/workflows/ci.yml").read_text())["jobs"]
MOST_MINUTES = 12


def test_every_file_of_tests_is_in_exactly_one_part_on_postgresql() -> None:
    counted = Counter(area for part in PARTS for area in part.areas)
    assert counted == Counter(areas())
    assert not list((ROOT / "tests").glob("test_*.py"))


def test_every_area_of_a_part_is_among_its_paths() -> None:
    for part in PARTS:
        paths = {word for command in part.commands for word in command}
        assert {f"tests/{area}" for area in part.areas} <= paths


def test_every_part_is_in_a_job_of_ci() -> None:
    matrix = JOBS["django-build"]["strategy"]["matrix"]["part"]
    assert "make test-${{ matrix.part }}" in commands("django-build")
    elsewhere = [part.name for part in PARTS if part.name not in matrix]
    assert elsewhere == ["frontend"]
    assert "make test-frontend" in commands("frontend-build")
    assert set(matrix) <= {part.name for part in PARTS}


def test_ci_gives_each_part_twice_the_time_that_it_may_take() -> None:
    assert JOBS["django-build"]["timeout-minutes"] >= 2 * MOST_MINUTES
    for part in PARTS:
        seconds = sum(budget.SECONDS[name] for name in part.areas or (part.name,))
        assert seconds / budget.WORKERS <= 60 * MOST_MINUTES


def commands(job: str) -> list[str]:
    return [step["run"] for step in JOBS[job]["steps"] if "run" in step]


def test_the_budget_names_every_area_and_stays_below_its_limit() -> None:
    named = {name for part in PARTS for name in part.areas or (part.name,)}
    assert set(budget.SECONDS) == named
    assert sum(budget.SECONDS.values()) / budget.WORKERS <= 60 * budget.MINUTES


def test_the_documents_have_the_budget() -> None:
    for part in PARTS:
        seconds = ", ".join(f"{name} {budget.SECONDS[name]}" for name in part.areas or (part.name,))
        assert f"| `make test-{part.name}` | {part.about} | {seconds} |" in CONTRIBUTING


def test_backend_is_every_part_without_the_site_s_and_the_browser() -> None:
    assert [part.name for part in select(["backend"])] == ["site", "aws", "previews", "sqlite"]


def test_an_area_alone_runs_its_folder() -> None:
    (part,) = select(["core"])
    assert part.commands[0][-1] == "tests/core"
    assert Path(ROOT / part.commands[0][-1]).is_dir()


def test_an_unknown_name_lists_what_there_is() -> None:
    with pytest.raises(ValueError, match=r"named cores\. There are: frontend, site, .*, core, "):
        select(["cores"])


def options(command: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in command if not word.startswith("tests/"))


@pytest.mark.parametrize(
    "words", sorted({options(c) for part in PARTS for c in part.commands if "pytest" in c})
)
def test_pytest_accepts_the_options_of_every_part(
    words: tuple[str, ...], pytester: pytest.Pytester
) -> None:
    values = {"seed": "1", "workers": "0", "report": str(pytester.path / "report.xml")}
    *_, module, name = [word.format_map(values) for word in words[:3]]
    given = [word.format_map(values) for word in words[3:]]
    assert (module, name) == ("-m", "pytest")
    config = pytester.parseconfig(f"--config-file={ROOT / 'pyproject.toml'}", *given)
    assert (config.option.randomly_seed, config.option.numprocesses) == (1, 0)
