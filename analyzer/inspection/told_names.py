"""A figure's name in, what it counts out: 召开各类座谈会, 座谈会共召开 and 座谈会（场） are all 座谈会.

Also whether two figures count one thing. Never knows values, scope or place.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from analyzer import lexicon
from analyzer.inspection.amounts import words_pattern
from analyzer.inspection.figures import Figure
from analyzer.lexicon.patterns import alternation

_LEADING: Final = re.compile(
    r"^(?:[\u4e00-\u9fff]{0,6}?(?:(?<!公)共(?![同建产青享])|累计|总计|合计|先后)(?=.{2}))?(?:共|累计|总计|合计|已|先后|全部|入户|上门|走村)*"
)
_GENERIC: Final = re.compile(
    r"各类|各种|各项|实际|干群|党群|便民|村居民|农民|居民|村民|群众|农户|住户|选民|农|户数|数量|总数|总|情况|到的|的|数$|量$|额$"
)
#: 宣传单共发: what was done comes last.
_SUMMED_UP: Final = re.compile(r"(?<=.{2})(?:(?<!公)共|一共|总共|累计)[\u4e00-\u9fff][出了放]?$")
#: A name so long that another may end in it: 入户走访企业, 走访企业.
_A_WHOLE_NAME: Final = 4
ALIKE_PEOPLE: Final = {"名": "人", "位": "人"}
_SIGNS: Final = re.compile(r"[，。；：！？、,;:\n\t（(]")
_AFTER_A_NUMBER: Final = re.compile(r"\d[\d.,]*[万亿]?")
_UP_TO_A_NUMBER: Final = re.compile(r"\d")
_TAIL: Final = 8


@cache
def _verbs() -> str:
    return alternation((*lexicon.indicators().verbs, "解", "征集到", "收集到"))


@cache
def _one_verb() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A verb that begins a name, and one that ends it; what is left must still be a word."""
    return re.compile(rf"^(?:{_verbs()})(?=.{{2}})"), re.compile(
        rf"(?<=.{{2}})(?:共|累计|合计|总计|已|全部|先后)*(?:{_verbs()})$"
    )


@cache
def any_verb() -> re.Pattern[str]:
    return re.compile(_verbs())


@cache
def _only_verb() -> re.Pattern[str]:
    return re.compile(rf"(?:共|累计|已|先后)*(?:{_verbs()})(?:共|累计|已|先后)*")


def _written_name(figure: Figure) -> str:
    """The indicator's name; the clause where the name is but a verb (座谈会共召开24场)."""
    name = figure.indicator.indicator
    bare = _only_verb().fullmatch(name) and not figure.is_row and len(figure.clause) > len(name)
    return figure.clause if bare else name


def thing(figure: Figure) -> str:
    """What is counted, without verb, filler and unit: 召开各类座谈会 and 座谈会（场） are 座谈会."""
    written = re.sub(r"[（(].*?[）)]", "", _written_name(figure))
    written = _SUMMED_UP.sub("", written) or written
    first, last = _one_verb()
    name = _LEADING.sub("", last.sub("", written))
    bare = name
    while (shorter := first.sub("", last.sub("", bare))) != bare:
        bare = shorter
    for form in (bare, name):
        kept = _GENERIC.sub("", form).removesuffix(figure.indicator.unit)
        if kept:
            return kept
    return name


def _only_visits(figure: Figure) -> bool:
    """Whether homes are counted and nothing narrower: 敲门入户, 走访群众, 入户."""
    if figure.indicator.unit not in ("户", "户次"):
        return False
    said = _empty().sub("", _GENERIC.sub("", words_pattern("visiting").sub("", thing(figure))))
    return said in ("", "入", "走", "社区", "居") and bool(words_pattern("visiting").search(figure.indicator.indicator))


@cache
def _empty() -> re.Pattern[str]:
    words = {*lexicon.checks().empty_words, *lexicon.checks().whole, *lexicon.indicators().verbs}
    return re.compile(rf"[^\u4e00-\u9fff]+|{alternation(words)}")


def _words_around(figure: Figure) -> str:
    """What the report says a figure counts: the item, the clause up to it and from it on, the clause before, the name."""
    if figure.label is not None:
        return figure.label
    name = figure.indicator.indicator
    if figure.is_row:
        return name
    after = _SIGNS.split(figure.sentence.text[figure.indicator.end :])[0]
    lead = _AFTER_A_NUMBER.split(figure.clause)[-1]
    return f"{lead}|{_UP_TO_A_NUMBER.split(after)[0][:_TAIL]}|{name}"


def _pairs(words: str) -> frozenset[str]:
    """Pairs of neighbouring signs, none across a word that says nothing."""
    return frozenset(part[i : i + 2] for part in _empty().split(words) for i in range(len(part) - 1))


def written_words(figure: Figure) -> frozenset[str]:
    """Pairs of signs of the words that stand at a figure, without what its name took over from others."""
    if figure.is_row or figure.label is not None:
        return _pairs(_words_around(figure))
    return _pairs(_words_around(figure).rpartition("|")[0]) or _pairs(figure.indicator.indicator)


def tells_outcome(figure: Figure) -> bool:
    """Whether it tells what became of things: 解决516条 of 收集553条."""
    said = figure.clause + figure.indicator.indicator
    return any(words_pattern(each).search(said) for each in ("done", "going", "left"))


def related(one: Figure, other: Figure, *, pairs: int = 1) -> bool:
    """Whether the words around two figures of one unit share ``pairs`` of signs that say what is counted.

    Weaker than ``same_thing``: 茶园低改做了1260亩 and 茶园改造面积1620亩, whatever name each was given.
    """
    if counted(one) != counted(other):
        return False
    return len(_pairs(_words_around(one)) & _pairs(_words_around(other))) >= pairs


def same_words(one: Figure, other: Figure) -> bool:
    """Whether the words around the one say of what is counted nothing but the words around the other do."""
    if counted(one) != counted(other) or tells_outcome(one) != tells_outcome(other):
        return False
    a, b = _pairs(_words_around(one)), _pairs(_words_around(other))
    return bool(a and b) and (a <= b or b <= a)


def counted(figure: Figure) -> str:
    """The unit by which two figures may be the same: 名 and 人 are one."""
    return ALIKE_PEOPLE.get(figure.indicator.unit, figure.indicator.unit)


def same_thing(one: Figure, other: Figure, *, under_head: bool = False) -> bool:
    """Whether two names are of one thing; a heading may leave out a word (整治小巷 of 整治背街小巷)."""
    a, b = one.indicator, other.indicator
    long, short = sorted((a.indicator, b.indicator), key=len, reverse=True)
    if a.unit == b.unit and len(short) >= _A_WHOLE_NAME and long.endswith(short):
        return True  # 入户走访企业 and 走访企业, whatever each was put under
    loose = any(_written_name(each) != each.indicator.indicator for each in (one, other))
    if a.unit != b.unit or (not loose and a.canonical and b.canonical and a.canonical != b.canonical):
        return False
    if a.indicator == b.indicator and not loose:
        return True
    x, y = thing(one), thing(other)
    if a.canonical and a.canonical == b.canonical and _only_visits(one) and _only_visits(other):
        return True
    if under_head and min(len(x), len(y)) > 1 and (x.endswith(y) or y.endswith(x)):
        return True
    return x == y and len(x) > 1
