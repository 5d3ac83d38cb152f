"""Rates of running text in, those that cannot be out: above 100%, or not what their own two counts make.

A rate is held against two counts only where its name says whose they are (受理40件，办结38件，办结率98%) and no two
figures near it make it. Never knows tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from analyzer.inspection.amounts import Amount, cited, indices, rounding, words_pattern
from analyzer.inspection.figures import Figure, plain, quoted
from analyzer.types import Check

_PERCENT: Final = ("%", "％")
RATE: Final = re.compile(r"(?P<name>[\u4e00-\u9fff]{2,8})率(?:仅|只|就|高|已|也|均)?(?:为|是|有|达到|达|到|在)?了?$")
_ANY_RATE: Final = re.compile(r"[\u4e00-\u9fff]率(?:高|已|也|均|竟)?(?:为|是|达到|达|到)?了?$")
_SHARE: Final = re.compile(r"占(?:[^，。；\d]{0,10})$")
_STRAIGHT_SHARE: Final = re.compile(r"^[\u4e00-\u9fff]{0,7}[，,（(]?[约]?占(?:[\u4e00-\u9fff]{0,8})$")
#: 37座水库，蓄水不足三成的有15座; 215场里有129场.
_OUT_OF: Final = re.compile(r"的[有为是]?(?:[约近]?)$|[里中][，]?有?$")
_TAKES: Final = re.compile(r"^[，,]?占[^，。；\d]{0,10}$")
_NO_SHARE: Final = re.compile(r"计划|任务|目标|去年|上年|同期|预算")
#: How much a rate may be off its counts before anything is said, in points.
_LEAST_OFF: Final = 0.11
_FAR: Final = 16  # signs between the last count and its rate
_NEAR_MISS: Final = 10.0  # points
_SHORT_NAME: Final = 4
#: Signs of a rate's name that say nothing of its counts.
_EMPTY_SIGNS: Final = frozenset("的率总全群众工作平均综合达一次")


def _lead(figure: Figure) -> str:
    return f"{figure.clause} {figure.indicator.indicator}"


def impossible_percents(figures: Sequence[Figure]) -> Iterator[Check]:
    """Rates of a part above its whole."""
    for figure in figures:
        if figure.indicator.unit not in _PERCENT or figure.value <= 100 or figure.indicator.planned:
            continue
        lead = _lead(figure)
        named = words_pattern("part_rates").search(lead)
        other = _ANY_RATE.search(figure.clause) and not words_pattern("open_rates").search(lead)
        part = (named or other) and not words_pattern("growth").search(lead)
        share = _SHARE.search(figure.clause) and not _NO_SHARE.search(figure.clause)
        if part or share:
            yield Check(
                code="impossible_percent",
                message=f"{quoted(figure)}超过了100%，这样的比率最高只能是100%，请核实。",
                indicators=(figure.index,),
            )


def _tolerance(rate: Amount, part: Amount, whole: Amount) -> float:
    decimals = len(rate.span.text.partition(".")[2].rstrip("%％"))
    allowed = max(10.0**-decimals, _LEAST_OFF)
    for count in (part, whole):
        off = rounding(count.span.text, float(count.value), exact=count.exact)
        allowed += 100 * off / float(whole.value) if whole.value else 0
    return allowed


def fits(rate: Amount, part: Amount, whole: Amount, *, left_over: bool = True) -> bool:
    """Whether the rate is that of the part, or of what is ``left_over`` when the part is gone."""
    if not whole.value or part.counted != whole.counted:
        return False
    value = 100 * float(part.value) / float(whole.value)
    stated = float(rate.value)
    readings = (value, 100 - value) if left_over else (value,)
    return any(abs(each - stated) <= _tolerance(rate, part, whole) for each in readings)


def _speaks_of(name: str, part: Amount, rate: Amount) -> bool:
    """Whether the rate's name shares a sign with the words around its count: 办结率 – 办结38件, 到会率 – 实到96人."""
    after = part.sentence.text[part.span.end : part.span.end + 14]
    until = after[: max(0, rate.span.start - part.span.end - len(name) - 1)]
    words = set(part.lead[-8:] + re.split(r"[，。；]", until)[0]) - _EMPTY_SIGNS
    stem = name if len(name) <= _SHORT_NAME and not name.endswith("满意") else name[-2:]
    return bool(words & (set(stem) - _EMPTY_SIGNS))


def _only_these(line: Sequence[Amount], at: int, gap: str) -> bool:
    """抽取1500人，完成问卷1386人，应答率96.8%: two counts and their rate make the sentence, and it is near theirs."""
    if at != 2 or len(line) != 3 or line[0].counted != line[1].counted or gap.count("，") != 1 or not line[0].value:
        return False
    return abs(100 * float(line[1].value) / float(line[0].value) - float(line[2].value)) <= _NEAR_MISS


def _counts(line: Sequence[Amount], rate_at: int) -> tuple[Amount, Amount] | None:
    """The part and the whole before a rate: the nearest count and the nearest like and larger one before it."""
    counts = [a for a in line[:rate_at] if not (a.is_ratio or a.is_range or a.planned)]
    if not counts:
        return None
    part = counts[-1]
    whole = next((a for a in reversed(counts[:-1]) if a.counted == part.counted), None)
    if whole is not None and (
        words_pattern("done").search(whole.lead) or "满意" in whole.lead or "最" in line[rate_at].lead
    ):
        return None  # 已答复298条，解决187条; 满意48票、基本满意2票: neither is the whole
    return (part, whole) if whole is not None and whole.value >= part.value > 0 else None


def _shares_of_named_whole(line: Sequence[Amount]) -> Iterator[Check]:
    """4320户，占全镇6000户的82%."""
    for part, whole, share in zip(line, line[1:], line[2:], strict=False):
        text = share.sentence.text
        if share.unit not in _PERCENT or not share.exact or part.counted != whole.counted or part.is_ratio:
            continue
        if not _TAKES.match(text[part.span.end : whole.span.start]) or text[whole.span.end : share.span.start] != "的":
            continue
        if whole.value > 0 and not fits(share, part, whole, left_over=False):
            yield share_mismatch(part, whole, share)


def share_mismatch(part: Amount, whole: Amount, rate: Amount) -> Check:
    made = plain(round(100 * float(part.value) / float(whole.value), 1))
    return Check(
        code="impossible_percent",
        message=f"{cited(rate)}对不上：{cited(part)}与{cited(whole)}之比是{made}%，请核实。",
        indicators=indices((part, whole, rate)),
    )


def _share_mismatches(line: Sequence[Amount], every: Sequence[Amount]) -> Iterator[Check]:
    """来信200件，其中反映水利的84件，占52%."""
    for at, share in enumerate(line):
        if share.unit not in _PERCENT or not share.exact or share.planned or not at:
            continue
        part = line[at - 1]
        gap = share.sentence.text[part.span.end : share.span.start]
        if part.is_ratio or part.is_range or not _STRAIGHT_SHARE.match(gap) or _NO_SHARE.search(gap):
            continue
        wholes = [a for a in line[: at - 1] if a.counted == part.counted and a.value > part.value and not a.is_range]
        if not wholes:
            continue
        named = "其中" in share.sentence.text[wholes[0].span.end : part.span.start]
        if not named and (
            len(wholes) > 1 or sum(not a.is_ratio for a in line[: at - 1]) > 1 or not _OUT_OF.search(part.lead)
        ):
            continue
        if any(fits(share, part, other) for other in every if other is not part):
            continue
        whole = next(
            (a for a in reversed(wholes) if "其中" in a.sentence.text[a.span.end : part.span.start]), wholes[0]
        )
        yield share_mismatch(part, whole, share)


def rate_mismatches(amounts: Mapping[int, Sequence[Amount]]) -> Iterator[Check]:
    """Rates that their two counts, in the same sentence, do not make."""
    every = [a for line in amounts.values() for a in line if not a.is_ratio]
    for number, line in amounts.items():
        near = [a for each in range(number - 2, number + 2) for a in amounts.get(each, ())]
        counts = [a for a in near if not a.is_ratio]
        yield from _share_mismatches(line, every)
        yield from _shares_of_named_whole(line)
        for at, rate in enumerate(line):
            found = RATE.search(rate.lead)
            if rate.unit not in _PERCENT or not rate.exact or rate.planned or not found or rate.value > 100:
                continue
            if words_pattern("growth").search(rate.lead):
                continue
            pair = _counts(line, at)
            if pair is None:
                continue
            part, whole = pair
            gap = rate.sentence.text[part.span.end : rate.span.start]
            if any(a.is_ratio and part.span.end <= a.span.start for a in line[:at]):
                continue  # 结案率99.5%，二季度结案率99.1%: the counts have had their rate
            name = found["name"]
            if len(gap) > _FAR or "。" in gap or not (_speaks_of(name, part, rate) or _only_these(line, at, gap)):
                continue
            if any(
                fits(rate, a, b, left_over=a in line)
                for a in counts
                for b in counts
                if b.value > a.value or (a is part and b is whole)
            ):
                continue
            if any(
                fits(rate, part, other, left_over=False)
                for other in every
                if other.value >= part.value and other is not part
            ):
                continue  # its whole stands elsewhere
            yield share_mismatch(part, whole, rate)
