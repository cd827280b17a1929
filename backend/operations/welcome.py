"""Prints the addresses and the sign-in before `make run` starts the server."""

import sys

from core.environment import load


def welcome(address: str) -> str:
    values = load("dev")
    rows = [
        ("Site", f"{address}/"),
        ("API", f"{address}/api/docs/"),
        ("Wagtail's admin", f"{address}/admin/"),
        ("Django's admin", f"{address}/django-admin/"),
        ("Health", f"{address}/health/"),
        (
            "Sign in as",
            f"{values['DJANGO_SUPERUSER_USERNAME']} / {values['DJANGO_SUPERUSER_PASSWORD']}",
        ),
    ]
    return "\n".join(["", *(f"  {name:<16}{value}" for name, value in rows), "", "  Ctrl-C stops."])


if __name__ == "__main__":
    print(welcome(sys.argv[1]), flush=True)
