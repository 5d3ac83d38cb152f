"""Reports in, the folds of a cross-validation out; and scores by models that never saw an example's fold.

Reports of one unit or one source idea share a fold, so that no near-copy is on both sides.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any, Final

from analyzer.extraction.figure_features import Features
from analyzer.learning.labels import LabelledReport
from analyzer.model.linear import raw_score

FOLDS: Final = 5


def folds_of(reports: Sequence[LabelledReport], count: int = FOLDS) -> list[int]:
    """A fold for each report; reports of one unit or one source idea share a fold."""
    group: dict[str, str] = {}

    def root(name: str) -> str:
        while group.setdefault(name, name) != name:
            name = group[name]
        return name

    for report in reports:
        group[root(f"idea:{report.idea}")] = root(f"unit:{report.metadata.unit or report.id}")
    roots = [root(f"idea:{report.idea}") for report in reports]
    sizes = [0] * count
    fold_of: dict[str, int] = {}
    # groups in an order that depends on their names only, each into the smallest fold
    for name in sorted(set(roots), key=lambda name: hashlib.sha256(name.encode()).hexdigest()):
        fold = min(range(count), key=lambda at: (sizes[at], at))
        fold_of[name] = fold
        sizes[fold] += roots.count(name)
    return [fold_of[name] for name in roots]


def scores_out_of_fold(
    examples: Sequence[Features], folds: Sequence[int], fit_on: Callable[[Sequence[int]], Any]
) -> list[float]:
    """Each example's log-odds by a model fitted on the examples of the other folds, which ``fit_on`` is told."""
    scores = [0.0] * len(examples)
    for fold in sorted(set(folds)):
        part = fit_on([i for i, own in enumerate(folds) if own != fold])
        for i, own in enumerate(folds):
            if own == fold:
                scores[i] = raw_score(examples[i], part)
    return scores
