"""Which commands run at once, ask first or are refused, and what the audit stores of a command.

Both use lists of known commands and options. A command or an option that is not in a list asks
first, and the audit hides its values. So this module does not need to recognise the many spellings
of an option that argparse accepts (``-cCODE``, ``--comm=CODE``).
"""

import hashlib
import re
from collections.abc import Mapping, Sequence
from typing import Final

from delivery.tools.errors import PROGRAM

COMMON: Final = frozenset(
    {"--no-color", "--force-color", "--traceback", "--noinput", "--no-input", "-v", "--verbosity"}
    | {f"-v{level}" for level in range(4)}
)

# Commands that run at once, with the options that keep them harmless. Any other option asks first.
# Those that are also in REHEARSED may ask even without another option: see `danger`.
HARMLESS: Final[Mapping[str, frozenset[str]]] = {
    "bootstrap": frozenset(),
    "check": frozenset({"--database", "--deploy", "--fail-level", "--list-tags", "--tag", "-t"}),
    "check_accessibility": frozenset(),
    "clearsessions": frozenset(),
    "collectstatic": frozenset({"--dry-run", "-n"}),
    "compatibility": frozenset(),
    "findstatic": frozenset({"--first"}),
    "help": frozenset(),
    "import_projects": frozenset({"--sheet"}),
    "migrate": frozenset({"--database"}),
    "prove": frozenset({"--accept", "--bootstrap", "--settle"}),
    "publish_scheduled": frozenset(),
    "publish_scheduled_pages": frozenset({"--dryrun"}),
    "rebuild_references_index": frozenset(),
    "refresh_sheets": frozenset({"--all"}),
    "send_pending_notifications": frozenset({"--due"}),
    "send_password_resets": frozenset(),
    "sendtestemail": frozenset(),
    "show_references_index": frozenset(),
    "showmigrations": frozenset({"--database", "--list", "-l", "--plan", "-p"}),
    "sqlmigrate": frozenset({"--database", "--backwards"}),
    "state": frozenset(),
    "update_index": frozenset(),
    "version": frozenset(),
    "wagtail_update_index": frozenset(),
}
# With one of these options the command changes nothing.
REHEARSED: Final = {
    "import_projects": frozenset({"--dry-run"}),
    "migrate": frozenset({"--check", "--plan"}),
}

# Commands that always ask first, and why.
DANGEROUS: Final = {
    "axes_reset": "ends every lock-out",
    "axes_reset_failure_logs": "deletes rows",
    "axes_reset_ip": "ends lock-outs",
    "axes_reset_ip_username": "ends a lock-out",
    "axes_reset_logs": "deletes rows",
    "axes_reset_username": "ends a lock-out",
    "delete_old_submissions": "deletes submissions of forms",
    "flush": "empties every table",
    "import_redirects": "changes redirects",
    "loaddata": "overwrites rows",
    "load_sample_content": "changes the site's content",
    "maintenance": "keeps visitors out, or lets them in",
    "move_pages": "moves pages",
    "purge_embeds": "deletes rows",
    "purge_revisions": "deletes the history of pages",
    "remove_orphaned_tags": "deletes rows",
    "remove_stale_contenttypes": "deletes rows and what refers to them",
    "shell": "may do anything",
}

# Commands whose output holds secrets. A command's output is in logs that many people can read.
PRINTS_SECRETS: Final = {
    "diffsettings": (
        "prints every setting, secrets included",
        "Print the one setting you need: shell -c"
        ' "from django.conf import settings; print(settings.DEBUG)"',
    ),
    "dumpdata": (
        "prints the rows of the database, password hashes and personal data included",
        f"Take a snapshot of the database instead: `{PROGRAM} backup create`",
    ),
}
NEEDS_A_TERMINAL: Final = {
    "changepassword": "Change it in the admin, or set DJANGO_SUPERUSER_PASSWORD and run bootstrap.",
    "dbshell": (
        'Use shell -c "from django.db import connection; c = connection.cursor(); '
        'c.execute(SQL); print(c.fetchall())"'
    ),
    "runserver": "Use `make run` on your own machine.",
    "testserver": "Use `make run` on your own machine.",
}
PROMPTS: Final = frozenset(
    {"collectstatic", "createsuperuser", "flush", "remove_stale_contenttypes"}
)

HOLD_CODE: Final = frozenset({"dbshell", "shell"})
KNOWN: Final = HARMLESS.keys() | DANGEROUS.keys() | PRINTS_SECRETS.keys()
# Options whose values may be written down.
PLAIN: Final = (
    frozenset(
        {"--", "--all", "--app", "--clear", "--exclude", "--fake", "--fake-initial", "--prune"}
    )
    | frozenset(
        {"--check", "--days", "--dry-run", "--format", "--include-stale-apps", "--plan", "--until"}
    )
    | COMMON.union(*HARMLESS.values())
)
NAME: Final = re.compile(r"[a-z][a-z0-9_]{0,40}")
OPTION: Final = re.compile(r"--[a-zA-Z][a-zA-Z-]{0,40}")
HIDDEN: Final = "***"


def refusal(words: Sequence[str]) -> tuple[str, str] | None:
    """Why a command must not or cannot run on a stage, and the remedy. None if it may run."""
    name = words[0]
    if not NAME.fullmatch(name):
        return (
            "The first word is not the name of a management command.",
            "Write each word on its own, as in: -- migrate --plan",
        )
    if name == "api_tokens" and "create" in words:
        return f"`{name} create` prints a secret into logs.", "Create the token in the admin."
    if name in PRINTS_SECRETS:
        what, remedy = PRINTS_SECRETS[name]
        return f"`{name}` {what}, and its output goes to logs that many people can read.", remedy
    return needs_a_person(words)


def needs_a_person(words: Sequence[str]) -> tuple[str, str] | None:
    """The same, for commands that wait for input."""
    name, nobody = words[0], "and there is none"
    if name in NEEDS_A_TERMINAL:
        return f"`{name}` needs a terminal, {nobody}.", NEEDS_A_TERMINAL[name]
    if name == "shell" and not any(may_be_code(word) for word in words[1:]):
        return f"`{name}` without -c reads code from a terminal, {nobody}.", "Add -c CODE."
    if name in PROMPTS and not {"--noinput", "--no-input"} & set(words):
        return f"`{name}` waits for input from a terminal, {nobody}.", "Add --noinput."
    return None


def may_be_code(word: str) -> bool:
    """Whether argparse may read the word as the shell's --command, or as short options with -c."""
    option = word.partition("=")[0]
    if option.startswith("--"):
        return len(option) > 2 and "--command".startswith(option)
    return word.startswith("-") and "c" in word


def danger(words: Sequence[str]) -> str | None:
    """Why the command asks first. None if it is known to be harmless."""
    name, options = words[0], {word.partition("=")[0] for word in words[1:] if word[:1] == "-"}
    if name in DANGEROUS:
        return DANGEROUS[name]
    if name not in HARMLESS:
        return "is not known to be harmless"
    rehearsed = REHEARSED.get(name, frozenset())
    if unknown := options - COMMON - HARMLESS[name] - rehearsed:
        return f"is not known to be harmless with {written_option(min(unknown))}"
    if name not in REHEARSED or options & rehearsed:
        return None
    if name == "migrate":
        target = [word for word in words[1:] if not word.startswith("-")]
        return "migrates one app, which may undo migrations" if target else None
    return "changes rows"


def written(words: Sequence[str]) -> str:
    """The command for the audit: a hash in place of code, and no values of unknown options."""
    name = words[0]
    if not NAME.fullmatch(name):
        return HIDDEN
    if name in HOLD_CODE:
        code = "\0".join(words[1:]).encode()
        return f"{name} sha256:{hashlib.sha256(code).hexdigest()[:12]}"
    shown, hide = [name], name not in KNOWN
    for word in words[1:]:
        option, equals, _ = word.partition("=")
        if not word.startswith("-"):
            shown.append(HIDDEN if hide else word)
            continue
        plain = option in PLAIN
        shown.append(word if plain else written_option(option) + (f"={HIDDEN}" if equals else ""))
        hide = name not in KNOWN or not plain
    return " ".join(shown)


def written_option(option: str) -> str:
    """The name of a long option. A short option is hidden, because it may contain a value."""
    return option if OPTION.fullmatch(option) else f"-{HIDDEN}"
