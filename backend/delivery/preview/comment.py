"""The comment about a preview in its pull request, in Markdown. Pure.

Its head has the state of the last push. Below RUNS is the running preview, which stays after a push
that fails. Texts that the pull request's code may have written go through ``markdown``.
"""

import re
from dataclasses import dataclass, field
from typing import Any, Final

from delivery.preview.invitation import Invitation
from delivery.preview.sequence import PreviewDeployment
from delivery.tools import markdown
from delivery.tools.errors import PROGRAM, DeliveryError
from delivery.tools.stages import Preview

ROLLBACK: Final = "Can be rolled back: main's code runs on this schema."
NO_MIGRATION: Final = "Can be rolled back: it brings no migration."
NO_ROLLBACK: Final = "**Cannot be rolled back**: main's code does not run on this schema."
MARK: Final = "<!-- preview -->"  # in our comment, of which there is one
KEPT_MAIL: Final = "keptmail/"  # below the admin
SHEETS: Final = "snippets/sheets/sheet/"
RUNS: Final = "<!-- the preview that runs -->"
END_OF_SIGN_IN: Final = "<!-- sign in -->"
SIGN_IN: Final = re.compile(rf"^.*{END_OF_SIGN_IN}$", re.M)
COMMIT: Final = re.compile(r"^\| Commit \| `([0-9a-f]{40})` \|$", re.M)
SHOWN: Final = 7  # characters of a commit, as GitHub shows it


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a push has no preview: the ``step``, its last ``lines``, and the address of the ``run``.

    ``mixed`` if the running preview may already have parts of the push.
    """

    step: str
    message: str
    remedy: str = ""
    lines: tuple[str, ...] = ()
    run: str = ""
    mixed: bool = False


@dataclass(frozen=True, slots=True)
class Ending:
    """Why a run ended without a failure: its ``state`` for the heading, and ``why`` in a sentence.

    ``run`` is the run's address. ``waits``: it may still begin. ``superseded``: a later run is
    about the same commit.
    """

    state: str
    why: str
    run: str
    waits: bool = False
    superseded: bool = False


@dataclass(frozen=True, slots=True)
class Head:
    """The state of a push: a heading and the text below it."""

    commit: str
    state: str
    text: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return "\n".join([f"### Preview of {self.commit[:SHOWN]}: {self.state}", "", *self.text])


def building(commit: str, checks: str, before: str) -> str:
    """``checks`` is the address of its checks, ``before`` the comment's text until now."""
    head = Head(commit, "building", [f"[Follow the build]({checks}). This comment is updated."])
    return with_kept(head, before)


def none(commit: str, why: str, remedy: str, before: str) -> str:
    """The text for a pull request that gets no preview. ``remedy`` is what to do about it."""
    text = [f"There is no preview, because {why}. {remedy}"]
    return with_kept(Head(commit, "none", text), before)


def waiting(stage: Preview, commit: str, before: str) -> str:
    """The text for a fork's author, who may not know this project."""
    head = Head(
        commit,
        "waits for a maintainer",
        [
            "Thank you for this pull request. A preview runs code in this project's account, so "
            "a maintainer reads the commit first and then starts its preview. You need to do "
            "nothing. After another push, a maintainer reads the new commit too. If GitHub has not "
            "started the checks, a maintainer also has to approve them.",
            "",
            "<details><summary>For maintainers</summary>",
            "",
            "When you have read this commit:",
            "",
            f"```\ngh workflow run preview.yml -f number={stage.number} -f commit={commit}\n```",
            "",
            "</details>",
        ],
    )
    return with_kept(head, before)


def ended(commit: str, ending: Ending, before: str) -> str:
    text = [f"{ending.why} [The run]({ending.run})."]
    return with_kept(Head(commit, ending.state, text), before)


def failed(commit: str, failure: Failure, before: str) -> str:
    """The step, the reason, the last lines, and a link to the run's log."""
    lines = "\n".join(failure.lines)
    text = [f"It failed at {markdown.code(failure.step)}."] if failure.step else []
    text += ["", markdown.block(f"{failure.message}\n{failure.remedy}".strip())]
    if lines:
        text += ["", "<details><summary>The last lines</summary>", "", markdown.block(lines)]
        text += ["", "</details>"]
    if failure.run:
        text += ["", f"[The run's log]({failure.run}) has more lines."]
    return with_kept(Head(commit, "failed", text), before, mixed=failure.mixed)


def ready(
    stage: Preview,
    preview: PreviewDeployment,
    seconds: float | None = None,
    invitation: Invitation | None = None,
) -> str:
    """``seconds`` since the push, if known."""
    after = f", {duration(seconds)} after the push" if seconds is not None else ""
    head = Head(preview.commit, f"ready{after}")
    return f"{head}\n{RUNS}\n{running(stage, preview, invitation)}"


def invited(invitation: Invitation, before: str) -> str:
    """The same comment with that link. Raises DeliveryError if it shows no preview."""
    top, _, below = before.partition(RUNS)
    text, count = SIGN_IN.subn(lambda _: sign_in(invitation), below, count=1)
    if not count:
        raise DeliveryError(
            "The pull request's comment does not show a preview.",
            "Push to the pull request, or start the workflow Preview with its number and commit.",
        )
    return f"{top.removeprefix(MARK).strip()}\n\n{RUNS}{text}"


def without_link(before: str) -> str:
    """The same comment. In the place of a sign-in link it says how an operator makes one."""
    top, border, below = before.partition(RUNS)
    below = SIGN_IN.sub(lambda _: sign_in(None), below, count=1)
    return f"{top.removeprefix(MARK)}{border}{below}".strip()


def sign_in(invitation: Invitation | None) -> str:
    """One line with the link. Without a link, how an operator makes one."""
    if invitation is None:
        how = "an operator makes a link with the command below"
        return f"**Sign in**: {how}. {END_OF_SIGN_IN}"
    until = f"once, until {invitation}"
    return (
        f"**[Sign in as a reviewer]({invitation.link})**, {until}. After that, the workflow "
        f"*Preview sign-in* makes another. {END_OF_SIGN_IN}"
    )


def duration(seconds: float) -> str:
    """Such as ``42 s``, ``1 min 5 s`` or ``2 h 3 min``."""
    minutes, rest = divmod(round(max(0.0, seconds)), 60)
    if not minutes:
        return f"{rest} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"


def with_kept(head: Head, before: str, *, mixed: bool = False) -> str:
    """The head, above the running preview if there is one."""
    # The next comment keeps all text below RUNS. So a log in the head must not contain RUNS.
    top = str(head).replace(RUNS, "")
    kept = before.partition(RUNS)[2]
    commit = COMMIT.search(kept)
    if not commit:
        return top
    still = f"The preview of **{commit[1][:SHOWN]}** still runs:"
    if mixed:
        still = (
            f"Below is the preview of **{commit[1][:SHOWN]}**. Its backend may already "
            f"run code of {head.commit[:SHOWN]}, and its site the older code. The next "
            "successful push repairs this:"
        )
    return f"{top}\n\n---\n\n{still}\n\n{RUNS}\n{kept.strip()}"


def running(stage: Preview, preview: PreviewDeployment, invitation: Invitation | None) -> str:
    """Addresses, sign-in, commit, migrations, times, logs, and how to run a command."""
    return "\n".join(
        [
            f"**[Open the site]({preview.site})** · [admin]({preview.admin}) · "
            f"[API]({preview.url}/api/layout/)",
            "",
            sign_in(invitation),
            "",
            *table(preview),
            "",
            "<details><summary>Sign in, mail, sheets, logs, commands, times</summary>",
            "",
            f"- A link to sign in, and the passwords: `{PROGRAM} preview open {stage.number}`",
            f"- [Kept mail]({preview.admin}{KEPT_MAIL}), which was sent to nobody. Sign in as "
            f"`{preview.username}`: reviewers may not read mail, because it may contain "
            "links that set passwords",
            f"- [Sheets]({preview.admin}{SHEETS}), read from a stand-in for Google",
            f"- Logs: `aws logs tail {stage.log_group} --follow`",
            f"- A command: `{PROGRAM} run --stage {stage.name} -- showmigrations`",
            f"- Smoke: {', '.join(preview.smoke)}",
            f"- Seconds: {', '.join(f'{name} {time:g}' for name, time in preview.steps.items())}",
            "",
            "</details>",
        ]
    )


def table(preview: PreviewDeployment) -> list[str]:
    migrated = ", ".join(map(markdown.cell, preview.migrations)) or "nothing pending"
    return [
        "| | |",
        "|---|---|",
        f"| Commit | `{preview.commit}` |",
        f"| Migrated | {migrated} |",
        f"| Rollback | {rollback(preview.compatibility)} |",
        f"| Deployed in | {sum(preview.steps.values()):.0f} s |",
    ]


def rollback(facts: dict[str, Any]) -> str:
    if not facts:
        return NO_MIGRATION
    if facts["compatible"]:
        return ROLLBACK
    return f"{NO_ROLLBACK} {'; '.join(map(markdown.cell, facts['faults']))}"
