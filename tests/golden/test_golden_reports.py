"""Three whole reports and what the analyzer says of them, kept as readable JSON: a change of method shows as a diff.

After a wanted change (a new model, lexicon or rule): ``pytest tests/golden --update-golden``, then read the diff.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from analyzer.pipeline import analyze
from analyzer.types import Analysis, Indicator, Practice

HERE = Path(__file__).parent
REPORTS = HERE.parents[1] / "corpus" / "sample-round" / "reports"
CASES = {
    "township.json": "荻湾镇三解三促活动总结.docx",
    "street.json": "城南街道三解三促总结.pdf",
    "circular.json": "关于全市“三解三促”活动开展情况的通报.docx",
}


def _figure(indicator: Indicator) -> str:
    value = f"{indicator.value}" if indicator.value_high is None else f"{indicator.value}–{indicator.value_high}"
    words = [
        f"{indicator.sentence}: {indicator.text}",
        f"{value} {indicator.unit}",
        indicator.indicator,
        indicator.canonical or "—",
        indicator.qualifier.value,
        indicator.kind.value,
        indicator.holder or "—",
        "planned" if indicator.planned else "done",
        indicator.period or "—",
        indicator.accrual.value if indicator.accrual else "—",
        indicator.whose.value,
    ]
    return " | ".join(words)


def _practice(practice: Practice) -> str:
    return (
        f"{practice.sentence}: {practice.name} | {practice.kind} | {practice.holder or '—'} | {practice.gloss or '—'}"
    )


def readable(analysis: Analysis) -> dict[str, Any]:
    """What a reviewer wants to see of one report; probabilities are left out, they move with every training."""
    assert analysis.metadata
    assert analysis.assessment
    metadata, assessment = analysis.metadata, analysis.assessment
    return {
        "source": analysis.source,
        "title": metadata.title,
        "unit": f"{metadata.unit}（{metadata.unit_type}）",
        "campaign": metadata.campaign,
        "date": metadata.date,
        "report_kind": metadata.report_kind.value,
        "verdict": assessment.verdict.value if assessment.verdict else None,
        "needs_review": assessment.needs_review,
        "stage": assessment.stage.value,
        "findings": {finding.code.value: list(finding.evidence) for finding in assessment.findings},
        "indicators": [_figure(indicator) for indicator in analysis.indicators],
        "practices": [_practice(practice) for practice in analysis.practices],
    }


@pytest.mark.parametrize(("golden", "name"), CASES.items(), ids=lambda value: value if value in CASES else "")
def test_the_report_reads_as_before(golden: str, name: str, update_golden: bool) -> None:
    found = json.dumps(readable(analyze(REPORTS / name)), ensure_ascii=False, indent=1) + "\n"
    file = HERE / golden
    if update_golden:
        file.write_text(found, encoding="utf-8")
    assert file.is_file(), f"{golden} is missing: pytest tests/golden --update-golden"
    assert found.splitlines() == file.read_text(encoding="utf-8").splitlines()
