"""The round's counts in, the first and the last sheet of the workbook out: 总览 and 说明.

Never knows how anything was counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from analyzer.export import words
from analyzer.export.kind_counts import kind_counts
from analyzer.export.overview import Overview
from analyzer.export.sheet_tables import Cell, Table, plain_number, ten_thousands
from analyzer.export.workbook_paper import HEAD, LINE, Paper, cell_text
from analyzer.types import FindingCode, Round

_CELL: Final[dict[str, Any]] = {"border": 1, "border_color": LINE}
_WIDTHS: Final = (26, 16, 12, 14, 22, 12, 14)

PRINCIPLE: Final = (
    "系统只提出建议，结论由人核定。没有经人核实，不得据此点名通报或问责。",
    "“流于形式”的建议都附有原句和位置，请先看“需要复核”，对照原文后再填写复核意见。",
    "合计只加各报送单位自己已完成、属于本轮时间的数字；计划数、比例、人均数、其他时期（去年、三年来）和疑似重复的数字不相加，报告里点名的村和企业的数字不计入全轮合计。",
    "每个合计都能点“查看”到“汇总出处”，逐个看由哪些数字、哪些句子组成，哪些没有计入、为什么。",
)


class _Page:
    """A sheet written from top to bottom, one row after another."""

    def __init__(self, paper: Paper, sheet: Any) -> None:
        self.paper, self.sheet, self.row = paper, sheet, 0

    def line(self, *cells: Cell, **options: Any) -> None:
        for place, value in enumerate(cells):
            self.paper.put(self.sheet, self.row, place, value, **options)
        self.row += 1

    def note(self, text: str, **options: Any) -> None:
        """One long line that runs over the columns to its right."""
        self.sheet.write_string(self.row, 0, text, self.paper.format(font_color="#52606D", **options))
        self.row += 1

    def heading(self, text: str) -> None:
        self.row += 1
        self.sheet.set_row(self.row, 22)
        self.line(text, bold=True, font_size=12, font_color="#1D4E79", text_wrap=False)

    def head(self, *cells: str, numbers: tuple[int, ...] = ()) -> None:
        """A table's head; the columns of ``numbers`` are set to the right like their figures."""
        for place, value in enumerate(cells):
            align = {"align": "right", "indent": 1} if place in numbers else {}
            self.paper.put(self.sheet, self.row, place, value, bold=True, bg_color=HEAD, **_CELL, **align)
        self.row += 1


def write_overview(paper: Paper, round_: Round, counts: Overview, tables: Sequence[Table]) -> None:
    """The sheet 总览: what the round is, how many, the main totals, stages, deficiencies, and the way to the sheets."""
    sheet = paper.workbook.add_worksheet("总览")
    paper.page(sheet, landscape=False)
    sheet.hide_gridlines(2)
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width)
    page = _Page(paper, sheet)
    sheet.set_row(0, 32)
    page.sheet.write_string(
        0,
        0,
        cell_text(round_.name or "（未命名的一轮）"),
        paper.format(bold=True, font_size=16, font_color="#1D4E79", valign="vcenter"),
    )
    page.row = 1
    page.note("系统自动汇总，供复核用；结论由人核定。")
    _basics(page, round_, counts)
    _totals(page, counts)
    _stages(page, round_, counts)
    _findings(page, counts)
    _kinds(page, round_)
    page.heading("各工作表")
    page.head("工作表", "行数", "内容", numbers=(1,))
    for table in tables:
        page.sheet.write_url(
            page.row, 0, f"internal:'{table.name}'!A1", paper.format(font_color="#1D4E79", underline=1), table.name
        )
        paper.put(sheet, page.row, 1, len(table.rows))
        sheet.write_string(page.row, 2, table.purpose, paper.format())
        page.row += 1


def _basics(page: _Page, round_: Round, counts: Overview) -> None:
    page.heading("基本情况")
    rows: list[tuple[str, Cell, str]] = [
        ("活动名称", round_.campaign or "（未写明）", ""),
        ("时段", round_.period or "（未写明）", ""),
        ("截止日期", round_.due or "（未写明）", ""),
        ("收到文件", counts.files, f"读成 {counts.readable} 份，未能读取 {counts.unreadable} 份"),
    ]
    if counts.has_roster:
        rows.append(("应报单位", counts.units, f"已报 {counts.submitted} 个，未报 {counts.missing} 个"))
    else:
        rows.append(
            ("报送单位", counts.units, "没有单位名单或无人漏报；在 round.yaml 中写明 roster 后可核对谁没有报送")
        )
    if round_.due:
        undated = f"日期不明 {counts.undated} 个" if counts.undated else ""
        rows += [("按时报送单位", counts.on_time, undated), ("迟报单位", counts.late, "")]
    if counts.unknown_unit:
        rows.append(("单位不在名单的文件", counts.unknown_unit, "见“报送情况”"))
    rows += [
        ("评判的报告", counts.judged, "通知、通报、方案不评判"),
        ("　建议：务实", counts.substantive, ""),
        ("　建议：流于形式", counts.formalistic, "须由人核定，见“需要复核”"),
        (
            "须人工看的报告",
            counts.needs_review,
            "建议认定为流于形式的，加上系统拿不准、数据对不上、由图像识别得到的，见“需要复核”",
        ),
        ("提取到的工作数字", counts.figures, "见“指标明细”"),
        ("有名称的做法", counts.practices, "见“经验做法”"),
    ]
    for label, value, remark in rows:
        page.paper.put(page.sheet, page.row, 0, label, bold=True, bg_color="#F5F7FA", **_CELL)
        page.paper.put(page.sheet, page.row, 1, value, align="left", indent=0, **_CELL)
        page.sheet.write_string(page.row, 2, remark, page.paper.format(font_color="#52606D"))
        page.row += 1


def _totals(page: _Page, counts: Overview) -> None:
    page.heading("主要数据（各报送单位已完成数合计）")
    if not counts.headline:
        page.note("没有可以相加的数字。")
        return
    page.head("指标", "合计", "计量单位", "折合万元", "类别", "单位数", "存疑数字", numbers=(1, 3, 5, 6))
    for total in counts.headline:
        page.line(
            total.canonical,
            plain_number(total.value),
            total.unit,
            ten_thousands(total.value, total.unit),
            words.FIGURE_KINDS[total.kind],
            total.holders,
            total.doubtful or None,
            **_CELL,
        )
    rest = len(counts.totals) - len(counts.headline)
    if rest:
        page.note(f"另有 {rest} 项由较少单位报告的指标，见“全轮汇总”。")


def _stages(page: _Page, round_: Round, counts: Overview) -> None:
    page.heading("进展阶段（评判的报告）")
    page.head("阶段", "报告数", "所占比例", numbers=(1, 2))
    first = page.row
    for stage, count in counts.stages:
        label = words.STAGES[stage] + ("（本轮应到）" if stage is round_.expected_stage else "")
        page.paper.put(page.sheet, page.row, 0, label, **_CELL)
        page.paper.put(page.sheet, page.row, 1, count, **_CELL)
        ratio = count / counts.judged if counts.judged else 0.0
        page.paper.put(page.sheet, page.row, 2, ratio, num_format="0%", **_CELL)
        page.row += 1
    page.sheet.conditional_format(
        first,
        1,
        page.row - 1,
        1,
        {"type": "data_bar", "bar_solid": True, "bar_color": "#B7CDE3", "min_type": "num", "min_value": 0},
    )


def _findings(page: _Page, counts: Overview) -> None:
    page.heading("存在问题（按单位类型，一份报告可有几项）")
    page.head("单位类型", "评判的报告", *(words.FINDINGS[code] for code in FindingCode), numbers=(1, 2, 3, 4, 5))
    for unit_type, found, judged in counts.findings:
        page.line(unit_type, judged, *(count for _, count in found), **_CELL)
    if len(counts.findings) > 1:
        sums = [sum(dict(found)[code] for _, found, _ in counts.findings) for code in FindingCode]
        page.line("合计", counts.judged, *sums, bold=True, **_CELL)


def _kinds(page: _Page, round_: Round) -> None:
    counts = kind_counts(round_)
    if not counts.kinds:
        return
    page.heading("报告种类（读成的报告，按单位类型）")
    page.head(
        "单位类型",
        *(words.REPORT_KINDS[kind] for kind in counts.kinds),
        "合计",
        numbers=tuple(range(1, len(counts.kinds) + 2)),
    )
    for row in counts.types:
        page.line(row.unit_type, *(count for _, count in row.counts), row.reports, **_CELL)
    if len(counts.types) > 1:
        page.line("合计", *(count for _, count in counts.whole.counts), counts.whole.reports, bold=True, **_CELL)
    page.note("计划规划不是办成的事，按另一个标准看；实施方案、通报通知不评判。各单位的见“报告种类”。")


def write_explanation(paper: Paper, tables: Sequence[Table]) -> None:
    """The sheet 说明: what the tool is for, and what every column means."""
    sheet = paper.workbook.add_worksheet("说明")
    paper.page(sheet)
    for place, width in enumerate((16, 22, 100)):
        sheet.set_column(place, place, width)
    page = _Page(paper, sheet)
    page.line("怎样使用这本工作簿", bold=True, font_size=12, font_color="#1D4E79", text_wrap=False)
    for principle in PRINCIPLE:
        page.note(principle)
    page.row += 1
    page.head("工作表", "栏目", "含义")
    for table in tables:
        page.line(table.name, "（全表）", table.purpose, bg_color="#F5F7FA", **_CELL)
        for column in table.columns:
            page.line("", column.title, column.meaning, **_CELL)
