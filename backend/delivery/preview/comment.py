"""The comment about a preview in its pull request, in Markdown. Pure.

What the pull request's own code may have written goes through ``markdown``.
"""

from typing import Any, Final

from delivery.preview.sequence import PreviewDeployment
from delivery.tools import markdown
from delivery.tools.stages import Preview

ROLLBACK: Final = "Can be rolled back: main's code runs on this schema."
NO_ROLLBACK: Final = "**Cannot be rolled back**: main's code does not run on this schema."


def render(stage: Preview, preview: PreviewDeployment) -> str:
    """Addresses, sign-in, commit, migrations, times, logs, and how to run a command."""
    return "\n".join(
        [
            f"### Preview of {preview.commit[:12]}",
            "",
            f"**[Open the site]({preview.site})** · [admin]({preview.admin}) · "
            f"[API]({preview.url}/api/layout/)",
            "",
            f"It asks for a password first: `python -m delivery preview open {stage.number}` "
            "prints it.",
            "",
            *table(preview),
            "",
            "<details><summary>Sign in, logs, commands, times</summary>",
            "",
            f"- Sign in to the admin as `{preview.username}`, with the password that the same "
            "command prints.",
            f"- Logs: `aws logs tail {stage.log_group} --follow`",
            f"- A command: `python -m delivery run --stage {stage.name} -- showmigrations`",
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
        f"| Ready in | {sum(preview.steps.values()):.0f} s |",
    ]


def rollback(facts: dict[str, Any]) -> str:
    if not facts:
        return "Not checked."
    if facts["compatible"]:
        return ROLLBACK
    return f"{NO_ROLLBACK} {'; '.join(map(markdown.cell, facts['faults']))}"


def failed(stage: Preview, commit: str, message: str, remedy: str, run: str) -> str:
    """``run`` is the workflow's run, if there is one."""
    where = f"\n\n[The run's log]({run}) says more." if run else ""
    text = markdown.block(f"{message}\n{remedy}")
    return f"### No preview of {commit[:12]}\n\n{text}{where}"
