"""First guesses at the roles of a report's sentences in, the same guesses seen in their neighbourhood out.

A report moves in order – a problem, what was done, what came of it – so each sentence is judged again beside the guesses
for its neighbours, its heading and the whole (stacked generalisation, Wolpert 1992). Never knows words.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from analyzer.extraction.setting import Setting
from analyzer.types import Sentence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def context_features(
    guesses: NDArray[np.float64], sentences: Sequence[Sentence], settings: Sequence[Setting]
) -> NDArray[np.float64]:
    """The features of the second look.

    Args:
        guesses: first probabilities, shape (n, 11).
        sentences: n sentences.
        settings: their surroundings.

    Returns:
        shape (n, 80): own log-probabilities; the sentence before in the same block, in another block; the sentence
        after, likewise; the heading above; the report's mean; place, heading, table row.
    """
    import numpy as np

    count, roles = guesses.shape
    nothing = np.zeros(roles)
    mean = guesses.mean(axis=0) if count else nothing
    heading = nothing
    rows = []
    for i in range(count):
        if settings[i].is_heading:
            heading = guesses[i]
        before = guesses[i - 1] if i else nothing
        after = guesses[i + 1] if i + 1 < count else nothing
        joined = bool(i) and sentences[i - 1].block == sentences[i].block
        goes_on = i + 1 < count and sentences[i + 1].block == sentences[i].block
        place = [settings[i].position, float(settings[i].is_heading), float(settings[i].is_table)]
        rows.append(
            np.concatenate(
                [
                    np.log(guesses[i] + 1e-6),
                    before if joined else nothing,
                    nothing if joined else before,
                    after if goes_on else nothing,
                    nothing if goes_on else after,
                    nothing if settings[i].is_heading else heading,
                    mean,
                    place,
                ]
            )
        )
    return np.array(rows) if rows else np.zeros((0, 7 * roles + 3))


def fit_context(features: NDArray[np.float64], roles: Sequence[str]) -> Any:
    """Fit the second look on out-of-fold first guesses."""
    from sklearn.linear_model import LogisticRegression

    return LogisticRegression(C=0.3, solver="newton-cg", tol=1e-3).fit(features, list(roles))
