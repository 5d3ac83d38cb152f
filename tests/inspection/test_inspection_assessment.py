"""The assessment table: plain measures, every point with its reason, what is missing stays empty and is said."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from annotated_rounds import written

from analyzer.inspection import RoundConfig, RoundConfigError, inspect, load_round
from analyzer.inspection.assessment_weights import WEIGHTS, check_weights
from analyzer.inspection.round_config import Assessing
from analyzer.inspection.round_tables import ScoreRow
from analyzer.store.round_json import round_from_json, round_to_json
from analyzer.types import Analysis, CopiedPassage, Copy, Notice, RosterUnit, Round

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases" / "assessment.yaml").read_text("utf-8"))
ITEMS = tuple(WEIGHTS)


def _rows(case: dict[str, Any], key: str) -> tuple[ScoreRow, ...] | None:
    if key not in case:
        return None
    return tuple(ScoreRow(line=line, unit=unit, score=score) for line, unit, score in case[key])


def _round(case: dict[str, Any], folder: Path) -> Round:
    config = dict(case["config"])
    roster = [[unit, ""] for unit in config.pop("roster", ())] or case.get("roster", [])
    reports: list[Analysis] = []
    if not case.get("absent"):
        reports.append(written(folder, "r", case.get("text", "contact| 走访了农户。"), **case.get("head", {})))
    if "broken" in case:
        error = Notice(code="damaged_zip", message="坏了。")
        reports.append(Analysis(source=case["broken"], sha256=None, status="error", error=error))
    assessing = Assessing(
        weights=check_weights(case["weights"]) if "weights" in case else WEIGHTS,
        self_evaluation=_rows(case, "self"),
        public_evaluation=_rows(case, "public"),
    )
    units = tuple(RosterUnit(unit=u, type="乡镇街道", short_names=tuple(filter(None, [s]))) for u, s in roster)
    return inspect(reports, RoundConfig(roster=units, assessment=assessing, **config))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_assessments(case: dict[str, Any], tmp_path: Path) -> None:
    round_ = _round(case, tmp_path)
    table = round_.assessment
    assert table is not None
    row = next(row for row in table.rows if row.unit == "沙桥镇")
    items = {item.item: item for item in row.items}
    assert {item: items[item].measure for item in case["expect"]} == pytest.approx(case["expect"])
    for item in row.items:
        assert item.reason.endswith("。")
        assert (item.points is None) == (item.measure is None)
        if item.measure is not None:
            assert item.points == pytest.approx(item.weight * item.measure, abs=0.006)
    for item, words in case.get("reasons", {}).items():
        assert [word for word in words if word not in items[item].reason] == [], items[item].reason
    for item, sentences in case.get("sentences", {}).items():
        assert list(items[item].sentences) == sentences
        assert items[item].source == "r.docx"
    asked = "".join(row.questions)
    assert [word for word in case.get("asks", ()) if word not in asked] == [], asked
    assert [word for word in case.get("not_asks", ()) if word in asked] == [], asked
    if "notes" in case:
        notes = [note for note in table.notes if "第 " in note]
        assert len(notes) == len(case["notes"])
        for note, words in zip(notes, case["notes"], strict=True):
            assert [word for word in words if word not in note] == [], note
    if "total" in case:
        assert row.total == case["total"]
    if "counted" in case:
        assert row.counted == case["counted"]
    assert row.counted == sum(item.weight for item in row.items if item.points is not None)
    assert round_from_json(round_to_json(round_), round_.reports) == round_


def test_the_default_weights_are_those_of_all_items_and_sum_to_a_hundred(tmp_path: Path) -> None:
    table = _round({"config": {}}, tmp_path).assessment
    assert table is not None
    assert tuple(item for item, _ in table.weights) == ITEMS
    assert sum(weight for _, weight in table.weights) == 100
    assert any("自我评议表" in note for note in table.notes)


LINES = "\n\n".join(
    f"measure| 镇里派人把{place}的灌溉渠清了淤，又把闸门换成新的，{who}组的秧田当天就放进了水。"
    for place, who in (("河东", "三"), ("柳荡", "五"), ("桥西", "七"), ("塘北", "九"), ("沙湾", "二"))
)


@pytest.mark.parametrize(
    ("mine", "others", "full"),
    [("2012-06-20", "2012-06-10", False), ("2012-06-10", "2012-06-20", True), ("2012-06-20", "2012-06-20", False)],
)
def test_who_plainly_wrote_first_loses_no_point_by_a_copy(tmp_path: Path, mine: str, others: str, full: bool) -> None:
    reports = [
        written(tmp_path, "我", LINES, date=mine),
        written(tmp_path, "它", LINES, unit="荻湾镇", date=others),
    ]
    table = inspect(reports, RoundConfig()).assessment
    assert table is not None
    row = next(row for row in table.rows if row.unit == "沙桥镇")
    item = next(item for item in row.items if item.item == "copying")
    assert item.measure is not None
    assert (item.measure == 1.0) is full
    assert "它" in item.reason
    assert bool(item.sentences) is not full


def test_a_copied_part_takes_off_its_share(tmp_path: Path) -> None:
    from analyzer.inspection.assessed_items import copying

    passage = CopiedPassage(sentence=0, other_sentence=3, similarity=0.9)
    report = replace(
        written(tmp_path, "我", LINES),
        copies=(
            Copy(source="上级.docx", kind="reference", share=0.3, passages=(passage,)),
            Copy(source="旧.docx", kind="self_earlier", share=0.9, passages=(passage,)),
        ),
    )
    found = copying(report, {"我.docx": None, "旧.docx": None}, compared=True)  # two versions of one round
    assert found.measure == pytest.approx(0.7)
    assert found.sentences == (0,)
    again = copying(report, {"我.docx": None}, compared=True)  # the report of an earlier round
    assert again.measure == pytest.approx(0.1)
    assert "本单位以前的报告《旧》" in again.reason


@pytest.mark.parametrize(
    ("assessment", "says"),
    [
        ("assessment:\n  weights: {submission: 50, substance: 40}\n", ["第 2 行", "100", "90"]),
        ("assessment:\n  weights: {submision: 100}\n", ["第 2 行", "submision", "submission"]),
        ("assessment:\n  weights: {submission: 120, substance: -20}\n", ["第 2 行", "不小于 0"]),
        ("assessment:\n  weights:\n    submission: 十\n", ["第 3 行", "数字"]),
        ("assessment:\n  weight: {submission: 100}\n", ["第 2 行", "weights"]),
        ("assessment: 是\n", ["第 1 行", "对照表"]),
        ("name: 一\nassessment:\n  self_evaluation: 没有.csv\n", ["没有.csv", "自我评议表"]),
        ("assessment:\n  public_evaluation: 空.csv\n", ["空.csv", "空的"]),
        ("assessment:\n  public_evaluation: 缺列.csv\n", ["缺列.csv", "第 1 行", "得分"]),
        ("stages:\n  - {stage: solving, by: 2012-06-25}\n  - {stage: contacting, by: 2012-07-25}\n", ["第 3 行", "contacting"]),
        ("stages:\n  - {stage: contacting, by: 2012-06-25}\n  - {stage: solving, by: 2012-05-25}\n", ["第 3 行", "先后"]),
        ("stages:\n  - {stage: 走访, by: 2012-06-25}\n", ["第 2 行", "contacting"]),
        ("stages:\n  - stage: solving\n    by: 六月底\n", ["第 3 行", "2012-06-25"]),
        ("stages:\n  - {stage: solving}\n", ["第 2 行", "by"]),
        ("stages: solving\n", ["第 1 行", "- "]),
    ],
)  # fmt: skip
def test_faults_of_the_yaml_are_named_with_their_line(tmp_path: Path, assessment: str, says: list[str]) -> None:
    (tmp_path / "空.csv").write_text("", encoding="utf-8")
    (tmp_path / "缺列.csv").write_text("单位,备注\n沙桥镇,好\n", encoding="utf-8")
    path = tmp_path / "round.yaml"
    path.write_text(assessment, encoding="utf-8")
    with pytest.raises(RoundConfigError) as caught:
        load_round(path)
    for word in says:
        assert word in str(caught.value)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030"])
def test_evaluations_are_read_as_excel_saves_them(tmp_path: Path, encoding: str) -> None:
    (tmp_path / "自评.csv").write_bytes("单位,得分\r\n沙桥镇,92\r\n,,\r\n荻湾镇,88.5\r\n".encode(encoding))
    (tmp_path / "round.yaml").write_text(
        "assessment:\n  weights: {submission: 50, self_evaluation: 50}\n  self_evaluation: 自评.csv\n", encoding="utf-8"
    )
    assessing = load_round(tmp_path / "round.yaml").assessment
    assert assessing.self_evaluation == (
        ScoreRow(line=2, unit="沙桥镇", score="92"),
        ScoreRow(line=4, unit="荻湾镇", score="88.5"),
    )
    assert assessing.public_evaluation is None
    assert assessing.weights["self_evaluation"] == 50
    assert assessing.weights["copying"] == 0
