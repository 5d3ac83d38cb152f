"""The reports' ``copies`` in, each pair of texts once out, with both shares and the passages side by side.

Never knows how copying was measured.
"""

from __future__ import annotations

from dataclasses import dataclass

from analyzer.export.overview import by_source, unit_of
from analyzer.types import Analysis, Copy, Round, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedPassage:
    """Two sentences that say the same. ``other`` is None where the other text is not part of the round."""

    sentence: Sentence | None
    other: Sentence | None
    similarity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Overlap:
    """Two texts that share passages; ``other_share`` is None where only one direction was measured."""

    source: str
    unit: str
    share: float
    kind: str
    other_source: str
    other_unit: str
    other_share: float | None
    first: str  # which was there first: this, other or unknown
    passages: tuple[SharedPassage, ...]

    @property
    def largest(self) -> float:
        return max(self.share, self.other_share or 0.0)


def _sentence(report: Analysis | None, index: int) -> Sentence | None:
    return report.sentences[index] if report and 0 <= index < len(report.sentences) else None


def overlaps(round_: Round) -> tuple[Overlap, ...]:
    """Every pair of texts that share passages, the largest share first."""
    sources = by_source(round_)
    directed: dict[tuple[str, str], Copy] = {
        (report.source, copy.source): copy for report in round_.reports for copy in report.copies
    }
    pairs: list[Overlap] = []
    for (source, other_source), copy in directed.items():
        back = directed.get((other_source, source)) if copy.kind == "report" else None
        if back is not None and other_source < source:
            continue  # told from the other side
        report, other = sources[source], sources.get(other_source)
        alike = {(p.sentence, p.other_sentence): p.similarity for p in copy.passages}
        for passage in back.passages if back else ():
            alike.setdefault((passage.other_sentence, passage.sentence), passage.similarity)
        pairs.append(
            Overlap(
                source=source,
                unit=unit_of(report),
                share=copy.share,
                kind=copy.kind,
                other_source=other_source,
                other_unit=unit_of(other) if other else "",
                other_share=back.share if back else None,
                first=copy.first,
                passages=tuple(
                    SharedPassage(sentence=_sentence(report, a), other=_sentence(other, b), similarity=similarity)
                    for (a, b), similarity in sorted(alike.items())
                ),
            )
        )
    return tuple(sorted(pairs, key=lambda pair: (-pair.largest, pair.source, pair.other_source)))
