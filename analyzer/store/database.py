"""The store of one round: what was analysed is in it whole, or not at all.

In: analyses, documents compared with, the finished round. Out: the same. One transaction a call, so that a killed run
loses no more than the file in hand. Never knows how anything is computed.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection, Engine, delete, insert, make_url, select, update
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from analyzer.records import from_record, to_json, to_record
from analyzer.store import StoreError, bad_url, rows
from analyzer.store.connect import connect, explain, reading
from analyzer.store.round_json import (
    assessment_from_json,
    history_from_json,
    own_features_from_json,
    round_from_json,
    round_to_json,
    totals_from_json,
)
from analyzer.store.tables import (
    PARTS,
    CheckRow,
    CopyRow,
    FindingRow,
    ReferenceRow,
    ReportRow,
    RoundRow,
    TotalFigureRow,
    TotalRow,
)
from analyzer.types import Analysis, AssessmentTable, OwnShare, Round, Total, UnitHistory

ReferenceKind: TypeAlias = Literal["reference", "earlier"]
_THE_ROUND = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the store knows of a file; ``stamp`` is its (size, mtime in ns) if that can be trusted."""

    sha256: str | None
    fingerprint: str
    error_code: str | None
    stamp: tuple[int, int] | None = None


class Store:
    """An open store. Use ``Store.open`` and close it, or ``with``."""

    def __init__(self, engine: Engine, url: str) -> None:
        self._engine = engine
        self.url = url

    @classmethod
    def open(cls, url: str, *, must_exist: bool = False) -> Store:
        """The store at ``url`` with its tables up to date.

        Raises:
            StoreError: codes ``bad_url``, ``no_store`` (``must_exist`` and there is none) and those of ``explain``.
        """
        try:
            parsed = make_url(url)
            file = parsed.database if parsed.get_backend_name() == "sqlite" else None
            if must_exist and file and not Path(file).is_file():
                raise StoreError("no_store", f"“{file}”不存在。请先用 analyzer run 分析，再查看或导出结果。")
            return cls(connect(parsed), url)
        except (ArgumentError, NoSuchModuleError, ImportError) as error:
            raise bad_url(url) from error
        except DBAPIError as error:
            raise explain(error, url) from error

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def _transaction(self) -> Iterator[Connection]:
        try:
            with self._engine.begin() as connection:
                yield connection
        except SQLAlchemyError as error:
            raise explain(error, self.url) from error

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        try:
            with reading(self._engine) as connection:
                yield connection
        except SQLAlchemyError as error:
            raise explain(error, self.url) from error

    # ── single reports ──────────────────────────────────────────────────────────────────────────────────────

    def save(self, analysis: Analysis, *, fingerprint: str, stamp: tuple[int, int] | None = None) -> None:
        """Keep one report's analysis, before the round step; an older one of the same source goes."""
        size, mtime_ns = stamp or (None, None)
        record = to_record(analysis)
        columns = rows.head(record) | {
            "size": size,
            "mtime_ns": mtime_ns,
            "fingerprint": fingerprint,
            "record": to_json(analysis),
            "final": None,
        }
        with self._transaction() as connection:
            report_id = connection.scalar(select(ReportRow.id).where(ReportRow.source == analysis.source))
            if report_id is None:
                result = connection.execute(insert(ReportRow).values(source=analysis.source, **columns))
                report_id = int(result.inserted_primary_key[0])  # type: ignore[index]
            else:
                connection.execute(update(ReportRow).where(ReportRow.id == report_id).values(**columns))
                for table in PARTS:
                    connection.execute(delete(table).where(table.report_id == report_id))
            for table, of_table in rows.parts(record, report_id).items():
                connection.execute(insert(table), of_table)

    def restamp(self, source: str, stamp: tuple[int, int] | None) -> None:
        """Note a file's new size and time when its bytes have stayed the same."""
        size, mtime_ns = stamp or (None, None)
        with self._transaction() as connection:
            connection.execute(update(ReportRow).where(ReportRow.source == source).values(size=size, mtime_ns=mtime_ns))

    def entries(self) -> dict[str, Known]:
        """What is known of each source."""
        columns = (
            ReportRow.source, ReportRow.sha256, ReportRow.fingerprint, ReportRow.error_code, ReportRow.size,
            ReportRow.mtime_ns,
        )  # fmt: skip
        with self._reading() as connection:
            return {
                source: Known(
                    sha256=sha256,
                    fingerprint=fingerprint,
                    error_code=code,
                    stamp=None if size is None or mtime_ns is None else (size, mtime_ns),
                )
                for source, sha256, fingerprint, code, size, mtime_ns in connection.execute(select(*columns))
            }

    def known(self, source: str, sha256: str, fingerprint: str) -> bool:
        """Whether these bytes were analysed under this fingerprint."""
        with self._reading() as connection:
            return (
                connection.scalar(
                    select(ReportRow.id).where(
                        ReportRow.source == source,
                        ReportRow.sha256 == sha256,
                        ReportRow.fingerprint == fingerprint,
                    )
                )
                is not None
            )

    def drop_except(self, sources: Collection[str]) -> int:
        """Remove the reports whose files are gone; how many."""
        with self._transaction() as connection:
            gone = set(connection.scalars(select(ReportRow.source))) - set(sources)
            for source in sorted(gone):
                connection.execute(delete(ReportRow).where(ReportRow.source == source))
            return len(gone)

    def load_all(self) -> tuple[Analysis, ...]:
        """Every report as it was before the round step, sorted by source."""
        with self._reading() as connection:
            records = connection.execute(select(ReportRow.source, ReportRow.record)).all()
        return tuple(from_record(json.loads(row.record)) for row in sorted(records, key=lambda row: row.source))

    # ── documents the reports are compared with ─────────────────────────────────────────────────────────────

    def save_references(self, kind: ReferenceKind, analyses: Sequence[Analysis], *, fingerprint: str) -> None:
        """Keep exactly these documents of ``kind``."""
        with self._transaction() as connection:
            connection.execute(delete(ReferenceRow).where(ReferenceRow.kind == kind))
            if analyses:
                values = [
                    {"kind": kind, "source": a.source, "sha256": a.sha256, "fingerprint": fingerprint, "record": to_json(a)}
                    for a in analyses
                ]  # fmt: skip
                connection.execute(insert(ReferenceRow), values)

    def load_references(self, kind: ReferenceKind) -> dict[str, tuple[Known, Analysis]]:
        """The documents of ``kind`` by source."""
        columns = (ReferenceRow.source, ReferenceRow.sha256, ReferenceRow.fingerprint, ReferenceRow.record)
        with self._reading() as connection:
            found = connection.execute(select(*columns).where(ReferenceRow.kind == kind)).all()
        result = {}
        for row in sorted(found, key=lambda row: row.source):
            analysis = from_record(json.loads(row.record))
            code = analysis.error.code if analysis.error else None
            result[row.source] = (Known(sha256=row.sha256, fingerprint=row.fingerprint, error_code=code), analysis)
        return result

    # ── the round ───────────────────────────────────────────────────────────────────────────────────────────

    def begin_round(self, name: str, config: str) -> None:
        """A run starts: until ``save_round``, the store holds no finished round."""
        with self._transaction() as connection:
            values = {"name": name, "config": config, "finished": False}
            if connection.scalar(select(RoundRow.id)) is None:
                created = datetime.now(UTC).isoformat(timespec="seconds")
                connection.execute(insert(RoundRow).values(id=_THE_ROUND, created=created, result=None, **values))
            else:
                connection.execute(update(RoundRow).values(**values))

    def load_config(self) -> dict[str, Any]:
        """What the round asked, as plain data; empty before the first run."""
        with self._reading() as connection:
            config = connection.scalar(select(RoundRow.config))
        return dict(json.loads(config)) if config else {}

    def save_round(self, round_: Round) -> None:
        """Keep the finished round: what the round step changed in each report, and all that stands above reports."""
        with self._transaction() as connection:
            before = {
                source: (report_id, final)
                for source, report_id, final in connection.execute(
                    select(ReportRow.source, ReportRow.id, ReportRow.final)
                )
            }
            for analysis in round_.reports:
                final = to_json(analysis)
                report_id, old = before[analysis.source]
                if final != old:
                    _save_final(connection, report_id, analysis, final)
            for table in (TotalFigureRow, TotalRow):
                connection.execute(delete(table))
            for table, of_table in rows.totals(round_.totals).items():
                connection.execute(insert(table), of_table)
            connection.execute(update(RoundRow).values(finished=True, result=round_to_json(round_)))

    def load_round(self) -> Round:
        """The finished round.

        Raises:
            StoreError: ``unfinished`` when the last run did not come to its end.
        """
        with self._reading() as connection:
            row = connection.execute(select(RoundRow.finished, RoundRow.result)).first()
            finals = connection.execute(select(ReportRow.source, ReportRow.final)).all()
        result = _finished(row)
        reports = [from_record(json.loads(r.final or "")) for r in sorted(finals, key=lambda r: r.source)]
        return round_from_json(result, reports)

    def load_totals(self) -> tuple[Total, ...]:
        """The totals of the finished round.

        Raises:
            StoreError: as ``load_round``.
        """
        return totals_from_json(self._result())

    def load_units(self) -> tuple[tuple[UnitHistory, ...], AssessmentTable | None]:
        """The histories of the finished round's units, and its assessment table.

        Raises:
            StoreError: as ``load_round``.
        """
        result = self._result()
        return history_from_json(result), assessment_from_json(result)

    def _result(self) -> str:
        """What stands above the reports of the finished round, as JSON."""
        with self._reading() as connection:
            row = connection.execute(select(RoundRow.finished, RoundRow.result)).first()
        return _finished(row)

    def load_own_features(self) -> tuple[OwnShare, ...]:
        """What of each report of the finished round is the unit's own.

        Raises:
            StoreError: as ``load_round``.
        """
        return own_features_from_json(self._result())


def _finished(row: Any) -> str:
    if row is None or not row.finished or row.result is None:
        raise StoreError(
            "unfinished", "这个结果文件夹里的分析还没有做完。请再运行一次同样的 analyzer run 命令，它会接着做。"
        )
    return str(row.result)


def _save_final(connection: Connection, report_id: int, analysis: Analysis, final: str) -> None:
    """Only what the round step may change: the head, findings, copies and checks."""
    record = to_record(analysis)
    columns: dict[str, Any] = rows.head(record) | {"final": final}
    connection.execute(update(ReportRow).where(ReportRow.id == report_id).values(**columns))
    of_tables = rows.parts(record, report_id)
    for table in (FindingRow, CopyRow, CheckRow):
        connection.execute(delete(table).where(table.report_id == report_id))
        if table in of_tables:
            connection.execute(insert(table), of_tables[table])
