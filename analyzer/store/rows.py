"""A record of the contract → the rows of the tables that people query.

In: an ``Analysis``. Out: plain dicts, column by column. Never knows connections.
"""

from __future__ import annotations

import json
from typing import Any

from analyzer.records import to_record
from analyzer.store.tables import (
    CheckRow,
    CopyRow,
    FindingRow,
    IndicatorRow,
    PracticeRow,
    SentenceRow,
    UnitRow,
    _Part,
)
from analyzer.types import Analysis

_LISTS: tuple[tuple[type[_Part], str], ...] = (
    (SentenceRow, "sentences"),
    (IndicatorRow, "indicators"),
    (PracticeRow, "practices"),
    (UnitRow, "units"),
    (FindingRow, "findings"),
    (CopyRow, "copies"),
    (CheckRow, "checks"),
)
_HEAD = (
    "title", "unit", "unit_type", "campaign", "date", "report_kind", "verdict", "substance", "confidence",
    "needs_review", "stage",
)  # fmt: skip
_RENAMED = {"start": "start_offset", "end": "end_offset"}
_JSON = frozenset({"evidence", "passages", "indicators"})


def head(analysis: Analysis) -> dict[str, Any]:
    """The columns of ``reports`` that follow from the record; all of them, so that an update leaves nothing old."""
    record = to_record(analysis)
    columns: dict[str, Any] = {
        "sha256": analysis.sha256,
        "status": analysis.status,
        "error_code": analysis.error.code if analysis.error else None,
    }
    return columns | {key: record.get(key) for key in _HEAD}


def parts(analysis: Analysis, report_id: int) -> dict[type[_Part], list[dict[str, Any]]]:
    """The rows that belong to a report, table by table; tables without rows are left out."""
    record = to_record(analysis)
    rows = {
        table: [_row(thing, report_id, number) for number, thing in enumerate(record.get(key, ()))]
        for table, key in _LISTS
    }
    return {table: of_table for table, of_table in rows.items() if of_table}


def _row(thing: dict[str, Any], report_id: int, number: int) -> dict[str, Any]:
    row: dict[str, Any] = {"report_id": report_id, "number": number}
    for key, value in thing.items():
        if key != "id":  # a sentence's id is its number
            row[_RENAMED.get(key, key)] = json.dumps(value, ensure_ascii=False) if key in _JSON else value
    return row
