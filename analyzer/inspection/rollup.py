"""The reports that count in, their figures added up by holder, indicator and unit out.

What seems to tell the same deed again (a part beside its whole, the same value in two places, another unit's own
figure) is left out and listed as doubtful. Rates and so-much-per-head are never added: the latest stands.
Never knows verdicts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from analyzer.inspection.figures import Figure, figures_of
from analyzer.inspection.parts import find_parts
from analyzer.inspection.roster import NO_UNIT
from analyzer.language.numerals import tidy
from analyzer.types import Analysis, FigureKind, IndicatorPlace, Total

_Key: TypeAlias = tuple[str, str, str, bool]  # holder, indicator, unit, planned
_TOTAL_WORD: Final = re.compile(r"^(?:合计|总计|小计|共计|累计)")
_KINDS: Final = tuple(FigureKind)


@dataclass(slots=True)
class _Sum:
    counted: list[tuple[str, Figure]] = field(default_factory=list)
    doubtful: list[tuple[str, Figure]] = field(default_factory=list)


def _holder(figure: Figure, own: str, standard: Callable[[str], str]) -> str:
    holder = figure.indicator.holder
    if not holder or _TOTAL_WORD.match(holder):
        return own
    return standard(holder)


def _told_again(figure: Figure, earlier: Figure) -> bool:
    """Whether two figures of one value may be the same deed; two rows or two mentions in one sentence are two."""
    if figure.sentence.id == earlier.sentence.id:
        return False
    both_rows = figure.is_row and earlier.is_row
    return not both_rows or figure.is_total_row or earlier.is_total_row


def _one_report(analysis: Analysis, own: str, standard: Callable[[str], str], sums: dict[_Key, _Sum]) -> None:
    """Sort one report's figures into the sums."""
    figures = figures_of(analysis)
    whole_of = find_parts(analysis, figures)
    figure_at = {figure.index: figure for figure in figures}
    source = analysis.source

    def sum_of(figure: Figure) -> _Sum:
        return sums.setdefault((_holder(figure, own, standard), *figure.key), _Sum())

    told: dict[tuple[str, str, str, bool, float], list[Figure]] = {}
    for figure in figures:
        if figure.is_ratio:
            sum_of(figure).counted.append((source, figure))
            continue
        if figure.index in whole_of:
            root, seen = figure.index, {figure.index}
            while root in whole_of and whole_of[root] not in seen:
                root = whole_of[root]
                seen.add(root)
            sum_of(figure_at[root]).doubtful.append((source, figure))
            continue
        earlier = told.setdefault((_holder(figure, own, standard), *figure.key, float(figure.value)), [])
        again = any(_told_again(figure, other) for other in earlier)
        earlier.append(figure)
        entry = sum_of(figure)
        (entry.doubtful if again else entry.counted).append((source, figure))


def add_up(
    analyses: Sequence[Analysis],
    *,
    unit_of: Mapping[str, str],
    standard: Callable[[str], str],
    type_of: Callable[[str], str | None],
    date_of: Callable[[str], str | None],
) -> tuple[Total, ...]:
    """Totals, sorted by holder, indicator, unit, achieved before planned.

    Args:
        analyses: the reports that count, one a unit; no circulars.
        unit_of: source → the reporting unit's standard name.
        standard: a holder as written → its standard name.
        type_of: a unit's type.
        date_of: a source's date; orders rates.
    """
    sums: dict[_Key, _Sum] = {}
    for analysis in sorted(analyses, key=lambda each: (date_of(each.source) or "", each.source)):
        _one_report(analysis, unit_of.get(analysis.source, NO_UNIT), standard, sums)
    totals = []
    for (holder, name, unit, planned), entry in sums.items():
        own = {figure.value for source, figure in entry.counted if unit_of.get(source) == holder}
        kept: list[tuple[str, Figure]] = []
        doubtful = list(entry.doubtful)
        for source, figure in entry.counted:
            told_by_holder = unit_of.get(source) != holder and figure.value in own and not figure.is_ratio
            (doubtful if told_by_holder else kept).append((source, figure))
        if not kept:  # only parts of a whole that another figure holds
            continue
        ratio = all(figure.is_ratio for _, figure in kept)
        value = kept[-1][1].value if ratio else tidy(sum(figure.value for _, figure in kept))
        kinds = Counter(figure.indicator.kind for _, figure in kept)
        totals.append(
            Total(
                holder=holder,
                holder_type=type_of(holder),
                canonical=name,
                unit=unit,
                kind=max(_KINDS, key=lambda kind: kinds[kind]),
                planned=planned,
                value=value,
                places=_places(kept),
                doubtful=_places(doubtful),
            )
        )
    return tuple(sorted(totals, key=lambda each: (each.holder, each.canonical, each.unit, each.planned)))


def _places(told: Sequence[tuple[str, Figure]]) -> tuple[IndicatorPlace, ...]:
    return tuple(
        sorted(
            (IndicatorPlace(source=source, indicator=figure.index) for source, figure in told),
            key=lambda each: (each.source, each.indicator),
        )
    )
