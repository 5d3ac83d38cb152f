"""The calendar of ``round.yaml`` and a day in, the stage that is due on that day out. Never knows reports."""

from __future__ import annotations

from collections.abc import Iterable

from analyzer.inspection.dates import is_after
from analyzer.inspection.periods import round_window
from analyzer.inspection.round_config import RoundConfig, StageDue


def due_on(config: RoundConfig, day: str | None) -> StageDue | None:
    """The last stage whose day has come; a month alone counts as its last day. None before the first."""
    if day is None:
        return None
    passed = [each for each in config.stages if is_after(each.by, day) is not True]
    return passed[-1] if passed else None


def round_day(config: RoundConfig, dates: Iterable[str | None]) -> str | None:
    """The day a round is held against: its deadline, else the end of its period, else the latest report's date."""
    if config.due:
        return config.due
    window = round_window(config.period)
    if window:
        return window.ends.isoformat()
    return max((date for date in dates if date), default=None)
