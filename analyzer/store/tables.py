"""The tables. ``reports.record`` is the truth the program reads; the other columns and tables are for people's SQL.

In: nothing. Out: SQLAlchemy tables. Never knows how rows come to be (``rows.py``) or how tables change over versions
(``migrations/``).
"""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, MetaData, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

_NAMES = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=_NAMES)
    type_annotation_map = {str: Text()}  # noqa: RUF012 - SQLAlchemy's own way


class RoundRow(Base):
    """The round; one row. ``finished`` is false while a run has begun and not yet written its results."""

    __tablename__ = "round"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]
    config: Mapped[str]  # JSON
    created: Mapped[str] = mapped_column(String(32))  # UTC, ISO
    finished: Mapped[bool]
    result: Mapped[str | None]  # JSON of the Round without its reports


class ReportRow(Base):
    """One submitted file. ``record`` is the report by itself, ``final`` after the round step, both JSON."""

    __tablename__ = "reports"

    id: Mapped[int] = mapped_column(primary_key=True)
    source: Mapped[str] = mapped_column(unique=True)
    sha256: Mapped[str | None] = mapped_column(String(64), index=True)
    size: Mapped[int | None] = mapped_column(BigInteger)
    mtime_ns: Mapped[int | None] = mapped_column(BigInteger)
    fingerprint: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(8))
    error_code: Mapped[str | None] = mapped_column(String(32))
    record: Mapped[str]
    final: Mapped[str | None]
    title: Mapped[str | None]
    unit: Mapped[str | None] = mapped_column(index=True)
    unit_type: Mapped[str | None]
    campaign: Mapped[str | None]
    date: Mapped[str | None] = mapped_column(String(10))
    report_kind: Mapped[str | None] = mapped_column(String(16))
    verdict: Mapped[str | None] = mapped_column(String(16))
    substance: Mapped[float | None]
    confidence: Mapped[float | None]
    needs_review: Mapped[bool | None]
    stage: Mapped[str | None] = mapped_column(String(20))


class _Part(Base):
    """A row that belongs to a report and goes with it."""

    __abstract__ = True

    report_id: Mapped[int] = mapped_column(
        ForeignKey("reports.id", ondelete="CASCADE"), primary_key=True, sort_order=-2
    )
    # its place in the record's list
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False, sort_order=-1)


class SentenceRow(_Part):
    __tablename__ = "sentences"

    text: Mapped[str]
    role: Mapped[str] = mapped_column(String(16))
    confidence: Mapped[float]
    block: Mapped[int]
    page: Mapped[int | None]
    start_offset: Mapped[int]  # START and END are words of SQL
    end_offset: Mapped[int]


class IndicatorRow(_Part):
    __tablename__ = "indicators"

    text: Mapped[str]
    value: Mapped[float]
    value_high: Mapped[float | None]
    unit: Mapped[str]
    indicator: Mapped[str]
    canonical: Mapped[str | None] = mapped_column(index=True)
    qualifier: Mapped[str] = mapped_column(String(8))
    kind: Mapped[str] = mapped_column(String(8))
    holder: Mapped[str | None]
    planned: Mapped[bool]
    sentence: Mapped[int]
    start_offset: Mapped[int]
    end_offset: Mapped[int]
    period: Mapped[str | None] = mapped_column(String(24))
    accrual: Mapped[str | None] = mapped_column(String(12))
    whose: Mapped[str | None] = mapped_column(String(8))


class PracticeRow(_Part):
    __tablename__ = "practices"

    name: Mapped[str]
    holder: Mapped[str | None]
    kind: Mapped[str]
    gloss: Mapped[str | None]
    sentence: Mapped[int]
    start_offset: Mapped[int]
    end_offset: Mapped[int]


class UnitRow(_Part):
    """A unit named in a sentence."""

    __tablename__ = "units"

    text: Mapped[str]
    name: Mapped[str]
    type: Mapped[str]
    sentence: Mapped[int]
    start_offset: Mapped[int]
    end_offset: Mapped[int]


class FindingRow(_Part):
    __tablename__ = "findings"

    code: Mapped[str] = mapped_column(String(32))
    score: Mapped[float]
    evidence: Mapped[str]  # JSON list of sentence numbers
    message: Mapped[str]


class CopyRow(_Part):
    __tablename__ = "copies"

    source: Mapped[str]
    kind: Mapped[str] = mapped_column(String(16))
    share: Mapped[float]
    passages: Mapped[str]  # JSON


class CheckRow(_Part):
    __tablename__ = "checks"

    code: Mapped[str] = mapped_column(String(32))
    message: Mapped[str]
    indicators: Mapped[str]  # JSON list of indicator numbers


class TotalRow(Base):
    """A total of the finished round; ``figures`` of it stand in ``total_figures``."""

    __tablename__ = "totals"

    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    holder: Mapped[str] = mapped_column(index=True)
    holder_type: Mapped[str | None]
    canonical: Mapped[str] = mapped_column(index=True)
    unit: Mapped[str]
    kind: Mapped[str] = mapped_column(String(8))
    planned: Mapped[bool]
    period: Mapped[str | None] = mapped_column(String(24))
    value: Mapped[float]
    per_head: Mapped[float | None]


class TotalFigureRow(Base):
    """A figure of a total: ``indicator`` is its number in the report's list; ``reason`` why it was not added."""

    __tablename__ = "total_figures"

    total: Mapped[int] = mapped_column(ForeignKey("totals.number", ondelete="CASCADE"), primary_key=True)
    source: Mapped[str] = mapped_column(primary_key=True)
    indicator: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    added: Mapped[bool]
    reason: Mapped[str | None] = mapped_column(String(32))


class ReferenceRow(Base):
    """A document the reports are compared with: the superior's own, or one of an earlier round."""

    __tablename__ = "reference_documents"

    kind: Mapped[str] = mapped_column(String(16), primary_key=True)  # reference, earlier
    source: Mapped[str] = mapped_column(primary_key=True)
    sha256: Mapped[str | None] = mapped_column(String(64))
    fingerprint: Mapped[str] = mapped_column(String(64))
    record: Mapped[str]


PARTS: tuple[type[_Part], ...] = (
    SentenceRow,
    IndicatorRow,
    PracticeRow,
    UnitRow,
    FindingRow,
    CopyRow,
    CheckRow,
)
