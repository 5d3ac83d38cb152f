"""A report's evidence in, the deficiencies a circular names out, each with the sentences that show it.

Rules where rules are right, learned where that measured better: ``progress_lag`` is by its meaning a stage not passed,
so – but for a plan, which has begun nothing yet – it is the probability of such a stage; the others are yes/no models on
the named evidence, two of them beside one on the words. A finding without a sentence to show is not made. Never
knows other reports: copying is added by the inspection room.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from analyzer import lexicon
from analyzer.assessment.evidence import Evidence
from analyzer.assessment.stage import stage_chances
from analyzer.assessment.wording import wording_features
from analyzer.extraction.figure_features import Features
from analyzer.model.linear import fused, raw_score
from analyzer.types import Finding, FindingCode, Role, Sentence, Stage

_SHOWN: Final = 6
#: A unit that has come no further than this lags behind.
LAGGING: Final = (Stage.NOT_STARTED, Stage.ORGANISED, Stage.MOBILISED)
#: The findings that are a matter of words, too: a second model looks at all words of the report.
BY_WORDS: Final = frozenset({FindingCode.VAGUE_MEASURES, FindingCode.NO_OWN_FEATURES})
#: A finding is made when it is likelier than not.
THRESHOLD: Final = 0.5


def _evidence_for(code: FindingCode, evidence: Evidence) -> tuple[int, ...]:
    ranked = evidence.ranked
    if code is FindingCode.PROGRESS_LAG:
        chosen = (*ranked[Role.ORGANISATION][:4], *ranked[Role.PLAN][:2])
    elif code is FindingCode.CONTACT_ONLY:
        chosen = ranked[Role.CONTACT]
    elif code is FindingCode.VAGUE_MEASURES:
        chosen = (*evidence.vague[:4], *(i for i in ranked[Role.SLOGAN][:4] if i not in evidence.vague[:4]))
    else:
        chosen = evidence.prescribed
    # a report can lack a thing without one sentence that says so: then what it has instead is shown
    instead = (*ranked[Role.ORGANISATION], *ranked[Role.CONTACT], *ranked[Role.SLOGAN], *ranked[Role.PLAN])
    return tuple((chosen or instead)[:_SHOWN])


def _score(code: FindingCode, evidence: Evidence, words: Features, models: Mapping[str, Any]) -> float:
    """The probability of a finding."""
    if code is FindingCode.PROGRESS_LAG and not evidence.features["kind:plan"]:
        chances = stage_chances(evidence, models=models)
        return float(sum(chances[stage] for stage in LAGGING))
    parts = models["findings"][code.value]
    scores = {"evidence": raw_score(evidence.features, parts["model"])}
    if "wording" in parts:
        scores["wording"] = raw_score(words, parts["wording"])
    return fused(scores, parts["sigmoid"])


def find_findings(
    evidence: Evidence, sentences: Sequence[Sentence], *, models: Mapping[str, Any]
) -> tuple[Finding, ...]:
    """The findings of one report, strongest first."""
    is_plan = bool(evidence.features["kind:plan"])
    messages = {
        entry.finding: (is_plan and entry.plan_message) or entry.message for entry in lexicon.phrases().findings
    }
    words = wording_features(sentences, range(len(sentences)))
    found: list[Finding] = []
    for code in FindingCode:
        if is_plan and code is FindingCode.CONTACT_ONLY:  # a plan reports no contact that something could follow from
            continue
        score = _score(code, evidence, words, models)
        shown = _evidence_for(code, evidence)
        if score >= THRESHOLD and shown:
            found.append(Finding(code=code, score=round(score, 4), evidence=shown, message=messages[code]))
    return tuple(sorted(found, key=lambda finding: (-finding.score, finding.code)))
