"""The comparison with public tools: it runs without any of them, says which are missing, and scores by value and unit."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
import _peer_adapters
import peers
from _peer_adapters import Number, Reading, with_measures

ROOT = Path(__file__).parents[2]
CASES = yaml.safe_load((ROOT / "benchmarks" / "numerals.yaml").read_text(encoding="utf-8"))


def test_it_runs_and_names_the_missing(tmp_path: Path) -> None:
    target = tmp_path / "peers.json"
    run = subprocess.run(
        [sys.executable, "-X", "utf8", "benchmarks/peers.py", "--split", "round", "--limit", "1", "--json", str(target)],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=True, env={"PYTHONPATH": str(ROOT), "PATH": ""},
    )  # fmt: skip
    assert "in sample" in run.stdout
    answer = json.loads(target.read_text(encoding="utf-8"))
    compared = {row["tool"] for row in answer["rows"]}
    missing = {name.split(" (")[0] for name in answer["missing"]}
    assert compared == {peers.WHOLE, peers.READING, peers.NUMBERS} | (set(_peer_adapters.PEERS) - missing)
    assert all(f"MISSING, not compared: {name}" in run.stderr for name in missing)
    [ours] = [row for row in answer["rows"] if row["tool"] == peers.READING]
    assert ours["speed_ratio"] == 1
    assert ours["recall"] > 0.9


@pytest.mark.parametrize(
    ("text", "numbers", "expected"),
    [
        ("发放三十几万元", [(2, 4, 30)], [(300000, "元", None)]),
        ("走访260户", [(2, 5, 260)], [(260, "户", None)]),
        ("每户2～3万元", [(2, 3, 2), (4, 6, 30000)], [(20000, "元", 30000)]),
        ("三成半", [(0, 1, 3)], [(35, "%", None)]),
        ("号码86620173", [(2, 10, 86620173)], []),  # a number without a measure word is no figure
    ],
)
def test_every_tool_gets_our_measure_words(
    text: str, numbers: list[tuple[int, int, float]], expected: list[tuple[float, str, float | None]]
) -> None:
    found = with_measures(text, [Number(start=start, end=end, value=value) for start, end, value in numbers])
    assert [(reading.value, reading.unit, reading.high) for reading in found] == expected


def test_a_reading_counts_once_and_must_agree_in_value_unit_and_place() -> None:
    label = Reading(start=4, end=8, value=260, unit="户")
    assert peers.hits([label, label], [label]) == 1
    for wrong in ((0, 3, 260, "户"), (4, 8, 26, "户"), (4, 8, 260, "人")):
        start, end, value, unit = wrong
        assert peers.hits([label], [Reading(start=start, end=end, value=value, unit=unit)]) == 0


def test_the_hard_cases_are_read_at_least_as_well_as_before() -> None:
    read = peers.ours()
    wrong = [case["text"] for case in CASES if not peers._right(case, read(case["text"]))]
    assert len(CASES) >= 60
    assert len(wrong) <= 5, wrong
