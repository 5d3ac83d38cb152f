"""A report's evidence in, the deficiencies a circular names out, each with the sentences that show it.

Four yes/no models on the same named evidence; a finding without a sentence to show is not made. Never knows other
reports: copying is added by the inspection room.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from analyzer import lexicon
from analyzer.assessment.evidence import Evidence
from analyzer.model.linear import classes_of, probabilities
from analyzer.types import Finding, FindingCode, Role

_SHOWN: Final = 6
#: A finding is made from this probability on; set on the training corpus by cross-validation.
THRESHOLD: Final = 0.4


def _evidence_for(code: FindingCode, evidence: Evidence) -> tuple[int, ...]:
    ranked = evidence.ranked
    if code is FindingCode.PROGRESS_LAG:
        chosen = (*ranked[Role.ORGANISATION][:4], *ranked[Role.PLAN][:2])
    elif code is FindingCode.CONTACT_ONLY:
        chosen = ranked[Role.CONTACT]
    elif code is FindingCode.VAGUE_MEASURES:
        chosen = (*evidence.vague[:4], *(i for i in ranked[Role.SLOGAN][:4] if i not in evidence.vague[:4]))
    else:
        chosen = evidence.prescribed or ranked[Role.ORGANISATION]
    return tuple(chosen[:_SHOWN])


def find_findings(evidence: Evidence, *, models: Mapping[str, Any]) -> tuple[Finding, ...]:
    """The findings of one report, strongest first."""
    messages = {entry.finding: entry.message for entry in lexicon.phrases().findings}
    found: list[Finding] = []
    for code in FindingCode:
        model = models["findings"][code.value]
        score = float(probabilities(model, [evidence.features])[0, classes_of(model).index("yes")])
        shown = _evidence_for(code, evidence)
        if score >= THRESHOLD and shown:
            found.append(Finding(code=code, score=round(score, 4), evidence=shown, message=messages[code]))
    return tuple(sorted(found, key=lambda finding: (-finding.score, finding.code)))
