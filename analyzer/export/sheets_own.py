"""A ``Round`` in, the workbook's tables about own features and kinds of report out.

Never knows cells or formats.
"""

from __future__ import annotations

from typing import Final

from analyzer.export import words
from analyzer.export.kind_counts import kind_counts
from analyzer.export.overview import by_source, type_of, unit_of
from analyzer.export.plain import shortened
from analyzer.export.sheet_tables import Cell, Column, Table, lines, row_text
from analyzer.export.sheets_reports import FILE, UNIT
from analyzer.types import Analysis, Round

_COMMON_SHOWN: Final = 3
_SENTENCE_SHOWN: Final = 140


def _quoted(report: Analysis, places: tuple[int, ...]) -> str:
    shown = [report.sentences[place] for place in places if place < len(report.sentences)]
    return lines(
        f"【{words.place(sentence)}】{shortened(row_text(sentence.text), _SENTENCE_SHOWN)}" for sentence in shown
    )


def own_features(round_: Round) -> Table:
    """自选动作: what of each report is the unit's own, the least own first."""
    sources = by_source(round_)
    shares = [share for share in round_.own_features if share.source in sources]
    rows: list[tuple[Cell, ...]] = []
    for share in sorted(shares, key=lambda share: (share.own - share.prescribed, share.source)):
        report = sources[share.source]
        rows.append(
            (
                unit_of(report),
                type_of(report),
                share.source,
                share.own,
                share.prescribed,
                "、".join(share.practices),
                _quoted(report, share.only_here),
                _quoted(report, share.common[:_COMMON_SHOWN]),
                share.message,
            )
        )
    return Table(
        name="自选动作",
        purpose="放在全轮里比较，每份报告有多少写的是本单位自己的事；自选动作少的排在前面，只供参考，不是结论。",
        columns=(
            UNIT,
            Column(title="单位类型", width=10, meaning="乡镇街道、部门、群团、工作队、村社区或其他。"),
            FILE,
            Column(
                title="自选占比",
                width=8,
                style="percent",
                meaning="写所做工作的文字中，写本单位自己的业务、地方和做法的占多少（按字数）；计划按所打算的工作算。",
            ),
            Column(
                title="市定占比",
                width=8,
                style="percent",
                meaning="写所做工作的文字中，上级文件要求的、许多单位都写的动作占多少；其余的两边都算不上。",
            ),
            Column(title="独家做法", width=22, meaning="本轮只有这个单位有、上级文件没有要求的有名称的做法。"),
            Column(title="只有本单位写到的事", width=56, meaning="最突出的三句；本轮其他单位的报告里没有见到。"),
            Column(title="市定动作例句", width=44, meaning="算作市定动作的句子，最典型的三句。"),
            Column(title="说明", width=44, meaning="给人看的一段话。"),
        ),
        rows=rows,
        empty="没有可以比较的报告。",
    )


def kinds(round_: Round) -> Table:
    """报告种类: one row a unit."""
    counts = kind_counts(round_)
    return Table(
        name="报告种类",
        purpose="每个单位各种报告有几份；计划规划不是办成的事，按另一个标准看，方案和通报不评判。",
        columns=(
            UNIT,
            Column(title="单位类型", width=12, meaning="乡镇街道、部门、群团、工作队、村社区或其他。"),
            *(
                Column(title=words.REPORT_KINDS[kind], width=10, style="number", meaning="这一种报告的份数。")
                for kind in counts.kinds
            ),
            Column(title="合计", width=8, style="number", meaning="读成的报告份数。"),
        ),
        rows=[
            (row.unit, row.unit_type, *(count or None for _, count in row.counts), row.reports) for row in counts.units
        ],
        empty="没有读成的报告。",
    )
