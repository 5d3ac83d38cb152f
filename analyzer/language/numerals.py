"""The text of one number in, its value out: Arabic, Chinese and mixed numerals.

Spans are found elsewhere; whole sentences are never converted, since 统一 and 十分 are words.
Frames that general libraries misread (3万4000, 1,100万, 1千零20, 一万五千亿) are the reason this is our own; the
tests hold plain numerals to cn2an.
"""

from __future__ import annotations

import math
import re
from typing import Final

from analyzer.language.normalise import fold
from analyzer.types import Number

DIGITS: Final = {"零": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5, "陆": 6, "柒": 7, "捌": 8, "玖": 9, "俩": 2, "仨": 3}  # fmt: skip
SMALL_UNITS: Final = {"十": 10, "百": 100, "千": 1000, "拾": 10, "佰": 100, "仟": 1000, "廿": 20, "卅": 30}
BIG_UNITS: Final = {"万": 10**4, "亿": 10**8, "萬": 10**4, "億": 10**8}
_PIECE = re.compile(
    r"(?P<number>\d[\d,]*(?:\.\d+)?)(?P<small>[十百千]?)(?P<big>[万亿萬億]*)"
    r"|(?P<chinese>[零一二两三四五六七八九十百千廿卅壹贰叁肆伍陆柒捌玖拾佰仟]+)(?P<cbig>[万亿萬億]*)"
)


def tidy(value: float) -> Number:
    """An int where the value is whole, else a float without binary dust."""
    rounded = float(f"{value:.12g}")
    rounded = round(rounded, 6)
    return int(rounded) if rounded == int(rounded) else rounded


def _chinese(text: str) -> float:
    """A Chinese numeral below 万; 一百二 is 120 and 三千五 is 3500, as spoken."""
    if all(sign in DIGITS for sign in text):  # 二零一二: read digit by digit
        return float("".join(str(DIGITS[sign]) for sign in text))
    total, pending, last_unit = 0, 0, 1
    zero_seen = False
    for sign in text:
        if sign in DIGITS:
            pending = DIGITS[sign]
            zero_seen = zero_seen or pending == 0
        elif sign in ("廿", "卅"):
            total, pending, last_unit = total + SMALL_UNITS[sign], 0, 10
        else:
            last_unit = SMALL_UNITS[sign]
            total += (pending or 1) * last_unit
            pending, zero_seen = 0, False
    if pending and last_unit >= 100 and not zero_seen:  # 一百二
        return float(total + pending * last_unit // 10)
    return float(total + pending)


def parse_number(text: str) -> Number | None:
    """The value of a number's text without sign words, or None if it is not one number.

    >>> parse_number("671.12万"), parse_number("三百二十一"), parse_number("3万4000"), parse_number("一百二")
    (6711200, 321, 34000, 120)
    """
    text = fold(text).replace(" ", "").replace("，", ",")
    if not text:
        return None
    total = 0.0
    place = 0
    last_scale: float = float("inf")
    for found in _PIECE.finditer(text):
        if found.start() != place:
            return None
        place = found.end()
        if found["chinese"] == "零":  # 1千零20
            continue
        if found["number"]:
            piece = float(found["number"].replace(",", "")) * SMALL_UNITS.get(found["small"], 1)
            bigs = found["big"]
        else:
            piece, bigs = _chinese(found["chinese"]), found["cbig"]
        big = math.prod(BIG_UNITS[sign] for sign in bigs)
        scale = big * SMALL_UNITS.get(found["small"] or "", 1)
        if big > 1 and scale >= last_scale:  # 一万五千亿: what stood before is counted in the larger unit too
            total = (total + piece) * big
        elif scale >= last_scale:
            return None
        elif found["chinese"] and len(found["chinese"]) == 1 and big == 1 and last_scale != float("inf"):
            total += piece * last_scale / 10  # 三万五 is 35000
        else:
            total += piece * big
        last_scale = scale
    if place != len(text):
        return None
    return tidy(total)


def scale_of(text: str) -> int:
    """The scale that ends a number's text (3.2万 → 10000), to share it over a range (2~3万)."""
    scale = 1
    for sign in reversed(text):
        if sign in BIG_UNITS:
            scale *= BIG_UNITS[sign]
        else:
            break
    return scale
