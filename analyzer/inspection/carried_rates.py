"""Rates whose counts stand in the sentences before them in, those that their counts do not make, out.

Two kinds: the whole in the sentence before (排查148件。已化解139件，化解率97.4%), and both counts before (回收率为88.2%). Never
knows tables, and says nothing where any two counts near the rate make it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from analyzer.inspection.amounts import Amount, words_pattern
from analyzer.inspection.rate_checks import RATE, fits, share_mismatch
from analyzer.types import Check

#: 已化解139件: what was dealt with stands before.
_BARE: Final = re.compile(
    r"^(?:其中|目前|现|至今|截至目前)?(?:已经?|共|成功|全部|当场|及时)*(?P<verb>[\u4e00-\u9fff]{2})(?:了)?$"
)
_SENTENCES_BACK: Final = 3
#: A rate further from its counts than this is of something else.
_FARTHEST: Final = 25.0


def _counts(line: Sequence[Amount]) -> list[Amount]:
    return [a for a in line if not (a.is_ratio or a.is_range or a.planned)]


def _named_rate(rate: Amount) -> str | None:
    found = RATE.search(rate.lead)
    if rate.unit != "%" or not rate.exact or rate.planned or rate.value > 100 or not found:
        return None
    return None if words_pattern("growth").search(rate.lead) else found["name"]


def _off(part: Amount, whole: Amount, rate: Amount) -> bool:
    """Whether the rate is that of two counts, told wrong: near it and not it."""
    apart = abs(100 * float(part.value) / float(whole.value) - float(rate.value))
    return whole.value > part.value > 0 and apart <= _FARTHEST and not fits(rate, part, whole)


def _whole_before(line: Sequence[Amount], before: Sequence[Sequence[Amount]]) -> Iterator[Check]:
    """已化解139件，化解率97.4%, after 共排查纠纷148件，…."""
    if len(line) < 2 or line[0].is_ratio:
        return
    part, rate = line[0], line[1]
    name, bare = _named_rate(rate), _BARE.match(part.lead)
    if name is None or not bare or bare["verb"] != name[-2:] or not part.exact or part.is_range or part.planned:
        return
    for earlier in reversed(before):
        alike = [a for a in _counts(earlier) if a.counted == part.counted]
        if not alike or max(a.value for a in alike) < part.value:
            continue
        whole = alike[0]
        others = [a for a in alike if a is not whole]
        if not whole.exact or any(a.value >= whole.value for a in others):
            return
        if not any(fits(rate, part, b) for b in others) and _off(part, whole, rate):
            yield share_mismatch(part, whole, rate)
        return


def _both_before(line: Sequence[Amount], before: Sequence[Sequence[Amount]]) -> Iterator[Check]:
    """征求意见表回收率为88.2%, after 发放征求意见表1350份，回收1286份."""
    if _counts(line):
        return
    for rate in line:
        name = _named_rate(rate)
        if name is None:
            continue
        pairs = [
            (part, whole)
            for each in before
            for whole, part in zip(_counts(each), _counts(each)[1:], strict=False)
            if part.counted == whole.counted
            and part.exact
            and whole.exact
            and name[-2:] in part.lead
            and not any(a.is_ratio for a in each)
            and _same_object(name[:-2], whole, part)
        ]
        if len(pairs) == 1 and _off(*pairs[0], rate):
            yield share_mismatch(*pairs[0], rate)


def _same_object(thing: str, whole: Amount, part: Amount) -> bool:
    """Whether the rate's own words stand before the counts; a rate without any is of the counts nearest to it."""
    return not thing or thing[-2:] in whole.lead + part.lead


def carried_mismatches(amounts: Mapping[int, Sequence[Amount]]) -> Iterator[Check]:
    """Rates held against counts told before them."""
    for number, line in amounts.items():
        near = [amounts[each] for each in range(number - _SENTENCES_BACK, number) if each in amounts]
        yield from _whole_before(line, near)
        yield from _both_before(line, near)
