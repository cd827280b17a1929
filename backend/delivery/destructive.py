"""Commands that may lose data, and what of any command may be written down."""

import hashlib
import re
from collections.abc import Sequence
from typing import Final

# manage.py commands that ask first on production, and why.
DESTRUCTIVE: Final = {
    "flush": "empties every table",
    "loaddata": "overwrites rows",
    "load_sample_content": "replaces the site's content",
    "purge_embeds": "deletes rows",
    "purge_revisions": "deletes the history of pages",
    "remove_stale_contenttypes": "deletes rows and what refers to them",
    "shell": "may do anything",
}
SECRET_OPTION: Final = re.compile(r"--[\w-]*(password|secret|token|key|credential)[\w-]*", re.I)
HIDDEN: Final = "***"


def danger(words: Sequence[str]) -> str | None:
    """What the command may do that cannot be taken back; None for one that cannot."""
    if words[0] == "migrate" and not {"--plan", "--check"} & set(words):
        target = [word for word in words[1:] if not word.startswith("-")]
        return "migrates to a named state, which may be backwards" if target else None
    return DESTRUCTIVE.get(words[0])


def written(words: Sequence[str]) -> str:
    """The command for the audit: values of secret options hidden, code of a shell by its hash."""
    shown: list[str] = []
    for before, word in zip(["", *words], words, strict=False):
        if words[0] == "shell" and before in {"-c", "--command"}:
            shown.append(f"sha256:{hashlib.sha256(word.encode()).hexdigest()[:12]}")
        elif SECRET_OPTION.fullmatch(before):
            shown.append(HIDDEN)
        elif SECRET_OPTION.fullmatch(word.partition("=")[0]) and "=" in word:
            shown.append(f"{word.partition('=')[0]}={HIDDEN}")
        else:
            shown.append(word)
    return " ".join(shown)
