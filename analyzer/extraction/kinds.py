"""A report's title, first blocks and file name in, its kind out: summary, progress, bulletin, research, plan, scheme …

The paper's own head comes first (a 简报 has a masthead with its number), then the words of title and subtitle, then the
file's name, then the opening. Never knows the body's figures or other reports.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from analyzer import lexicon
from analyzer.language.normalise import fold
from analyzer.types import Block, BlockKind, ReportKind

#: A news-like title: the unit, a colon, what it did.
_SUBJECT_TITLE: Final = re.compile(r"[\u4e00-\u9fff]{2,10}[：:]")
_SUBTITLE: Final = re.compile(r"^[—―─–-]{1,4}\s*\S")
#: 第6期, （2022年第8期）, 总第63期: a paper that comes out in numbers.
_ISSUE: Final = re.compile(r"(?:^|[^\d一二三四五六七八九十百])(?:总)?第\s*[\d〇零一二三四五六七八九十百]{1,4}\s*期")
_BARE_ISSUE: Final = re.compile(rf"^[（(]?\s*(?:\d{{4}}年)?{_ISSUE.pattern}")
_AFTER_NAME: Final = re.compile(r"\s*(?:[（(]|第\s*[\d〇零一二三四五六七八九十百]+\s*期|\d{4}年).*")
_CHAPTER: Final = re.compile(r"^\s*[一二三四五六七八九十]{1,2}、")
#: Kinds a text names in its own first lines.
_ANNOUNCED: Final = frozenset({ReportKind.CIRCULAR, ReportKind.BULLETIN, ReportKind.PROGRESS, ReportKind.SUMMARY})
#: Kinds that a title names so plainly that no masthead above it says otherwise.
_PLAIN: Final = (ReportKind.CIRCULAR, ReportKind.RESEARCH)
_HEAD_BLOCKS: Final = 4
_LONGEST_HEAD: Final = 60


def _squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _head(title: str, blocks: Sequence[Block]) -> tuple[list[str], str]:
    """What stands over and right under the title, and the subtitle: ``(["工作简报", "第6期"], "——某镇活动总结")``."""
    lines = [block.text.strip() for block in blocks[: _HEAD_BLOCKS + 2] if block.kind is not BlockKind.TABLE_ROW]
    squeezed = _squeezed(title)
    at = next((i for i, line in enumerate(lines) if line and squeezed.startswith(_squeezed(line))), None)
    over = lines[: at if at is not None else _HEAD_BLOCKS]
    masthead = [line for line in over if line and len(line) <= _LONGEST_HEAD and line[-1] not in "。；：:"]
    subtitle = ""
    if at is not None:
        under = [line for line in lines[at + 1 : at + 3] if len(line) <= _LONGEST_HEAD]
        subtitle = next((line for line in under if _SUBTITLE.match(line)), "")
        # the masthead of a paper that has its own name for a title: 情况反映 / 第17期
        masthead += [line for line in under[:1] if _BARE_ISSUE.search(fold(line)) and line[-1] != "。"]
    return masthead, subtitle


def _by_words(text: str, announced: bool = False) -> ReportKind | None:
    """The kind a line names; the lexicon's order decides, but 总结和计划 is a summary."""
    words = lexicon.reports()
    if any(word in text for word in words.summary_first) and not any(word in text for word in words.before_summary):
        if any(word in text for word in words.always_summary):
            return ReportKind.SUMMARY
        progress = next(entry.words for entry in words.kinds if entry.kind is ReportKind.PROGRESS)
        return ReportKind.PROGRESS if any(word in text for word in progress) else ReportKind.SUMMARY
    for entry in words.kinds:
        if (not announced or entry.kind in _ANNOUNCED) and any(word in text for word in entry.words):
            return entry.kind
    return None


def _is_news(blocks: Sequence[Block]) -> bool:
    """Whether a text without a kind in its title opens like a news item and is not cut into chapters."""
    paragraphs = [block.text.strip() for block in blocks if len(block.text.strip()) > _LONGEST_HEAD]
    opening = paragraphs[0][:80] if paragraphs else ""
    return any(word in opening for word in lexicon.reports().news_openings) and not any(
        _CHAPTER.match(block.text) for block in blocks
    )


def find_kind(title: str, blocks: Sequence[Block], name: str = "") -> ReportKind:
    """The kind of a report.

    The opening of the text decides only where neither title nor file name says anything, and only for kinds that
    announce themselves: 实地调研 in a first sentence makes no research report.

    Args:
        title: as found; may be empty.
        blocks: the document's blocks; only the first few are looked at closely.
        name: the file's name, cleaned of numbers and marks of versions.
    """
    words = lexicon.reports()
    masthead, subtitle = _head(title, blocks)
    named = _by_words(f"{title} {subtitle}")
    if named in _PLAIN:
        return named
    if any(_ISSUE.search(fold(line)) for line in masthead):
        is_circular = any(word in line for line in masthead for word in words.circular_mastheads)
        return ReportKind.CIRCULAR if is_circular else ReportKind.BULLETIN
    opening = "".join(block.text for block in blocks[:_HEAD_BLOCKS])[:120]
    # the word ends the paper's name: 活动信息, but not the letterhead of 经济和信息化委员会
    names = [_AFTER_NAME.sub("", line).strip() for line in masthead]
    is_bulletin = any(each.endswith(words.mastheads) for each in names) or any(
        mark in opening for mark in words.bulletin_marks
    )
    if is_bulletin or _SUBJECT_TITLE.match(title):
        return ReportKind.BULLETIN
    found = named or _by_words(name)
    if found is None and _is_news(blocks):
        return ReportKind.BULLETIN
    return found or _by_words(opening, announced=True) or ReportKind.SUMMARY
