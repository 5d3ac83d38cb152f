"""Predicted and true answers in, the figures of an evaluation out. Knows formulas only, each with its usual name."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """Precision, recall and their harmonic mean, each 0…1; ``truths`` is how many there were to find."""

    precision: float
    recall: float
    f1: float
    truths: int


def found_score(hits: int, found: int, truths: int) -> Score:
    """Score of a search: ``hits`` right ones among ``found``, ``truths`` to find."""
    precision = hits / found if found else 0.0
    recall = hits / truths if truths else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Score(precision=precision, recall=recall, f1=f1, truths=truths)


def class_f1(truth: Sequence[Hashable], guess: Sequence[Hashable], label: Hashable) -> Score:
    """Precision, recall, F1 of one class."""
    hits = sum(t == g == label for t, g in zip(truth, guess, strict=True))
    return found_score(hits, sum(g == label for g in guess), sum(t == label for t in truth))


def macro_f1(truth: Sequence[Hashable], guess: Sequence[Hashable]) -> float:
    """Unweighted mean of the F1 of every class that occurs in ``truth``."""
    labels = sorted(set(truth), key=str)
    return sum(class_f1(truth, guess, label).f1 for label in labels) / len(labels) if labels else 0.0


def accuracy(truth: Sequence[Hashable], guess: Sequence[Hashable]) -> float:
    return sum(t == g for t, g in zip(truth, guess, strict=True)) / len(truth) if truth else 0.0


def area_under_curve(truth: Sequence[bool], score: Sequence[float]) -> float:
    """AUC as the chance that a positive outranks a negative, ties counting half (Mann–Whitney)."""
    positives = [s for t, s in zip(truth, score, strict=True) if t]
    negatives = [s for t, s in zip(truth, score, strict=True) if not t]
    if not positives or not negatives:
        return float("nan")
    wins = sum((p > n) + 0.5 * (p == n) for p in positives for n in negatives)
    return wins / (len(positives) * len(negatives))


def _ranks(values: Sequence[float]) -> list[float]:
    order = sorted(range(len(values)), key=lambda i: values[i])
    ranks = [0.0] * len(values)
    at = 0
    while at < len(order):
        end = at
        while end + 1 < len(order) and values[order[end + 1]] == values[order[at]]:
            end += 1
        for place in range(at, end + 1):
            ranks[order[place]] = (at + end) / 2 + 1
        at = end + 1
    return ranks


def spearman(first: Sequence[float], second: Sequence[float]) -> float:
    """Spearman's rank correlation, ties by mean rank; not a number where one side does not vary."""
    a, b = _ranks(first), _ranks(second)
    mean_a, mean_b = sum(a) / len(a), sum(b) / len(b)
    top = sum((x - mean_a) * (y - mean_b) for x, y in zip(a, b, strict=True))
    bottom = (sum((x - mean_a) ** 2 for x in a) * sum((y - mean_b) ** 2 for y in b)) ** 0.5
    return float(top / bottom) if bottom else float("nan")


def calibration_error(confidence: Sequence[float], right: Sequence[bool], *, bins: int = 10) -> float:
    """Expected calibration error over equal-width bins of confidence (Naeini et al. 2015)."""
    total = len(confidence)
    error = 0.0
    for at in range(bins):
        inside = [
            i for i, c in enumerate(confidence) if at / bins <= c < (at + 1) / bins or (at == bins - 1 and c == 1.0)
        ]
        if inside:
            mean_confidence = sum(confidence[i] for i in inside) / len(inside)
            share_right = sum(right[i] for i in inside) / len(inside)
            error += len(inside) / total * abs(mean_confidence - share_right)
    return error
