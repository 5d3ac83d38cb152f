"""The reports that count in, their figures added up by holder, indicator, unit and period out.

What seems to tell the same deed again (a part beside its whole, the same value in two places, a month inside a running
total, another unit's own figure) is left out and listed as doubtful with its reason. Rates and so-much-per-head are
never added: the latest stands. Never knows verdicts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from analyzer.inspection import doubts
from analyzer.inspection.figures import Figure, canonical_entries, figures_of
from analyzer.inspection.parts import find_parts
from analyzer.inspection.periods import Window, period_apart, report_window
from analyzer.inspection.roster import NO_UNIT
from analyzer.inspection.same_deed import Told, told_elsewhere
from analyzer.language.numerals import tidy
from analyzer.types import Analysis, FigureKind, IndicatorPlace, Number, Total

_Key: TypeAlias = tuple[str, str, str, bool, str | None]  # holder, indicator, unit, planned, period
_TOTAL_WORD: Final = re.compile(r"^(?:合计|总计|小计|共计|累计)")
_KINDS: Final = tuple(FigureKind)
_PER_HEAD: Final = frozenset({"时间", "金额"})


@dataclass(slots=True)
class _Sum:
    counted: list[tuple[str, Figure]] = field(default_factory=list)
    doubtful: list[tuple[str, Figure, str]] = field(default_factory=list)

    def drop(self, reasons: Mapping[tuple[str, int], str]) -> None:
        """Move the figures that have a reason from counted to doubtful."""
        kept = []
        for source, figure in self.counted:
            reason = reasons.get((source, figure.index))
            if reason is None:
                kept.append((source, figure))
            else:
                self.doubtful.append((source, figure, reason))
        self.counted = kept


def _holder(figure: Figure, own: str, standard: Callable[[str], str]) -> str:
    holder = figure.indicator.holder
    if not holder or _TOTAL_WORD.match(holder):
        return own
    return standard(holder)


def _one_report(
    analysis: Analysis, own: str, standard: Callable[[str], str], window: Window | None, sums: dict[_Key, _Sum]
) -> None:
    """Sort one report's figures into the sums."""
    figures = figures_of(analysis)
    whole_of = find_parts(analysis, figures)
    figure_at = {figure.index: figure for figure in figures}
    source = analysis.source

    def key_of(figure: Figure) -> _Key:
        return (_holder(figure, own, standard), *figure.key, period_apart(figure.indicator.period, window))

    told: dict[tuple[_Key, float], list[Figure]] = {}
    here: dict[_Key, list[Figure]] = {}
    for figure in figures:
        if not figure.is_named:  # 元 and 学生 added up over a round say nothing; the report shows them
            continue
        key = key_of(figure)
        if figure.is_at_odds:
            meant = (key[0], figure.indicator.canonical or key[1], *key[2:])
            sums.setdefault(meant, _Sum()).doubtful.append((source, figure, doubts.NAME_AT_ODDS))
            continue
        entry = sums.setdefault(key, _Sum())
        if figure.is_undone:
            entry.doubtful.append((source, figure, doubts.NOT_REACHED))
            continue
        if figure.is_ratio:
            entry.counted.append((source, figure))
            continue
        if figure.index in whole_of:
            root = figure_at[doubts.root_of(figure.index, whole_of)]
            sums.setdefault(key_of(root), _Sum()).doubtful.append((source, figure, doubts.PART_OF_WHOLE))
            continue
        earlier = told.setdefault((key, float(figure.value)), [])
        again = any(doubts.told_again(figure, other) for other in earlier)
        earlier.append(figure)
        if again:
            entry.doubtful.append((source, figure, doubts.TOLD_TWICE))
        else:
            entry.counted.append((source, figure))
            here.setdefault(key, []).append(figure)
    other_than = [check.indicators for check in analysis.checks if check.code == "told_differently"]
    for key, counted in here.items():
        reasons = doubts.inside_others(counted)
        standing = {figure.index for figure in counted if figure.index not in reasons}
        for told_of in other_than:  # of two values for one thing the first stands until the unit has been asked
            mine = [index for index in told_of if index in standing]
            reasons |= dict.fromkeys(mine[1:], doubts.TOLD_DIFFERENTLY)
            standing -= set(mine[1:])
        sums[key].drop({(source, index): reason for index, reason in reasons.items()})


def add_up(
    analyses: Sequence[Analysis],
    *,
    unit_of: Mapping[str, str],
    standard: Callable[[str], str],
    type_of: Callable[[str], str | None],
    date_of: Callable[[str], str | None],
    headcount_of: Callable[[str], int | None] = lambda _: None,
    window: Window | None = None,
) -> tuple[Total, ...]:
    """Totals, sorted by holder, indicator, unit, achieved before planned, the round's own time before others.

    Args:
        analyses: the reports that count, one a unit; no circulars.
        unit_of: source → the reporting unit's standard name.
        standard: a holder as written → its standard name.
        type_of: a unit's type.
        date_of: a source's date; orders rates.
        headcount_of: a unit's staff, where the roster tells it.
        window: the round's time; None: the year of each report.
    """
    sums: dict[_Key, _Sum] = {}
    ordered = sorted(analyses, key=lambda each: (date_of(each.source) or "", each.source))
    for analysis in ordered:
        own_date = analysis.metadata.date if analysis.metadata else None
        time = window or report_window(own_date or date_of(analysis.source))
        _one_report(analysis, unit_of.get(analysis.source, NO_UNIT), standard, time, sums)
    _leave_to_the_holder(sums, unit_of)
    _leave_to_one_report(sums, {each.source: each for each in ordered}, unit_of, type_of, standard)
    totals = []
    for (holder, name, unit, planned, period), entry in sums.items():
        if not entry.counted:  # only parts of a whole that another figure holds
            continue
        ratio = all(figure.is_ratio for _, figure in entry.counted)
        value = entry.counted[-1][1].value if ratio else tidy(sum(figure.value for _, figure in entry.counted))
        kinds = Counter(figure.indicator.kind for _, figure in entry.counted)
        kind = max(_KINDS, key=lambda each: kinds[each])
        totals.append(
            Total(
                holder=holder,
                holder_type=type_of(holder),
                canonical=name,
                unit=unit,
                kind=kind,
                planned=planned,
                value=value,
                places=_places((source, figure, None) for source, figure in entry.counted),
                doubtful=_places(iter(entry.doubtful)),
                period=period,
                per_head=None if ratio else _per_head(name, kind, value, headcount_of(holder)),
            )
        )
    return tuple(
        sorted(totals, key=lambda each: (each.holder, each.canonical, each.unit, each.planned, each.period or ""))
    )


def _leave_to_the_holder(sums: Mapping[_Key, _Sum], unit_of: Mapping[str, str]) -> None:
    """What others tell of a unit counts only where the unit's own report is silent."""
    for (holder, *_), entry in sums.items():
        told = [(source, figure) for source, figure in entry.counted if not figure.is_ratio]
        if any(unit_of.get(source) == holder for source, _ in told):
            entry.drop(
                {
                    (source, figure.index): doubts.REPORTED_BY_HOLDER
                    for source, figure in told
                    if unit_of.get(source) != holder
                }
            )


def _leave_to_one_report(
    sums: Mapping[_Key, _Sum],
    analyses: Mapping[str, Analysis],
    unit_of: Mapping[str, str],
    type_of: Callable[[str], str | None],
    standard: Callable[[str], str],
) -> None:
    """A deed that two units report counts once; the other figure is shown beside its unit's, else beside the first."""
    told = {
        (source, figure.index): Told(
            source=source, figure=figure, unit=unit_of.get(source, NO_UNIT),
            unit_type=type_of(unit_of.get(source, NO_UNIT)), analysis=analyses[source], standard=standard,
        )
        for entry in sums.values()
        for source, figure in entry.counted
    }  # fmt: skip
    key_of = {(source, figure.index): key for key, entry in sums.items() for source, figure in entry.counted}
    same = {
        place: standing
        for place, standing in told_elsewhere(told.values()).items()
        if key_of[place][4] == key_of[standing.source, standing.figure.index][4]
    }
    for place in sorted(same):
        entry = sums[key_of[place]]
        entry.drop({place: doubts.SAME_ELSEWHERE})
    for place in sorted(same):
        entry = sums[key_of[place]]
        if not entry.counted:
            standing = same[place]
            moved = [each for each in entry.doubtful if (each[0], each[1].index) == place]
            entry.doubtful = [each for each in entry.doubtful if (each[0], each[1].index) != place]
            sums[key_of[standing.source, standing.figure.index]].doubtful += moved


def _per_head(name: str, kind: FigureKind, value: Number, headcount: int | None) -> float | None:
    """Days, visits and money by head of the unit's staff; None where that says nothing."""
    entry = canonical_entries().get(name)
    if entry is None or not headcount or kind is FigureKind.OUTCOME:
        return None
    if entry.dimension in _PER_HEAD or name.startswith("走访"):
        return round(value / headcount, 2)
    return None


def _places(told: Iterator[tuple[str, Figure, str | None]]) -> tuple[IndicatorPlace, ...]:
    places = [IndicatorPlace(source=source, indicator=figure.index, reason=reason) for source, figure, reason in told]
    return tuple(sorted(places, key=lambda each: (each.source, each.indicator)))
