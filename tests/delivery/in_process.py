"""Delivery's commands in the tests' process, several times as quick as in one of their own."""

import os
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from pathlib import Path
from subprocess import CompletedProcess
from unittest.mock import patch

from delivery import cli


def run(environment: Mapping[str, str], *words: str) -> "CompletedProcess[str]":
    """The command to its end, with exactly that environment and nobody at its terminal."""
    out, err = StringIO(), StringIO()
    with (
        Path(os.devnull).open() as nobody,
        patch.dict(os.environ, environment, clear=True),
        patch("sys.stdin", nobody),
        redirect_stdout(out),
        redirect_stderr(err),
    ):
        code = cli.main(words)
    return CompletedProcess(words, code, out.getvalue(), err.getvalue())
