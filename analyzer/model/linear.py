"""Named features in, class probabilities out: a multinomial logistic regression over a feature dictionary.

One kind of model serves figures, roles, practices and reports, because each of its weights has a name that can be shown.
Never knows what the features or classes mean.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sklearn.pipeline import Pipeline

Features = Mapping[str, float]


def fit_linear(
    features: Sequence[Features],
    labels: Sequence[str],
    *,
    strength: float = 1.0,
    min_count: int = 3,
    balanced: bool = False,
    rarity: bool = False,
    weights: Sequence[float] | None = None,
) -> Pipeline:
    """Fit the model.

    Args:
        features: one dictionary an example.
        labels: one class an example.
        strength: inverse regularisation (scikit-learn's ``C``).
        min_count: features seen in fewer examples are left out.
        balanced: weigh classes by their rarity.
        rarity: weigh features by their rarity (inverse document frequency) and every example to length 1, so that a
            long sentence of common words does not outshout a short one of telling words.
        weights: one weight an example.
    """
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.feature_extraction.text import TfidfTransformer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import Pipeline

    counts = Counter(name for example in features for name in example)
    kept = [{name: value for name, value in example.items() if counts[name] >= min_count} for example in features]
    model = Pipeline(
        [
            ("features", DictVectorizer()),
            *([("rarity", TfidfTransformer())] if rarity else []),
            (
                "classes",
                LogisticRegression(
                    C=strength, max_iter=2000, tol=5e-4, class_weight="balanced" if balanced else None, random_state=0
                ),
            ),
        ]
    )
    model.fit(kept, list(labels), **({} if weights is None else {"classes__sample_weight": list(weights)}))
    return model


def fit_scaled(
    features: Sequence[Features],
    labels: Sequence[str],
    *,
    strength: float = 0.1,
    balanced: bool = False,
    weights: Sequence[float] | None = None,
) -> Pipeline:
    """Fit a logistic regression over few, dense, standardised features; same face as ``fit_linear``.

    A value beyond what training has seen counts as the last one seen: a report of three lines must not be judged by
    where a straight line would lead.
    """
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import MinMaxScaler, StandardScaler

    model = Pipeline(
        [
            ("features", DictVectorizer(sparse=False)),
            ("range", MinMaxScaler(clip=True)),
            ("scale", StandardScaler()),
            (
                "classes",
                LogisticRegression(
                    C=strength, max_iter=2000, class_weight="balanced" if balanced else None, random_state=0
                ),
            ),
        ]
    )
    model.fit(list(features), list(labels), **({} if weights is None else {"classes__sample_weight": list(weights)}))
    return model


def fit_ridge(features: Sequence[Features], values: Sequence[float], *, shrinkage: float = 20.0) -> Pipeline:
    """Fit a ridge regression over standardised features, kept to the range that training has seen."""
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.linear_model import Ridge
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import MinMaxScaler, StandardScaler

    model = Pipeline(
        [
            ("features", DictVectorizer(sparse=False)),
            ("range", MinMaxScaler(clip=True)),
            ("scale", StandardScaler()),
            ("value", Ridge(alpha=shrinkage)),
        ]
    )
    model.fit(list(features), list(values))
    return model


def raw_score(features: Features, model: Any) -> float:
    """A two-class model's log-odds for its second class (``substantive`` of a verdict, ``yes`` of a finding)."""
    return float(model.decision_function([features])[0])


def places_in_range(features: Features, model: Pipeline) -> dict[str, float]:
    """Where each feature lies in what training has seen: 0 the least, 1 the most, below or above where none did."""
    seen, names = model.named_steps["range"], model.named_steps["features"].get_feature_names_out()
    row = model.named_steps["features"].transform([features])[0]
    width = seen.data_max_ - seen.data_min_
    return {
        str(name): float((value - least) / room) if room else 0.5
        for name, value, least, room in zip(names, row, seen.data_min_, width, strict=True)
    }


def joined(scores: Mapping[str, float], sigmoid: Mapping[str, float]) -> float:
    """The calibrated log-odds behind the scores of several models: a weight for each and ``offset``."""
    return sigmoid["offset"] + sum(sigmoid[name] * score for name, score in scores.items())


def fused(scores: Mapping[str, float], sigmoid: Mapping[str, float]) -> float:
    """The calibrated probability behind the scores of several models."""
    return 1.0 / (1.0 + math.exp(-min(max(joined(scores, sigmoid), -30.0), 30.0)))


def classes_of(model: Pipeline) -> list[str]:
    """The model's classes in the order of its probability columns."""
    return [str(name) for name in model.named_steps["classes"].classes_]


def probabilities(model: Pipeline, features: Sequence[Features]) -> NDArray[np.float64]:
    """Class probabilities, shape (examples, classes), rows in the order given."""
    import numpy as np

    if not features:
        return np.zeros((0, len(classes_of(model))))
    result: NDArray[np.float64] = model.predict_proba(list(features))
    return result


def strongest(model: Pipeline, example: Features, label: str, *, count: int = 5) -> list[tuple[str, float]]:
    """The features of ``example`` that speak most for ``label``: (name, weight × value), strongest first."""
    vectorizer: Any = model.named_steps["features"]
    classifier: Any = model.named_steps["classes"]
    classes = classes_of(model)
    if len(classes) == 2:
        weights = classifier.coef_[0] * (1 if label == classes[1] else -1)
    else:
        weights = classifier.coef_[classes.index(label)]
    known = vectorizer.vocabulary_
    parts = [(name, float(weights[known[name]] * value)) for name, value in example.items() if name in known]
    return sorted(parts, key=lambda part: (-part[1], part[0]))[:count]
