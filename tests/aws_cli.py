"""AWS's own command line, which carries out the lines of documents and judges those of messages.

It is version 1, since PyPI has no later one, and is installed with ministack in build/ministack.
"""

import json
import os
import re
import shlex
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from tests.services.aws import CREDENTIALS, REGION, AwsServer
from tests.services.errors import ServiceError

ROOT: Final = Path(__file__).parents[1]
PYTHON: Final = ROOT / "build" / "ministack" / "bin" / "python"
EACH: Final = Path(__file__).with_name("aws_cli_each.py")
NOWHERE: Final = "http://127.0.0.1:9"
ARRIVED: Final = f'Could not connect to the endpoint URL: "{NOWHERE}/'
SECONDS: Final = 300  # for a machine with much else to do
NAME: Final = re.compile(r"\b[A-Z]+\b")


def lines(document: str, heading: str) -> list[list[str]]:
    """The words of a section's lines that begin with ``aws``."""
    text = (ROOT / "docs" / document).read_text()
    section = text.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return [shlex.split(line)[1:] for line in section.splitlines() if line.startswith("aws ")]


def carry_out(account: AwsServer, words: Sequence[str], names: Mapping[str, str]) -> str:
    """What it prints, in that account. ``names`` has what words in capitals stand for."""
    named = [NAME.sub(lambda found: names.get(found[0], found[0]), word) for word in words]
    ended = run(["-m", "awscli", *named], account.url)
    assert ended.returncode == 0, f"aws {shlex.join(named)}\n{ended.stdout}{ended.stderr}"
    return ended.stdout


def refused(lines: Sequence[str]) -> dict[str, str]:
    """What the command line says of each line that it does not turn into a request."""
    ended = run([EACH], NOWHERE, json.dumps([shlex.split(line)[1:] for line in lines]))
    assert ended.returncode == 0, ended.stderr
    said = zip(lines, json.loads(ended.stdout), strict=True)
    return {line: text for line, text in said if ARRIVED not in text}


def run(
    words: Sequence[str | Path], endpoint: str, given: str = ""
) -> "subprocess.CompletedProcess[str]":
    """It reads no file of this machine's, and no other account."""
    if not PYTHON.exists():
        raise ServiceError("The AWS CLI is missing: run `make services`.")
    environ = {
        **CREDENTIALS,
        "PATH": os.defpath,
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_MAX_ATTEMPTS": "1",
    }
    return subprocess.run(
        [PYTHON, *words], input=given, env=environ, capture_output=True, text=True, timeout=SECONDS
    )
