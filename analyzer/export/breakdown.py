"""A ``Round``'s totals in, the figures they are made of out, in one order for workbook, page and terminal.

Every total opens down to its sentences; what was left out stands beside what was added, with the reason.
Never knows formats.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from analyzer.export import words
from analyzer.export.overview import by_source, counts_in_round, round_totals
from analyzer.types import Analysis, Indicator, Round, Sentence, Total


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldFigure:
    """One figure of a total. ``doubt`` is None for one that was added, else the short word why it was not."""

    total: Total
    in_round: bool  # the total is part of the round's
    report: Analysis
    figure: Indicator
    sentence: Sentence
    doubt: str | None
    number: int  # in the report's list of figures

    @property
    def holder_type(self) -> str:
        return self.total.holder_type or words.UNKNOWN_TYPE


def ordered_totals(round_: Round) -> tuple[Total, ...]:
    """The totals by indicator, told by most units first; of each, those that make up the round, then all others."""
    counts = counts_in_round(round_)
    order: dict[str, int] = {}
    for each in round_totals(round_):
        order.setdefault(each.canonical, len(order))

    def rank(total: Total) -> tuple[object, ...]:
        return (
            order.get(total.canonical, len(order)),
            total.canonical, total.unit, total.planned, not counts(total), total.holder_type or words.UNKNOWN_TYPE,
            total.holder, total.period or "",
        )  # fmt: skip

    return tuple(sorted(round_.totals, key=rank))


def told_figures(round_: Round, totals: Iterable[Total] | None = None) -> Iterator[ToldFigure]:
    """The figures of ``totals`` (all, in ``ordered_totals``' order): of each what was added, then what was not."""
    sources, counts = by_source(round_), counts_in_round(round_)
    for total in ordered_totals(round_) if totals is None else totals:
        for added, places in ((True, total.places), (False, total.doubtful)):
            for place in places:
                report = sources.get(place.source)
                if report is None or place.indicator >= len(report.indicators):
                    continue
                figure = report.indicators[place.indicator]
                yield ToldFigure(
                    total=total,
                    in_round=counts(total),
                    report=report,
                    figure=figure,
                    sentence=report.sentences[figure.sentence],
                    doubt=None if added else words.doubt(place.reason),
                    number=place.indicator,
                )


def around(told: ToldFigure, width: int) -> tuple[str, str, str]:
    """The words before a figure, the figure, and the words after it, at most ``width`` on either side."""
    text, start, end = told.sentence.text, told.figure.start, told.figure.end
    first, last = max(0, start - width), min(len(text), end + width)
    before = ("……" if first else "") + text[first:start].replace("\t", "　")
    after = text[end:last].replace("\t", "　") + ("……" if last < len(text) else "")
    return before, text[start:end], after


def doubt_counts(total: Total) -> str:
    """Why figures of a total were left out, and how many: 部分与整体 3，同一数字重复 1."""
    counted: dict[str, int] = {}
    for place in total.doubtful:
        word = words.doubt(place.reason)
        counted[word] = counted.get(word, 0) + 1
    return "，".join(f"{word} {count}" for word, count in counted.items())
