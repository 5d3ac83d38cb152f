"""ISO months and days in, their arithmetic out: first and last day, so many months back, what lies in what.

A period is written ``START/END``, each a month (2012-06) or a day (2012-06-15); ``../END`` where only the end is told.
Never knows how a text says it.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta


def first_day(iso: str) -> date:
    """
    >>> first_day("2012-06")
    datetime.date(2012, 6, 1)
    """
    return date.fromisoformat(iso if len(iso) == 10 else f"{iso}-01")


def last_day(iso: str) -> date:
    """
    >>> last_day("2012-02")
    datetime.date(2012, 2, 29)
    """
    if len(iso) == 10:
        return date.fromisoformat(iso)
    year, month = map(int, iso.split("-"))
    return date(year, month, monthrange(year, month)[1])


def month(year: int, number: int) -> str:
    return f"{year:04d}-{number:02d}"


def months_back(iso: str, count: int) -> str:
    """The month ``count`` months before.

    >>> months_back("2012-02-20", 3)
    '2011-11'
    """
    year, number = int(iso[:4]), int(iso[5:7])
    whole = year * 12 + number - 1 - count
    return month(whole // 12, whole % 12 + 1)


def days_back(iso: str, count: int) -> str:
    """The day ``count`` days before; ``iso`` is a day."""
    return (date.fromisoformat(iso) - timedelta(days=count)).isoformat()


@dataclass(frozen=True, slots=True)
class Interval:
    """From the first day of ``start`` (None: not told) to the last day of ``end``."""

    start: str | None
    end: str

    def __str__(self) -> str:
        return f"{self.start or '..'}/{self.end}"

    @property
    def begins(self) -> date | None:
        return first_day(self.start) if self.start else None

    @property
    def ends(self) -> date:
        return last_day(self.end)

    def holds(self, other: Interval) -> bool:
        """Whether ``other`` may lie wholly inside; a start that is not told holds any."""
        if other.ends > self.ends:
            return False
        return self.begins is None or (other.begins is not None and other.begins >= self.begins)

    def is_longer_than(self, other: Interval) -> bool:
        """Whether ``other`` certainly lies inside and is shorter: it ends earlier, or is known to begin later."""
        if not self.holds(other):
            return False
        begins_later = self.begins is not None and other.begins is not None and other.begins > self.begins
        return other.ends < self.ends or begins_later


def read_interval(text: str) -> Interval:
    """
    >>> str(read_interval("../2012-06-15")), read_interval("2012-03/2012-06").begins
    ('../2012-06-15', datetime.date(2012, 3, 1))

    Raises:
        ValueError: where the text is no period.
    """
    start, slash, end = text.partition("/")
    if not slash:
        raise ValueError(f"{text!r} is no period")
    interval = Interval(None if start == ".." else start, end)
    if interval.begins is not None and interval.begins > interval.ends:
        raise ValueError(f"{text!r} ends before it begins")
    return interval
