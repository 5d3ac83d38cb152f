"""What moved a verdict in, plain Chinese sentences with the numbers and places of this very report out.

One teller a family of evidence; each cites sentences as 〔句3、8〕 (counted from 0), which the exports turn into places. A
teller that has nothing true to say says nothing. Never knows models.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from analyzer.assessment.evidence import Evidence
from analyzer.types import FigureKind, Indicator, Role, Sentence, Verdict

_REASONS: Final = 3


def _cite(ids: Sequence[int], limit: int = 4) -> str:
    return "〔句" + "、".join(str(i) for i in ids[:limit]) + "〕" if ids else ""


def _percent(share: float) -> str:
    return f"{round(100 * share)}%"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A report and its evidence, as the tellers see it."""

    evidence: Evidence
    sentences: Sequence[Sentence]
    indicators: Sequence[Indicator]

    @property
    def done(self) -> list[Indicator]:
        return [indicator for indicator in self.indicators if not indicator.planned]


def _contact(told: Told, good: bool) -> str | None:
    shares, ranked = told.evidence.shares, told.evidence.ranked
    deed = shares[Role.MEASURE] + shares[Role.RESULT]
    if good:
        return (
            f"走访座谈之外，写采取的措施和结果的内容占正文的{_percent(deed)}，多于走访慰问座谈（{_percent(shares[Role.CONTACT])}）{_cite(ranked[Role.MEASURE])}。"
            if deed > shares[Role.CONTACT]
            else None
        )
    return f"走访、慰问、座谈等接触类内容占正文的{_percent(shares[Role.CONTACT])}，由此采取的措施和取得的结果占{_percent(deed)}{_cite(ranked[Role.CONTACT])}。"


def _chains(told: Told, good: bool) -> str | None:
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


#: What no plan can have: who tells of a plan that it has no results says nothing.
_OF_DEEDS: Final = frozenset({"contact", "chains", "results", "figures"})
#: What a report is full of instead of results, in plain words.
_FILLING: Final = {
    Role.CONTACT: "走访慰问座谈",
    Role.ORGANISATION: "组织部署和学习",
    Role.PUBLICITY: "宣传",
    Role.PLAN: "今后打算",
    Role.SLOGAN: "口号和笼统评价",
    Role.SHORTFALL: "自我检讨",
}


def _filling(told: Told) -> str:
    """The role that takes most room, with its sentences: 写得最多的是走访慰问座谈〔句3、8〕."""
    shares, ranked = told.evidence.shares, told.evidence.ranked
    role = max(_FILLING, key=lambda one: (shares[one], one))
    return f"，写得最多的是{_FILLING[role]}{_cite(ranked[role])}" if ranked[role] else ""


def _results(told: Told, good: bool) -> str | None:
    shares, ranked = told.evidence.shares, told.evidence.ranked
    ids = ranked[Role.RESULT] or ranked[Role.MEASURE]
    if good:
        return f"写了可核查的结果，措施、结果两类内容合计占正文的{_percent(shares[Role.MEASURE] + shares[Role.RESULT])}{_cite(ids)}。"
    return f"写结果的内容只占正文的{_percent(shares[Role.RESULT])}，写具体措施的占{_percent(shares[Role.MEASURE])}{_cite(ids)}{_filling(told)}。"


def _detail(told: Told, good: bool) -> str | None:
    ids = told.evidence.detailed
    if good:
        return f"时间、地点、对象、数量写得具体，有{len(ids)}句可以到现场核对{_cite(ids)}。" if ids else None
    if ids:
        return f"写明时间、地点、对象、数量，可以到现场核对的只有{len(ids)}句{_cite(ids)}。"
    return "没有一句写明时间、地点、对象、数量，现场无从核对。"


def _figures(told: Told, good: bool) -> str | None:
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


def _prescribed(told: Told, good: bool) -> str | None:
    ids = told.evidence.prescribed
    return None if good or not ids else f"写的多是上级统一要求的规定动作{_cite(ids)}。"


def _setup(told: Told, good: bool) -> str | None:
    share = told.evidence.shares[Role.ORGANISATION]
    return (
        None
        if good or share < 0.12
        else f"建组织、定方案、开会学习的内容占正文的{_percent(share)}{_cite(told.evidence.ranked[Role.ORGANISATION])}。"
    )


def _plans(told: Told, good: bool) -> str | None:
    share, ids = told.evidence.shares[Role.PLAN], told.evidence.ranked[Role.PLAN]
    if told.evidence.features.get("kind:plan"):
        planned = [indicator for indicator in told.indicators if indicator.planned]
        places = sorted({indicator.sentence for indicator in planned})
        if good:
            return f"计划写明了做什么、做多少，有{len(planned)}个目标数据可供对照{_cite(places)}。" if planned else None
        return f"作为计划，可供对照的目标数据只有{len(planned)}个，谁来做、做多少、何时完成写得不具体{_cite(ids)}。"
    return None if good or share < 0.12 else f"“将要做”的内容占正文的{_percent(share)}，不能算作成效{_cite(ids)}。"


def _own(told: Told, good: bool) -> str | None:
    ids = told.evidence.own
    if good:
        return f"写的是本单位、本地方自己的事，别的报告里少见，集中在{_cite(ids)}。" if ids else None
    return (
        f"多是各单位都在用的说法，{len(told.sentences)}句里写本单位自己的业务、地方和人的有{len(ids)}句{_cite(ids)}。"
    )


_TELLERS: Final[dict[str, Callable[[Told, bool], str | None]]] = {
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


def tell_reasons(told: Told, weights: Mapping[str, float], verdict: Verdict) -> list[str]:
    """The families that moved the score most towards the verdict, told with this report's numbers.

    Args:
        told: the report.
        weights: each family's part of the score, positive towards ``substantive``.
        verdict: what the reasons are for.
    """
    good = verdict is Verdict.SUBSTANTIVE
    towards = {family: weight if good else -weight for family, weight in weights.items()}
    is_plan = bool(told.evidence.features.get("kind:plan"))
    tellers = {name: tell for name, tell in _TELLERS.items() if good or not (is_plan and name in _OF_DEEDS)}
    order = sorted((name for name in towards if name in tellers), key=lambda name: (-towards[name], name))
    told_reasons: list[str] = []
    for family in order:
        if len(told_reasons) == _REASONS or (towards[family] <= 0 and told_reasons):
            break
        reason = tellers[family](told, good)
        if reason:
            told_reasons.append(reason)
    if not told_reasons:
        told_reasons = [reason for teller in tellers.values() if (reason := teller(told, good))][:1]
    return told_reasons


def tell_hint(told: Told) -> str:
    """What a unit could add so that the verdict might change."""
    if told.evidence.features.get("kind:plan"):
        return "改进提示：若能写明每项任务由谁负责、在哪里做、做多少、何时完成、怎样算完成，结论可能改变。"
    contact = told.evidence.ranked[Role.CONTACT]
    where = f"（例如〔句{contact[0]}〕走访之后）" if contact else ""
    return f"改进提示：若能写明{where}发现并解决了哪几个具体问题、采取了什么措施、结果如何，并附时间、地点、对象和数量，结论可能改变。"
