"""Fitted scikit-learn models to and from plain arrays: what is kept in a model file.

A vocabulary of tens of thousands of names is one array here, not as many nodes of a file, so that a model loads in a
fraction of a second; and a content hash over arrays does not depend on object ids. Never knows what a model decides.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from analyzer.model.name_counts import NameCounts, from_arrays, to_arrays

if TYPE_CHECKING:
    from sklearn.pipeline import Pipeline

_KIND = "__model__"


class WordTable(dict[str, float]):
    """Word → number, learned by counting; kept as two arrays."""


def freeze(part: Any) -> Any:
    """A fitted model, or a dictionary of them, as a dictionary of arrays and plain values."""
    import numpy as np
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import Pipeline

    if isinstance(part, WordTable):
        return {
            _KIND: "words",
            "words": np.array(list(part)),
            "numbers": np.array(list(part.values()), dtype=np.float32),
        }
    if isinstance(part, NameCounts):
        return {_KIND: "names", **to_arrays(part)}
    if isinstance(part, dict):
        return {key: freeze(value) for key, value in part.items()}
    if isinstance(part, LogisticRegression):
        return {
            _KIND: "logistic",
            "coef": part.coef_.astype(np.float32),
            "intercept": part.intercept_.astype(np.float32),
            "classes": np.array([str(name) for name in part.classes_]),
        }
    if isinstance(part, Pipeline):
        return _freeze_pipeline(part)
    return part


def _freeze_pipeline(model: Pipeline) -> dict[str, Any]:
    import numpy as np

    vectorizer = model.named_steps["features"]
    frozen: dict[str, Any] = {
        _KIND: "pipeline",
        "names": np.array(vectorizer.feature_names_),
        "sparse": bool(vectorizer.sparse),
    }
    if "range" in model.named_steps:
        frozen["least"] = model.named_steps["range"].data_min_
        frozen["most"] = model.named_steps["range"].data_max_
    if "scale" in model.named_steps:
        frozen["mean"] = model.named_steps["scale"].mean_
        frozen["spread"] = model.named_steps["scale"].scale_
    if "rarity" in model.named_steps:
        frozen["rarity"] = model.named_steps["rarity"].idf_.astype(np.float32)
    if "classes" in model.named_steps:
        frozen["decision"] = freeze(model.named_steps["classes"])
    else:
        ridge = model.named_steps["value"]
        frozen["coef"], frozen["intercept"] = ridge.coef_, float(ridge.intercept_)
    return frozen


def thaw(part: Any) -> Any:
    """The fitted model behind its frozen form; dictionaries are thawed through."""
    if not isinstance(part, dict):
        return part
    kind = part.get(_KIND)
    if kind is None:
        return {key: thaw(value) for key, value in part.items()}
    if kind == "words":
        numbers = part["numbers"].astype(float).tolist()
        return WordTable(zip((str(word) for word in part["words"]), numbers, strict=True))
    if kind == "names":
        return from_arrays(part)
    return _thaw_logistic(part) if kind == "logistic" else _thaw_pipeline(part)


def _thaw_logistic(part: dict[str, Any]) -> Any:
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression()
    model.coef_ = part["coef"].astype(np.float64)
    model.intercept_ = part["intercept"].astype(np.float64)
    model.classes_ = part["classes"]
    model.n_features_in_ = model.coef_.shape[1]
    return model


def _thaw_pipeline(part: dict[str, Any]) -> Any:
    import numpy as np
    from sklearn.feature_extraction import DictVectorizer
    from sklearn.feature_extraction.text import TfidfTransformer
    from sklearn.linear_model import Ridge
    from sklearn.pipeline import Pipeline
    from sklearn.preprocessing import MinMaxScaler, StandardScaler

    vectorizer = DictVectorizer(sparse=part["sparse"])
    vectorizer.feature_names_ = [str(name) for name in part["names"]]
    vectorizer.vocabulary_ = {name: column for column, name in enumerate(vectorizer.feature_names_)}
    steps: list[tuple[str, Any]] = [("features", vectorizer)]
    if "least" in part:  # two rows, the least and the most seen, are all a range has to learn
        steps.append(("range", MinMaxScaler(clip=True).fit(np.array([part["least"], part["most"]]))))
    if "mean" in part:
        scaler = StandardScaler()
        scaler.mean_, scaler.scale_ = part["mean"], part["spread"]
        scaler.var_ = scaler.scale_**2
        scaler.n_features_in_ = len(scaler.mean_)
        steps.append(("scale", scaler))
    if "rarity" in part:
        rarity = TfidfTransformer()
        rarity.idf_ = part["rarity"].astype(np.float64)
        steps.append(("rarity", rarity))
    if "decision" in part:
        steps.append(("classes", _thaw_logistic(part["decision"])))
    else:
        ridge = Ridge()
        ridge.coef_, ridge.intercept_ = part["coef"], part["intercept"]
        ridge.n_features_in_ = len(ridge.coef_)
        steps.append(("value", ridge))
    return Pipeline(steps)
