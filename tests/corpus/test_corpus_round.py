"""The sample round: enough of it, complete, and its files read back as the text that was annotated."""

from __future__ import annotations

import csv
import json
import re
import shutil
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import build
import labels
import pytest
import render_docx
import yaml
from look import look_of

ROUND = build.CORPUS / "sample-round"
REPORTS = build.reports_of("round")
SHEETS = build.sheets(REPORTS)
SUBMITTED = [sheet for sheet in SHEETS if sheet.file.parent == build.REPORTS]


def rows(name: str) -> list[dict[str, str]]:
    with (ROUND / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_it_is_large_and_varied_enough() -> None:
    pdfs = [sheet for sheet in SUBMITTED if sheet.file.suffix == ".pdf"]
    assert len(SUBMITTED) >= 60
    assert len({sheet.report.head["unit"] for sheet in SUBMITTED}) >= 40
    assert 0.28 <= len(pdfs) / len(SUBMITTED) <= 0.4  # about a third


def test_the_folders_hold_exactly_the_planned_files() -> None:
    for folder in (build.REPORTS, build.REFERENCES):
        present = {path.name for path in (build.CORPUS / folder).iterdir()}
        assert present == {sheet.file.name for sheet in SHEETS if sheet.file.parent == folder}


def test_the_superiors_notice_is_a_reference_and_no_submission() -> None:
    (notice,) = [sheet for sheet in SHEETS if sheet.file.parent == build.REFERENCES]
    assert notice.report.head["id"] == build.NOTICE


def test_file_names_are_allowed_on_windows() -> None:
    for sheet in SHEETS:
        assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', sheet.file.name), sheet.file.name
        assert len(sheet.file.name) <= 100


def test_two_reports_of_one_name_become_two_files() -> None:
    twin = build.sheets([SUBMITTED[0].report, SUBMITTED[0].report])
    assert [sheet.file.stem for sheet in twin] == [SUBMITTED[0].file.stem, f"{SUBMITTED[0].file.stem}(2)"]


def test_the_roster_knows_every_unit_but_the_superior_and_some_that_sent_nothing() -> None:
    roster = {row["单位"]: row for row in rows("roster.csv")}
    reporting = {sheet.report.head["unit"]: sheet.report.head["unit_type"] for sheet in SUBMITTED}
    assert set(reporting) - set(roster) == {labels.CITY}
    assert 4 <= len(set(roster) - set(reporting)) <= 6
    for unit in set(roster) & set(reporting):
        assert roster[unit]["类型"] == reporting[unit], unit


def test_no_name_in_the_roster_means_two_units() -> None:
    names = [name for row in rows("roster.csv") for name in {row["单位"], *row["简称"].split("、")}]
    assert len(names) == len(set(names))


def test_the_receipt_list_is_current_and_names_late_comers() -> None:
    assert (build.CORPUS / build.RECEIVED).read_text("utf-8") == build.received(SHEETS)
    received = {row["文件"]: row["收到日期"] for row in rows("received.csv")}
    assert set(received) == {sheet.file.name for sheet in SUBMITTED}
    assert any(day > "2012-06-25" for day in received.values())


def test_the_round_file_names_files_that_are_there() -> None:
    config: dict[str, Any] = yaml.safe_load((ROUND / "round.yaml").read_text("utf-8"))
    for name in (config["roster"], config["received"], *config["references"]):
        assert (ROUND / name).is_file(), name
    assert str(config["due"]) == "2012-06-25"
    assert len(config["required_indicators"]) == 10


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda sheet: sheet.report.head["id"])
def test_the_file_reads_back_as_the_annotated_text(sheet: build.Sheet) -> None:
    from analyzer.reading import read

    path = build.CORPUS / sheet.file
    gold = _squeezed(block.text for block in labels.blocks_of(sheet.report))
    shown = _squeezed(block.text for block in read(path).blocks)
    if path.suffix == ".docx":
        assert shown == gold
    else:
        common = sum(match.size for match in SequenceMatcher(None, gold, shown, autojunk=False).get_matching_blocks())
        assert common >= 0.995 * max(len(gold), len(shown))


def _squeezed(texts: Any) -> str:
    """How a reader cuts blocks is tested with the reader; here only that every character is there, in order."""
    return re.sub(r"\s", "", "".join(texts))


def test_the_pages_are_varied() -> None:
    looks = [look_of(report) for report in REPORTS]
    for feature in ("body", "size", "title", "heading", "header", "footer"):
        assert len({getattr(look, feature) for look in looks}) >= 2, feature
    for feature in ("numbered", "tracked", "control", "box", "typed_indent"):
        assert 2 <= sum(getattr(look, feature) for look in looks) < len(looks), feature


@pytest.mark.parametrize("sheet", [s for s in SHEETS if s.file.suffix == ".docx"][:6], ids=lambda s: s.file.stem)
def test_a_docx_is_made_the_same_every_time(sheet: build.Sheet) -> None:
    assert render_docx.render(sheet.report) == render_docx.render(sheet.report)


def test_pdf_files_are_small_and_made_from_the_present_text() -> None:
    manifest = json.loads((build.CORPUS / build.MANIFEST).read_text("utf-8"))
    pdfs = {sheet.file.name: sheet for sheet in SHEETS if sheet.file.suffix == ".pdf"}
    assert set(manifest) == set(pdfs)
    for name, sheet in pdfs.items():
        assert (build.CORPUS / sheet.file).stat().st_size < 300_000, name
        assert manifest[name] == build.fingerprint(sheet.report, render_docx.VERSION), f"{name}: run build.py"


def test_a_second_build_leaves_labels_and_pdf_files_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without LibreOffice too; a docx may be packed anew where another zlib is installed."""
    copy = tmp_path / "corpus"
    for part in ("annotated", "labels", "sample-round"):
        shutil.copytree(build.CORPUS / part, copy / part)
    build.build(copy)
    assert not [line for line in capsys.readouterr().err.splitlines() if not line.endswith(".docx")]
