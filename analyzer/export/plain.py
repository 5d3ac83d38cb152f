"""Text of a report in, text that office programs and browsers show safely out.

Control characters, lone surrogates and signs that turn the reading direction are taken out; nothing else changes.
Never knows formats: escaping HTML and XML is the business of the libraries that write them.
"""

from __future__ import annotations

import re
from typing import Final

#: C0 and C1 controls but TAB and line feed; surrogates; bidirectional overrides and isolates; BOM; non-characters.
_UNSAFE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufdd0-\ufdef\ufffe\uffff]"
)


def clean(text: str) -> str:
    """``text`` without characters that cannot be shown or that deceive the eye."""
    return _UNSAFE.sub("", text)


def shortened(text: str, limit: int, mark: str = "……") -> str:
    """``text`` cut to at most ``limit`` characters, ``mark`` included."""
    return text if len(text) <= limit else text[: limit - len(mark)] + mark
