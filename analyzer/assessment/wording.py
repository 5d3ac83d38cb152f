"""The words of a report's substance in, how much they are the words of substantive reports out.

A linear model over the words of all sentences but slogans, background and – except in a plan – intentions: what is left
when the genre's manner is struck out. It stands beside the named evidence, never instead of it, and can say which
sentences' words weighed most. Never knows other reports.
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


def telling_sentences(
    sentences: Sequence[Sentence], ids: Sequence[int], model: Any, *, towards: bool
) -> tuple[int, ...]:
    """Ids of the sentences whose words weigh most towards the model's second class, or away from it, heaviest first."""
    vectorizer, rarity, classifier = (model.named_steps[name] for name in ("features", "rarity", "classes"))
    weights = classifier.coef_[0] * rarity.idf_ * (1 if towards else -1)
    scores = [
        (sum(float(weights[column]) for word in _words(sentences[i].text) if (column := vectorizer.vocabulary_.get(word)) is not None), i)
        for i in ids
    ]  # fmt: skip
    return tuple(i for score, i in sorted(scores, key=lambda pair: (-pair[0], pair[1])) if score > 0)
