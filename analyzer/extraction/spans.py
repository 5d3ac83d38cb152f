"""A sentence's text in, the spans that read as a number with its unit out.

Finds every "number + measure word", percentage, multiple and range with its qualifier and base value. Which of
them are indicators, and of what, is decided in ``indicators``; this module knows only how figures are written.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from analyzer.extraction.figure_grammar import (
    FigureSpan,
    Grammar,
    adjacent,
    grammar,
    near_money,
    number_value,
    qualified,
)
from analyzer.extraction.spoken import spoken_figures
from analyzer.language.normalise import fold
from analyzer.language.numerals import parse_number, scale_of, tidy
from analyzer.types import Number, Qualifier


def _neighbours(low_text: str, high_text: str) -> bool:
    """2、3 and 三、四: two single digits, the second one more than the first."""
    if not len(low_text) == len(high_text) == 1:
        return False
    low, high = number_value(low_text), number_value(high_text)
    return low is not None and high is not None and high == low + 1


def _bounds(found: re.Match[str]) -> tuple[Number, Number | None] | None:
    """The low and high value before the measure word's factor; None where it is no number or no range."""
    low_text, high_text, scale_text = found["low"], found["high"], found["scale"] or ""
    scale = parse_number("1" + scale_text) if scale_text else 1
    if scale is None:
        return None
    pair = adjacent(low_text) if not low_text[0].isdigit() and not high_text else None
    if pair:
        return tidy(pair[0] * scale), tidy(pair[1] * scale)
    low = number_value(low_text)
    if low is None:
        return None
    if not high_text:
        return tidy(low * scale), None
    high = number_value(high_text)
    if high is None:
        return None
    shared = scale_of(high_text)
    if scale_of(low_text) == 1 and shared > 1 and not found["lowunit"]:
        low = tidy(low * shared)  # 2-3万元
    return tidy(low * scale), tidy(high * scale)


def _base_unit(text: str, found: re.Match[str], low: Number, rules: Grammar) -> tuple[str, float]:
    """The measure word's base unit and factor; 块 is money where the clause speaks of money, else a piece."""
    base, factor = rules.factors[found["unit"]]
    if base == "块":
        after = text[found.end() : found.end() + 1]
        closed = not after or after in "，。；、！？）)多左以上的"
        if (closed and near_money(text, found.start())) or (closed and low >= 1000):
            return "元", 1.0
    return base, factor


def _from_figure(text: str, found: re.Match[str], rules: Grammar) -> FigureSpan | None:
    low_text, high_text = found["low"], found["high"]
    if high_text and "、" in found[0] and not _neighbours(low_text, high_text):
        return None  # 2、3户 is a range, 5、8两组 a list
    if found["lowunit"] and found["lowunit"] != found["unit"]:
        return None  # 分三路到14个乡镇 holds two figures
    bounds = _bounds(found)
    if bounds is None:
        return None
    low, high = bounds
    rough = found["rough1"] or found["rough2"] or found["rough3"] or found["rough4"]
    qualifier = Qualifier.OVER if rough in ("余", "多") else Qualifier.ABOUT if rough else Qualifier.EXACT
    base, factor = _base_unit(text, found, low, rules)
    value = tidy(low * factor)
    value_high = tidy(high * factor) if high is not None else None
    if value_high is not None:
        if value_high <= value:
            return None
        qualifier = Qualifier.RANGE
    start, end, qualifier = qualified(text, found.start(), found.end(), qualifier)
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
        chinese=not low_text[0].isdigit(),
    )


def _from_percent(text: str, found: re.Match[str]) -> FigureSpan | None:
    low = number_value(found["low"] or found["clow"])
    high_text = found["high"] or found["chigh"]
    high = number_value(high_text) if high_text else None
    if low is None or (high is not None and high <= low):
        return None
    qualifier = Qualifier.RANGE if high is not None else Qualifier.OVER if found["rough"] else Qualifier.EXACT
    start, end, qualifier = qualified(text, found.start(), found.end(), qualifier)
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


def _measured(text: str, rules: Grammar) -> Iterator[FigureSpan]:
    """Numbers with a measure word, left to right."""
    place = 0
    while found := rules.figure.search(text, place):
        span = _from_figure(text, found, rules)
        # where it is none, step over the whole number: its tail alone (第十二条 → 二条) must not be read as a figure
        place = found.end() if span else found.start() + len(found["low"])
        if span:
            yield span
        elif found["lowunit"]:  # 三路到14个: the first of the two
            first = rules.figure.fullmatch(text, found.start(), found.end("lowunit"))
            alone = _from_figure(text, first, rules) if first else None
            if alone:
                place = max(place, alone.end)
                yield alone


def _apart(span: FigureSpan, others: list[FigureSpan]) -> bool:
    return all(span.end <= other.start or span.start >= other.end for other in others)


@lru_cache(maxsize=1024)  # the roles, the candidates and the holders ask for the same sentence
def find_figures(text: str) -> tuple[FigureSpan, ...]:
    """The figures of one sentence from left to right, none overlapping another."""
    rules = grammar()
    folded = fold(text)
    spans: list[FigureSpan] = []
    percents = (_from_percent(folded, found) for found in rules.percent.finditer(folded))
    for span in (*percents, *spoken_figures(folded), *_measured(folded, rules)):
        if span and _apart(span, spans):
            spans.append(span)
    return tuple(replace(span, text=text[span.start : span.end]) for span in sorted(spans, key=lambda item: item.start))


def measure_factor(written: str) -> tuple[str, float] | None:
    """A written measure word's base unit and factor (万元 → 元, 10000), or None if it is not one."""
    factors = grammar().factors
    if written in factors:
        return factors[written]
    if written[:1] in ("万", "亿", "千", "百") and written[1:] in factors:
        base, factor = factors[written[1:]]
        scale = parse_number("1" + written[0])
        return base, factor * float(scale or 1)
    return None
