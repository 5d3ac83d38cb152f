"""A figure's period in, whether it belongs to the round's own time out. Never knows what a figure counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from analyzer.extraction.moments import moment_of
from analyzer.extraction.time_words import times_in
from analyzer.language.intervals import Interval, first_day, read_interval


@dataclass(frozen=True, slots=True)
class Window:
    """The time a round, or one report, is about."""

    begins: date
    ends: date


def round_window(period: str | None) -> Window | None:
    """What ``period`` of ``round.yaml`` says (2012年3月5日至6月25日, 2012年上半年); None where it tells no time.

    >>> round_window("2012年3月5日至6月25日")
    Window(begins=datetime.date(2012, 3, 5), ends=datetime.date(2012, 6, 25))
    """
    if not period:
        return None
    told = [word.interval for word in times_in(period, moment_of(None, period)) if word.interval]
    spans = [interval for interval in told if interval.begins is not None]
    if not spans:
        return None
    return Window(begins=min(first_day(span.start or span.end) for span in spans), ends=max(s.ends for s in spans))


def report_window(when: str | None) -> Window | None:
    """Without a round's period: the year of the report's date; a report of January sums up the year before too."""
    if when is None:
        return None
    year = int(when[:4])
    return Window(begins=date(year - (when[5:7] == "01"), 1, 1), ends=date(year, 12, 31))


def period_apart(period: str | None, window: Window | None) -> str | None:
    """``period`` where the figure is of another time than the round's (去年, 三年来, 明年), else None.

    What only touches the round's time belongs to it, unless it began more than a year before: 今年以来 does, 三年来
    does not.
    """
    if period is None or window is None:
        return None
    told: Interval = read_interval(period)
    if told.ends < window.begins:
        return period
    if told.begins is None:
        return period if told.ends.year > window.ends.year else None
    year_before = date(window.begins.year - 1, window.begins.month, 1)
    return period if told.begins.year > window.ends.year or told.begins <= year_before else None
