"""A report's sentences in, the role of each with a calibrated confidence out. Never knows verdicts.

A multinomial logistic regression over named features (``role_features``); its probabilities are used as they are, since
the calibration error measured by ``analyzer evaluate`` is small, and the whole distribution feeds the report's evidence.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from analyzer.assessment.evidence import ROLES
from analyzer.assessment.role_features import role_features
from analyzer.extraction.setting import Setting
from analyzer.model.linear import classes_of, probabilities
from analyzer.types import Role, Sentence, SentenceRole

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def role_probabilities(
    sentences: Sequence[Sentence], settings: Sequence[Setting], *, models: Mapping[str, Any]
) -> NDArray[np.float64]:
    """Probabilities, shape (sentences, 11), columns in the order of ``Role``."""
    import numpy as np

    model = models["roles"]
    raw = probabilities(model, role_features(sentences, settings))
    ordered = np.zeros((len(sentences), len(ROLES)))
    for column, name in enumerate(classes_of(model)):
        ordered[:, ROLES.index(Role(name))] = raw[:, column]
    return ordered


def label_roles(sentences: Sequence[Sentence], table: NDArray[np.float64]) -> tuple[SentenceRole, ...]:
    """The likeliest role of each sentence; confidence rounded to four places."""
    best = table.argmax(axis=1) if len(sentences) else []
    return tuple(
        SentenceRole(sentence=sentence.id, role=ROLES[column], confidence=round(float(table[sentence.id, column]), 4))
        for sentence, column in zip(sentences, best, strict=True)
    )
