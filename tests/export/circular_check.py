"""A drafted circular held against its annexes, the list for checking and the reports, as with paper and pencil.

In: the two docx files and the round they were made from. Out: every fault as a sentence; none when each figure and each
quoted practice is found in an annex, and each row of it in the sentence of the report it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from analyzer import lexicon
from analyzer.export.plain import clean
from analyzer.types import Analysis, Indicator, Round

MARK = re.compile(r"［((?:[12]\.|核)\d+)］")
SUBTOTAL = re.compile(r"（共(\d+(?:\.\d+)?)([^\d\W]+)）$")
#: Into 元 and 米, the units of the sums; a total of something else is told in the unit it was added in.
SCALES = {"万元": 10_000, "公里": 1_000, "千米": 1_000}


@dataclass(frozen=True, kw_only=True)
class Row:
    """A row with what it leaves out, because it is the same as above, filled in."""

    unit: str
    subtotal: tuple[float, str] | None
    told: str
    sentence: str
    bold: str
    bold_at: int
    source: str
    number: int | None


Groups = dict[str, tuple[str, list[Row]]]


def groups_of(document: Any) -> Groups:
    """Mark → caption and rows, of all tables of a document."""
    groups: Groups = {}
    for table in document.tables:
        mark, last = "", ("", None, "")
        for row in list(table.rows)[1:]:
            cells = [cell.text for cell in row.cells]
            if len(set(cells)) == 1 and (found := MARK.match(cells[0])):
                mark, last = found[1], ("", None, "")
                groups[mark] = (cells[0][found.end() :], [])
                continue
            unit, subtotal, source = last
            if cells[0]:
                told = SUBTOTAL.search(cells[0])
                unit, subtotal = cells[0][: told.start() if told else None], told and (float(told[1]), told[2])
                source = ""
            source = cells[-2] or source
            last = (unit, subtotal, source)
            runs = row.cells[-3].paragraphs[0].runs
            heavy = [place for place, run in enumerate(runs) if run.bold]
            groups[mark][1].append(
                Row(
                    unit=unit,
                    subtotal=subtotal,
                    told=cells[1] if len(cells) == 5 else "",
                    sentence=cells[-3],
                    bold="".join(runs[place].text for place in heavy),
                    bold_at=len("".join(run.text for run in runs[: heavy[0]])) if heavy else -1,
                    source=source,
                    number=int(cells[-1]) if cells[-1] else None,
                )
            )
    return groups


def text_of(document: Any) -> str:
    """The circular itself, without its annexes."""
    told = [paragraph.text for paragraph in document.paragraphs]
    end = next((place for place, text in enumerate(told) if text.startswith("附件")), len(told))
    return "\n".join(told[:end])


def flat(text: str) -> str:
    """Text without what a draft changes in a quotation: quotation marks and brackets."""
    return re.sub(r"[“”‘’［］〔〕\s]", "", clean(text))


def faults(document: Any, checklist: Any, round_: Round) -> list[str]:
    text, annexes, inside = text_of(document), groups_of(document), groups_of(checklist)
    groups = annexes | inside
    reports = {clean(report.source): report for report in round_.reports}
    found = [f"［{mark}］不在附件里" for mark in MARK.findall(text) if mark not in groups]
    found += [f"［{mark}］没有用到" for mark in groups if f"［{mark}］" not in text]
    found += [f"［{mark}］放错了文件" for mark in groups if mark.startswith("核") != (mark in inside)]
    for mark, (caption, rows) in groups.items():
        found += [f"［{mark}］{fault}" for row in rows for fault in row_faults(row, reports)]
        if not rows:
            found.append(f"［{mark}］没有来源")
        if mark.startswith("1."):
            found += [f"［{mark}］{fault}" for fault in total_faults(text, mark, caption, rows, reports)]
        elif mark.startswith("核"):
            found += [f"［{mark}］{fault}" for fault in form_faults(text, mark, rows)]
        elif mark.startswith("2."):
            found += [f"［{mark}］{fault}" for fault in practice_faults(text, mark, rows)]
        for count, told in re.findall(rf"(\d+)(个单位|个|份|组)［{mark}］", text):
            if not re.search(rf"(?<!\d){count}{told}", caption):
                found.append(f"［{mark}］正文写{count}{told}，附件写{caption}")
    return found


def row_faults(row: Row, reports: dict[str, Analysis]) -> Iterator[str]:
    """What is wrong with a row that names a sentence; a row that names only files must name ones there are."""
    if row.number is None:
        if "上一轮" not in row.told and "上级" not in row.told:
            yield from (f"没有这份报告：{s}" for s in row.source.split("；")[:1] if s and s not in reports)
        return
    report = reports.get(row.source)
    if report is None or not 0 < row.number <= len(report.sentences):
        yield f"没有这一句：{row.source}第{row.number}句"
        return
    original = flat(report.sentences[row.number - 1].text)
    for part in re.sub(r"〔计[^〕]*〕$", "", row.sentence).split("……"):
        if flat(part) not in original:
            yield f"引文不在{row.source}第{row.number}句：{part}"


def total_faults(text: str, mark: str, caption: str, rows: list[Row], reports: dict[str, Analysis]) -> Iterator[str]:
    """The total told in the text is the annex's, and the annex's is the sum of the figures in the sentences it names."""
    told = re.search(rf"(\d+(?:\.\d+)?)([^\d\W]+)［{re.escape(mark)}］", text)
    headed = re.search(r"合计(\d+(?:\.\d+)?)([^\d\W]+)（(\d+)个单位", caption)
    if not told or not headed or float(told[1]) != round(float(headed[1]), 2) or told[2] != headed[2]:
        yield f"正文与附件不同：{told and told[0]}、{caption}"
        return
    of_unit: dict[str, list[float]] = {}
    for row in rows:
        figure = figure_in(row, reports)
        if figure is None:
            yield f"{row.sentence}里的数字不在{row.source}第{row.number}句"
            continue
        of_unit.setdefault(row.unit, []).append(figure.value * SCALES.get(figure.unit, 1))
    total = sum(sum(values) for values in of_unit.values())
    if abs(total - scaled(headed[1], headed[2])) > 1e-3:
        yield f"各行相加得{total}，不是{headed[1]}{headed[2]}"
    if len(of_unit) != int(headed[3]):
        yield f"有{len(of_unit)}个单位，不是{headed[3]}个"
    subtotals = {row.unit: row.subtotal for row in rows}
    for unit, values in of_unit.items():
        if (subtotal := subtotals[unit]) is None:
            if len(values) > 1:
                yield f"{unit}有{len(values)}个数，没有写共多少"
        elif abs(sum(values) - scaled(*subtotal)) > 1e-3:
            yield f"{unit}各行相加得{sum(values)}，不是{subtotal}"


def scaled(value: float | str, unit: str) -> float:
    return float(value) * SCALES.get(unit, 1)


def figure_in(row: Row, reports: dict[str, Analysis]) -> Indicator | None:
    """The report's figure that the row sets in bold, at its own place in the sentence."""
    report = reports.get(row.source)
    if report is None or row.number is None or not row.bold:
        return None
    # The words on both sides tell apart two figures of the same look in one sentence.
    before = row.sentence[: row.bold_at].split("……")[-1]
    behind = re.sub(r"〔计[^〕]*〕$", "", row.sentence[row.bold_at :]).split("……")[0]
    original = report.sentences[row.number - 1].text.replace("\t", "　")
    for figure in report.indicators:
        if (
            figure.sentence == row.number - 1
            and clean(figure.text) == row.bold
            and flat(original[: figure.start]).endswith(flat(before))
            and flat(original[figure.start :]).startswith(flat(behind))
        ):
            return figure
    return None


def form_faults(text: str, mark: str, rows: Sequence[Row]) -> Iterator[str]:
    """How many units' quoted sentences look like what the text says of them, by the words of ``circular.yaml``."""
    for told in re.findall(rf"原文［{mark}］(?:看，|中，)([^。]*)。", text):
        all_units = {row.unit for row in rows}
        forms = [form for shortfall in lexicon.circular().shortfalls for form in shortfall.forms]
        counted = re.findall(r"(\d+)个单位([^，]+)", told)
        for count, said in counted:
            form = next((form for form in forms if form.text == said), None)
            units = {row.unit for row in rows if form and any(word in row.sentence for word in form.words)}
            if form is None or len(units) != int(count):
                yield f"{said}的应当是{len(units)}个单位：{told}"
        if not counted:
            shown = [form for form in forms if form.text[1:] in told]
            if not shown or not told.startswith("都"):
                yield f"不认识的说法：{told}"
            for form in shown:
                if {row.unit for row in rows if any(word in row.sentence for word in form.words)} != all_units:
                    yield f"不是都{form.text}：{told}"


def practice_faults(text: str, mark: str, rows: list[Row]) -> Iterator[str]:
    """Whatever a sentence of praise says stands in one of the annex's sentences under its mark."""
    quoted = [flat(row.sentence) for row in rows]
    units = [row.unit for row in rows]
    for told in re.findall(rf"([^。\n]*)［{re.escape(mark)}］。", text):
        if not any(unit in told for unit in units):
            yield f"没有写明单位：{told}"
        if "报告，" in told or "材料看，" in told:
            statements = [re.split(r"(?:报告|材料看)，", told, maxsplit=1)[1]]
        else:
            statements = [part.split("，", 1)[1] for part in re.split(r"；(?=\w{2}“)", told)]
            for name in re.findall(r"(?:^|；)\D{0,30}?“([^”]+)”", told):
                if not any(flat(name) in sentence for sentence in quoted):
                    yield f"做法“{name}”不在附件里"
        for statement in statements:
            if not any(flat(statement) in sentence for sentence in quoted):
                yield f"附件里没有这句话：{statement}"
