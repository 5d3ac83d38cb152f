"""What a circular tells in, a reference mark for each figure and name and the annexes that the marks point to out.

A mark such as ［1.3］ points to the third group of annex 1; ［核2］ to the second group of the list for checking, which
names reports and is for the office alone. Never knows documents.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from analyzer.export import words
from analyzer.types import Analysis, Indicator, Sentence

Kind: TypeAlias = Literal["1", "2", "核"]

MARK: Final = re.compile(r"［(?:[12]\.|核)\d+］")
HEADS: Final = ("标记", "单位", "报告所写", "所在句", "报告和位置")
_TITLES: Final[dict[Kind, str]] = {"1": "主要数据来源", "2": "主要做法来源", "核": "核对清单"}
_REMARKS: Final[dict[Kind, str]] = {
    "1": "括号里是相加的单位个数。数字由各单位自报，未经实地核实。",
    "2": "",
    "核": "〔本清单供承办人员核对正文里的个数，其中的存在问题由系统根据报告文字提出，未经人工核实。印发前请整份删去。〕",
}
_ROWS_SHOWN: Final = 1_500
_CUT: Final = "〔来源很多，这里没有列全，其余见工作簿。〕"
#: A sentence up to this length is quoted whole; round a figure less is enough.
_WHOLE: Final = 200
_WHOLE_FIGURE: Final = 90
_AROUND: Final = 30
_STOPS: Final = "，；。：、！？\t"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """Where one statement comes from."""

    unit: str
    told: str
    sentence: str
    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The sources of one statement of the text, under its mark."""

    mark: str
    caption: str
    rows: tuple[SourceRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Annex:
    """A table of sources in groups; ``inside`` is for the office's own use and no part of what is sent."""

    title: str
    groups: tuple[Group, ...]
    remark: str
    inside: bool


@dataclass(slots=True)
class Sources:
    """Gathers what the text rests on while it is being written."""

    groups: dict[Kind, list[Group]] = field(default_factory=lambda: {"1": [], "2": [], "核": []})

    def cite(self, kind: Kind, caption: str, rows: Iterable[SourceRow]) -> str:
        """Keep the sources of a statement; the mark to put behind it. The same statement again has the same mark."""
        kept, told = tuple(rows), self.groups[kind]
        for group in told:
            if (group.caption, group.rows) == (caption, kept):
                return group.mark
        mark = f"［{kind}{'' if kind == '核' else '.'}{len(told) + 1}］"
        told.append(Group(mark=mark, caption=caption, rows=kept))
        return mark

    def annexes(self) -> tuple[Annex, ...]:
        return tuple(_annex(kind, groups) for kind, groups in self.groups.items() if groups)


def _annex(kind: Kind, groups: Sequence[Group]) -> Annex:
    shown, left = [], _ROWS_SHOWN
    for group in groups:
        shown.append(Group(mark=group.mark, caption=group.caption, rows=group.rows[:left]))
        left = max(0, left - len(group.rows))
    remark = _REMARKS[kind] + ("" if left else _CUT)
    return Annex(title=_TITLES[kind], groups=tuple(shown), remark=remark, inside=kind == "核")


def unmarked(text: str) -> str:
    """A report's words for the text: nothing in them may look like a mark, and their quotation marks are inner ones."""
    return text.replace("［", "〔").replace("］", "〕").replace("“", "‘").replace("”", "’")


def where(report: Analysis, sentence: Sentence) -> str:
    """Report, paragraph and the number of the sentence in the report, counted from 1."""
    return f"{report.source}，{words.place(sentence)}（全文第{sentence.id + 1}句）"


def sentence_row(
    report: Analysis, sentence: Sentence, *, unit: str, told: str, span: tuple[int, int] = (0, 0), whole: int = _WHOLE
) -> SourceRow:
    """A row that quotes a sentence: all of it up to ``whole`` characters, else the words around ``span``."""
    return SourceRow(
        unit=unit, told=told, sentence=excerpt(sentence.text, span, whole=whole), place=where(report, sentence)
    )


def figure_row(report: Analysis, figure: Indicator, *, unit: str) -> SourceRow:
    """A row for a figure; where the report writes it in another way than it was added, the added value stands beside."""
    plain = f"{words.number(figure.value)}{figure.unit}".replace(",", "")
    told = figure.text if re.sub(r"[,，\s]", "", figure.text) == plain else f"{figure.text}（计{plain}）"
    span = (figure.start, figure.end)
    return sentence_row(report, report.sentences[figure.sentence], unit=unit, told=told, span=span, whole=_WHOLE_FIGURE)


def excerpt(text: str, span: tuple[int, int], *, whole: int = _WHOLE) -> str:
    """The words around a span, whole clauses of them; …… stands for what is left out.

    >>> excerpt("甲" * 200 + "，走访农户12户，" + "乙" * 200, (205, 208))
    '……走访农户12户……'
    """
    start, end = span
    if len(text) <= whole:
        return text.replace("\t", "　")
    first, last = max(0, start - _AROUND), min(len(text), max(end, whole // 2 if not any(span) else 0) + _AROUND)
    stops = [place for place in range(first, start) if text[place] in _STOPS]
    if first:
        first = stops[0] + 1 if stops else _word_start(text, first)
    if last < len(text):
        stops = [place for place in range(max(end, first + 1), last) if text[place] in _STOPS]
        last = stops[-1] if stops else _word_end(text, last)
    part = text[first:last].replace("\t", "　")
    return f"{'……' if first else ''}{part}{'……' if last < len(text) else ''}"


def _word_start(text: str, place: int) -> int:
    """``place`` or a little before it, so that no number is cut in two."""
    while place and _in_number(text[place - 1]) and _in_number(text[place]):
        place -= 1
    return place


def _word_end(text: str, place: int) -> int:
    while place < len(text) and _in_number(text[place - 1]) and _in_number(text[place]):
        place += 1
    return place


def _in_number(sign: str) -> bool:
    return sign.isdigit() or sign in ".．%％"
