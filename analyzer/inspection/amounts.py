"""A report's sentences in, every figure written in its running text out, whether or not it was taken for an indicator.

A rate must be held against its two counts even where only one of them is work. Also how far rounding lets figures be
apart. Never knows tables or other reports.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import combinations
from typing import Final

from analyzer import lexicon
from analyzer.extraction.candidates import candidates
from analyzer.extraction.figure_grammar import FigureSpan
from analyzer.inspection.figures import RATIO_UNITS, TAB, Figure, by_sentence, place, plain
from analyzer.lexicon.patterns import alternatives
from analyzer.types import Analysis, Number, Qualifier, Sentence

_CLAUSE_SIGNS: Final = re.compile(r"[，。；：！？、,;:\n]")
#: Larger sets of parts are not tried one by one.
_MOST_PARTS: Final = 10
#: Counted alike, whatever the measure word: 问题136个，立即办的78件.
_ALIKE: Final = {"名": "人", "位": "人", "件": "个", "条": "个", "项": "个", "起": "个", "桩": "个", "宗": "个"}


@cache
def words_pattern(field: str) -> re.Pattern[str]:
    """The words of one list of ``lexicons/checks.yaml`` as a pattern, long ones first."""
    return alternatives(getattr(lexicon.checks(), field))


@dataclass(frozen=True, kw_only=True)
class Amount:
    """One figure as written in a sentence; ``index`` is its indicator, None where it is none."""

    sentence: Sentence
    span: FigureSpan
    index: int | None
    planned: bool
    earlier_end: int  # where the figure before it ends, 0 for the first

    @property
    def value(self) -> Number:
        return self.span.value

    @property
    def unit(self) -> str:
        return self.span.unit

    @property
    def counted(self) -> str:
        """The unit by which figures may be compared: 名 and 人 are one."""
        return _ALIKE.get(self.unit, self.unit)

    @property
    def exact(self) -> bool:
        return self.span.qualifier is Qualifier.EXACT

    @property
    def is_range(self) -> bool:
        return self.span.value_high is not None

    @property
    def is_ratio(self) -> bool:
        return self.unit in RATIO_UNITS

    @cached_property
    def label(self) -> str:
        """The words between the figure before and this one."""
        return self.sentence.text[self.earlier_end : self.span.start]

    @cached_property
    def lead(self) -> str:
        """The words of its own clause before it."""
        return _CLAUSE_SIGNS.split(self.sentence.text[: self.span.start])[-1]

    @cached_property
    def tail(self) -> str:
        """The words of its own clause after it."""
        return _CLAUSE_SIGNS.split(self.sentence.text[self.span.end :])[0]


def amounts_of(analysis: Analysis, figures: Sequence[Figure]) -> Mapping[int, tuple[Amount, ...]]:
    """The figures of each sentence of running text, by sentence id, left to right."""
    known = by_sentence(figures)
    found = {}
    for sentence in analysis.sentences:
        if TAB in sentence.text:
            continue
        line, end = [], 0
        for span in candidates(sentence.text):
            figure = next(
                (
                    f
                    for f in known.get(sentence.id, ())
                    if f.indicator.start < span.end and span.start < f.indicator.end
                ),
                None,
            )
            line.append(
                Amount(
                    sentence=sentence,
                    span=span,
                    index=figure.index if figure else None,
                    planned=figure.indicator.planned if figure else False,
                    earlier_end=end,
                )
            )
            end = span.end
        if line:
            found[sentence.id] = tuple(line)
    return found


def rounding(text: str, value: float, *, exact: bool) -> float:
    """How far the true value may be from the written one: half of its last digit, a tenth where it is 余 or 近."""
    if not exact:
        return abs(value) * 0.1
    decimals = re.search(r"\.(\d+)", text)
    scale = 1e8 if "亿" in text else 1e4 if "万" in text else 1.0
    if scale == 1.0 and not decimals:
        return 0.0
    return 0.5 * scale / 10.0 ** (len(decimals[1]) if decimals else 0)


def slack(amounts: Iterable[Amount]) -> float:
    """How far a sum of these may be off."""
    return sum(rounding(each.span.text, float(each.value), exact=each.exact) for each in amounts) + 1e-6


def some_add_up(parts: Sequence[Amount], whole: Amount, *, least: int = 2) -> bool:
    """Whether any ``least`` or more of the parts make the whole, within rounding."""
    few = parts[:_MOST_PARTS]
    return any(
        abs(sum(float(p.value) for p in chosen) - float(whole.value)) <= slack((whole, *chosen))
        for count in range(least, len(few) + 1)
        for chosen in combinations(few, count)
    )


def cited(amount: Amount) -> str:
    """The figure in its own words with its place."""
    lead = amount.lead[-12:].lstrip("”’）)")
    return f"“{lead}{amount.span.text}”（{place(amount.sentence)}）"


def listed(amounts: Iterable[Amount]) -> str:
    return "、".join(cited(amount) for amount in amounts)


def indices(amounts: Iterable[Amount]) -> tuple[int, ...]:
    return tuple(sorted({amount.index for amount in amounts if amount.index is not None}))


def as_written(value: float, unit: str) -> str:
    """A base value with its unit as people write it: 232000 元 is 23.2万元."""
    if abs(value) >= 1e4 and unit in ("元", "亩", "方", "立方米", "平方米"):
        return f"{plain(value / 1e4)}万{unit}"
    return f"{plain(value)}{unit}"
