"""``doctor``: what does not fit together in production."""

import json
import textwrap
from dataclasses import asdict
from functools import partial

import click

from delivery.aws import sts
from delivery.operate.doctor import diagnosis, github, roles, secrets, variables, visits
from delivery.operate.doctor.diagnosis import Check, Finding
from delivery.operate.production import Running
from delivery.operate.screen import COLUMNS
from delivery.tools import config
from delivery.tools.command_line import Verb
from delivery.tools.console import as_json

WHAT, REMEDY = " " * 6, " " * 8
COMMANDS = ("aws ", "make ", "python -m ")


@click.command("doctor", cls=Verb, examples=["doctor", "doctor --without-github"])
@click.option("--without-github", is_flag=True, help="Do not ask GitHub, which needs a token.")
@as_json
def doctor(without_github: bool, as_json: bool) -> int:
    """Find settings of production that do not match.

    Each finding has a remedy. The exit code is 1 if there is any finding.
    """
    sts.caller()  # raises DeliveryError for somebody whom AWS does not know
    found = diagnosis.made(checks(Running(config.environment()), not without_github))
    if as_json:
        print(json.dumps({name: list(map(asdict, all_)) for name, all_ in found.items()}, indent=1))
    else:
        for name, findings in found.items():
            print(shown(name, findings))
    return int(any(found.values()))


noun = doctor


def checks(running: Running, with_github: bool) -> dict[str, Check]:
    found: dict[str, Check] = {
        "variables of production": partial(variables.in_production, running),
        "variables of previews": variables.in_previews,
        "variables of workflows": variables.in_workflows,
        "variables in documents": variables.in_documents,
        "secrets that are missing": partial(secrets.missing, running),
        "secrets that are not used": partial(secrets.unused, running),
        "roles": partial(roles.refusals, running),
        "DNS": partial(visits.names, running),
        "certificates": partial(visits.certificates, running),
        "CORS": partial(visits.cors, running),
        "CSRF": partial(visits.csrf, running),
    }
    return {**found, "GitHub": github.faults} if with_github else found


def remedy(line: str) -> list[str]:
    """A command stays whole, so that it can be copied."""
    if line.startswith(COMMANDS):
        return [f"{REMEDY}{line}"]
    return textwrap.wrap(line, COLUMNS, initial_indent=REMEDY, subsequent_indent=REMEDY)


def shown(name: str, findings: list[Finding]) -> str:
    if not findings:
        return f"ok    {name}"
    rows = [f"look  {name}"]
    for one in findings:
        rows += textwrap.wrap(one.what, COLUMNS, initial_indent=WHAT, subsequent_indent=REMEDY)
        rows += [row for line in one.remedy.splitlines() for row in remedy(line)]
    return "\n".join(rows)
