"""The contract of ``results.jsonl`` on real files of the sample round, field by field, as a user's script reads it."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from analyzer.pipeline import analyze
from analyzer.records import to_json, to_record

REPORTS = Path(__file__).resolve().parents[1] / "corpus" / "sample-round" / "reports"
#: Docx and pdf; townships, bureaus, a village, a work team; a circular, a scheme, a plan, a bulletin, a research report.
FILES = [
    "东泽镇“三解三促”活动总结.docx",
    "国税局“三解三促”情况报告.docx",
    "沙桥镇三解三促活动总结(含统计表).pdf",
    "荷藕产业怎么了——市农委调研报告.docx",
    "商务局三解三促实施方案（印发稿）.docx",
    "关于5月份全市“三解三促”活动进展情况的通报.pdf",
    "城南街道三解三促总结.pdf",
    "团市委三解三促简报第8期.pdf",
    "安渡镇目标规划(2012.6-2013.6).docx",
    "驻柳沟村工作队总结.pdf",
]

KINDS = {"summary", "progress", "bulletin", "research", "plan", "scheme", "circular", "other"}
UNJUDGED = {"scheme", "circular"}
STAGES = {"not_started", "organised", "mobilised", "contacting", "solving", "delivered", "institutionalised"}
ROLES = {
    "background",
    "organisation",
    "publicity",
    "contact",
    "problem",
    "measure",
    "result",
    "mechanism",
    "shortfall",
    "plan",
    "slogan",
}
FINDINGS = {"progress_lag", "contact_only", "vague_measures", "no_own_features"}
QUALIFIERS = {"exact", "about", "over", "under", "range"}
FIGURE_KINDS = {"input", "output", "outcome"}
PRACTICE_KINDS = {"制度", "活动", "机制", "载体", "平台", "队伍"}
UNIT_TYPES = {"乡镇街道", "县市区", "部门", "群团", "工作队", "村社区", "其他"}
WARNINGS = {
    "repaired",
    "control_chars",
    "encoding",
    "tracked_changes",
    "hidden_text",
    "active_content",
    "duplicate",
    "name_clash",
    "odd_name",
    "lock_file",
    "duplicate_part",
    "scanned_pages",
    "ocr",
}

MONTH = r"\d{4}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?"
PERIOD = re.compile(rf"(?:{MONTH}|\.\.)/{MONTH}")

every_file = pytest.mark.parametrize("name", FILES)


@cache
def _record(name: str) -> dict[str, Any]:
    record: dict[str, Any] = json.loads(to_json(analyze(REPORTS / name, source=f"一轮/{name}")))
    return record


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_text(value: object) -> bool:
    return isinstance(value, str) and value != ""


def _spans(record: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    for part, key in (("indicators", "text"), ("practices", "name"), ("units", "text")):
        for item in record[part]:
            yield item, key


@every_file
def test_source_hash_and_status(name: str) -> None:
    record = _record(name)
    assert record["source"] == f"一轮/{name}"
    assert record["sha256"] == hashlib.sha256((REPORTS / name).read_bytes()).hexdigest()
    assert (record["status"], record["error"]) == ("ok", None)
    for warning in record["warnings"]:
        assert set(warning) == {"code", "message"}
        assert warning["code"] in WARNINGS
        assert warning["message"].endswith(("。", "）"))


@every_file
def test_what_the_report_says_of_itself(name: str) -> None:
    record = _record(name)
    for key in ("title", "unit", "campaign"):
        assert record[key] is None or _is_text(record[key]), key
    assert record["unit_type"] in UNIT_TYPES | {None}
    assert (record["unit"] is None) == (record["unit_type"] is None)
    assert record["date"] is None or re.fullmatch(
        r"\d{4}-(?:0[1-9]|1[0-2])(?:-(?:0[1-9]|[12]\d|3[01]))?", record["date"]
    )
    assert record["report_kind"] in KINDS


@every_file
def test_the_verdict(name: str) -> None:
    record = _record(name)
    assert isinstance(record["needs_review"], bool)
    assert record["stage"] in STAGES
    assert all(_is_text(reason) for reason in record["reasons"])
    if record["report_kind"] in UNJUDGED:
        assert (record["verdict"], record["substance"], record["confidence"]) == (None, None, None)
        assert record["findings"] == []
    else:
        assert record["verdict"] in {"substantive", "formalistic"}
        assert 0 <= record["substance"] <= 100
        assert (record["substance"] < 50) == (record["verdict"] == "formalistic")
        assert 0 <= record["confidence"] <= 1
        assert record["reasons"]


@every_file
def test_findings_show_their_sentences(name: str) -> None:
    record = _record(name)
    for finding in record["findings"]:
        assert set(finding) == {"code", "score", "evidence", "message"}
        assert finding["code"] in FINDINGS
        assert 0 <= finding["score"] <= 1
        assert finding["evidence"]
        assert all(0 <= sentence < len(record["sentences"]) for sentence in finding["evidence"])
        assert _is_text(finding["message"])


@every_file
def test_sentences(name: str) -> None:
    record = _record(name)
    sentences = record["sentences"]
    assert sentences
    assert [sentence["id"] for sentence in sentences] == list(range(len(sentences)))
    for before, sentence in zip([None, *sentences], sentences, strict=False):
        assert sentence["role"] in ROLES
        assert 0 <= sentence["confidence"] <= 1
        assert _is_text(sentence["text"])
        assert sentence["end"] - sentence["start"] == len(sentence["text"])
        assert (sentence["page"] is None) == name.endswith(".docx")
        assert sentence["page"] is None or sentence["page"] >= 1
        if before:
            assert (sentence["block"], sentence["start"]) >= (
                before["block"],
                before["end"] if sentence["block"] == before["block"] else 0,
            )


@every_file
def test_every_span_is_the_text_it_says(name: str) -> None:
    record = _record(name)
    for item, key in _spans(record):
        sentence = record["sentences"][item["sentence"]]
        assert sentence["text"][item["start"] : item["end"]] == item[key] != ""


@every_file
def test_indicators(name: str) -> None:
    record = _record(name)
    for indicator in record["indicators"]:
        assert _is_number(indicator["value"])
        assert indicator["value"] >= 0
        assert (indicator["value_high"] is not None) == (indicator["qualifier"] == "range")
        assert indicator["value_high"] is None or indicator["value_high"] > indicator["value"]
        assert _is_text(indicator["unit"])
        assert _is_text(indicator["indicator"])
        assert indicator["canonical"] is None or _is_text(indicator["canonical"])
        assert indicator["qualifier"] in QUALIFIERS
        assert indicator["kind"] in FIGURE_KINDS
        assert indicator["holder"] is None or _is_text(indicator["holder"])
        assert isinstance(indicator["planned"], bool)
        assert indicator["period"] is None or PERIOD.fullmatch(indicator["period"])
        assert indicator["accrual"] in {"cumulative", "new", None}
        assert indicator["whose"] in {"own", "part", "unit", "whole"}


@every_file
def test_practices_and_units(name: str) -> None:
    record = _record(name)
    for practice in record["practices"]:
        assert practice["kind"] in PRACTICE_KINDS
        assert practice["name"][0] not in "“「『\"'"
        assert practice["holder"] is None or _is_text(practice["holder"])
        assert practice["gloss"] is None or _is_text(practice["gloss"])
    for unit in record["units"]:
        assert _is_text(unit["name"])
        assert unit["type"] in UNIT_TYPES


@every_file
def test_what_takes_the_whole_round_is_still_empty(name: str) -> None:
    record = _record(name)
    assert (record["copies"], record["checks"]) == ([], [])


def test_the_files_cover_what_they_should() -> None:
    records = [_record(name) for name in FILES]
    assert {record["report_kind"] for record in records} >= {
        "summary",
        "circular",
        "scheme",
        "plan",
        "bulletin",
        "research",
    }
    assert {record["verdict"] for record in records} == {"substantive", "formalistic", None}
    assert sum(len(record["indicators"]) for record in records) > 100
    assert any(record["practices"] for record in records)
    figures = [indicator for record in records for indicator in record["indicators"]]
    assert any(figure["qualifier"] == "range" for figure in figures)
    assert {figure["accrual"] for figure in figures} == {"cumulative", "new", None}
    assert {figure["whose"] for figure in figures} == {"own", "part", "unit", "whole"}
    assert sum(figure["period"] is not None for figure in figures) > 30


def test_an_analysis_has_the_contracts_flat_names() -> None:
    """``analyzer.analyze(path).verdict`` and the line of results.jsonl say the same."""
    for name in FILES[:3]:
        analysis = analyze(REPORTS / name)
        record = to_record(analysis)
        for key in (
            "title", "unit", "unit_type", "campaign", "date", "report_kind", "verdict", "substance", "confidence",
            "needs_review", "stage",
        ):  # fmt: skip
            assert getattr(analysis, key) == record[key], key
        assert list(analysis.reasons) == record["reasons"]
        assert [finding.code for finding in analysis.findings] == [finding["code"] for finding in record["findings"]]
