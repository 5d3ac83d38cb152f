"""Sentences, their role probabilities and figures in; the report's named evidence out.

What an inspector can check: shares of roles, problem→measure→result chains, checkable detail (place, object, amount,
date, beneficiary), outcome against input figures, general claims, prescribed moves. Every number here has a name that a
reason can quote. Never knows verdicts or models.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from analyzer import lexicon
from analyzer.assessment.role_features import ROLES
from analyzer.assessment.specificity import find_own
from analyzer.assessment.wording import told_sentences
from analyzer.extraction.figure_features import Features
from analyzer.extraction.setting import Setting
from analyzer.language.normalise import fold
from analyzer.lexicon.patterns import alternatives
from analyzer.types import FigureKind, Indicator, ReportKind, Role, Sentence

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_DATE: Final = re.compile(
    r"\d{1,2}月(?:\d{1,2}日|份|底|初|中旬|上旬|下旬)|[一二三四五六七八九十]+月[一二三四五六七八九十]+[日号]|当天|当晚|次日|上午|下午"
)
_PLACE: Final = re.compile(
    r"(?<![各全我本该每一两三几])[\u4e00-\u9fff]{1,3}(?:村|组|小区|社区|路|桥|河|渠|厂|公司|合作社|市场|学校|小学|中学|医院|巷|街|圩|庄|屯|寨|队)"
)
_PERSON: Final = re.compile(
    r"(?:[\u4e00-\u9fff]{2,4}(?:户|员|民|长|书记|主任|师傅|大爷|大娘|老人|老汉|经理|老板))?[王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文][\u4e00-\u9fff]{1,2}(?=家|说|的|、|，|和|等|同志|反映|因|患)"
)
#: Within how many sentences a problem, its measure and its result must follow each other to be one story.
_CHAIN_REACH: Final = 7
#: The roles whose surest sentences tell how far the work has come.
_FURTHEST: Final = (Role.ORGANISATION, Role.PUBLICITY, Role.CONTACT, Role.MEASURE, Role.RESULT, Role.MECHANISM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """A problem, what was done about it and what changed: sentence ids and the strength 0…1."""

    problem: int
    measure: int
    result: int
    strength: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What the verdict, the stage and the findings rest on."""

    features: Features
    shares: Mapping[Role, float]  # of the body's characters, 0…1
    ranked: Mapping[Role, tuple[int, ...]]  # sentence ids whose likeliest role this is, surest first
    chains: tuple[Chain, ...]  # strongest first
    vague: tuple[int, ...]  # sentences of general claims, most formulas first
    prescribed: tuple[int, ...]  # sentences that tell prescribed moves
    own: tuple[int, ...]  # sentences of this unit's own trade, place and people, most their own first
    told: tuple[int, ...]  # sentences whose words count: no slogans, background or bare intentions
    detailed: tuple[int, ...]  # measure, result and problem sentences with checkable detail, richest first


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    phrases = lexicon.phrases()
    return {
        "boilerplate": alternatives(phrases.boilerplate),
        "vague_claim": alternatives(phrases.vague_claims),
        "prescribed": alternatives(phrases.prescribed_moves),
        "vague_measure": alternatives(phrases.vague_measures),
        "beneficiary": alternatives(phrases.beneficiaries),
        "object": alternatives(phrases.objects),
    }


def _detail(text: str, figures: int) -> float:
    """How much of a sentence can be checked on the spot, 0…1: date, place, person, object, amount, beneficiary."""
    folded = fold(text)
    patterns = _patterns()
    signs = (
        min(len(_DATE.findall(folded)), 2)
        + min(len(_PLACE.findall(folded)), 2)
        + min(len(_PERSON.findall(folded)), 2)
        + min(len(patterns["object"].findall(folded)), 2)
        + min(figures, 3)
        + min(len(patterns["beneficiary"].findall(folded)), 1)
    )
    return min(signs / 6, 1.0)


def _find_chains(p: NDArray[np.float64], order: Sequence[int]) -> tuple[Chain, ...]:
    """Greedy, non-overlapping: the strongest problem → measure → result within reach, then the next."""
    problem, measure, result = (p[:, ROLES.index(role)] for role in (Role.PROBLEM, Role.MEASURE, Role.RESULT))
    candidates: list[Chain] = []
    for i in range(len(order)):
        if problem[i] < 0.15:
            continue
        for k in range(i + 2, min(i + _CHAIN_REACH + 1, len(order))):
            if result[k] < 0.15:
                continue
            j = max(range(i + 1, k), key=lambda at: measure[at])
            strength = float(problem[i] * measure[j] * result[k]) ** (1 / 3)
            if strength >= 0.35:
                candidates.append(Chain(problem=order[i], measure=order[j], result=order[k], strength=strength))
    used: set[int] = set()
    chains: list[Chain] = []
    for chain in sorted(candidates, key=lambda item: (-item.strength, item.problem)):
        places = set(range(chain.problem, chain.result + 1))
        if not places & used:
            used |= places
            chains.append(chain)
    return tuple(chains)


def _mean_of_best(values: NDArray[np.float64], most: int) -> float:
    """The mean of the highest ``most`` values; 0 where there are none."""
    best = sorted(values.tolist(), reverse=True)[:most]
    return sum(best) / len(best) if best else 0.0


def gather_evidence(
    sentences: Sequence[Sentence],
    settings: Sequence[Setting],
    indicators: Sequence[Indicator],
    role_probabilities: NDArray[np.float64],
    commonness: Mapping[str, float],
) -> Evidence:
    """The evidence of one report.

    Args:
        sentences: n sentences.
        settings: their surroundings.
        indicators: the report's figures.
        role_probabilities: shape (n, 11), columns in the order of ``Role``.
        commonness: word → share of the training reports that use it.
    """
    import numpy as np

    patterns = _patterns()
    body = [s.id for s, setting in zip(sentences, settings, strict=True) if not setting.is_heading]
    body = body or [s.id for s in sentences]
    lengths = np.array([len(sentences[i].text) for i in body], dtype=float)
    p = role_probabilities[body] if len(body) else np.zeros((0, len(ROLES)))
    told = max(float(lengths.sum()), 1.0)
    shares = {role: float((p[:, column] * lengths).sum() / told) for column, role in enumerate(ROLES)}
    kind = settings[0].report_kind if settings else ReportKind.SUMMARY
    # What is judged is what is left when the slogans are struck out (guideline, section 1, rule 6): adding or taking
    # away exhortations must not move a verdict.
    told_as_done = 1.0 - p[:, ROLES.index(Role.SLOGAN)]
    lengths = lengths * told_as_done
    # Future tense never counts (rule 5): what is only intended lends no detail, but for a plan, which is nothing else.
    if kind is not ReportKind.PLAN:
        told_as_done = told_as_done * (1.0 - p[:, ROLES.index(Role.PLAN)])
    total = max(float(lengths.sum()), 1.0)
    left = {role: float((p[:, column] * lengths).sum() / total) for column, role in enumerate(ROLES)}
    per_thousand = 1000 / max(total, 300.0)
    counts: dict[int, int] = {}
    for indicator in indicators:
        counts[indicator.sentence] = counts.get(indicator.sentence, 0) + 1
    detail = np.array([_detail(sentences[i].text, counts.get(i, 0)) for i in body])
    hits = {
        name: np.array([len(pattern.findall(fold(sentences[i].text))) for i in body], dtype=float)
        for name, pattern in {**patterns, "date": _DATE, "place": _PLACE, "person": _PERSON}.items()
    }
    column = {role: ROLES.index(role) for role in ROLES}
    active = (
        p[:, column[Role.PROBLEM]]
        + p[:, column[Role.MEASURE]]
        + p[:, column[Role.RESULT]]
        + p[:, column[Role.MECHANISM]]
    )
    chains = _find_chains(p, body)
    features: Features = {f"share:{role}": share for role, share in left.items()}
    features["share:slogan"] = shares[Role.SLOGAN]
    judged = max(1.0 - left[Role.BACKGROUND], 0.2)
    for role in (Role.CONTACT, Role.MEASURE, Role.RESULT, Role.PROBLEM, Role.PLAN, Role.ORGANISATION):
        features[f"of_body:{role}"] = min(left[role] / judged, 1.0)
    features["active"] = float((active * lengths).sum() / total) / judged
    features["checkable"] = float((active * detail * lengths).sum() / total) / judged
    features["checkable_result"] = (
        float(((p[:, column[Role.RESULT]] + p[:, column[Role.MEASURE]]) * detail * lengths).sum() / total) / judged
    )
    features["detail"] = float((detail * lengths * told_as_done).sum() / total)
    features["contact_over_deed"] = math.log(
        (left[Role.CONTACT] + 0.03) / (left[Role.MEASURE] + left[Role.RESULT] + 0.03)
    )
    features["chains"] = math.log1p(sum(chain.strength for chain in chains))
    features["chains_rate"] = sum(chain.strength for chain in chains) * per_thousand
    for name, role, most in (("results", Role.RESULT, 5), ("problems", Role.PROBLEM, 5)):
        features[f"best_{name}"] = _mean_of_best(p[:, column[role]], most)
    for role in _FURTHEST:
        of_role = p[:, column[role]]
        features[f"surest:{role}"] = _mean_of_best(of_role, 1)
        features[f"surest3:{role}"] = _mean_of_best(of_role, 3)
        features[f"told:{role}"] = math.log1p(float((p.argmax(axis=1) == column[role]).sum()))
        features[f"weight:{role}"] = math.log1p(float(of_role.sum()))
    kept = set(told_sentences(role_probabilities, kind, aside=frozenset({Role.SLOGAN})))
    own = find_own(
        sentences,
        [i for i in body if i in kept],
        role_probabilities,
        unit=settings[0].unit if settings else None,
        commonness=commonness,
    )
    features.update(own.features)
    features["vague_claims"] = math.log1p(float(hits["vague_claim"].sum()) * per_thousand)
    features["boilerplate"] = math.log1p(float(hits["boilerplate"].sum()) * per_thousand)
    features["vague_measures"] = math.log1p(float(hits["vague_measure"].sum()) * per_thousand)
    features["prescribed"] = math.log1p(float(hits["prescribed"].sum()) * per_thousand)
    for name in ("object", "date", "place", "person"):
        features[f"{name}s"] = math.log1p(float((hits[name] * told_as_done).sum()) * per_thousand)
    # A figure in a sentence of intent or exhortation counts as little as the sentence is likely to tell of something done.
    done = dict(zip(body, told_as_done, strict=True))
    of_kind = {
        kind_: sum(float(done.get(one.sentence, 1.0)) for one in indicators if not one.planned and one.kind is kind_)
        for kind_ in FigureKind
    }
    for figure_kind, count in of_kind.items():
        features[f"figures:{figure_kind}"] = math.log1p(count * per_thousand)
    features["figures:planned"] = math.log1p(sum(one.planned for one in indicators) * per_thousand)
    features["deed_figures"] = (of_kind[FigureKind.OUTPUT] + of_kind[FigureKind.OUTCOME] + 0.5) / (
        sum(of_kind.values()) + 1
    )
    features["length"] = math.log(total / 1000)
    features["kind:plan"] = float(kind is ReportKind.PLAN)
    features["kind:research"] = float(kind is ReportKind.RESEARCH)
    features["kind:bulletin"] = float(kind is ReportKind.BULLETIN)
    plan_p = p[:, column[Role.PLAN]]
    plan_detail = float((plan_p * detail * lengths).sum() / max(float((plan_p * lengths).sum()), 1.0))
    features["plan:detail"] = plan_detail if kind is ReportKind.PLAN else 0.0
    features["plan:figures"] = features["figures:planned"] if kind is ReportKind.PLAN else 0.0
    features["research:problems"] = features["of_body:problem"] if kind is ReportKind.RESEARCH else 0.0
    likeliest = role_probabilities.argmax(axis=1) if len(sentences) else []
    ranked: dict[Role, tuple[int, ...]] = {}
    for at, role in enumerate(ROLES):
        mine = [i for i in body if likeliest[i] == at]
        ranked[role] = tuple(
            sorted(mine, key=lambda i: (-role_probabilities[i, at] * min(len(sentences[i].text), 60), i))
        )
    return Evidence(
        features=features,
        shares=shares,
        ranked=ranked,
        chains=chains,
        vague=_ranked(
            body,
            hits["vague_claim"] * 2 + hits["boilerplate"] + hits["vague_measure"] * 0.5 - 3 * detail * active,
            floor=1.0,
        ),
        prescribed=_ranked(body, hits["prescribed"] - detail * active, floor=0.5),
        own=own.sentences,
        told=tuple(told_sentences(role_probabilities, kind, aside=frozenset({Role.SLOGAN, Role.BACKGROUND}))),
        detailed=_ranked(body, detail * active, floor=0.3),
    )


def _ranked(body: Sequence[int], scores: NDArray[np.float64], *, floor: float) -> tuple[int, ...]:
    """Sentence ids by score, those under ``floor`` left out."""
    pairs = [(float(score), i) for score, i in zip(scores, body, strict=True) if score >= floor]
    return tuple(i for _, i in sorted(pairs, key=lambda pair: (-pair[0], pair[1])))
