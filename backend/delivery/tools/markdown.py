"""Text that somebody else wrote, in Markdown: always code, of which GitHub makes nothing. Pure.

Elsewhere GitHub makes mentions, links, pictures and HTML of it. A migration's name and the output
of a command are whatever a pull request's author wants them to be.
https://github.github.com/gfm/#code-spans
"""

import re
from typing import Final

MOST: Final = 20_000  # characters of a block; GitHub refuses a comment of more than 65,536
MOST_IN_LINE: Final = 1_000


def code(text: str) -> str:
    """On one line. What cannot be seen becomes U+FFFD, and each stretch of white space a space."""
    words = " ".join(visible(part) for part in text.split())
    if len(words) > MOST_IN_LINE:
        words = f"{words[:MOST_IN_LINE]}…"
    fence = "`" * (longest_run(words) + 1)
    edge = " " if words.startswith("`") or words.endswith("`") else ""
    return f"{fence}{edge}{words or '(nothing)'}{edge}{fence}"


def cell(text: str) -> str:
    """The same in a table, where a row is split into cells before its code is found."""
    return code(text).replace("|", "\\|")


def block(text: str) -> str:
    """Lines of their own. Of a long text the end."""
    lines = "\n".join(visible(line) for line in text.splitlines())
    if len(lines) > MOST:
        lines = f"…{lines[-MOST:]}"
    fence = "`" * max(3, longest_run(lines) + 1)
    return f"{fence}\n{lines}\n{fence}"


def visible(text: str) -> str:
    """Tabs and spaces stay; escapes of a terminal and changes of direction are seen."""
    return "".join(one if one.isprintable() or one == "\t" else "�" for one in text)


def longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)
