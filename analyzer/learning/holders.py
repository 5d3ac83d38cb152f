"""Labelled figures and practices in, the part ``holders`` of a model out: which unit near a span is its holder.

Never knows how the units were found.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from analyzer.extraction.figure_features import Features
from analyzer.extraction.holders import candidates_at, owners_of
from analyzer.extraction.setting import Setting
from analyzer.extraction.unit_identity import same_unit
from analyzer.extraction.units import units_of
from analyzer.learning.labels import LabelledReport
from analyzer.model.frozen import WordTable
from analyzer.model.ranking import fit_ranking


def one_of(label: str, found: str) -> bool:
    """Whether two holders share a unit; units named together are joined by 、 (大湾、盐井两镇: 大湾镇、盐井镇)."""
    return any(
        same_unit(mine, theirs) or (len(mine) >= 2 and theirs.startswith(mine))
        for mine in label.split("、")
        for theirs in found.split("、")
    )


def _groups(report: LabelledReport, settings: Sequence[Setting]) -> Iterator[tuple[list[Features], list[float]]]:
    owners = owners_of(report.sentences, settings, units_of(report.sentences))
    spans = [(item.sentence, item.start, item.end, item.holder, "figure") for item in report.indicators]
    spans += [(item.sentence, item.start, item.end, item.holder, "practice") for item in report.practices]
    for number, start, end, holder, what in spans:
        if settings[number].is_table or holder is None:
            continue
        found = list(candidates_at(owners, number, start, end, what=what))
        right = [one_of(holder, name) for name, _ in found]
        if any(right) and not all(right):
            yield [features for _, features in found], [yes / sum(right) for yes in right]


def fit_holders(reports: Sequence[LabelledReport], settings: Sequence[Sequence[Setting]]) -> WordTable:
    """Fit the weights of the choice among a span's units."""
    told: list[Any] = [pair for report, own in zip(reports, settings, strict=True) for pair in _groups(report, own)]
    return fit_ranking([group for group, _ in told], [shares for _, shares in told], min_count=2)
