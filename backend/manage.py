#!/usr/bin/env python
"""Django's management commands, the same on a laptop, in the container and on Lambda."""

import sys

from function import bytecode

bytecode.install()  # on Lambda, where a command is a process of its own

# isort: split
from core.environment import InvalidEnvironment, choose_settings  # noqa: E402


def main() -> None:
    choose_settings("dev")
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except InvalidEnvironment as fault:
        sys.exit(str(fault))


if __name__ == "__main__":
    main()
