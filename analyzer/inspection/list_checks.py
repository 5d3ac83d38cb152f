"""Figures of one sentence in, lists whose parts do not make their whole out, where nothing says 其中.

Four kinds: a partition (分为三类：…), what became of things (已办结…，正在办…，尚未…), parts before their sum
(…，合计…), and percentages of one whole. Never knows tables or other sentences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from typing import Final

from analyzer.inspection.amounts import (
    Amount,
    as_written,
    cited,
    indices,
    listed,
    slack,
    some_add_up,
    words_pattern,
)
from analyzer.inspection.figures import plain
from analyzer.types import Check

#: What may stand between two parts of one list.
_GAP: Final = re.compile(r"^[\u4e00-\u9fff]{0,3}(?:（[^）]*）)?[、，,；;和及][^。！？]{0,18}$")
_COUNTS_THE_PARTS: Final = re.compile(r"^[三四五六七八九十两二\d]+(?:类|个?部分|种|组|块|级|批|档|个?层次|路)")
_BUILT_OF: Final = re.compile(r"(?:^|[，,])(?:由|分别由)[^，,]*$")
_BUILT_END: Final = re.compile(r"^[^，。；]{0,6}(?:构成|组成)")
_SUM_CUE: Final = re.compile(
    r"(?:^|[，,；;。])(?:以上|上述|前述)?(?P<count>[两二三四五六七八九十]+(?:大?项|大?类|者|村|镇|乡|组|家|次|轮|部分|笔|块|期|批)[\u4e00-\u9fff]{0,4}?)?(?:加起来)?"
    r"(?P<word>共计|合计|总计|总共|一共|共)[^，。；、\d]{0,7}$"
)
_ONLY_QIZHONG: Final = re.compile(r"^[^，。；\d]{0,8}[，,（；]?其中[^，。；\d]{0,12}$")
_COMPARED: Final = re.compile(r"[比较][^，。；]{1,8}(?:多|少|增|减|高|低)")
_SHORT_GAP: Final = 9
_SEX: Final = re.compile(r"(?:^|其中)(?P<sex>男|女)(?:性|职工|干部|教师|党员|队员|学生|选民|生)?$")
_SHARE: Final = re.compile(r"占|的为|比例为|比例达")


@cache
def _grade() -> re.Pattern[str]:
    """How well an answer speaks of the thing, at the end of its label: 很满意的, 一般."""
    return re.compile(rf"(?:{words_pattern('degrees').pattern})?(?:{words_pattern('grades').pattern})的?$")


def _mismatch(whole: Amount, parts: Sequence[Amount], relation: str) -> Check:
    added = as_written(sum(float(part.value) for part in parts), whole.unit)
    return Check(
        code="sum_mismatch",
        message=f"{listed(parts)}相加是{added}，{relation}{cited(whole)}的{as_written(float(whole.value), whole.unit)}，请核实。",
        indicators=indices((whole, *parts)),
    )


def _run(line: Sequence[Amount], start: int, whole: Amount) -> list[Amount]:
    """The figures from ``start`` on that are counted like the whole and stand in one list; rates between are skipped."""
    parts: list[Amount] = []
    for amount in line[start:]:
        if amount.is_ratio:
            continue
        if amount.counted != whole.counted or amount.is_range or amount.planned:
            break
        if parts and (_COMPARED.search(amount.lead) or words_pattern("compared").search(amount.lead)):
            break
        gap = amount.sentence.text[parts[-1].span.end : amount.span.start] if parts else ""
        if parts and not _GAP.match(gap) and gap.count("%") != 1:
            break
        parts.append(amount)
    return parts


def _usable(amount: Amount) -> bool:
    return not (amount.is_ratio or amount.is_range or amount.planned)


def _partitions(line: Sequence[Amount]) -> Iterator[Check]:
    """86人，编成巡堤组48人、抢险组21人、后勤组27人."""
    text = line[0].sentence.text
    for number, whole in enumerate(line):
        if not _usable(whole) or not whole.exact:
            continue
        start = number + 1
        while start < len(line) and _COUNTS_THE_PARTS.match(line[start].span.text):
            start += 1
        parts = _run(line, start, whole)
        if len(parts) < 2 or not all(part.exact for part in parts):
            continue
        between = text[whole.span.end : parts[0].span.start]
        after = text[parts[-1].span.end :]
        built = bool(_BUILT_OF.search(between)) and bool(_BUILT_END.match(after))
        cut = bool(words_pattern("partition").search(between)) and "其中" not in between and "。" not in between
        if not (built or cut) or words_pattern("loose").search(text[whole.span.end : parts[-1].span.end] + after[:2]):
            continue
        if abs(sum(float(p.value) for p in parts) - float(whole.value)) > slack((whole, *parts)):
            yield _mismatch(whole, parts, "与总数不符：")
        return


def _rests(line: Sequence[Amount]) -> Iterator[Check]:
    """186条，其中补贴方面62条、维修方面71条、其他方面32条: whatever their verbs, such parts are all there are."""
    text = line[0].sentence.text
    for number, whole in enumerate(line):
        parts = _run(line, number + 1, whole) if _usable(whole) and whole.exact else []
        if len(parts) < 2 or not _ONLY_QIZHONG.match(text[whole.span.end : parts[0].span.start]):
            continue
        gaps = [text[a.span.end : b.span.start] for a, b in pairwise(parts)]
        rest = bool(words_pattern("rest").search(gaps[-1]))
        if not all(part.exact and len(gap) <= _SHORT_GAP for part, gap in zip(parts[1:], gaps, strict=True)):
            continue
        if words_pattern("loose").search(text[whole.span.end : parts[-1].span.start]) or not parts[0].exact:
            continue
        over = sum(float(p.value) for p in parts) - float(whole.value)
        named = text[whole.span.end : parts[-1].span.end]
        apart = all(gap.startswith(("、", "和")) for gap in gaps) and not words_pattern("overlapping").search(named)
        if (rest and abs(over) > slack((whole, *parts))) or (apart and over > slack((whole, *parts))):
            yield _mismatch(whole, parts, "与总数不符：")


def _sexes(line: Sequence[Amount]) -> Iterator[Check]:
    """选民1386人，其中男716人、女650人: these two are everybody."""
    for whole, first, second in zip(line, line[1:], line[2:], strict=False):
        three = (whole, first, second)
        if any(each.counted != "人" or not _usable(each) or not each.exact for each in three):
            continue
        signs = {_SEX.search(each.lead)[1] for each in (first, second) if _SEX.search(each.lead)}  # type: ignore[index]
        if len(signs) == 2 and abs(float(first.value) + float(second.value) - float(whole.value)) > 1e-6:
            yield _mismatch(whole, (first, second), "与总数不符：")


def _status(amount: Amount) -> str | None:
    label = re.split(r"[，,；;。：]", amount.label)[-1] + "|" + amount.tail
    if words_pattern("expected").search(amount.label[-8:]):
        return None
    for name in ("left", "going", "done"):
        if words_pattern(name).search(label):
            return name
    return None


def _statuses(line: Sequence[Amount]) -> Iterator[Check]:
    """受理240件，已办结205件，正在办理25件，尚未办理20件."""
    text = line[0].sentence.text
    before = text.find("其中")
    for number, whole in enumerate(line):
        if not _usable(whole) or _status(whole) is not None:
            continue
        run = _run(line, number + 1, whole)
        parts: list[Amount] = []
        for amount in run:
            if _status(amount) is None:
                break
            parts.append(amount)
        kinds = [_status(part) for part in parts]
        if len(parts) < 2 or kinds[0] != "done" or kinds.count("done") > 1:
            continue
        total = sum(float(part.value) for part in parts)
        closed = "left" in kinds and ("going" in kinds or (len(parts) == 2 and not 0 <= before < parts[0].span.start))
        if words_pattern("loose").search(text[parts[-1].span.end : parts[-1].span.end + 2]):
            closed = False
        allowed = slack((whole, *parts))
        if total > float(whole.value) + allowed or (closed and total < float(whole.value) - allowed):
            yield _mismatch(whole, parts, "与总数不符：")
        return


def _sums_after(line: Sequence[Amount]) -> Iterator[Check]:
    """邻里纠纷23件、土地纠纷11件、劳资纠纷9件，合计53件."""
    text = line[0].sentence.text
    for number, whole in enumerate(line):
        cue = _SUM_CUE.search(text[: whole.span.start])
        if not cue or not _usable(whole) or not whole.exact:
            continue
        earlier = [amount for amount in line[:number] if amount.span.end <= cue.start() + 1]
        if any(cue.start("word") < amount.span.end for amount in line[:number]):
            continue
        parts: list[Amount] = []
        for amount in reversed(earlier):
            if _COUNTS_THE_PARTS.fullmatch(amount.span.text):
                continue  # 三块组成，总计160万元
            if amount.counted != whole.counted or not _usable(amount):
                break
            parts.insert(0, amount)
            if "其中" in amount.label:
                break
        gaps = [text[a.span.end : b.span.start] for a, b in pairwise(parts)]
        if len(parts) < 2 or not all(part.exact for part in parts) or not all(_GAP.match(gap) for gap in gaps):
            continue
        strong = cue["count"] or cue["word"] != "共" or all(gap.startswith(("、", "和")) for gap in gaps)
        if not strong or "其中" in text[: whole.span.start] or "每" in text[: whole.span.start]:
            continue
        # an intermediate sum is a part no more: 三项共114起，另有51起，四项总计175起
        own = [p for p in parts if p.value != whole.value and not _SUM_CUE.search(text[: p.span.start])]
        if len(own) < len(parts) - 1 or len(own) < 2:
            continue
        total = sum(float(part.value) for part in own)
        if (
            some_add_up(own, whole)
            or some_add_up(parts, whole)
            or not 0.5 <= float(whole.value) / max(total, 1e-9) <= 2
        ):
            continue
        yield _mismatch(whole, own, "与合计数不符：")


def _share_label(amount: Amount) -> str:
    label = re.split(r"[，,；;。：]", amount.label.rstrip("，、"))[-1].lstrip("、和及")
    return re.sub(r"(?:的?(?:分别)?(?:各?占(?:到|了|比)?|比例[为达]|[为达是]))[\u4e00-\u9fff]{0,6}$", "", label)


def _one_question(labels: Sequence[str]) -> bool:
    """Whether the answers exclude one another: grades of one thing, classes, or so-and-so and the rest."""
    if any(words_pattern("several_answers").search(label) for label in labels):
        return False
    if words_pattern("rest").search(labels[-1]):
        return True
    grades = [_grade().search(label) for label in labels]
    if all(grades):
        said = [grade[0] for grade in grades if grade]
        things = [label[: grade.start()] for label, grade in zip(labels, grades, strict=True) if grade]
        about = [re.sub(r"表示|认为|评价|感到|比较", "", thing) for thing in things[1:]]
        return (
            len(set(said)) == len(said)
            and not any(about)
            and any(words_pattern("low_grades").search(each) for each in said)
        )
    return len(labels) > 2 and all(label.endswith(("类", "类的")) for label in labels)


def _shares(line: Sequence[Amount], before: str) -> Iterator[Check]:
    """满意的占72%，基本满意的占25%，不满意的占8%."""
    text = line[0].sentence.text
    if words_pattern("multiple_choice").search(before + text):
        return
    run: list[Amount] = []
    for amount in (*line, None):
        fits = (
            amount is not None
            and amount.unit == "%"
            and not amount.is_range
            and not amount.planned
            and _SHARE.search(amount.label)
            and not words_pattern("no_share").search(amount.label)
            and (not run or _GAP.match(amount.label))
        )
        if fits and amount is not None:
            run.append(amount)
            continue
        if len(run) >= 2:
            labels = [_share_label(each) for each in run]
            total = sum(float(each.value) for each in run)
            closed = bool(words_pattern("rest").search(labels[-1])) and not re.search(r"其中|主要", run[0].label)
            allowed = 0.15 * len(run) + slack(run)
            if _one_question(labels) and (total > 100 + allowed or (closed and total < 100 - allowed)):
                yield Check(
                    code="sum_mismatch",
                    message=f"{listed(run)}说的是同一个整体的几部分，相加是{plain(total)}%，不是100%，请核实。",
                    indicators=indices(run),
                )
        run = [amount] if amount is not None and amount.unit == "%" and _SHARE.search(amount.label) else []


def list_mismatches(amounts: Mapping[int, Sequence[Amount]]) -> Iterator[Check]:
    """Lists of running text whose parts do not make their whole."""
    for number, line in amounts.items():
        earlier = amounts.get(number - 1)
        yield from _partitions(line)
        yield from _rests(line)
        yield from _sexes(line)
        yield from _statuses(line)
        yield from _sums_after(line)
        yield from _shares(line, earlier[0].sentence.text if earlier else "")
