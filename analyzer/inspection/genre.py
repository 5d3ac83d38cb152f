"""The sentences of a round in, how much of a likeness is the genre's own language out.

What many units of the round write weighs little (a trigram's document frequency, Spärck Jones 1972), and a sentence
that is made of what reports of the genre say anyway proves little, however few of this round have it. Never knows who
copied whom.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Final

import numpy as np
from numpy.typing import NDArray

from analyzer.inspection.similar import trigrams_of

#: A trigram in a quarter of the other units' reports is everybody's; smaller rounds than this say little of that.
EVERYBODYS: Final = 0.25
FEWEST_UNITS: Final = 6
#: What so many units write is everybody's in the largest round too.
MOST_UNITS: Final = 250
#: A formula put together from common phrases has up to this part of trigrams that are not common.
NEW_IN_FORMULAS: Final = 0.3
_BLOCK: Final = 100_000


def trigrams(text: str) -> set[str]:
    """The runs of three characters of a text."""
    return {text[start : start + 3] for start in range(len(text) - 2)}


@cache
def common_trigrams() -> frozenset[str]:
    """What three or more of the reports this program learned from say (corpus/tools/common_trigrams.py)."""
    text = resources.files("analyzer.inspection").joinpath("common_trigrams.txt").read_text(encoding="utf-8")
    return frozenset(text.split())


def own_part(plain: str) -> float:
    """How far a sentence's words are its own, 0 (a formula) … 1 (nothing that reports say anyway)."""
    grams = trigrams(plain)
    new = len(grams - common_trigrams()) / len(grams) if grams else 0.0
    return max(0.0, new - NEW_IN_FORMULAS) / (1.0 - NEW_IN_FORMULAS)


class Rarity:
    """How rare the trigrams of a round's sentences are among its units.

    Args:
        forms: the sentences' normal forms.
        owner: for each sentence the number of the unit whose report it is in; -1 for the superior's papers.
    """

    def __init__(self, forms: Sequence[str], owner: NDArray[np.int64]) -> None:
        from scipy import sparse

        self._grams = trigrams_of(forms)
        units = int(owner.max(initial=-1)) + 1
        rows = np.flatnonzero(owner >= 0)
        of_unit = sparse.csr_matrix(
            (np.ones(len(rows), dtype=np.float32), (owner[rows], rows)), shape=(max(units, 1), len(forms))
        )
        frequency = np.bincount((of_unit @ self._grams).indices, minlength=self._grams.shape[1])
        many = min(max(EVERYBODYS * units, FEWEST_UNITS), MOST_UNITS)
        self._rarity = np.clip(np.log(many / np.maximum(frequency - 1, 1)) / np.log(many), 0.0, 1.0)

    def shared(
        self, left: NDArray[np.int64], right: NDArray[np.int64]
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """For each pair of sentences the trigrams both have, weighed by rarity (0…1 each), and their number."""
        weighed, number = np.zeros(len(left)), np.zeros(len(left))
        for start in range(0, len(left), _BLOCK):
            part = slice(start, start + _BLOCK)
            both = self._grams[left[part]].multiply(self._grams[right[part]]).tocsr()
            weighed[part] = both @ self._rarity
            number[part] = np.diff(both.indptr)
        return weighed, number
