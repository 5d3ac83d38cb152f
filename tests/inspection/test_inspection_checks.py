"""Planted contradictions are named, sound look-alikes and the sound reports of the corpus are not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from annotated_rounds import folder, written

from analyzer.inspection import RoundConfig, inspect
from analyzer.types import Analysis, RosterUnit

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases" / "checks.yaml").read_text("utf-8"))


def _inspected(case: dict[str, Any], tmp_path: Path) -> Analysis:
    report = written(tmp_path, "报告", case["lines"], report_kind=case.get("report_kind", "summary"))
    roster = (RosterUnit(unit="沙桥镇", type="乡镇街道", headcount=case["headcount"]),) if "headcount" in case else ()
    return inspect([report], RoundConfig(roster=roster)).reports[0]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_case(case: dict[str, Any], tmp_path: Path) -> None:
    report = _inspected(case, tmp_path)
    assert [check.code for check in report.checks] == case["expect"], (case["why"], report.checks)
    for figure in case.get("says", ()):
        assert figure in report.checks[0].message
    for check in report.checks:
        assert check.message.endswith("。")
        assert all(0 <= index < len(report.indicators) for index in check.indicators)
    if report.assessment and case.get("report_kind") != "circular":
        assert report.assessment.needs_review == bool(case["expect"])


@pytest.mark.parametrize("part", ["round", "train"])
def test_at_most_one_false_alarm_in_twenty_sound_reports(part: str) -> None:
    reports = inspect(folder(part), RoundConfig()).reports
    alarmed = [report.source for report in reports if report.checks]
    assert len(alarmed) <= len(reports) / 20, alarmed
