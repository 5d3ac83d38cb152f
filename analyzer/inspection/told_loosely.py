"""Two figures whose names differ in, whether the words around them still say one thing out: 镇财政安排治河经费42万元, 镇财政掏了58万元治河.

Holds together what is told far apart: other digits, another verb, 万 for 个. Never knows scope; whoever asks must hold it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from analyzer.inspection.amounts import words_pattern
from analyzer.inspection.figures import Figure
from analyzer.inspection.told_names import any_verb, counted, tells_outcome, written_words
from analyzer.inspection.told_values import FAIR, STRONG, swapped

#: A slip of the pen is within this; ten times is 万 written for 千, or a nought too many.
_MOST_APART: Final = 1.6
_TEN: Final = (9.0, 11.0)
#: So much of the shorter one's words must stand in the longer one's.
_CONTAINED: Final = 0.6
_SWAPPED: Final = 0.3
_CLOSE_PAIRS: Final = 3
_LEAST: Final = 10  # smaller figures are alike by chance
_LABEL: Final = 4
_SAME_SIGNS: Final = 0.8
_TWO_WHOLES: Final = 1.35
_WITH_A_TABLE: Final = 1.2
_LONG_ALIKE: Final = 2.2
_KNOWN_LEAST: Final = 3
_LABELLED: Final = 2.0
_LEADS_IN: Final = re.compile(r"^(?:其中|还有|另有|和|及|有)+")
_STEP: Final = re.compile(
    r"率|比|增|减|降|升|多出|少了|差|余下|剩|同期|计划|任务|目标|预计|争取|力争|下达|应|需|拟|原|曾|起初|最|单|平均|每|其余|其他|另|又|还|约占|以上|以下|奖|补助|\d[天日]内"
)
_FOR_WHOM: Final = re.compile(r"^(?:共|已|先后|累计|还|并)*(?:为|给|让|帮助?|向|对|使)")
#: 7个流动卡点, 这9名队员: told as known.
_KNOWN: Final = re.compile(r"^(?:这|这些|全部|全体|上述|以上|我们)?$")
_LONGEST_NOUN: Final = 6
_ANYBODY: Final = re.compile(r"^(?:群众|村民|农户|居民|老人|学生|代表|企业|单位|部门|乡镇|行政|自然|月|工作|问题|项目)")


@cache
def _filler() -> re.Pattern[str]:
    return re.compile(
        rf"[^\u4e00-\u9fff]+|{words_pattern('empty_words').pattern}|{words_pattern('whole').pattern}|{any_verb().pattern}"
    )


def is_near_row(row: Figure, text: Figure, *, of_place: bool) -> bool:
    """Whether a figure of running text is near enough to a cell to be meant as it."""
    if text.places_named and not of_place:
        return False
    return _apart(row, text) <= (_MOST_APART if of_place else _WITH_A_TABLE)


def elsewhere(one: Figure, other: Figure) -> bool:
    """沙桥镇共走访1260户, 石桥镇共走访1620户: each of its own place."""
    here, there = (each.places_named for each in (one, other))
    return bool(here and there and not here & there)


def _apart(one: Figure, other: Figure) -> float:
    low, high = sorted((float(one.indicator.value), float(other.indicator.value)))
    return high / low if low > 0 else float("inf")


def excused(figure: Figure) -> bool:
    """Whether its own clause says that it is another count than the plain one."""
    lead, after = figure.around
    return bool(_STEP.search(lead) or _STEP.search(after[:6]) or _FOR_WHOM.match(lead))


def same_label(one: Figure, other: Figure) -> bool:
    """流动卡点5个 and 7个流动卡点: one full label, with nothing beside it, right before or behind the figure."""
    if _apart(one, other) > _LABELLED or any(excused(f) or tells_outcome(f) or f.is_row for f in (one, other)):
        return False
    if counted(one) != counted(other) or one.sentence.block == other.sentence.block:
        return False
    for here, there in ((one, other), (other, one)):
        lead, after = there.around
        label, full = (_LEADS_IN.sub("", words) for words in (here.around[0], lead))
        if len(label) >= _LABEL and not any_verb().search(label) and (full == label or after.startswith(label)):
            return True
    return False


def refers_back(one: Figure, other: Figure, figures: Sequence[Figure]) -> bool:
    """队员186人, then 240多名队员吃住在地头: the later one is told as known, and nothing else is so called."""
    lead, after = other.around
    word = _known_as(one, after.removeprefix("的"))
    if not _KNOWN.match(lead) or not word or _ANYBODY.match(word) or counted(one) != counted(other):
        return False
    if excused(one) or one.is_row or _apart(one, other) > _LABELLED or float(other.indicator.value) < _KNOWN_LEAST:
        return False
    if one.places_named != other.places_named or not _called(one, word):
        return False
    alike = [f for f in figures if counted(f) == counted(other) and f is not other and _called(f, word)]
    return len(alike) == 1


def _known_as(one: Figure, after: str) -> str | None:
    """The longest beginning of ``after`` by which the other figure goes."""
    return next((after[:k] for k in range(min(_LONGEST_NOUN, len(after)), 1, -1) if _called(one, after[:k])), None)


def _called(figure: Figure, word: str) -> bool:
    lead, after = figure.around
    return lead.endswith(word) or after.removeprefix("的").startswith(word)


def loosely_same(one: Figure, other: Figure, strengths: tuple[int, int]) -> bool:
    """Whether the words around two figures say one thing, whatever the distance between a slip and the truth."""
    if counted(one) != counted(other) or tells_outcome(one) != tells_outcome(other):
        return False
    if any(excused(each) or "其中" in each.clause for each in (one, other)) or one.places_named != other.places_named:
        return False
    apart = _apart(one, other)
    a, b = written_words(one), written_words(other)
    shared = len(a & b)
    if not shared or apart > _TEN[1]:
        return False
    largest = max(float(one.indicator.value), float(other.indicator.value))
    if one.places_named and _same_signs(one, other) and apart <= _MOST_APART:
        return True
    if largest < _LEAST:
        return False
    if max(strengths) == STRONG and min(strengths) >= FAIR and apart <= _TWO_WHOLES and _one_head(one, other):
        return True
    contained = _SWAPPED if swapped(one, other) else _CONTAINED
    if shared < contained * min(len(a), len(b)) or not _one_deed(one, other):
        return False
    if one.is_row or other.is_row:
        return apart <= _WITH_A_TABLE
    if shared >= _CLOSE_PAIRS and apart <= _LONG_ALIKE:
        return True
    return (apart <= _MOST_APART or _TEN[0] <= apart) and (
        swapped(one, other) or (_heads(one, a & b) and _heads(other, a & b))
    )


def one_verb(one: Figure, other: Figure) -> bool:
    """Whether each says but what was done, and both the same: 化解71件, 眼下化解了78件."""
    a, b = ("".join(any_verb().findall(each.around[0])) for each in (one, other))
    near = counted(one) == counted(other) and _apart(one, other) <= _TWO_WHOLES
    return bool(a) and a == b and near and not (excused(one) or excused(other))


def _content(figure: Figure) -> str:
    lead, after = figure.around
    return _filler().sub("", lead) or _filler().sub("", after)


def _heads(figure: Figure, shared: frozenset[str]) -> bool:
    """Whether the shared words hold what is counted: the end of the lead, or the beginning of what follows."""
    lead, after = (_filler().sub("", words) for words in figure.around)
    return any(end and end in shared for end in (lead[-2:], after[:2], after[-2:])) or not lead


def _one_head(one: Figure, other: Figure) -> bool:
    """在校生 and 在校学生."""
    a, b = _content(one), _content(other)
    return len(a) > 1 < len(b) and a[-1] == b[-1] and len(set(a[-4:]) & set(b[-4:])) > 2


def _one_deed(one: Figure, other: Figure) -> bool:
    """Whether neither has a verb the other lacks, but for verbs of giving and making: 排查 is not 调处."""
    a, b = ("".join(any_verb().findall(each.around[0])) for each in (one, other))
    if set(a) & set(b):
        return any(_content(each) or each.is_row for each in (one, other))
    return (not a or not b) and all(_content(each) or each.is_row for each in (one, other))


def _same_signs(one: Figure, other: Figure) -> bool:
    """嫌地换远了 and 嫌换地远的: the same signs in another order."""
    a, b = (set(_filler().sub("", "".join(each.around))) for each in (one, other))
    short = min(len(a), len(b))
    return short >= _LABEL and len(a & b) >= _SAME_SIGNS * short
