"""The round's main totals in, each opened down to unit types, figures and sentences out, for the page.

Never knows HTML: the template writes the tags, Jinja2 escapes the text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from analyzer.export import words
from analyzer.export.breakdown import ToldFigure, around, ordered_totals, told_figures
from analyzer.export.overview import RoundTotal, counts_in_round, type_totals
from analyzer.export.page_text import anchor
from analyzer.types import Round

_AROUND: Final = 36
_FIGURES_SHOWN: Final = 400
_OTHER_TIMES_SHOWN: Final = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureView:
    """One figure of a total with the words around it; ``doubt`` says why it was not added, "" where it was."""

    before: str
    text: str
    after: str
    place: str
    anchor: str | None  # None where the report's text is not on the page
    source: str
    doubt: str
    period: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitView:
    """One unit's share of a total."""

    unit: str
    amount: str
    per_head: str
    figures: tuple[FigureView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TypeView:
    name: str
    amount: str
    holders: int
    units: tuple[UnitView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TotalView:
    """A round total; ``rest`` figures are left to the workbook."""

    total: RoundTotal
    amount: str
    types: tuple[TypeView, ...]
    rest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherTime:
    """A total of another time than the round's, which no round total holds."""

    unit: str
    indicator: str
    amount: str
    period: str
    planned: str


def total_views(round_: Round, shown: Sequence[RoundTotal], numbers: Mapping[str, int]) -> tuple[TotalView, ...]:
    """The totals of ``shown``; ``numbers`` gives the place on the page of each report whose text stands there."""
    counts = counts_in_round(round_)
    figures: dict[tuple[str, str, bool], list[ToldFigure]] = {}
    wanted = {(total.canonical, total.unit, total.planned) for total in shown}
    of_round = [t for t in ordered_totals(round_) if counts(t) and (t.canonical, t.unit, t.planned) in wanted]
    for told in told_figures(round_, of_round):
        figures.setdefault((told.total.canonical, told.total.unit, told.total.planned), []).append(told)
    of_types = {(t.canonical, t.unit, t.planned, t.unit_type): t for t in type_totals(round_)}
    views = []
    for total in shown:
        key = (total.canonical, total.unit, total.planned)
        told_here = figures.get(key, [])
        types = []
        for name, group in groupby(told_here[:_FIGURES_SHOWN], key=lambda told: told.holder_type):
            of_type = of_types.get((*key, name))
            types.append(
                TypeView(
                    name=name,
                    amount=words.amount(of_type.value, total.unit) if of_type else "",
                    holders=of_type.holders if of_type else 0,
                    units=_units(list(group), numbers),
                )
            )
        views.append(
            TotalView(
                total=total,
                amount=words.amount(total.value, total.unit),
                types=tuple(types),
                rest=max(0, len(told_here) - _FIGURES_SHOWN),
            )
        )
    return tuple(views)


def _units(figures: Sequence[ToldFigure], numbers: Mapping[str, int]) -> tuple[UnitView, ...]:
    units = []
    for holder, group in groupby(figures, key=lambda told: told.total.holder):
        members = list(group)
        total = members[0].total
        units.append(
            UnitView(
                unit=holder,
                amount=words.amount(total.value, total.unit),
                per_head="" if total.per_head is None else words.amount(total.per_head, total.unit),
                figures=tuple(_figure(told, numbers) for told in members),
            )
        )
    return tuple(units)


def _figure(told: ToldFigure, numbers: Mapping[str, int]) -> FigureView:
    before, text, after = around(told, _AROUND)
    number = numbers.get(told.report.source)
    return FigureView(
        before=before,
        text=text,
        after=after,
        place=words.place(told.sentence),
        anchor=None if number is None else anchor(number, told.sentence.id),
        source=told.report.source,
        doubt=told.doubt or "",
        period=words.period(told.figure.period),
    )


def other_times(round_: Round) -> tuple[tuple[OtherTime, ...], int]:
    """Totals of the reporting units for other times than the round's, and how many are not shown."""
    units = {submission.unit for submission in round_.submissions}
    found = [
        OtherTime(
            unit=total.holder,
            indicator=total.canonical,
            amount=words.amount(total.value, total.unit),
            period=words.period(total.period),
            planned=words.planned(total.planned),
        )
        for total in round_.totals
        if total.period is not None and total.holder in units
    ]
    return tuple(found[:_OTHER_TIMES_SHOWN]), max(0, len(found) - _OTHER_TIMES_SHOWN)
