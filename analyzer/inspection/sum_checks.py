"""A report's figures in, parts that do not fit their stated whole out: 其中…, 分别…共计…, …其余….

Parts need not be all there, so a smaller sum says nothing; only a part or a sum above its whole does, or a list
that closes itself (其余, 共计). Never knows tables.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Final

from analyzer import lexicon
from analyzer.inspection.amounts import as_written, rounding, words_pattern
from analyzer.inspection.figures import Figure, by_sentence, quoted
from analyzer.inspection.parts import adds_up, parts_after_qizhong
from analyzer.types import Check, Qualifier

#: People and households may fall under several kinds at once, so such parts may exceed their whole.
_PEOPLE: Final = frozenset({"人", "名", "位", "人次", "户", "户次", "家", "家次"})
_IS_REST: Final = re.compile(r"[为是属]?(?:其余|其他|其它)")
_OUTCOME: Final = re.compile(r"成功|办结|已|达成|解决|[，,]\s*(?:全部|均)")
_SUM_CUE: Final = re.compile(r"(?:共计|总计|合计|总共|一共)[\u4e00-\u9fff]{0,6}$|[，,]共[\u4e00-\u9fff]{0,4}$")
#: Between two parts of one list.
_NEXT: Final = re.compile(r"^(?:（[^）]*）)?(?:[、，,；]|和|及|以及|，?占[^，、；]*[，、；])[^，。；]{0,14}$")
_ONLY_QIZHONG: Final = re.compile(r"^[^，。；\d]{0,8}[，,（；]?其中[^，。；\d]{0,20}$")
_WIDER: Final = re.compile(r"[全我][镇乡市县区局委办院社村街系]|累计|活动(?:期间|以来)")


def _exact(figure: Figure) -> bool:
    return figure.indicator.qualifier is Qualifier.EXACT


def _slack(figures: Sequence[Figure]) -> float:
    """How far sums may be off because figures are rounded, or only said to be about so much."""
    return sum(rounding(f.indicator.text, float(f.value), exact=_exact(f)) for f in figures) + 1e-6


@cache
def _verbs() -> tuple[str, ...]:
    return tuple(verb for verb in lexicon.indicators().verbs if len(verb) >= 2)


def _alike(part: Figure, whole: Figure) -> bool:
    """Whether a figure counts the same kind of thing as the whole: 慰问30户 is no part of 走访100户."""
    if part.indicator.unit != whole.indicator.unit or part.is_ratio != whole.is_ratio:
        return False
    if part.key == whole.key:
        return True
    lead = part.clause.rsplit("其中", 1)[-1]
    said = whole.clause + whole.indicator.indicator
    return not any(verb in lead and verb not in said for verb in _verbs())


def _right_after(whole: Figure, part: Figure) -> bool:
    """审结案件79件，其中调解撤诉66件: nothing but 其中 and its own words lie between, so it is a part whatever its verb."""
    if part.is_ratio or part.indicator.unit != whole.indicator.unit:
        return False
    return bool(_ONLY_QIZHONG.match(whole.sentence.text[whole.indicator.end : part.indicator.start]))


def _goes_on(parts: Sequence[Figure], figure: Figure) -> bool:
    """网上办理7312件，窗口办理2354件: the verb is that of the first part."""
    return bool(parts) and _alike(figure, parts[0])


def _row_of_parts(whole: Figure, figures: Sequence[Figure]) -> list[Figure]:
    """The figures from the first on that stand in one row, a sign or 和 between them."""
    parts: list[Figure] = []
    for figure in figures:
        if (
            not (_alike(figure, whole) or (not parts and _right_after(whole, figure)) or _goes_on(parts, figure))
            or figure.indicator.qualifier is Qualifier.RANGE
            or figure.indicator.planned
        ):
            break  # what comes after another kind of thing is no longer a part
        if parts and _OUTCOME.search(figure.clause) and not _OUTCOME.search(parts[0].clause):
            break  # 其中山林62起，成功239起: what became of all of them
        if parts:
            gap = figure.sentence.text[parts[-1].indicator.end : figure.indicator.start]
            if not _NEXT.match(gap):
                break
        parts.append(figure)
    return parts


def _listed(parts: Sequence[Figure]) -> str:
    return "、".join(quoted(part) for part in parts)


def _mismatch(whole: Figure, parts: Sequence[Figure], relation: str) -> Check:
    total = as_written(float(sum(part.indicator.value for part in parts)), whole.indicator.unit)
    stated = as_written(float(whole.indicator.value), whole.indicator.unit)
    what = f"{_listed(parts)}相加是{total}，{relation}{quoted(whole)}的{stated}"
    return Check(
        code="sum_mismatch",
        message=f"{what}，请核实。",
        indicators=tuple(sorted(figure.index for figure in (whole, *parts))),
    )


def _closes(text: str, parts: Sequence[Figure]) -> bool:
    """Whether the last part says that it is the rest: 其他12件, 12件为其他; not 余下的为家庭纠纷，成功30件."""
    last = parts[-1].indicator
    return bool(
        words_pattern("rest").search(text[parts[-2].indicator.end : last.start].rsplit("，", 1)[-1])
        or _IS_REST.match(text[last.end :])
    )


def _qizhong(line: Sequence[Figure]) -> Iterator[Check]:
    for whole, all_parts in parts_after_qizhong(line):
        if whole.indicator.qualifier is Qualifier.RANGE or whole.indicator.planned or whole.is_row:
            continue
        parts = _row_of_parts(whole, all_parts)
        if not parts:
            continue
        over_whole = whole.indicator.qualifier is Qualifier.OVER
        first = next((p for p in parts if p.value > whole.value + _slack([p, whole])), None)
        if first is not None and not over_whole:
            yield Check(
                code="sum_mismatch",
                message=f"{quoted(first)}说是其中的一部分，却大于总数{quoted(whole)}，请核实。",
                indicators=tuple(sorted((whole.index, first.index))),
            )
            continue
        total = sum(part.value for part in parts)
        if len(parts) < 2 or any(adds_up([p.value for p in parts[:n]], whole.value) for n in range(2, len(parts) + 1)):
            continue
        text = whole.sentence.text
        if words_pattern("counted_twice").search(text[whole.indicator.end :]):
            continue
        named = text[whole.indicator.end : parts[-1].indicator.end + 4]
        closing = _closes(text, parts)
        slack = _slack([whole, *parts])
        if (
            closing
            and not words_pattern("loose").search(named.replace("等级", ""))
            and not over_whole
            and abs(total - whole.value) > slack
        ):
            yield _mismatch(whole, parts, "与总数不符：")
        elif total > whole.value + slack and not over_whole:
            overlapping = whole.indicator.unit in _PEOPLE and words_pattern("overlapping").search(named)
            if not overlapping:
                yield _mismatch(whole, parts, "超过了总数")


def _respectively(line: Sequence[Figure]) -> Iterator[Check]:
    """…分别A、B、C，共计D."""
    text = line[0].sentence.text
    cue = text.find("分别")
    if cue < 0:
        return
    after = [f for f in line if f.indicator.start > cue and not f.in_brackets]
    for place, whole in enumerate(after):
        if not _SUM_CUE.search(whole.before) or whole.is_ratio or whole.indicator.planned:
            continue
        between = text[after[place - 1].indicator.end : whole.indicator.start] if place else ""
        parts = after[:place]
        if len(parts) < 2 or _WIDER.search(between) or any(f.indicator.unit != whole.indicator.unit for f in parts):
            continue
        if not all(_exact(f) for f in (whole, *parts)):
            continue
        if len(_row_of_parts(parts[0], parts)) < len(parts):
            continue
        if abs(sum(part.value for part in parts) - whole.value) > _slack([whole, *parts]):
            yield _mismatch(whole, parts, "与合计数不符：")
        return


def _closed_list(line: Sequence[Figure]) -> Iterator[Check]:
    """共63件：道路20件、水利30件，其他12件 – without 其中, but with a colon and a rest."""
    text = line[0].sentence.text
    if "其中" in text or "分别" in text:
        return
    for place, whole in enumerate(line):
        parts = line[place + 1 :]
        if (
            len(parts) < 2
            or whole.is_ratio
            or whole.indicator.planned
            or not text[whole.indicator.end :].startswith(("：", ":", "（"))
        ):
            continue
        if whole.in_brackets or any(p.indicator.unit != whole.indicator.unit or not _alike(p, whole) for p in parts):
            continue
        rest = _closes(text, parts)
        if not rest or words_pattern("loose").search(text[whole.indicator.end : parts[-1].indicator.end]):
            continue
        if not all(_exact(f) for f in (whole, *parts)):
            continue
        if abs(sum(part.value for part in parts) - whole.value) > _slack([whole, *parts]):
            yield _mismatch(whole, parts, "与总数不符：")
        return


def sum_mismatches(figures: Sequence[Figure]) -> Iterator[Check]:
    """Contradictions between parts and wholes inside one sentence of running text."""
    for line in by_sentence(figures).values():
        if line[0].is_row:
            continue
        yield from _qizhong(line)
        yield from _respectively(line)
        yield from _closed_list(line)
