"""Groups of named features in, a weight for each name out: which of a group's candidates is the one to take.

A conditional logit (McFadden 1974): within a group, a candidate's share is the softmax of its weighted features; fitted by
L-BFGS against the shares a reader would give. Never knows what the candidates are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from analyzer.model.frozen import WordTable
from analyzer.model.linear import Features

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def fit_ranking(
    groups: Sequence[Sequence[Features]],
    shares: Sequence[Sequence[float]],
    *,
    shrinkage: float = 1.0,
    min_count: int = 3,
) -> WordTable:
    """Fit the weights.

    Args:
        groups: the candidates of each group, at least two.
        shares: for each group the shares of its candidates, summing to 1.
        shrinkage: strength of the L2 penalty.
        min_count: features seen in fewer candidates are left out.
    """
    import numpy as np
    from scipy.optimize import minimize
    from sklearn.feature_extraction import DictVectorizer

    counts = Counter(name for group in groups for candidate in group for name in candidate)
    rows = [
        {name: value for name, value in candidate.items() if counts[name] >= min_count}
        for group in groups
        for candidate in group
    ]
    vectorizer = DictVectorizer()
    table = vectorizer.fit_transform(rows).tocsr()
    wanted = np.array([share for group in shares for share in group])
    sizes = np.array([len(group) for group in groups])
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    group_of = np.repeat(np.arange(len(sizes)), sizes)

    def loss(weights: NDArray[np.float64]) -> tuple[float, Any]:
        scores = table @ weights
        shifted = scores - np.maximum.reduceat(scores, starts)[group_of]
        log_share = shifted - np.log(np.add.reduceat(np.exp(shifted), starts))[group_of]
        value = -(wanted * log_share).sum() + 0.5 * shrinkage * (weights @ weights)
        return float(value), table.T @ (np.exp(log_share) - wanted) + shrinkage * weights

    fitted = minimize(loss, np.zeros(table.shape[1]), jac=True, method="L-BFGS-B", options={"maxiter": 150})
    names = vectorizer.feature_names_
    # four places are plenty for an order, and a file of rounded weights packs well
    return WordTable(
        (name, weight) for name, weight in zip(names, np.round(fitted.x, 4).tolist(), strict=True) if weight
    )


def score(features: Features, weights: Mapping[str, float]) -> float:
    """A candidate's score; only differences within a group mean anything."""
    return sum(weights.get(name, 0.0) * value for name, value in features.items())


def best_of(candidates: Iterable[tuple[str, Features]], weights: Mapping[str, float]) -> str | None:
    """The name of the candidate with the highest score, the first of equals; None where there is none."""
    best: tuple[float, str] | None = None
    for name, features in candidates:
        scored = score(features, weights)
        if best is None or scored > best[0]:
            best = (scored, name)
    return best[1] if best else None
