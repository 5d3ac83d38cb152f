"""A report's sentences in, the role of each with its confidence out. Never knows verdicts.

Two looks: a multinomial logistic regression over named features of the sentence and its neighbours' words
(``role_features``), then a second one over the first's guesses in their neighbourhood (``role_context``).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from analyzer.assessment.role_context import context_features
from analyzer.assessment.role_features import ROLES, role_features
from analyzer.extraction.figure_features import Features
from analyzer.extraction.setting import Setting
from analyzer.model.linear import classes_of, probabilities
from analyzer.types import Role, Sentence, SentenceRole

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def _in_order(table: NDArray[np.float64], classes: Sequence[str]) -> NDArray[np.float64]:
    """Columns put into the order of ``Role``; a role the training never saw has probability 0."""
    import numpy as np

    ordered = np.zeros((len(table), len(ROLES)))
    for column, name in enumerate(classes):
        ordered[:, ROLES.index(Role(name))] = table[:, column]
    return ordered


def first_guesses(features: Sequence[Features], words: Any) -> NDArray[np.float64]:
    """The first look: shape (sentences, 11), columns in the order of ``Role``."""
    return _in_order(probabilities(words, features), classes_of(words))


def second_look(
    guesses: NDArray[np.float64], sentences: Sequence[Sentence], settings: Sequence[Setting], context: Any
) -> NDArray[np.float64]:
    """The first guesses judged again in their neighbourhood; same shape."""
    if not len(guesses):
        return guesses
    table = context.predict_proba(context_features(guesses, sentences, settings))
    return _in_order(table, [str(name) for name in context.classes_])


def role_probabilities(
    sentences: Sequence[Sentence], settings: Sequence[Setting], *, models: Mapping[str, Any]
) -> NDArray[np.float64]:
    """Probabilities, shape (sentences, 11), columns in the order of ``Role``."""
    guesses = first_guesses(role_features(sentences, settings), models["roles"]["words"])
    return second_look(guesses, sentences, settings, models["roles"]["context"])


def label_roles(sentences: Sequence[Sentence], table: NDArray[np.float64]) -> tuple[SentenceRole, ...]:
    """The likeliest role of each sentence; confidence rounded to four places."""
    best = table.argmax(axis=1) if len(sentences) else []
    return tuple(
        SentenceRole(sentence=sentence.id, role=ROLES[column], confidence=round(float(table[sentence.id, column]), 4))
        for sentence, column in zip(sentences, best, strict=True)
    )
