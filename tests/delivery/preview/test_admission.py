"""Which pull requests get a preview, how many there may be, and for how long."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from delivery.aws import lambda_functions
from delivery.preview import admission, github, telling
from delivery.preview.admission import Admission
from delivery.preview.build import of_head
from delivery.preview.comment import RUNS
from delivery.tools.errors import DeliveryError
from delivery.tools.stages import Preview
from tests.delivery.preview.test_build import BUILT, RUN, head, run_of
from tests.standins import github_openapi
from tests.standins.github import REPOSITORY, GitHub

STAGE = Preview(4)


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch) -> Iterator[GitHub]:
    """Pull request 4, built, which changes a page of the documents and a module."""
    with GitHub() as account:
        for name, value in account.environment_of_clients.items():
            monkeypatch.setenv(name, value)
        account.pulls[4], account.heads[4] = "open", head("motto")
        account.files[4] = ["docs/editing.md", "backend/web/health.py"]
        account.runs.append(run_of(RUN))
        account.artifacts[RUN] = [
            {"name": name, "expired": False} for name in ("built", "package", "site")
        ]
        yield account
    told = [github_openapi.faults(*request) for request in account.requests]
    told += [github_openapi.response_faults(*response) for response in account.responses]
    assert [fault for faults in told for fault in faults] == []


def why(account: GitHub, **rules: Any) -> str:
    return admission.refusal(github.pull_request(STAGE) or {}, Admission(**rules))


def test_all_but_drafts_get_one_and_labels_decide_first(account: GitHub) -> None:
    assert why(account) == ""
    account.drafts.add(4)
    assert why(account) == "it is a draft"
    assert why(account, pull_requests="all") == ""
    account.labels[4] = ["bug", "preview"]
    assert why(account) == why(account, pull_requests="labelled") == ""
    account.labels[4].append("no-preview")
    assert why(account, pull_requests="all") == "it has the label `no-preview`"
    account.labels[4] = ["bug"]
    assert "with the label `preview`" in why(account, pull_requests="labelled")


def test_a_change_of_ignored_paths_alone_gets_none(account: GitHub) -> None:
    assert why(account, ignored_paths=["docs/*"]) == ""
    assert "ignores" in why(account, ignored_paths=["docs/*", "*.py"])
    account.files[4] = []
    assert why(account, ignored_paths=["*"]) == ""


def test_files_that_github_does_not_list_are_not_ignored(account: GitHub) -> None:
    pull = {**(github.pull_request(STAGE) or {}), "changed_files": 4000}
    assert admission.refusal(pull, Admission(ignored_paths=["*"])) == ""


def test_who_gets_none_is_told_why_and_nothing_is_deployed(account: GitHub) -> None:
    assert of_head(REPOSITORY, "motto", BUILT, RUN) is not None
    account.drafts.add(4)
    github.comment(STAGE, f"ready\n{RUNS}\n| Commit | `{'b' * 40}` |")
    telling.announce(STAGE, BUILT, print)
    (comment,) = account.comments
    assert "### Preview of aaaaaaa: none" in comment["body"]
    assert "because it is a draft" in comment["body"]
    assert "The preview of **bbbbbbb** still runs" in comment["body"]
    assert account.deployments == []
    assert of_head(REPOSITORY, "motto", BUILT, RUN) is None


def test_the_author_of_a_fork_is_not_told_to_set_a_label(account: GitHub) -> None:
    """Only members of the project can, and a label deploys no fork."""
    account.drafts.add(4)
    telling.announce(STAGE, BUILT, print)
    assert "add the label `preview`" in account.comments[0]["body"]
    account.heads[4] = head("motto", BUILT, "mallory/to-grow")
    telling.announce(STAGE, BUILT, print)
    assert "because it is a draft" in account.comments[0]["body"]
    assert "label" not in account.comments[0]["body"]


def test_there_are_no_more_than_the_rules_allow(monkeypatch: pytest.MonkeyPatch) -> None:
    there = [SimpleNamespace(name=Preview(number).function) for number in (1, 2)]
    monkeypatch.setattr(lambda_functions, "named", lambda prefix: there)
    admission.refuse_more(Preview(2), Admission(most=2))
    admission.refuse_more(Preview(3), Admission(most=3))
    with pytest.raises(DeliveryError, match=r"There are 2 previews, and .* allows 2"):
        admission.refuse_more(Preview(3), Admission(most=2))


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("pull_request: all", "pull_request: Extra inputs"),
        ("pull_requests: some", "pull_requests: Input should be 'all'"),
        ("idle_days: '14'", "idle_days: Input should be a valid number"),
        ("most: 51", "most: Input should be less than or equal to 50"),
        ("ignored_paths: docs", "ignored_paths: Input should be a valid list"),
        ("- a", "Input should be a valid dictionary"),
        ("a: [", "while parsing"),
    ],
)
def test_a_rule_that_does_not_fit_is_named(tmp_path: Path, text: str, fault: str) -> None:
    (tmp_path / "previews.yml").write_text(text)
    with pytest.raises(DeliveryError, match=r"previews\.yml is not valid") as error:
        admission.load(tmp_path / "previews.yml")
    assert fault in error.value.message


def test_without_a_file_the_defaults_hold_and_ours_says_the_same(tmp_path: Path) -> None:
    assert admission.load(tmp_path / "none.yml") == Admission() == admission.load()
