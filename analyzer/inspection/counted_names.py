"""A report's sentences in, counts that do not fit the names listed after them out: 五项治理，分别是甲、乙、丙、丁.

Only a list that says it is whole (分别是, 即, in brackets) is counted. Never knows figures of other sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from analyzer.inspection.amounts import words_pattern
from analyzer.inspection.figures import TAB, Figure, place
from analyzer.language.numerals import parse_number
from analyzer.types import Analysis, Check

_COUNT: Final = re.compile(
    r"(?<![第\d.一二三四五六七八九十每上下前后各])(?P<count>\d{1,2}|[两二三四五六七八九十]|十[一二三四五六])(?P<unit>个|项|条|类|种|家|处|名|位|大|件|座|支|所|场|期|块|方面)(?P<thing>[^，。；：、\d（(]{0,14})"
)
_WHOLE: Final = re.compile(r"^(?:[，：]?(?:他们|它们|这些)?(?:分别|依次)(?:是|为|叫)?：?|[，：]?即：?|（|\()")
_END: Final = re.compile(r"[。；，！）)]|$")
_LOOSE: Final = re.compile(r"等(?![待候级])|主要|其中|例如|\d|如|每|还有")
_LONGEST: Final = 14


def _names(listed: str) -> tuple[int, int]:
    """How many names a list has, at least and at most: 和 may be part of a name."""
    parts = [part for part in listed.split("、") if part]
    joined = sum(len(re.findall(r"(?<=.)(?:以及|和|及|与)(?=.)", part)) for part in parts)
    last = len(re.findall(r"(?<=.)(?:以及|和|及|与)(?=.)", parts[-1])) if parts else 0
    return len(parts) + (1 if last == 1 and joined == 1 else 0), len(parts) + joined


def count_mismatches(analysis: Analysis, figures: Sequence[Figure]) -> Iterator[Check]:
    """Counts and the names told right after them, where these are more or fewer."""
    for sentence in analysis.sentences:
        if TAB in sentence.text:
            continue
        for found in _COUNT.finditer(sentence.text):
            rest = sentence.text[found.end() :]
            cue = _WHOLE.match(rest)
            if not cue:
                found_inside = re.search(r"(?:，)?分别(?:是|为|叫)$", found["thing"])
                if not found_inside:
                    continue
                listed = _END.split(rest)[0]
            else:
                listed = _END.split(rest[cue.end() :])[0]
            following = rest[(cue.end() if cue else 0) + len(listed) :][:2]
            if listed.count("、") < 1 or _LOOSE.search(listed) or words_pattern("loose").search(following):
                continue
            if any(len(name) > _LONGEST or len(name) < 2 for name in listed.split("、")):
                continue
            number = int(parse_number(found["count"]) or 0)
            fewest, most = _names(listed)
            if number < 2 or fewest <= number <= most or abs(fewest - number) > 3:
                continue
            index = [
                f.index
                for f in figures
                if f.sentence.id == sentence.id
                and f.indicator.start < found.end("unit")
                and found.start() < f.indicator.end
            ]
            yield Check(
                code="told_differently",
                message=f"“{found['count']}{found['unit']}{found['thing']}”（{place(sentence)}）后面列出的是“{listed}”，共{fewest}个，数目不一致，请核实。",
                indicators=tuple(sorted(i for i in index if i >= 0)),
            )
