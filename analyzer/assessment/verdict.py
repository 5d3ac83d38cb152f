"""A report's named evidence in, the verdict with substance, calibrated confidence and reasons out.

Two linear models look at a report, one at its named evidence, one at its words; a sigmoid over both scores (Platt 1999,
fitted on out-of-fold scores) gives the probability, a ridge regression grades 0…100. Each reason is one family of
evidence that moved the score, told with this report's own numbers and sentences. Never knows other reports.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from analyzer.assessment.evidence import Evidence
from analyzer.assessment.wording import sentence_weights, wording_features
from analyzer.extraction.figure_features import Features
from analyzer.model.linear import fused, raw_score
from analyzer.types import BORDERLINE, SURE, FigureKind, Indicator, Role, Sentence, Verdict

#: A few hundred labelled reports cannot show that a judgement is surer than this.
SUREST: Final = 0.98
_REASONS: Final = 3


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


#: How many sentences of a kind there are grows with a report's length alone; the stage may ask it, the verdict not.
_COUNTS: Final = ("told:", "weight:")


def verdict_features(features: Features) -> Features:
    """The evidence that decides verdict and substance: all but manner of writing, bare intentions and length."""
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


def _cite(ids: Sequence[int], limit: int = 4) -> str:
    return "〔句" + "、".join(str(i) for i in ids[:limit]) + "〕" if ids else ""


def _percent(share: float) -> str:
    return f"{round(100 * share)}%"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Told:
    evidence: Evidence
    sentences: Sequence[Sentence]
    indicators: Sequence[Indicator]

    @property
    def done(self) -> list[Indicator]:
        return [indicator for indicator in self.indicators if not indicator.planned]


def _contact(told: _Told, good: bool) -> str | None:
    shares, ranked = told.evidence.shares, told.evidence.ranked
    deed = shares[Role.MEASURE] + shares[Role.RESULT]
    if good:
        return (
            f"走访座谈之外，写采取的措施和结果的内容占正文的{_percent(deed)}，多于走访慰问座谈（{_percent(shares[Role.CONTACT])}）{_cite(ranked[Role.MEASURE])}。"
            if deed > shares[Role.CONTACT]
            else None
        )
    return f"走访、慰问、座谈等接触类内容占正文的{_percent(shares[Role.CONTACT])}，由此采取的措施和取得的结果占{_percent(deed)}{_cite(ranked[Role.CONTACT])}。"


def _chains(told: _Told, good: bool) -> str | None:
    chains = told.evidence.chains
    if good:
        if not chains:
            return None
        first = chains[0]
        return f"有{len(chains)}处写清了“问题—措施—结果”的来龙去脉，最完整的一处见〔句{first.problem}、{first.measure}、{first.result}〕。"
    if not chains:
        return "没有找到一处“发现什么问题、采取什么措施、结果怎样”连贯写清的事例。"
    first = chains[0]
    return f"写清“问题—措施—结果”的事例只找到{len(chains)}处〔句{first.problem}、{first.measure}、{first.result}〕，撑不起全文。"


#: What a report is full of instead of results, in plain words.
_FILLING: Final = {
    Role.CONTACT: "走访慰问座谈",
    Role.ORGANISATION: "组织部署和学习",
    Role.PUBLICITY: "宣传",
    Role.PLAN: "今后打算",
    Role.SLOGAN: "口号和笼统评价",
    Role.SHORTFALL: "自我检讨",
}


def _filling(told: _Told) -> str:
    """The role that takes most room, with its sentences: 写得最多的是走访慰问座谈〔句3、8〕."""
    shares, ranked = told.evidence.shares, told.evidence.ranked
    role = max(_FILLING, key=lambda one: (shares[one], one))
    return f"，写得最多的是{_FILLING[role]}{_cite(ranked[role])}" if ranked[role] else ""


def _results(told: _Told, good: bool) -> str | None:
    shares, ranked = told.evidence.shares, told.evidence.ranked
    ids = ranked[Role.RESULT] or ranked[Role.MEASURE]
    if good:
        return f"写了可核查的结果，措施、结果两类内容合计占正文的{_percent(shares[Role.MEASURE] + shares[Role.RESULT])}{_cite(ids)}。"
    return f"写结果的内容只占正文的{_percent(shares[Role.RESULT])}，写具体措施的占{_percent(shares[Role.MEASURE])}{_cite(ids)}{_filling(told)}。"


def _detail(told: _Told, good: bool) -> str | None:
    ids = told.evidence.detailed
    if good:
        return f"时间、地点、对象、数量写得具体，有{len(ids)}句可以到现场核对{_cite(ids)}。" if ids else None
    if ids:
        return f"写明时间、地点、对象、数量，可以到现场核对的只有{len(ids)}句{_cite(ids)}。"
    return "没有一句写明时间、地点、对象、数量，现场无从核对。"


def _figures(told: _Told, good: bool) -> str | None:
    done = told.done
    if not done:
        return None if good else "全文没有一个已完成的数据。"
    deeds = [indicator for indicator in done if indicator.kind is not FigureKind.INPUT]
    ids = sorted({indicator.sentence for indicator in (deeds or done)})
    if good:
        return (
            f"{len(done)}个已完成的数据中，有{len(deeds)}个反映办成的事和群众得到的变化{_cite(ids)}。"
            if deeds
            else None
        )
    return f"{len(done)}个已完成的数据中，有{len(done) - len(deeds)}个是走访户数、会议次数、发放数量一类的投入数，反映办成的事和群众变化的有{len(deeds)}个{_cite(ids)}。"


def _prescribed(told: _Told, good: bool) -> str | None:
    ids = told.evidence.prescribed
    return None if good or not ids else f"写的多是上级统一要求的规定动作{_cite(ids)}。"


def _setup(told: _Told, good: bool) -> str | None:
    share = told.evidence.shares[Role.ORGANISATION]
    return (
        None
        if good or share < 0.12
        else f"建组织、定方案、开会学习的内容占正文的{_percent(share)}{_cite(told.evidence.ranked[Role.ORGANISATION])}。"
    )


def _plans(told: _Told, good: bool) -> str | None:
    share, ids = told.evidence.shares[Role.PLAN], told.evidence.ranked[Role.PLAN]
    if told.evidence.features.get("kind:plan"):
        planned = [indicator for indicator in told.indicators if indicator.planned]
        places = sorted({indicator.sentence for indicator in planned})
        if good:
            return f"计划写明了做什么、做多少，有{len(planned)}个目标数据可供对照{_cite(places)}。" if planned else None
        return f"作为计划，可供对照的目标数据只有{len(planned)}个，谁来做、做多少、何时完成写得不具体{_cite(ids)}。"
    return None if good or share < 0.12 else f"“将要做”的内容占正文的{_percent(share)}，不能算作成效{_cite(ids)}。"


def _own(told: _Told, good: bool) -> str | None:
    ids = told.evidence.own
    if good:
        return f"写的是本单位、本地方自己的事，别的报告里少见，集中在{_cite(ids)}。" if ids else None
    return (
        f"多是各单位都在用的说法，{len(told.sentences)}句里写本单位自己的业务、地方和人的有{len(ids)}句{_cite(ids)}。"
    )


_TELLERS: Final[dict[str, Callable[[_Told, bool], str | None]]] = {
    "contact": _contact,
    "chains": _chains,
    "results": _results,
    "detail": _detail,
    "figures": _figures,
    "prescribed": _prescribed,
    "setup": _setup,
    "plans": _plans,
    "own": _own,
}


def _reasons(told: _Told, weights: Mapping[str, float], verdict: Verdict) -> list[str]:
    """The families that moved the score most towards the verdict, told with this report's numbers.

    Args:
        told: the report.
        weights: each family's part of the score, positive towards ``substantive``.
        verdict: what the reasons are for.
    """
    good = verdict is Verdict.SUBSTANTIVE
    towards = {family: weight if good else -weight for family, weight in weights.items()}
    order = sorted(towards, key=lambda name: (-towards[name], name))
    told_reasons: list[str] = []
    for family in order:
        if len(told_reasons) == _REASONS or (towards[family] <= 0 and told_reasons):
            break
        reason = _TELLERS[family](told, good)
        if reason:
            told_reasons.append(reason)
    if not told_reasons:
        told_reasons = [reason for teller in _TELLERS.values() if (reason := teller(told, good))][:1]
    return told_reasons


def _hint(told: _Told) -> str:
    """What a unit could add so that the verdict might change."""
    if told.evidence.features.get("kind:plan"):
        return "改进提示：若能写明每项任务由谁负责、在哪里做、做多少、何时完成、怎样算完成，结论可能改变。"
    contact = told.evidence.ranked[Role.CONTACT]
    where = f"（例如〔句{contact[0]}〕走访之后）" if contact else ""
    return f"改进提示：若能写明{where}发现并解决了哪几个具体问题、采取了什么措施、结果如何，并附时间、地点、对象和数量，结论可能改变。"


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
    told = _Told(evidence=evidence, sentences=sentences, indicators=indicators)
    weights = _family_weights(evidence, sentences, features, decides)
    reasons = _reasons(told, weights, verdict)
    if verdict is Verdict.FORMALISTIC:
        reasons.append(_hint(told))
    unsure = confidence < SURE or BORDERLINE[0] <= substance < BORDERLINE[1]
    return Judgement(
        verdict=verdict, substance=substance, confidence=confidence, needs_review=unsure, reasons=tuple(reasons)
    )
