"""Each unit against the calendar of the round and against its own earlier report."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from annotated_rounds import written

from analyzer.inspection import RoundConfig, inspect
from analyzer.store.round_json import round_from_json, round_to_json
from analyzer.types import Analysis, RosterUnit

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases" / "history.yaml").read_text("utf-8"))


def _report(folder: Path, name: str, told: dict[str, Any]) -> Analysis:
    analysis = written(
        folder, name, told.get("text", "contact| 走访了农户。"), unit=told["unit"], date=told.get("date", "2012-06-20"),
        stage=told["stage"], substance=30 if told.get("verdict") == "formalistic" else 60, verdict=told.get("verdict", "substantive"), report_kind=told.get("kind", "summary"),
        campaign=told.get("campaign", "三解三促"),
    )  # fmt: skip
    return replace(analysis, sha256=told.get("bytes", name))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_histories(case: dict[str, Any], tmp_path: Path) -> None:
    config = dict(case["config"])
    roster = tuple(RosterUnit(unit=unit, type="乡镇街道") for unit in config.pop("roster", ()))
    now = [_report(tmp_path, f"now{number}", told) for number, told in enumerate(case["now"])]
    then = [_report(tmp_path, f"then{number}", told) for number, told in enumerate(case.get("then", ()))]
    round_ = inspect(now, RoundConfig(roster=roster, **config), earlier=then)
    found = {history.unit: history for history in round_.history}
    for unit, fields in case["expect"].items():
        assert {key: getattr(found[unit], key) for key in fields} == fields
    for unit, words in case.get("says", {}).items():
        assert [word for word in words if word not in found[unit].message] == [], found[unit].message
    for unit, words in case.get("not_says", {}).items():
        assert [word for word in words if word in found[unit].message] == [], found[unit].message
    for unit, figures in case.get("figures", {}).items():
        assert [[f.change, f.before, f.now] for f in found[unit].figures] == figures
        for figure in found[unit].figures:
            report = next(report for report in round_.reports if report.source == figure.place.source)
            assert report.indicators[figure.place.indicator].value == figure.now
    assert round_from_json(round_to_json(round_), round_.reports) == round_
