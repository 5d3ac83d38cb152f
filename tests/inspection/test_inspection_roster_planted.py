"""Every planted situation of the register comes out, and nothing is asked where all is plain."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from annotated_rounds import written

from analyzer.inspection import RoundConfig, inspect
from analyzer.types import Analysis, Notice, RosterUnit

FILE: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "cases" / "roster_planted.yaml").read_text("utf-8"))
CASES: list[dict[str, Any]] = FILE["cases"]


def _report(folder: Path, number: int, sent: dict[str, Any]) -> Analysis:
    lines = ["contact| 走访了农户。"]
    if "title" in sent:
        lines = [f"# background| {sent['title']}", "", *lines]
    if "sign" in sent:
        lines += ["", f">sign background| {sent['sign']}", "", ">date background| 2012年6月20日"]
    analysis = written(
        folder,
        f"r{number}",
        "\n".join(lines),
        unit=sent["unit"],
        date=sent["date"],
        report_kind=sent.get("kind", "summary"),
    )
    return replace(analysis, source=f"{sent['file']}.docx", sha256=sent.get("bytes", f"r{number}"))


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_situations(case: dict[str, Any], tmp_path: Path) -> None:
    reports = [_report(tmp_path, number, sent) for number, sent in enumerate(case["sent"])]
    reports += [
        Analysis(source=name, sha256=None, status="error", error=Notice(code="damaged_zip", message="坏了。"))
        for name in case.get("broken", ())
    ]
    config = RoundConfig(
        due="2012-06-25",
        roster=tuple(
            RosterUnit(unit=unit, type=kind, short_names=tuple(filter(None, shorts.split("、"))))
            for unit, kind, shorts in case.get("roster", FILE["common_roster"])
        ),
        received={f"{sent['file']}.docx": sent["received"] for sent in case["sent"] if "received" in sent},
    )
    submissions = inspect(reports, config).submissions
    told = [
        [s.unit, s.status, s.sources[0].removesuffix(".docx") if s.sources else None, len(s.sources)]
        for s in submissions
    ]
    assert told == case["expect"]
    asked = {s.unit: "".join(s.questions) for s in submissions if s.questions}
    assert set(asked) == set(case.get("asks", {}))
    for unit, words in case.get("asks", {}).items():
        assert [word for word in words if word not in asked[unit]] == [], asked[unit]
    messages = {s.unit: s.message for s in submissions}
    for unit, words in case.get("says", {}).items():
        assert [word for word in words if word not in messages[unit]] == [], messages[unit]


def test_the_set_is_large_enough() -> None:
    assert len(CASES) >= 30
    assert len({case["name"] for case in CASES}) == len(CASES)
