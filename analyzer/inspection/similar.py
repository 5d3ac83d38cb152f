"""Normalised sentences in, all pairs that are nearly the same out, exactly.

Character n-grams (2 to 4) with TF-IDF weights and cosine similarity (Manning, Raghavan & Schütze 2008, ch. 6).
Pairs are found by prefix filtering (Bayardo, Ma & Srikant 2007, "Scaling up all pairs similarity search"): two
unit vectors with cosine >= t must share an n-gram among each one's rarest, so only those are indexed. Nothing
is missed. Never knows what a sentence means or who wrote it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.feature_extraction.text import CountVectorizer, TfidfVectorizer

Rows: TypeAlias = NDArray[np.int64]
Pairs: TypeAlias = tuple[Rows, Rows, NDArray[np.float64]]  # left row, right row, cosine

_CHUNK = 2000
_VERIFY = 200_000


def vectors_of(texts: Sequence[str]) -> Any:
    """One unit row vector a text (a scipy csr matrix); a text without any n-gram is a row of zeros."""
    if not any(len(text) >= 2 for text in texts):
        return sparse.csr_matrix((len(texts), 1))
    vectorizer = TfidfVectorizer(analyzer="char", ngram_range=(2, 4), lowercase=False, sublinear_tf=True)
    vectors = sparse.csr_matrix(vectorizer.fit_transform(texts))
    vectors.sort_indices()
    return vectors


def trigrams_of(texts: Sequence[str]) -> Any:
    """Which character trigrams each text has: a scipy csr matrix of ones, one row a text."""
    if not any(len(text) >= 3 for text in texts):
        return sparse.csr_matrix((len(texts), 1), dtype=np.float32)
    vectorizer = CountVectorizer(analyzer="char", ngram_range=(3, 3), lowercase=False, binary=True, dtype=np.float32)
    return sparse.csr_matrix(vectorizer.fit_transform(texts))


def sorted_pairs(found: list[Pairs]) -> Pairs:
    """The parts of a search put together, by left and right row."""
    if not found:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.float64)
    left, right = (np.concatenate([each[place] for each in found]) for place in (0, 1))
    cosine = np.concatenate([each[2] for each in found])
    order = np.lexsort((right, left))
    return left[order], right[order], np.minimum(cosine[order], 1.0)


def _rarest_part(vectors: Any, *, threshold: float) -> Any:
    """Each row's rarest n-grams, as ones; what is left out has a norm below ``threshold``."""
    rarity = np.bincount(vectors.indices, minlength=vectors.shape[1])
    rows = np.repeat(np.arange(vectors.shape[0]), np.diff(vectors.indptr))
    order = np.lexsort((vectors.indices, -rarity[vectors.indices], rows))  # in each row the commonest first
    mass = np.cumsum(vectors.data[order] ** 2)
    before = np.concatenate(([0.0], mass))[vectors.indptr[:-1]]
    in_row = mass - np.repeat(before, np.diff(vectors.indptr))
    keep = order[in_row >= threshold * threshold - 1e-6]
    ones = np.ones(len(keep), dtype=np.float32)
    return sparse.csr_matrix((ones, (rows[keep], vectors.indices[keep])), shape=vectors.shape)


def verified(vectors: Any, left: Rows, right: Rows, *, threshold: float) -> Pairs:
    """Those of the pairs whose cosine is >= ``threshold``, with it."""
    cosine = np.zeros(len(left))
    for part in range(0, len(left), _VERIFY):
        a, b = left[part : part + _VERIFY], right[part : part + _VERIFY]
        cosine[part : part + _VERIFY] = np.asarray(vectors[a].multiply(vectors[b]).sum(axis=1)).ravel()
    near = cosine >= threshold
    return left[near], right[near], cosine[near]


def near_pairs(vectors: Any, *, threshold: float) -> Pairs:
    """All pairs of rows ``i < j`` with cosine >= ``threshold``, sorted."""
    index = _rarest_part(vectors, threshold=threshold)
    turned = index.T.tocsr()
    found: list[Pairs] = []
    for start in range(0, vectors.shape[0], _CHUNK):
        block = (index[start : start + _CHUNK] @ turned).tocoo()
        left, right = block.row.astype(np.int64) + start, block.col.astype(np.int64)
        once = left < right
        left, right = left[once], right[once]
        found.append(verified(vectors, left, right, threshold=threshold))
    return sorted_pairs(found)


def near_between(vectors: Any, rows: Sequence[int], others: Sequence[int], *, threshold: float) -> Pairs:
    """All pairs of one of ``rows`` and one of ``others`` with cosine >= ``threshold``, sorted."""
    if not rows or not others:
        return sorted_pairs([])
    mine, theirs = np.asarray(rows, dtype=np.int64), np.asarray(others, dtype=np.int64)
    turned = vectors[theirs].T.tocsr()
    found: list[Pairs] = []
    for start in range(0, len(mine), _CHUNK):
        block = (vectors[mine[start : start + _CHUNK]] @ turned).tocoo()
        near = block.data >= threshold
        found.append((mine[start + block.row[near]], theirs[block.col[near]], block.data[near].astype(np.float64)))
    return sorted_pairs(found)
