"""Who submitted and when, unit names as offices write them, and questions instead of guesses."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from annotated_rounds import written

from analyzer.inspection import RoundConfig, inspect
from analyzer.types import Analysis, Notice, RosterUnit

CASES: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases" / "roster.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_submissions(case: dict[str, Any], tmp_path: Path) -> None:
    reports = [
        written(
            tmp_path, sent["file"], "contact| 走访了农户。", unit=sent["unit"], date=sent["date"],
            report_kind=sent.get("kind", "summary"),
        )
        for sent in case["sent"]
    ]  # fmt: skip
    reports += [
        Analysis(source=name, sha256=None, status="error", error=Notice(code="damaged_zip", message="坏了。"))
        for name in case.get("broken", ())
    ]
    config = RoundConfig(
        due=case.get("due"),
        roster=tuple(
            RosterUnit(unit=unit, type="乡镇街道", short_names=tuple(filter(None, [short])))
            for unit, short in case["roster"]
        ),
        received={f"{name}.docx": when for name, when in case.get("received", {}).items()},
    )
    submissions = inspect(reports, config).submissions
    told = [
        [each.unit, each.status, each.sources[0].removesuffix(".docx") if each.sources else None]
        for each in submissions
    ]
    assert told == case["expect"], case["why"]
    messages = {each.unit: each.message for each in submissions}
    assert all(message.endswith("。") for message in messages.values())
    for unit, words in case.get("says", {}).items():
        for word in words:
            assert word in messages[unit]
    for unit, words in case.get("never_says", {}).items():
        for word in words:
            assert word not in messages[unit]


def test_all_files_of_a_unit_are_kept_the_one_that_counts_first(tmp_path: Path) -> None:
    reports = [
        written(tmp_path, name, "contact| 走访了农户。", date=date)
        for name, date in (("一", "2012-04-01"), ("二", "2012-06-01"), ("三", "2012-05-01"))
    ]
    (submission,) = inspect(reports, RoundConfig()).submissions
    assert submission.sources == ("二.docx", "三.docx", "一.docx")
    assert "3份" in submission.message
