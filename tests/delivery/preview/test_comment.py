"""The comment on a pull request, as its reviewers read it."""

from dataclasses import replace

from delivery.preview import comment
from delivery.preview.sequence import PreviewDeployment
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
WHOLE = """### Preview of 0123abc00000

**[Open the site](https://pr-7.test)** · [admin](https://api.test/admin/) · \
[API](https://api.test/api/layout/)

It asks for a password first: `python -m delivery preview open 7` prints it.

| | |
|---|---|
| Commit | `0123abc000000000000000000000000000000000` |
| Migrated | `content.0009_motto` |
| Rollback | Can be rolled back: main's code runs on this schema. |
| Ready in | 22 s |

<details><summary>Sign in, logs, commands, times</summary>

- Sign in to the admin as `admin`, with the password that the same command prints.
- Logs: `aws logs tail /aws/lambda/itg-backend-pr-7 --follow`
- A command: `python -m delivery run --stage pr-7 -- showmigrations`
- Smoke: health and version, cors
- Seconds: Package 1.5, Site 20

</details>"""


def test_says_all_that_a_reviewer_needs() -> None:
    assert comment.render(STAGE, PREVIEW) == WHOLE


def test_faults_of_a_check_cannot_break_the_table() -> None:
    faults = {"compatible": False, "faults": ["page | home\nfails"]}
    said = comment.render(STAGE, replace(PREVIEW, compatibility=faults))
    assert "| Rollback | **Cannot be rolled back**" in said
    assert "run on this schema. `page \\| home fails` |" in said


def test_a_failure_says_what_to_do_and_where_to_look() -> None:
    said = comment.failed(STAGE, "a" * 40, "It ```broke```.", "Mend it.", "https://run")
    assert said == (
        "### No preview of aaaaaaaaaaaa\n\n````\nIt ```broke```.\nMend it.\n````\n\n"
        "[The run's log](https://run) says more."
    )
