"""One indicator of a finished round → its totals and every figure behind them, for the terminal and as plain data.

In: a ``Round`` and an indicator's name. Out: rich tables, or a list for ``--json``. Never knows how sums are made.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from analyzer.cli.console import plain
from analyzer.cli.faults import Refusal
from analyzer.export import words
from analyzer.export.breakdown import ToldFigure, around, ordered_totals, told_figures
from analyzer.export.overview import RoundTotal, round_totals, type_totals
from analyzer.types import Round, Total

_AROUND: Final = 24
_LISTED: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ChosenTotals:
    """The totals of one indicator; ``units`` narrows them to one unit's where it is not None."""

    name: str
    totals: tuple[Total, ...]
    sums: tuple[RoundTotal, ...]  # the whole round, then each unit type; none for a single unit
    figures: tuple[ToldFigure, ...]


def choose_totals(round_: Round, wanted: str, *, unit: str | None = None) -> ChosenTotals:
    """The totals of the indicator called ``wanted`` (its name, or a part of it that fits one only).

    Raises:
        Refusal: ``not_found``, or ``ambiguous`` with the candidates.
    """
    every = [total for total in ordered_totals(round_) if unit is None or total.holder == unit]
    names = list(dict.fromkeys(total.canonical for total in every))
    near = [wanted] if wanted in names else [name for name in names if wanted in name]
    if not near:
        where = f"“{unit}”" if unit else "本轮"
        hints = "、".join(dict.fromkeys(total.canonical for total in round_totals(round_)[:_LISTED]))
        more = f"可以看的有：{hints}等。" if hints else ""
        raise Refusal("not_found", f"{where}没有“{wanted}”这项合计。请写“指标汇总”里的指标名称。{more}")
    if len(near) > 1:
        listed = "、".join(near[:_LISTED]) + ("等" if len(near) > _LISTED else "")
        raise Refusal("ambiguous", f"“{wanted}”可能是下面几项，请写得更完整一些：{listed}。")
    name = near[0]
    totals = tuple(total for total in every if total.canonical == name)
    sums: tuple[RoundTotal, ...] = ()
    if unit is None:
        every_sum = (*round_totals(round_), *type_totals(round_))
        every_sum += (*round_totals(round_, planned=True), *type_totals(round_, planned=True))
        sums = tuple(total for total in every_sum if total.canonical == name)
    return ChosenTotals(name=name, totals=totals, sums=sums, figures=tuple(told_figures(round_, totals)))


def as_data(chosen: ChosenTotals) -> dict[str, Any]:
    """The totals and their figures for scripts."""
    return {
        "indicator": chosen.name,
        "sums": [
            {
                "unit_type": each.unit_type, "unit": each.unit, "planned": each.planned, "value": each.value,
                "holders": each.holders, "figures": each.figures, "doubtful": each.doubtful,
            }
            for each in chosen.sums
        ],
        "totals": [
            {
                "holder": total.holder, "holder_type": total.holder_type, "unit": total.unit, "planned": total.planned,
                "period": total.period, "value": total.value, "per_head": total.per_head,
                "figures": [_figure_data(told) for told in chosen.figures if told.total is total],
            }
            for total in chosen.totals
        ],
    }  # fmt: skip


def _figure_data(told: ToldFigure) -> dict[str, Any]:
    places = {(place.source, place.indicator): place.reason for place in told.total.doubtful}
    return {
        "source": told.report.source,
        "indicator": told.number,
        "added": told.doubt is None,
        "reason": places.get((told.report.source, told.number)),
        "text": told.figure.text,
        "value": told.figure.value,
        "unit": told.figure.unit,
        "period": told.figure.period,
        "accrual": told.figure.accrual,
        "sentence": told.sentence.text,
        "place": words.place(told.sentence),
    }


def panels(chosen: ChosenTotals) -> Iterator[RenderableType]:
    """What the indicator comes to, then the units' totals with every figure under them."""
    if chosen.sums:
        yield _sums(chosen)
    yield _figures(chosen)
    if any(told.doubt for told in chosen.figures):
        used = {told.doubt for told in chosen.figures}
        lines = [f"· {word}：{meaning}。" for word, meaning in words.DOUBTS.values() if word in used]
        yield Text(plain("\n".join(["“未计入”的原因", *lines])))


def _sums(chosen: ChosenTotals) -> Table:
    table = Table(title=Text(plain(f"{chosen.name}合计")), title_justify="left")
    for label in ("范围", "完成/计划", "合计", "单位数", "数字个数", "未计入"):
        table.add_column(label, justify="left" if label in ("范围", "完成/计划") else "right")
    for each in chosen.sums:
        table.add_row(
            Text(plain(each.unit_type or "全轮"), style="" if each.unit_type else "bold"),
            words.planned(each.planned),
            Text(plain(words.amount(each.value, each.unit))),
            str(each.holders),
            str(each.figures),
            str(each.doubtful or ""),
        )
    return table


def _figures(chosen: ChosenTotals) -> Table:
    table = Table(title=Text(plain(f"{chosen.name}：各单位的数字和出处")), title_justify="left", show_lines=True)
    for label in ("单位", "合计", "数字", "未计入", "所在句", "位置", "文件"):
        table.add_column(label, overflow="fold", justify="right" if label == "合计" else "left")
    shown: Total | None = None
    for told in chosen.figures:
        head = _head(told.total) if told.total is not shown else ("", "")
        shown = told.total
        table.add_row(
            *(Text(plain(text)) for text in head),
            Text(plain(told.figure.text), style="dim" if told.doubt else "bold"),
            told.doubt or "",
            Text(plain("".join(around(told, _AROUND)))),
            words.place(told.sentence),
            Text(plain(told.report.source), style="dim"),
        )
    return table


def _head(total: Total) -> tuple[str, str]:
    amount = words.amount(total.value, total.unit)
    notes: Sequence[str] = [
        "计划" if total.planned else "",
        words.period(total.period),
        "" if total.per_head is None else f"人均{words.amount(total.per_head, total.unit)}",
    ]
    told = "，".join(note for note in notes if note)
    return total.holder, f"{amount}\n（{told}）" if told else amount
