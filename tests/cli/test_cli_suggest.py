"""``lexicon suggest``: names no rule knows, shown in groups and written so that they can be pasted; nothing is decided."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from analyzer.cli import main
from analyzer.cli.naming_panel import fragment
from analyzer.inspection.unnamed import NameExample, NameGroup
from analyzer.lexicon import lexicon_folder
from analyzer.store import open_store, store_url
from analyzer.types import Analysis, FigureKind, Indicator, Qualifier, Round

sys.path.insert(0, str(Path(__file__).parents[1] / "batch"))
import fake_pipeline

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: str | Path) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return call


def made(folder: Path, *reports: Analysis) -> Path:
    """A results folder as ``run`` leaves it."""
    round_ = Round(
        name="轮", campaign=None, period=None, due=None, reports=reports, totals=(), submissions=(), practices=()
    )
    folder.mkdir(exist_ok=True)
    with open_store(store_url(folder)) as store:
        store.begin_round(round_.name, "{}")
        for report in reports:
            store.save(report, fingerprint="f")
        store.save_round(round_)
    return folder


def unnamed_round(tmp_path: Path) -> Path:
    """Results whose figures have no canonical indicator; one name and one sentence try to break out of a comment."""
    told = [
        ("甲.docx", "出栏黑山羊", "只"),
        ("乙.docx", "出栏黑山羊", "只"),
        ("乙.docx", "新增出栏黑山羊", "头"),
        ("甲.docx", "修补窗台\u2028- name: 走访户数\x1b[31m: {", "个"),
        ("乙.docx", "修补窗台\u2028- name: 走访户数\x1b[31m: {", "个"),
        ("甲.docx", "参与走访户数", "个次"),
        ("乙.docx", "参与走访户数", "个次"),
        ("甲.docx", "出栏黑山羊", "亩"),
        ("乙.docx", "出栏黑山羊", "亩"),
    ]
    reports = []
    for source in ("甲.docx", "乙.docx"):
        own = [(name, unit) for place, name, unit in told if place == source]
        texts = [f"{name}3{unit}\n\x85name: 假的。" for name, unit in own]
        analysis = fake_pipeline.analysis_of("\n".join("一" for _ in own), source=source, sha256="a" * 64)
        indicators = tuple(
            Indicator(
                text=f"3{unit}", value=3, value_high=None, unit=unit, indicator=name, canonical=None,
                qualifier=Qualifier.EXACT, kind=FigureKind.OUTPUT, holder=None, planned=False, sentence=number,
                start=len(name), end=len(name) + len(unit) + 1,
            )
            for number, (name, unit) in enumerate(own)
        )  # fmt: skip
        sentences = tuple(replace(s, text=text) for s, text in zip(analysis.sentences, texts, strict=True))
        reports.append(replace(analysis, sentences=sentences, indicators=indicators))
    return made(tmp_path / "结果", *reports)


def test_unnamed_indicators_are_shown_in_groups(run: Run, tmp_path: Path) -> None:
    results = unnamed_round(tmp_path)
    code, out, err = run("lexicon", "suggest", results)
    assert (code, err) == (0, "")
    for told in ("还没有规范名称的指标（4 组）", "出栏黑山羊", "产出"):
        assert told in out
    assert "\x1b" not in out
    data = json.loads(run("lexicon", "suggest", results, "--json", "--min", "3")[1])
    assert [(group["name"], group["figures"], group["reports"]) for group in data["groups"]] == [("出栏黑山羊", 3, 2)]
    assert data["groups"][0]["members"][1] == {"name": "新增出栏黑山羊", "figures": 1}
    assert {example["source"] for example in data["groups"][0]["examples"]} == {"甲.docx", "乙.docx"}


def test_what_is_suggested_can_be_pasted_into_the_lexicon(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "建议.yaml"
    results = unnamed_round(tmp_path)
    assert run("lexicon", "suggest", results, "--to", target)[0] == 0
    suggested = target.read_text(encoding="utf-8")
    assert "可以改" in suggested
    assert "甲.docx" in suggested
    assert not any(sign in suggested for sign in "\x1b\x85\u2028")

    own = tmp_path / "词典"
    shutil.copytree(lexicon_folder(), own)
    monkeypatch.setenv("ANALYZER_LEXICONS", str(own))
    code, out, err = run("lexicon", "suggest", results, "--to", own / "indicators.yaml")
    assert (code, out) == (2, "")
    assert "盖掉词典" in err
    with (own / "indicators.yaml").open("a", encoding="utf-8") as file:
        file.write(suggested)
    assert run("lexicon", "check") == (0, f"词典全部合格：{own}\n", "")
    program = (
        "from analyzer.extraction.canonical import canonical_indicator as c\n"
        "print([c(*pair).name for pair in "
        "[('出栏黑山羊','只'),('新增出栏黑山羊','头'),('出栏黑山羊','亩'),('走访户数','户')]])"
    )
    monkeypatch.setenv("PYTHONIOENCODING", "utf-8")
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, encoding="utf-8", check=True)
    assert done.stdout.strip() == "['出栏黑山羊', '出栏黑山羊', '出栏黑山羊（亩）', '走访户数']"


def test_a_close_indicator_is_offered_and_not_decided() -> None:
    group = NameGroup(
        name="撰写调研报告", members=(("撰写调研报告", 4),), units=(("万字", 4),), dimension="件数",
        kind=FigureKind.INPUT, figures=4, reports=2, nearest="撰写调研报告", similarity=1.0, missing_units=("万字",),
        examples=(NameExample(source="a.docx", page=None, block=3, name="", figure="2万字", sentence="写了2万字。"),),
    )  # fmt: skip
    text = fragment([group], taken=["撰写调研报告"])
    assert all(line.lstrip().startswith("#") or not line.strip() for line in text.splitlines())
    assert "aliases: [撰写调研报告]" in text
    assert "还没有 [万字]" in text


def test_a_round_where_all_is_named_says_so(run: Run, tmp_path: Path) -> None:
    analysis = fake_pipeline.analysis_of("走访农户。", source="甲.docx", sha256="a" * 64)
    code, out, _ = run("lexicon", "suggest", made(tmp_path / "结果", analysis))
    assert code == 0
    assert "没有要命名的指标" in out
