"""A ``Round`` in, the workbook's tables about figures out: every figure, the units side by side, what does not add up.

Never knows cells or formats.
"""

from __future__ import annotations

from typing import Final

from analyzer.export import words
from analyzer.export.overview import reporting_units, round_totals, type_totals, unit_of
from analyzer.export.sheet_tables import Cell, Column, Table, lines, plain_number, row_text, ten_thousands
from analyzer.export.sheets_reports import FILE, UNIT
from analyzer.export.sheets_totals import HOLDER, KIND, MEASURE, PLANNED, WAN
from analyzer.types import Number, Round

_CHOSEN_WITHOUT_REQUEST: Final = 8


def figures(round_: Round) -> Table:
    """指标明细: one row a figure, with the sentence it stands in."""
    rows: list[tuple[Cell, ...]] = []
    for report in round_.reports:
        for figure in report.indicators:
            sentence = report.sentences[figure.sentence]
            rows.append(
                (
                    unit_of(report),
                    figure.holder or "",
                    figure.canonical or "",
                    words.indicator_name(figure),
                    plain_number(figure.value),
                    None if figure.value_high is None else plain_number(figure.value_high),
                    figure.unit,
                    ten_thousands(figure.value, figure.unit),
                    words.QUALIFIERS[figure.qualifier],
                    words.FIGURE_KINDS[figure.kind],
                    words.planned(figure.planned),
                    words.period(figure.period),
                    words.ACCRUALS[figure.accrual] if figure.accrual else "",
                    words.WHOSES[figure.whose],
                    figure.text,
                    row_text(sentence.text),
                    words.place(sentence),
                    report.source,
                )
            )
    return Table(
        name="指标明细",
        purpose="报告中的每一个工作数字，连同原文和所在句，便于核对。",
        columns=(
            UNIT,
            HOLDER,
            Column(title="规范指标", width=16, meaning="归并后的指标名称，用于汇总；词典里没有的为空。"),
            Column(title="指标名称", width=18, meaning="报告里的说法。"),
            Column(title="数值", width=13, style="number", meaning="按基本单位计的数值；区间取低值。"),
            Column(title="数值上限", width=11, style="number", meaning="区间的高值，例如“2-3个”的 3。"),
            MEASURE,
            WAN,
            Column(
                title="准确程度", width=9, meaning="确数、约数（近、约、左右）、以上（余、多）、以内（不足）、区间。"
            ),
            KIND,
            PLANNED,
            Column(title="时间", width=20, meaning="这个数字说的是哪段时间，从句子、段首、小标题或题目看；没写为空。"),
            Column(title="累计/新增", width=9, meaning="写明是累计数，还是某一段时间新增的数；没写为空。"),
            Column(
                title="谁的",
                width=14,
                meaning="报送单位自己的、它的一部分（一支部、其中镇领导）的、其他单位的、全市的。",
            ),
            Column(title="原文", width=14, meaning="报告中写的数字。"),
            Column(title="所在句", width=60, meaning="数字所在的整句。"),
            Column(title="位置", width=13, meaning="在报告中的位置：第几页（有页码的）、第几段。"),
            FILE,
        ),
        rows=rows,
        empty="没有提取到任何数字。",
    )


def comparison(round_: Round) -> Table:
    """主要指标: units as rows, the required (or most told) indicators as columns."""
    sums = {(total.canonical, total.unit): total.value for total in round_totals(round_)}
    achieved: dict[tuple[str, str], dict[str, Number]] = {}
    for total in round_.totals:
        if not total.planned and total.period is None:
            achieved.setdefault((total.canonical, total.unit), {})[total.holder] = total.value
    chosen: list[tuple[str, str | None]] = []
    for name in round_.required_indicators:
        units = sorted({unit for canonical, unit in achieved if canonical == name})
        chosen += [(name, unit) for unit in units] or [(name, None)]
    if not round_.required_indicators:
        chosen += list(sums)[:_CHOSEN_WITHOUT_REQUEST]
    blank = "未报" if round_.required_indicators else None
    status = {s.unit: s for s in round_.submissions}
    rows: list[tuple[Cell, ...]] = []
    for unit in reporting_units(round_) if chosen else ():
        submission = status.get(unit)
        cells = [achieved.get((name, base), {}).get(unit) if base else None for name, base in chosen]
        rows.append(
            (
                unit,
                (submission.type or "") if submission else "",
                words.submission(submission.status, due=round_.due) if submission else "",
                *(blank if cell is None else plain_number(cell) for cell in cells),
            )
        )
    by_type: dict[str, dict[tuple[str, str], Number]] = {}
    for each in type_totals(round_):
        by_type.setdefault(each.unit_type or "", {})[each.canonical, each.unit] = each.value
    if rows and len(by_type) > 1:
        listed = list(dict.fromkeys(str(row[1]) for row in rows if row[1] in by_type))
        for name in [*listed, *sorted(set(by_type) - set(listed))]:
            found = by_type[name]
            rows.append((f"小计：{name}", name, "", *(_sum_cell(found.get((i, base or ""))) for i, base in chosen)))
    if rows:
        rows.append(("合计", "", "", *(_sum_cell(sums.get((name, base or ""))) for name, base in chosen)))
    return Table(
        name="主要指标",
        purpose="各单位一行、各项指标一栏，最下面是各类单位小计和全轮合计；只列已完成的数字。",
        columns=(
            UNIT,
            Column(title="单位类型", width=10, meaning="名单中的类型。"),
            Column(
                title="报送情况",
                width=12,
                meaning="对照名单和截止日期。",
                tints=(("未报送", "caution"), ("迟报", "caution")),
            ),
            *(
                Column(
                    title=f"{name}（{base}）" if base else f"{name}（无单位报告）",
                    width=15,
                    style="number",
                    meaning="单位自己的已完成数；“未报”表示报告里没有这个数字。比例和人均数没有合计。",
                )
                for name, base in chosen
            ),
        ),
        rows=rows,
        empty="没有可以对照的指标。",
    )


def _sum_cell(value: Number | None) -> Cell:
    return None if value is None else plain_number(value)


def checks(round_: Round) -> Table:
    """数据矛盾: figures that do not add up."""
    rows: list[tuple[Cell, ...]] = []
    for report in round_.reports:
        for check in report.checks:
            told = [report.indicators[index] for index in check.indicators if index < len(report.indicators)]
            at = list(dict.fromkeys(figure.sentence for figure in told))
            rows.append(
                (
                    unit_of(report),
                    report.source,
                    words.CHECKS.get(check.code, check.code),
                    check.message,
                    lines(f"{figure.indicator}：{figure.text}" for figure in told),
                    lines(f"【{words.place(report.sentences[i])}】{report.sentences[i].text}" for i in at),
                )
            )
    return Table(
        name="数据矛盾",
        purpose="报告里前后对不上的数字，请与单位核对，不要据此直接下结论。",
        columns=(
            UNIT,
            FILE,
            Column(
                title="类型",
                width=18,
                meaning="分项与合计不符、同一指标前后不一、百分比超出可能、升降幅度算不拢、数值不合常理。",
            ),
            Column(title="说明", width=46, meaning="哪两处对不上。"),
            Column(title="涉及数字", width=30, meaning="有关的数字。"),
            Column(title="所在句", width=70, meaning="数字所在的原句和位置。"),
        ),
        rows=rows,
        empty="没有发现数据矛盾。",
    )
