"""``show --assessment`` and a unit's standing: what is proposed, why, and that a person decides."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from analyzer.cli import main
from analyzer.store import open_store, store_url
from analyzer.types import AssessedItem, AssessmentTable, Round, Submission, UnitAssessment, UnitHistory

sys.path.insert(0, str(Path(__file__).parents[1] / "batch"))
import fake_pipeline

Show = Callable[..., tuple[int, str, str]]
ITEMS = (
    AssessedItem(
        item="substance", weight=60.0, measure=0.5, points=30.0, reason="务实度 50 分。", source="沙桥镇总结.docx", sentences=(0,)
    ),
    AssessedItem(item="self_evaluation", weight=40.0, measure=None, points=None, reason="没有自我评议表，这一项空着。"),
)  # fmt: skip


def _round() -> Round:
    report = fake_pipeline.analysis_of("走访农户260户。", source="沙桥镇总结.docx", sha256="a" * 64)
    row = UnitAssessment(
        unit="沙桥镇", type="乡镇", source="沙桥镇总结.docx", items=ITEMS, points=30.0, counted=60.0, total=50.0,
        questions=("系统对这份报告拿不准，定分前请通读原文。",),
    )  # fmt: skip
    return Round(
        name="第一轮", campaign=None, period=None, due=None, reports=(report,), practices=(), totals=(),
        submissions=(Submission(unit="沙桥镇", type="乡镇", status="on_time", sources=("沙桥镇总结.docx",), questions=("落款写的是“河口镇”。",)),),
        history=(UnitHistory(unit="沙桥镇", type="乡镇", calendar="behind", message="本轮应到“着手解决问题”，请核实。"),),
        assessment=AssessmentTable(weights=(("substance", 60.0), ("self_evaluation", 40.0)), rows=(row,), notes=("自我评议表第 3 行：没有用。",)),
    )  # fmt: skip


def _saved(folder: Path, round_: Round) -> Path:
    with open_store(store_url(folder)) as store:
        store.begin_round(round_.name, "{}")
        for report in round_.reports:
            store.save(report, fingerprint="f")
        store.save_round(round_)
    return folder


@pytest.fixture
def show(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Show:
    results = _saved(tmp_path, _round())

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(["show", str(results), *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def test_the_table_says_that_a_person_decides_and_leaves_missing_cells_empty(show: Show) -> None:
    code, out, _ = show("--assessment")
    assert code == 0
    assert "只是建议" in out.replace("\n", "")
    line = next(line for line in out.splitlines() if "沙桥镇" in line)
    assert [cell.strip() for cell in line.split("│")[1:-1]] == ["沙桥镇", "50.0", "30", "", "1 处"]
    assert "自我评议表第 3 行" in out


def test_one_units_points_with_their_reasons(show: Show) -> None:
    out = show("沙桥", "--assessment")[1]
    for told in (
        "建议 50.0 分",
        "30／60",
        "务实度 50 分。",
        "沙桥镇总结.docx",
        "空／40",
        "没有自我评议表",
        "定分前请通读原文",
    ):
        assert told in out


def test_a_script_gets_the_same(show: Show) -> None:
    data = json.loads(show("--assessment", "--json")[1])
    assert data["weights"] == {"substance": 60.0, "self_evaluation": 40.0}
    (row,) = data["rows"]
    assert (row["total"], row["counted"]) == (50.0, 60.0)
    assert [item["points"] for item in row["items"]] == [30.0, None]


def test_a_unit_and_the_round_tell_where_it_stands(show: Show) -> None:
    out = show("沙桥镇")[1]
    assert "着手解决问题" in out
    assert "考评建议 50.0 分" in out
    out = show()[1]
    assert "落后于应到阶段（1 个）" in out
    assert "落款写的是“河口镇”" in out
    data = json.loads(show("--json")[1])
    assert (data["behind"], list(data["questions"])) == (["沙桥镇"], ["沙桥镇"])


def test_two_questions_at_once_are_refused(show: Show) -> None:
    code, _, err = show("--assessment", "--total", "走访户数")
    assert code == 2
    assert "分开" in err


def test_results_of_an_earlier_version_say_what_to_do(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    results = _saved(tmp_path, replace(_round(), assessment=None))
    assert main(["show", str(results), "--assessment"]) == 2
    assert "再运行一次" in capsys.readouterr().err
