"""A report's figures in, which of them are parts of which whole out, where arithmetic proves it.

A part after 其中 must fit into its whole; any other part only counts as one when a row of them adds up to the whole
exactly. Never knows other reports.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from analyzer.inspection.figures import Figure, by_sentence
from analyzer.inspection.tables import tables_of
from analyzer.types import Analysis

#: Small sums come about by chance (2 = 1 + 1); outside one sentence they prove nothing.
_SMALL: Final = 5
_BLOCKS_AHEAD: Final = 3


def adds_up(values: Iterable[float], whole: float) -> bool:
    return abs(sum(values) - whole) <= 1e-6 * max(1.0, abs(whole))


def row_that_adds_up(whole: Figure, row: Sequence[Figure]) -> Sequence[Figure]:
    """The first two or more figures of ``row`` that together make ``whole``, or none."""
    total = 0.0
    for count, figure in enumerate(row, 1):
        total += figure.value
        if count >= 2 and adds_up([total], whole.value):
            return row[:count]
        if total > whole.value:
            break
    return ()


def parts_after_qizhong(figures: Sequence[Figure]) -> list[tuple[Figure, list[Figure]]]:
    """Each whole of one sentence and the figures of its unit that follow 其中, all of them, fitting or not."""
    text = figures[0].sentence.text if figures else ""
    found: list[tuple[Figure, list[Figure]]] = []
    cue = text.find("其中")
    while cue >= 0:
        following = text.find("其中", cue + 2)
        end = following if following >= 0 else len(text)
        after = [f for f in figures if cue < f.indicator.start < end and not f.in_brackets and not f.is_ratio]
        for unit in dict.fromkeys(f.indicator.unit for f in after):
            before = [f for f in figures if f.indicator.end <= cue and f.indicator.unit == unit and not f.is_ratio]
            parts = [f for f in after if f.indicator.unit == unit]
            if before:
                found.append((before[-1], parts))
        cue = following
    return found


def find_parts(analysis: Analysis, figures: Sequence[Figure]) -> dict[int, int]:
    """Part → whole, as indices into ``analysis.indicators``; both have one unit, in a table not always one name."""
    summable = [figure for figure in figures if not figure.is_ratio]
    whole_of: dict[int, int] = {}

    def belongs(parts: Iterable[Figure], whole: Figure) -> None:
        for part in parts:
            if part.index != whole.index and whole_of.get(whole.index) != part.index:
                whole_of.setdefault(part.index, whole.index)

    for line in by_sentence(summable).values():
        for whole, parts in parts_after_qizhong(line):
            total = 0.0
            for part in parts:
                total += part.value
                if total > whole.value + 1e-6:
                    break
                if part.key == whole.key:
                    belongs([part], whole)

    prose = [figure for figure in summable if not figure.is_row]
    for place, whole in enumerate(prose):
        same = [f for f in prose[place + 1 :] if f.key == whole.key]
        near = [f for f in same if f.sentence.id == whole.sentence.id]
        if whole.value >= _SMALL:
            near = [f for f in same if f.sentence.block - whole.sentence.block <= _BLOCKS_AHEAD]
        belongs(row_that_adds_up(whole, near), whole)
        back = [f for f in reversed(prose[:place]) if f.key == whole.key and f.sentence.id == whole.sentence.id]
        belongs(row_that_adds_up(whole, back), whole)

    for column, totals in _table_columns(analysis, summable):
        proven = next((f for f in totals if adds_up([each.value for each in column], f.value)), None)
        if proven is None:
            keys = {figure.key for figure in column}
            proven = next(
                (f for f in prose if f.key in keys and adds_up([each.value for each in column], f.value)), None
            )
        if proven is not None:
            belongs(column, proven)
    for part, whole in _parts_in_tables(analysis, summable):
        if part.value <= whole.value:
            belongs([part], whole)
    return whole_of


def _table_columns(analysis: Analysis, figures: Sequence[Figure]) -> Iterator[tuple[list[Figure], list[Figure]]]:
    """Each column of one unit with two or more figures, and its figures in the 合计 rows."""
    by_row = by_sentence([figure for figure in figures if figure.is_row])
    for table in tables_of(analysis):
        body: dict[tuple[int, str, bool], list[Figure]] = {}
        totals: dict[tuple[int, str, bool], list[Figure]] = {}
        for row in table.rows[1:]:
            if row.is_part_of_row_above:
                continue
            for figure in by_row.get(row.sentence.id, ()):
                kind = (figure.column, figure.indicator.unit, figure.indicator.planned)
                (totals if row.is_total or row.is_subtotal else body).setdefault(kind, []).append(figure)
        for kind, column in body.items():
            if len(column) >= 2:
                yield column, totals.get(kind, [])


def _parts_in_tables(analysis: Analysis, figures: Sequence[Figure]) -> Iterator[tuple[Figure, Figure]]:
    """A row headed 其中 with the row above it; a column headed 其中 with the column to its left."""
    by_row = by_sentence([figure for figure in figures if figure.is_row])
    for table in tables_of(analysis):
        above: dict[tuple[int, str], Figure] = {}
        part_columns = {place for place, head in enumerate(table.rows[0].cells) if head.startswith("其中")}
        for row in table.rows[1:]:
            line = {(f.column, f.indicator.unit): f for f in by_row.get(row.sentence.id, ())}
            for (column, unit), figure in line.items():
                if row.is_part_of_row_above and (column, unit) in above:
                    yield figure, above[column, unit]
                elif column in part_columns and (column - 1, unit) in line:
                    yield figure, line[column - 1, unit]
            if not row.is_part_of_row_above:
                above = line
