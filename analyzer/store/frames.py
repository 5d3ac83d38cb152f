"""A finished round as tables for researchers: pandas DataFrames with fixed columns, whatever the round holds.

In: a results folder or a ``results.jsonl``. Out: ``FinishedRound``. The file is the contract; only the totals, which
take the whole round, come from the store beside it when they are asked for.

Every table of ``FRAME_COLUMNS`` but ``reports`` begins with ``source``, the key of ``reports``. A column stands in its
table even when the round has no row for it. ``TOTAL_COLUMNS`` lists the columns of the totals.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from analyzer.store import DATABASE_NAME, StoreError, open_store, store_url
from analyzer.types import AssessmentTable, OwnShare, ReportKind, Total, UnitHistory

if TYPE_CHECKING:
    import pandas as pd

    from analyzer.store.database import Store

RESULTS_NAME: Final = "results.jsonl"

FRAME_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "reports": (
        "source", "sha256", "status", "error_code", "error_message", "warnings", "title", "unit", "unit_type",
        "campaign", "date", "report_kind", "verdict", "substance", "confidence", "needs_review", "stage", "reasons",
        "n_sentences", "n_indicators", "n_practices", "n_findings", "n_copies", "n_checks",
    ),
    "sentences": ("source", "id", "text", "role", "confidence", "block", "page", "start", "end"),
    "indicators": (
        "source", "id", "text", "value", "value_high", "unit", "indicator", "canonical", "qualifier", "kind", "holder",
        "planned", "sentence", "start", "end", "period", "accrual", "whose",
    ),
    "practices": ("source", "id", "name", "holder", "kind", "gloss", "sentence", "start", "end"),
    "units": ("source", "id", "text", "name", "type", "sentence", "start", "end"),
    "findings": ("source", "id", "code", "score", "evidence", "message"),
    "copies": ("source", "id", "other", "kind", "share", "first", "sentence", "other_sentence", "similarity"),
}  # fmt: skip
"""Table → columns. ``id`` is the place in the record's list. ``warnings`` holds codes and ``evidence`` sentence ids,
as lists. ``copies`` has one row a copied passage; ``other`` is the text copied from, ``share`` that of the whole pair."""

TOTAL_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "totals": (
        "holder", "holder_type", "canonical", "unit", "kind", "planned", "value", "figures", "doubtful", "period",
        "per_head", "total",
    ),
    "total_figures": ("total", "source", "indicator", "added", "reason"),
}  # fmt: skip
"""Table → columns. ``total`` numbers the totals from 0; ``figures`` and ``doubtful`` count the rows of ``total_figures``
that were added and that were not; ``indicator`` is the ``id`` of the figure in ``indicators``."""

OWN_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "own_features": (
        "source", "own", "prescribed", "own_sentences", "common", "only_here", "practices", "message",
    ),
}  # fmt: skip
"""``own`` and ``prescribed`` are shares 0…1 of the characters that tell deeds; ``own_sentences``, ``common`` (those counted
as prescribed) and ``only_here`` (what no other unit tells, at most three) are lists of the ``id`` in ``sentences``."""

UNIT_COLUMNS: Final[dict[str, tuple[str, ...]]] = {
    "history": (
        "unit", "type", "source", "date", "stage", "verdict", "expected", "expected_then", "calendar",
        "reported_before", "earlier_source", "earlier_date", "earlier_stage", "earlier_verdict", "progress", "message",
    ),
    "history_figures": (
        "unit", "indicator", "measure", "before", "now", "change", "source", "figure", "before_text", "now_text",
    ),
    "assessment": ("unit", "type", "source", "total", "points", "counted", "questions"),
    "assessment_items": ("unit", "item", "weight", "measure", "points", "reason", "source", "sentences"),
}  # fmt: skip
"""Table → columns. One row a unit, a unit's running total, a unit, a unit's item. ``figure`` is the ``id`` in
``indicators``; in ``history_figures`` ``measure`` is the unit of measure, in ``assessment_items`` the share 0…1."""

_TYPES: Final = {
    "reported_before": "boolean", "before": "Float64", "now": "Float64", "figure": "Int64", "points": "Float64",
    "counted": "Float64", "weight": "Float64", "questions": "object", "sentences": "object",
    "own": "Float64", "prescribed": "Float64", "own_sentences": "object", "common": "object", "only_here": "object",
    "figures": "Int64", "doubtful": "Int64", "total": "Int64", "added": "boolean", "per_head": "Float64",
    "substance": "Float64", "confidence": "Float64", "value": "Float64", "value_high": "Float64", "score": "Float64",
    "share": "Float64", "similarity": "Float64", "needs_review": "boolean", "planned": "boolean", "id": "Int64",
    "page": "Int64", "block": "Int64", "start": "Int64", "end": "Int64", "sentence": "Int64", "other_sentence": "Int64",
    "n_sentences": "Int64", "n_indicators": "Int64", "n_practices": "Int64", "n_findings": "Int64",
    "n_copies": "Int64", "n_checks": "Int64", "warnings": "object", "reasons": "object", "evidence": "object",
}  # fmt: skip
#: One name, two things: what is counted in ``indicators``, a figure's number in ``total_figures``.
_TYPES_OF_TABLE: Final = {
    ("total_figures", "indicator"): "Int64",
    ("assessment", "total"): "Float64",
    ("assessment_items", "measure"): "Float64",
    ("own_features", "practices"): "object",
}


@dataclass(frozen=True, kw_only=True)
class FinishedRound:
    """The tables of one round; see ``FRAME_COLUMNS``."""

    path: Path
    reports: pd.DataFrame
    sentences: pd.DataFrame
    indicators: pd.DataFrame
    practices: pd.DataFrame
    units: pd.DataFrame
    findings: pd.DataFrame
    copies: pd.DataFrame

    @cached_property
    def totals(self) -> pd.DataFrame:
        """One row a total (``TOTAL_COLUMNS``): unit, indicator, measure, achieved or planned, period.

        Raises:
            StoreError: where the store does not lie beside the results.
        """
        return _frame("totals", self._total_rows["totals"], TOTAL_COLUMNS)

    @cached_property
    def total_figures(self) -> pd.DataFrame:
        """One row a figure of a total, added or not: what opens a total down to its sentences.

        Raises:
            StoreError: where the store does not lie beside the results.
        """
        return _frame("total_figures", self._total_rows["total_figures"], TOTAL_COLUMNS)

    @cached_property
    def own_features(self) -> pd.DataFrame:
        """One row a report that tells deeds (``OWN_COLUMNS``): what of it is the unit's own, seen from the round.

        Raises:
            StoreError: where the store does not lie beside the results.
        """
        with self._store() as store:
            return _frame("own_features", own_rows(store.load_own_features()), OWN_COLUMNS)

    @cached_property
    def kinds(self) -> pd.DataFrame:
        """How many reports of each kind a unit sent: one row a unit, one column a kind; read reports only."""
        import pandas as pd

        read = self.reports[self.reports["status"] == "ok"]
        index = [read[column].fillna("") for column in ("unit", "unit_type")]
        counts = pd.crosstab(index, read["report_kind"])
        return counts.reindex(columns=[kind.value for kind in ReportKind], fill_value=0)

    @cached_property
    def history(self) -> pd.DataFrame:
        """One row a unit (``UNIT_COLUMNS``): against the calendar and against its own earlier report.

        Raises:
            StoreError: where the store does not lie beside the results.
        """
        return _frame("history", self._unit_rows["history"], UNIT_COLUMNS)

    @cached_property
    def history_figures(self) -> pd.DataFrame:
        """One row a running total that a unit told before, too.

        Raises:
            StoreError: as ``history``.
        """
        return _frame("history_figures", self._unit_rows["history_figures"], UNIT_COLUMNS)

    @cached_property
    def assessment(self) -> pd.DataFrame:
        """The assessment table, one row a unit: the proposed total and what to ask before a person decides.

        Raises:
            StoreError: as ``history``.
        """
        return _frame("assessment", self._unit_rows["assessment"], UNIT_COLUMNS)

    @cached_property
    def assessment_items(self) -> pd.DataFrame:
        """One row a unit and item of the assessment table: points, reason, sentences.

        Raises:
            StoreError: as ``history``.
        """
        return _frame("assessment_items", self._unit_rows["assessment_items"], UNIT_COLUMNS)

    @cached_property
    def _unit_rows(self) -> dict[str, list[dict[str, Any]]]:
        with self._store() as store:
            return unit_rows(*store.load_units())

    @cached_property
    def _total_rows(self) -> dict[str, list[dict[str, Any]]]:
        with self._store() as store:
            return total_rows(store.load_totals())

    def _store(self) -> Store:
        folder = self.path.parent
        if not (folder / DATABASE_NAME).is_file():
            raise StoreError(
                "no_totals",
                f"“{folder}”里没有 {DATABASE_NAME}，看不到汇总。请打开 analyzer run 的结果文件夹，"
                "或用 analyzer export --to csv 导出同名的表。",
            )
        return open_store(store_url(folder), must_exist=True)

    def __repr__(self) -> str:
        return f"FinishedRound({str(self.path)!r}, reports={len(self.reports)}, sentences={len(self.sentences)})"


def open_round(path: Path | str) -> FinishedRound:
    """The round under ``path``.

    Raises:
        StoreError: ``no_results`` where there is none, ``damaged`` for a line that is no record.
    """
    file = Path(path)
    file = file / RESULTS_NAME if file.is_dir() else file
    rows: dict[str, list[dict[str, Any]]] = {table: [] for table in FRAME_COLUMNS}
    for record in _records(file):
        for table, row in _rows(record):
            rows[table].append(row)
    return FinishedRound(
        path=file, **{table: _frame(table, of_table, FRAME_COLUMNS) for table, of_table in rows.items()}
    )


def total_rows(totals: Sequence[Total]) -> dict[str, list[dict[str, Any]]]:
    """The rows of both tables of ``TOTAL_COLUMNS``."""
    rows: dict[str, list[dict[str, Any]]] = {"totals": [], "total_figures": []}
    for number, total in enumerate(totals):
        rows["totals"].append(
            {
                "holder": total.holder, "holder_type": total.holder_type, "canonical": total.canonical,
                "unit": total.unit, "kind": total.kind.value, "planned": total.planned, "value": total.value,
                "figures": len(total.places), "doubtful": len(total.doubtful), "period": total.period,
                "per_head": total.per_head, "total": number,
            }
        )  # fmt: skip
        for added, places in ((True, total.places), (False, total.doubtful)):
            rows["total_figures"] += [
                {
                    "total": number, "source": place.source, "indicator": place.indicator, "added": added,
                    "reason": place.reason,
                }
                for place in places
            ]  # fmt: skip
    return rows


def unit_rows(histories: Sequence[UnitHistory], assessment: AssessmentTable | None) -> dict[str, list[dict[str, Any]]]:
    """The rows of the tables of ``UNIT_COLUMNS``."""
    rows: dict[str, list[dict[str, Any]]] = {table: [] for table in UNIT_COLUMNS}
    for each in histories:
        rows["history"].append({column: getattr(each, column) for column in UNIT_COLUMNS["history"]})
        rows["history_figures"] += [
            {
                "unit": each.unit, "indicator": figure.indicator, "measure": figure.unit, "before": figure.before,
                "now": figure.now, "change": figure.change, "source": figure.place.source,
                "figure": figure.place.indicator, "before_text": figure.before_text, "now_text": figure.now_text,
            }
            for figure in each.figures
        ]  # fmt: skip
    for row in assessment.rows if assessment else ():
        rows["assessment"].append(
            {
                "unit": row.unit, "type": row.type, "source": row.source, "total": row.total, "points": row.points,
                "counted": row.counted, "questions": list(row.questions),
            }
        )  # fmt: skip
        rows["assessment_items"] += [
            {
                "unit": row.unit, "item": item.item, "weight": item.weight, "measure": item.measure,
                "points": item.points, "reason": item.reason, "source": item.source, "sentences": list(item.sentences),
            }
            for item in row.items
        ]  # fmt: skip
    return rows


def own_rows(shares: Sequence[OwnShare]) -> list[dict[str, Any]]:
    """The rows of the table of ``OWN_COLUMNS``."""
    return [{column: _plain(getattr(share, column)) for column in OWN_COLUMNS["own_features"]} for share in shares]


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


def _records(file: Path) -> Iterator[dict[str, Any]]:
    if not file.is_file():
        raise StoreError("no_results", f"“{file}”不存在。请先用 analyzer run 分析，再打开结果文件夹。")
    with file.open(encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            try:
                record = json.loads(line)
                record["source"], record["status"], record["warnings"]  # the least a record has
            except (ValueError, KeyError, TypeError) as error:
                message = f"“{file}”第 {number} 行不是一条完整的结果。请用 analyzer export 重新导出。"
                raise StoreError("damaged", message) from error
            yield record


def _rows(record: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    source = record["source"]
    error = record["error"] or {}
    counts = {
        f"n_{key}": len(record.get(key, ()))
        for key in ("sentences", "indicators", "practices", "findings", "copies", "checks")
    }
    yield "reports", {**record, **counts, "error_code": error.get("code"), "error_message": error.get("message"),
                      "warnings": [warning["code"] for warning in record["warnings"]]}  # fmt: skip
    for table in ("sentences", "indicators", "practices", "units", "findings"):
        for number, thing in enumerate(record.get(table, ())):
            yield table, {**thing, "source": source, "id": number}
    for number, copy in enumerate(record.get("copies", ())):
        for passage in copy["passages"]:
            yield "copies", {**copy, **passage, "source": source, "other": copy["source"], "id": number}


def _frame(table: str, rows: list[dict[str, Any]], of: dict[str, tuple[str, ...]]) -> pd.DataFrame:
    import pandas as pd

    columns = of[table]

    def type_of(column: str) -> Any:
        return _TYPES_OF_TABLE.get((table, column)) or _TYPES.get(column, "string")

    return pd.DataFrame({c: pd.Series([row.get(c) for row in rows], dtype=type_of(c)) for c in columns})
