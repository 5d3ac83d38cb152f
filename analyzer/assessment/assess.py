"""One report's sentences, settings and figures in, its whole assessment out: roles, evidence, stage, findings, verdict.

Reads like the method: role of each sentence → evidence of the report → stage, findings, verdict. Never knows files or
other reports.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from analyzer.assessment.evidence import gather_evidence
from analyzer.assessment.findings import find_findings
from analyzer.assessment.roles import label_roles
from analyzer.assessment.stage import find_stage
from analyzer.assessment.verdict import judge
from analyzer.extraction.setting import Setting
from analyzer.types import UNJUDGED_KINDS, Assessment, Indicator, ReportKind, Sentence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def assess(
    sentences: Sequence[Sentence],
    settings: Sequence[Setting],
    indicators: Sequence[Indicator],
    table: NDArray[np.float64],
    *,
    report_kind: ReportKind,
    ocr: bool,
    models: Mapping[str, Any],
) -> Assessment:
    """Assess one report; circulars and schemes get roles and stage, but no verdict and no findings.

    ``table`` holds the role probabilities of the sentences, shape (sentences, 11), columns in the order of ``Role``.
    """
    roles = label_roles(sentences, table)
    evidence = gather_evidence(sentences, settings, indicators, table, models["commonness"])
    stage = find_stage(evidence, models=models)
    if report_kind in UNJUDGED_KINDS:
        return Assessment(
            verdict=None,
            substance=None,
            confidence=None,
            needs_review=ocr,
            reasons=(),
            stage=stage,
            findings=(),
            roles=roles,
        )
    judgement = judge(evidence, sentences, indicators, models=models)
    return Assessment(
        verdict=judgement.verdict,
        substance=judgement.substance,
        confidence=judgement.confidence,
        needs_review=judgement.needs_review or ocr,
        reasons=judgement.reasons,
        stage=stage,
        findings=find_findings(evidence, sentences, models=models),
        roles=roles,
    )
