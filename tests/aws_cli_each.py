"""`build/ministack/bin/python aws_cli_each.py < LINES`: what the AWS CLI says of each line.

It runs in the AWS CLI's environment, so it imports nothing of this project. LINES is a JSON list of
lists of words, and so is what is written. One process reads all, since each start takes a second.
"""

import json
import sys
from collections.abc import Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from io import StringIO

from awscli.clidriver import create_clidriver


def said(words: Sequence[str]) -> str:
    text = StringIO()
    with redirect_stdout(text), redirect_stderr(text), suppress(SystemExit):
        create_clidriver().main(list(words))
    return text.getvalue()


if __name__ == "__main__":
    json.dump([said(words) for words in json.load(sys.stdin)], sys.stdout)
