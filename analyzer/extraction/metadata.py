"""A report's head and foot in, its title, unit, date, campaign and kind out.

What the document says itself comes first; the file's name only where the document is silent. Never knows the body's
figures or other reports.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Final

from analyzer import lexicon
from analyzer.extraction.dates import find_dates
from analyzer.extraction.units import COUNTY, MASS, OTHER, TEAM, TOWN, VILLAGE, find_units
from analyzer.language.normalise import fold
from analyzer.types import (
    UNJUDGED_KINDS,
    Block,
    BlockKind,
    Document,
    Metadata,
    ReportKind,
    Sentence,
    UnitMention,
)

KnownUnits = dict[str, tuple[str, str]]

_DOCUMENT_NUMBER: Final = re.compile(r"[〔\[（(]\d{4}[〕\]）)]\s*第?\d+\s*(?:号|期)|^第\s*\d+\s*期|^\s*[（(]?总?第")
_QUOTED: Final = re.compile(r"[“「『\"]([^”」』\"]{2,16})[”」』\"]")
_CLEAN_NAME: Final = re.compile(
    r"^\d+[._、\-\s]*|[（(](?:定稿|终稿|修改|最终|正式|报|\d+)[^）)]*[）)]|(?:定稿|终稿|最终版|修改稿|\s*-\s*副本|副本)\d*$"
)
_REGION: Final = re.compile(
    r"(?:^|[^\u4e00-\u9fff]|中共|关于|共青团)"
    r"((?:(?![全各我本该月份关于在根据按照立强兴县区市委])[\u4e00-\u9fff]){2,3}(?:市|县|区|州|旗))"
    r"(?:委|人民|政府|纪委|机关|直|“|$|[^\u4e00-\u9fff区县])"
)
#: A title that opens with an office's name and goes on with what was done.
_NAMED_IN_TITLE: Final = re.compile(
    r"^(?:关于)?((?!我|本|全|各|关于)(?:(?![的在和与及对为是了把将“‘《])[\u4e00-\u9fff]){2,16}?"
    r"(?:局|院|所|行|校|小学|中学|大队|支队|公司|段|联社|林场|委员会|管理站|工作站|管委会|办事处|卫生室|医院))"
    r"(?=“|《|关于|开展|\d|〇|二[〇零○Oo]|学习|工作|活动|上半年|下半年|党支部|党委|驻)"
)
#: A news-like title: the unit, a colon, what it did.
_SUBJECT_TITLE: Final = re.compile(r"[\u4e00-\u9fff]{2,10}[：:]")
#: Kinds a text names in its own first lines.
_ANNOUNCED: Final = frozenset({ReportKind.CIRCULAR, ReportKind.BULLETIN, ReportKind.PROGRESS, ReportKind.SUMMARY})
_TEAM: Final = re.compile(r"工作队|工作组|驻村队|第一书记")


def _offices() -> tuple[str, ...]:
    return lexicon.reports().own_superior_words


def _title(document: Document, name: str) -> str | None:
    if document.title and document.title.strip():
        return re.sub(r"\s*\n\s*", "", document.title.strip())
    for block in document.blocks[:8]:
        if block.kind is BlockKind.TITLE:
            return re.sub(r"\s*\n\s*", "", block.text.strip())
    for block in document.blocks[:6]:
        text = block.text.strip()
        if block.kind is BlockKind.TABLE_ROW or not text or _DOCUMENT_NUMBER.search(text):
            continue
        if 4 <= len(text) <= 60 and text[-1] not in "。：:；，":
            return text
        break
    return _CLEAN_NAME.sub("", fold(name)).strip() or None


def _kind(title: str, blocks: Sequence[Block], name: str) -> ReportKind:
    """By the title's words, then the file name's; the lexicon's order decides, but 总结和计划 is a summary.

    The opening of the text decides only where neither says anything, and only for kinds that announce themselves:
    实地调研 in a first sentence makes no research report.
    """
    words = lexicon.reports()
    head = "".join(block.text for block in blocks[:4])[:120]
    if _SUBJECT_TITLE.match(title) or any(mark in head for mark in words.bulletin_marks):
        return ReportKind.BULLETIN
    for text, kinds in (
        (title, words.kinds),
        (_CLEAN_NAME.sub("", name), words.kinds),
        (head, [entry for entry in words.kinds if entry.kind in _ANNOUNCED]),
    ):
        if any(word in text for word in words.summary_first) and not any(w in text for w in words.before_summary):
            progress = next(entry.words for entry in words.kinds if entry.kind is ReportKind.PROGRESS)
            return ReportKind.PROGRESS if any(word in text for word in progress) else ReportKind.SUMMARY
        for entry in kinds:
            if any(word in text for word in entry.words):
                return entry.kind
    return ReportKind.SUMMARY


def _mentions(text: str, known: KnownUnits) -> tuple[UnitMention, ...]:
    found = find_units(Sentence(id=0, text=text, block=0, page=None, start=0, end=len(text)), known=known)
    return tuple(mention for mention in found if mention.type != COUNTY)


def _foot_blocks(document: Document) -> list[Block]:
    """Short lines at the end: signature, date, contact."""
    texts = [block for block in document.blocks if block.kind not in (BlockKind.TABLE_ROW, BlockKind.FOOTNOTE)]
    return [
        block
        for block in texts[-8:]
        if len(block.text.strip()) <= 60 and not block.text.rstrip().endswith(("。", "；"))
    ]


def _best(mentions: Sequence[UnitMention], *, line: str) -> UnitMention | None:
    """The unit a line is about: a work team whole; a village with its township's name before it; else the first."""
    if not mentions:
        return None
    teams = [mention for mention in mentions if mention.type == TEAM]
    if teams:
        return teams[0]
    first = mentions[0]
    last = mentions[-1]
    if len(mentions) > 1 and last.type == VILLAGE and last.start - first.end <= 1 and first.type == TOWN:
        return last
    if _TEAM.search(line) and len(mentions) > 1:
        return last
    return first


def _region(document: Document) -> UnitMention | None:
    """The city or county a circular speaks of: 芦川市, the most named one of head and foot, else of the text."""
    counts: Counter[str] = Counter()
    for block in (*document.blocks[:6], *document.blocks[-6:]):
        counts.update(found[1] for found in _REGION.finditer(block.text))
    if not counts:
        counts.update(found[1] for found in _REGION.finditer(document.text))
    if not counts:
        return None
    name = min(counts, key=lambda item: (-counts[item], item))
    return UnitMention(text=name, name=name, type=OTHER, sentence=0, start=0, end=len(name))


def _unit(document: Document, title: str | None, name: str, known: KnownUnits) -> UnitMention | None:
    named = _NAMED_IN_TITLE.match(title or "")
    opening = _mentions(title or "", known)
    if named and not any(mention.text.endswith(named[1]) or mention.end >= named.end(1) for mention in opening[:1]):
        kind = unit_type_of(named[1])
        return UnitMention(text=named[1], name=named[1], type=kind, sentence=0, start=0, end=len(named[1]))
    if opening and opening[0].start <= 4:
        return _best(opening, line=title or "")
    for block in reversed(_foot_blocks(document)):
        text = block.text.strip()
        mentions = _mentions(text, known)
        covered = sum(mention.end - mention.start for mention in mentions)
        if mentions and covered >= 0.4 * len(
            re.sub(r"[\s（）()盖章人民政府党委委员会办公室\d年月日]", "", text) or "x"
        ):
            return _best(mentions, line=text)
    for line in (title or "", *document.furniture, _CLEAN_NAME.sub("", name)):
        found = _best(_mentions(line, known), line=line)
        if found:
            return found
    for block in document.blocks[:4]:
        found = _best(_mentions(block.text[:60], known), line=block.text[:60])
        if found and block.text.find("各") != 0:
            return found
    counts = Counter(
        (mention.name, mention.type) for block in document.blocks[:12] for mention in _mentions(block.text[:300], known)
    )
    if counts:
        (unit, kind), _ = counts.most_common(1)[0]
        return UnitMention(text=unit, name=unit, type=kind, sentence=0, start=0, end=len(unit))
    return None


@cache
def _campaigns() -> tuple[str, ...]:
    return tuple(sorted(lexicon.campaigns().names, key=lambda name: (-len(name), name)))


def _campaign(document: Document, title: str | None, name: str, round_campaign: str | None) -> str | None:
    body = document.text[:6000]
    if round_campaign and (round_campaign in body or round_campaign in (title or "") or round_campaign in name):
        return round_campaign
    followed = "|".join(lexicon.campaigns().followed_by)
    for text in (title or "", name):
        quoted = _QUOTED.findall(text)
        if quoted and re.search(rf"[”」』\"](?:主题|专题)?(?:实践|教育)?(?:{followed})", text):
            return str(quoted[0])
        known = [campaign for campaign in _campaigns() if campaign in text]
        if known:
            return known[0]
    counts: Counter[str] = Counter()
    for found in re.finditer(rf"[“「『\"]([^”」』\"]{{2,14}})[”」』\"](?:主题|专题)?(?:{followed})", body):
        counts[found[1]] += 2
    for campaign in _campaigns():
        hits = len(re.findall(re.escape(campaign) + rf"[”」』\"]?(?:主题|专题)?(?:{followed})", body))
        if hits:
            counts[campaign] += hits
    if not counts:
        return None
    best = max(counts.values())
    return min((name for name, hits in counts.items() if hits == best), key=lambda item: (body.find(item), item))


def _date(document: Document, title: str | None, name: str) -> str | None:
    for block in reversed(_foot_blocks(document)):
        dates = list(find_dates(block.text))
        if dates and len(block.text.strip()) <= 30:
            return dates[-1].iso
    for text in (name, title or ""):
        dates = list(find_dates(text))
        if dates:
            return dates[0].iso
    for block in document.blocks[:5]:
        dates = list(find_dates(block.text))
        if dates and len(block.text) <= 60 and not block.text.rstrip().endswith("。"):
            return dates[0].iso
    return None


def unit_type_of(name: str) -> str:
    """A unit's type by its name alone."""
    mentions = _mentions(name, {})
    if _TEAM.search(name):
        return TEAM
    return mentions[-1].type if mentions else OTHER if not name.endswith(("联", "会")) else MASS


def read_metadata(
    document: Document, *, name: str = "", known: KnownUnits | None = None, campaign: str | None = None
) -> Metadata:
    """What a report says of itself.

    Args:
        document: the report.
        name: the file's name without suffix.
        known: written unit names of the roster → (standard name, type).
        campaign: the round's campaign, chosen where the report names it at all.
    """
    title = _title(document, name)
    kind = _kind(title or "", document.blocks, name)
    unit = _unit(document, title, name, known or {})
    superior = unit is None or unit.name.endswith(_offices()) or kind is ReportKind.CIRCULAR
    if kind in UNJUDGED_KINDS and superior:
        unit = _region(document) or unit
    return Metadata(
        title=title,
        unit=unit.name if unit else None,
        unit_type=unit.type if unit else None,
        campaign=_campaign(document, title, name, campaign),
        date=_date(document, title, name),
        report_kind=kind,
    )
