"""Reports with their copies in, what was taken over from whom out: a unit's own old text, a neighbour's sentences.

Told from the dates alone; where they say nothing, nobody is the copyist. Never knows how copying was measured.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from analyzer.types import RESENT, Analysis, Copy


def sent_again(report: Analysis, *, this_round: Collection[str]) -> tuple[Copy, ...]:
    """The unit's own reports of earlier rounds that make up more than half of this one, the most repeated first.

    Args:
        report: a report with ``copies`` filled in.
        this_round: the sources of this round; two versions handed in for one round are no old report.
    """
    return tuple(copy for copy in told_before(report, this_round=this_round) if copy.share > RESENT)


def told_before(report: Analysis, *, this_round: Collection[str]) -> tuple[Copy, ...]:
    """All copies of the unit's own reports of earlier rounds; a name of an earlier round may be used again."""
    own = [copy for copy in report.copies if copy.kind == "self_earlier"]
    return tuple(copy for copy in own if copy.source == report.source or copy.source not in this_round)


def sentences_taken_over(reports: Sequence[Analysis]) -> Mapping[str, frozenset[int]]:
    """Source → the sentence ids that another unit's earlier report of the round holds, seen from both reports."""
    found: dict[str, set[int]] = {report.source: set() for report in reports}
    for report in reports:
        for copy in report.copies:
            if copy.kind != "report" or copy.first == "unknown":
                continue
            if copy.first == "other":
                found[report.source].update(passage.sentence for passage in copy.passages)
            else:
                found.setdefault(copy.source, set()).update(passage.other_sentence for passage in copy.passages)
    return {source: frozenset(places) for source, places in found.items()}
