"""A ``Round`` in, how many reports of each kind every unit and every type of unit sent out.

A plan is no report of deeds and is judged by another yardstick; circulars and schemes are not judged. Never knows formats.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from analyzer.export.overview import type_of, unit_of
from analyzer.types import ReportKind, Round


@dataclass(frozen=True, slots=True, kw_only=True)
class KindRow:
    """The reports of one unit, or of all units of one type (then ``unit`` is None), by kind."""

    unit: str | None
    unit_type: str
    counts: tuple[tuple[ReportKind, int], ...]  # every kind of ``kinds``, in its order
    reports: int


@dataclass(frozen=True, slots=True, kw_only=True)
class KindCounts:
    kinds: tuple[ReportKind, ...]  # those the round has, in the order of the guideline
    types: tuple[KindRow, ...]  # most reports first
    units: tuple[KindRow, ...]  # by type, then by name
    whole: KindRow


def kind_counts(round_: Round) -> KindCounts:
    """Count the reports that could be read."""
    told = [(unit_of(r), type_of(r), r.metadata.report_kind) for r in round_.reports if r.metadata is not None]
    present = {kind for _, _, kind in told}
    kinds = tuple(kind for kind in ReportKind if kind in present)

    def row(unit: str | None, unit_type: str, found: list[ReportKind]) -> KindRow:
        counts = Counter(found)
        return KindRow(
            unit=unit,
            unit_type=unit_type,
            counts=tuple((kind, counts[kind]) for kind in kinds),
            reports=len(found),
        )

    of_type: dict[str, list[ReportKind]] = {}
    of_unit: dict[tuple[str, str], list[ReportKind]] = {}
    for unit, unit_type, kind in told:
        of_type.setdefault(unit_type, []).append(kind)
        of_unit.setdefault((unit_type, unit), []).append(kind)
    return KindCounts(
        kinds=kinds,
        types=tuple(
            row(None, unit_type, found)
            for unit_type, found in sorted(of_type.items(), key=lambda item: (-len(item[1]), item[0]))
        ),
        units=tuple(row(unit, unit_type, found) for (unit_type, unit), found in sorted(of_unit.items())),
        whole=row(None, "合计", [kind for _, _, kind in told]),
    )
