"""Where a sentence stands in its report: section heading, position, kind of report, reporting unit.

In: a document's blocks and sentences. Out: one ``Setting`` a sentence, shared by the extractors and the assessment,
so that each looks at the same surroundings. Never knows figures, practices or roles.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.types import Block, BlockKind, Metadata, ReportKind, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The surroundings of one sentence."""

    heading: str  # the nearest heading above, "" before the first
    is_heading: bool
    is_table: bool
    position: float  # 0 at the report's start, 1 at its end, by sentences
    in_block: int  # which sentence of its block
    report_kind: ReportKind
    unit: str | None  # the reporting unit
    title: str
    campaign: str | None
    date: str | None = None  # the report's own, ISO


def settings_of(blocks: Sequence[Block], sentences: Sequence[Sentence], metadata: Metadata) -> tuple[Setting, ...]:
    """The setting of each sentence, in order."""
    found: list[Setting] = []
    heading = ""
    last_block, in_block = -1, 0
    count = max(len(sentences) - 1, 1)
    for sentence in sentences:
        block = blocks[sentence.block]
        in_block = in_block + 1 if sentence.block == last_block else 0
        last_block = sentence.block
        is_heading = block.kind is BlockKind.HEADING
        if is_heading:
            heading = sentence.text
        found.append(
            Setting(
                heading=heading,
                is_heading=is_heading,
                is_table=block.kind is BlockKind.TABLE_ROW,
                position=sentence.id / count,
                in_block=in_block,
                report_kind=metadata.report_kind,
                unit=metadata.unit,
                title=metadata.title or "",
                campaign=metadata.campaign,
                date=metadata.date,
            )
        )
    return tuple(found)
