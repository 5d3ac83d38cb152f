"""``show --total``: what a sum is made of, from the round down to the sentence."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from analyzer.cli import main
from analyzer.store import open_store, store_url
from analyzer.types import FigureKind, IndicatorPlace, Round, Submission, Total

sys.path.insert(0, str(Path(__file__).parents[1] / "batch"))
import fake_pipeline

Show = Callable[..., tuple[int, str, str]]


@pytest.fixture
def results(tmp_path: Path) -> Path:
    texts = {"沙桥镇总结.docx": "走访农户260户。", "沙桥镇补充.docx": "共走访260户。", "河口镇.docx": "去年走访900户。"}
    reports = tuple(
        fake_pipeline.analysis_of(text, source=source, sha256="a" * 64) for source, text in sorted(texts.items())
    )
    own = IndicatorPlace(source="沙桥镇总结.docx", indicator=0)
    again = IndicatorPlace(source="沙桥镇补充.docx", indicator=0, reason="told_twice")
    other = IndicatorPlace(source="河口镇.docx", indicator=0)
    common = {"holder_type": "乡镇", "canonical": "走访户数", "unit": "户", "kind": FigureKind.INPUT}
    round_ = Round(
        name="第一轮", campaign=None, period=None, due=None, reports=reports, practices=(),
        totals=(
            Total(holder="沙桥镇", value=260, planned=False, places=(own,), doubtful=(again,), per_head=5.2, **common),  # type: ignore[arg-type]
            Total(holder="河口镇", value=1140, planned=False, places=(), **common),  # type: ignore[arg-type]
            Total(holder="河口镇", value=900, planned=False, places=(other,), period="2011-01/2011-12", **common),  # type: ignore[arg-type]
            Total(holder="河口镇", value=5000, planned=True, places=(), **common),  # type: ignore[arg-type]
        ),
        submissions=(
            Submission(unit="沙桥镇", type="乡镇", status="on_time", sources=("沙桥镇总结.docx", "沙桥镇补充.docx")),
            Submission(unit="河口镇", type="乡镇", status="on_time", sources=("河口镇.docx",)),
        ),
    )  # fmt: skip
    with open_store(store_url(tmp_path)) as store:
        store.begin_round(round_.name, "{}")
        for report in reports:
            store.save(report, fingerprint="f")
        store.save_round(round_)
    return tmp_path


@pytest.fixture
def show(capsys: pytest.CaptureFixture[str], results: Path) -> Show:
    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(["show", str(results), *arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def test_a_total_is_opened_down_to_its_sentences(show: Show) -> None:
    code, out, err = show("--total", "走访户数")
    assert (code, err) == (0, "")
    for told in ("全轮", "1,400户", "人均5.2户", "第1页第1段", "同一数字重复", "只计一次", "2011年", "5,000户"):
        assert told in out, told


def test_a_script_gets_every_figure_with_its_reason(show: Show) -> None:
    data = json.loads(show("--total", "走访", "--json")[1])  # a part of the name is enough
    assert data["indicator"] == "走访户数"
    assert [(each["unit_type"], each["value"], each["planned"]) for each in data["sums"]] == [
        (None, 1400, False), ("乡镇", 1400, False), (None, 5000, True), ("乡镇", 5000, True),
    ]  # fmt: skip
    (own,) = [each for each in data["totals"] if each["holder"] == "沙桥镇"]
    assert [(f["source"], f["added"], f["reason"], f["sentence"]) for f in own["figures"]] == [
        ("沙桥镇总结.docx", True, None, "走访农户260户。"),
        ("沙桥镇补充.docx", False, "told_twice", "共走访260户。"),
    ]


def test_one_units_total_alone(show: Show) -> None:
    _, out, _ = show("沙桥", "--total", "走访户数")
    assert "260户" in out
    assert "900户" not in out


@pytest.mark.parametrize(("wanted", "told"), [("种树", "走访户数"), ("", "指标")])
def test_an_unknown_total_says_what_there_is(show: Show, wanted: str, told: str) -> None:
    code, out, err = show("--total", wanted or "　")
    assert (code, out) == (2, "")
    assert told in err
