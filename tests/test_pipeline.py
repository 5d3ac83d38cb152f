"""One file through the whole analyzer: what comes out, and what comes out of a file that cannot be read."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analyzer.errors import ERRORS
from analyzer.lexicon import lexicon_folder
from analyzer.pipeline import Context, analyze, analyze_document, fingerprint
from analyzer.reading import read_bytes
from analyzer.types import Block, BlockKind, Document, RosterUnit

REPORTS = Path(__file__).resolve().parents[1] / "corpus" / "sample-round" / "reports"
TOWNSHIP = "# 沙桥镇“三解三促”活动总结\n\n走访农户260户，发放联系卡800张。\n\n沙桥镇人民政府\n\n2012年6月20日\n"


@pytest.mark.parametrize("name", ["东泽镇“三解三促”活动总结.docx", "城南街道三解三促总结.pdf"])
def test_a_file_is_analysed_and_the_same_twice(name: str) -> None:
    analysis = analyze(REPORTS / name)
    assert analysis == analyze(str(REPORTS / name))
    assert (analysis.source, analysis.status, analysis.error) == (name, "ok", None)
    assert analysis.sha256 == hashlib.sha256((REPORTS / name).read_bytes()).hexdigest()
    assert analysis.sentences
    assert analysis.indicators


def test_a_read_document_gives_the_same_as_its_file(tmp_path: Path) -> None:
    file = tmp_path / "总结.md"
    file.write_text(TOWNSHIP, encoding="utf-8")
    data = file.read_bytes()
    again = analyze_document(read_bytes(data, file.name), source="总结.md", sha256=hashlib.sha256(data).hexdigest())
    assert analyze(file) == again


def test_the_source_is_what_the_caller_calls_it(tmp_path: Path) -> None:
    file = tmp_path / "a.md"
    file.write_text(TOWNSHIP, encoding="utf-8")
    assert analyze(file, source="一轮/沙桥镇/总结.md").source == "一轮/沙桥镇/总结.md"


def test_the_sources_name_helps_where_the_report_is_silent(tmp_path: Path) -> None:
    file = tmp_path / "沙桥镇三解三促活动总结2012.6.20.txt"
    file.write_text("班子成员走访农户260户，发放联系卡800张，群众很满意。\n", encoding="utf-8")
    analysis = analyze(file)
    assert analysis.metadata
    assert (analysis.metadata.unit, analysis.metadata.date) == ("沙桥镇", "2012-06-20")


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("空.docx", b"", "empty_file"),
        ("空白.txt", " \n\u3000\n".encode(), "no_text"),
        ("坏.docx", b"PK\x03\x04" + b"\0" * 60, "damaged_zip"),
        ("坏.pdf", b"%PDF-1.7\nnothing\n", "damaged_pdf"),
        ("表.xlsx", b"PK\x03\x04", None),
        ("图.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, "unsupported_type"),
    ],
)
def test_a_file_that_cannot_be_read_is_a_result_not_an_exception(
    tmp_path: Path, name: str, content: bytes, code: str | None
) -> None:
    file = tmp_path / name
    file.write_bytes(content)
    analysis = analyze(file)
    assert analysis.status == "error"
    assert analysis.error
    assert analysis.error.code in ERRORS
    assert code is None or analysis.error.code == code
    assert analysis.sha256 == hashlib.sha256(content).hexdigest()
    assert (analysis.metadata, analysis.assessment, analysis.sentences) == (None, None, ())


@pytest.mark.parametrize("name", ["没有这个文件.docx", "文件夹"])
def test_what_is_no_file_is_a_result_too(tmp_path: Path, name: str) -> None:
    (tmp_path / "文件夹").mkdir()
    analysis = analyze(tmp_path / name)
    assert (analysis.status, analysis.sha256) == ("error", None)
    assert analysis.error
    assert analysis.error.code in {"unreadable", "not_a_file"}


@given(st.binary(max_size=400), st.sampled_from(["a.docx", "a.pdf", "a.txt", "a.md", "a.doc", "a"]))
def test_no_bytes_raise(tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str) -> None:
    file = tmp_path_factory.mktemp("bytes") / name
    file.write_bytes(content)
    analysis = analyze(file)
    assert (analysis.error is None) == (analysis.status == "ok")
    assert analysis.error is None or analysis.error.code in ERRORS


@given(
    st.text(
        alphabet=st.one_of(
            st.sampled_from("镇村走访户修路260%，。；：“”（）一二三、\n|#- 万元将已“"), st.characters(codec="utf-8")
        ),
        max_size=200,
    )
)
def test_any_text_is_analysed_with_spans_that_hold(text: str) -> None:
    rows = text.split("|")
    blocks = tuple(
        Block(kind=BlockKind.TABLE_ROW, text=row, table=0, row=at) if at % 3 == 1 else Block(kind=BlockKind.PARAGRAPH, text=row)
        for at, row in enumerate(rows)
    )  # fmt: skip
    analysis = analyze_document(Document(format="txt", blocks=blocks))
    assert analysis.assessment
    assert len(analysis.assessment.roles) == len(analysis.sentences)
    for indicator in analysis.indicators:
        assert analysis.sentences[indicator.sentence].text[indicator.start : indicator.end] == indicator.text
    for unit in analysis.units:
        assert analysis.sentences[unit.sentence].text[unit.start : unit.end] == unit.text
    for practice in analysis.practices:
        assert analysis.sentences[practice.sentence].text[practice.start : practice.end] == practice.name


def test_warnings_of_the_reading_room_reach_the_result(tmp_path: Path) -> None:
    file = tmp_path / "总结.txt"
    file.write_bytes("沙桥镇活动总结\n走访\u200b农户260户。\n".encode())
    assert "control_chars" in [warning.code for warning in analyze(file).warnings]


def test_the_roster_and_campaign_of_the_round_are_used() -> None:
    unit = RosterUnit(unit="市水利局", type="部门", short_names=("芦川市水利局", "水利"))
    text = "# 活动情况汇报\n\n我局在“三解三促”和“大走访”活动中走访农户260户，“大走访”活动很好。\n\n芦川市水利局\n"
    document = read_bytes(text.encode(), "a.md")
    plain = analyze_document(document).metadata
    known = analyze_document(document, context=Context(campaign="三解三促", known_units=(unit,))).metadata
    assert plain
    assert known
    assert (plain.unit, plain.campaign) == ("芦川市水利局", "大走访")
    assert (known.unit, known.unit_type, known.campaign) == ("市水利局", "部门", "三解三促")


def test_the_same_office_of_another_county_is_not_the_rosters() -> None:
    unit = RosterUnit(unit="市水利局", type="部门", short_names=("水利局", "芦川市水利局"))
    text = "# 白石县水利局活动情况汇报\n\n我局走访农户260户。\n\n白石县水利局\n"
    metadata = analyze_document(read_bytes(text.encode(), "a.md"), context=Context(known_units=(unit,))).metadata
    assert metadata
    assert metadata.unit == "白石县水利局"


def test_long_roster_names_win_over_short_ones() -> None:
    context = Context(
        known_units=(
            RosterUnit(unit="荻湾镇", type="乡镇街道", short_names=("荻湾",)),
            RosterUnit(unit="荻东村", type="村社区", short_names=("荻湾镇荻东村",)),
        )
    )
    assert next(iter(context.known())) == "荻湾镇荻东村"
    assert context.known()["荻湾"] == ("荻湾镇", "乡镇街道")


def test_the_fingerprint_changes_with_the_lexicons_and_only_then(tmp_path: Path) -> None:
    copy = tmp_path / "lexicons"
    shutil.copytree(lexicon_folder(), copy)
    program = "from analyzer.pipeline import fingerprint; print(fingerprint())"

    def told() -> str:
        environment = {**os.environ, "ANALYZER_LEXICONS": str(copy)}
        run = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=True, env=environment
        )
        return run.stdout.strip()

    assert told() == fingerprint()
    with (copy / "circular.yaml").open("a", encoding="utf-8") as file:
        file.write("# 通报里换一种说法，不用重新分析\n")
    assert told() == fingerprint()
    with (copy / "campaigns.yaml").open("a", encoding="utf-8") as file:
        file.write("# 改动\n")
    assert told() != fingerprint()


def test_a_text_that_is_no_report_is_left_to_a_person(tmp_path: Path) -> None:
    """A software manual in the folder gets no sure verdict: it names neither a unit nor a campaign."""
    path = tmp_path / "安装说明.txt"
    path.write_text(
        "安装步骤\n\n先解压安装包，再运行安装程序。安装完成以后重新启动计算机，检查服务是否正常。\n", encoding="utf-8"
    )
    analysis = analyze(path)
    assert analysis.assessment
    assert analysis.assessment.needs_review
    assert any("可能不是活动汇报" in reason for reason in analysis.assessment.reasons)
