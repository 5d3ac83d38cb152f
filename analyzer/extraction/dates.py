"""Text in, the dates it names out, as ISO strings (YYYY-MM-DD or YYYY-MM). Never knows what a date is of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from analyzer.language.normalise import fold
from analyzer.language.numerals import parse_number

_DIGIT: Final = r"[零一二三四五六七八九\d]"
_FULL: Final = re.compile(
    rf"(?P<year>{_DIGIT}{{4}})\s?年\s?(?P<month>[一二三四五六七八九十\d]{{1,2}})\s?月(?:份)?(?:\s?(?P<day>[一二三四五六七八九十\d]{{1,3}})\s?[日号])?"
    r"|(?<!\d)(?P<y2>(?:19|20)\d\d)[-./](?P<m2>\d{1,2})(?:[-./](?P<d2>\d{1,2}))?(?!\d)"
    r"|(?<!\d)(?P<y3>20\d\d)(?P<m3>0[1-9]|1[0-2])(?P<d3>[0-2]\d|3[01])(?!\d)"
)

#: 二O一二 is often typed with the letter O.
_LETTER_O: Final = re.compile(r"(?<=[一二三四五六七八九零])[Oo](?=[一二三四五六七八九零年Oo])|(?<=[Oo])[Oo](?=年)")


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedDate:
    iso: str
    start: int
    end: int


def find_dates(text: str) -> Iterator[NamedDate]:
    """Yield dates with at least a year and a month, left to right; impossible ones are left out.

    >>> [date.iso for date in find_dates("二〇一二年六月二十日")]
    ['2012-06-20']
    """
    folded = _LETTER_O.sub("零", fold(text))
    for found in _FULL.finditer(folded):
        year = parse_number(found["year"] or found["y2"] or found["y3"])
        month = parse_number(found["month"] or found["m2"] or found["m3"])
        day_text = found["day"] or found["d2"] or found["d3"]
        day = parse_number(day_text) if day_text else None
        if year is None or month is None or not 1949 <= year <= 2100 or not 1 <= month <= 12:
            continue
        if day is not None and not 1 <= day <= 31:
            day = None
        iso = f"{int(year):04d}-{int(month):02d}" + (f"-{int(day):02d}" if day is not None else "")
        yield NamedDate(iso=iso, start=found.start(), end=found.end())
