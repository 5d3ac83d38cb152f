"""Where the units stand and how they are assessed: kept with the round, opened as tables beside its results."""

from __future__ import annotations

import sys
from pathlib import Path

from analyzer.records import to_json
from analyzer.store import open_round, open_store, store_url
from analyzer.store.frames import UNIT_COLUMNS
from analyzer.types import (
    AssessedItem,
    AssessmentTable,
    FigureChange,
    IndicatorPlace,
    Round,
    Stage,
    UnitAssessment,
    UnitHistory,
)

sys.path.insert(0, str(Path(__file__).parents[1] / "batch"))
import fake_pipeline


def test_histories_and_the_assessment_are_opened_from_the_store_beside_the_results(tmp_path: Path) -> None:
    report = fake_pipeline.analysis_of("走访农户240户。", source="a.docx", sha256="a" * 64)
    change = FigureChange(
        indicator="走访户数", unit="户", before=260, now=240, change="fell",
        place=IndicatorPlace(source="a.docx", indicator=0), before_text="260户", now_text="240户",
    )  # fmt: skip
    item = AssessedItem(
        item="substance", weight=20.0, measure=0.5, points=10.0, reason="一半。", source="a.docx", sentences=(0,)
    )
    empty = AssessedItem(
        item="self_evaluation", weight=10.0, measure=None, points=None, reason="没有自我评议表，这一项空着。"
    )
    row = UnitAssessment(
        unit="沙桥镇", type="乡镇", source="a.docx", items=(item, empty), points=10.0, counted=20.0, total=50.0,
        questions=("请核对。",),
    )  # fmt: skip
    history = UnitHistory(unit="沙桥镇", type="乡镇", stage=Stage.SOLVING, calendar="behind", figures=(change,))
    round_ = Round(
        name="第一轮", campaign=None, period=None, due=None, reports=(report,), totals=(), submissions=(), practices=(),
        history=(history,), assessment=AssessmentTable(weights=(("substance", 20.0),), rows=(row,)),
    )  # fmt: skip
    (tmp_path / "results.jsonl").write_text(to_json(report) + "\n", encoding="utf-8")
    with open_store(store_url(tmp_path)) as store:
        store.begin_round(round_.name, "{}")
        store.save(report, fingerprint="f")
        store.save_round(round_)
        assert store.load_round() == round_
    opened = open_round(tmp_path)
    for table, columns in UNIT_COLUMNS.items():
        assert tuple(getattr(opened, table).columns) == columns
    assert opened.history.loc[0, ["unit", "stage", "calendar"]].tolist() == ["沙桥镇", "solving", "behind"]
    assert opened.history_figures.loc[0, ["before", "now", "change"]].tolist() == [260, 240, "fell"]
    assert opened.assessment.loc[0, ["total", "counted"]].tolist() == [50.0, 20.0]
    assert opened.assessment_items["points"].isna().tolist() == [False, True]  # what is missing is no zero
