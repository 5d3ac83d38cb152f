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

Rows: TypeAlias = NDArray[np.int64]
Pairs: TypeAlias = tuple[Rows, Rows, NDArray[np.float64]]  # left row, right row, cosine

_CHUNK = 2000
_VERIFY = 200_000


def _counts(texts: Sequence[str], size: int) -> Any:
    """How often each text has each run of ``size`` characters: a csr matrix, one row a text, columns by no known order.

    Whole arrays instead of a dictionary of strings: a run is the number its characters make.
    """
    signs = np.frombuffer("".join(texts).encode("utf-32-le"), dtype=np.uint32)
    known, sign = np.unique(signs, return_inverse=True)
    lengths = np.fromiter(map(len, texts), dtype=np.int64, count=len(texts))
    left = np.repeat(np.cumsum(lengths), lengths) - np.arange(len(signs))  # characters up to the end of the text
    start = np.flatnonzero(left >= size)
    code = np.zeros(len(start), dtype=np.uint64)
    for place in range(size):
        code = code * np.uint64(len(known)) + sign[start + place].astype(np.uint64)
    runs, run = np.unique(code, return_inverse=True)
    del code
    row = np.repeat(np.arange(len(texts), dtype=np.int64), lengths)[start]
    cell, count = np.unique(row * max(1, len(runs)) + run, return_counts=True)
    starts = np.searchsorted(cell, np.arange(len(texts) + 1, dtype=np.int64) * max(1, len(runs)))
    shape = (len(texts), max(1, len(runs)))
    return sparse.csr_matrix((count.astype(np.float64), (cell % shape[1]).astype(np.int32), starts), shape=shape)


def _shared_columns(vectors: Any) -> Any:
    """Without the columns that stand in one row only: they can match nothing."""
    return vectors[:, np.flatnonzero(np.bincount(vectors.indices, minlength=vectors.shape[1]) > 1)]


def vectors_of(texts: Sequence[str]) -> Any:
    """One row vector a text (a scipy csr matrix): products of two rows are the texts' cosine.

    Rows are unit vectors less the n-grams no other text has; a text without any other n-gram is a row of zeros.
    """
    parts: list[Any] = []
    norm = np.zeros(len(texts))
    for size in (2, 3, 4):
        counts = _counts(texts, size)
        frequency = np.bincount(counts.indices, minlength=counts.shape[1])
        idf = np.log((1 + len(texts)) / (1 + frequency)) + 1
        counts.data = (1 + np.log(counts.data)) * idf[counts.indices]
        norm += np.bincount(np.repeat(np.arange(len(texts)), np.diff(counts.indptr)), counts.data**2, len(texts))
        parts.append(_shared_columns(counts))
    vectors = sparse.csr_matrix(sparse.hstack(parts, format="csr"))
    vectors.data /= np.sqrt(np.repeat(norm, np.diff(vectors.indptr)))
    vectors.sort_indices()
    return vectors


def trigrams_of(texts: Sequence[str]) -> Any:
    """Which character trigrams each text shares with others: a scipy csr matrix of ones, one row a text."""
    counts = _shared_columns(_counts(texts, 3))
    return sparse.csr_matrix((np.ones(counts.nnz, dtype=np.float32), counts.indices, counts.indptr), counts.shape)


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
    most = int(rarity.max(initial=0)) + 1
    order = np.argsort(rows * most - rarity[vectors.indices], kind="stable")  # in each row the commonest first
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


def near_within(
    vectors: Any, blocks: Sequence[tuple[NDArray[np.int64], NDArray[np.int64]]], *, threshold: float
) -> Pairs:
    """Of each block (some rows, other rows) the pairs of one of each with cosine >= ``threshold``, sorted.

    The work is the entries of the rows named, however many columns there are.
    """
    slot = np.full(vectors.shape[1], -1, dtype=np.int32)
    found: list[Pairs] = []
    for mine, theirs in blocks:
        one, others = vectors[mine], vectors[theirs]
        columns = np.unique(one.indices)
        slot[columns] = np.arange(len(columns), dtype=np.int32)
        place = slot[others.indices]
        kept = place >= 0
        starts = np.concatenate(([0], np.cumsum(kept)))[others.indptr]
        few = sparse.csr_matrix((others.data[kept], place[kept], starts), shape=(len(theirs), len(columns)))
        narrow = sparse.csc_matrix((one.data, slot[one.indices], one.indptr), shape=(len(columns), len(mine)))
        product = (few @ narrow.tocsr()).tocoo()
        near = product.data >= threshold
        found.append((mine[product.col[near]], theirs[product.row[near]], product.data[near]))
        slot[columns] = -1
    return sorted_pairs(found)
