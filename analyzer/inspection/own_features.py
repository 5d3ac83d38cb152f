"""A report with its copies in, the same report with the finding ``no_own_features`` where most of it is another's.

What is mostly the unit's own old report gets no finding, only a person's look. Of two reports that share their text the one that is clearly earlier gets no finding, only a person's look: it may
be the one that was copied. Never knows how copying was measured, nor how it is known who was first.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Final

from analyzer.inspection.taken_over import sent_again
from analyzer.types import UNJUDGED_KINDS, Analysis, Copy, Finding, FindingCode

MUCH: Final = 0.35


def _named(copy: Copy, unit_of: Callable[[str], str | None]) -> str:
    title = f"《{PurePosixPath(copy.source).stem}》"
    unit = unit_of(copy.source)
    if copy.kind == "reference":
        return f"上级文件{title}"
    return f"{unit}的报告{title}" if unit else f"另一份报告{title}"


def mark_own_features(
    analysis: Analysis,
    *,
    unit_of: Callable[[str], str | None],
    this_round: Collection[str] = (),
) -> Analysis:
    """Add or strengthen the finding, and ask for a person's look.

    Args:
        analysis: a report with ``copies`` filled in.
        unit_of: a source's unit, to name it.
        this_round: the sources of this round's reports.
    """
    assessment, metadata = analysis.assessment, analysis.metadata
    if assessment is None or metadata is None or metadata.report_kind in UNJUDGED_KINDS:
        return analysis
    if sent_again(analysis, this_round=this_round):
        assessment = replace(assessment, needs_review=True)
        analysis = replace(analysis, assessment=assessment)
    much = [copy for copy in analysis.copies if copy.kind != "self_earlier" and copy.share >= MUCH]
    if not much:
        return analysis
    blamed = [copy for copy in much if copy.first != "this"]
    if not blamed:
        return replace(analysis, assessment=replace(assessment, needs_review=True))

    length = {sentence.id: len(sentence.text) for sentence in analysis.sentences}
    strength: dict[int, float] = {}
    for copy in blamed:
        for passage in copy.passages:
            weight = passage.similarity * length.get(passage.sentence, 0)
            strength[passage.sentence] = max(strength.get(passage.sentence, 0.0), weight)
    evidence = sorted(strength, key=lambda sentence: (-strength[sentence], sentence))
    parts = "，".join(f"约{copy.share:.0%}的文字与{_named(copy, unit_of)}相同或基本相同" for copy in blamed)
    message = f"正文{parts}，看不出本单位自己的做法；谁先写、是否照搬，请对照原文核实。"
    score = round(min(1.0, max(copy.share for copy in blamed)), 4)

    findings = list(assessment.findings)
    place = next((i for i, finding in enumerate(findings) if finding.code is FindingCode.NO_OWN_FEATURES), None)
    if place is None:
        findings.append(
            Finding(code=FindingCode.NO_OWN_FEATURES, score=score, evidence=tuple(evidence), message=message)
        )
    else:
        old = findings[place]
        findings[place] = replace(
            old,
            score=max(old.score, score),
            evidence=old.evidence + tuple(each for each in evidence if each not in old.evidence),
            message=f"{old.message.rstrip('。')}。{message}" if old.message else message,
        )
    return replace(analysis, assessment=replace(assessment, findings=tuple(findings), needs_review=True))
