"""Page numbers, alone on a line or within a header or footer.

In: one line. Out: whether it is only a page number, or the line without it. Never knows where it stood.
"""

from __future__ import annotations

import re
from typing import Final

_DASH: Final = r"[-—–―－─‐·•~～|\s]"
_NUMBER: Final = r"(?:\d{1,4}|[０-９]{1,4})"
_WORDS: Final = (
    rf"第\s*(?:{_NUMBER}|[一二三四五六七八九十百]+)\s*页(?:\s*[/／,，、（(|]?\s*共\s*(?:{_NUMBER}|[一二三四五六七八九十百]+)\s*页[）)]?)?"
    rf"|共\s*{_NUMBER}\s*页\s*[,，、]?\s*第\s*{_NUMBER}\s*页"
    rf"|(?:[Pp]age|PAGE)\s*{_NUMBER}(?:\s*(?:of|/|OF)\s*{_NUMBER})?"
)
_ONLY: Final = re.compile(
    rf"{_DASH}*(?:{_NUMBER}|[ivxlcIVXLC]{{1,7}}|{_NUMBER}\s*[/／]\s*{_NUMBER}|{_WORDS}|[-—–]\s*{_NUMBER}\s*[-—–]|{_NUMBER}\s*页)"
    rf"{_DASH}*"
)
_BARE: Final = re.compile(rf"\s*{_NUMBER}\s*|\s*[ivxlcIVXLC]{{1,7}}\s*")
_WITHIN: Final = re.compile(
    rf"\s*(?:{_WORDS}|{_DASH}\s*{_NUMBER}\s*{_DASH}(?=\s*$)|(?<=\s){_NUMBER}\s*/\s*{_NUMBER})\s*"
)


def is_page_number(line: str) -> bool:
    """``- 3 -``, ``第3页 共8页``, ``3/8``, ``3``, ``iv``."""
    return bool(_ONLY.fullmatch(line))


def is_bare_number(line: str) -> bool:
    """A number with nothing to show that it counts pages: its place must decide."""
    return bool(_BARE.fullmatch(line))


def without_page_number(line: str) -> str:
    """A header or footer with the page number in it taken out."""
    return "" if is_page_number(line) else _WITHIN.sub(" ", line).strip()
