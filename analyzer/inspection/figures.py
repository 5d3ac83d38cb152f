"""A report's indicators in, each with what its surroundings tell: table cell, per head, in brackets, a total.

Also the plain-Chinese quotation of a figure with its place. Never knows other reports.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Final

from analyzer import lexicon
from analyzer.language.numerals import tidy
from analyzer.lexicon.schema import CanonicalIndicator
from analyzer.types import UNJUDGED_KINDS, Analysis, FigureKind, Indicator, Number, ReportKind, Sentence

TAB: Final = "\t"
RATIO_UNITS: Final = frozenset({"%", "％", "‰", "个百分点", "百分点", "倍", "折", "成", "分"})
TOTAL_LABEL: Final = re.compile(r"^(?:合\s*计|总\s*计|共\s*计|总\s*数|累\s*计)(?:[（(].*)?$")
SUBTOTAL_LABEL: Final = re.compile(r"^小\s*计")
TOTAL_CUE: Final = re.compile(r"(?:共计|总计|合计|累计|总共|一共|共)[\u4e00-\u9fff“”]{0,8}$")
_PER_HEAD: Final = re.compile(
    r"(?:人均|户均|村均|每人|每户|每村|每名[\u4e00-\u9fff]{0,6}|每位|每个[\u4e00-\u9fff]{0,4}|平均)[^，。；、\d]{0,8}$"
)
_PER_HEAD_NAME: Final = re.compile(r"人均|户均|村均|亩均|日均|平均|每")
_RATE_NAME: Final = re.compile(r"(?:率|比例|占比|比重|增幅|价|价格|浓度|月工资|月收入|年收入)$")
#: What is on its way or was left undone is not what was done.
_UNFINISHED: Final = re.compile(r"正在|在办|在建|待办|未|暂|超期|无法|不能|拟")
_PLACE: Final = re.compile(
    r"[\u4e00-\u9fff]{2}(?:村(?![级民委干两里规])|组(?![织建成])|社区|乡(?![镇级])|镇(?!级)|街(?!道)|路|小区|小学|中学|片区?|标段|公司|合作社|支部|派出所)"
)
_NO_PLACE: Final = re.compile(
    r"^.?[全各本我每个两三四五六七八九十几到进驻在]|乡镇$|街道$|[个多]村$|行政村$|自然村$|城乡$|小组$"
)
_STOPS: Final = re.compile(r"[，。；：！？、,;:\n（(]")
_NOT_REACHED: Final = re.compile(r"[\u4e00-\u9fff]{0,8}?(?:没有|没能|未能|尚未|还没|未曾)")
_LEFT: Final = re.compile(r"(?:还有|尚有|仍有|剩余|剩下).*(?:没|未|不)")
_TO_STATE: Final = re.compile(
    r"(?:缩短|压缩|缩减|减少|降低|下降|提高|提升|增加|上升|降|升|增|减)(?:到|至|为)[\u4e00-\u9fff]{0,3}$"
)
_FROM_STATE: Final = re.compile(r"(?:由|从)[\u4e00-\u9fff“”]{0,12}$")
_CHANGES: Final = re.compile(
    r"(?:[\u4e00-\u9fff]{0,4}?)(?:缩短|压缩|缩减|减少|降低|下降|提高|提升|增加|上升|降|升|增|减)(?:到|至|为)"
)
_CLAUSE_SIGNS: Final = "，。；：！？、\t\n"


@cache
def canonical_entries() -> dict[str, CanonicalIndicator]:
    """The lexicon's canonical indicators by name."""
    return {entry.name: entry for entry in lexicon.indicators().indicators}


@dataclass(frozen=True)
class Figure:
    """An indicator with its index and its sentence."""

    index: int  # below 0: written in the report, but taken for no indicator
    indicator: Indicator
    sentence: Sentence
    label: str | None = None  # what the row of a list of items counts
    closes_table: bool = False  # of the one 小计 row a table ends with

    @property
    def value(self) -> Number:
        """In the canonical indicator's unit where the written one can be turned into it, else as written."""
        return self.measured[0]

    @property
    def unit(self) -> str:
        return self.measured[1]

    @cached_property
    def measured(self) -> tuple[Number, str]:
        """Value and unit to add up by: 座谈会45场 and 12次 are both 次; 800米 of road is 0.8公里."""
        entry = canonical_entries().get(self.name)
        factor = entry.equal_units.get(self.indicator.unit) if entry else None
        if entry is None or factor is None:
            return self.indicator.value, self.indicator.unit
        return tidy(self.indicator.value * factor), entry.unit

    @property
    def is_row(self) -> bool:
        return TAB in self.sentence.text

    @property
    def column(self) -> int:
        """The table column, counted from 0."""
        return self.sentence.text.count(TAB, 0, self.indicator.start)

    @cached_property
    def before(self) -> str:
        """The text before the figure in its sentence, or in its cell."""
        text = self.sentence.text[: self.indicator.start]
        return text.rsplit(TAB, 1)[-1]

    @cached_property
    def clause(self) -> str:
        """The words that lead to the figure, from the last sign on."""
        return re.split(f"[{_CLAUSE_SIGNS}]", self.before)[-1]

    @cached_property
    def is_ratio(self) -> bool:
        """Whether the figure may not be added up: a rate, or so much per head."""
        name = self.indicator.indicator
        return (
            self.indicator.unit in RATIO_UNITS
            or bool(re.search(r"[每/／]", self.indicator.unit))
            or bool(_PER_HEAD_NAME.search(name))
            or bool(_RATE_NAME.search(name))
            or bool(_PER_HEAD.search(self.before))
            or self.is_change
        )

    @cached_property
    def is_total_row(self) -> bool:
        labels = self.sentence.text.split(TAB)[:2]
        return self.closes_table or (self.is_row and any(TOTAL_LABEL.match(cell.strip()) for cell in labels))

    @cached_property
    def says_total(self) -> bool:
        return bool(TOTAL_CUE.search(self.before))

    @cached_property
    def in_brackets(self) -> bool:
        before = self.before
        return max(before.rfind("（"), before.rfind("(")) > max(before.rfind("）"), before.rfind(")"))

    @cached_property
    def name(self) -> str:
        """What the figure is added up under: the canonical indicator, or its own name where that is another deed.

        排查纠纷412件 is no 化解纠纷, though both are about disputes; 正在办理15件 is not 办结; 人均32户 is no sum.
        """
        canonical, own = self.indicator.canonical, self.indicator.indicator
        if canonical is None or (self.is_ratio and not canonical.endswith("率")):
            return own
        entry = canonical_entries().get(canonical)
        kind = entry.kind if entry else None
        other_kind = kind is not None and (kind is FigureKind.INPUT) != (self.indicator.kind is FigureKind.INPUT)
        return own if other_kind or _UNFINISHED.search(own) else canonical

    @property
    def is_named(self) -> bool:
        """Whether anything tells what is counted; a name that only repeats the unit (元, 学生) says nothing."""
        name = self.indicator.indicator
        return name != self.indicator.unit and not self.indicator.text.endswith(name)

    @property
    def is_at_odds(self) -> bool:
        """Whether name and kind contradict each other: 走访农户 cannot be what changed for people (108户不再绕路)."""
        entry = canonical_entries().get(self.indicator.canonical or "")
        return (
            entry is not None and entry.kind is FigureKind.INPUT and self.indicator.kind is FigureKind.OUTCOME
        ) and not self.is_ratio

    @cached_property
    def around(self) -> tuple[str, str]:
        """The words of its clause that lead to the figure, and those that follow it; up to the next digits."""
        lead = re.split(r"\d[\d.,]*[万亿]?", self.clause)[-1]
        after = re.split(r"\d", _STOPS.split(self.sentence.text[self.indicator.end :])[0])[0]
        return lead, after

    @cached_property
    def places_named(self) -> frozenset[str]:
        """Villages, groups and roads that the sentence names before the figure."""
        text = self.sentence.text[: self.indicator.start]
        return frozenset(found[0] for found in _PLACE.finditer(text) if not _NO_PLACE.search(found[0]))

    @cached_property
    def is_undone(self) -> bool:
        """Whether the clause says that it was not reached: 还有12件没有调成, 还有29个问题没有办结."""
        after = re.split(f"[{_CLAUSE_SIGNS}]", self.sentence.text[self.indicator.end :])[0]
        return not self.indicator.planned and bool(_NOT_REACHED.match(after) or _LEFT.search(self.clause + after))

    @cached_property
    def is_change(self) -> bool:
        """Whether the value is a state before or after a change (由八小时缩短到三小时), which no sum can hold."""
        after = self.sentence.text[self.indicator.end :][:10]
        return bool(_TO_STATE.search(self.clause) or (_FROM_STATE.search(self.clause) and _CHANGES.match(after)))

    @property
    def key(self) -> tuple[str, str, bool]:
        return (self.name, self.unit, self.indicator.planned)


def figures_of(analysis: Analysis) -> tuple[Figure, ...]:
    """All figures in reading order."""
    sentences = {sentence.id: sentence for sentence in analysis.sentences}
    figures = [
        Figure(index=index, indicator=indicator, sentence=sentences[indicator.sentence])
        for index, indicator in enumerate(analysis.indicators)
        if indicator.sentence in sentences
    ]
    return tuple(sorted(figures, key=lambda each: (each.sentence.id, each.indicator.start, each.index)))


def by_sentence(figures: Sequence[Figure]) -> Mapping[int, list[Figure]]:
    found: dict[int, list[Figure]] = {}
    for figure in figures:
        found.setdefault(figure.sentence.id, []).append(figure)
    return found


def place(sentence: Sentence) -> str:
    """Where a sentence stands, for a person who has the paper in hand."""
    where = f"第{sentence.block + 1}段"
    return f"第{sentence.page}页{where}" if sentence.page is not None else where


def quoted(figure: Figure) -> str:
    """The figure in its own words with its place: “走访农户260户”（第3段）."""
    if figure.is_row:
        label = next((cell.strip() for cell in figure.sentence.text.split(TAB) if cell.strip()), "")
        return f"表格“{label}”一行的{figure.indicator.indicator}{figure.indicator.text}（{place(figure.sentence)}）"
    lead = figure.clause[-12:]
    return f"“{lead}{figure.indicator.text}”（{place(figure.sentence)}）"


def plain(value: Number) -> str:
    """A number as people write it: no binary dust, no trailing zeros."""
    rounded = round(float(value), 4)
    return str(int(rounded)) if rounded == int(rounded) else f"{rounded:.4f}".rstrip("0")


def speaks_of_itself(analysis: Analysis) -> bool:
    """Whether all a report's figures are of the unit that wrote it; a circular may be, a scheme only plans."""
    if analysis.metadata is None or analysis.metadata.report_kind not in UNJUDGED_KINDS:
        return analysis.metadata is not None
    own = {None, analysis.metadata.unit}
    return (
        analysis.metadata.report_kind is ReportKind.CIRCULAR
        and analysis.metadata.unit is not None
        and all(each.holder in own for each in analysis.indicators)
    )
