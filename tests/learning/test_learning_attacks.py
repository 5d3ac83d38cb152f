"""Attacks change what they say and nothing else; studies put ours beside the baselines on the same folds."""

from __future__ import annotations

import random
import re
from collections import Counter
from pathlib import Path

import pytest
import yaml

from analyzer.learning.attacks import Attack, attacks
from analyzer.learning.labels import LabelledReport, read_labels
from analyzer.learning.studies import ablation_rows, baseline_rows, curve_rows
from analyzer.types import BlockKind, Role, Verdict

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
MATERIAL = CORPUS / "attacks.yaml"
ATTACKS = {attack.key: attack for attack in attacks(MATERIAL)}


@pytest.fixture(scope="module")
def reports() -> list[LabelledReport]:
    return [report for report in read_labels(CORPUS / "labels" / "round.jsonl") if report.verdict][:30]


def _changed(attack: Attack, report: LabelledReport) -> list[str]:
    return [block.text for block in attack.change(report, random.Random(1)).blocks]


@pytest.mark.parametrize("key", ["numbers", "results", "practices", "slogans_added"])
def test_stuffing_adds_every_sentence_once_and_takes_nothing_away(key: str, reports: list[LabelledReport]) -> None:
    material = yaml.safe_load(MATERIAL.read_text("utf-8"))[key.removesuffix("_added")]
    for report in reports:
        after = "".join(_changed(ATTACKS[key], report))
        assert all(after.count(sentence) == 1 for sentence in material)
        for sentence in material:
            after = after.replace(sentence, "")
        assert after == "".join(block.text for block in report.document.blocks)


def test_shuffling_moves_sections_and_keeps_head_and_blocks(reports: list[LabelledReport]) -> None:
    moved = 0
    for report in reports:
        before = [block.text for block in report.document.blocks]
        after = _changed(ATTACKS["shuffled"], report)
        assert Counter(after) == Counter(before)
        assert after[0] == before[0]
        moved += after != before
    assert moved > len(reports) / 2


def test_doubling_tells_every_paragraph_twice(reports: list[LabelledReport]) -> None:
    for report in reports:
        paragraphs = [block.text for block in report.document.blocks if block.kind is BlockKind.PARAGRAPH]
        after = Counter(_changed(ATTACKS["doubled"], report))
        assert all(after[text] >= 2 for text in paragraphs)


def test_slogans_are_struck_out_and_nothing_else(reports: list[LabelledReport]) -> None:
    for report in reports:
        after = "\n".join(_changed(ATTACKS["slogans_removed"], report))
        for sentence, role in zip(report.sentences, report.roles, strict=True):
            in_body = report.document.blocks[sentence.block].kind is BlockKind.PARAGRAPH
            if in_body and len(sentence.text) > 12:
                assert (sentence.text in after) == (role is not Role.SLOGAN), sentence.text


def test_renaming_keeps_every_number(reports: list[LabelledReport]) -> None:
    for report in reports:
        before = re.findall(r"\d+", report.document.text)
        assert re.findall(r"\d+", "\n".join(_changed(ATTACKS["renamed"], report))) == before


def test_studies_judge_on_held_out_folds() -> None:
    """With one feature that tells the verdict, ours is perfect; with a useless one it is no better than chance."""
    judged = [report for report in read_labels(CORPUS / "labels" / "round.jsonl") if report.verdict]
    telling = [{"share:contact": float(r.verdict is Verdict.FORMALISTIC), "length": 1.0} for r in judged]
    useless = [{"share:contact": float(len(r.id) % 3), "length": 1.0} for r in judged]
    rows = {row.label: row.values for row in baseline_rows(judged, telling)}
    assert rows["本方法"]["宏平均 F1"] == 1.0
    assert rows["多数类"]["AUC"] == 0.5
    assert rows["关键词计数"]["宏平均 F1"] > rows["多数类"]["宏平均 F1"]
    assert ablation_rows(judged, useless)[0].values["AUC"] < 0.75
    assert curve_rows(judged, telling)[-1].values["宏平均 F1"] == 1.0
