"""Copying is found whatever names and figures were put in, and nothing is found where each wrote for himself."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml
from annotated_rounds import ANNOTATED, analysis_of, folder, head_of, written

from analyzer.inspection import RoundConfig, inspect
from analyzer.inspection.similar import near_between, near_pairs, vectors_of
from analyzer.types import Analysis, Copy, FindingCode

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases" / "copies.yaml").read_text("utf-8"))
NOTICE = analysis_of(ANNOTATED / "round" / "r3-17-notice.txt")
OTHER = ANNOTATED / "train" / "t3-09-xiuchuan-canlian.txt"


def _body(path: Path) -> str:
    return path.read_text(encoding="utf-8").split("---\n", 2)[2]


def _changed(case: dict[str, Any], path: Path) -> str:
    text = _body(path)
    if "names" in case["do"]:
        unit = analysis_of(path).metadata
        assert unit is not None
        assert unit.unit is not None
        text = text.replace(unit.unit, case["unit"]).replace(unit.unit[:-1], case["unit"][:-1])
    if "figures" in case["do"]:
        text = text.translate(str.maketrans("123456789", "234567891"))
    if "reorder" in case["do"]:
        text = "\n\n".join(reversed(text.strip().split("\n\n")))
    if "half" in case["do"]:
        text = text[: len(text) // 2].rsplit("\n\n", 1)[0] + "\n\n" + _body(OTHER).strip().split("\n\n", 3)[3]
    if "own" in case["do"]:
        text = _body(OTHER)
    return text


def _all_copies(reports: list[Analysis], **more: Any) -> dict[str, dict[str, Copy]]:
    round_ = inspect(reports, RoundConfig(), **more)
    return {report.source: {copy.source: copy for copy in report.copies} for report in round_.reports}


def _copies_of(reports: list[Analysis], source: str, **more: Any) -> dict[str, Copy]:
    return _all_copies(reports, **more)[source]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_planted(case: dict[str, Any], tmp_path: Path) -> None:
    base = ANNOTATED / "round" / f"{case['base']}.txt"
    copied = written(tmp_path, "照搬", _changed(case, base), unit=case["unit"])
    others = [each for each in folder("round") if each.source != NOTICE.source]
    copies = _all_copies([*others, copied], references=[NOTICE])
    found = copies["照搬.docx"].get(f"{case['base']}.docx")
    share = found.share if found else 0.0
    assert case["at_least"] <= share <= case.get("at_most", 1.0)
    if found:
        assert found.kind == "report"
        assert [p.sentence for p in found.passages] == sorted({p.sentence for p in found.passages})
        assert all(0 < p.similarity <= 1 and round(p.similarity, 4) == p.similarity for p in found.passages)
        assert "照搬.docx" in copies[f"{case['base']}.docx"]


def test_in_the_corpus_only_reports_that_share_their_origin_are_said_to_copy() -> None:
    origin = {
        f"{path.stem}.docx": head_of(path)["idea"]
        for part in ("round", "train")
        for path in (ANNOTATED / part).glob("*.txt")
    }
    reports = [each for each in folder("round") + folder("train") if each.source != NOTICE.source]
    pairs = {
        (report.source, copy.source)
        for report in inspect(reports, RoundConfig(), references=[NOTICE]).reports
        for copy in report.copies
        if copy.kind == "report"
    }
    assert ("r1-05-lidu-outline.docx", "r1-06-gutang-copy.docx") in pairs
    assert ("r1-06-gutang-copy.docx", "r1-05-lidu-outline.docx") in pairs
    assert {pair for pair in pairs if origin[pair[0]] != origin[pair[1]]} == set()


def test_borrowing_from_the_superiors_notice_is_told_apart_from_copying_a_neighbour() -> None:
    reports = [each for each in folder("round") if each.source != NOTICE.source]
    found = {
        report.source[:5]: {(copy.kind, copy.source[:5]) for copy in report.copies}
        for report in inspect(reports, RoundConfig(), references=[NOTICE]).reports
    }
    for borrower in ("r3-13", "r3-09", "r1-05"):
        assert ("reference", "r3-17") in found[borrower]
    assert found["r3-13"] == found["r3-09"] == {("reference", "r3-17")}  # both took it from the notice
    assert not [report for report, copies in found.items() if copies and report in ("r1-09", "r1-10", "r2-02")]


def test_two_who_took_the_same_from_the_notice_did_not_copy_each_other(tmp_path: Path) -> None:
    borrowed = "\n".join(
        line for line in _body(ANNOTATED / "round" / "r3-17-notice.txt").splitlines() if "plan|" in line
    )
    one = written(tmp_path, "甲", borrowed, unit="甲岗镇")
    two = written(tmp_path, "乙", borrowed, unit="乙岗镇", date="2012-06-21")
    reports = inspect([one, two], RoundConfig(), references=[NOTICE]).reports
    assert [[(copy.kind, copy.source) for copy in report.copies] for report in reports] == [
        [("reference", NOTICE.source)],
        [("reference", NOTICE.source)],
    ]
    for report in reports:
        assert report.assessment is not None
        (finding,) = report.assessment.findings
        assert "上级文件" in finding.message


def test_the_later_of_two_gets_the_finding_the_earlier_a_persons_look() -> None:
    first, second = (
        analysis_of(ANNOTATED / "round" / f"{name}.txt") for name in ("r1-05-lidu-outline", "r1-06-gutang-copy")
    )
    first, second = (replace(r, assessment=replace(r.assessment, findings=())) for r in (first, second) if r.assessment)
    reports = inspect([second, first], RoundConfig()).reports
    earlier, later = (report.assessment for report in reports)
    assert earlier is not None
    assert later is not None
    assert (earlier.findings, earlier.needs_review) == ((), True)
    (finding,) = later.findings
    assert finding.code is FindingCode.NO_OWN_FEATURES
    assert later.needs_review
    assert "李渡镇" in finding.message
    assert finding.score == reports[1].copies[0].share
    assert set(finding.evidence) == {passage.sentence for passage in reports[1].copies[0].passages}


def test_a_finding_that_is_there_keeps_its_words_and_evidence() -> None:
    first, second = (
        analysis_of(ANNOTATED / "round" / f"{name}.txt") for name in ("r1-05-lidu-outline", "r1-06-gutang-copy")
    )
    assert second.assessment is not None
    marked = tuple(
        replace(finding, evidence=(3,), message="看不出本地特点。", score=0.99)
        for finding in second.assessment.findings
    )
    second = replace(second, assessment=replace(second.assessment, findings=marked))
    later = inspect([first, second], RoundConfig()).reports[1].assessment
    assert later is not None
    (finding,) = (each for each in later.findings if each.code is FindingCode.NO_OWN_FEATURES)
    assert finding.evidence[0] == 3
    assert len(finding.evidence) > 10
    assert finding.score == 0.99
    assert finding.message.startswith("看不出本地特点。")
    assert len(later.findings) == len(second.assessment.findings if second.assessment else ())


def test_a_template_that_many_units_filled_in_is_still_copying(tmp_path: Path) -> None:
    body = _body(ANNOTATED / "round" / "r3-03-baidang.txt")
    reports = [
        written(tmp_path, f"套用{n}", body.replace("白荡", f"{place}荡"), unit=f"{place}荡镇")
        for n, place in enumerate("东南西北上下前后左右")
    ]
    others = [each for each in folder("round") if each.source != NOTICE.source]
    found = _copies_of([*reports, *others], "套用3.docx")
    assert sum(copy.share > 0.9 for copy in found.values()) == 10


def test_sentences_of_the_genre_are_not_copying(tmp_path: Path) -> None:
    formulas = (
        "slogan| 通过活动，干群关系明显改善，机关作风明显转变，发展环境明显优化，群众满意度明显提升。\n"
        "background| 市委动员会后，党委政府高度重视，迅速行动，精心组织，扎实推进，活动取得了阶段性成果。\n"
        "plan| 今后，我们将继续加大走访力度，拓宽走访面，把活动不断引向深入，作出新的更大贡献。\n\n"
    )
    own = [_body(path).strip() for path in sorted((ANNOTATED / "train").glob("*.txt"))[:12]]
    reports = [
        written(tmp_path, f"报告{n}", formulas + text, unit=f"{place}岗镇")
        for n, (place, text) in enumerate(zip("东南西北上下前后左右大小", own, strict=True))
    ]
    for report in inspect(reports, RoundConfig()).reports:
        assert report.copies == ()


def test_a_units_own_earlier_report_is_its_own_another_units_is_not_looked_at(tmp_path: Path) -> None:
    body = _body(ANNOTATED / "round" / "r1-10-shuiliju-canals.txt")
    now = written(tmp_path, "今年", body, unit="市水利局", date="2012-06-20")
    before = written(tmp_path, "去年", body, unit="市水利局", date="2011-06-20")
    neighbour = written(tmp_path, "邻居", body, unit="市农委", date="2011-06-20")
    found = _copies_of([now], "今年.docx", earlier=[before, neighbour])
    assert {source: copy.kind for source, copy in found.items()} == {"去年.docx": "self_earlier"}
    assert found["去年.docx"].share > 0.95
    twice = inspect([now, before], RoundConfig()).reports  # the same, both handed in this round
    assert [[copy.kind for copy in report.copies] for report in twice] == [["self_earlier"], []]
    assert all(not report.assessment.findings for report in twice if report.assessment)


def test_a_circular_that_quotes_a_report_makes_nobody_a_copyist(tmp_path: Path) -> None:
    body = _body(ANNOTATED / "round" / "r1-10-shuiliju-canals.txt")
    report = written(tmp_path, "报告", body, unit="市水利局", date="2012-06-20")
    later = written(tmp_path, "通报", body, unit="芦川市", date="2012-06-29", report_kind="circular")
    before = written(tmp_path, "前通报", body, unit="芦川市", date="2012-05-29", report_kind="circular")
    assert _copies_of([report, later], "报告.docx") == {}
    assert _copies_of([report, later], "通报.docx") == {}
    assert {c.kind for c in _copies_of([report, before], "报告.docx").values()} == {"reference"}


def test_the_round_does_not_depend_on_the_order_of_the_input() -> None:
    reports = [each for each in folder("round") if each.source != NOTICE.source]
    shuffled = list(reports)
    random.Random(7).shuffle(shuffled)
    one = inspect(reports, RoundConfig(due="2012-06-25"), references=[NOTICE])
    assert one == inspect(shuffled, RoundConfig(due="2012-06-25"), references=[NOTICE])
    assert [report.source for report in one.reports] == sorted(report.source for report in reports)


@pytest.mark.parametrize("threshold", [0.4, 0.65, 0.9])
def test_the_quick_search_finds_exactly_what_comparing_everything_finds(threshold: float) -> None:
    clauses = [
        clause
        for report in folder("train")[:20]
        for sentence in report.sentences
        for clause in re.split("[，。；：、]", sentence.text)
        if len(clause) > 3
    ]
    rng = random.Random(3)
    pool = rng.sample(clauses, 60)
    texts = ["".join(rng.sample(pool, rng.randint(1, 4))) for _ in range(400)] + ["", "一"]
    vectors = vectors_of(texts)
    full = np.triu((vectors @ vectors.T).toarray(), k=1)
    clear = np.abs(full - threshold) > 1e-9
    expected = set(zip(*np.nonzero((full >= threshold) & clear), strict=True))
    left, right, _ = near_pairs(vectors, threshold=threshold)
    assert {(a, b) for a, b in zip(left, right, strict=True) if clear[a, b]} == expected
    rows, others = list(range(0, 400, 2)), list(range(1, 400, 2))
    left, right, _ = near_between(vectors, rows, others, threshold=threshold)
    both = {(min(a, b), max(a, b)) for a, b in zip(left, right, strict=True)}
    assert {pair for pair in both if clear[pair]} == {(a, b) for a, b in expected if a % 2 != b % 2 and b < 400}
    assert len(expected) > 5
