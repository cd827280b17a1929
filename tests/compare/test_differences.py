"""What differs is named, once, and in as few rows as there are differences."""

import json
import sysconfig
from pathlib import Path
from typing import Any

import pytest

from delivery.compare.report import LONGEST, Report
from tests.compare import accessibility, api, cost, delivery, sizes
from tests.compare.capture import lines, still
from tests.compare.differences import Rows, cut, difference, of_json
from tests.compare.pages import markup_of
from tests.compare.planted import EXPECTED, PLANTS, wrong
from tests.compare.probes import facts
from tests.compare.views import PAGE, View, views
from tests.delivery.compare import reports
from tests.services.kept import ROOT

SITE_PACKAGES = Path(sysconfig.get_path("purelib"))


@pytest.mark.parametrize(
    ("before", "after", "named"),
    [
        ({"a": 1}, {"a": 1}, []),
        ({"a": 1}, {"a": 2}, ["changed $.a 1 2"]),
        ({"a": 1}, {"a": True}, ["changed $.a 1 true"]),
        ({"a": None}, {}, ["gone $.a null "]),
        ({}, {"a b": "é"}, ["new $['a b']  \"é\""]),
        ([1, [2]], [1, [2, 3]], ["new $[1][1]  3"]),
        ([{}], {}, ["changed $ [{}] {}"]),
    ],
)
def test_json_paths(before: Any, after: Any, named: list[str]) -> None:
    found = [f"{one.kind} {one.what} {one.before} {one.after}" for one in of_json(before, after)]
    assert found == named


def test_texts_and_lists_are_cut_to_what_a_report_takes() -> None:
    assert len(cut("x" * 1000)) == LONGEST
    assert cut("\ud800") == "?"
    rows = Rows()
    assert len(rows.first([difference("new", "x")] * 130)) == 100
    assert rows.left_out == 30


def response(*kinds: str, title: str = "A page") -> dict[str, Any]:
    return {"status": 200, "body": {"title": title, "body": [{"type": kind} for kind in kinds]}}


def test_two_pages_of_each_kind_are_looked_at_and_the_states_of_one_form() -> None:
    responses = {
        f"{PAGE}/": response("hero"),
        **{f"{PAGE}/{number}/": response("project") for number in range(9)},
        f"{PAGE}/caf%C3%A9/": response("rich_text", "form", title="Write"),
        f"{PAGE}/lost/": {"status": 404, "body": {}},
        "/api/layout/": {"status": 200, "body": {}},
    }
    found = views(responses)
    assert [view.path for view in found if view.name == "A page"] == ["/", "/0/", "/1/"]
    assert View("Write, sent", "/café/", "sent") in found
    assert not [view for view in found if view.path == "/lost/"]


def test_ids_hashes_and_ports_make_no_difference() -> None:
    one = still(
        '<a href="http://h:1/a">x</a><img src="/assets/x-Ab3_x9Zq.png" id="_r_1_">', "http://h:1"
    )
    other = still(
        '<a href="http://h:2/a">x</a><img src="/assets/x-00000000.png" id="_r_7_" style="">',
        "http://h:2",
    )
    assert lines(one) == lines(other.replace(' style=""', ""))
    assert lines('<i id="_r_2_"></i><b for="_r_2_"></b><b for="_r_3_">') != lines(
        '<i id="_r_2_"></i><b for="_r_3_"></b><b for="_r_2_">'
    )


def test_markup_differs_by_whole_tags() -> None:
    key = ("Home", "/", "phone")
    before = {key: {"markup": lines("<p><b>One</b></p>")}}
    after = {key: {"markup": lines("<p><b>Two</b></p>")}}
    assert markup_of(before, after, key) == ["@@ -2 +2 @@", "-<b>One</b>", "+<b>Two</b>"]
    assert markup_of(before, before, key) == []


def test_responses_that_differ_alike_are_one_row() -> None:
    before = {f"/{number}": {"status": 200, "body": {"a": number, "b": 1}} for number in range(3)}
    after = {f"/{number}": {"status": 200, "body": {"a": number}} for number in range(3)}
    after["/2"] = {"status": 500, "body": {}}
    found = list(api.responses(before, after))
    assert [one.address for one in found] == ["/0 and 1 more", "/2"]
    assert [one.what for one in found[0].paths] == ["$.b"]
    assert found[1].paths == [difference("changed", "the status", "200", "500")]


def test_a_field_that_is_gone_is_named_once() -> None:
    schema = [
        "paths",
        "/api/x/",
        "get",
        "responses",
        "200",
        "content",
        "application/json",
        "schema",
    ]
    field = {
        "type": "breaking",
        "action": "remove",
        "path": [*schema, "properties", "a"],
        "before": {},
    }
    required = {
        "type": "breaking",
        "action": "remove",
        "path": [*schema, "required", "0"],
        "before": "a",
    }
    assert api.is_implied(required, [field, required])
    assert not api.is_implied(field, [field, required])
    assert not api.is_implied({**required, "before": "b"}, [field, required])
    assert api.document_difference(field).what == "GET /api/x/ responses 200 properties a"


def finding(where: str) -> dict[str, str]:
    return {"rule": "image-alt", "impact": "critical", "where": where}


def test_only_more_or_fewer_findings_of_axe_are_named() -> None:
    before = {"path": "/", "axe": [finding("#a")]}
    moved = {"path": "/", "axe": [finding("#b")]}
    more = {"path": "/", "axe": [finding("#a"), finding("#c")]}
    assert list(accessibility.of_view(before, moved)) == []
    (new,) = accessibility.of_view(before, more)
    assert (new.kind, new.where, new.impact) == ("new", "#c", "critical")
    (gone,) = accessibility.of_view(more, before)
    assert (gone.kind, gone.where) == ("gone", "#c")


TEMPLATE = """
Resources:
  Role:
    Type: AWS::IAM::Role
    Properties:
      Policies:
        - PolicyDocument:
            Statement: {Effect: Allow, Action: %s, Resource: !Sub "arn:${AWS::Partition}:s3:::x"}
"""
WORKFLOW = "permissions: {contents: read}\njobs: {one: {}, two: {permissions: {%s: write}}}"


def checkout(folder: Path, action: str, scope: str) -> Path:
    (folder / "container/infrastructure").mkdir(parents=True)
    (folder / ".github/workflows").mkdir(parents=True)
    (folder / "container/infrastructure/a.yaml").write_text(TEMPLATE % action)
    (folder / ".github/workflows/a.yml").write_text(WORKFLOW % scope)
    return folder


def test_actions_and_permissions_that_come_and_go(tmp_path: Path) -> None:
    before = checkout(tmp_path / "before", "s3:GetObject", "issues")
    after = checkout(tmp_path / "after", "[s3:GetObject, s3:PutObject]", "packages")
    found = delivery.delivery(before, after, ({"A"}, {"B"}), Rows())
    assert found.actions == [difference("new", "a.yaml: Role: Allow s3:PutObject")]
    assert [(one.kind, one.what) for one in found.workflow_permissions] == [
        ("gone", "a.yml: two: issues"),
        ("new", "a.yml: two: packages"),
    ]
    assert [(one.kind, one.what) for one in found.variables] == [("new", "B"), ("gone", "A")]
    assert found.resources == []


def test_the_project_has_actions_permissions_and_dependencies() -> None:
    """The readers of files read these files."""
    assert "provisioner-access.yaml" in {one.partition(":")[0] for one in delivery.actions(ROOT)}
    assert delivery.permissions(ROOT)["preview.yml: deploy: id-token"] == "write"
    found = cost.dependencies(ROOT, (SITE_PACKAGES,))
    assert found["requirements.txt: django"].endswith(", BSD-3-Clause")
    assert found["frontend/package-lock.json: react"].endswith(", MIT")


def test_package_and_image_hold_the_locked_packages_and_their_own_code(tmp_path: Path) -> None:
    def write(name: str, size: int) -> None:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(bytes(size))

    (tmp_path / "requirements.txt").write_text("Some_Thing[extra]==1.0 \\\n    --hash=sha256:0\n")
    installed = tmp_path / "installed"
    for name in ("some_thing", "another"):
        listed = f"{name}/it.py,,\n{name}/static/it.css,,\n{name}/tests/it.py,,\n../bin/it,,\n"
        metadata = installed / f"{name}-1.0.dist-info"
        write(f"installed/{name}/it.py", 1)
        write(f"installed/{name}/static/it.css", 20)
        write(f"installed/{name}/tests/it.py", 300)
        metadata.mkdir()
        (metadata / "RECORD").write_text(listed)
        (metadata / "METADATA").write_text(f"Name: {name.replace('_', '-')}\nVersion: 1.0\n")
    for name in ("web", "server", "sample"):
        write(f"backend/{name}/__init__.py", 0)
        write(f"backend/{name}/it.py", 4000)
        write(f"backend/{name}/__pycache__/it.pyc", 50_000)
    write("backend/web/static/it.js", 600_000)
    write("backend/static/it.hash.js", 7_000_000)
    twice = 20 + 600_000
    assert sizes.sizes(tmp_path, installed) == {
        "package": 1 + 8000 + 600_000 + twice,
        "image": 321 + 8000 + 600_000 + twice,
    }
    whole = sizes.sizes(ROOT, SITE_PACKAGES)
    assert 2e7 < whole["package"] < whole["image"] < 3e8


def test_a_dependency_that_is_not_installed_has_an_unknown_licence() -> None:
    found = cost.dependencies(ROOT, (ROOT / "docs",))
    assert found["requirements.txt: django"].endswith(", unknown licence")


def test_bytes_of_a_file_do_not_depend_on_hashes(tmp_path: Path) -> None:
    for name, own, other in (("one", "Ab3_x9Zq", "11111111"), ("two", "Zb3_x9Zq", "22222222")):
        (tmp_path / name / "assets").mkdir(parents=True)
        script = f"import './react-{other}.js';"
        (tmp_path / name / f"assets/index-{own}.js").write_text(script)
        (tmp_path / name / f"assets/index-{own}.js.gz").write_text(script)
    one, two = (cost.site_bytes(tmp_path / name) for name in ("one", "two"))
    assert one == two
    assert list(one) == ["assets/index.js"]


def test_a_query_of_the_process_is_none_of_the_response(monkeypatch: pytest.MonkeyPatch) -> None:
    counted = iter([[3, 0], [2, 1], [2, 0]])
    monkeypatch.setattr(facts, "once", lambda address: next(counted))
    assert facts.queries("/api/layout/") == [2, 0]


def test_every_planted_change_has_its_place() -> None:
    for name, (file, text, _) in PLANTS.items():
        assert (ROOT / file).read_text().count(text) == 1, (
            f"{name}: correct tests/compare/planted.py"
        )


def test_a_planted_change_that_is_not_named_is_a_fault_and_so_is_another() -> None:
    report = reports.empty()
    report["accessibility"]["findings"] = [
        {"kind": "new", "rule": "label", "impact": "minor", "page": "/", "where": "#a"}
    ]
    found = wrong(Report.model_validate_json(json.dumps(report)))
    assert "Accessibility and head Findings of axe: ['label'] instead of ['image-alt']" in found
    assert len(found) == len(EXPECTED) + 1, "and the table that is not rewritten"


def test_the_tools_are_of_the_versions_that_were_tried() -> None:
    locked = json.loads((ROOT / "tests/compare/package-lock.json").read_text())["packages"]
    assert {"node_modules/pixelmatch", "node_modules/api-smart-diff"} <= locked.keys()
