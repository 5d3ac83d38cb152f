"""A short name that the roster gives to two units is asked about, whatever ``show`` is asked for."""

from __future__ import annotations

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from analyzer.cli import main
from analyzer.store import open_store, store_url
from analyzer.types import Analysis, Round, Submission

sys.path.insert(0, str(Path(__file__).parents[1] / "batch"))
import fake_pipeline

ROSTER = [
    {"unit": "河口镇", "short_names": ["老河", "清泉"]},
    {"unit": "市河道局", "short_names": ["河道局", "老河"]},
    {"unit": "清泉", "short_names": []},
]


def _report(unit: str) -> Analysis:
    analysis = fake_pipeline.analysis_of("走访农户260户。\n修路。", source=f"{unit}.docx", sha256="a" * 64)
    assert analysis.metadata is not None
    return replace(analysis, metadata=replace(analysis.metadata, unit=unit))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    units = [str(row["unit"]) for row in ROSTER]
    round_ = Round(
        name="一", campaign=None, period=None, due=None, totals=(), practices=(), reports=tuple(map(_report, units)),
        submissions=tuple(Submission(unit=u, type=None, status="on_time", sources=(f"{u}.docx",)) for u in units),
    )  # fmt: skip
    with open_store(store_url(tmp_path)) as store:
        store.begin_round(round_.name, json.dumps({"roster": ROSTER}, ensure_ascii=False))
        for report in round_.reports:
            store.save(report, fingerprint="f")
        store.save_round(round_)
    return tmp_path


@pytest.mark.parametrize("options", [(), ("--total", "走访户数"), ("--assessment",)])
def test_a_short_name_of_two_units_is_asked_about(
    folder: Path, options: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    code = main(["show", str(folder), "老河", *options])
    captured = capsys.readouterr()
    assert (code, captured.out) == (2, "")
    assert "河口镇" in captured.err
    assert "市河道局" in captured.err
    assert "清泉" not in captured.err


@pytest.mark.parametrize(("wanted", "source"), [("河道局", "市河道局.docx"), ("清泉", "清泉.docx")])
def test_its_own_short_name_or_full_name_is_enough(
    folder: Path, wanted: str, source: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["show", str(folder), wanted, "--json"]) == 0
    assert [record["source"] for record in json.loads(capsys.readouterr().out)] == [source]
