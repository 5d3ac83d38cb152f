"""The round's totals in, the circular's paragraph of figures out: grouped by meaning, each total with its mark.

Which figures make up a total is decided in ``overview``; here only which are told, and how. Never knows documents.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Final

from analyzer.export import words
from analyzer.export.circular_sources import Sources, figure_row
from analyzer.export.overview import Overview, RoundTotal, by_source, figures_of
from analyzer.types import Number, Qualifier, Round

if TYPE_CHECKING:
    from analyzer.export.circular_phrases import Phrases, Speaker

_KILOMETRE: Final = 1_000
#: In a round of more reports than this the figure of a single unit is no figure of the round.
_SMALL: Final = 5


def _exact(value: Number, unit: str) -> str:
    """As official documents write it, exact: no separators, money from 10,000 yuan on in 万元, 165164米 as 165.164公里."""
    if unit == "米" and value >= _KILOMETRE:
        value, unit = round(value / _KILOMETRE, 3), "公里"
    return words.amount(value, unit).replace(",", "")


def figure_paragraph(round_: Round, counts: Overview, say: Speaker, told: Phrases, sources: Sources) -> str:
    """The paragraph, or "" where there is nothing to add up. A single unit's figure is told only if required, or of a tiny round."""
    wanted = [
        _chosen(counts, list(theme.figures), theme.most, round_.required_indicators) for theme in told.figure_themes
    ]
    named = {total.canonical for group in wanted for total in group}
    others = [
        total
        for total in counts.headline
        if total.canonical in round_.required_indicators and total.canonical not in named
    ]
    sentences = []
    for theme, group in zip(told.figure_themes, wanted, strict=True):
        clauses = [theme.figures[total.canonical].format(amount=_cited(round_, total, sources)) for total in group]
        if clauses:
            sentences.append(f"{theme.opening}{'、'.join(clauses)}。")
    if others:
        clauses = [
            told.other_figure.format(name=total.canonical, amount=_cited(round_, total, sources)) for total in others
        ]
        sentences.append(f"{told.other_figures if sentences else ''}{'、'.join(clauses)}。")
    if not sentences:
        return ""
    alone = all(total.figures == 1 for group in (*wanted, others) for total in group)
    last = say.say(told.sentences.figures_last_single if alone else told.sentences.figures_last)
    return say.say(told.sentences.figures_first) + "".join(sentences) + last


def _chosen(counts: Overview, names: Sequence[str], most: int, required: Collection[str]) -> list[RoundTotal]:
    """The totals of a theme in the theme's order: one a name, the most told unit of it; required ones are never left out."""
    best: dict[str, RoundTotal] = {}
    for total in counts.totals:  # most told first
        if total.canonical in names:
            best.setdefault(total.canonical, total)
    asked = [total for total in best.values() if total.canonical in required]
    free = [total for total in best.values() if total not in asked]
    shared = [total for total in free if total.holders > 1 or counts.judged <= _SMALL]
    others = sorted(shared, key=lambda total: -total.holders)[: max(0, most - len(asked))]
    kept = {total.canonical for total in (*asked, *others)}
    return [best[name] for name in names if name in kept]


def _cited(round_: Round, total: RoundTotal, sources: Sources) -> str:
    """A total and its mark; the figures behind it go into the annex."""
    reports = by_source(round_)
    rows, loose = [], 0
    subtotals = {
        part.holder: _exact(part.value, part.unit)
        for part in round_.totals
        if (part.canonical, part.unit, part.planned, part.period) == (total.canonical, total.unit, total.planned, None)
        and len(part.places) > 1
    }
    for holder, place in figures_of(round_, total):
        report = reports[place.source]
        figure = report.indicators[place.indicator]
        loose += figure.qualifier is not Qualifier.EXACT
        rows.append(figure_row(report, figure, unit=holder, subtotal=subtotals.get(holder, "")))
    amount = _exact(total.value, total.unit)
    inexact = f"，含约数{loose}个" if loose else ""
    caption = f"{total.canonical}　合计{amount}（{total.holders}个单位{inexact}）"
    return _rounded(amount) + sources.cite("1", caption, rows)


def _rounded(amount: str) -> str:
    """At most two decimals in the text; the annex has them all."""
    return re.sub(r"\d+\.\d{3,}", lambda found: words.number(round(float(found[0]), 2)).replace(",", ""), amount)
