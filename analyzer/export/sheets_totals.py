"""A ``Round`` in, the workbook's tables of sums out: the whole round with the unit types, the units, and their sources.

The sums lead to their sources by links, row by row. Never knows cells or formats.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from analyzer.export import words
from analyzer.export.breakdown import doubt_counts, ordered_totals, told_figures
from analyzer.export.overview import RoundTotal, headline, reporting_units, round_totals, type_totals
from analyzer.export.sheet_tables import Cell, Column, Link, Table, plain_number, row_text, ten_thousands
from analyzer.export.sheets_reports import FILE
from analyzer.types import Number, Round, Total

SOURCES: Final = "汇总出处"

HOLDER: Final = Column(title="归属", width=16, meaning="这个数字是谁的：报送单位自己，或报告里点名的村、企业等。")
KIND: Final = Column(
    title="类别", width=8, meaning="投入（走访、会议、慰问）、产出（办成的事）、成效（群众得到的变化）。"
)
PLANNED: Final = Column(title="完成/计划", width=10, meaning="已完成，或只是目标、打算；两者从不相加。")
MEASURE: Final = Column(title="计量单位", width=9, meaning="基本单位：万元已换算成元，百分之几写作 %。")
WAN: Final = Column(title="折合万元", width=12, style="number", meaning="金额折合成万元；其他单位为空。")
_TO_SOURCES: Final = Column(
    title="出处", width=9, meaning=f"点开到“{SOURCES}”，逐个看这个合计由哪些数字、哪些句子组成。"
)
_NAME: Final = Column(title="指标", width=20, meaning="规范指标；词典里没有的用报告里的说法。")


@dataclass(frozen=True, slots=True)
class _Rows:
    """Where the figures of a total begin in the sheet of sources."""

    of_total: Mapping[Total, int]
    of_indicator: Mapping[tuple[str, str, bool], int]

    def link(self, row: int | None) -> Cell:
        return None if row is None else Link("查看", SOURCES, row)


def _source_rows(round_: Round) -> _Rows:
    of_total: dict[Total, int] = {}
    of_indicator: dict[tuple[str, str, bool], int] = {}
    for row, told in enumerate(told_figures(round_), 2):
        of_total.setdefault(told.total, row)
        of_indicator.setdefault((told.total.canonical, told.total.unit, told.total.planned), row)
    return _Rows(of_total, of_indicator)


def whole_round(round_: Round) -> Table:
    """全轮汇总: one row an indicator, the whole round beside its unit types."""
    sums = [*round_totals(round_), *round_totals(round_, planned=True)]
    by_type: dict[tuple[str, str, bool, str], Number] = {}
    units_of: dict[str, int] = {}
    for each in (*type_totals(round_), *type_totals(round_, planned=True)):
        by_type[each.canonical, each.unit, each.planned, each.unit_type or ""] = each.value
        units_of[each.unit_type or ""] = max(units_of.get(each.unit_type or "", 0), each.holders)
    types = sorted(units_of, key=lambda name: (-units_of[name], name))
    first = {
        (each.canonical, each.unit, each.planned): place
        for place, each in enumerate(headline(round_totals(round_), required=round_.required_indicators))
    }
    rows = _source_rows(round_)

    def cells(each: RoundTotal) -> tuple[Cell, ...]:
        of_types = [by_type.get((each.canonical, each.unit, each.planned, name)) for name in types]
        return (
            each.canonical,
            words.FIGURE_KINDS[each.kind],
            words.planned(each.planned),
            plain_number(each.value),
            each.unit,
            ten_thousands(each.value, each.unit),
            each.holders,
            *(None if value is None else plain_number(value) for value in of_types),
            each.figures,
            each.doubtful or None,
            rows.link(rows.of_indicator.get((each.canonical, each.unit, each.planned))),
        )

    ordered = sorted(
        sums, key=lambda t: (t.planned, first.get((t.canonical, t.unit, t.planned), len(first)), -t.holders)
    )
    return Table(
        name="全轮汇总",
        purpose="每项指标全轮合计多少，各类单位各多少；只加报送单位自己、属于本轮时间的数字。",
        columns=(
            _NAME,
            KIND,
            PLANNED,
            Column(title="全轮合计", width=14, style="number", meaning="各报送单位合计数相加；比例、人均数不相加。"),
            MEASURE,
            WAN,
            Column(title="单位数", width=8, style="number", meaning="有几个单位报了这项指标。"),
            *(
                Column(title=name, width=13, style="number", meaning=f"其中类型为“{name}”的单位合计。")
                for name in types
            ),
            Column(title="数字个数", width=9, style="number", meaning="相加的数字个数。"),
            Column(title="存疑个数", width=9, style="number", meaning="疑似重复而没有计入的数字个数。"),
            _TO_SOURCES,
        ),
        rows=[cells(each) for each in ordered],
        empty="没有可以汇总的数字。",
    )


def totals(round_: Round) -> Table:
    """指标汇总: unit by canonical indicator, achieved and planned and other times apart."""
    units = {unit: place for place, unit in enumerate(reporting_units(round_))}
    ordered = sorted(
        round_.totals,
        key=lambda t: (
            units.get(t.holder, len(units)), t.holder, t.planned, t.period or "", t.kind, t.canonical, t.unit,
        ),
    )  # fmt: skip
    rows = _source_rows(round_)
    return Table(
        name="指标汇总",
        purpose="每个单位的每项指标合计，已完成与计划、本轮与其他时期都分开；疑似重复的数字不计入，点“查看”看出处。",
        columns=(
            HOLDER,
            Column(title="单位类型", width=10, meaning="归属单位的类型，认不出的为空。"),
            Column(title="是否报送单位", width=12, meaning="“否”：报告里提到的村、企业等，不计入全轮合计。"),
            _NAME,
            KIND,
            PLANNED,
            Column(
                title="时期",
                width=18,
                meaning=f"“{words.OWN_PERIOD}”计入全轮合计；写着别的时间（去年、明年、三年来）的单独列，不计入。",
            ),
            Column(title="合计", width=14, style="number", meaning="相加后的数值；比例、人均数不相加。"),
            MEASURE,
            WAN,
            Column(title="人均", width=10, style="number", meaning="合计除以名册里的人数；只算天数、走访和金额。"),
            Column(title="数字个数", width=9, style="number", meaning="相加的数字个数。"),
            Column(title="存疑个数", width=9, style="number", meaning="疑似重复而没有计入的数字个数。"),
            Column(title="存疑原因", width=30, meaning="没有计入的原因和个数：" + _doubts_explained()),
            _TO_SOURCES,
        ),
        rows=[
            (
                total.holder,
                total.holder_type or "",
                "是" if total.holder in units else "否",
                total.canonical,
                words.FIGURE_KINDS[total.kind],
                words.planned(total.planned),
                words.period(total.period) or words.OWN_PERIOD,
                plain_number(total.value),
                total.unit,
                ten_thousands(total.value, total.unit),
                total.per_head,
                len(total.places),
                len(total.doubtful) or None,
                doubt_counts(total),
                rows.link(rows.of_total.get(total)),
            )
            for total in ordered
        ],
        empty="没有可以汇总的数字。",
    )


def _doubts_explained() -> str:
    return "；".join(f"{word}——{meaning}" for word, meaning in words.DOUBTS.values()) + "。"


def sources(round_: Round) -> Table:
    """汇总出处: the figures of every total, indicator by indicator, what was added before what was not."""
    number = {total: place for place, total in enumerate(ordered_totals(round_))}
    return Table(
        name=SOURCES,
        purpose="每个合计由哪些数字组成，哪些没有计入、为什么，各在哪一句；同一指标的数字排在一起。",
        columns=(
            _NAME,
            PLANNED,
            HOLDER,
            Column(title="单位类型", width=10, meaning="归属单位的类型。"),
            Column(title="合计时期", width=16, meaning=f"“{words.OWN_PERIOD}”，或单独合计的那段时间。"),
            Column(title="该单位合计", width=13, style="number", meaning="这一组数字的合计，写在第一个数字旁边。"),
            Column(title="计量单位", width=9, meaning="合计的单位。"),
            Column(title="计入", width=7, meaning="“是”已相加；“否”没有相加。", tints=(("否", "quiet"),)),
            Column(title="原因", width=15, meaning="没有相加的原因，含义见“指标汇总”的“存疑原因”。"),
            Column(title="计入全轮", width=9, meaning="这个合计是否加进全轮合计。", tints=(("否", "quiet"),)),
            Column(title="原文", width=14, meaning="报告中写的数字。"),
            Column(title="数字的时间", width=20, meaning="从句子、段首、小标题或题目看，它说的是哪段时间；没写为空。"),
            Column(title="累计/新增", width=9, meaning="写明是累计数还是新增数；没写为空。"),
            Column(title="所在句", width=60, meaning="数字所在的整句。"),
            Column(title="位置", width=13, meaning="在报告中的位置：第几页（有页码的）、第几段。"),
            FILE,
        ),
        rows=list(_source_cells(round_, number)),
        empty="没有可以汇总的数字。",
    )


def _source_cells(round_: Round, number: Mapping[Total, int]) -> list[tuple[Cell, ...]]:
    rows: list[tuple[Cell, ...]] = []
    last = -1
    for told in told_figures(round_):
        total, figure = told.total, told.figure
        begins, last = number[total] != last, number[total]
        rows.append(
            (
                total.canonical,
                words.planned(total.planned),
                total.holder,
                total.holder_type or "",
                words.period(total.period) or words.OWN_PERIOD,
                plain_number(total.value) if begins else None,
                total.unit,
                "否" if told.doubt else "是",
                told.doubt or "",
                "是" if told.in_round and not told.doubt else "否",
                figure.text,
                words.period(figure.period),
                words.ACCRUALS[figure.accrual] if figure.accrual else "",
                row_text(told.sentence.text),
                words.place(told.sentence),
                told.report.source,
            )
        )
    return rows
