"""What a circular tells in, its annexes out: for every figure and practice the report and the sentence behind it.

Never knows documents.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from analyzer.export import words
from analyzer.export.overview import RoundTotal, by_source, figures_of
from analyzer.export.plain import shortened
from analyzer.types import Round

if TYPE_CHECKING:
    from analyzer.export.circular_practices import Praised

_SENTENCE_SHOWN: Final = 180
_AROUND: Final = 32
_ROWS_SHOWN: Final = 1_500


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """Where one statement comes from."""

    unit: str
    told: str
    sentence: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """A table of sources in groups; every group has a caption of its own."""

    title: str
    heads: tuple[str, ...]
    groups: tuple[tuple[str, tuple[SourceRow, ...]], ...]
    remark: str = ""


def _excerpt(text: str, start: int, end: int) -> str:
    """The words around a figure, enough to know what it counts and to find it in the report."""
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    part = text[first:last].replace("\t", "　")
    return f"{'……' if first else ''}{part}{'……' if last < len(text) else ''}"


def figure_annex(round_: Round, named: Sequence[RoundTotal]) -> Annex:
    """The figures behind every total that the circular tells."""
    sources = by_source(round_)
    groups = []
    left = _ROWS_SHOWN
    for total in named:
        rows = []
        for holder, place in figures_of(round_, total):
            report = sources[place.source]
            figure = report.indicators[place.indicator]
            sentence = report.sentences[figure.sentence]
            rows.append(
                SourceRow(
                    unit=holder,
                    told=figure.text,
                    sentence=_excerpt(sentence.text, figure.start, figure.end),
                    place=f"{report.source}，{words.place(sentence)}",
                )
            )
        amount = words.amount(total.value, total.unit).replace(",", "")
        groups.append((f"{total.canonical}　合计{amount}（{total.holders}个单位）", tuple(rows[:left])))
        left = max(0, left - len(rows))
    return Annex(
        title="主要数据来源",
        heads=("单位", "报告原文", "所在句", "报告和位置"),
        groups=tuple(groups),
        remark="" if left else "来源很多，这里没有列全，其余见工作簿“指标明细”。",
    )


def practice_annex(items: Sequence[Praised]) -> Annex:
    """The sentences behind every practice and deed that the circular tells."""
    captions = {"rules": "制度和机制", "forms": "活动和载体", "deeds": "解决的实际问题"}
    groups = []
    for group, caption in captions.items():
        rows = tuple(
            SourceRow(
                unit=item.unit,
                told=item.what,
                sentence=shortened(item.sentence.text, _SENTENCE_SHOWN),
                place=f"{item.source}，{words.place(item.sentence)}",
            )
            for item in items
            if item.group == group
        )
        if rows:
            groups.append((caption, rows))
    return Annex(title="主要做法来源", heads=("单位", "做法", "所在句", "报告和位置"), groups=tuple(groups))
