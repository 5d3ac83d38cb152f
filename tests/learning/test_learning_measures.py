"""The figures of an evaluation: worked by hand, and beside scikit-learn and scipy."""

from __future__ import annotations

import math

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.stats import spearmanr
from sklearn.metrics import accuracy_score, f1_score, precision_recall_fscore_support, roc_auc_score

from analyzer.learning.measures import (
    accuracy,
    area_under_curve,
    calibration_error,
    class_f1,
    found_score,
    macro_f1,
    spearman,
)


def test_precision_recall_f1_by_hand() -> None:
    score = found_score(hits=6, found=8, truths=12)
    assert (score.precision, score.recall, score.truths) == (0.75, 0.5, 12)
    assert score.f1 == pytest.approx(0.6)


def test_a_search_that_finds_nothing_scores_zero() -> None:
    assert found_score(hits=0, found=0, truths=3).f1 == 0
    assert found_score(hits=0, found=5, truths=0).f1 == 0


def test_macro_f1_by_hand() -> None:
    truth = ["实", "实", "实", "空", "空"]
    guess = ["实", "实", "空", "空", "实"]
    # 实: P 2/3, R 2/3, F1 2/3; 空: P 1/2, R 1/2, F1 1/2
    assert macro_f1(truth, guess) == pytest.approx((2 / 3 + 1 / 2) / 2)
    assert class_f1(truth, guess, "实").f1 == pytest.approx(2 / 3)
    assert accuracy(truth, guess) == pytest.approx(3 / 5)


def test_area_under_the_curve_by_hand() -> None:
    # pairs (positive, negative): 0.9>0.8, 0.9>0.3, 0.4<0.8, 0.4>0.3 → 3 of 4
    assert area_under_curve([True, False, True, False], [0.9, 0.8, 0.4, 0.3]) == pytest.approx(0.75)
    assert area_under_curve([True, False], [0.5, 0.5]) == 0.5
    assert math.isnan(area_under_curve([True, True], [0.1, 0.2]))


def test_spearman_by_hand() -> None:
    assert spearman([1, 2, 3, 4], [10, 20, 30, 40]) == pytest.approx(1)
    assert spearman([1, 2, 3, 4], [9, 7, 5, 3]) == pytest.approx(-1)
    # ranks 1 2 3 4 5 against 2 1 4 3 5: 1 - 6·4/(5·24) = 0.8
    assert spearman([1, 2, 3, 4, 5], [2, 1, 4, 3, 5]) == pytest.approx(0.8)
    assert math.isnan(spearman([1, 1, 1], [1, 2, 3]))


def test_calibration_error_by_hand() -> None:
    # bin 0.9–1.0: mean 0.95, half right → 0.45 · 2/4; bin 0.6–0.7: mean 0.6, half right → 0.1 · 2/4
    assert calibration_error([0.95, 0.95, 0.6, 0.6], [True, False, True, False]) == pytest.approx(0.45 / 2 + 0.1 / 2)
    assert calibration_error([1.0, 1.0], [True, True]) == 0
    assert calibration_error([1.0, 1.0], [False, False]) == 1


classes = st.sampled_from("甲乙丙丁")
pairs = st.lists(st.tuples(classes, classes), min_size=1, max_size=40)


@given(pairs)
def test_f1_and_accuracy_agree_with_scikit_learn(answers: list[tuple[str, str]]) -> None:
    truth, guess = [t for t, _ in answers], [g for _, g in answers]
    labels = sorted(set(truth))
    assert macro_f1(truth, guess) == pytest.approx(
        f1_score(truth, guess, labels=labels, average="macro", zero_division=0)
    )
    assert accuracy(truth, guess) == pytest.approx(accuracy_score(truth, guess))
    p, r, f, n = precision_recall_fscore_support(truth, guess, labels=labels, zero_division=0)
    for at, label in enumerate(labels):
        score = class_f1(truth, guess, label)
        assert (score.precision, score.recall, score.f1) == pytest.approx((p[at], r[at], f[at]))
        assert score.truths == n[at]


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 8)), min_size=2, max_size=40))
def test_auc_agrees_with_scikit_learn(answers: list[tuple[bool, int]]) -> None:
    truth, score = [t for t, _ in answers], [s / 8 for _, s in answers]
    assume(len(set(truth)) == 2)
    assert area_under_curve(truth, score) == pytest.approx(roc_auc_score(truth, score))


@given(st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=3, max_size=40))
def test_spearman_agrees_with_scipy(values: list[tuple[int, int]]) -> None:
    first, second = [float(a) for a, _ in values], [float(b) for _, b in values]
    assume(len(set(first)) > 1 and len(set(second)) > 1)
    assert spearman(first, second) == pytest.approx(spearmanr(first, second).statistic, abs=1e-9)


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40))
def test_calibration_error_is_a_share(answers: list[tuple[float, bool]]) -> None:
    confidence, right = [c for c, _ in answers], [r for _, r in answers]
    assert 0 <= calibration_error(confidence, right) <= 1
