"""A folded sentence in, its figures in spoken forms out: 八成三, 翻两番, 三分之二, 四块六, 三毛, 花了3万, 半天, 三个半小时.

They have no measure word of their own, or one that is half a word elsewhere, so each form has its own reader.
Never knows what a figure counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from analyzer import lexicon
from analyzer.extraction.figure_grammar import (
    CHINESE,
    DASH,
    NUMBER,
    FigureSpan,
    adjacent,
    near_money,
    number_value,
    qualified,
)
from analyzer.language.numerals import DIGITS, tidy
from analyzer.types import Number, Qualifier

_DIGIT: Final = "[一二两三四五六七八九]"
_TENTHS: Final = re.compile(
    rf"(?:(?P<first>{_DIGIT}){DASH})?(?P<low>{CHINESE}|\d+)成(?:(?P<half>半)|(?P<one>{_DIGIT})(?![成个名户人万千百十]))?(?P<rough>[多余])?"
)
_DOUBLINGS: Final = re.compile(r"翻了?(?P<times>[一两二三])?番")
_FRACTION: Final = re.compile(rf"(?<!百)(?P<below>{CHINESE}|\d+)分之(?P<above>{CHINESE}|\d+)")
_COINS: Final = re.compile(
    rf"(?P<yuan>{CHINESE}|\d+)块(?P<mao>{_DIGIT}|\d)(?:毛)?(?![\d万千百十个块])(?:钱)?"
    rf"|(?P<dimes>{_DIGIT}{{1,2}}|\d)毛(?P<cent>{_DIGIT}(?:分)?)?(?:钱)?"
)
_YUAN_AND_COINS: Final = re.compile(r"(?P<yuan>\d+(?:,\d{3})*)元(?P<jiao>\d)角(?:(?P<fen>\d)分)?")
_BARE_SUM: Final = re.compile(
    rf"(?P<number>(?:{NUMBER}))(?P<rough1>[余多几来])?(?P<scale>[万亿])?(?P<rough2>[余多])?(?=$|[，。；、！？）)\s]|左右|上下|以上)"
)
_SPOKEN_TAIL: Final = re.compile(rf"{_DIGIT}?[万千百]{_DIGIT}$")
_HALVES: Final = re.compile(
    rf"(?P<whole>{CHINESE}|\d+)(?P<measure>个|小时|公里|里|天|年)?半(?P<after>小时|钟头|月)?"
    rf"|(?<![一二两三四五六七八九十\d上下前后大多过])半(?:个)?(?P<more>多)?(?P<unit>天|小时|钟头|月)"
)
_HOURS: Final = {"钟头": "小时", "月": "个月"}


@cache
def _not_tenths() -> tuple[str, ...]:
    return lexicon.figures().tenths_not_before


@cache
def _not_dimes() -> tuple[str, ...]:
    return lexicon.figures().dimes_not_before


def _span(
    text: str,
    found: re.Match[str],
    *,
    value: Number,
    unit: str,
    written: str | None = None,
    high: Number | None = None,
    qualifier: Qualifier = Qualifier.EXACT,
    number_end: int | None = None,
) -> FigureSpan:
    qualifier = Qualifier.RANGE if high is not None else qualifier
    start, end, qualifier = qualified(text, found.start(), found.end(), qualifier)
    return FigureSpan(
        text=text[start:end],
        start=start,
        end=end,
        number_start=found.start(),
        number_end=found.end() if number_end is None else number_end,
        value=value,
        value_high=high,
        unit=unit,
        written_unit=written or unit,
        qualifier=qualifier,
        chinese=not text[found.start()].isdigit(),
    )


def _tenths(text: str) -> Iterator[FigureSpan]:
    """八成 is 80 %, 八成三 83, 两成多 over 20, 三到四成 30 to 40."""
    for found in _TENTHS.finditer(text):
        if text.startswith(_not_tenths(), found.end()):
            continue
        low, high = number_value(found["low"]), None
        pair = adjacent(found["low"])
        if pair:
            low, high = pair
        elif found["first"]:
            low, high = number_value(found["first"]), low
        if low is None or not 0 < low <= 10 or (high is not None and not low < high <= 10):
            continue
        more = 5 if found["half"] else DIGITS[found["one"]] if found["one"] else 0
        yield _span(
            text,
            found,
            value=tidy(low * 10 + more),
            high=None if high is None else tidy(high * 10),
            unit="%",
            written="成",
            qualifier=Qualifier.OVER if found["rough"] else Qualifier.EXACT,
            number_end=found.end("low"),
        )


def _doublings(text: str) -> Iterator[FigureSpan]:
    """翻番 is 2 times, 翻两番 4 times."""
    for found in _DOUBLINGS.finditer(text):
        times = DIGITS[found["times"]] if found["times"] else 1
        yield _span(text, found, value=2**times, unit="倍")


def _fractions(text: str) -> Iterator[FigureSpan]:
    """三分之二 in percent."""
    for found in _FRACTION.finditer(text):
        below, above = number_value(found["below"]), number_value(found["above"])
        if found["below"] != "百" and below and above is not None and above < below:
            yield _span(text, found, value=tidy(100 * above / below), unit="%")


def _coins(text: str) -> Iterator[FigureSpan]:
    """四块六 is 4.6 元, 一毛五 0.15, 123元1角1分 123.11."""
    for found in _YUAN_AND_COINS.finditer(text):
        yuan = number_value(found["yuan"]) or 0
        cents = int(found["jiao"]) * 10 + int(found["fen"] or 0)
        yield _span(text, found, value=tidy(yuan + cents / 100), unit="元")
    for found in _COINS.finditer(text):
        if found["yuan"]:
            whole, tenths = number_value(found["yuan"]), number_value(found["mao"])
            if whole is not None and tenths is not None:
                yield _span(text, found, value=tidy(whole + tenths / 10), unit="元")
            continue
        if text.startswith(_not_dimes(), found.end()):
            continue
        pair = adjacent(found["dimes"])
        low, high = pair or (number_value(found["dimes"]), None)
        if low is None:
            continue
        more = DIGITS[found["cent"][0]] / 100 if found["cent"] else 0.0
        yield _span(
            text,
            found,
            value=tidy(low / 10 + more),
            high=None if high is None else tidy(high / 10),
            unit="元",
            written="毛",
        )


def _bare_sums(text: str) -> Iterator[FigureSpan]:
    """花了3万, 县里给了二十来万, 承包费收一万二: money that leaves 元 out."""
    for found in _BARE_SUM.finditer(text):
        written = found["number"]
        large = bool(found["scale"]) or written[-1] in "万亿" or bool(_SPOKEN_TAIL.search(written))
        if not large or not near_money(text, found.start()):
            continue
        value = number_value(written + (found["scale"] or ""))
        pair = adjacent(written) if not found["scale"] else None
        if value is None:
            continue
        rough = found["rough1"] or found["rough2"]
        yield _span(
            text,
            found,
            value=pair[0] if pair else value,
            high=pair[1] if pair else None,
            unit="元",
            written="",
            qualifier=Qualifier.OVER if rough in ("余", "多") else Qualifier.ABOUT if rough else Qualifier.EXACT,
        )


def _halves(text: str) -> Iterator[FigureSpan]:
    """半天, 半个多月, 三个半小时, 两年半."""
    for found in _HALVES.finditer(text):
        if found["unit"]:
            unit = _HOURS.get(found["unit"], found["unit"])
            yield _span(
                text, found, value=0.5, unit=unit, qualifier=Qualifier.OVER if found["more"] else Qualifier.EXACT
            )
            continue
        whole = number_value(found["whole"])
        measure, after = found["measure"], found["after"]
        if whole is None or not measure or (measure == "个") != bool(after):
            continue
        unit = _HOURS.get(after, after) if after else measure
        yield _span(text, found, value=tidy(whole + 0.5), unit=unit)


def spoken_figures(text: str) -> Iterator[FigureSpan]:
    """All figures in spoken forms; they may overlap, the first ones are surer."""
    yield from _doublings(text)
    yield from _fractions(text)
    yield from _tenths(text)
    yield from _coins(text)
    yield from _halves(text)
    yield from _bare_sums(text)
