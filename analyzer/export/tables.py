"""A ``Round`` in, a folder with one csv or parquet file a table out, for pandas, R and statisticians.

The columns are those of ``analyzer.open``; lists are joined by spaces or lines.
Csv files are UTF-8 with a byte order mark, so that Excel shows Chinese, and a text cell that a spreadsheet would
take for a formula starts with an apostrophe. ``results.jsonl`` and parquet hold every text unchanged.
"""

from __future__ import annotations

import csv
import importlib.util
import io
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, TypeAlias

from analyzer import records
from analyzer.export.atomic import ExportError, replacing, write_bytes
from analyzer.export.plain import clean
from analyzer.store.frames import (
    FRAME_COLUMNS,
    OWN_COLUMNS,
    TOTAL_COLUMNS,
    UNIT_COLUMNS,
    own_rows,
    total_rows,
    unit_rows,
)
from analyzer.types import Round

Rows: TypeAlias = list[dict[str, Any]]

#: Every table and its columns, in order: those of ``analyzer.open``, and what only a whole round has.
COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    **FRAME_COLUMNS,
    "checks": ("source", "id", "code", "message", "indicators"),
    **TOTAL_COLUMNS,
    **OWN_COLUMNS,
    "submissions": ("unit", "type", "status", "date", "sources", "message", "questions"),
    **UNIT_COLUMNS,
}
_COUNTED: Final = ("sentences", "indicators", "practices", "findings", "copies", "checks")
_LISTED: Final = ("sentences", "indicators", "practices", "units", "findings", "checks")

#: Signs that make a spreadsheet take a text cell for a formula, the full-width ones included.
_FORMULA_SIGNS: Final = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def tables(round_: Round) -> dict[str, Rows]:
    """The round as flat tables with the columns of ``COLUMNS``."""
    found: dict[str, Rows] = {name: [] for name in COLUMNS}
    for report in sorted(round_.reports, key=lambda report: report.source):
        _add_report(found, records.to_record(report))
    found |= total_rows(round_.totals)
    found |= unit_rows(round_.history, round_.assessment)
    for row in found["assessment"]:
        row["questions"] = "\n".join(row["questions"])
    found["own_features"] = own_rows(round_.own_features)
    for submission in round_.submissions:
        found["submissions"].append(
            {
                "unit": submission.unit,
                "type": submission.type,
                "status": submission.status,
                "date": submission.date,
                "sources": "\n".join(submission.sources),
                "message": submission.message,
                "questions": "\n".join(submission.questions),
            }
        )
    return found


def _add_report(found: dict[str, Rows], record: dict[str, Any]) -> None:
    source, error = record["source"], record["error"] or {}
    found["reports"].append(
        {column: record.get(column) for column in COLUMNS["reports"]}
        | {f"n_{name}": len(record.get(name, ())) for name in _COUNTED}
        | {
            "error_code": error.get("code"),
            "error_message": error.get("message"),
            "warnings": " ".join(warning["code"] for warning in record["warnings"]),
            "reasons": "\n".join(record.get("reasons", ())),
        }
    )
    for name in _LISTED:
        found[name] += [{**row, "source": source, "id": number} for number, row in enumerate(record.get(name, ()))]
    for number, copy in enumerate(record.get("copies", ())):
        head = {"source": source, "id": number, "other": copy["source"], "kind": copy["kind"], "share": copy["share"],
                "first": copy.get("first", "unknown")}  # fmt: skip
        found["copies"] += [{**head, **passage} for passage in copy["passages"]] or [head]


def _flat(value: Any) -> Any:
    """A list as its items with spaces between, an enumeration member as its value."""
    if isinstance(value, list):
        return " ".join(str(item) for item in value)
    return getattr(value, "value", value)


def _cell(value: Any) -> Any:
    value = _flat(value)
    if isinstance(value, str):
        value = clean(value)
        return f"'{value}" if value.startswith(_FORMULA_SIGNS) else value
    return "" if value is None else value


def _folder(path: Path) -> Path:
    if path.exists() and not path.is_dir():
        raise ExportError(f"{path} 已经是一个文件。这种格式每张表一个文件，请用 -o 给出一个文件夹。")
    path.mkdir(parents=True, exist_ok=True)
    return path


def write_csv(round_: Round, path: Path) -> Path:
    """Write one csv file a table into the folder ``path``; each file is replaced whole."""
    folder = _folder(path)
    for name, rows in tables(round_).items():
        text = io.StringIO(newline="")
        writer = csv.writer(text)
        writer.writerow(COLUMNS[name])
        writer.writerows(_cells(rows, COLUMNS[name]))
        write_bytes(folder / f"{name}.csv", text.getvalue().encode("utf-8-sig"))
    return path


def _cells(rows: Iterable[dict[str, Any]], columns: tuple[str, ...]) -> Iterator[list[Any]]:
    for row in rows:
        yield [_cell(row.get(column)) for column in columns]


def write_parquet(round_: Round, path: Path) -> Path:
    """Write one parquet file a table into the folder ``path``.

    Raises:
        ExportError: where pyarrow is not installed.
    """
    if importlib.util.find_spec("pyarrow") is None:
        raise ExportError(
            "导出 parquet 需要 pyarrow，本机没有安装。请先运行 pip install pyarrow，或改用 --to csv、--to jsonl。"
        )
    import pandas as pd

    folder = _folder(path)
    for name, rows in tables(round_).items():
        columns = list(COLUMNS[name])
        frame = pd.DataFrame([{key: _storable(row.get(key)) for key in columns} for row in rows], columns=columns)
        with replacing(folder / f"{name}.parquet") as temporary:
            frame.convert_dtypes().to_parquet(temporary, index=False, engine="pyarrow")
    return path


def _storable(value: Any) -> Any:
    """Parquet text is UTF-8: the lone surrogates of an undecodable file name are written as escapes."""
    value = _flat(value)
    return value.encode("utf-8", "backslashreplace").decode("utf-8") if isinstance(value, str) else value
