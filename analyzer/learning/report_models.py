"""Labelled reports with their evidence in, the models that look at a whole report out: verdict, grade, stage, findings.

What several readers said of a report teaches in parts; what joins two models is fitted on scores out of fold. Never
knows sentences' features.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any, Final

from analyzer.assessment.evidence import Evidence
from analyzer.assessment.findings import BY_WORDS
from analyzer.assessment.verdict import graded_features, verdict_features
from analyzer.assessment.wording import wording_features
from analyzer.extraction.figure_features import Features
from analyzer.learning.folds import folds_of, scores_out_of_fold
from analyzer.learning.labels import LabelledReport, Reading
from analyzer.model.linear import fit_linear, fit_ridge, fit_scaled
from analyzer.types import FindingCode, Verdict


def fit_sigmoid(scores: Mapping[str, Sequence[float]], good: Sequence[bool]) -> dict[str, float]:
    """Platt's sigmoid on out-of-fold scores of one or more models, with his smoothed targets against overconfidence.

    Args:
        scores: each model's log-odds for the same n examples.
        good: n truths.

    Returns:
        a weight for each model and ``offset``.
    """
    import numpy as np
    from scipy.optimize import minimize

    x, y = np.array(list(scores.values())).reshape(len(scores), len(good)), np.array(good, dtype=float)
    positives, negatives = y.sum(), (1 - y).sum()
    target = np.where(y == 1, (positives + 1) / (positives + 2), 1 / (negatives + 2))

    def loss(parameters: Any) -> float:
        z = parameters[:-1] @ x + parameters[-1]
        # a whiff of ridge: two models that agree on everything would otherwise share the weight at random
        return float((np.logaddexp(0, z) - target * z).sum() + 0.05 * (parameters[:-1] ** 2).sum())

    best = minimize(loss, np.array([1.0 / max(len(x), 1)] * len(x) + [0.0]), method="BFGS")
    names = [*scores, "offset"]
    return {name: round(float(value), 8) for name, value in zip(names, best.x, strict=True)}


Fit = Callable[[Sequence[Features], Sequence[str], Sequence[float]], Any]


def fit_verdict(features: Sequence[Features], verdicts: Sequence[str], weights: Sequence[float]) -> Any:
    """The model of named evidence: positive scores speak for ``substantive``."""
    return fit_scaled(features, verdicts, strength=0.05, weights=weights)


def fit_wording(words: Sequence[Features], labels: Sequence[str], weights: Sequence[float]) -> Any:
    """The model of words."""
    return fit_linear(words, labels, strength=10, rarity=True, weights=weights)


def _fit_finding(features: Sequence[Features], labels: Sequence[str], weights: Sequence[float]) -> Any:
    return fit_scaled(features, labels, strength=0.05, weights=weights)


#: How much of a label is the first reader's; the rest is shared by those who read after.
_FIRST_HAND: Final = 0.6


def _hands(report: LabelledReport) -> list[tuple[Reading | LabelledReport, float]]:
    """Who read the report, with the weight of each: what readers differ on teaches both, in part."""
    first, *others = report.readings or (report,)
    if not others:
        return [(first, 1.0)]
    return [(first, _FIRST_HAND), *((other, (1 - _FIRST_HAND) / len(others)) for other in others)]


def _by_hand(
    reports: Sequence[LabelledReport], examples: Sequence[Features], label: Callable[[Reading | LabelledReport], str]
) -> tuple[list[Features], list[str], list[float]]:
    """Every example once for every hand that read it: features, labels, weights."""
    rows = [
        (example, label(hand), weight)
        for report, example in zip(reports, examples, strict=True)
        for hand, weight in _hands(report)
    ]
    return [row[0] for row in rows], [row[1] for row in rows], [row[2] for row in rows]


def fit_report_models(reports: Sequence[LabelledReport], evidence: Sequence[Evidence]) -> dict[str, Any]:
    """The models that look at a whole report, on evidence made out of fold."""
    judged = [(r, e) for r, e in zip(reports, evidence, strict=True) if r.verdict is not None]
    folds = folds_of([r for r, _ in judged])
    decides, wording = _fit_verdict_parts(judged, folds)
    graded = [
        graded_features(verdict_features(e.features), score) for (_, e), score in zip(judged, wording, strict=True)
    ]
    features, stages, weights = _by_hand(reports, [e.features for e in evidence], lambda hand: hand.stage.value)
    return {
        "verdict": decides,
        "substance": fit_ridge(graded, [float(r.substance or 0) for r, _ in judged]),
        "stage": fit_scaled(features, stages, strength=0.1, weights=weights),
        "findings": {code.value: _fit_finding_parts(code, judged, folds) for code in FindingCode},
    }


def _fit_verdict_parts(
    judged: Sequence[tuple[LabelledReport, Evidence]], folds: Sequence[int]
) -> tuple[dict[str, Any], list[float]]:
    """Both looks at the verdict and their sigmoid; and the wording's out-of-fold scores, for the grade."""
    features = [verdict_features(e.features) for _, e in judged]
    words = [wording_features(r.sentences, e.told) for r, e in judged]
    verdicts = [r.verdict.value for r, _ in judged if r.verdict]
    # a borderline report teaches the grade, but its side is a matter of taste
    weights = [0.5 if r.borderline else 1.0 for r, _ in judged]
    looks: dict[str, tuple[list[Features], Fit]] = {
        "evidence": (features, fit_verdict),
        "wording": (words, fit_wording),
    }

    def fit_on(name: str, kept: Sequence[int]) -> Any:
        examples, fit_one = looks[name]
        return fit_one([examples[i] for i in kept], [verdicts[i] for i in kept], [weights[i] for i in kept])

    scores = {name: scores_out_of_fold(examples, folds, partial(fit_on, name)) for name, (examples, _) in looks.items()}
    everyone = range(len(judged))
    parts = {
        "model": fit_on("evidence", everyone),
        "wording": fit_on("wording", everyone),
        "sigmoid": fit_sigmoid(scores, [verdict == Verdict.SUBSTANTIVE for verdict in verdicts]),
    }
    return parts, scores["wording"]


def _fit_finding_parts(
    code: FindingCode, judged: Sequence[tuple[LabelledReport, Evidence]], folds: Sequence[int]
) -> dict[str, Any]:
    """One finding's models and their sigmoid."""
    reports = [r for r, _ in judged]
    looks: dict[str, tuple[list[Features], Fit]] = {"evidence": ([e.features for _, e in judged], _fit_finding)}
    if code in BY_WORDS:
        looks["wording"] = ([wording_features(r.sentences, range(len(r.sentences))) for r in reports], fit_wording)

    def says(hand: Reading | LabelledReport) -> str:
        return "yes" if code in hand.findings else "no"

    def fit_on(name: str, kept: Sequence[int]) -> Any:
        examples, fit_one = looks[name]
        return fit_one(*_by_hand([reports[i] for i in kept], [examples[i] for i in kept], says))

    scores: dict[str, list[float]] = {}
    parts: dict[str, Any] = {}
    for name, (examples, _) in looks.items():
        parts["model" if name == "evidence" else name] = fit_on(name, range(len(reports)))
        scores[name] = scores_out_of_fold(examples, folds, partial(fit_on, name))
    parts["sigmoid"] = fit_sigmoid(scores, [code in report.findings for report in reports])
    return parts
