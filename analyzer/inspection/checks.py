"""A report's figures in, those that contradict one another out, each as one plain sentence with its places.

Sound reports must pass: where the scope of two figures is not clearly the same, nothing is said.
Codes: sum_mismatch, told_differently, impossible_percent, rise_mismatch, implausible. Never knows other reports.
"""

from __future__ import annotations

from collections.abc import Sequence

from analyzer.inspection.amounts import amounts_of
from analyzer.inspection.balance_checks import balance_mismatches
from analyzer.inspection.carried_rates import carried_mismatches
from analyzer.inspection.claims import claims_of
from analyzer.inspection.counted_names import count_mismatches
from analyzer.inspection.figures import Figure, figures_of, speaks_of_itself
from analyzer.inspection.implied_sums import implied_mismatches
from analyzer.inspection.list_checks import list_mismatches
from analyzer.inspection.pace_checks import pace_mismatches
from analyzer.inspection.per_head_checks import per_head_mismatches
from analyzer.inspection.rate_checks import impossible_percents, rate_mismatches
from analyzer.inspection.rise_checks import rise_mismatches
from analyzer.inspection.sum_checks import sum_mismatches
from analyzer.inspection.table_checks import table_mismatches
from analyzer.inspection.table_rows import row_mismatches
from analyzer.inspection.told_checks import told_differently
from analyzer.inspection.told_rows import rows_told_differently
from analyzer.inspection.year_checks import year_mismatches
from analyzer.types import Analysis, Check


def _first_place(check: Check, figures: Sequence[Figure]) -> int:
    return min((f.sentence.id for f in figures if f.index in check.indicators), default=1 << 30)


def check_figures(analysis: Analysis, *, headcount: int | None = None) -> tuple[Check, ...]:
    """All contradictions of one report, in reading order.

    A circular or a scheme speaks of many units: there only what one sentence or one table says is held together.

    Args:
        analysis: one report.
        headcount: how many people the roster says the unit has.
    """
    if analysis.metadata is None:
        return ()
    figures = figures_of(analysis)
    amounts = amounts_of(analysis, figures)
    own = speaks_of_itself(analysis)
    checks = [
        *sum_mismatches(figures),
        *list_mismatches(amounts),
        *implied_mismatches(amounts),
        *table_mismatches(analysis, figures, complete=own),
        *row_mismatches(analysis, figures),
        *impossible_percents(figures),
        *rate_mismatches(amounts),
        *carried_mismatches(amounts),
        *rise_mismatches(analysis, figures),
        *year_mismatches(amounts),
        *count_mismatches(analysis, figures),
    ]
    if own:
        claims = claims_of(analysis, figures, amounts)
        checks += told_differently(analysis, claims)
        checks += rows_told_differently(analysis, claims)
        checks += balance_mismatches(amounts)
        checks += pace_mismatches(amounts)
        checks += per_head_mismatches(figures, amounts, headcount)
    unique: dict[tuple[str, tuple[int, ...] | str], Check] = {}
    for check in checks:  # two ways of seeing one contradiction tell it once
        unique.setdefault((check.code, check.indicators or check.message), check)
    return tuple(sorted(unique.values(), key=lambda check: (_first_place(check, figures), check.code, check.message)))
