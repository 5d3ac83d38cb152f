"""Whose figure or practice it is: the unit that acts in the clause, the paragraph's topic, or the reporting unit.

In: the sentences' unit mentions, and the place of a span. Out: the holder's name, the likeliest of those that
``holder_candidates`` finds; units named together hold together, joined by 、. Never knows figures or practices.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from analyzer import lexicon
from analyzer.extraction.figure_features import Features
from analyzer.extraction.holder_candidates import (
    Topics,
    beside,
    full_offices,
    giving_unit,
    holder_candidates,
    topics_of,
    with_offices,
)
from analyzer.extraction.setting import Setting
from analyzer.model.ranking import best_of
from analyzer.types import ReportKind, Sentence, UnitMention


@dataclass(frozen=True, slots=True, kw_only=True)
class Owners:
    """The units of one report, and what decides which of them a span belongs to; figures and practices ask the same."""

    sentences: Sequence[Sentence]
    settings: Sequence[Setting]
    mentions: Mapping[int, Sequence[UnitMention]]  # sentence → its unit mentions, left to right
    default: str | None  # the reporting unit, or the whole (全市) in a circular
    topics: Topics


def owners_of(sentences: Sequence[Sentence], settings: Sequence[Setting], units: Iterable[UnitMention]) -> Owners:
    """Gather what ``holder_at`` looks at, once a report."""
    mentions: dict[int, list[UnitMention]] = {}
    for mention in units:
        mentions.setdefault(mention.sentence, []).append(mention)
    if settings and settings[0].report_kind is ReportKind.CIRCULAR:
        mentions = full_offices({s.id: with_offices(s, mentions.get(s.id, ())) for s in sentences})
    return Owners(
        sentences=sentences,
        settings=settings,
        mentions=mentions,
        default=default_holder(sentences, settings[0]) if settings else None,
        topics=topics_of(sentences, settings, mentions),
    )


def candidates_at(owners: Owners, number: int, start: int, end: int, *, what: str) -> Iterator[tuple[str, Features]]:
    """The units that the span ``start:end`` of sentence ``number`` may belong to; ``what``: ``figure``, ``practice``."""
    return holder_candidates(
        owners.sentences[number],
        start,
        end,
        owners.mentions.get(number, ()),
        owners.settings[number],
        default=owners.default,
        topics=owners.topics,
        what=what,
    )


def holder_at(
    owners: Owners, number: int, start: int, end: int, *, what: str, weights: Mapping[str, float]
) -> str | None:
    """The holder of the span ``start:end`` of sentence ``number``; ``weights`` is the fitted part ``holders``."""
    if what == "practice":
        named = beside(owners.sentences[number].text, start, end, owners.mentions.get(number, ()))
        if named:
            return named
    if owners.settings[number].report_kind is not ReportKind.CIRCULAR:
        giver = giving_unit(owners.sentences[number].text, start, owners.mentions.get(number, ()))
        if giver:
            return giver
    return best_of(candidates_at(owners, number, start, end, what=what), weights)


def default_holder(sentences: Sequence[Sentence], setting: Setting) -> str | None:
    """The reporting unit; in a circular the whole it speaks of (全市, 全县)."""
    if setting.report_kind is not ReportKind.CIRCULAR:
        return setting.unit
    text = "".join(sentence.text for sentence in sentences[:40])
    most, word = max((text.count(word), word) for word in lexicon.units().whole)
    if most or not setting.unit:
        return word if most else None
    return f"全{setting.unit[-1]}" if f"全{setting.unit[-1]}" in lexicon.units().whole else setting.unit
