"""A plan's sentences and figures in, one plain sentence out: how many of its tasks say who does it, by when, how much.

A plan has no deeds to tell; it is measured by whether one could see it done (annotation guideline, section 1). What is
counted is only what stands in a task's own sentence. Never knows verdicts.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from analyzer import lexicon
from analyzer.assessment.evidence import Evidence
from analyzer.language.normalise import fold
from analyzer.lexicon.patterns import alternatives
from analyzer.types import Indicator, Role, Sentence

_SHOWN: Final = 4
_SHORT: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanTasks:
    """The ids of a plan's tasks, and of those that tell who, when and how much; ``bare`` tell none of it."""

    tasks: tuple[int, ...]
    who: tuple[int, ...]
    when: tuple[int, ...]
    amount: tuple[int, ...]

    @property
    def bare(self) -> tuple[int, ...]:
        told = {*self.who, *self.when, *self.amount}
        return tuple(task for task in self.tasks if task not in told)


@cache
def _who() -> re.Pattern[str]:
    return alternatives(lexicon.reports().plan_who)


@cache
def _when() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in lexicon.reports().plan_when))


def plan_tasks(evidence: Evidence, sentences: Sequence[Sentence], indicators: Sequence[Indicator]) -> PlanTasks:
    """Look at the sentences that announce work; headings are not among them."""
    tasks = sorted(
        i for role in (Role.PLAN, Role.MEASURE) for i in evidence.ranked[role] if len(sentences[i].text) >= _SHORT
    )
    folded = {i: fold(sentences[i].text) for i in tasks}
    counted = {figure.sentence for figure in indicators}
    return PlanTasks(
        tasks=tuple(tasks),
        who=tuple(i for i in tasks if _who().search(folded[i])),
        when=tuple(i for i in tasks if _when().search(folded[i])),
        amount=tuple(i for i in tasks if i in counted),
    )


def tell_plan(tasks: PlanTasks) -> str | None:
    """The count in plain Chinese; None where nothing is announced."""
    if not tasks.tasks:
        return None
    told = (
        f"作为计划看：写打算做什么的有{len(tasks.tasks)}句，其中写明由谁负责的{len(tasks.who)}句、"
        f"何时做或何时完成的{len(tasks.when)}句、有数量可对照的{len(tasks.amount)}句"
    )
    if not tasks.bare:
        return f"{told}。"
    places = "、".join(str(i) for i in tasks.bare[:_SHOWN])
    return f"{told}；这三样都没有写的有{len(tasks.bare)}句，如〔句{places}〕，请看其他地方（附表、责任分工）有没有写。"
