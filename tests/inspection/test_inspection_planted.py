"""Whole reports through the whole pipeline: planted contradictions are found, sound look-alikes stay silent."""

from __future__ import annotations

import importlib.util
import sys
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
SETS = ("develop", "heldout", "heldout2", "heldout3", "heldout4", "heldout5", "heldout6", "heldout7", "heldout8")


def _bench() -> ModuleType:
    spec = importlib.util.spec_from_file_location("contradictions", ROOT / "benchmarks" / "contradictions.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


BENCH = _bench()


@cache
def _outcomes(kind: str) -> dict[str, Any]:
    cases = [case for half in SETS for case in BENCH.read_cases(BENCH.PLANTED / f"{half}_{kind}.txt")]
    return {case.name: BENCH.outcome_of(case) for case in cases}


#: Of 345 planted ones. Most of the missed ones are in heldout8, which has been measured but never opened to mend the
#: checks; the others need the sense (268户 and “278户的情况”) or a unit that is not read (羊单位).
MISSED_AT_MOST = {"sum": 3, "told": 10, "percent": 2, "rise": 1, "implausible": 4, "shrinks": 1}


@pytest.mark.parametrize("kind", sorted(BENCH.CODES))
def test_planted_contradictions_are_found(kind: str) -> None:
    planted = [
        (name, words, found)
        for name, outcome in _outcomes("planted").items()
        for label, words, found in outcome.planted
        if label.rstrip("0123456789") == kind
    ]
    missed = [(name, words) for name, words, found in planted if not found]
    assert len(planted) >= 4
    assert len(missed) <= MISSED_AT_MOST.get(kind, 0), missed


def test_an_alarm_beside_the_planted_ones_does_not_come_up() -> None:
    false = [(name, each) for name, outcome in _outcomes("planted").items() for each in outcome.false_alarms]
    assert false == []


def test_at_most_one_in_twenty_sound_look_alikes_is_alarmed() -> None:
    outcomes = _outcomes("sound")
    alarmed = [(name, each.false_alarms) for name, each in outcomes.items() if each.false_alarms]
    reports = sum(each.reports for each in outcomes.values())
    assert len(alarmed) <= reports / 20, alarmed


def test_a_figure_of_two_units_is_told_in_both_reports_and_names_the_other() -> None:
    from analyzer.inspection import RoundConfig, inspect

    case = next(each for each in BENCH.read_cases(BENCH.PLANTED / "develop_planted.txt") if each.name == "d29")
    analyses = [BENCH._analysed(text, f"{number}.md") for number, text in enumerate(case.reports)]
    first, second = inspect(analyses, RoundConfig()).reports
    for here, there in ((first, second), (second, first)):
        (check,) = here.checks
        assert check.code == "shared_figure"
        assert there.source in check.message
        assert there.unit
        assert there.unit in check.message
        assert here.needs_review
