"""Heads and feet of 200 invented reports by two hands that never saw the rules: whose report is it?"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from analyzer.extraction.metadata import read_metadata
from analyzer.extraction.unit_identity import same_unit
from analyzer.reading import read_bytes

HEADS: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "cases" / "heads.yaml").read_text("utf-8"))


def _right(head: dict[str, Any]) -> bool:
    text = "\n\n".join(str(line) for line in head["lines"])
    found = read_metadata(read_bytes(text.encode(), "report.txt"), name=Path(head["file"]).stem).unit
    accepted = [name for name in (head["unit"], *head["also"]) if name]
    if not accepted or not found:
        return not accepted and not found
    return any(same_unit(name, found) or name == found or found.startswith(name) for name in accepted)


def test_nineteen_of_twenty_reporting_units_are_read() -> None:
    """Before the rules saw these heads it was three of four; a circular's unit is its place, and is left out."""
    reports = [head for head in HEADS if head["kind"] != "circular"]
    wrong = [(head["file"], head["unit"]) for head in reports if not _right(head)]
    assert len(wrong) <= 0.06 * len(reports), wrong
