"""A report's figures in, those that contradict one another out, each as one plain sentence with its places.

Sound reports must pass: where the scope of two figures is not clearly the same, nothing is said.
Codes: sum_mismatch, told_differently, impossible_percent, rise_mismatch, implausible. Never knows other reports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from analyzer.inspection.figures import Figure, figures_of, plain, quoted
from analyzer.inspection.rise_checks import rise_mismatches
from analyzer.inspection.sum_checks import sum_mismatches
from analyzer.inspection.table_checks import table_mismatches
from analyzer.inspection.told_checks import told_differently
from analyzer.types import UNJUDGED_KINDS, Analysis, Check

_DAYS_A_YEAR: Final = 366
#: Rates that are a part of something and so end at 100; 完成率 and 增长率 do not.
_PART_RATE: Final = re.compile(
    r"满意率|满意度|覆盖率|覆盖面|办结率|入户率|走访率|走访面|见面率|知晓率|参与率|参加率|到位率|调处率|调解率|化解率|成功率|答复率|回复率"
    r"|回访率|合格率|优良率|发放率|普及率|入学率|参保率|参合率|解决率|整改率|落实率|排查面|排查率|到会率|出勤率|建档率|通过率|受益面"
)
_GROWTH: Final = re.compile(r"增长|增幅|提高|上升|提升|增加|下降|降低|减少|翻|同比|环比|超额|完成")
_STAY: Final = re.compile(r"下基层|驻村|住村|蹲点|吃住|同吃同住|在村|下村|驻点|进驻")
_STAFF: Final = re.compile(r"干部|队员|职工|人员|民警|教师|党员")


def _lead(figure: Figure) -> str:
    return f"{figure.clause} {figure.indicator.indicator}"


def _impossible_percents(figures: Sequence[Figure]) -> Iterator[Check]:
    for figure in figures:
        if figure.indicator.unit not in ("%", "％") or figure.value <= 100 or figure.indicator.planned:
            continue
        if _PART_RATE.search(_lead(figure)) and not _GROWTH.search(_lead(figure)):
            yield Check(
                code="impossible_percent",
                message=f"{quoted(figure)}超过了100%，这样的比率最高只能是100%，请核实。",
                indicators=(figure.index,),
            )


def _implausible_days(figures: Sequence[Figure], headcount: int | None) -> Iterator[Check]:
    """More days a head than a year has."""
    for figure in figures:
        if figure.indicator.unit not in ("天", "人天", "工日") or not _STAY.search(_lead(figure)):
            continue
        if figure.is_ratio:
            if figure.value > _DAYS_A_YEAR:
                yield Check(
                    code="implausible",
                    message=f"{quoted(figure)}平均到每人超过了一年的天数，不合常理，请核实。",
                    indicators=(figure.index,),
                )
            continue
        if figure.is_row or figure.indicator.planned:
            continue
        staff = [
            f
            for f in figures
            if f.indicator.unit in ("人", "名", "位")
            and not f.is_ratio
            and not f.indicator.planned
            and f.value > 0
            and abs(f.sentence.id - figure.sentence.id) <= 1
            and _STAFF.search(_lead(f) + f.sentence.text[f.indicator.end : f.indicator.end + 6])
        ]
        most = max(staff, key=lambda f: (f.value, -f.index), default=None)
        if most is not None and most.value >= (headcount or 0):
            if figure.value / most.value > _DAYS_A_YEAR:
                yield Check(
                    code="implausible",
                    message=f"{quoted(figure)}按{quoted(most)}平均，每人{plain(round(figure.value / most.value, 1))}天，"
                    "超过了一年的天数，不合常理，请核实。",
                    indicators=tuple(sorted((figure.index, most.index))),
                )
        elif headcount and figure.value / headcount > _DAYS_A_YEAR:
            yield Check(
                code="implausible",
                message=f"{quoted(figure)}按名册上的{headcount}人平均，每人{plain(round(figure.value / headcount, 1))}天，"
                "超过了一年的天数，不合常理，请核实。",
                indicators=(figure.index,),
            )


def _first_place(check: Check, figures: Sequence[Figure]) -> int:
    return min((f.sentence.id for f in figures if f.index in check.indicators), default=1 << 30)


def check_figures(analysis: Analysis, *, headcount: int | None = None) -> tuple[Check, ...]:
    """All contradictions of one report, in reading order; none for circulars and schemes.

    Args:
        analysis: one report.
        headcount: how many people the roster says the unit has.
    """
    if analysis.metadata is None or analysis.metadata.report_kind in UNJUDGED_KINDS:
        return ()
    figures = figures_of(analysis)
    checks = [
        *sum_mismatches(figures),
        *table_mismatches(analysis, figures),
        *told_differently(analysis, figures),
        *_impossible_percents(figures),
        *rise_mismatches(analysis, figures),
        *_implausible_days(figures, headcount),
    ]
    unique = {(check.code, check.message): check for check in checks}
    return tuple(sorted(unique.values(), key=lambda check: (_first_place(check, figures), check.code, check.message)))
