"""A report's head and foot in, its title, unit, date, campaign and kind out.

What the document says itself comes first; the file's name only where the document is silent. Never knows the body's
figures or other reports.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Final

from analyzer import lexicon
from analyzer.extraction.dates import find_dates
from analyzer.extraction.kinds import find_kind
from analyzer.extraction.reporting_unit import KnownUnits, find_reporting_unit, foot_blocks
from analyzer.extraction.units import MASS, OTHER
from analyzer.language.normalise import fold
from analyzer.types import (
    UNJUDGED_KINDS,
    BlockKind,
    Document,
    Metadata,
    ReportKind,
    UnitMention,
)

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
#: The office that issues a circular, with its region: 朔溪市“三解三促”活动领导小组办公室.
_ISSUER: Final = re.compile(
    r"(?:中共)?([\u4e00-\u9fff]{2,3}(?:市|县|区|州|旗))(?:委|人民政府|[^，。：；]{2,20}?(?:领导小组|指挥部|委员会|办公室|活动办))"
)


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


def _region(document: Document) -> UnitMention | None:
    """The city or county a circular speaks of: 芦川市, the most named one of head and foot, else of the text."""
    for line in (document.title or "", *(block.text.strip() for block in reversed(foot_blocks(document)))):
        if issuer := _ISSUER.match(line):
            return UnitMention(text=issuer[1], name=issuer[1], type=OTHER, sentence=0, start=0, end=len(issuer[1]))
    counts: Counter[str] = Counter()
    for block in (*document.blocks[:6], *document.blocks[-6:]):
        counts.update(found[1] for found in _REGION.finditer(block.text))
    if not counts:
        counts.update(found[1] for found in _REGION.finditer(document.text))
    if not counts:
        return None
    name = min(counts, key=lambda item: (-counts[item], item))
    return UnitMention(text=name, name=name, type=OTHER, sentence=0, start=0, end=len(name))


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
    for block in reversed(foot_blocks(document)):
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
    kind = find_kind(title or "", document.blocks, _CLEAN_NAME.sub("", name))
    unit = find_reporting_unit(document, title or "", _CLEAN_NAME.sub("", name), known or {})
    own_office = unit is not None and unit.type == MASS  # 共青团云岭县委 is no county
    superior = unit is None or (unit.name.endswith(_offices()) and not own_office) or kind is ReportKind.CIRCULAR
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
