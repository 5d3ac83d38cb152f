"""Indicator names no rule knows, in groups a person can name."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from analyzer.inspection.unnamed import count_nameless, group_unnamed
from analyzer.types import Analysis, FigureKind, Indicator, Qualifier, Sentence

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "unnamed.yaml").read_text(encoding="utf-8"))
KINDS = {"i": FigureKind.INPUT, "p": FigureKind.OUTPUT, "c": FigureKind.OUTCOME}


def reports_of(figures: Sequence[Sequence[Any]]) -> list[Analysis]:
    """Reports whose every sentence holds one figure: [report, name, unit, kind, canonical]."""
    sentences: dict[str, list[Sentence]] = defaultdict(list)
    indicators: dict[str, list[Indicator]] = defaultdict(list)
    for source, name, unit, kind, *canonical in figures:
        number = len(sentences[source])
        text = f"{name}7{unit}。"
        sentences[source].append(Sentence(id=number, text=text, block=number, page=2, start=0, end=len(text)))
        indicators[source].append(
            Indicator(
                text=f"7{unit}", value=7, value_high=None, unit=unit, indicator=name,
                canonical=canonical[0] if canonical else None, qualifier=Qualifier.EXACT, kind=KINDS[kind],
                holder=None, planned=False, sentence=number, start=len(name), end=len(text) - 1,
            )
        )  # fmt: skip
    return [
        Analysis(
            source=f"{source}.docx",
            sha256="0",
            status="ok",
            sentences=tuple(sentences[source]),
            indicators=tuple(indicators[source]),
        )
        for source in sentences
    ]


@pytest.mark.parametrize("case", CASES, ids=[case["why"] for case in CASES])
def test_alike_names_are_one_group(case: dict[str, Any]) -> None:
    groups = group_unnamed(reports_of(case["figures"]))
    assert [
        [g.name, sorted(name for name, _ in g.members), g.figures, g.reports, g.kind, [unit for unit, _ in g.units],
         g.nearest, g.is_close]
        for g in groups
    ] == [[name, sorted(members), *rest] for name, members, *rest in case["groups"]]  # fmt: skip
    unnamed = [figure for figure in case["figures"] if len(figure) == 4]
    assert sum(group.figures for group in groups) + count_nameless(reports_of(case["figures"])) == len(unnamed)


def test_a_group_shows_where_it_stands_in_different_reports() -> None:
    figures = [["甲", "出栏黑山羊", "只", "p"]] * 3 + [
        ["乙", "新增出栏黑山羊", "只", "p"],
        ["丙", "出栏黑山羊", "头", "p"],
    ]
    [group] = group_unnamed(reports_of(figures))
    assert {example.source for example in group.examples} == {"甲.docx", "乙.docx", "丙.docx"}
    for example in group.examples:
        assert example.figure in example.sentence
        assert example.page == 2


def test_a_unit_the_home_does_not_allow_is_told() -> None:
    [group] = group_unnamed(reports_of([["甲", "撰写调研报告", "万字", "i"]]))
    assert group.missing_units == ("万字",)


def test_small_groups_are_left_out_on_request() -> None:
    reports = reports_of(
        [["甲", "出栏黑山羊", "只", "p"], ["乙", "出栏黑山羊", "只", "p"], ["乙", "演练疏散路线", "条", "i"]]
    )
    assert [group.name for group in group_unnamed(reports, minimum=2)] == ["出栏黑山羊"]


def test_the_order_of_the_reports_changes_nothing() -> None:
    figures = [[f"报告{n % 7}", name, "个", "p"] for n, name in enumerate(
        ["更换井盖", "更换破损井盖", "新装井盖", "更换消防栓", "维修消防栓", "修补窗台", "修补破损窗台", "安置老鼠夹"] * 2
    )]  # fmt: skip
    reports = reports_of(figures)
    groups = group_unnamed(reports)
    assert len(groups) < 8
    shuffled = list(reports)
    random.Random(5).shuffle(shuffled)
    assert group_unnamed(shuffled) == groups


def test_a_round_without_figures_has_no_groups() -> None:
    unread = Analysis(source="坏.pdf", sha256=None, status="error")
    assert group_unnamed([unread]) == ()
    assert count_nameless([unread]) == 0
