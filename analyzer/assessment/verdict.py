"""A report's named evidence in, the verdict with substance, calibrated confidence and reasons out.

Two linear models look at a report, one at its named evidence, one at its words; a sigmoid over both scores (Platt 1999,
fitted on out-of-fold scores) gives the probability, a ridge regression grades 0…100. Each reason is one family of
evidence that moved the score, told with this report's own numbers and sentences. Never knows other reports.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from analyzer.assessment.evidence import Evidence
from analyzer.assessment.plan_yardstick import plan_tasks, tell_plan
from analyzer.assessment.reasons import Told, tell_hint, tell_reasons
from analyzer.assessment.wording import sentence_weights, wording_features
from analyzer.extraction.figure_features import Features
from analyzer.model.linear import fused, places_in_range, raw_score
from analyzer.types import BORDERLINE, SURE, Indicator, Role, Sentence, Verdict

#: A few hundred labelled reports cannot show that a judgement is surer than this.
SUREST: Final = 0.98
#: A text is strange to the models when this many features lie a tenth of the range or more outside what training has
#: seen and its words are of the rarer half (three lines of everyone's words are only short).
_STRANGE: Final = 3
_MARGIN: Final = 0.1
STRANGE_TEXT: Final = "这份文字与学习用的活动汇报差别很大，程序的把握不可靠，请人工判断。"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    verdict: Verdict
    substance: float
    confidence: float
    needs_review: bool
    reasons: tuple[str, ...]


def calibrated(scores: Mapping[str, float], sigmoid: Mapping[str, float]) -> float:
    """The probability of ``substantive``, kept off 0 and 1."""
    return min(max(fused(scores, sigmoid), 1 - SUREST), SUREST)


def contributions(features: Features, model: Any) -> dict[str, float]:
    """Each feature's part of the score: weight × distance from the training mean in standard deviations."""
    vectorizer, classifier = model.named_steps["features"], model.named_steps["classes"]
    row = model[:-1].transform([features])[0]
    return {
        name: float(weight * value)
        for name, weight, value in zip(vectorizer.feature_names_, classifier.coef_[0], row, strict=True)
    }


#: What shows in the findings, but does not decide the verdict: slogans and formulas are the genre's manner, and figures
#: that are only intended never count (a plan has its own ``plan:figures``).
ASIDE: Final = frozenset({"share:slogan", "vague_claims", "boilerplate", "vague_measures", "figures:planned"})
#: How many sentences of a kind there are; the stage asks it, the verdict looks at shares.
_COUNTS: Final = ("told:", "weight:")


def verdict_features(features: Features) -> Features:
    """The evidence that decides verdict and substance: all but manner of writing, bare intentions and counts of sentences."""
    return {name: value for name, value in features.items() if name not in ASIDE and not name.startswith(_COUNTS)}


_ROLE_FAMILY: Final = {
    Role.CONTACT: "contact", Role.PROBLEM: "chains", Role.MEASURE: "results", Role.RESULT: "results",
    Role.MECHANISM: "results", Role.PUBLICITY: "prescribed", Role.ORGANISATION: "setup", Role.PLAN: "plans",
}  # fmt: skip
_OF_ROLE: Final = ("share", "of_body", "surest", "surest3")
#: Which features make up which family of evidence, beside those of ``_OF_ROLE`` and ``own:``.
_FAMILIES: Final[dict[str, tuple[str, ...]]] = {
    "contact": ("contact_over_deed",),
    "chains": ("chains", "chains_rate", "best_problems", "research:problems"),
    "results": ("best_results", "checkable_result", "active"),
    "detail": ("checkable", "detail", "objects", "dates", "places", "persons"),
    "figures": ("figures:input", "figures:output", "figures:outcome", "deed_figures"),
    "prescribed": ("prescribed",),
    "setup": (),
    "plans": ("plan:detail", "plan:figures", "kind:plan"),
    "own": (),
}


def family_of(feature: str) -> str | None:
    """The family of evidence a feature belongs to; None for length and kind, which no reason tells."""
    prefix, _, rest = feature.partition(":")
    if prefix == "own":
        return "own"
    if prefix in _OF_ROLE and rest in set(Role):
        return _ROLE_FAMILY.get(Role(rest))
    return next((family for family, names in _FAMILIES.items() if feature in names), None)


#: The families of named evidence, in the order of the model card.
FAMILIES: Final = tuple(_FAMILIES)


def graded_features(features: Features, wording: float) -> Features:
    """What grades a report: its evidence and its wording's score."""
    return {**features, "wording": wording}


def _family_weights(
    evidence: Evidence, sentences: Sequence[Sentence], features: Features, decides: Mapping[str, Any]
) -> dict[str, float]:
    """Each family's part of the score, positive towards ``substantive``.

    What the words of a sentence weighed counts for the family of the sentence's role: words of visits speak of contact.
    """
    weights = dict.fromkeys(FAMILIES, 0.0)
    for name, part in contributions(features, decides["model"]).items():
        family = family_of(name)
        if family:
            weights[family] += part * decides["sigmoid"]["evidence"]
    role_of = {i: role for role, ids in evidence.ranked.items() for i in ids}
    for i, part in sentence_weights(sentences, evidence.told, decides["wording"]).items():
        family = _ROLE_FAMILY.get(role_of[i]) if i in role_of else None
        if family:
            weights[family] += part * decides["sigmoid"]["wording"]
    return weights


def _is_strange(features: Features, model: Any) -> bool:
    places = places_in_range(features, model)
    outside = [name for name, place in places.items() if not -_MARGIN <= place <= 1 + _MARGIN]
    return len(outside) >= _STRANGE and places["own:rarity"] > 0.5


def judge(
    evidence: Evidence, sentences: Sequence[Sentence], indicators: Sequence[Indicator], *, models: Mapping[str, Any]
) -> Judgement:
    """The verdict of one report of a kind that is judged."""
    features = verdict_features(evidence.features)
    decides = models["verdict"]
    words = wording_features(sentences, evidence.told)
    scores = {"evidence": raw_score(features, decides["model"]), "wording": raw_score(words, decides["wording"])}
    chance = calibrated(scores, decides["sigmoid"])
    verdict = Verdict.SUBSTANTIVE if chance >= 0.5 else Verdict.FORMALISTIC
    graded = float(models["substance"].predict([graded_features(features, scores["wording"])])[0])
    low, high = (50.0, 100.0) if verdict is Verdict.SUBSTANTIVE else (0.0, 49.0)
    substance = round(min(max(graded, low), high), 1)
    confidence = round(chance if verdict is Verdict.SUBSTANTIVE else 1 - chance, 4)
    told = Told(evidence=evidence, sentences=sentences, indicators=indicators)
    weights = _family_weights(evidence, sentences, features, decides)
    reasons = tell_reasons(told, weights, verdict)
    if features["kind:plan"] and (of_plan := tell_plan(plan_tasks(evidence, sentences, indicators))):
        reasons = [*reasons[:2], of_plan]
    if verdict is Verdict.FORMALISTIC:
        reasons.append(tell_hint(told))
    strange = _is_strange(features, decides["model"])
    if strange:
        reasons.append(STRANGE_TEXT)
    unsure = strange or confidence < SURE or BORDERLINE[0] <= substance < BORDERLINE[1]
    return Judgement(
        verdict=verdict, substance=substance, confidence=confidence, needs_review=unsure, reasons=tuple(reasons)
    )
