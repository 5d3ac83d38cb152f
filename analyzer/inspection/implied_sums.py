"""Figures of one sentence in, lists that follow their whole without a word that says so and do not make it, out.

总投入489万元，县财政补助285万元，镇配套92万元，农户自筹102万元: three or more parts up to the end of the sentence, near
their whole and not it. Never knows tables or other sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final

from analyzer.inspection.amounts import Amount, as_written, cited, indices, listed, slack, some_add_up, words_pattern
from analyzer.inspection.figures import plain
from analyzer.types import Check

_FIRST_GAP: Final = re.compile(r"^[^，。；：\d]{0,6}[，,：:（；][^，。；\d]{1,12}$")
_GAP: Final = re.compile(r"^[\u4e00-\u9fff]{0,2}[、，,；;][^，。；、\d]{1,12}$")
_ENDS: Final = re.compile(r"^[^，。；\d]{0,4}[）)]?(?:[，。；！]|$)")
_SAYS_WHOLE: Final = re.compile(r"(?<!公)共(?![同建产青享])|总|合计|累计|全部|[全本我][镇乡县区市村局校场]")
_PLACE: Final = re.compile(r"[\u4e00-\u9fff](?:村|社区|组|镇|乡|街道|校|站|所|片)[\u4e00-\u9fff]{0,6}$")
_GRADE: Final = re.compile(r"[优良中差次特高低上下一二三四五初]等|等[级次外]")
_WAITING: Final = re.compile(r"等[待候]")
_PEOPLE: Final = frozenset({"人", "人次", "户", "户次", "家"})
_LEAST_PARTS: Final = 3
#: A sum so near its whole is meant to be it; a list that stays below may leave something out.
_MOST_OVER, _MOST_UNDER = 0.15, 0.1
_SHARES: Final = re.compile(
    r"(?P<names>[^，。；\d]{2,40})(?:分别|各)(?:占|为|是|达)(?:到|总[\u4e00-\u9fff]{1,3})?(?:的)?$"
)
_COUNTED_PARTS: Final = re.compile(r"[两二三四五六][块类项个种者][\u4e00-\u9fff]{0,3}$")


def _parts(line: Sequence[Amount], start: int, whole: Amount) -> list[Amount]:
    """The figures after the whole, all counted like it, one list to the end of the sentence; else none."""
    parts = list(line[start:])
    text = whole.sentence.text
    if parts and parts[0].counted != whole.counted and "：" in text[parts[0].span.end : parts[0].span.end + 6]:
        parts = parts[1:]  # 5360亩，涉及6个村：坪上村1180亩
        first_gap = text[line[start].span.end : parts[0].span.start] if parts else ""
    else:
        first_gap = text[whole.span.end : parts[0].span.start] if parts else ""
    if len(parts) < _LEAST_PARTS or any(p.counted != whole.counted or not _usable(p) for p in parts):
        return []
    gaps = [text[a.span.end : b.span.start] for a, b in pairwise(parts)]
    if not _FIRST_GAP.match(first_gap) or not all(map(_GAP.match, gaps)):
        return []
    return parts if _ENDS.match(text[parts[-1].span.end :]) else []


def _usable(amount: Amount) -> bool:
    return amount.exact and not (amount.is_ratio or amount.is_range or amount.planned)


def _siblings(whole: Amount, parts: Sequence[Amount]) -> bool:
    """洪山村260吨，桥头村206吨, 修渠8公里，修路6公里: the first of a list is no whole of the others."""
    if _SAYS_WHOLE.search(whole.lead):
        return False
    first = parts[0].lead
    return bool(_PLACE.search(whole.lead)) or whole.lead[-2:] == first[-2:] or whole.lead[:1] == first[:1]


def _lists(line: Sequence[Amount]) -> Iterator[Check]:
    for number, whole in enumerate(line):
        if not _usable(whole) or whole.value <= 0 or "其中" in whole.sentence.text[: whole.span.start]:
            continue
        parts = _parts(line, number + 1, whole)
        text = whole.sentence.text[whole.span.end : parts[-1].span.end + 2] if parts else ""
        if not parts or _siblings(whole, parts) or "其中" in text or words_pattern("counted_twice").search(text):
            continue
        if words_pattern("loose").search(_WAITING.sub("", _GRADE.sub("", text))) or words_pattern("last_year").search(
            text
        ):
            continue
        if whole.counted in _PEOPLE and words_pattern("overlapping").search(text):
            continue
        over = sum(float(part.value) for part in parts) - float(whole.value)
        told = any(words_pattern("done").search(part.lead) for part in parts)
        most = _MOST_OVER if over > 0 else 0.0 if told else _MOST_UNDER
        if abs(over) <= slack((whole, *parts)) or abs(over) > most * float(whole.value):
            continue
        if some_add_up(parts, whole):
            continue
        added = as_written(over + float(whole.value), whole.unit)
        yield Check(
            code="sum_mismatch",
            message=f"{listed(parts)}相加是{added}，与前面的{cited(whole)}对不上，请核实。",
            indicators=indices((whole, *parts)),
        )
        return


def _shares(line: Sequence[Amount]) -> Iterator[Check]:
    """离田、还田、其他三块分别占38%、47%、21%."""
    for number, first in enumerate(line):
        text = first.sentence.text
        cue = _SHARES.search(text[: first.span.start])
        if first.unit != "%" or not cue or "占" not in cue[0].removeprefix(cue["names"]):
            continue
        run = [first]
        for amount in line[number + 1 :]:
            if amount.unit != "%" or text[run[-1].span.end : amount.span.start] not in ("、", "，", "和"):
                break
            run.append(amount)
        closed = words_pattern("rest").search(cue["names"]) or _COUNTED_PARTS.search(cue["names"])
        total = sum(float(each.value) for each in run)
        if len(run) < 2 or not closed or not all(each.exact for each in run):
            continue
        if abs(total - 100) > 0.15 * len(run) + slack(run) and not words_pattern("multiple_choice").search(text):
            yield Check(
                code="sum_mismatch",
                message=f"{listed(run)}说的是同一个整体的几部分，相加是{plain(total)}%，不是100%，请核实。",
                indicators=indices(run),
            )


def implied_mismatches(amounts: Mapping[int, Sequence[Amount]]) -> Iterator[Check]:
    """Lists right after their whole, and shares told one after another."""
    for line in amounts.values():
        yield from _lists(line)
        yield from _shares(line)
