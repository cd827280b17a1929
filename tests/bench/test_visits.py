"""What a browser is given to measure, and what is read out of its trace."""

from pathlib import Path
from typing import Any

import pytest

from tests.bench.hosting import file_of, inert
from tests.bench.visits import longest_task, plain_table

DOCUMENT = """<!doctype html>
<link rel="modulepreload" href="/assets/react.js">
<link rel="stylesheet" href="/assets/index.css">
<script>ask()</script>
<script type="module" crossorigin src="/assets/index.js"></script>
<script type="application/json" id="seed">{"/api/layout/": {}}</script><p>Text</p>"""


def test_a_page_without_scripts_has_the_same_words_and_neither_loads_nor_runs_one() -> None:
    assert inert(DOCUMENT).splitlines() == [
        "<!doctype html>",
        '<link rel="nodulepreload" href="/assets/react.js">',
        '<link rel="stylesheet" href="/assets/index.css">',
        '<script type="x">ask()</script>',
        '<script type="nodule" crossorigin src="/assets/index.js"></script>',
        '<script type="application/json" id="seed">{"/api/layout/": {}}</script><p>Text</p>',
    ]


@pytest.mark.parametrize(
    ("path", "name"), [("/", "index.html"), ("/news/", "news/index.html"), ("/a.svg", "a.svg")]
)
def test_a_folder_is_served_by_its_document(tmp_path: Path, path: str, name: str) -> None:
    (tmp_path / "news").mkdir()
    assert file_of(tmp_path, path) == tmp_path / name


def test_a_plain_table_has_every_row_as_text() -> None:
    table = plain_table({"columns": ["Team"], "rows": [["<b>José</b>"], ["Two"]]})
    assert table.partition("<table>")[2] == (
        "<tr><th>Team</th></tr>\n<tr><td>&lt;b&gt;José&lt;/b&gt;</td></tr>\n"
        "<tr><td>Two</td></tr>\n</table>"
    )


def task(thread: int, microseconds: int, name: str = "RunTask") -> dict[str, Any]:
    return {"name": name, "pid": 1, "tid": thread, "tdur": microseconds, "args": {}}


def test_the_longest_task_is_one_of_the_main_thread_in_cpu_seconds() -> None:
    names = ((7, "CrRendererMain"), (8, "Compositor"))
    events = [
        *({"name": "thread_name", "pid": 1, "tid": id, "args": {"name": it}} for id, it in names),
        *(task(7, 20_000), task(7, 85_000), task(8, 900_000), task(7, 900_000, "Layout")),
        {"name": "RunTask", "pid": 1, "tid": 7, "args": {}},  # it had not ended
    ]
    assert longest_task(events) == pytest.approx(0.085)
