"""The like sentences of two texts in, those that are passages of a copy out, and how strongly they speak for one.

A clear likeness stands alone; a faint one, or one in everybody's words, counts where its neighbours stand beside it in
the other text too. Never knows whose texts they are.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final

import numpy as np
from numpy.typing import NDArray

#: Planted copies are above this cosine but for one in a hundred, unrelated sentences below it but for one in 200.
NEAR: Final = 0.6
#: The cosine from which on a likeness counts in full, and the one at which it counts for nothing.
CLEAR: Final = 0.9
FAINT: Final = 0.4
#: A sentence taken over in part, cut in two or joined to another has a lower cosine; so has one said otherwise.
PARTLY_NEAR: Final = 0.35
CONTAINED_PART: Final = 0.75
#: So long a run of the same characters is no chance, whatever stands around it.
LONG_RUN: Final = 20
#: Below this part of rare trigrams a sentence is a formula.
FORMULA: Final = 0.3
#: If also no more than this part of its words is its own, it is the genre speaking, also in a copied text.
GENRE_OWN: Final = 0.06
#: A sentence that is the only one in common must share so many trigrams and be so near.
ALONE_TRIGRAMS: Final = 15
ALONE_NEAR: Final = 0.7
#: With so much evidence short sentences count too where they are as good as the same.
PLENTY: Final = 30.0
SAME: Final = 0.85
#: Neighbours in one text and in the other are no further apart than this.
REACH: Final = 2
_BLOCK: Final = 3
#: So many trigrams may stand in a sentence twice.
_REPEATED: Final = 3


def clarity(similarity: NDArray[np.float64]) -> NDArray[np.float64]:
    """How far likenesses count, 0 (faint) … 1 (clear)."""
    return np.clip((similarity - FAINT) / (CLEAR - FAINT), 0.0, 1.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A sentence's likeness to another text's. ``place`` and ``other_place`` count the sentences of the two texts."""

    place: int
    other_place: int
    similarity: float
    shared: float  # trigrams both have, weighed by their rarity in the round
    trigrams: float  # the same, unweighed
    own: float  # how far the sentence's words are its own, 0…1
    short: bool
    sure: bool  # a passage even without company

    @property
    def evidence(self) -> float:
        return self.shared * self.own * min(1.0, max(0.0, (self.similarity - FAINT) / (CLEAR - FAINT)))

    @property
    def firm(self) -> bool:
        return not self.short and self.similarity >= NEAR and not self.formula

    @property
    def formula(self) -> bool:
        return self.shared < FORMULA * self.trigrams

    @property
    def genre_formula(self) -> bool:
        """A formula in this round and in the genre: no passage, but in a template."""
        return self.formula and self.own <= GENRE_OWN

    @property
    def stands_alone(self) -> bool:
        """Whether this one sentence may make a copy: long (no proverb) and clearly the same (not two like deeds)."""
        return self.trigrams >= ALONE_TRIGRAMS and self.similarity >= ALONE_NEAR


def shared_runs(form: str, other: str) -> tuple[int, int]:
    """How many characters of ``form`` stand in runs of three or more in ``other``, and the longest run."""
    if form == other:
        return len(form), len(form)
    blocks = SequenceMatcher(None, form, other, autojunk=False).get_matching_blocks()
    runs = [block.size for block in blocks if block.size >= _BLOCK]
    return sum(runs), max(runs, default=0)


def stands_in(form: str, other: str, *, trigrams: float = float("inf")) -> bool:
    """Whether most of the shorter of two sentences, or a long run of it, stands in the other one.

    Args:
        form: a sentence's normal form.
        other: another one's.
        trigrams: how many they share, where that is known: with too few of them nothing needs to be compared.
    """
    needed = CONTAINED_PART * min(len(form), len(other))
    longest_run = trigrams + _BLOCK - 1 + _REPEATED
    if _BLOCK * (trigrams + _REPEATED) < needed and longest_run < LONG_RUN:
        return False
    covered, longest = shared_runs(form, other)
    return covered >= needed or longest >= LONG_RUN


def in_company(matches: Mapping[int, Match]) -> set[int]:
    """The matches that have a firm one, or one that has it, beside them in both texts."""
    accepted = {match.place: match for match in matches.values() if match.firm}
    found: set[int] = set()
    grown = True
    while grown:
        grown = False
        for key, match in matches.items():
            if key in found or not any(
                abs(accepted[place].other_place - match.other_place) <= REACH
                for place in range(match.place - REACH, match.place + REACH + 1)
                if place != match.place and place in accepted
            ):
                continue
            found.add(key)
            grown = grown or match.place not in accepted
            accepted.setdefault(match.place, match)
    return found


def passages_of(matches: Mapping[int, Match], *, wholesale: bool = False) -> tuple[dict[int, Match], float]:
    """The matches that are passages of a copy, and the evidence of all of them together.

    Args:
        matches: the likenesses of one text's sentences to those of another, by any key.
        wholesale: the text is another's as a whole; then what many others also have is no formula.
    """
    beside = in_company(matches)
    kept = {key: match for key, match in matches.items() if key in beside or (match.sure and not match.formula)}
    evidence = sum(match.evidence for match in kept.values())
    if wholesale or evidence >= PLENTY:
        kept = {
            key: match
            for key, match in matches.items()
            if key in kept
            or ((wholesale or not match.formula) and (match.sure or (match.short and match.similarity >= SAME)))
        }
    if 2 * sum(match.formula for match in kept.values()) > len(kept):
        return kept, evidence  # a template that many filled in: in the round all of it is common
    return {key: match for key, match in kept.items() if not match.genre_formula}, evidence
