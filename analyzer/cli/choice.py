"""What a user types after ``show DIR`` → the unit or file he means.

In: a round, the roster's short names, some text. Out: one ``Chosen``, or a ``Refusal`` that lists what it could mean.
Never knows how anything is printed.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from analyzer.cli.faults import Refusal
from analyzer.types import Analysis, Round, Submission

_LISTED: Final = 15


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """A unit with its reports (none when it submitted nothing), or one file."""

    label: str
    submission: Submission | None
    reports: tuple[Analysis, ...]


def short_names(config: Mapping[str, Any]) -> dict[str, tuple[str, ...]]:
    """Short name → the units that are called so (a roster may give one name to two), from a stored configuration."""
    called: dict[str, tuple[str, ...]] = {}
    for unit in config.get("roster", ()):
        for short in unit.get("short_names", ()):
            called[short] = (*called.get(short, ()), unit["unit"])
    return called


def choose(round_: Round, wanted: str, shorts: Mapping[str, Sequence[str]]) -> Chosen:
    """The unit (by name, short name or part of it) or file (by source or part of it) called ``wanted``.

    Raises:
        Refusal: ``not_found``, or ``ambiguous`` with the candidates.
    """
    units, files = _units(round_), {report.source: report for report in round_.reports}
    key = _folded(wanted)
    called = [(_folded(short), units[name]) for short, names in shorts.items() for name in names if name in units]
    exact = [unit for name, unit in units.items() if _folded(name) == key]
    exact = exact or _once(unit for short, unit in called if short == key)
    if len(exact) == 1:
        return exact[0]
    if exact:
        raise Refusal("ambiguous", _which(wanted, exact))
    if wanted in files:
        return _file(files[wanted])
    near = [unit for name, unit in units.items() if key in _folded(name)]
    near = _once((*near, *(unit for short, unit in called if key in short)))
    covered = {report.source for unit in near for report in unit.reports}
    candidates = near + [_file(files[s]) for s in sorted(files) if key in _folded(s) and s not in covered]
    if len(candidates) == 1:
        return candidates[0]
    if not candidates:
        raise Refusal("not_found", f"没有找到“{wanted}”。请写单位名称、简称或文件名的一部分；不写则显示整轮情况。")
    raise Refusal("ambiguous", _which(wanted, candidates))


def _once(units: Iterable[Chosen]) -> list[Chosen]:
    return list({unit.label: unit for unit in units}.values())


def _which(wanted: str, candidates: Sequence[Chosen]) -> str:
    listed = "\n".join(f"  {candidate.label}" for candidate in candidates[:_LISTED])
    more = f"\n  ……共 {len(candidates)} 个" if len(candidates) > _LISTED else ""
    return f"“{wanted}”可能是下面几个，请写得更完整一些：\n{listed}{more}"


def _units(round_: Round) -> dict[str, Chosen]:
    """Units as the round step resolved them, then those that only a report itself names."""
    by_source = {report.source: report for report in round_.reports}
    units = {
        submission.unit: Chosen(
            label=submission.unit,
            submission=submission,
            reports=tuple(by_source[source] for source in submission.sources if source in by_source),
        )
        for submission in round_.submissions
    }
    told = {report.source for unit in units.values() for report in unit.reports}
    for report in round_.reports:
        name = report.metadata.unit if report.metadata else None
        if name is not None and name not in units and report.source not in told:
            same = tuple(r for r in round_.reports if r.metadata is not None and r.metadata.unit == name)
            units[name] = Chosen(label=name, submission=None, reports=same)
    return units


def _file(report: Analysis) -> Chosen:
    return Chosen(label=report.source, submission=None, reports=(report,))


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().strip()
