"""Figures are added up once, whatever tells them again is shown as doubtful."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from annotated_rounds import folder, written

from analyzer import lexicon
from analyzer.inspection import RoundConfig, inspect
from analyzer.inspection.doubts import REASONS
from analyzer.types import Indicator, RosterUnit, Total

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases" / "totals.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_totals(case: dict[str, Any], tmp_path: Path) -> None:
    reports = [
        written(
            tmp_path, name, told["lines"], unit=told["unit"], date=told.get("date", "2012-06-20"),
            report_kind=told.get("kind", "summary"), unit_type=told.get("type", "乡镇街道"),
        )
        for name, told in case["reports"].items()
    ]  # fmt: skip
    roster = tuple(
        RosterUnit(unit=unit, type="乡镇街道", headcount=heads) for unit, heads in case.get("roster", {}).items()
    )
    config = RoundConfig(period=case.get("round"), roster=roster)
    totals = inspect(reports, config).totals
    assert totals == inspect(reports[::-1], config).totals
    told = [[t.holder, t.canonical, t.unit, t.value, len(t.places), len(t.doubtful)] for t in totals]
    assert told == [row[:6] for row in case["expect"]], case["why"]
    for total, row in zip(totals, case["expect"], strict=True):
        for key, value in (row[6] if len(row) > 6 else {}).items():
            found = [place.reason for place in total.doubtful] if key == "reasons" else getattr(total, key)
            assert found == value, (key, case["why"])


def test_every_figure_is_told_at_most_once_and_sums_are_their_places() -> None:
    """Over the corpus: no figure in two totals, and a sum is what its places add up to."""
    round_ = inspect(folder("round"), RoundConfig())
    figures = {report.source: report.indicators for report in round_.reports}
    seen = [place for total in round_.totals for place in (*total.places, *total.doubtful)]
    assert len(seen) == len(set(seen))
    assert all(place.reason is None for total in round_.totals for place in total.places)
    assert {place.reason for total in round_.totals for place in total.doubtful} <= set(REASONS)
    for total in round_.totals:
        values = [in_unit(figures[place.source][place.indicator], total) for place in total.places]
        assert total.value == pytest.approx(sum(values)) or total.value in values
        assert all(figures[place.source][place.indicator].planned == total.planned for place in total.places)


def in_unit(figure: Indicator, total: Total) -> float:
    """A figure's value in its total's unit (800米 in a total of 公里 is 0.8)."""
    entry = next((e for e in lexicon.indicators().indicators if e.name == total.canonical), None)
    factor = entry.equal_units.get(figure.unit, 1) if entry and figure.unit != total.unit else 1
    return figure.value * factor


def test_a_holder_is_named_as_the_roster_names_it(tmp_path: Path) -> None:
    report = written(tmp_path, "a", "contact| 走访农户{260户=260户;走访农户;input}。", unit="芦川市水利局")
    roster = (RosterUnit(unit="市水利局", type="部门"),)
    (total,) = inspect([report], RoundConfig(roster=roster)).totals
    assert (total.holder, total.holder_type) == ("市水利局", "部门")
