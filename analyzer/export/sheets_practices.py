"""A ``Round`` in, the workbook's tables about practices and copied passages out.

Never knows cells or formats.
"""

from __future__ import annotations

from typing import Final

from analyzer.export import words
from analyzer.export.overlaps import overlaps
from analyzer.export.overview import by_source
from analyzer.export.sheet_tables import Cell, Column, Table, lines
from analyzer.export.sheets_reports import FILE, UNIT
from analyzer.types import Practice, Round, Sentence

_SOURCES_SHOWN: Final = 6


def _few(sources: tuple[str, ...]) -> tuple[str, ...]:
    rest = len(sources) - _SOURCES_SHOWN
    return sources if rest <= 0 else (*sources[:_SOURCES_SHOWN], f"……共 {len(sources)} 份")


def practices(round_: Round) -> Table:
    """经验做法: one row a named practice across the round."""
    sources = by_source(round_)
    rows: list[tuple[Cell, ...]] = []
    for spread in sorted(round_.practices, key=lambda spread: (-len(set(spread.holders)), spread.name)):
        names = {spread.name, *spread.variants}
        told: list[tuple[str, Practice]] = [
            (source, practice)
            for source in spread.sources
            if source in sources
            for practice in sources[source].practices
            if practice.name in names
        ]
        shown = ""
        if told:  # the fullest sentence explains the practice best
            source, practice = max(told, key=lambda pair: (bool(pair[1].gloss), -spread.sources.index(pair[0])))
            sentence = sources[source].sentences[practice.sentence]
            shown = f"【{words.place(sentence)}】{sentence.text}"
        rows.append(
            (
                spread.name,
                spread.kind,
                "、".join(spread.holders),
                len(set(spread.holders)),
                spread.gloss or "",
                shown,
                "、".join(variant for variant in spread.variants if variant != spread.name),
                lines(_few(spread.sources)),
            )
        )
    return Table(
        name="经验做法",
        purpose="报告中有名称的做法，推行单位多的排在前面；上级统一要求的做法各单位都有，不算特色。",
        columns=(
            Column(title="做法", width=22, meaning="做法的名称，不带引号。"),
            Column(title="种类", width=8, meaning="制度、活动、机制、载体、平台、队伍。"),
            Column(title="推行单位", width=30, meaning="推行这一做法的单位，最早写到的在前。"),
            Column(title="单位数", width=8, style="number", meaning="推行单位的个数：1 是独家做法，多则是共同动作。"),
            Column(title="含义", width=40, meaning="报告自己的解释；没有解释的为空。"),
            Column(title="原句", width=60, meaning="写到它的一句及其在报告中的位置。"),
            Column(title="其他写法", width=20, meaning="同一做法的不同写法。"),
            Column(title="出处", width=40, meaning="写到它的文件。"),
        ),
        rows=rows,
        empty="没有提取到有名称的做法。",
    )


def copied(round_: Round) -> Table:
    """查重: one row a shared passage, the two sentences side by side."""

    def told(sentence: Sentence | None) -> tuple[str, str]:
        return (sentence.text, words.place(sentence)) if sentence else ("（对方原文不在本轮结果中）", "")

    rows: list[tuple[Cell, ...]] = []
    for pair in overlaps(round_):
        head = (
            pair.unit,
            pair.source,
            pair.share,
            words.COPY_KINDS[pair.kind],
            pair.other_unit,
            pair.other_source,
            pair.other_share,
            words.FIRSTS[pair.first],
        )
        rows += [
            (*head, *told(passage.sentence), *told(passage.other), passage.similarity) for passage in pair.passages
        ] or [(*head, "", "", "", "", None)]
    return Table(
        name="查重",
        purpose="两份文稿中相同或相近的句子，左右对照；谁抄谁、是否合理，由人判断。",
        columns=(
            UNIT,
            FILE,
            Column(title="雷同比例", width=9, style="percent", meaning="左边这份的文字有多大比例出现在右边那份里。"),
            Column(title="对方种类", width=16, meaning="其他单位的报告、上级文件、本单位以前的报告。"),
            Column(title="对方单位", width=16, meaning="右边那份的单位。"),
            Column(title="对方文件", width=28, meaning="右边那份的文件。"),
            Column(title="对方雷同比例", width=12, style="percent", meaning="反过来计算的比例；上级文件不反算。"),
            Column(
                title="谁在先",
                width=16,
                meaning="先看收到日期，看不出再看落款日期；“本文”是左边那份。在先只说明时间，不等于被抄。",
            ),
            Column(title="本文句子", width=50, meaning="左边的句子。"),
            Column(title="位置", width=12, meaning="左边句子的位置。"),
            Column(title="对方句子", width=50, meaning="右边的句子。"),
            Column(title="对方位置", width=12, meaning="右边句子的位置。"),
            Column(title="相似度", width=8, style="percent", meaning="1 为一字不差（单位名称、数字、标点不计）。"),
        ),
        rows=rows,
        empty="没有发现成段雷同的文稿。",
        frozen_columns=2,
    )
