"""A ``Round`` in, ``results.xlsx`` out: the workbook an inspector opens first.

Never knows how anything was judged. The sheets' contents are made in ``sheets_*``, their looks in ``workbook_paper``.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from analyzer.export import (
    sheets_assessment,
    sheets_figures,
    sheets_own,
    sheets_practices,
    sheets_reports,
    sheets_totals,
)
from analyzer.export.atomic import CREATED, replacing
from analyzer.export.overview import overview
from analyzer.export.plain import clean
from analyzer.export.sheet_overview import write_explanation, write_overview
from analyzer.export.sheet_tables import Table
from analyzer.export.workbook_paper import Paper
from analyzer.types import Round

#: From this many figures on rows go to disk as they are written, so that a large round fits into memory.
_MANY_FIGURES: Final = 20_000


def tables(round_: Round) -> tuple[Table, ...]:
    """The workbook's tables in the order of its sheets, 总览 before and 说明 after them."""
    return (
        sheets_reports.review(round_),
        sheets_reports.all_reports(round_),
        sheets_figures.comparison(round_),
        sheets_totals.whole_round(round_),
        sheets_totals.totals(round_),
        sheets_totals.sources(round_),
        sheets_figures.figures(round_),
        sheets_practices.practices(round_),
        sheets_own.own_features(round_),
        sheets_practices.copied(round_),
        sheets_figures.checks(round_),
        sheets_own.kinds(round_),
        sheets_reports.submissions(round_),
        sheets_assessment.history(round_),
        sheets_assessment.assessment(round_),
        sheets_assessment.assessment_traces(round_),
        sheets_reports.unread(round_),
    )


def write(round_: Round, path: Path) -> Path:
    """Write the workbook to ``path``, whole or not at all; the same bytes for the same round."""
    import xlsxwriter

    parts = tables(round_)
    with replacing(path) as temporary:
        workbook = xlsxwriter.Workbook(
            str(temporary),
            {
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
                "constant_memory": sum(len(report.indicators) for report in round_.reports) > _MANY_FIGURES,
            },
        )
        workbook.set_properties({"title": clean(round_.name)[:200], "created": CREATED})
        paper = Paper(workbook, footer=round_.name)
        write_overview(paper, round_, overview(round_), parts)
        for table in parts:
            paper.sheet(table)
        write_explanation(paper, parts)
        try:
            workbook.close()
        except xlsxwriter.exceptions.FileCreateError as problem:
            raise OSError(str(problem)) from problem  # the folder is full or read-only, as for every other output
    return path
