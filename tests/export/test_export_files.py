"""The public face: which files are written, that they are whole, and that the same round gives the same bytes."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from analyzer import records
from analyzer.export import STANDARD_FILES, ExportError, export, write_all
from analyzer.types import Round

ROUNDS = ("sample", "empty", "failed")


@pytest.mark.parametrize("name", ROUNDS)
def test_write_all_writes_the_four_files_and_the_list_for_checking_and_nothing_else(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    round_: Round = request.getfixturevalue(name)
    paths = write_all(round_, tmp_path / "new" / "results")
    names = ["results.jsonl", "results.xlsx", "通报.docx", "通报核对清单.docx", "report.html"]
    assert [path.name for path in paths] == names
    assert sorted(path.name for path in (tmp_path / "new" / "results").iterdir()) == sorted(names)
    assert set(STANDARD_FILES) <= set(names)


def test_bytes_do_not_depend_on_process_hash_seed_or_time_zone(tmp_path: Path) -> None:
    program = (
        "import sys, pathlib; sys.path.insert(0, sys.argv[1])\n"
        "import export_sample; from analyzer.export import write_all\n"
        "write_all(export_sample.sample_round(), pathlib.Path(sys.argv[2]))"
    )
    found = []
    for seed, zone in (("1", "UTC"), ("2", "Asia/Shanghai")):
        out = tmp_path / seed
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        subprocess.run(
            [sys.executable, "-c", program, str(Path(__file__).parent), str(out)],
            check=True,
            env=environment,
            cwd=Path(__file__).parents[2],
        )
        found.append({path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in out.iterdir()})
    assert found[0] == found[1]


def test_a_fault_while_writing_keeps_the_old_file_and_leaves_nothing_behind(
    sample: Round, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "results.xlsx"
    target.write_text("the results before", encoding="utf-8")
    monkeypatch.setattr("analyzer.export.workbook.write_explanation", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        export(sample, "xlsx", target)
    assert target.read_text(encoding="utf-8") == "the results before"
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.parametrize("to", ["jsonl", "xlsx", "html", "docx", "csv"])
def test_a_place_that_cannot_be_written_is_told_in_chinese(to: str, empty: Round, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("", encoding="utf-8")
    with pytest.raises(ExportError, match=r"无法写入|已经是一个文件"):
        export(empty, to, blocked / "out")


def test_a_full_disk_while_closing_the_workbook_is_told_in_chinese(
    empty: Round, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import xlsxwriter

    def full(_: object) -> None:
        raise xlsxwriter.exceptions.FileCreateError("No space left on device")

    monkeypatch.setattr(xlsxwriter.Workbook, "close", full)
    with pytest.raises(ExportError, match="磁盘空间"):
        export(empty, "xlsx", tmp_path / "results.xlsx")


def test_an_unknown_format_names_the_known_ones(empty: Round, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match=r"xlsx、csv、jsonl、parquet、docx、html"):
        export(empty, "pdf", tmp_path / "out.pdf")


def test_importing_the_package_loads_no_heavy_library() -> None:
    program = (
        "import sys, analyzer.export\n"
        "print([m for m in ('xlsxwriter', 'docx', 'jinja2', 'pandas', 'openpyxl', 'lxml') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


def test_jsonl_has_one_record_a_file_sorted_by_source(sample: Round, written: dict[str, Path]) -> None:
    content = written["jsonl"].read_bytes()
    assert b"\r" not in content
    assert content.endswith(b"\n")
    found = [json.loads(line) for line in content.decode("utf-8").split("\n")[:-1]]
    assert [record["source"] for record in found] == sorted(report.source for report in sample.reports)
    assert {record["source"]: records.from_record(record) for record in found} == {
        report.source: report for report in sample.reports
    }
