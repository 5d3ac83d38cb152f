"""Sentence in, the figures that could be indicators out: dates, ordinals, names and fixed phrases are gone.

Only what is certain from the way a figure is written is refused here; what needs judgement (background or work,
done or planned) is decided by the models in ``indicators``. Never knows other sentences.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from analyzer import lexicon
from analyzer.extraction.figure_features import alternatives, own_parts
from analyzer.extraction.spans import FigureSpan, find_figures
from analyzer.language.normalise import fold

_ALWAYS_TIME: Final = frozenset({"年", "日", "周", "个星期"})
_DATE_TAIL: Final = re.compile(
    r"^\s?(?:月|日|号(?!楼)|时(?!候)|点(?!位)|世纪|年代|周岁|岁|届|级(?!干)|楼|室|栋楼|路公交|期工程)"
)
_QUOTED_NAME: Final = re.compile(r"[“「『‘\"]([^”」』’\"]{1,10})[”」』’\"]")
_NOUN_BEFORE: Final = re.compile(r"[\u4e00-\u9fff”」]$")
_ORDINAL_LEAD: Final = re.compile(r"(?:第|[〔\[（(]|No\.?|NO\.?|[A-Za-z/])$")


@cache
def _fixed() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in lexicon.figures().not_a_figure))


@cache
def _article_verbs() -> re.Pattern[str]:
    return re.compile("(?:" + alternatives(lexicon.figures().article_verbs).pattern + ")(?:了|起|起了|出|成)?$")


@cache
def _time_before() -> re.Pattern[str]:
    return re.compile("(?:" + alternatives(lexicon.figures().time_before).pattern + ")$")


def _in_quoted_name(text: str, span: FigureSpan) -> bool:
    for found in _QUOTED_NAME.finditer(text):
        if found.start(1) <= span.start and span.end <= found.end(1):
            return span.start == found.start(1) or span.chinese
    return False


def _is_certainly_none(text: str, folded: str, span: FigureSpan) -> bool:
    before, after = folded[: span.start], folded[span.end :]
    number_before = folded[: span.number_start]
    if _ORDINAL_LEAD.search(number_before) or (number_before[-1:].isdigit()):
        return True
    if span.unit in _ALWAYS_TIME:
        return True
    if span.unit == "个" and after.startswith("月"):
        return True
    if _DATE_TAIL.match(after) and span.unit not in ("%", "元"):
        return True
    if _time_before().search(before):
        return True
    if _in_quoted_name(text, span):
        return True
    if span.chinese and span.value == 1 and span.value_high is None and span.unit not in ("%", "元", "倍"):
        # 一 is mostly an article; a figure after a verb of building or giving, or where the noun stands before it.
        closed = not after or after[0] in "，。；、：！？）)\t"
        return not (_article_verbs().search(before[-5:]) or (closed and bool(_NOUN_BEFORE.search(before))))
    return bool(span.chinese and own_parts().match(after) and span.value <= 12)


def candidates(text: str) -> list[FigureSpan]:
    """The figures of a sentence that may be indicators, left to right."""
    folded = fold(text)
    fixed = [(found.start(), found.end()) for found in _fixed().finditer(folded)]
    kept: list[FigureSpan] = []
    for span in find_figures(text):
        if any(start <= span.number_start and span.number_end <= end for start, end in fixed):
            continue
        if not _is_certainly_none(text, folded, span):
            kept.append(span)
    return kept
