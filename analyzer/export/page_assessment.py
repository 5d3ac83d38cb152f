"""The assessment table and the units' histories in, their rows on the page out, each point with its reason and sentences.

Never knows HTML.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from analyzer.export import words
from analyzer.export.assessed import HOW, PROPOSAL, expectation, points, questions, row_traces
from analyzer.export.page_text import anchor
from analyzer.export.plain import shortened
from analyzer.types import Round

_SHOWN: Final = 4
_QUOTE: Final = 120
#: A browser chokes on more; the rest stands in the workbook.
_UNITS: Final = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A sentence; ``anchor`` is None where its report's text is not on the page."""

    anchor: str | None
    place: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemView:
    name: str
    points: str
    empty: bool
    reason: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowView:
    unit: str
    total: str
    points: str
    counted: str
    questions: tuple[str, ...]
    items: tuple[ItemView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessedView:
    """The whole section: what it is, what could not be used, the rows."""

    proposal: str
    how: str
    notes: tuple[str, ...]
    rows: tuple[RowView, ...]
    rest: int  # units that stand only in the workbook


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryView:
    unit: str
    anchor: str | None
    stage: str
    calendar: str
    before: str  # stage of the earlier report
    progress: str
    message: str
    warm: bool  # behind, standing still or going back


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoriesView:
    expected: str
    has_earlier: bool
    rows: tuple[HistoryView, ...]


def assessment_views(round_: Round, numbers: Mapping[str, int]) -> AssessedView:
    """The table as the page shows it; ``numbers`` are the reports whose text is on the page."""
    table = round_.assessment
    reports = {report.source: report for report in round_.reports}
    rows = []
    for row in table.rows[:_UNITS] if table else ():
        items = []
        for trace in row_traces(row, reports):
            number = numbers.get(trace.item.source or "")
            items.append(
                ItemView(
                    name=words.ASSESSED[trace.item.item],
                    points=points(trace.item),
                    empty=trace.item.points is None,
                    reason=trace.reason,
                    places=tuple(
                        Place(
                            anchor=None if number is None else anchor(number, sentence.id),
                            place=words.place(sentence),
                            text=shortened(sentence.text, _QUOTE),
                        )
                        for sentence in trace.sentences[:_SHOWN]
                    ),
                )
            )
        rows.append(
            RowView(
                unit=row.unit,
                total="不出总分" if row.total is None else f"{row.total:.1f}",
                points="" if row.points is None else f"{row.points:g}",
                counted=f"{row.counted:g}",
                questions=questions(row),
                items=tuple(items),
            )
        )
    return AssessedView(
        proposal=PROPOSAL,
        how=HOW,
        notes=table.notes if table else (),
        rows=tuple(rows),
        rest=len(table.rows) - len(rows) if table else 0,
    )


def history_views(round_: Round, numbers: Mapping[str, int]) -> HistoriesView:
    """Every unit of the round, those with something to ask first."""
    rows = []
    for each in round_.history:
        number = numbers.get(each.source or "")
        rows.append(
            HistoryView(
                unit=each.unit,
                anchor=None if number is None else f"r{number}",
                stage=words.STAGES[each.stage] if each.stage else "",
                calendar=words.CALENDAR[each.calendar] if each.calendar else "",
                before=words.STAGES[each.earlier_stage] if each.earlier_stage else "",
                progress=words.PROGRESS[each.progress] if each.progress else "",
                message=each.message,
                warm=each.calendar == "behind"
                or each.progress in ("standstill", "backward")
                or any(figure.change == "fell" for figure in each.figures),
            )
        )
    return HistoriesView(
        expected=expectation(round_),
        has_earlier=any(each.reported_before is not None for each in round_.history),
        rows=tuple(sorted(rows, key=lambda row: not row.warm)),
    )
