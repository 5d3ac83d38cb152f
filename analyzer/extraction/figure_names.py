"""What a figure counts, in the report's own words: 走访农户, 发放联系卡, 落实帮扶资金.

In: a sentence, a figure, and the verb the figures before it in the list had. Out: the indicator's name. A list shares
its verb (发放联系卡300张、政策手册500册 → 发放政策手册). Never knows canonical names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from analyzer import lexicon
from analyzer.extraction.figure_features import alternatives, around, wide_left
from analyzer.extraction.spans import FigureSpan

_LONGEST: Final = 14
_TRAILING: Final = re.compile(r"[的了着过一共计有达为是至到各均约近超逾就仅只每已又再也都还、：:“”（(\s]+$")
_LEADING: Final = re.compile(r"^[的了着过多余个、：:“”）)\s]+")
_RIGHT_END: Final = re.compile(
    r"[\d，。；：！？、,;:（）()“”\t]|(?<=.)[的，]|并|及|和|与|给|用于|以上|左右|进行|已|都|均|全部|一次|参加|参与"
)
_MONEY: Final = re.compile(r"[\u4e00-\u9fff]{0,2}(?:资金|贷款|款|金|经费)")
_COUNTED_BEFORE: Final = re.compile(r"\d[\d.,]*\s*[万亿]?[^\d\s，。；、]{1,2}$")


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedFigure:
    name: str
    verb: str | None  # to hand on to the next figure of the list


@cache
def _verbs() -> re.Pattern[str]:
    return alternatives(lexicon.indicators().verbs)


@cache
def _fillers() -> re.Pattern[str]:
    words = (*lexicon.figures().total_words, *lexicon.figures().about_before, *lexicon.figures().over_before)
    return re.compile("(?:" + alternatives(words).pattern + ")$")


@cache
def _subjects() -> re.Pattern[str]:
    return re.compile("^(?:" + alternatives(lexicon.indicators().subjects).pattern + ")")


def _strip_fillers(text: str) -> str:
    """Take filler words off the end (走访农户共计 → 走访农户)."""
    while True:
        shorter = _TRAILING.sub("", text)
        found = _fillers().search(shorter)
        if found and found.start() > 0:
            shorter = shorter[: found.start()]
        if shorter == text:
            return text
        text = shorter


def _strip_subjects(text: str) -> str:
    while True:
        shorter = _subjects().sub("", text).lstrip("、，:： ")
        if shorter == text or not shorter:
            return text
        text = shorter


def _right_noun(right: str) -> str:
    """The noun counted, where it follows the measure word (解决261个实际问题)."""
    right = _LEADING.sub("", right)
    end = _RIGHT_END.search(right)
    noun = right[: end.start()] if end else right
    return noun[:8]


def _last_verb(text: str) -> tuple[str, int] | None:
    """The verb the name starts from: the last one that still has an object after it, else the last."""
    found = list(_verbs().finditer(text))
    if not found:
        return None
    for at in range(len(found) - 1, -1, -1):
        verb = found[at]
        names_money = bool(_MONEY.match(text, verb.end()))  # 落实帮扶资金: 帮扶 only says which money
        if len(text) - verb.end() >= 2 and not (names_money and at and found[at - 1].end() == verb.start()):
            return verb[0], verb.start()
    return found[-1][0], found[-1].start()


def name_figure(text: str, span: FigureSpan, *, list_verb: str | None) -> NamedFigure:
    """Name one figure; ``list_verb`` is the verb of the figure before it, None at a new clause."""
    cut = around(text, span)
    left = _strip_fillers(cut.left)
    noun_right = _right_noun(cut.right)
    verb = _last_verb(left)
    if verb:
        body = left[verb[1] :]
        bare = len(body) == len(verb[0])
        name = body + noun_right if bare else body
        return NamedFigure(name=_cut(name), verb=verb[0])
    left = _strip_subjects(left)
    if left and list_verb and len(left) <= 10:
        return NamedFigure(name=_cut(list_verb + left), verb=list_verb)
    if left and not _COUNTED_BEFORE.search(left) and len(left) >= 2:
        return NamedFigure(name=_cut(left), verb=None)
    if noun_right:
        lead = _last_verb(_strip_fillers(wide_left(cut.before)))
        chosen = list_verb or (lead[0] if lead else None)
        return NamedFigure(name=_cut((chosen or "") + noun_right), verb=chosen)
    wide = _strip_fillers(wide_left(cut.before))
    lead = _last_verb(wide)
    return NamedFigure(name=_cut(wide[lead[1] :] if lead else wide) or span.unit, verb=lead[0] if lead else None)


def _cut(name: str) -> str:
    """At most the last characters that make a readable name; numbers and signs of the sentence left out."""
    name = re.sub(r"[“”‘’「」\s]", "", name)
    name = re.sub(r"[\d.,]+[万亿]?(?:余|多)?[个名户条次人件元张份场家项]?", "", name) if len(name) > 8 else name
    return name if len(name) <= _LONGEST else name[:_LONGEST]
