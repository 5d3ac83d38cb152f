"""What a circular tells in, a reference mark for each figure and name and the annexes that the marks point to out.

A mark such as ［1.3］ points to the third group of annex 1; ［核2］ to the second group of the list for checking, a
file of its own that names reports and is for the office alone. Never knows documents.
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
HEADS: Final = ("单位", "原文", "报告", "第几句")
CHECK_HEADS: Final = ("单位", "情况", "原文或说明", "报告", "第几句")
_TITLES: Final[dict[Kind, str]] = {"1": "主要数据来源", "2": "主要做法来源", "核": "通报核对清单"}
_REMARKS: Final[dict[Kind, str]] = {
    "1": "数字由各单位自报，未经实地核实。单位、报告与上一行相同的不重复写；“第几句”从全文第一句数起。",
    "2": "单位、报告与上一行相同的不重复写；“第几句”从全文第一句数起。",
    "核": "本清单供承办人员核对通报草稿里的个数，其中的存在问题由系统根据报告文字提出，未经人工核实，只在内部使用，不随通报印发。",
}
_ROWS_SHOWN: Final = 1_500
_CUT: Final = "来源很多，这里没有列全，其余见工作簿。"
#: A sentence up to this length is quoted whole.
_WHOLE: Final = 70
#: Of a sentence with a figure only the clause that holds it, up to this length, is quoted.
_CLAUSE: Final = 42
_SHORT_CLAUSE: Final = 8
_AROUND: Final = 24
#: A figure as written that leaves no doubt what was added: 2380户, 1.8万元, but not 两百多户.
_EVIDENT: Final = re.compile(r"[\d.,，\s]+[万亿]?[^\d多余几来把]*")
_STOPS: Final = "，；。：、！？\t"
_CLAUSE_STOPS: Final = "，；。：！？\t"


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """Where one statement comes from.

    ``told`` is what the row shows of it: a figure as written, “a practice”, a finding. ``stress`` is where in
    ``sentence`` it stands, (0, 0) for nowhere. ``number`` counts the report's sentences from 1, None for a whole file.
    """

    unit: str
    told: str
    sentence: str
    source: str
    number: int | None = None
    stress: tuple[int, int] = (0, 0)
    subtotal: str = ""  # of the unit, where several of its figures are added up


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
        given, told = tuple(rows), self.groups[kind]
        order = {unit: place for place, unit in enumerate(dict.fromkeys(row.unit for row in given))}
        kept = tuple(sorted(given, key=lambda row: order[row.unit]))
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


def sentence_row(
    report: Analysis, sentence: Sentence, *, unit: str, told: str, span: tuple[int, int] = (0, 0), whole: int = _WHOLE
) -> SourceRow:
    """A row that quotes a sentence: all of it up to ``whole`` characters, else the words around ``span``."""
    quoted = excerpt(sentence.text, span, whole=whole)
    return SourceRow(unit=unit, told=told, sentence=quoted, source=report.source, number=sentence.id + 1)


def figure_row(report: Analysis, figure: Indicator, *, unit: str, subtotal: str = "") -> SourceRow:
    """A row for a figure: its clause; where it is written in another way than it was added, the value stands behind."""
    sentence = report.sentences[figure.sentence]
    quoted, stress = clause(sentence.text, (figure.start, figure.end))
    plain = f"{words.number(figure.value)}{figure.unit}".replace(",", "")
    tail = "" if _EVIDENT.fullmatch(figure.text) else f"〔计{plain}〕"
    return SourceRow(
        unit=unit,
        told=figure.text,
        sentence=quoted + tail,
        source=report.source,
        number=sentence.id + 1,
        stress=stress,
        subtotal=subtotal,
    )


def clause(text: str, span: tuple[int, int]) -> tuple[str, tuple[int, int]]:
    """The clause around a span and where the span stands in it; …… stands for a part that was cut off inside it.

    >>> clause("全镇共走访农户12户，座谈3次。", (7, 10))
    ('全镇共走访农户12户', (7, 10))
    """
    start, end = span
    first, last = start, end
    while first and text[first - 1] not in _CLAUSE_STOPS:
        first -= 1
    if end - first < _SHORT_CLAUSE and first > 1:  # a clause such as 计12件 says nothing without the one before it
        first -= 1
        while first and text[first - 1] not in _CLAUSE_STOPS:
            first -= 1
    while last < len(text) and text[last] not in _CLAUSE_STOPS:
        last += 1
    before, behind = "", ""
    if last - end > _AROUND // 2 and last - first > _CLAUSE:
        last, behind = _word_end(text, end + _AROUND // 2), "……"
    if last - first > _CLAUSE:
        first, before = _word_start(text, max(first, start - _AROUND)), "……"
    quoted = f"{before}{text[first:last]}{behind}".replace("\t", "　")
    at = start - first + len(before)
    return quoted, (at, at + end - start)


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
