"""The grammar of figures as written: numerals, measure words, approximations; and the one type of a figure's span.

In: the lexicon's measure words and approximation words. Out: compiled patterns, and spans widened over the words that
qualify them. Never knows sentences or indicators.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from analyzer import lexicon
from analyzer.language.numerals import DIGITS, parse_number, tidy
from analyzer.lexicon.patterns import alternatives
from analyzer.types import Number, Qualifier

_ARABIC: Final = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
CHINESE: Final = r"[零一二两三四五六七八九十百千廿卅壹贰叁肆伍陆柒捌玖拾佰仟]+"
_TAIL: Final = r"(?:零?\d{1,4}(?![\d.]))?"
_THOUSAND: Final = "千(?![伏瓦米克])"  # 9千米 is 9 kilometres, 30千伏安 no 30,000
NUMBER: Final = (
    rf"(?:(?:{_ARABIC})\s?[十百千]?亿(?:零?(?:\d{{1,4}}千?|{CHINESE})万)?{_TAIL}"  # 3亿2000万
    rf"|(?:{_ARABIC})\s?[十百千]?万亿?(?:\d千)?(?:\d百)?{_TAIL}"  # 3万4000, 1万2千
    rf"|(?:{_ARABIC})\s?(?:[十百]|{_THOUSAND})(?:(?<=千)\d百)?{_TAIL}"  # 1千零20
    rf"|{_ARABIC}"
    rf"|{CHINESE}(?:[万亿]{CHINESE})*[万亿]{{0,2}}(?:点[零一二三四五六七八九]+)?"
    r"|(?<=[近上数几逾超破])[万亿])"  # 近万元, 突破万元
)
ROUGH: Final = "[余多几来数]"
DASH: Final = r"(?:--|——|[-—–~～至到]|(?<![\d.]\d)、(?=\d[^\d.、]))"
#: 几十, 数百 and 上千: the sign before a round number says how exact it is.
_ROUND_LEADS: Final = {"几": Qualifier.ABOUT, "数": Qualifier.ABOUT, "上": Qualifier.OVER}
_ADJACENT: Final = re.compile(
    r"(?P<head>[一二三四五六七八九两十百千万]*[十百千万])?(?P<low>[一二两三四五六七八九])(?P<high>[二两三四五六七八九])(?P<tail>[十百千万亿]*)"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureSpan:
    """One figure as written: ``text == sentence[start:end]``; ``number_start`` is where the digits begin."""

    text: str
    start: int
    end: int
    number_start: int
    number_end: int  # where the measure word begins
    value: Number
    value_high: Number | None
    unit: str
    written_unit: str
    qualifier: Qualifier
    chinese: bool  # written in Chinese numerals


@dataclass(frozen=True, slots=True)
class Grammar:
    figure: re.Pattern[str]
    percent: re.Pattern[str]
    factors: dict[str, tuple[str, float]]  # written measure word → base unit, how many of it
    before: tuple[tuple[str, Qualifier], ...]
    after: tuple[tuple[str, Qualifier], ...]
    money: re.Pattern[str]  # words near a number that is money without saying so


@cache
def grammar() -> Grammar:
    """The patterns of the lexicon in force."""
    measures, figures = lexicon.measures(), lexicon.figures()
    words = tuple(word for group in measures.groups for word in group.words if word not in ("成", "%"))
    factors: dict[str, tuple[str, float]] = {}
    for group in measures.groups:
        for word in group.words:
            base = group.base if group.base and word in group.factors else word
            factors[word] = (base, group.factors.get(word, 1.0))
    half_words = {word: rf"{re.escape(word)}(?![{signs}])" for word, signs in measures.not_before.items()}
    half_words["分"] = rf"(?<=\d){half_words['分']}(?!\d)"  # points in a test; 十分 and 三分 are words
    unit = "|".join(half_words.get(word, re.escape(word)) for word in sorted(set(words), key=lambda w: (-len(w), w)))
    figure = re.compile(
        rf"(?P<low>{NUMBER})(?P<rough1>{ROUGH})?"
        rf"(?:(?P<lowunit>{unit})?{DASH}(?P<high>{NUMBER}))?"
        rf"(?P<rough2>{ROUGH})?(?P<scale>(?:[万亿百]|{_THOUSAND}){{0,2}})(?P<rough3>{ROUGH})?\s?(?P<unit>{unit})(?P<rough4>[余多](?![少次种年]))?"
    )
    percent = re.compile(
        rf"(?P<low>\d+(?:\.\d+)?)%?(?:{DASH}(?P<high>\d+(?:\.\d+)?))?%"
        rf"|百分之(?P<clow>{CHINESE}(?:点[零一二三四五六七八九]+)?|\d+(?:\.\d+)?)(?P<rough>{ROUGH})?(?:{DASH}(?:百分之)?(?P<chigh>{CHINESE}|\d+(?:\.\d+)?))?"
    )
    before = [(word, Qualifier.ABOUT) for word in figures.about_before if word != "上下"]
    before += [(word, Qualifier.OVER) for word in figures.over_before]
    before += [(word, Qualifier.UNDER) for word in figures.under_before]
    after = [(word, Qualifier.ABOUT) for word in figures.about_after]
    after += [(word, Qualifier.OVER) for word in figures.over_after]
    after += [(word, Qualifier.UNDER) for word in figures.under_after]
    return Grammar(
        figure=figure,
        percent=percent,
        factors=factors,
        before=tuple(sorted(before, key=_longest_first)),
        after=tuple(sorted(after, key=_longest_first)),
        money=alternatives(figures.money_cues),
    )


def _longest_first(pair: tuple[str, Qualifier]) -> int:
    return -len(pair[0])


def number_value(text: str) -> Number | None:
    """The value of a numeral, decimal Chinese numerals included."""
    whole, dot, tail = text.partition("点")
    value = parse_number(("一" if whole[:1] in ("万", "亿") else "") + whole)
    if value is None or not dot:
        return value
    return tidy(value + float("0." + "".join(str(DIGITS[sign]) for sign in tail)))


def adjacent(text: str) -> tuple[Number, Number] | None:
    """两三, 七八十, 一百五六十, 二十六七: two neighbouring digits spoken as a range; what stands around is shared."""
    found = _ADJACENT.fullmatch(text)
    if not found:
        return None
    head, low, high, tail = found["head"] or "", found["low"], found["high"], found["tail"]
    if not 0 < DIGITS[high] - DIGITS[low] <= (1 if head else 2):
        return None
    values = number_value(head + low + tail), number_value(head + high + tail)
    if values[0] is None or values[1] is None or values[1] <= values[0]:
        return None
    return values[0], values[1]


def qualified(text: str, start: int, end: int, qualifier: Qualifier) -> tuple[int, int, Qualifier]:
    """Widen a span over the approximation words that touch it."""
    for word, meaning in grammar().after:
        if text.startswith(word, end):
            end += len(word)
            qualifier = meaning if qualifier is Qualifier.EXACT else qualifier
            break
    lead = _ROUND_LEADS.get(text[start - 1 : start])
    if lead and text[start : start + 1] in tuple("十百千万"):
        return start - 1, end, lead
    for word, meaning in grammar().before:
        if text.endswith(word, 0, start):
            if word in ("超", "近", "约", "突破") and text[start - len(word) - 1 : start - len(word)] in tuple(
                "最附靠邻远相接临亲就节公条契预制大"
            ):
                break  # 最近三次, 附近两个村, 节约5000元 are words of their own
            start -= len(word)
            qualifier = meaning if qualifier is Qualifier.EXACT else qualifier
            break
    return start, end, qualifier


def near_money(text: str, start: int, *, within: int = 12) -> bool:
    """Whether the clause says of a number that starts at ``start`` that it is money (花了, 拿出, 每斤多卖)."""
    clause = re.split("[，。；：！？、]", text[max(0, start - within) : start])
    return bool(grammar().money.search(clause[-1]))
