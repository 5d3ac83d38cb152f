"""Figures of one sentence in, changes against last year that do not fit the two years' own figures out.

比去年的186人增加54人，达到230人; 8.4亿元，去年同期为6亿元，同比增长25%. Never knows other sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from analyzer.inspection.amounts import Amount, as_written, cited, indices, slack, words_pattern
from analyzer.inspection.figures import plain
from analyzer.types import Check

_UP: Final = r"净?增加?|多|上升|提高|增长|扩大"
_DOWN: Final = r"净?减少?|少|下降|降低|缩短|压缩"
_CHANGE: Final = re.compile(rf"(?:(?P<up>{_UP})|(?P<down>{_DOWN}))(?:了|达)?$")
_RATE_OF_CHANGE: Final = re.compile(
    r"(?:(?P<up>增长|上升|提高|增加|增幅|升)|(?P<down>下降|减少|降低|降幅|降))(?:了|达|达到|为)?$"
)
_REACHED: Final = re.compile(r"(?:达到?|为|[升降]?[至到]|有|是|增加到|减少到|下降到|上升到)了?$|今年|现在")
#: More figures of one unit in a sentence are more than one thing.
_MOST: Final = 3


def _is_old(amount: Amount) -> bool:
    clause = re.split(r"[，。；：、]", amount.label)[-1]
    return bool(words_pattern("last_year").search(clause)) and not _CHANGE.search(clause)


def _mismatch(line: Sequence[Amount], said: str) -> Check:
    return Check(
        code="rise_mismatch",
        message=f"{'、'.join(cited(each) for each in line)}对不上：{said}，请核实。",
        indicators=indices(line),
    )


def _sides(line: Sequence[Amount], unit: str) -> tuple[list[Amount], list[Amount], list[tuple[Amount, int]]]:
    """The figures of one unit: last year's, this year's, and the changes with their direction."""
    old, new, change = [], [], []
    for amount in line:
        if amount.counted != unit:
            continue
        clause = re.split(r"[，。；：、]", amount.label)[-1]
        found = _CHANGE.search(clause)
        if found:
            change.append((amount, 1 if found["up"] else -1))
        elif _is_old(amount):
            old.append(amount)
        else:
            new.append(amount)
    return old, new, change


def _points(line: Sequence[Amount]) -> Iterator[Check]:
    """达到28.6%，比上年的24.1%提高了4.5个百分点."""
    for new, old, moved in zip(line, line[1:], line[2:], strict=False):
        found = _CHANGE.search(moved.lead)
        if new.unit != "%" or old.unit != "%" or moved.unit not in ("个百分点", "百分点") or not found:
            continue
        text = old.sentence.text[new.span.end : moved.span.start]
        if not _is_old(old) or "比" not in text or "较" in text or not all(a.exact for a in (new, old, moved)):
            continue
        actual = (float(new.value) - float(old.value)) * (1 if found["up"] else -1)
        if abs(actual - float(moved.value)) > 0.11:
            said = (
                f"从{plain(float(old.value))}%到{plain(float(new.value))}%，相差{plain(round(abs(actual), 2))}个百分点"
            )
            yield _mismatch((old, moved, new), said)


def year_mismatches(amounts: Mapping[int, Sequence[Amount]]) -> Iterator[Check]:
    """Changes told with last year's figure that contradict it."""
    for line in amounts.values():
        usable = [a for a in line if not (a.is_range or a.planned)]
        yield from _points(usable)
        for unit in dict.fromkeys(a.counted for a in usable if not a.is_ratio):
            old, new, change = _sides(usable, unit)
            if len(old) != 1 or len(new) > 1 or len(change) > 1 or len(old) + len(new) + len(change) > _MOST:
                continue
            yield from _held_together(usable, old[0], new, change)


def _held_together(
    line: Sequence[Amount], old: Amount, new: Sequence[Amount], change: Sequence[tuple[Amount, int]]
) -> Iterator[Check]:
    before = float(old.value)
    if before <= 0 or not old.exact:
        return
    if new and change and new[0].exact and change[0][0].exact:
        (amount, way), after = change[0], new[0]
        wanted = before + way * float(amount.value)
        text = after.sentence.text
        if not _REACHED.search(after.label) and not _REACHED.search(old.label):
            return
        if text.find("其中") != -1:
            return
        if abs(wanted - float(after.value)) > slack((old, after, amount)):
            verb = "增加" if way > 0 else "减少"
            said = f"{as_written(before, old.unit)}{verb}{as_written(float(amount.value), old.unit)}是{as_written(wanted, old.unit)}"
            yield _mismatch((old, amount, after), said)
        return
    for rate in line:
        turn = _RATE_OF_CHANGE.search(rate.lead)
        if rate.unit != "%" or not rate.exact or not turn:
            continue
        base = [*new, *(each for each, _ in change)]
        if len(base) != 1 or not base[0].exact:
            return
        first, last = min(old.span.start, base[0].span.start), max(old.span.end, base[0].span.end)
        if rate.span.end <= first and not change:  # 增长15%，去年同期400户，今年520户
            between = [a for a in line if rate.span.end <= a.span.start < last and a not in (old, base[0])]
            gap = rate.sentence.text[rate.span.end : first]
            if not _REACHED.search(base[0].label):
                return
        elif rate.span.start < last:
            return
        else:
            between = [a for a in line if last <= a.span.start < rate.span.start]
            gap = rate.sentence.text[last : rate.span.start]
        if between or len(gap) > 12:
            return
        moved = float(change[0][0].value) if change else float(base[0].value) - before
        actual = 100 * abs(moved) / before
        decimals = len(rate.span.text.partition(".")[2].rstrip("%"))
        allowed = 10.0**-decimals + 100 * slack((old, base[0])) / before + 0.01 * actual
        wrong_way = not change and (moved < 0) == bool(turn["up"]) and abs(moved) > slack((old, base[0]))
        if wrong_way or abs(actual - float(rate.value)) > allowed:
            verb = ("增加" if moved > 0 else "减少") if not change else "变化"
            yield _mismatch((old, base[0], rate), f"按前两个数算，{verb}了{plain(round(actual, 1))}%")
        return
