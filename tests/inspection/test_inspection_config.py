"""round.yaml and its tables: everything optional, every fault named with file, line and a way out."""

from __future__ import annotations

from pathlib import Path

import pytest

from analyzer.inspection import RoundConfigError, load_round
from analyzer.types import RosterUnit, Stage

SAMPLE = Path(__file__).resolve().parents[2] / "corpus" / "sample-round" / "round.yaml"


def _write(folder: Path, **files: str | bytes) -> Path:
    for name, content in files.items():
        path = folder / {"round": "round.yaml"}.get(name, f"{name}.csv")
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return folder / "round.yaml"


def test_nothing_is_demanded_without_a_file_or_with_an_empty_one(tmp_path: Path) -> None:
    assert load_round(None) == load_round(_write(tmp_path, round=""))
    assert load_round(None).roster == ()
    assert load_round(None).due is None


def test_everything(tmp_path: Path) -> None:
    (tmp_path / "上级").mkdir()
    (tmp_path / "上级" / "意见.docx").write_bytes(b"")
    config = load_round(
        _write(
            tmp_path,
            round="name: 第一轮\ncampaign: 三解三促\nperiod: 3月至6月\ndue: 2012-06-25\nexpected_stage: solving\n"
            "roster: roster.csv\nreceived: received.csv\nreferences: [上级/意见.docx]\nrequired_indicators: [走访户数]\n"
            "limits: {seconds: 30, memory_mb: 512, file_mb: 20, pages: 200}\n",
            roster="单位,类型,简称,人数\n沙桥镇,乡镇街道,沙桥、桥镇;SQ,72\n市编办,部门,,\n",
            received="文件,收到日期\n沙桥镇总结.docx,2012年6月5日\n子\\编办.pdf,2012/6/26\n",
        )
    )
    assert config.due == "2012-06-25"
    assert config.expected_stage is Stage.SOLVING
    assert config.roster == (
        RosterUnit(unit="沙桥镇", type="乡镇街道", short_names=("沙桥", "桥镇", "SQ"), headcount=72),
        RosterUnit(unit="市编办", type="部门"),
    )
    assert config.received == {"沙桥镇总结.docx": "2012-06-05", "子/编办.pdf": "2012-06-26"}
    assert config.references == (tmp_path / "上级" / "意见.docx",)
    assert (config.limits.seconds, config.limits.pages) == (30, 200)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("heads", ["单位,类型,简称,人数", "unit,type,short names,headcount"])
def test_the_roster_as_excel_saves_it(tmp_path: Path, encoding: str, heads: str) -> None:
    roster = f"{heads}\r\n沙桥镇,乡镇街道,沙桥,72\r\n,,,\r\n".encode(encoding)
    config = load_round(_write(tmp_path, round="roster: roster.csv", roster=roster))
    assert config.roster == (RosterUnit(unit="沙桥镇", type="乡镇街道", short_names=("沙桥",), headcount=72),)


@pytest.mark.parametrize(
    ("round_yaml", "roster", "received", "says"),
    [
        ("name: 一\nrooster: a.csv\n", None, None, ["round.yaml", "第 2 行", "rooster", "roster"]),
        ("name: 一\nlimits:\n  second: 5\n", None, None, ["第 3 行", "seconds"]),
        ("limits:\n  seconds: -5\n", None, None, ["第 2 行", "大于 0"]),
        ("name: 一\ndue: 六月底\n", None, None, ["第 2 行", "2012-06-25"]),
        ("due: 2012-06\n", None, None, ["第 1 行", "2012-06-25"]),
        ("expected_stage: 解决问题\n", None, None, ["第 1 行", "solving"]),
        ("name_missing: 也许\n", None, None, ["第 1 行", "true"]),
        ("references: 意见.docx\n", None, None, ["第 1 行", "- "]),
        ("name: 一\nreferences:\n  - 没有.docx\n", None, None, ["第 3 行", "没有.docx", "不存在"]),
        ("name: [1\n", None, None, ["YAML", "缩进"]),
        ("- 一\n", None, None, ["第 1 行", "name: "]),
        ("roster: 没有.csv\n", None, None, ["没有.csv", "找不到"]),
        ("roster: roster.csv\n", "名称,类型\n沙桥镇,乡镇街道\n", None, ["roster.csv", "第 1 行", "单位"]),
        ("roster: roster.csv\n", "单位,人数\n沙桥镇,约七十\n", None, ["第 2 行", "约七十", "整数"]),
        ("roster: roster.csv\n", "单位\n沙桥镇\n市编办\n沙桥镇\n", None, ["第 4 行", "沙桥镇", "两次"]),
        ("roster: roster.csv\n", "", None, ["roster.csv", "空的"]),
        ("received: received.csv\n", None, "文件,收到日期\na.docx,6月5日\n", ["received.csv", "第 2 行", "6月5日"]),
    ],
)
def test_faults(tmp_path: Path, round_yaml: str, roster: str | None, received: str | None, says: list[str]) -> None:
    tables = {name: text for name, text in (("roster", roster), ("received", received)) if text is not None}
    path = _write(tmp_path, round=round_yaml, **tables)
    with pytest.raises(RoundConfigError) as caught:
        load_round(path)
    for word in says:
        assert word in str(caught.value)


def test_all_faults_of_the_yaml_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(RoundConfigError) as caught:
        load_round(_write(tmp_path, round="a: 1\nb: 2\ndue: 明天\n"))
    assert len(str(caught.value).splitlines()) == 3


@pytest.mark.parametrize(
    ("wanted", "near"),
    [
        ("走访户数", None),
        ("走访农户数", ["走访户数"]),  # what the word list would make of it
        ("座谈会次数", ["召开座谈会"]),
        ("QQ群", []),
    ],
)
def test_a_required_indicator_that_is_not_in_the_word_list(tmp_path: Path, wanted: str, near: list[str] | None) -> None:
    config = load_round(_write(tmp_path, round=f"name: 一\nrequired_indicators:\n  - 召开座谈会\n  - {wanted}\n"))
    assert config.required_indicators == ("召开座谈会", wanted)
    if near is None:
        assert config.warnings == ()
        return
    [warning] = config.warnings
    assert f"第 4 行：required_indicators 里的“{wanted}”" in warning
    assert ("相近的名称有" in warning) is bool(near)
    for name in near:
        assert name in warning


@pytest.mark.parametrize(
    ("roster", "told"),
    [
        ("沙桥镇,沙桥\n市编办,编办、沙桥\n", ["“沙桥”同时指沙桥镇、市编办"]),
        ("沙桥镇,沙桥\n沙桥,\n", ["“沙桥”同时指沙桥镇、沙桥"]),
        ("沙桥镇,沙桥、沙桥镇\n市编办,编办\n", []),
    ],
)
def test_a_short_name_of_two_units_is_warned_of(tmp_path: Path, roster: str, told: list[str]) -> None:
    config = load_round(_write(tmp_path, round="roster: roster.csv\n", roster=f"单位,简称\n{roster}"))
    assert len(config.warnings) == len(told)
    for warning, words in zip(config.warnings, told, strict=True):
        assert words in warning


def test_the_sample_round_loads() -> None:
    config = load_round(SAMPLE)
    assert len(config.roster) >= 40
    assert config.due == "2012-06-25"
    assert config.received
    assert config.warnings == ()
