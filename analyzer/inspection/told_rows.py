"""A report's tables and text in, what the text tells of one row or of the whole otherwise than the table does out.

石桥村改厕96户 beside a row 石桥村 | 完成 88; 已改厕650户 beside 合计 | 完成 567 under the title 农村改厕. Never knows other reports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from analyzer.inspection.figures import TAB, TOTAL_LABEL, Figure, quoted
from analyzer.inspection.told_loosely import excused, is_near_row
from analyzer.inspection.told_names import any_verb, counted, written_words
from analyzer.inspection.told_values import agree
from analyzer.types import Analysis, Check

_OTHER_COLUMN: Final = re.compile(r"计划|任务|目标|应|问题|不|未|去年|上年|同期|比|率")
_LEAST: Final = 5


def _label(figure: Figure) -> str:
    return next((cell.strip() for cell in figure.sentence.text.split(TAB) if cell.strip()), "")


def _done(name: str) -> bool:
    return bool(any_verb().search(name)) and not _OTHER_COLUMN.search(name)


def _one_thing(row: Figure, text: Figure, title: frozenset[str]) -> bool:
    """Whether the column counts what the text does; a column that only says 完成 counts what the title is about."""
    name, said = row.indicator.indicator, written_words(text)
    own = frozenset(re.sub(r"[（(].*", "", name)[i : i + 2] for i in range(len(name) - 1))
    words = text.clause + text.indicator.indicator
    if any(pair in words for pair in own if not any_verb().fullmatch(pair)):
        return True
    return _done(name) and (bool(said & title) or any(verb in words for verb in any_verb().findall(name)))


def rows_told_differently(analysis: Analysis, figures: Sequence[Figure]) -> Iterator[Check]:
    """Figures of running text that stand against the table's row of the same place, or against its 合计."""
    rows = [f for f in figures if f.is_row and not f.is_ratio and not f.indicator.planned]
    if not rows:
        return
    heads = " ".join(s.text for s in analysis.sentences if s.block == 0)
    title = frozenset(heads[i : i + 2] for i in range(len(heads) - 1))
    for text in figures:
        if text.is_row or text.is_ratio or text.indicator.planned or text.in_brackets or excused(text):
            continue
        before = text.sentence.text[: text.indicator.start]
        like = [r for r in rows if counted(r) == counted(text) and not _OTHER_COLUMN.search(r.indicator.indicator)]
        values = {float(r.indicator.value) for r in rows if counted(r) == counted(text)}
        if not like or float(text.indicator.value) in values or float(text.indicator.value) < _LEAST:
            continue
        named = [r for r in like if len(_label(r)) > 1 and not TOTAL_LABEL.match(_label(r)) and _label(r) in before]
        labels = {_label(r) for r in named}
        others = {_label(r) for r in rows} - labels
        if len(labels) > 1 or (not labels and any(len(label) > 1 and label in before for label in others)):
            continue
        against = named or [r for r in like if r.is_total_row and not written_words(r)]
        for row in against:
            if not _one_thing(row, text, title) or agree(row, text) or not is_near_row(row, text, of_place=bool(named)):
                continue
            if any(agree(other, text) for other in like):
                continue
            yield Check(
                code="told_differently",
                message=f"表里和文字里说法不一：{quoted(row)}，而{quoted(text)}，请核实以哪个为准。",
                indicators=tuple(sorted(f.index for f in (row, text) if f.index >= 0)),
            )
            break
