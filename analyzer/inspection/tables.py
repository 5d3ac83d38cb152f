"""A report's sentences in, its tables out: runs of rows whose cells are joined by TAB."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from analyzer.inspection.figures import SUBTOTAL_LABEL, TAB, TOTAL_LABEL
from analyzer.types import Analysis, Sentence


@dataclass(frozen=True, slots=True)
class Row:
    sentence: Sentence
    cells: tuple[str, ...]

    def _labelled(self, pattern: object) -> bool:
        return any(pattern.match(cell) for cell in self.cells[:2])  # type: ignore[attr-defined]

    @property
    def is_total(self) -> bool:
        return self._labelled(TOTAL_LABEL)

    @property
    def is_subtotal(self) -> bool:
        return self._labelled(SUBTOTAL_LABEL)

    @property
    def is_part_of_row_above(self) -> bool:
        return any(cell.startswith(("其中", "#", "＃")) for cell in self.cells[:2])


@dataclass(frozen=True, slots=True)
class Table:
    """``rows[0]`` is the head."""

    rows: tuple[Row, ...]


def tables_of(analysis: Analysis) -> Iterator[Table]:
    """The tables in reading order; rows belong together while their blocks follow one another."""
    rows: list[Row] = []
    for sentence in analysis.sentences:
        if TAB not in sentence.text or (rows and sentence.block != rows[-1].sentence.block + 1):
            if len(rows) > 1:
                yield Table(rows=tuple(rows))
            rows = []
        if TAB in sentence.text:
            rows.append(Row(sentence=sentence, cells=tuple(cell.strip() for cell in sentence.text.split(TAB))))
    if len(rows) > 1:
        yield Table(rows=tuple(rows))
