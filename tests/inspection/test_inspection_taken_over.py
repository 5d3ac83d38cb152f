"""What a report took over, from its own unit's earlier report or from a neighbour's: who answers for it, who keeps it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from annotated_rounds import written

from analyzer.export.overview import review_reasons
from analyzer.inspection import RoundConfig, inspect
from analyzer.types import Analysis, Round, UnitAssessment

TOLD = yaml.safe_load((Path(__file__).parent / "cases" / "taken_over.yaml").read_text(encoding="utf-8"))
CASES: list[dict[str, Any]] = TOLD["cases"]


def _written(folder: Path, told: dict[str, dict[str, str]]) -> list[Analysis]:
    folder.mkdir()
    reports = []
    for name, each in told.items():
        text = each["text"]
        for key, lines in TOLD["texts"].items():
            text = text.replace(f"{{{key}}}", lines.strip())
        reports.append(written(folder, name, text, unit=each["unit"], date=each["date"]))
    return reports


def _round(case: dict[str, Any], tmp_path: Path) -> Round:
    reports = _written(tmp_path / "now", case["reports"])
    if case.get("crowd"):
        crowd = {
            f"众{sign}": {"unit": f"{sign}岗镇", "date": "2012-06-01", "text": "{everyones}"}
            for sign in "甲乙丙丁戊己庚辛"
        }
        reports += _written(tmp_path / "crowd", crowd)
    config = RoundConfig(required_indicators=("建设水利设施",))
    return inspect(reports, config, earlier=_written(tmp_path / "before", case.get("earlier", {})))


def _words(expect: dict[str, Any], key: str, text: str) -> None:
    assert [word for word in expect.get(key, ()) if word not in text] == [], text
    assert [word for word in expect.get(f"not_{key}", ()) if word in text] == [], text


def _row(round_: Round, source: str) -> UnitAssessment | None:
    assert round_.assessment is not None
    return next((row for row in round_.assessment.rows if row.source == source), None)


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_taken_over(case: dict[str, Any], tmp_path: Path) -> None:
    round_ = _round(case, tmp_path)
    for name, expect in case["expect"].items():
        source = f"{name}.docx"
        report = next(each for each in round_.reports if each.source == source)
        share = next(each for each in round_.own_features if each.source == source)
        row = _row(round_, source)
        assert row is not None
        copying = next(item for item in row.items if item.item == "copying")
        assert report.needs_review is expect.get("review", report.needs_review)
        assert len(report.findings) == expect.get("findings", len(report.findings))
        if "measure" in expect:
            low, high = expect["measure"]
            assert copying.measure is not None
            assert low <= copying.measure <= high
        _words(expect, "says", copying.reason)
        _words(expect, "asks", "".join(row.questions))
        _words(expect, "why", "".join(review_reasons(report)))
        if "required" in expect:
            assert next(i for i in row.items if i.item == "required_indicators").measure == expect["required"]
        if "own" in expect:
            low, high = expect["own"]
            assert low <= share.own <= high
            assert bool(share.only_here) is expect["only_here"]
            assert list(share.practices) == expect["practices"]
        _words(expect, "message", share.message)
        mine = [total for total in round_.totals if total.holder == report.unit]
        if "totals" in expect:
            told = [[t.canonical, t.value, len(t.places), [place.reason for place in t.doubtful]] for t in mine]
            assert told == expect["totals"]
        if "counted" in expect:
            assert sum(len(total.places) for total in mine) == expect["counted"]


@pytest.mark.parametrize("case", CASES[4:10], ids=[case["name"] for case in CASES[4:10]])
def test_the_order_of_the_input_changes_nothing(case: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    turned = {**case, "reports": dict(reversed(case["reports"].items()))}
    assert _round(case, tmp_path / "one") == _round(turned, tmp_path / "two")
