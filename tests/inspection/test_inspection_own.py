"""How much of a report is the unit's own, seen from the round: what all were asked to do, what only this unit tells."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from annotated_rounds import folder, written

from analyzer.inspection import RoundConfig, inspect
from analyzer.types import UNJUDGED_KINDS, Finding, FindingCode, OwnShare, Round

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "own_share.yaml").read_text(encoding="utf-8"))
OTHERS = "甲丙丁戊己庚辛壬癸"


def _round(tmp_path: Path, case: dict[str, Any], others: str = OTHERS, **head: Any) -> Round:
    reports = [written(tmp_path, sign, CASES["everyones"], unit=f"{sign}岗镇") for sign in others]
    reports.append(written(tmp_path, "own", case["lines"], unit=case["unit"], **head))
    paper = written(tmp_path, "paper", CASES["paper"], unit="芦川市", date="2012-03-05", report_kind="scheme")
    return inspect(reports, RoundConfig(), references=[paper])


def _of(round_: Round, source: str = "own.docx") -> OwnShare:
    return next(share for share in round_.own_features if share.source == source)


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: str(case["name"]))
def test_own_and_prescribed_sentences(tmp_path: Path, case: dict[str, Any]) -> None:
    share = _of(_round(tmp_path, case))
    assert sorted(share.own_sentences) == case["own"]
    assert sorted(share.common) == case["prescribed"]
    assert sorted(share.only_here) == case["only_here"]
    assert list(share.practices) == case.get("practices", [])
    assert (share.own > 0, share.prescribed > 0) == (bool(case["own"]), bool(case["prescribed"]))


def test_a_practice_of_the_superiors_paper_is_nobodys_own(tmp_path: Path) -> None:
    case = {"unit": "乙岗镇", "lines": "contact| 坚持写“[民情日记:载体]”。\n"}
    share = _of(_round(tmp_path, case))
    assert share.practices == ()
    assert share.common == (0,)


def test_few_reports_show_no_one_what_only_one_unit_tells(tmp_path: Path) -> None:
    case = next(case for case in CASES["cases"] if case["name"] == "自己的事")
    share = _of(_round(tmp_path, case, OTHERS[:3]))
    assert share.only_here == ()
    assert "太少" in share.message


def test_schemes_have_no_own_share_and_a_plan_is_read_for_what_it_intends(tmp_path: Path) -> None:
    case = {"unit": "市水利局", "lines": "plan| 九月底前清淤下坝渠道，换铸铁叶轮，蔺草田用水由泵站专人调度。\n"}
    for kind in ("plan", "scheme"):
        (tmp_path / kind).mkdir()
    assert _of(_round(tmp_path / "plan", case, report_kind="plan")).own_sentences == (0,)
    assert all(
        each.source != "own.docx" for each in _round(tmp_path / "scheme", case, report_kind="scheme").own_features
    )


def test_a_finding_at_odds_with_the_round_is_told_and_left_to_a_person(tmp_path: Path) -> None:
    lines = "\n".join(
        f"measure| 请{trade}师傅带着{tool}赶到下坝泵站，修好{thing}{{{n}台={n}台;修好;output}}，渠道通水。"
        for n, (trade, tool, thing) in enumerate(
            [("扬州", "铸铁叶轮", "轴流泵"), ("高邮", "柴油扳手", "启闭机"), ("兴化", "橡胶止水", "节制闸")], 2
        )
    )
    finding = Finding(code=FindingCode.NO_OWN_FEATURES, score=0.6, evidence=(0,), message="看不出自己的特点")
    report = written(tmp_path, "own", lines, unit="市水利局")
    assert report.assessment
    report = replace(report, assessment=replace(report.assessment, findings=(finding,)))
    reports = [written(tmp_path, sign, CASES["everyones"], unit=f"{sign}岗镇") for sign in OTHERS]
    round_ = inspect([*reports, report], RoundConfig())
    assert "不一致" in _of(round_).message
    judged = next(each for each in round_.reports if each.source == "own.docx")
    assert judged.findings == (finding,)


def test_the_sample_round_keeps_the_laws_and_tells_own_from_prescribed() -> None:
    reports = folder("round")
    round_ = inspect(reports, RoundConfig())
    told = {share.source: share for share in round_.own_features}
    judged = [each for each in round_.reports if each.metadata and each.metadata.report_kind not in UNJUDGED_KINDS]
    assert [share.source for share in round_.own_features] == [each.source for each in judged]
    for report in judged:
        share = told[report.source]
        assert 0 <= share.own <= 1 - share.prescribed <= 1
        assert not set(share.own_sentences) & set(share.common)
        assert {*share.own_sentences, *share.common, *share.only_here} <= {each.id for each in report.sentences}
        assert len(share.only_here) <= 3
    lacking = [
        told[each.source].own
        for each in judged
        if any(finding.code is FindingCode.NO_OWN_FEATURES for finding in each.findings)
    ]
    others = [told[each.source].own for each in judged if told[each.source].own not in lacking]
    pairs = [(one, other) for one in lacking for other in others]
    assert sum(one < other for one, other in pairs) >= 0.9 * len(pairs)
