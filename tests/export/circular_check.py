"""A drafted circular held against its own annexes and the reports, as a person would do it with paper and pencil.

In: the docx and the round it was made from. Out: every fault as a sentence; none when each figure and each quoted
practice is found in the annex, and each row of the annex in the sentence of the report it names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from analyzer import lexicon
from analyzer.export.plain import clean
from analyzer.types import Analysis, Round

MARK = re.compile(r"［((?:[12]\.|核)\d+)］")
PLACE = re.compile(r"^(?P<source>.+)，(?:第\d+页)?第\d+段（全文第(?P<number>\d+)句）$", re.DOTALL)
#: Into 元 and 米, the units of the sums; a total of something else is told in the unit it was added in.
SCALES = {"万元": 10_000, "公里": 1_000, "千米": 1_000}

Groups = dict[str, tuple[str, list[list[str]]]]


def groups_of(document: Any) -> Groups:
    """Mark → caption and rows (mark, unit, told, sentence, place)."""
    groups: Groups = {}
    for table in document.tables:
        mark = ""
        for row in list(table.rows)[1:]:
            cells = [cell.text for cell in row.cells]
            if len(set(cells)) == 1 and (found := MARK.match(cells[0])):
                mark = found[1]
                groups[mark] = (cells[0][found.end() :], [])
            else:
                groups[mark][1].append(cells)
    return groups


def text_of(document: Any) -> str:
    """The circular itself, without its annexes."""
    told = [paragraph.text for paragraph in document.paragraphs]
    end = next((place for place, text in enumerate(told) if text.startswith(("附件", "内部核对用"))), len(told))
    return "\n".join(told[:end])


def flat(text: str) -> str:
    """Text without what a draft changes in a quotation: quotation marks and brackets."""
    return re.sub(r"[“”‘’［］〔〕\s]", "", clean(text))


def faults(document: Any, round_: Round) -> list[str]:
    text, groups = text_of(document), groups_of(document)
    reports = {clean(report.source): report for report in round_.reports}
    found = [f"［{mark}］不在附件里" for mark in MARK.findall(text) if mark not in groups]
    found += [f"［{mark}］没有用到" for mark in groups if f"［{mark}］" not in text]
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


def row_faults(row: list[str], reports: dict[str, Analysis]) -> Iterator[str]:
    """What is wrong with a row that names a sentence; a row that names only files must name ones there are."""
    _, _, told, sentence, place = row
    named = PLACE.match(place)
    if named is None:
        yield from (f"没有这份报告：{source}" for source in place.split("；") if source and source not in reports)
        return
    report = reports.get(named["source"])
    if report is None or not 0 < int(named["number"]) <= len(report.sentences):
        yield f"没有这一句：{place}"
        return
    original = flat(report.sentences[int(named["number"]) - 1].text)
    for part in sentence.split("……"):
        if flat(part) not in original:
            yield f"引文不在{place}：{part}"
    if told.startswith("“") and flat(told) not in original:
        yield f"{told}不在{place}"


def total_faults(
    text: str, mark: str, caption: str, rows: list[list[str]], reports: dict[str, Analysis]
) -> Iterator[str]:
    """The total told in the text is the annex's, and the annex's is the sum of the figures in the sentences it names."""
    told = re.search(rf"(\d+(?:\.\d+)?)([^\d\W]+)［{re.escape(mark)}］", text)
    headed = re.search(r"合计(\d+(?:\.\d+)?)([^\d\W]+)（(\d+)个单位", caption)
    if not told or not headed or told[1] != headed[1] or told[2] != headed[2]:
        yield f"正文与附件不同：{told and told[0]}、{caption}"
        return
    total = 0.0
    units = set()
    for _, unit, written, sentence, place in rows:
        named = PLACE.match(place)
        assert named
        report = reports[named["source"]]
        number = int(named["number"]) - 1
        as_written = re.sub(r"（计[^）]*）$", "", written)
        figure = next((f for f in report.indicators if f.sentence == number and clean(f.text) == as_written), None)
        if figure is None or as_written.strip() not in sentence:
            yield f"{written}不在{place}"
            continue
        total += figure.value * SCALES.get(figure.unit, 1)
        units.add(unit)
    if abs(total - float(headed[1]) * SCALES.get(headed[2], 1)) > 1e-3:
        yield f"各行相加得{total}，不是{headed[1]}{headed[2]}"
    if len(units) != int(headed[3]):
        yield f"有{len(units)}个单位，不是{headed[3]}个"


def form_faults(text: str, mark: str, rows: list[list[str]]) -> Iterator[str]:
    """How many units' quoted sentences look like what the text says of them, by the words of ``circular.yaml``."""
    for told in re.findall(rf"原文［{mark}］看，([^。]*)。", text):
        forms = [form for shortfall in lexicon.circular().shortfalls for form in shortfall.forms if form.text in told]
        if not forms:
            yield f"不认识的说法：{told}"
        for form in forms:
            units = {row[1] for row in rows if any(word in row[3] for word in form.words)}
            if f"{form.text}的有" in told:
                if f"{form.text}的有{len(units)}个单位" not in told:
                    yield f"{form.text}的应当是{len(units)}个单位：{told}"
            elif len(units) != len({row[1] for row in rows}):
                yield f"不是都{form.text}：{told}"


def practice_faults(text: str, mark: str, rows: list[list[str]]) -> Iterator[str]:
    """Whatever a sentence of praise says stands in one of the annex's sentences under its mark."""
    quoted = [flat(row[3]) for row in rows]
    units = [row[1] for row in rows]
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
