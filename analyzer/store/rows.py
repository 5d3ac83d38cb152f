"""A record of the contract → the rows of the tables that people query.

In: a record, as ``analyzer.records.to_record`` gives it. Out: plain dicts, column by column. Never knows connections.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from analyzer.store.tables import (
    CheckRow,
    CopyRow,
    FindingRow,
    IndicatorRow,
    PracticeRow,
    SentenceRow,
    TotalFigureRow,
    TotalRow,
    UnitRow,
    _Part,
)
from analyzer.types import Total

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
#: A sentence's id is its number; who was first stands in the record only.
_NOT_A_COLUMN = frozenset({"id", "first"})
_JSON = frozenset({"evidence", "passages", "indicators"})


def head(record: dict[str, Any]) -> dict[str, Any]:
    """The columns of ``reports`` that follow from the record; all of them, so that an update leaves nothing old."""
    columns: dict[str, Any] = {
        "sha256": record["sha256"],
        "status": record["status"],
        "error_code": record["error"]["code"] if record["error"] else None,
    }
    return columns | {key: record.get(key) for key in _HEAD}


def parts(record: dict[str, Any], report_id: int) -> dict[type[_Part], list[dict[str, Any]]]:
    """The rows that belong to a report, table by table; tables without rows are left out."""
    rows = {
        table: [_row(thing, report_id, number) for number, thing in enumerate(record.get(key, ()))]
        for table, key in _LISTS
    }
    return {table: of_table for table, of_table in rows.items() if of_table}


def totals(found: Sequence[Total]) -> dict[type[TotalRow] | type[TotalFigureRow], list[dict[str, Any]]]:
    """The rows of the round's totals and of their figures; tables without rows are left out."""
    rows: dict[type[TotalRow] | type[TotalFigureRow], list[dict[str, Any]]] = {TotalRow: [], TotalFigureRow: []}
    for number, total in enumerate(found):
        rows[TotalRow].append(
            {
                "number": number, "holder": total.holder, "holder_type": total.holder_type, "canonical": total.canonical,
                "unit": total.unit, "kind": total.kind, "planned": total.planned, "period": total.period,
                "value": total.value, "per_head": total.per_head,
            }
        )  # fmt: skip
        for added, places in ((True, total.places), (False, total.doubtful)):
            rows[TotalFigureRow] += [
                {
                    "total": number, "source": place.source, "indicator": place.indicator, "added": added,
                    "reason": place.reason,
                }
                for place in places
            ]  # fmt: skip
    return {table: of_table for table, of_table in rows.items() if of_table}


def _row(thing: dict[str, Any], report_id: int, number: int) -> dict[str, Any]:
    row: dict[str, Any] = {"report_id": report_id, "number": number}
    for key, value in thing.items():
        if key not in _NOT_A_COLUMN:
            row[_RENAMED.get(key, key)] = json.dumps(value, ensure_ascii=False) if key in _JSON else value
    return row
