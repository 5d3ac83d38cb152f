"""A report's evidence in, the furthest stage it shows as done out. Never knows the verdict.

Learned on named evidence and read off as the median of the stages' distribution, because the stages are ordered and a
mistake of one step is a smaller one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from analyzer.assessment.evidence import Evidence
from analyzer.model.linear import classes_of, probabilities
from analyzer.types import Stage

STAGES: Final = tuple(Stage)


def stage_chances(evidence: Evidence, *, models: Mapping[str, Any]) -> dict[Stage, float]:
    """The probability of each stage, in their order."""
    model = models["stage"]
    row = probabilities(model, [evidence.features])[0]
    chance = dict(zip(classes_of(model), row, strict=True))
    return {stage: float(chance.get(stage, 0.0)) for stage in STAGES}


def find_stage(evidence: Evidence, *, models: Mapping[str, Any]) -> Stage:
    """The stage at which the cumulated probability passes one half."""
    total = 0.0
    for stage, chance in stage_chances(evidence, models=models).items():
        total += chance
        if total >= 0.5:
            return stage
    return STAGES[-1]
