"""Label files: what is read, and a fault told in Chinese with file and line."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from analyzer.learning.labels import LabelError, read_labels

LABELS = Path(__file__).resolve().parents[2] / "corpus" / "labels"


@pytest.fixture(scope="module")
def lines() -> list[str]:
    return (LABELS / "train.jsonl").read_text(encoding="utf-8").splitlines()[:3]


def _write(folder: Path, *lines: str) -> Path:
    file = folder / "标注.jsonl"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def _changed(line: str, change: Any) -> str:
    data = json.loads(line)
    change(data)
    return json.dumps(data, ensure_ascii=False)


def test_reports_come_in_file_and_line_order(tmp_path: Path, lines: list[str]) -> None:
    (tmp_path / "b.jsonl").write_text(lines[1] + "\n", encoding="utf-8")
    (tmp_path / "a.jsonl").write_text(f"{lines[2]}\n\n{lines[0]}\n", encoding="utf-8")
    ids = [json.loads(line)["id"] for line in lines]
    assert [report.id for report in read_labels(tmp_path)] == [ids[2], ids[0], ids[1]]


def test_only_the_split_that_was_asked_for(tmp_path: Path, lines: list[str]) -> None:
    file = _write(tmp_path, lines[0], _changed(lines[1], lambda data: data.update(split="test")))
    assert [report.split for report in read_labels(file)] == ["train", "test"]
    assert [report.split for report in read_labels(file, split="test")] == ["test"]
    assert read_labels(file, split="round") == ()


def test_sentences_and_spans_stand_where_the_labels_say(lines: list[str], tmp_path: Path) -> None:
    for report in read_labels(_write(tmp_path, *lines)):
        for sentence in report.sentences:
            block = report.document.blocks[sentence.block]
            assert block.text[sentence.start : sentence.end] == sentence.text
        assert len(report.roles) == len(report.sentences)


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda line: line[:-20], id="cut off"),
        pytest.param(lambda line: "不是 JSON", id="no JSON"),
        pytest.param(lambda line: "[]", id="a list"),
        pytest.param(lambda line: "12", id="a number"),
        pytest.param(lambda line: _changed(line, lambda data: data.pop("verdict")), id="no verdict"),
        pytest.param(lambda line: _changed(line, lambda data: data.update(verdict="good")), id="no such verdict"),
        pytest.param(lambda line: _changed(line, lambda data: data["sentences"][0].update(role="intro")), id="no such role"),
        pytest.param(lambda line: _changed(line, lambda data: data["sentences"][0].pop("start")), id="a sentence without its place"),
        pytest.param(lambda line: _changed(line, lambda data: data.update(stage="done")), id="no such stage"),
        pytest.param(lambda line: _changed(line, lambda data: data.update(report_kind="letter")), id="no such kind"),
        pytest.param(lambda line: _changed(line, lambda data: data.update(findings=[{"code": "lazy"}])), id="no such finding"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_file_and_line(tmp_path: Path, lines: list[str], spoil: Any) -> None:
    file = _write(tmp_path, lines[0], lines[1], spoil(lines[2]))
    with pytest.raises(LabelError) as problem:
        read_labels(file)
    assert str(problem.value).startswith(str(file))
    assert "第 3 行" in str(problem.value)
    assert "请" in str(problem.value)


def test_a_line_that_is_no_object_is_told_where_a_split_is_asked_for(tmp_path: Path, lines: list[str]) -> None:
    with pytest.raises(LabelError, match="第 2 行"):
        read_labels(_write(tmp_path, lines[0], "[]"), split="train")


def test_a_file_that_is_not_utf8_is_told(tmp_path: Path, lines: list[str]) -> None:
    file = tmp_path / "标注.jsonl"
    file.write_bytes(lines[0].encode("gb18030"))
    with pytest.raises(LabelError, match="UTF-8"):
        read_labels(file)


def test_a_span_that_is_not_its_text_is_told(tmp_path: Path, lines: list[str]) -> None:
    def shift(data: dict[str, Any]) -> None:
        data["indicators"][0]["start"] += 1

    with pytest.raises(LabelError, match="第 1 行"):
        read_labels(_write(tmp_path, _changed(lines[0], shift)))


@pytest.mark.parametrize("name", ["没有.jsonl", "空文件夹"])
def test_a_missing_file_is_told(tmp_path: Path, name: str) -> None:
    (tmp_path / "空文件夹").mkdir()
    with pytest.raises(LabelError) as problem:
        read_labels(tmp_path / name)
    assert name in str(problem.value)
    assert re.search("找不到标注文件.*请", str(problem.value))
