"""A report and the roster in, the places that say it is another unit's out: file name, folder, title, signature.

Only a place where the author's own name is due counts: a title that begins with a unit, a line that is nothing but a
unit. 关于河口镇老人的调查 names no author. Never decides: the report stays with the unit it was read as, a person is asked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Final

from analyzer.inspection.unit_names import UnitNames
from analyzer.types import Analysis, ReportKind, RosterUnit

_FOOT: Final = 8  # the last sentences, among which a signature stands
_LONGEST_NAME: Final = 30
_SENTENCE_END: Final = re.compile(r"[。！？；：:，,]")
_DATE_OR_SEAL: Final = re.compile(
    r"[（(]\s*(?:盖章|公章|印章|章)\s*[）)]|[0-9〇○零一二三四五六七八九十]{2,4}\s*年.*$|\s"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherName:
    """A place that names another roster unit than the one a report was read as."""

    unit: RosterUnit
    place: str  # 文件名, 文件夹, 标题, 落款
    text: str


def other_names(analysis: Analysis, unit: RosterUnit, names: UnitNames) -> tuple[OtherName, ...]:
    """Every place of the report that gives another unit of the roster as its author.

    Args:
        analysis: a report that was read.
        unit: the roster unit it was read as.
        names: the roster's names.
    """
    return tuple(other for other in _named(analysis, names) if not _part_of(unit, other, names))


def named_elsewhere(analysis: Analysis, names: UnitNames) -> tuple[OtherName, ...]:
    """The same for a report of no known unit: whom its places give as its author."""
    return tuple(_named(analysis, names))


def _named(analysis: Analysis, names: UnitNames) -> Iterator[OtherName]:
    path = PurePosixPath(analysis.source)
    of_a_place = analysis.report_kind is ReportKind.RESEARCH  # 河口镇空巢老人调查 is about the town, whoever wrote it
    if not of_a_place and (found := names.first_in(path.stem)):
        yield OtherName(unit=found, place="文件名", text=path.stem)
    for folder in reversed(path.parts[:-1]):  # the nearest folder that names a unit
        known = names.listed(folder) or names.first_in(folder)
        if known:
            yield OtherName(unit=known, place="文件夹", text=folder)
            break
    title = analysis.metadata.title if analysis.metadata else None
    if title and not of_a_place and (found := names.first_in(title)):
        yield OtherName(unit=found, place="标题", text=title)
    for sentence in reversed(analysis.sentences[1:][-_FOOT:]):
        if "\t" in sentence.text or _SENTENCE_END.search(sentence.text):
            continue
        line = _DATE_OR_SEAL.sub("", sentence.text)
        if 1 < len(line) <= _LONGEST_NAME and (known := names.listed(line)):
            yield OtherName(unit=known, place="落款", text=line)
            break


def _part_of(unit: RosterUnit, other: OtherName, names: UnitNames) -> bool:
    """The unit itself, or one that the place names too, or whose own name holds the other's (荻湾镇 of 荻湾镇荻东村)."""
    if other.unit.unit == unit.unit or names.mentions(other.text, unit):
        return True
    return any(other.unit.unit in name for name in (unit.unit, *unit.short_names))
