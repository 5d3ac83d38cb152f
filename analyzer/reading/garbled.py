"""Whether the text layer of a PDF says what the page shows, or is only a font's private numbering.

In: the text of a page. Out: how much of it is implausible, 0…1. Never knows fonts or layout.
"""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Final

LIMIT: Final = 0.35  # a page with more than this share of implausible characters is not to be read
_ENOUGH: Final = 40  # ideographs on which a share can rest
_PLAUSIBLE_COMMON: Final = 0.55  # real Chinese texts of any kind lie above 0.75; wrong maps below 0.3

_CID: Final = re.compile(r"\(cid:\d+\)")
_WRONG: Final = re.compile("[\ue000-\uf8ff\ufffd\x00-\x08\x0e-\x1f\x80-\x9f\U000f0000-\U0010ffff]")
# Scripts and signs a Chinese report is written in. What lies outside comes from glyph numbers read as code points.
_EXPECTED: Final = re.compile(
    "[\t\n\r -~\u00a0\u00a5\u00a7\u00b0-\u00b4\u00b7\u00d7\u00f7\u0391-\u03c9\u2010-\u2027\u2030-\u205e\u2070-\u209f"
    "\u20ac\u2100-\u22ff\u2300-\u23ff\u2460-\u27bf\u2e80-\u2fdf\u3000-\u303f\u3105-\u312f\u3200-\u33ff\u3400-\u9fff"
    "\uf900-\ufaff\ufe30-\ufe6f\uff01-\uffee\U00020000-\U0003134f]"
)
_LATIN: Final = re.compile("[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f]")
_LATIN_EXTENDED: Final = re.compile("[\u00a1-\u024f]")
_IDEOGRAPH: Final = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_VOWEL: Final = re.compile("[aeiouAEIOU]")
_WORD: Final = re.compile("[A-Za-z]{2,}")


@cache
def common_characters() -> frozenset[str]:
    """About 1,500 ideographs that make up nine tenths of a report; kept as a file beside this module."""
    text = files("analyzer.reading").joinpath("common_characters.txt").read_text(encoding="utf-8")
    return frozenset("".join(text.split()))


def garbled_share(text: str) -> float:
    """The share of ``text`` that cannot be what the page shows; 0 for an empty one."""
    cids = len(_CID.findall(text))
    text = _CID.sub("", text)
    characters = [character for character in text if not character.isspace()]
    count = len(characters) + cids
    if not count:
        return 0.0
    compact = "".join(characters)
    wrong = cids + len(_WRONG.findall(compact))
    unexpected = len(characters) - len(_EXPECTED.findall(compact))
    share = min(1.0, max(wrong, unexpected - _european(compact, unexpected)) / count)
    ideographs = _IDEOGRAPH.findall(compact)
    if len(ideographs) >= _ENOUGH and common_share(ideographs) < _PLAUSIBLE_COMMON:
        share = max(share, len(ideographs) / count)
    if len(ideographs) < 0.05 * count and count >= _ENOUGH and _is_sign_salad(compact, text):
        share = 1.0
    return share


def common_share(ideographs: list[str]) -> float:
    """How many of the ideographs are common ones, counting only the simplified and traditional that reports use."""
    common = common_characters()
    return sum(character in common for character in ideographs) / len(ideographs)


def _european(text: str, unexpected: int) -> int:
    """Accented letters are no fault in a text that is mostly Latin letters (names in French, pinyin)."""
    extended = len(_LATIN_EXTENDED.findall(text))
    latin = len(_LATIN.findall(text))
    return min(unexpected, extended) if latin and extended < 0.25 * latin else 0


def _is_sign_salad(compact: str, text: str) -> bool:
    """ASCII that is no language: mostly signs, or letters that form no words."""
    letters = sum(character.isalpha() for character in compact)
    digits = sum(character.isdigit() for character in compact)
    if letters + digits < 0.45 * len(compact):
        return True
    words = _WORD.findall(text)
    if len(words) < 12 or letters < 0.7 * len(compact):
        return False  # figures and abbreviations
    return sum(bool(_VOWEL.search(word)) for word in words) < 0.4 * len(words)
