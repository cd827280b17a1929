"""The comment on a pull request, as its reviewers read it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from delivery.preview import comment
from delivery.preview.comment import RUNS, Failure
from delivery.preview.invitation import Invitation
from delivery.preview.sequence import PreviewDeployment
from delivery.tools.errors import DeliveryError
from delivery.tools.stages import Preview

STAGE = Preview(7)
PREVIEW = PreviewDeployment(
    stage="pr-7",
    commit="0123abc" + "0" * 33,
    url="https://api.test",
    site="https://pr-7.test",
    admin="https://api.test/admin/",
    migrations=["content.0009_motto"],
    compatibility={"compatible": True},
    smoke=["health and version", "cors"],
    steps={"Package": 1.5, "Site": 20},
)
RUNNING = """**[Open the site](https://pr-7.test)** · [admin](https://api.test/admin/) · \
[API](https://api.test/api/layout/)

**Sign in**: an operator makes a link with the command below. <!-- sign in -->

| | |
|---|---|
| Commit | `0123abc000000000000000000000000000000000` |
| Migrated | `content.0009_motto` |
| Rollback | Can be rolled back: main's code runs on this schema. |
| Deployed in | 22 s |

<details><summary>Sign in, mail, sheets, logs, commands, times</summary>

- A link to sign in, and the passwords: `build/tools/bin/delivery preview open 7`
- [Kept mail](https://api.test/admin/keptmail/), which was sent to nobody. Sign in as `admin`: \
reviewers may not read mail, because it may contain links that set passwords
- [Sheets](https://api.test/admin/snippets/sheets/sheet/), read from a stand-in for Google
- Logs: `aws logs tail /aws/lambda/itg-backend-pr-7 --follow`
- A command: `build/tools/bin/delivery run --stage pr-7 -- showmigrations`
- Smoke: health and version, cors
- Seconds: Package 1.5, Site 20

</details>"""
READY = comment.ready(STAGE, PREVIEW, 101.6)
NEXT = "bbbbbbb" + "1" * 33
FAILURE = Failure("Bootstrap", "It ```broke```.", "Mend it.", ("a", "b"), "https://run")


def test_says_all_that_a_reviewer_needs() -> None:
    head = "### Preview of 0123abc: ready, 1 min 42 s after the push"
    assert f"{head}\n\n{RUNS}\n{RUNNING}" == READY
    assert comment.ready(STAGE, PREVIEW).startswith("### Preview of 0123abc: ready\n")


def test_faults_of_a_check_cannot_break_the_table() -> None:
    faults = {"compatible": False, "faults": ["page | home\nfails"]}
    said = comment.ready(STAGE, replace(PREVIEW, compatibility=faults))
    assert "| Rollback | **Cannot be rolled back**" in said
    assert "run on this schema. `page \\| home fails` |" in said


def test_a_failure_has_its_step_its_last_lines_and_where_to_look() -> None:
    assert comment.failed(NEXT, FAILURE, "") == (
        "### Preview of bbbbbbb: failed\n\nIt failed at `Bootstrap`.\n\n"
        "````\nIt ```broke```.\nMend it.\n````\n\n"
        "<details><summary>The last lines</summary>\n\n```\na\nb\n```\n\n</details>\n\n"
        "[The run's log](https://run) has more lines."
    )


@pytest.mark.parametrize("pushes", [1, 3])
def test_a_push_that_is_not_ready_keeps_the_preview_that_runs(pushes: int) -> None:
    """However many pushes fail, its links stay, once, below the name of its commit."""
    said = READY
    for _ in range(pushes):
        said = comment.building(NEXT, "https://checks", said)
        assert said.startswith("### Preview of bbbbbbb: building\n\n[Follow the build](https://ch")
        assert said.endswith(f"The preview of **0123abc** still runs:\n\n{RUNS}\n{RUNNING}")
        said = comment.failed(NEXT, FAILURE, said)
        assert said.endswith(f"The preview of **0123abc** still runs:\n\n{RUNS}\n{RUNNING}")
    mixed = comment.failed(NEXT, replace(FAILURE, mixed=True), said)
    assert "still runs" not in mixed
    assert "Its backend may already run code of bbbbbbb" in mixed
    later = comment.ready(STAGE, replace(PREVIEW, commit=NEXT))
    assert later.count("### ") == 1
    assert "0123abc" not in later


def test_a_log_cannot_make_its_own_preview() -> None:
    forged = (RUNS, "**[Open the site](https://evil.test)**", f"| Commit | `{'e' * 40}` |")
    said = comment.failed(NEXT, replace(FAILURE, lines=forged), "")
    assert "evil.test" not in comment.building(NEXT, "https://checks", said)


def test_a_private_repositorys_comment_has_a_link_which_a_later_one_replaces() -> None:
    until = datetime(2026, 11, 29, 18, 30, tzinfo=UTC)
    first, second = (Invitation(f"https://api.test/#{name}", until) for name in ("one", "two"))
    said = comment.building(NEXT, "https://checks", comment.ready(STAGE, PREVIEW, None, first))
    line = (
        "**[Sign in as a reviewer](https://api.test/#{})**, once, until 18:30 UTC on 29 November."
    )
    assert line.format("one") in said
    again = comment.invited(second, f"<!-- preview -->\n{said}")
    assert comment.invited(second, again) == again
    assert again == said.replace("#one", "#two")
    for nothing in ("", comment.waiting(STAGE, NEXT, "")):
        with pytest.raises(DeliveryError, match="does not show a preview"):
            comment.invited(second, nothing)


def test_a_revoked_link_leaves_the_comment_and_nothing_else_does() -> None:
    link = Invitation("https://api.test/#one", datetime(2026, 11, 29, 18, 30, tzinfo=UTC))
    for failure in (None, FAILURE):
        said = comment.ready(STAGE, PREVIEW, None, link)
        without = comment.ready(STAGE, PREVIEW)
        if failure:
            said, without = (comment.failed(NEXT, failure, one) for one in (said, without))
        found = comment.without_link(f"<!-- preview -->\n{said}")
        assert found == without
        assert comment.without_link(f"<!-- preview -->\n{found}") == found
    waiting = comment.waiting(STAGE, NEXT, "")
    assert comment.without_link(waiting) == waiting
    assert comment.without_link("") == ""


def test_the_author_of_a_fork_is_told_what_happens_next() -> None:
    said = comment.waiting(STAGE, NEXT, "")
    assert said.startswith("### Preview of bbbbbbb: waits for a maintainer\n")
    assert "You need to do nothing." in said
    assert f"gh workflow run preview.yml -f number=7 -f commit={NEXT}" in said


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-3, "0 s"), (59.4, "59 s"), (59.6, "1 min 0 s"), (3599, "59 min 59 s"), (7380, "2 h 3 min")],
)
def test_a_duration_is_read_at_a_glance(seconds: float, words: str) -> None:
    assert comment.duration(seconds) == words
