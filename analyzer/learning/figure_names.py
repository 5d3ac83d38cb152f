"""Figures with the names readers gave them in, the part ``names`` of a model out.

The candidates of a figure are made with the names of other folds only: a name that a reader gave once must not be found
again by its own count. Never knows which figures are claims.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from analyzer.extraction.figure_grammar import FigureSpan
from analyzer.extraction.figure_names import learning_group
from analyzer.extraction.name_candidates import Before, name_candidates, words_of
from analyzer.language.tokens import place
from analyzer.model.frozen import WordTable
from analyzer.model.name_counts import NameCounts, count_names
from analyzer.model.ranking import fit_ranking


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFigure:
    """One labelled figure: its sentence's text and number, its span, the reader's name for it."""

    text: str
    sentence: int
    span: FigureSpan
    name: str


def _counted(reports: Sequence[Sequence[NamedFigure]]) -> NameCounts:
    return count_names(((item.span.unit, item.name) for report in reports for item in report), cut=words_of)


def nameless() -> dict[str, Any]:
    """A part that knows no names, for what needs none."""
    return {"counts": count_names((), cut=words_of), "weights": WordTable()}


def fit_names(reports: Sequence[Sequence[NamedFigure]], folds: Sequence[int]) -> dict[str, Any]:
    """Fit the part ``names``.

    Args:
        reports: the named figures of each report, in order of place.
        folds: a fold for each report.
    """
    groups: list[Any] = []
    shares: list[list[float]] = []
    for fold in sorted(set(folds)):
        counts = _counted([report for report, own in zip(reports, folds, strict=True) if own != fold])
        for report in (report for report, own in zip(reports, folds, strict=True) if own == fold):
            last: NamedFigure | None = None
            for item in report:
                before = None
                if last and last.sentence == item.sentence:
                    before = Before(name=last.name, span=last.span)
                last = item
                found = name_candidates(item.text, place(item.text), item.span, before, counts)
                group = learning_group(found, item.name)
                if group:
                    groups.append(group[0])
                    shares.append(group[1])
    return {"counts": _counted(reports), "weights": fit_ranking(groups, shares)}
