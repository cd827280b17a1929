"""Text without the characters that a database, XML or a spreadsheet refuses.

XML 1.0 has neither most control characters nor U+FFFE and U+FFFF (https://www.w3.org/TR/xml/#charsets),
so neither have feeds and workbooks. PostgreSQL has no NUL, and UTF-8 has no half of a surrogate
pair. A slide's soft return is a vertical tab: what breaks a line becomes a line break or a space,
and the rest is left out.
"""

import re
from typing import Any, Final

# What str.splitlines takes for the end of a line besides CR and LF.
LINE_BREAK: Final = re.compile(r"[\v\f\x1c-\x1e\x85\u2028\u2029]")
_NONCHARACTERS: Final = "".join(
    f"{chr(plane + 0xFFFE)}-{chr(plane + 0xFFFF)}" for plane in range(0, 0x110000, 0x10000)
)
UNWANTED: Final = re.compile(
    rf"[\0-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef{_NONCHARACTERS}]"
)


def clean_text(text: str, line_break: str = " ") -> str:
    """``text`` without unwanted characters; tab, line feed and carriage return stay."""
    if text.isprintable():
        return text
    return UNWANTED.sub("", LINE_BREAK.sub(line_break, text))


def clean(value: Any, line_break: str = " ") -> Any:
    """``value`` as JSON has it, with every text in it cleaned; the keys of objects too."""
    if isinstance(value, str):
        return clean_text(value, line_break)
    if isinstance(value, dict):
        return {clean(key, line_break): clean(item, line_break) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean(item, line_break) for item in value]
    return value
