"""Plain keyword methods that stand beside the models, so that a gain can be seen: lexicon counts, no learning.

In: a labelled report's document. Out: the same kinds of answers as the analyzer gives. Never used for a user's result.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from analyzer import lexicon
from analyzer.extraction.figure_features import alternatives
from analyzer.extraction.spans import FigureSpan, find_figures
from analyzer.types import Role, Sentence, Verdict

_QUOTED: Final = re.compile(r"“([^”]{2,8})”")


def keyword_role(sentence: Sentence) -> Role:
    """The role whose cue words occur most often; background where none does."""
    counts = [
        (len(alternatives(entry.words).findall(sentence.text)), -number, entry.role)
        for number, entry in enumerate(lexicon.roles().cues)
        if entry.words
    ]
    most, _, role = max(counts)
    return role if most else Role.BACKGROUND


def keyword_verdict(sentences: Sequence[Sentence]) -> tuple[Verdict, float]:
    """Words of results and deeds against words of contact and set-up; the share of deed words as score 0…1."""
    words = {entry.role: alternatives(entry.words) for entry in lexicon.roles().cues}
    text = "".join(sentence.text for sentence in sentences)
    deeds = sum(len(words[role].findall(text)) for role in (Role.MEASURE, Role.RESULT, Role.PROBLEM))
    rest = sum(len(words[role].findall(text)) for role in (Role.CONTACT, Role.ORGANISATION, Role.SLOGAN))
    share = deeds / max(deeds + rest, 1)
    return (Verdict.SUBSTANTIVE if share >= 0.5 else Verdict.FORMALISTIC), share


def keyword_figures(sentence: Sentence) -> list[FigureSpan]:
    """Every number with a measure word."""
    return list(find_figures(sentence.text))


def keyword_practices(sentence: Sentence) -> list[tuple[int, int]]:
    """Every short quotation."""
    return [found.span(1) for found in _QUOTED.finditer(sentence.text)]
