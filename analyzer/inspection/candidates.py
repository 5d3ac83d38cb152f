"""Sentence vectors of a very large round in, pairs that are nearly the same out, without comparing everything.

MinHash over each sentence's rarer n-grams, banded (Broder 1997; Leskovec, Rajaraman & Ullman 2020, ch. 3): sentences
that agree in any band are candidates, and every candidate is verified with the exact cosine. What half of a pair's
n-grams have in common is found but for one in two hundred, clear copies but for one in ten thousand. Never knows what a sentence means or who wrote it.
"""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from analyzer.inspection.similar import Pairs, Rows, sorted_pairs, verified

#: From so many sentences on, comparing exactly takes too long.
MANY: Final = 60_000
BANDS: Final = 40
ROWS: Final = 3
#: An n-gram in a larger part of the sentences tells none apart.
COMMON: Final = 0.002
#: A sentence that very many share is compared with so many neighbours only; it is a formula or a template anyway.
NEIGHBOURS: Final = 30
_PRIME: Final = np.uint64((1 << 31) - 1)
_MIX: Final = np.uint64(0x9E3779B97F4A7C15)
_AT_ONCE: Final = 8


def _signatures(vectors: Any) -> tuple[Rows, NDArray[np.uint32]]:
    """The rows that have an n-gram left, and their MinHash signatures, one column a hash function."""
    frequency = np.bincount(vectors.indices, minlength=vectors.shape[1])
    kept = (frequency[vectors.indices] > 1) & (frequency[vectors.indices] <= max(50, COMMON * vectors.shape[0]))
    counts = np.add.reduceat(np.append(kept, False).astype(np.int64), vectors.indptr[:-1])
    counts[np.diff(vectors.indptr) == 0] = 0
    rows = np.flatnonzero(counts)
    grams = vectors.indices[kept].astype(np.uint64)
    starts = np.concatenate(([0], np.cumsum(counts[rows])[:-1])).astype(np.int64)
    rng = np.random.default_rng(20120601)
    signatures = np.empty((len(rows), BANDS * ROWS), dtype=np.uint32)
    for column in range(BANDS * ROWS if len(rows) else 0):
        factor, offset = (np.uint64(each) for each in rng.integers(1, int(_PRIME), size=2))
        signatures[:, column] = np.minimum.reduceat((grams * factor + offset) % _PRIME, starts)
    return rows, signatures


def banded_pairs(vectors: Any, *, threshold: float) -> Pairs:
    """Nearly all pairs of rows ``i < j`` with cosine >= ``threshold``, sorted; the cosines are exact."""
    rows, signatures = _signatures(vectors)
    size = np.int64(vectors.shape[0])
    found: list[NDArray[np.int64]] = []
    for band in range(BANDS):
        bucket = np.zeros(len(rows), dtype=np.uint64)
        for column in range(ROWS * band, ROWS * (band + 1)):
            bucket = bucket * _MIX + signatures[:, column]  # wraps around; a chance meeting is weeded out below
        order = np.argsort(bucket, kind="stable")
        for step in range(1, NEIGHBOURS + 1):
            same = bucket[order[:-step]] == bucket[order[step:]]
            if not same.any():
                break
            a, b = rows[order[:-step][same]], rows[order[step:][same]]
            found.append(np.minimum(a, b) * size + np.maximum(a, b))
        if band % _AT_ONCE == _AT_ONCE - 1 and found:
            found = [np.unique(np.concatenate(found))]
    keys = np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)
    return sorted_pairs([verified(vectors, keys // size, keys % size, threshold=threshold)])
