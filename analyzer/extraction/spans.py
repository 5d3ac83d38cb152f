"""A sentence's text in, the spans that read as a number with its unit out.

Finds every "number + measure word", percentage, multiple and range with its qualifier and base value. Which of
them are indicators, and of what, is decided in ``indicators``; this module knows only how figures are written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Final

from analyzer import lexicon
from analyzer.language.normalise import fold
from analyzer.language.numerals import DIGITS, parse_number, scale_of, tidy
from analyzer.types import Number, Qualifier

_ARABIC: Final = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_CHINESE: Final = r"[零一二两三四五六七八九十百千廿卅壹贰叁肆伍陆柒捌玖拾佰仟]+"
_TAIL: Final = r"(?:零?\d{1,4}(?![\d.]))?"
_NUMBER: Final = (
    rf"(?:(?:{_ARABIC})\s?[十百千]?亿(?:零?(?:\d{{1,4}}千?|{_CHINESE})万)?{_TAIL}"  # 3亿2000万
    rf"|(?:{_ARABIC})\s?[十百千]?万亿?(?:\d千)?(?:\d百)?{_TAIL}"  # 3万4000, 1万2千
    rf"|(?:{_ARABIC})\s?[十百千](?:(?<=千)\d百)?{_TAIL}"  # 1千零20
    rf"|{_ARABIC}"
    rf"|{_CHINESE}(?:[万亿]{_CHINESE})*[万亿]{{0,2}}(?:点[零一二三四五六七八九]+)?"
    r"|(?<=[近上数几逾超])[万亿])"  # 近万元
)
_ROUGH: Final = "[余多几来数]"
_DASH: Final = r"(?:--|——|[-—–~～至到]|(?<![\d.]\d)、(?=\d[^\d.、]))"
_TENTHS: Final = re.compile(rf"(?P<low>{_CHINESE}|\d+)成(?P<half>半)?(?P<rough>[多余])?")
_DOUBLINGS: Final = re.compile(r"翻了?(?P<times>[一两二三])?番")
_FRACTION: Final = re.compile(rf"(?<!百)(?P<below>{_CHINESE}|\d+)分之(?P<above>{_CHINESE}|\d+)")
#: 几十, 数百 and 上千: the sign before a round number says how exact it is.
_ROUND_LEADS: Final = {"几": Qualifier.ABOUT, "数": Qualifier.ABOUT, "上": Qualifier.OVER}


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
class _Grammar:
    figure: re.Pattern[str]
    percent: re.Pattern[str]
    factors: dict[str, tuple[str, float]]
    before: tuple[tuple[str, Qualifier], ...]
    after: tuple[tuple[str, Qualifier], ...]


def _alternatives(words: tuple[str, ...]) -> str:
    return "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))


@cache
def _grammar() -> _Grammar:
    measures, figures = lexicon.measures(), lexicon.figures()
    words = tuple(word for group in measures.groups for word in group.words if word not in ("成", "%"))
    factors: dict[str, tuple[str, float]] = {}
    for group in measures.groups:
        for word in group.words:
            base = group.base if group.base and word in group.factors else word
            factors[word] = (base, group.factors.get(word, 1.0))
    unit = _alternatives(words)
    figure = re.compile(
        rf"(?P<low>{_NUMBER})(?P<rough1>{_ROUGH})?"
        rf"(?:(?P<lowunit>{unit})?{_DASH}(?P<high>{_NUMBER}))?"
        rf"(?P<rough2>{_ROUGH})?(?P<scale>[万亿千百]{{0,2}})(?P<rough3>{_ROUGH})?\s?(?P<unit>{unit})(?P<rough4>[余多](?![少次种年]))?"
    )
    percent = re.compile(
        rf"(?P<low>\d+(?:\.\d+)?)%?(?:{_DASH}(?P<high>\d+(?:\.\d+)?))?%"
        rf"|百分之(?P<clow>{_CHINESE}(?:点[零一二三四五六七八九]+)?|\d+(?:\.\d+)?)(?P<rough>{_ROUGH})?(?:{_DASH}(?:百分之)?(?P<chigh>{_CHINESE}|\d+(?:\.\d+)?))?"
    )
    before = [(word, Qualifier.ABOUT) for word in figures.about_before if word != "上下"]
    before += [(word, Qualifier.OVER) for word in figures.over_before]
    before += [(word, Qualifier.UNDER) for word in figures.under_before]
    after = [(word, Qualifier.ABOUT) for word in figures.about_after]
    after += [(word, Qualifier.OVER) for word in figures.over_after]
    after += [(word, Qualifier.UNDER) for word in figures.under_after]
    longest_first = lambda pair: -len(pair[0])  # noqa: E731
    return _Grammar(
        figure=figure,
        percent=percent,
        factors=factors,
        before=tuple(sorted(before, key=longest_first)),
        after=tuple(sorted(after, key=longest_first)),
    )


def _value(text: str) -> Number | None:
    """The value of a numeral, decimal Chinese numerals included."""
    whole, dot, tail = text.partition("点")
    value = parse_number(("一" if whole[:1] in ("万", "亿") else "") + whole)
    if value is None or not dot:
        return value
    return tidy(value + float("0." + "".join(str(DIGITS[sign]) for sign in tail)))


def _adjacent(text: str) -> tuple[Number, Number, str] | None:
    """两三, 三五, 七八十: two neighbouring digits spoken as a range; the rest scales both."""
    head = text.rstrip("十百千万")
    if len(head) != 2 or any(sign not in DIGITS or sign == "零" for sign in head):
        return None
    low, high = DIGITS[head[0]], DIGITS[head[1]]
    if not 0 < high - low <= 2:
        return None
    scale = parse_number("一" + text[len(head) :]) if text[len(head) :] else 1
    if scale is None:
        return None
    return tidy(low * scale), tidy(high * scale), head


def _neighbours(low_text: str, high_text: str) -> bool:
    """2、3 and 三、四: two single digits, the second one more than the first."""
    if not len(low_text) == len(high_text) == 1:
        return False
    low, high = _value(low_text), _value(high_text)
    return low is not None and high is not None and high == low + 1


def _qualified(text: str, start: int, end: int, qualifier: Qualifier, grammar: _Grammar) -> tuple[int, int, Qualifier]:
    """Widen a span over the approximation words that touch it."""
    for word, meaning in grammar.after:
        if text.startswith(word, end):
            end += len(word)
            qualifier = meaning if qualifier is Qualifier.EXACT else qualifier
            break
    lead = _ROUND_LEADS.get(text[start - 1 : start])
    if lead and text[start : start + 1] in tuple("十百千万"):
        return start - 1, end, lead
    for word, meaning in grammar.before:
        if text.endswith(word, 0, start):
            if word in ("超", "近", "约", "突破") and text[start - len(word) - 1 : start - len(word)] in tuple(
                "最附靠邻远相接临亲就节公条契预制大"
            ):
                break  # 最近三次, 附近两个村, 节约5000元 are words of their own
            start -= len(word)
            qualifier = meaning if qualifier is Qualifier.EXACT else qualifier
            break
    return start, end, qualifier


def _from_figure(text: str, found: re.Match[str], grammar: _Grammar) -> FigureSpan | None:
    low_text, high_text = found["low"], found["high"]
    if high_text and "、" in found[0] and not _neighbours(low_text, high_text):
        return None  # 2、3户 is a range, 5、8两组 a list
    chinese = not low_text[0].isdigit()
    rough = found["rough1"] or found["rough2"] or found["rough3"] or found["rough4"]
    scale_text = found["scale"] or ""
    qualifier = Qualifier.OVER if rough in ("余", "多") else Qualifier.ABOUT if rough else Qualifier.EXACT
    high: Number | None = None
    pair = _adjacent(low_text) if chinese and not high_text else None
    if pair:
        low, high = pair[0], pair[1]
        qualifier = Qualifier.RANGE
        scale = parse_number("1" + scale_text) if scale_text else 1
    else:
        parsed = _value(low_text)
        if parsed is None:
            return None
        low = parsed
        scale = parse_number("1" + scale_text) if scale_text else 1
        if high_text:
            parsed_high = _value(high_text)
            if parsed_high is None:
                return None
            shared = scale_of(high_text)
            if scale_of(low_text) == 1 and shared > 1 and not found["lowunit"]:
                low = tidy(low * shared)  # 2-3万元
            high = parsed_high
            qualifier = Qualifier.RANGE
    if scale is None:
        return None
    base, factor = grammar.factors[found["unit"]]
    if base == "块" and low * scale >= 100:
        base = "元"  # 3万多块 is money; panels and boards come in small numbers
    value = tidy(low * scale * factor)
    value_high = tidy(high * scale * factor) if high is not None else None
    if value_high is not None and value_high <= value:
        return None
    start, end = found.start(), found.end()
    start, end, qualifier = _qualified(text, start, end, qualifier, grammar)
    return FigureSpan(
        text=text[start:end],
        start=start,
        end=end,
        number_start=found.start(),
        number_end=found.start("unit"),
        value=value,
        value_high=value_high,
        unit=base,
        written_unit=found["unit"],
        qualifier=qualifier,
        chinese=chinese,
    )


def _from_percent(text: str, found: re.Match[str], grammar: _Grammar) -> FigureSpan | None:
    low = _value(found["low"] or found["clow"])
    high_text = found["high"] or found["chigh"]
    high = _value(high_text) if high_text else None
    if low is None or (high is not None and high <= low):
        return None
    qualifier = Qualifier.RANGE if high is not None else Qualifier.OVER if found["rough"] else Qualifier.EXACT
    start, end, qualifier = _qualified(text, found.start(), found.end(), qualifier, grammar)
    return FigureSpan(
        text=text[start:end],
        start=start,
        end=end,
        number_start=found.start(),
        number_end=found.end() - (1 if found["low"] else 0),
        value=low,
        value_high=high,
        unit="%",
        written_unit="%",
        qualifier=qualifier,
        chinese=not found["low"],
    )


def _from_tenths(text: str, found: re.Match[str], grammar: _Grammar) -> FigureSpan | None:
    low = _value(found["low"])
    pair = _adjacent(found["low"])
    if pair:
        low = pair[0]
    if low is None or not 0 < low <= 10:
        return None
    value = tidy(low * 10 + (5 if found["half"] else 0))
    qualifier = Qualifier.RANGE if pair else Qualifier.OVER if found["rough"] else Qualifier.EXACT
    start, end, qualifier = _qualified(text, found.start(), found.end(), qualifier, grammar)
    return FigureSpan(
        text=text[start:end],
        start=start,
        end=end,
        number_start=found.start(),
        number_end=found.end("low"),
        value=value,
        value_high=tidy(pair[1] * 10) if pair else None,
        unit="%",
        written_unit="成",
        qualifier=qualifier,
        chinese=True,
    )


def _from_doublings(text: str, found: re.Match[str], grammar: _Grammar) -> FigureSpan | None:
    """翻番 is 2 times, 翻两番 4 times."""
    times = DIGITS[found["times"]] if found["times"] else 1
    return _plain_span(text, found, value=2**times, unit="倍", grammar=grammar)


def _from_fraction(text: str, found: re.Match[str], grammar: _Grammar) -> FigureSpan | None:
    """三分之二 in percent."""
    below, above = _value(found["below"]), _value(found["above"])
    if found["below"] == "百" or not below or above is None or above >= below:
        return None
    return _plain_span(text, found, value=tidy(100 * above / below), unit="%", grammar=grammar)


def _plain_span(text: str, found: re.Match[str], *, value: Number, unit: str, grammar: _Grammar) -> FigureSpan:
    start, end, qualifier = _qualified(text, found.start(), found.end(), Qualifier.EXACT, grammar)
    return FigureSpan(
        text=text[start:end],
        start=start,
        end=end,
        number_start=found.start(),
        number_end=found.end(),
        value=value,
        value_high=None,
        unit=unit,
        written_unit=unit,
        qualifier=qualifier,
        chinese=True,
    )


@lru_cache(maxsize=1024)  # the roles, the candidates and the holders ask for the same sentence
def find_figures(text: str) -> tuple[FigureSpan, ...]:
    """The figures of one sentence from left to right, none overlapping another."""
    grammar = _grammar()
    folded = fold(text)
    spans: list[FigureSpan] = []
    for found in grammar.percent.finditer(folded):
        span = _from_percent(folded, found, grammar)
        if span:
            spans.append(span)
    for pattern, reader in ((_DOUBLINGS, _from_doublings), (_FRACTION, _from_fraction)):
        for found in pattern.finditer(folded):
            span = reader(folded, found, grammar)
            if span and all(span.end <= other.start or span.start >= other.end for other in spans):
                spans.append(span)
    for found in _TENTHS.finditer(folded):
        if folded[found.end() : found.end() + 1] in (
            "立",
            "员",
            "为",
            "果",
            "效",
            "绩",
            "长",
            "本",
            "功",
            "交",
            "型",
            "熟",
            "都",
            "人",
            "份",
        ):
            continue
        if not spans or all(found.end() <= other.start or found.start() >= other.end for other in spans):
            span = _from_tenths(folded, found, grammar)
            if span:
                spans.append(span)
    place = 0
    while True:
        found_figure = grammar.figure.search(folded, place)
        if not found_figure:
            break
        span = _from_figure(folded, found_figure, grammar)
        place = found_figure.end() if span else found_figure.start() + 1
        if span and all(span.end <= other.start or span.start >= other.end for other in spans):
            spans.append(span)
        if not span:
            # step over the whole number: its tail alone (第十二条 → 二条) must not be read as a figure
            place = found_figure.start() + len(found_figure["low"])
    return tuple(replace(span, text=text[span.start : span.end]) for span in sorted(spans, key=lambda item: item.start))


def measure_factor(written: str) -> tuple[str, float] | None:
    """A written measure word's base unit and factor (万元 → 元, 10000), or None if it is not one."""
    factors = _grammar().factors
    if written in factors:
        return factors[written]
    if written[:1] in ("万", "亿", "千", "百") and written[1:] in factors:
        base, factor = factors[written[1:]]
        scale = parse_number("1" + written[0])
        return base, factor * float(scale or 1)
    return None
