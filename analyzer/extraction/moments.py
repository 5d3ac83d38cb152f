"""What a time in a report's words is seen from: the report's date and the year its words mean; and what one time is.

In: the date and title of a report. Out: ``Moment``, ``TimeWord``, and intervals placed in the right year.
Never knows how times are written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from analyzer.language import intervals
from analyzer.language.intervals import Interval
from analyzer.language.normalise import fold
from analyzer.types import Accrual

Kind = Literal["span", "since", "until"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """From when a text is told: the report's date, and the year its words mean."""

    date: str | None  # ISO, a month or a day
    year: int | None
    titled: bool = False  # the title names the year
    planned: bool = False  # what is to come lies ahead, what was done behind


@dataclass(frozen=True, slots=True, kw_only=True)
class TimeWord:
    """One time in a text. ``wide``: longer than a day or a feast; ``attached``: only the next figure's."""

    start: int
    end: int
    kind: Kind
    interval: Interval | None  # None: what it means cannot be told
    accrual: Accrual | None = None
    wide: bool = True
    attached: bool = False
    other_year: bool = False


def moment_of(date: str | None, title: str, *, planned: bool = False) -> Moment:
    """The year of a report's words is its title's, else its date's; in January the year just ended is summed up."""
    told = {int(found) for found in re.findall(r"(?<!\d)((?:19|20)\d\d)(?=\s?年|\.\d)", fold(title))}
    own = int(date[:4]) if date else None
    if len(told) == 1 and (own is None or next(iter(told)) in (own, own - 1)):
        return Moment(date=date, year=told.pop(), titled=True, planned=planned)
    if own is not None and date and date[5:7] == "01" and not planned:
        own -= 1
    return Moment(date=date, year=own, planned=planned)


def in_its_year(interval: Interval, moment: Moment, *, year_told: bool) -> Interval | None:
    """An interval moved a year where its year was not told, and cut at the report's date; None if it cannot be."""
    if moment.date is None:
        return interval
    today = intervals.last_day(moment.date)
    begins = interval.begins or interval.ends
    if moment.planned:
        ahead = not year_told and interval.start is None and moment.date[5:7] >= "09"
        return years_on(interval, 1) if ahead and interval.ends < intervals.first_day(moment.date) else interval
    if begins > today:
        moved = None if year_told else years_on(interval, -1)
        return moved if moved and (moved.begins or moved.ends) <= today else None
    if interval.ends > today and interval.end[:7] > moment.date[:7]:
        return Interval(interval.start, moment.date) if interval.start else None
    return interval


def years_on(interval: Interval, years: int) -> Interval:
    def move(iso: str) -> str:
        year = f"{int(iso[:4]) + years:04d}"
        return f"{year}-02-28" if iso[5:] == "02-29" else year + iso[4:]

    return Interval(move(interval.start) if interval.start else None, move(interval.end))


def until_now(start: str | None, moment: Moment) -> Interval | None:
    if moment.date is None or (start and intervals.first_day(start) > intervals.last_day(moment.date)):
        return None
    return Interval(start, moment.date)
