"""Training: folds that split no idea and no unit, the same model twice, and never a sealed report."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from threadpoolctl import threadpool_limits

from analyzer.learning.evaluation import evaluate
from analyzer.learning.folds import FOLDS, folds_of
from analyzer.learning.labels import LabelError, LabelledReport, read_labels
from analyzer.learning.training import SEALED, train
from analyzer.model.bundle import content_hash, load_bundle
from analyzer.model.frozen import freeze

LABELS = Path(__file__).resolve().parents[2] / "corpus" / "labels"
SUBSET = 40


def _idea(report: LabelledReport) -> str:
    return report.idea


def _unit(report: LabelledReport) -> str | None:
    return report.metadata.unit


#: What two folds, and two splits, must not share.
KEYS: tuple[Callable[[LabelledReport], str | None], ...] = (_idea, _unit)


@cache
def _some_report() -> LabelledReport:
    return read_labels(LABELS / "test.jsonl")[0]


def _named(ideas_and_units: Sequence[tuple[int, int]]) -> list[LabelledReport]:
    base = _some_report()
    return [
        replace(base, id=f"r{at}", idea=f"idea-{idea}", metadata=replace(base.metadata, unit=f"镇{unit}"))
        for at, (idea, unit) in enumerate(ideas_and_units)
    ]


@given(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=40))
def test_folds_split_no_idea_and_no_unit(ideas_and_units: list[tuple[int, int]]) -> None:
    reports = _named(ideas_and_units)
    folds = folds_of(reports)
    assert len(folds) == len(reports)
    assert all(0 <= fold < FOLDS for fold in folds)
    for key in KEYS:
        seen: dict[Any, int] = {}
        for report, fold in zip(reports, folds, strict=True):
            assert seen.setdefault(key(report), fold) == fold


def test_the_corpus_folds_are_balanced() -> None:
    reports = [report for report in read_labels(LABELS) if report.split not in SEALED]
    sizes = Counter(folds_of(reports))
    assert len(sizes) == FOLDS
    assert max(sizes.values()) <= 1.25 * min(sizes.values())


def test_training_and_test_share_no_unit_and_no_idea() -> None:
    reports = read_labels(LABELS)
    for key in KEYS:
        sealed = {key(report) for report in reports if report.split in SEALED}
        assert not sealed & {key(report) for report in reports if report.split == "train"}


# ── one small training, twice ───────────────────────────────────────────────────────────────────────────────

#: Two BLAS threads on few cores train several times slower than one, and round differently.
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
_TRAIN = "import sys, pathlib; from analyzer.learning.training import train; train(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]))"


def _subset() -> list[str]:
    """Forty training reports with every finding and both verdicts among them."""
    lines = (LABELS / "train.jsonl").read_text(encoding="utf-8").splitlines()
    short = sorted(lines, key=len)
    rare = [line for line in short if '"progress_lag"' in line and '"verdict":"formalistic"' in line][:4]
    by_verdict = {
        verdict: [line for line in short if f'"verdict":"{verdict}"' in line and line not in rare]
        for verdict in ("substantive", "formalistic")
    }
    chosen = [*rare, *by_verdict["substantive"][: SUBSET // 2], *by_verdict["formalistic"]][:SUBSET]
    return sorted(chosen)


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, Any], Path, Path]:
    """The card and model of one training here with sealed reports in the folder, and one in another process without."""
    folder = tmp_path_factory.mktemp("training")
    for name in ("with", "without"):
        (folder / name).mkdir()
        (folder / name / "train.jsonl").write_text("\n".join(_subset()) + "\n", encoding="utf-8")
    sealed = (LABELS / "test.jsonl").read_text(encoding="utf-8").splitlines()[:8]
    (folder / "with" / "a-sealed.jsonl").write_text("\n".join(sealed) + "\n", encoding="utf-8")
    other = subprocess.Popen(
        [sys.executable, "-c", _TRAIN, str(folder / "without"), str(folder / "other.skops")],
        env={**os.environ, **ONE_THREAD, "PYTHONHASHSEED": "7"},
    )
    with threadpool_limits(1):
        card = train(folder / "with", folder / "own.skops")
    assert other.wait(timeout=300) == 0
    return card, folder / "own.skops", folder / "other.skops"


def test_the_same_labels_give_the_same_model_in_another_process(trained: tuple[dict[str, Any], Path, Path]) -> None:
    card, own, other = trained
    assert load_bundle(other).card["content_sha256"] == card["content_sha256"]
    assert content_hash(freeze(load_bundle(own).parts)) == content_hash(freeze(load_bundle(other).parts))


_THREADS = """
import pathlib, sys
from threadpoolctl import threadpool_info
from analyzer.learning.labels import read_labels
from analyzer.learning.training import fit

def say(message):
    if "2/5" in message:  # the first fold is trained, every library is loaded
        print(max(library["num_threads"] for library in threadpool_info()))
        sys.exit()

fit(read_labels(pathlib.Path(sys.argv[1])), say=say)
"""


@pytest.mark.skipif((os.cpu_count() or 1) < 2, reason="one core has one thread")
def test_a_fresh_process_trains_on_one_thread(tmp_path: Path) -> None:
    """With two threads the solvers stop at another place: another content hash, and five times the time."""
    (tmp_path / "labels.jsonl").write_text("\n".join(sorted(_subset(), key=len)[:24]) + "\n", encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-c", _THREADS, str(tmp_path)],
        env={**os.environ, "OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2", "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert run.stdout.strip() == "1"


def test_sealed_reports_are_not_even_counted(trained: tuple[dict[str, Any], Path, Path]) -> None:
    card, _, other = trained
    assert card["reports"] == len(_subset())
    assert card["labels_sha256"] == load_bundle(other).card["labels_sha256"]


def test_the_card_tells_what_the_model_was_trained_on(trained: tuple[dict[str, Any], Path, Path]) -> None:
    card, own, _ = trained
    labels = [json.loads(line) for line in _subset()]
    assert load_bundle(own).card.items() >= card.items()
    assert card["judged"] == sum(label["verdict"] is not None for label in labels)
    assert card["substantive"] == sum(label["verdict"] == "substantive" for label in labels)
    assert card["sentences"] == sum(len(label["sentences"]) for label in labels)
    assert card["indicators"] == sum(len(label["indicators"]) for label in labels)
    assert card["practices"] == sum(len(label["practices"]) for label in labels)
    assert card["borderline"] == sum(label["borderline"] for label in labels)


def test_a_model_of_forty_reports_already_beats_chance_on_unseen_ones(
    trained: tuple[dict[str, Any], Path, Path],
) -> None:
    _, own, _ = trained
    figures = {figure.key: figure for figure in evaluate(LABELS / "test.jsonl", own).figures}
    assert figures["verdict_auc"].value > 0.75
    assert figures["role_accuracy"].value > 0.4
    assert figures["indicator_value_f1"].value > 0.75
    for figure in figures.values():
        if figure.key != "substance_error":
            assert -1 <= figure.value <= 1, figure.key
    assert figures["substance_error"].value <= 50


def test_too_few_labels_are_told_in_chinese(tmp_path: Path) -> None:
    (tmp_path / "few.jsonl").write_text("\n".join(_subset()[:5]) + "\n", encoding="utf-8")
    with pytest.raises(LabelError, match=r"只有 5 份.*请先补充标注"):
        train(tmp_path, tmp_path / "model.skops")
    assert not (tmp_path / "model.skops").exists()


def test_a_folder_of_sealed_labels_only_cannot_be_trained_on(tmp_path: Path) -> None:
    (tmp_path / "sealed.jsonl").write_bytes((LABELS / "test.jsonl").read_bytes())
    with pytest.raises(LabelError, match="只有 0 份"):
        train(tmp_path, tmp_path / "model.skops")


def test_labels_without_one_of_the_findings_are_told_in_chinese(tmp_path: Path) -> None:
    lines = [line for line in _subset() if '"progress_lag"' not in line]
    good, bad = (
        [line for line in lines if f'"verdict":"{verdict}"' in line][:10] for verdict in ("substantive", "formalistic")
    )
    (tmp_path / "labels.jsonl").write_text("\n".join([*good, *bad]) + "\n", encoding="utf-8")
    with threadpool_limits(1), pytest.raises(LabelError, match="progress_lag"):
        train(tmp_path, tmp_path / "model.skops")


def test_an_unknown_split_is_told() -> None:
    with pytest.raises(LabelError, match="没有属于“2013”的标注报告"):
        evaluate(LABELS / "test.jsonl", split="2013")
