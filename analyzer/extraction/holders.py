"""Whose figure or practice it is: the unit that acts in the clause, the paragraph's topic, or the reporting unit.

In: the sentences' unit mentions, and the place of a span. Out: the holder's name, the likeliest of those that
``holder_candidates`` finds; units named together hold together, joined by 、. Never knows figures or practices.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from analyzer import lexicon
from analyzer.extraction.holder_candidates import Topics, giving_unit, holder_candidates
from analyzer.extraction.setting import Setting
from analyzer.model.ranking import best_of
from analyzer.types import ReportKind, Sentence, UnitMention


def holder_at(
    sentence: Sentence,
    start: int,
    end: int,
    mentions: Sequence[UnitMention],
    setting: Setting,
    *,
    default: str | None,
    topics: Topics,
    what: str,
    weights: Mapping[str, float],
) -> str | None:
    """The holder of the span ``sentence.text[start:end]``.

    Args:
        sentence: the sentence.
        start: where the span starts.
        end: where it ends.
        mentions: the sentence's unit mentions, left to right.
        setting: the sentence's surroundings.
        default: the reporting unit, or the whole (全市) in a circular.
        topics: what the report's paragraphs speak of.
        what: ``figure`` or ``practice``.
        weights: the fitted part ``holders``.
    """
    if setting.report_kind is not ReportKind.CIRCULAR:
        giver = giving_unit(sentence.text, start, mentions)
        if giver:
            return giver
    candidates = holder_candidates(sentence, start, end, mentions, setting, default=default, topics=topics, what=what)
    return best_of(candidates, weights)


def default_holder(sentences: Sequence[Sentence], setting: Setting) -> str | None:
    """The reporting unit; in a circular the whole it speaks of (全市, 全县)."""
    if setting.report_kind is not ReportKind.CIRCULAR:
        return setting.unit
    text = "".join(sentence.text for sentence in sentences[:40])
    most, word = max((text.count(word), word) for word in lexicon.units().whole)
    if most or not setting.unit:
        return word if most else None
    return f"全{setting.unit[-1]}" if f"全{setting.unit[-1]}" in lexicon.units().whole else setting.unit
