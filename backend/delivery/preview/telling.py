"""Writes the state of a preview into its pull request, from the push to the result.

Except for sign-in links, this uses only GitHub and needs no AWS account.
"""

import time
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from delivery.preview import admission, comment, endings, github, invitation, transcript
from delivery.preview.build import head_of
from delivery.preview.comment import Ending, Failure
from delivery.preview.sequence import PreviewDeployment, StepFailed
from delivery.preview.unbuilt import reason
from delivery.tools import github_api
from delivery.tools.errors import PROGRAM, DeliveryError
from delivery.tools.progress import Say
from delivery.tools.stages import Preview

TOLD: Final = frozenset({"in_progress", "success", "failure", "error"})
FAILED: Final = frozenset({"failure", "timed_out", "startup_failure"})
RULES: Final = "The rules are in `.github/previews.yml`."
BY_LABEL: Final = f"To get one of this commit, add the label `{admission.WANTED}`."


def announce(stage: Preview, commit: str, say: Say) -> None:
    """Say that a push is being built, why it has no preview, or why its author has to wait.

    Writes nothing if the pull request is closed or has a newer commit. If a push gets a preview and
    its deployment has begun or ended already, writes nothing either.
    """
    pull = open_at(stage, commit, say)
    if pull is None:
        return
    if why := admission.refusal(pull, admission.load()):
        remedy = RULES if is_of_fork(pull) else f"{BY_LABEL} {RULES}"
        tell_none(stage, commit, why, remedy)
        return
    if (state := github.progress(stage, commit)) in TOLD:
        say(f"The comment already says that {commit[:12]} is {state}.")
        return
    if unbuilt := reason(stage, pull):
        tell_none(stage, commit, unbuilt.why, unbuilt.remedy)
        return
    if is_of_fork(pull):
        github.comment_anew(stage, lambda before: comment.waiting(stage, commit, before))
        return
    tell_building(stage, commit)


def tell_none(stage: Preview, commit: str, why: str, remedy: str) -> None:
    github.comment_anew(stage, lambda before: comment.none(commit, why, remedy, before))


def begin(stage: Preview, commit: str, run: str, say: Say, *, by_hand: bool = False) -> None:
    """Say that a commit is being built once more. The comment may still show an earlier run's end.

    Writes nothing if the comment says this already, if the build's ``run`` has failed meanwhile, or
    if .github/previews.yml refuses a preview. A run that was started ``by_hand`` ignores that file.
    """
    pull = open_at(stage, commit, say)
    if pull is None or (not by_hand and admission.refusal(pull, admission.load())):
        return
    if github.progress(stage, commit) == "in_progress" or (run and has_failed(run)):
        say(f"The comment on {commit[:12]} stays as it is.")
        return
    tell_building(stage, commit)


def has_failed(run: str) -> bool:
    """Whether the run ended without success. The comment says so already, or will say so."""
    facts = github_api.find(f"/actions/runs/{run}") or {}
    return facts.get("conclusion") not in {None, "success"}


def tell_building(stage: Preview, commit: str) -> None:
    checks = github.page(f"/pull/{stage.number}/checks")
    github.comment_anew(stage, lambda before: comment.building(commit, checks, before))
    github.begin(stage, commit, checks)


def open_at(stage: Preview, commit: str, say: Say) -> dict[str, Any] | None:
    """The pull request. None, after a message, if it is closed or has a newer commit."""
    pull = github.pull_request(stage)
    if pull is None or pull["state"] != "open" or head_of(pull)[2] != commit:
        say(
            f"{commit[:12]} is no longer the newest commit of pull request {stage.number}, or "
            "the pull request is closed."
        )
        return None
    return pull


def is_of_fork(pull: dict[str, Any]) -> bool:
    return head_of(pull)[0] != str(pull["base"]["repo"]["full_name"])


def tell_ready(stage: Preview, preview: PreviewDeployment, pushed: str, say: Say) -> str:
    """The comment's text, with a sign-in link if only members of the project can read it.

    ``pushed`` is the time of the push in ISO 8601, if it is known.
    """
    since = time.time() - github.seconds(pushed) if pushed else None
    link = None
    with github.telling(say):
        link = invitation.make(stage, say) if invitation.may_be_told() else None
    text = comment.ready(stage, preview, since, link)
    with github.telling(say):
        github.comment(stage, text)
    with github.telling(say):
        github.activate(stage, preview.commit, preview.site, github.run_page())
    return text


def invite(stage: Preview, say: Say) -> None:
    """Put a new sign-in link into the comment. Raises DeliveryError if everybody can read it."""
    if not github_api.is_configured():
        raise DeliveryError(
            "GITHUB_REPOSITORY and GITHUB_TOKEN are not set, so no comment can be changed.",
            f"Set them, or get a link for yourself: {PROGRAM} preview open {stage.number}",
        )
    if not invitation.may_be_told():
        raise DeliveryError(
            "The repository is public, so everybody could read the link.",
            f"Run it on your own machine: {PROGRAM} preview open {stage.number}",
        )
    made = invitation.make(stage, say)
    github.comment_anew(stage, lambda before: comment.invited(made, before))


def tell_revoked(stage: Preview, say: Say) -> None:
    """Take the sign-in link out of the comment, if there is one. The link no longer works."""
    with github.telling(say):
        if github.has_comment(stage):
            github.comment_anew(stage, comment.without_link)


def tell_failed(stage: Preview, commit: str, failure: Failure, say: Say) -> None:
    with github.telling(say):
        github.comment_anew(stage, lambda before: comment.failed(commit, failure, before))
    with github.telling(say):
        github.fail(stage, commit, f"Failed at {failure.step or 'a step'}", failure.run)


def of_error(error: Exception, lines: Iterable[str], secrets: Iterable[str]) -> Failure:
    """The text about a deploy that ended with that error. It contains no secret."""
    step, mixed = (error.step, error.mixed) if isinstance(error, StepFailed) else ("", False)
    message, remedy = f"Unexpected {type(error).__name__}.", "See the log of this run."
    if isinstance(error, DeliveryError):
        message, remedy = error.message, error.remedy
    hidden = transcript.forms(secrets)
    failure = Failure(step, message, remedy, tuple(lines), github.run_page(), mixed)
    return replace(
        failure,
        message=transcript.without(failure.message, hidden),
        remedy=transcript.without(failure.remedy, hidden),
        lines=transcript.last(failure.lines, secrets),
    )


def explain(stage: Preview, commit: str, run: str, say: Say) -> None:
    """Say why that run made no preview: it failed, was cancelled, or nobody approved it.

    Writes nothing if the comment says this already, or if it no longer matters.
    """
    pull = open_at(stage, commit, say)
    if pull is None:
        return
    if (state := github.progress(stage, commit)) == "failure":
        say(f"The comment already says that {commit[:12]} failed.")
        return
    if ending := endings.of_run(run):
        if is_known_otherwise(ending, pull, state):
            say(f"The comment on {commit[:12]} stays as it is.")
            return
        tell_ending(stage, commit, ending, say)
    else:
        tell_failed(stage, commit, of_run(run, say), say)


def is_known_otherwise(ending: Ending, pull: dict[str, Any], state: str) -> bool:
    """Whether the comment stays, because it says more than this ending.

    True if a later run has the same commit, the preview is ready, or a fork waits for a maintainer.
    """
    return ending.superseded or state == "success" or (ending.waits and is_of_fork(pull))


def tell_ending(stage: Preview, commit: str, ending: Ending, say: Say) -> None:
    with github.telling(say):
        github.comment_anew(stage, lambda before: comment.ended(commit, ending, before))
    if not ending.waits:
        with github.telling(say):
            github.fail(stage, commit, ending.why, ending.run, state="error")


def of_run(run: str, say: Say) -> Failure:
    """The job and the step that failed first, and their log on GitHub."""
    address = github.run_page(run)
    jobs = github_api.every(f"/actions/runs/{run}/jobs", "jobs")
    failed = [one for one in jobs if step_of(one)]
    if not failed:
        return Failure("", "The workflow did not finish.", run=address)
    job = min(failed, key=lambda one: str(one["started_at"]))
    lines: list[str] = []
    if job["status"] == "completed":  # before that it has no log
        with github.telling(say):
            lines = transcript.of_step(github_api.text(f"/actions/jobs/{job['id']}/logs"))
    message = f"{job['name']}: the step “{step_of(job)}” failed."
    return Failure(step_of(job), message, "", transcript.last(lines), job["html_url"] or address)


def step_of(job: dict[str, Any]) -> str:
    """The job's first failed step, or its name if no step failed. Empty if the job did not fail."""
    steps = [one["name"] for one in job.get("steps", []) if one["conclusion"] in FAILED]
    return str(steps[0] if steps else job["name"] if job["conclusion"] in FAILED else "")
