"""What of a round is the unit's own, and the kinds of report: kept with the round, opened as tables."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from analyzer.records import to_json
from analyzer.store import StoreError, open_round, open_store, store_url
from analyzer.store.frames import OWN_COLUMNS
from analyzer.store.round_json import own_features_from_json, round_from_json, round_to_json
from analyzer.types import Analysis, Assessment, Metadata, OwnShare, ReportKind, Round, Stage

SHARE = OwnShare(
    source="甲.docx", own=0.25, prescribed=0.5, own_sentences=(1,), common=(0,), only_here=(1,), practices=("六必谈",),
    message="约25%写的是本单位自己的事。",
)  # fmt: skip


def _report(source: str, unit: str, kind: ReportKind) -> Analysis:
    metadata = Metadata(
        title=source, unit=unit, unit_type="乡镇街道", campaign=None, date="2012-06-20", report_kind=kind
    )
    assessment = Assessment(
        verdict=None, substance=None, confidence=None, needs_review=False, reasons=(), stage=Stage.SOLVING, findings=(),
        roles=(),
    )  # fmt: skip
    return Analysis(source=source, sha256=source, status="ok", metadata=metadata, assessment=assessment)


REPORTS = (
    _report("丙.docx", "沙桥镇", ReportKind.SUMMARY),
    _report("乙.docx", "沙桥镇", ReportKind.SUMMARY),
    _report("甲.docx", "沙桥镇", ReportKind.PLAN),
)
ROUND = Round(
    name="第一轮", campaign=None, period=None, due=None, reports=REPORTS, totals=(), submissions=(), practices=(),
    own_features=(SHARE,),
)  # fmt: skip


def test_own_features_come_back_from_json_as_they_went() -> None:
    told = round_to_json(ROUND)
    assert round_from_json(told, REPORTS) == ROUND
    assert own_features_from_json(told) == (SHARE,)


def test_a_round_that_was_finished_before_own_features_were_looked_at_has_none() -> None:
    told = json.loads(round_to_json(ROUND))
    del told["own_features"]
    assert round_from_json(json.dumps(told), REPORTS) == replace(ROUND, own_features=())


@pytest.fixture
def results(tmp_path: Path) -> Path:
    folder = tmp_path / "结果"
    folder.mkdir()
    (folder / "results.jsonl").write_text("".join(to_json(each) + "\n" for each in REPORTS), encoding="utf-8")
    return folder


def test_own_features_are_opened_from_the_store_beside_the_results(results: Path) -> None:
    with open_store(store_url(results)) as store:
        store.begin_round(ROUND.name, "{}")
        for each in REPORTS:
            store.save(each, fingerprint="f")
        store.save_round(ROUND)
        assert store.load_round() == ROUND
    table = open_round(results).own_features
    assert tuple(table.columns) == OWN_COLUMNS["own_features"]
    assert table.loc[0, ["own", "prescribed", "only_here", "practices"]].tolist() == [0.25, 0.5, [1], ["六必谈"]]


def test_without_the_store_the_message_says_where_it_is(results: Path) -> None:
    with pytest.raises(StoreError, match=r"analysis\.db"):
        _ = open_round(results).own_features


def test_kinds_are_counted_by_unit(results: Path) -> None:
    kinds = open_round(results).kinds
    assert kinds.index.tolist() == [("沙桥镇", "乡镇街道")]
    assert {kind: count for kind, count in kinds.iloc[0].items() if count} == {"summary": 2, "plan": 1}
    assert list(kinds.columns) == list(ReportKind)
