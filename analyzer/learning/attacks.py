"""A labelled report in, the same report attacked out: what must not move the verdict, and what must not buy one.

Neutral changes (names swapped, sections shuffled, slogans added or taken away, text doubled) must leave the verdict
alone; stuffing (numbers of contacts, words of results, quoted practices) must not turn a formalistic report into a
substantive one. Never knows models.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import yaml

from analyzer.extraction.units import find_units
from analyzer.learning.labels import LabelledReport
from analyzer.types import Block, BlockKind, Document, ReportKind, Role, Sentence

_BODY: Final = (BlockKind.PARAGRAPH, BlockKind.LIST_ITEM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """One way to change a report. ``neutral``: the verdict must stay, whichever it is; else it must not be bought."""

    key: str
    label: str
    neutral: bool
    change: Callable[[LabelledReport, random.Random], Document]
    spares_plans: bool = False  # what makes a plan better is no attack on a plan

    def asks(self, report: LabelledReport, substantive: bool) -> bool:
        """Whether the attack is tried on a report judged so before it."""
        if self.spares_plans and report.metadata.report_kind is ReportKind.PLAN:
            return False
        return self.neutral or not substantive


def _material(path: Path) -> dict[str, list[str]]:
    data: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {key: [str(item) for item in value] for key, value in data.items()}


def _stuffed(sentences: Sequence[str]) -> Callable[[LabelledReport, random.Random], Document]:
    """Put every sentence at the end of a random body paragraph."""

    def change(report: LabelledReport, chance: random.Random) -> Document:
        blocks = list(report.document.blocks)
        body = [i for i, block in enumerate(blocks) if block.kind in _BODY and len(block.text) > 30] or [
            len(blocks) - 1
        ]
        for sentence in sentences:
            place = chance.choice(body)
            blocks[place] = replace(blocks[place], text=blocks[place].text + sentence)
        return replace(report.document, blocks=tuple(blocks))

    return change


def _without_slogans(report: LabelledReport, _chance: random.Random) -> Document:
    """Strike out the sentences labelled slogan."""
    kept: dict[int, list[str]] = {}
    for sentence, role in zip(report.sentences, report.roles, strict=True):
        if role is not Role.SLOGAN:
            kept.setdefault(sentence.block, []).append(sentence.text)
    blocks = [
        replace(block, text="".join(kept[i])) if block.kind in _BODY else block
        for i, block in enumerate(report.document.blocks)
        if i in kept or block.kind not in _BODY
    ]
    return replace(report.document, blocks=tuple(blocks))


def _sections(blocks: Sequence[Block]) -> tuple[list[Block], list[list[Block]], list[Block]]:
    """Head, sections (each from its first-level heading on), foot (short lines at the end)."""
    starts = [i for i, block in enumerate(blocks) if block.kind is BlockKind.HEADING and (block.level or 1) == 1]
    if len(starts) < 2:
        return list(blocks), [], []
    foot = len(blocks)
    while foot > starts[-1] + 1 and len(blocks[foot - 1].text) <= 25:
        foot -= 1
    ends = [*starts[1:], foot]
    return (
        list(blocks[: starts[0]]),
        [list(blocks[a:b]) for a, b in zip(starts, ends, strict=True)],
        list(blocks[foot:]),
    )


def _shuffled(report: LabelledReport, chance: random.Random) -> Document:
    head, sections, foot = _sections(report.document.blocks)
    chance.shuffle(sections)
    return replace(report.document, blocks=(*head, *(block for section in sections for block in section), *foot))


def _doubled(report: LabelledReport, _chance: random.Random) -> Document:
    """Every body paragraph told twice."""
    blocks = [copy for block in report.document.blocks for copy in ([block, block] if block.kind in _BODY else [block])]
    return replace(report.document, blocks=tuple(blocks))


def _renamed(names: Sequence[str], places: Sequence[str]) -> Callable[[LabelledReport, random.Random], Document]:
    """Every township and village gets another name."""

    def change(report: LabelledReport, chance: random.Random) -> Document:
        other: dict[str, str] = {}
        for sentence in report.sentences:
            for mention in find_units(Sentence(id=0, text=sentence.text, block=0, page=None, start=0, end=0)):
                if mention.text not in other and mention.text.endswith(("镇", "乡", "街道", "村", "社区")):
                    pool = places if mention.text.endswith(("村", "社区")) else names
                    stem = re.sub(r"(?:镇|乡|街道|村|社区)$", "", chance.choice(list(pool)))
                    other[mention.text] = stem + (re.search(r"(?:镇|乡|街道|村|社区)$", mention.text) or [""])[0]
        blocks = []
        for block in report.document.blocks:
            text = block.text
            for name in sorted(other, key=len, reverse=True):
                text = text.replace(name, other[name])
            blocks.append(replace(block, text=text))
        return replace(report.document, blocks=tuple(blocks))

    return change


def attacks(material: Path) -> tuple[Attack, ...]:
    """The attacks, with the sentences of ``corpus/attacks.yaml`` to stuff with."""
    words = _material(material)
    return (
        Attack(key="renamed", label="换单位名、村名", neutral=True, change=_renamed(words["names"], words["places"])),
        Attack(key="shuffled", label="打乱各部分次序", neutral=True, change=_shuffled),
        Attack(key="slogans_added", label="加套话", neutral=True, change=_stuffed(words["slogans"])),
        Attack(key="slogans_removed", label="删套话", neutral=True, change=_without_slogans),
        Attack(key="doubled", label="正文重复一遍", neutral=True, change=_doubled),
        Attack(key="numbers", label="塞走访、会议、发放数字", neutral=False, change=_stuffed(words["numbers"])),
        Attack(key="results", label="塞笼统的成效词", neutral=False, change=_stuffed(words["results"])),
        Attack(key="practices", label="塞带引号的做法名", neutral=False, change=_stuffed(words["practices"])),
        Attack(key="trades", label="塞实事的名目", neutral=False, change=_stuffed(words["trades"])),
        Attack(
            key="intentions",
            label="塞具体的打算",
            neutral=False,
            change=_stuffed(words["intentions"]),
            spares_plans=True,
        ),
        Attack(
            key="all",
            label="数字、成效、做法一起塞",
            neutral=False,
            change=_stuffed([*words["numbers"], *words["results"], *words["practices"]]),
        ),
    )
