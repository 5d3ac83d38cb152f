"""Flat tables for analysts: complete, readable in Excel, harmless in Excel."""

from __future__ import annotations

import csv
import importlib.util
from pathlib import Path

import pytest

from analyzer.export import ExportError, export
from analyzer.export.tables import COLUMNS
from analyzer.types import Round


@pytest.fixture(scope="module")
def folder(sample: Round, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return export(sample, "csv", tmp_path_factory.mktemp("tables") / "csv")


def read(path: Path) -> list[dict[str, str]]:
    csv.field_size_limit(1_000_000)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_one_file_a_table_with_its_columns(folder: Path) -> None:
    assert {path.name for path in folder.iterdir()} == {f"{name}.csv" for name in COLUMNS}
    for name, columns in COLUMNS.items():
        content = (folder / f"{name}.csv").read_bytes()
        assert content.startswith(b"\xef\xbb\xbf" + ",".join(columns).encode())


def test_the_columns_are_those_of_an_opened_round(folder: Path, written: dict[str, Path]) -> None:
    from analyzer.store.frames import open_round

    opened = open_round(written["jsonl"])
    for name in ("reports", "sentences", "indicators", "practices", "units", "findings", "copies"):
        frame, rows = getattr(opened, name), read(folder / f"{name}.csv")
        assert len(frame) == len(rows) > 0
        assert list(frame.columns) == list(rows[0])
        if "id" in frame:
            assert [str(value) for value in frame["id"]] == [row["id"] for row in rows]


def test_every_report_sentence_and_figure_is_there(folder: Path, sample: Round) -> None:
    assert len(read(folder / "reports.csv")) == len(sample.reports)
    assert len(read(folder / "sentences.csv")) == sum(len(report.sentences) for report in sample.reports)
    figures = read(folder / "indicators.csv")
    assert sum(float(row["value"]) for row in figures) == pytest.approx(
        sum(figure.value for report in sample.reports for figure in report.indicators)
    )
    errors = [row for row in read(folder / "reports.csv") if row["status"] == "error"]
    assert {row["error_code"] for row in errors} == {"legacy_doc", "no_text", "damaged_zip", "timeout"}
    assert all(row["verdict"] == "" for row in errors)


def test_no_cell_can_be_taken_for_a_formula(folder: Path) -> None:
    guarded = 0
    for path in folder.iterdir():
        for row in read(path):
            for column, value in row.items():
                if value and value[0] in "=+-@\t\r＝＋－＠":
                    float(value)  # a negative number is none
                guarded += value.startswith("'=")
                assert "\x00" not in value, (path.name, column)
    assert guarded >= 4


def test_parquet_without_pyarrow_says_what_to_do(
    sample: Round, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda _: None)
    with pytest.raises(ExportError, match="pip install pyarrow"):
        export(sample, "parquet", tmp_path / "parquet")


@pytest.mark.skipif(
    not importlib.util.find_spec("pyarrow"), reason="pyarrow is not installed: parquet files were NOT written"
)
def test_parquet_holds_every_text_unchanged(sample: Round, tmp_path: Path) -> None:
    import pandas as pd

    path = export(sample, "parquet", tmp_path / "parquet")
    reports = pd.read_parquet(path / "reports.parquet")
    assert list(reports.columns) == list(COLUMNS["reports"])
    assert any(unit.startswith("=1+1") for unit in reports["unit"].dropna())
