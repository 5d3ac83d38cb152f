"""One report's figures in, which of them must not be added and why out: told twice, a part, inside a running total.

The codes stand in ``REASONS``; their Chinese words in the export room. Never knows other reports.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from analyzer.inspection.figures import Figure
from analyzer.language.intervals import Interval, read_interval
from analyzer.types import Accrual, Whose

PART_OF_WHOLE: Final = "part_of_whole"
TOLD_TWICE: Final = "told_twice"
IN_CUMULATIVE: Final = "in_cumulative"
EARLIER_COUNT: Final = "earlier_count"
WITHIN_PERIOD: Final = "within_period"
SAME_ELSEWHERE: Final = "same_elsewhere"
REPORTED_BY_HOLDER: Final = "reported_by_holder"
NOT_REACHED: Final = "not_reached"
TOLD_DIFFERENTLY: Final = "told_differently"
NAME_AT_ODDS: Final = "name_at_odds"
REASONS: Final = (
    PART_OF_WHOLE, TOLD_TWICE, IN_CUMULATIVE, EARLIER_COUNT, WITHIN_PERIOD, SAME_ELSEWHERE, REPORTED_BY_HOLDER,
    NAME_AT_ODDS, NOT_REACHED, TOLD_DIFFERENTLY,
)  # fmt: skip


def root_of(index: int, whole_of: Mapping[int, int]) -> int:
    """The outermost whole of a part."""
    seen = {index}
    while index in whole_of and whole_of[index] not in seen:
        index = whole_of[index]
        seen.add(index)
    return index


def told_again(figure: Figure, earlier: Figure) -> bool:
    """Whether two figures of one value may be the same deed; two rows or two mentions in one sentence are two."""
    if figure.sentence.id == earlier.sentence.id:
        return False
    both_rows = figure.is_row and earlier.is_row
    return not both_rows or figure.is_total_row or earlier.is_total_row


def inside_others(figures: Sequence[Figure]) -> dict[int, str]:
    """Of figures of one holder, indicator and unit: index → why it lies inside another of them."""
    found = _parts_beside_a_whole(figures)
    for figure in figures:
        for whole in figures:
            if figure.index in found or whole.index in found or figure is whole:
                continue
            if reason := _why_inside(figure, whole):
                found[figure.index] = reason
                break
    return found


def _parts_beside_a_whole(figures: Sequence[Figure]) -> dict[int, str]:
    """一支部, 二支部 … beside the unit's own figure, where that is large enough to hold them all."""
    parts = [figure for figure in figures if figure.indicator.whose is Whose.PART]
    own = [figure for figure in figures if figure.indicator.whose is Whose.OWN]
    if not parts or not own or max(f.value for f in own) < sum(f.value for f in parts):
        return {}
    return {figure.index: PART_OF_WHOLE for figure in parts}


def _period(figure: Figure) -> Interval | None:
    return read_interval(figure.indicator.period) if figure.indicator.period else None


def _why_inside(figure: Figure, whole: Figure) -> str | None:
    """Why ``figure`` is in the running total ``whole``: what one month added, an earlier count, a shorter time."""
    if whole.indicator.accrual is not Accrual.CUMULATIVE or figure.value > whole.value:
        return None
    if figure.sentence.id == whole.sentence.id and figure.is_row:
        return None
    long, short = _period(whole), _period(figure)
    if figure.indicator.accrual is Accrual.NEW and (long is None or short is None or long.holds(short)):
        return IN_CUMULATIVE
    if long is None or short is None or not long.is_longer_than(short):
        return None
    return EARLIER_COUNT if figure.indicator.accrual is Accrual.CUMULATIVE else WITHIN_PERIOD
