"""A written date in, its ISO form out; and whether a date is after a deadline.

``YYYY-MM`` is kept as such: a month is not a day. Never knows whose date it is.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_WRITTEN: Final = re.compile(
    r"\s*(?P<year>\d{4})\s*[-/.年]\s*(?P<month>\d{1,2})(?:\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?|\s*月)?"
    r"(?:[ T]\d{1,2}:\d{2}(?::\d{2})?)?\s*"
)


def iso_date(text: str) -> str | None:
    """The ISO form of a date as offices write it, or None if it is no date.

    >>> iso_date("2012年6月5日"), iso_date("2012/6/24"), iso_date("2012-06"), iso_date("6月24日")
    ('2012-06-05', '2012-06-24', '2012-06', None)
    """
    found = _WRITTEN.fullmatch(text)
    if not found:
        return None
    year, month = int(found["year"]), int(found["month"])
    try:
        day = date(year, month, int(found["day"] or 1))
    except ValueError:
        return None
    return day.isoformat() if found["day"] else f"{year:04d}-{month:02d}"


def is_after(when: str, due: str) -> bool | None:
    """Whether ``when`` lies after ``due``; None where a month alone does not tell."""
    if len(when) >= 10 and len(due) >= 10:
        return when[:10] > due[:10]
    if when[:7] != due[:7]:
        return when[:7] > due[:7]
    return False if len(due) < 10 else None


def in_words(when: str) -> str:
    """
    >>> in_words("2012-06-05"), in_words("2012-06")
    ('2012年6月5日', '2012年6月')
    """
    parts = when.split("-")
    words = f"{int(parts[0])}年{int(parts[1])}月"
    return words + f"{int(parts[2])}日" if len(parts) > 2 else words
