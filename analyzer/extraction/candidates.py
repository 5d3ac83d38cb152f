"""Sentence in, the figures that could be indicators out: dates, ordinals, names and fixed phrases are gone.

Only what is certain from the way a figure is written is refused here; what needs judgement (background or work,
done or planned) is decided by the models in ``indicators``. Never knows other sentences.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from analyzer import lexicon
from analyzer.extraction.figure_features import own_parts
from analyzer.extraction.figure_grammar import FigureSpan
from analyzer.extraction.spans import find_figures
from analyzer.language.normalise import fold
from analyzer.lexicon.patterns import alternatives

_ALWAYS_TIME: Final = frozenset({"年", "日", "周"})
_NAMES_TIME: Final = re.compile(r"^\s?(?:月(?!饼|嫂|季)|世纪|年代|届)")
_QUOTED_NAME: Final = re.compile(r"[“「『‘\"]([^”」』’\"]{1,10})[”」』’\"]")
_ORDINAL_LEAD: Final = re.compile(r"(?:第|[〔\[]|No\.?|NO\.?|[A-Za-z/])$")


@cache
def _fixed() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in lexicon.figures().not_a_figure))


@cache
def _stock() -> re.Pattern[str]:
    """下辖14个村, 总人口3.2万: what a place has, whatever else is said."""
    return re.compile("(?:" + alternatives(lexicon.figures().stock_before).pattern + ")[有共为达约]{0,2}$")


def _in_quoted_name(text: str, span: FigureSpan) -> bool:
    for found in _QUOTED_NAME.finditer(text):
        if found.start(1) <= span.start and span.end <= found.end(1):
            return span.start == found.start(1) or span.chinese
    return False


def _is_certainly_none(text: str, folded: str, span: FigureSpan) -> bool:
    after = folded[span.end :]
    number_before = folded[: span.number_start]
    if _ORDINAL_LEAD.search(number_before) or (number_before[-1:].isdigit()):
        return True
    if span.unit in _ALWAYS_TIME:
        return True
    if span.unit == "个" and _NAMES_TIME.match(after):
        return True
    if span.unit == "期" and after.startswith("工程"):
        return True
    if _in_quoted_name(text, span) or _stock().search(folded[: span.start]):
        return True
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
