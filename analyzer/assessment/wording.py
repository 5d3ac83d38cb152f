"""The words of a report's substance in, how much they are the words of substantive reports out.

A linear model over the words of all sentences but slogans, background and – except in a plan – intentions: what is left
when the genre's manner is struck out. It stands beside the named evidence, never instead of it, and can say what each
sentence's words weighed. Never knows other reports.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from analyzer.assessment.role_features import ROLES, word_list
from analyzer.extraction.figure_features import Features
from analyzer.types import ReportKind, Role, Sentence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def _words(text: str) -> list[str]:
    return [word for word in word_list(text) if word != "0"]  # figures speak in the evidence


def told_sentences(table: NDArray[np.float64], kind: ReportKind, *, aside: frozenset[Role]) -> list[int]:
    """Ids of the sentences whose likeliest role is none of ``aside`` and, but for a plan, no intention."""
    left_out = aside if kind is ReportKind.PLAN else aside | {Role.PLAN}
    return [i for i, column in enumerate(table.argmax(axis=1)) if ROLES[column] not in left_out] if len(table) else []


def wording_features(sentences: Sequence[Sentence], ids: Sequence[int]) -> Features:
    """Word → 1 + log of how often it stands in the sentences chosen."""
    counts = Counter(word for i in ids for word in _words(sentences[i].text))
    return {word: 1.0 + math.log(count) for word, count in counts.items()} or {"": 1.0}


def sentence_weights(sentences: Sequence[Sentence], ids: Sequence[int], model: Any) -> dict[int, float]:
    """Each sentence's part of the words' score, by id: they add up to the score but for the model's intercept.

    A word that stands in several sentences is shared among them.
    """
    vectorizer, classifier = model.named_steps["features"], model.named_steps["classes"]
    row = model[:-1].transform([wording_features(sentences, ids)])
    weight = dict(zip(row.indices.tolist(), (row.data * classifier.coef_[0][row.indices]).tolist(), strict=True))
    columns = {i: [vectorizer.vocabulary_.get(word) for word in _words(sentences[i].text)] for i in ids}
    times = Counter(column for found in columns.values() for column in found)
    return {
        i: sum(weight.get(column, 0.0) / times[column] for column in found if column is not None)
        for i, found in columns.items()
    }
