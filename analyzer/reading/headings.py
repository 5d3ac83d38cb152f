"""Headings that only look like headings: 一、…  （一）…  1．…  as Chinese reports number them.

In: a paragraph's text. Out: its heading level, or None. Never knows styles, fonts or places.
"""

from __future__ import annotations

import re
from typing import Final

_NUMERAL: Final = "[一二三四五六七八九十百]{1,4}"
_PATTERNS: Final = (
    (re.compile(rf"第{_NUMERAL}[章编部]分?[\s、：]?|{_NUMERAL}[、，．.]\s*(?!是)"), 1, 40),
    (re.compile(rf"[（(]{_NUMERAL}[）)]|第{_NUMERAL}节"), 2, 40),
    (re.compile(r"[1-9１-９]\d?\s*[．.、](?!\s*\d)"), 3, 30),
    (re.compile(r"[（(][1-9]\d?[）)]"), 4, 30),
)
_SENTENCE_END: Final = re.compile("[。！？；!?;]")
_OPEN_END: Final = re.compile("[，、,]$")
LONGEST_STYLED: Final = 80  # a heading style on a longer text with sentences in it was misused


def heading_level(text: str) -> int | None:
    """The level by the numbering at the start of a short text that is no sentence; run-in headings have none."""
    if len(text) > 40 or "\t" in text or _SENTENCE_END.search(text) or _OPEN_END.search(text):
        return None
    for pattern, level, longest in _PATTERNS:
        found = pattern.match(text)
        if found:
            rest = text[found.end() :].strip()
            return level if rest and len(text) <= longest and not rest[0].isdigit() else None
    return None


def is_prose(text: str) -> bool:
    """A text too long and too sentence-like to be a heading, whatever its style says."""
    return len(text) > LONGEST_STYLED and bool(_SENTENCE_END.search(text))
