"""A report's head and foot in, the unit that reports out, in the fullest form in which the report names it.

Title, author's line, signature and a bulletin's head are places where a unit's name is due, so a name is read whole
there; elsewhere only what ``units`` finds counts. Never knows other reports; a roster's names win.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Final

from analyzer import lexicon
from analyzer.extraction.unit_identity import (
    core_of,
    full_name,
    parts_of,
    place_fits,
    same_unit,
    team_of,
    without_office,
)
from analyzer.extraction.units import COUNTY, EDGE, TEAM, TOWN, VILLAGE, find_units, unit_type_of, words_of_work
from analyzer.types import Block, BlockKind, Document, Sentence, UnitMention

KnownUnits = dict[str, tuple[str, str]]

_HAN: Final = re.compile(r"[\u4e00-\u9fff]")
_NOT_IN_A_NAME: Final = frozenset("的在对是把了们着被让给赴我各到")
_NEVER_FIRST: Final = re.compile(r"[我本全各该某每](?=[们个省市县区州旗镇乡村街局院校所站社队])|驻村(?!第一书记|工作)")
#: What stands after a name in a title. A name with a weak ending (所, 站, 公司) counts only before one of these.
_GOES_ON: Final = re.compile(
    r"$|[^\u4e00-\u9fff]|关于|开展|学习|工作|活动|[上下]半年|第[一二三四]|二[〇零○Oo]|党支部|党总?支|党委|党组|派?驻|述职"
    r"|情况|创先|保持|深入|认真|推动|扎实|落实|主题|组织|召开|举办|党的|解放|以|多|与|和|对|会同|大|建设|联系|党建|简报|信息|动态"
)
#: 县财政局长, 市委办公室主任: the name of a post, not of a unit.
_POST_AFTER: Final = re.compile(r"[长员办]|领导(?!小组)|门口|系统|主任|书记|干部")
_LEAD_IN: Final = re.compile(r"^(?:[（(]?总?第\s*\d+\s*期[）)]?|关于|中共|[（(【—\-\s])*")
_DASH: Final = re.compile(r"—+|--+")
#: An office set up for the campaign is the unit's own or its superior's, no unit of its own.
_PASSING_OFFICE: Final = re.compile(r"活动|行动|领导小组|指挥部|专班")
#: What goes on with a level is another unit: 团县委联合县教育局.
_ANOTHERS: Final = re.compile(r"[省市县区州旗]")
#: Those of a unit who wrote: 武塘县交通运输局调研组.
_WRITERS: Final = re.compile(r"(?:调研|课题|调查|编写)组$")
_QUOTED_IN_TEAM: Final = re.compile(r"[“\"「][^”\"」]{1,8}[”\"」](?=工作[组队])")
_PLACE_NAME: Final = re.compile(r"[\u4e00-\u9fff]{1,6}(?:镇|乡|街道|村|社区|苏木|嘎查)$")
#: A village's party branch that speaks in its own name; a general branch (党总支) is written as the village.
_BRANCH: Final = "党支部"
_LEVEL_NAME: Final = re.compile(r"[省市县区州旗镇乡][镇乡村]$")
#: 临江市商务和投资促进局: a place, its level and an office's ending; what stands between is its business.
_OFFICE_NAME: Final = re.compile(r"^[\u4e00-\u9fff]{0,6}?[市县区州旗][\u4e00-\u9fff]{2,12}(?:局|委员会|办公室|中心)$")
_VILLAGE_NAME: Final = re.compile(r"(?:村|社区|嘎查)$")
_TOWN_NAME: Final = re.compile(r"(?:镇|乡|街道|苏木)$")
_OPENS_CLAUSE: Final = re.compile(r"^$|[，。；]$|[^\u4e00-\u9fff，。；、]$")
_LABEL: Final = re.compile(
    r"^(?:供稿|撰稿|报送|来稿|执笔|填报|作者|编印|编发|主办)?(?:单位|部门)?[：:]|(?:供稿|编印|编发|编|执笔|宣|印发)$"
)
_ADDRESSED: Final = re.compile(r"^[（(]?(?:报|送|发|抄送|抄报|主送|主题词|联系人|附|电话|呈)[：:]?|[：:，；。]$")
_POST: Final = re.compile(r"(?:党委|党总支|党支部)?(?:副?书记|主任|[乡镇局所站校队院行]长|指导员|干部)$")
#: A date that ends a signature line, a seal, the writer's name behind the unit's.
_DATED: Final = re.compile(
    r"[（(]?[\d二〇零○Oo0一九十]{2,4}\s*[年.．/\-]\s*[\d一二三四五六七八九十]{1,3}\s*[月.．/\-]?\s*(?:[\d一二三四五六七八九十]{1,3}\s*日?)?[）)]?$"
)
_DAY: Final = re.compile(r"^\d{1,2}月\d{1,2}日$")
_STAMP: Final = re.compile(r"[（(](?:盖章|公章|章|印章?)[）)]$")
_AUTHOR: Final = re.compile(r"(?<=[\u4e00-\u9fff]{3})[ \u3000]+[\u4e00-\u9fff][ \u3000]?[\u4e00-\u9fff]{1,2}$")
_SIGNED: Final = re.compile(r"[\u4e00-\u9fff“”（）()A-Za-z\d·]{4,36}")
_NO_SIGNATURE: Final = re.compile(
    r"附[件表：:]|编[印辑]?$|期$|建议|思路|打算|联系|电话|签发|主题词|抄送|总结|报告|汇报|情况|方案|计划|小结|一览|此件|[上下]午|同志|谢谢"
)
_LEAGUE: Final = re.compile(r"^(?:共青团|团)([\u4e00-\u9fff]{2,6}(?:省|市|县|区|州|旗|镇|乡)委)(?:员会)?(?:办公室)?$")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Named:
    """A unit's name where the report gives it."""

    name: str
    signed: bool = False  # the report's own signature


def _mentions(text: str, known: KnownUnits) -> tuple[UnitMention, ...]:
    found = find_units(Sentence(id=0, text=text, block=0, page=None, start=0, end=len(text)), known=known)
    return tuple(mention for mention in found if mention.type != COUNTY)


@cache
def _ends() -> tuple[str, ...]:
    return tuple(sorted(lexicon.units().name_ends, key=lambda word: (-len(word), word)))


def _is_place(piece: str) -> bool:
    """沙桥镇, 上寨子村: one name of a place and no clause that ends like one (大事不出镇)."""
    if not _PLACE_NAME.search(piece) or len(piece) < 3 or _LEVEL_NAME.search(piece):
        return False
    if piece.endswith(("苏木", "嘎查")):
        return True
    mentions = _mentions(piece, {})
    if len(mentions) != 1 or mentions[0].end != len(piece):
        return False
    return mentions[0].start == 0 or (mentions[0].start == 1 and piece[0] in "上下中内外前后东西南北向")


def _is_name(piece: str, rest: str, *, loosely: bool = False) -> bool:
    """Whether a piece that stands where a name is due is one, by its ending and by what follows."""
    if _PASSING_OFFICE.search(piece):
        return False
    team = team_of(piece)
    if team:
        return bool(team.sender or team.village) and not rest.startswith(("长", "员", "组", "队"))
    if _LEAGUE.match(piece) or parts_of(piece).core == "团委":
        return True
    if _POST_AFTER.match(rest):
        return _is_place(piece) and not rest.startswith("长")
    core, goes_on = core_of(piece), bool(_GOES_ON.match(rest))
    head = piece[: len(piece) - len(core)]
    if core and not head:
        return len(core) >= 3 and goes_on
    if core and head[-1] in "省市县区州旗镇乡":
        return len(head) <= 12 and not (head[0] in EDGE and len(head) == 2) and not _not_a_place(head)
    if goes_on and _OFFICE_NAME.match(piece):
        return True
    if words_of_work().search(head if core else piece[:-2]) or piece[-2:] in lexicon.units().not_units:
        return False
    runs_on = loosely and not rest.startswith(("的", "、", "和"))
    if core:
        return goes_on or runs_on
    if _PLACE_NAME.search(piece):
        return _is_place(piece)
    ending = next((word for word in _ends() if piece.endswith(word)), "")
    long_enough = bool(ending) and len(piece) >= len(ending) + (1 if len(ending) > 1 else 3)
    return long_enough and (goes_on or (runs_on and len(ending) > 1))


def _not_a_place(head: str) -> bool:
    """会同县, 打算请县: what stands before an office is no place."""
    return bool(words_of_work().search(head)) or any(
        len(word) > 1 and word in head for word in lexicon.units().not_before if word != "中共"
    )


def name_at_start(text: str, *, loosely: bool = False) -> str:
    """The unit's name a title, a signature or a bulletin's head begins with; empty when it begins with none.

    >>> name_at_start("桐坑司法所大排查大调解活动小结")
    '桐坑司法所'

    Args:
        text: the line.
        loosely: whatever follows the name will do, as in running text (向阳收费站现有职工54人).
    """
    text = _QUOTED_IN_TEAM.sub("", _LEAD_IN.sub("", text))
    if _NEVER_FIRST.match(text):
        return ""
    best = ""
    for end, sign in enumerate(text[:28], start=1):
        if not _HAN.match(sign) or sign in _NOT_IN_A_NAME or (sign in "和与及" and best and len(best) == end - 1):
            break
        if end < 3 or (best and _ANOTHERS.search(text[len(best) : end]) and not team_of(text[:end])):
            continue
        if _is_name(text[:end], text[end:], loosely=loosely):
            best = text[:end]
    if _TOWN_NAME.search(best) and _VILLAGE_NAME.search(village := name_at_start(text[len(best) :])):
        best += village
    return best + _BRANCH if _VILLAGE_NAME.search(best) and text.startswith(_BRANCH, len(best)) else best


def _standard(name: str) -> str:
    """As a report's unit is written: 中共曲河县地税局党组 → 曲河县地税局, 共青团清河县委员会 → 共青团清河县委."""
    if league := _LEAGUE.match(name):
        return f"共青团{league[1]}"
    if team_of(name) or name.endswith((_BRANCH, "管委会")):
        return name
    short = without_office(name)
    if _TOWN_NAME.search(short) or _VILLAGE_NAME.search(short):
        mentions = _mentions(short, {})
        return mentions[-1].name if mentions and mentions[-1].start > 1 else short
    return short if core_of(short) or short.endswith(_ends()) else name


def _whole(piece: str) -> str:
    """The name when a piece of a line is nothing but a unit's name (a signature); else empty."""
    piece = _WRITERS.sub("", _LABEL.sub("", _LABEL.sub("", piece.strip("（）()【】 　：:"))))
    if not 3 <= len(piece) <= 30:
        return ""
    if _LEAGUE.match(piece):
        return _standard(piece)
    if piece.endswith("区管委会"):
        return piece
    bare = without_office(piece if team_of(piece) else _POST.sub("", piece)).removeprefix("派驻")
    found = name_at_start(bare)
    return found if found.removesuffix(_BRANCH) == bare else ""


def _pieces(line: str) -> list[str]:
    return [piece for piece in re.split(r"[\s\u3000]+|、|/", line.strip()) if piece]


def foot_blocks(document: Document) -> list[Block]:
    """Short lines at the end: signature, date, contact."""
    texts = [block for block in document.blocks if block.kind not in (BlockKind.TABLE_ROW, BlockKind.FOOTNOTE)]
    return [
        block
        for block in texts[-8:]
        if len(block.text.strip()) <= 60 and not block.text.rstrip().endswith(("。", "；"))
    ]


def _from_title(title: str) -> Iterator[str]:
    """Names that open the title, or what stands after its dash."""
    for segment in dict.fromkeys((title, *reversed(_DASH.split(title)))):
        if found := name_at_start(segment):
            yield found


def _from_head(document: Document, title: str) -> Iterator[str]:
    """Names in subtitle, author's line or a bulletin's head: short lines before the text that address nobody."""
    for block in document.blocks[:5]:
        line = block.text.strip()
        if not line or line == title or len(line) > 50 or _ADDRESSED.search(line) or block.kind is BlockKind.TABLE_ROW:
            continue
        if line.startswith(("——", "--", "—")):
            yield from _from_title(line.lstrip("—-"))
            continue
        for piece in _pieces(line.strip("（）()")):
            if found := (_whole(piece) or name_at_start(piece)):
                yield found


def _from_foot(document: Document) -> Iterator[str]:
    """Names in signature lines, the last first."""
    for block in reversed(foot_blocks(document)):
        line = block.text.strip()
        if _ADDRESSED.search(line):
            continue
        for piece in (re.sub(r"\s", "", line), *_pieces(line)):
            if found := _whole(piece):
                yield found
                break


def _from_place(document: Document) -> Iterator[str]:
    """Names told by where they stand alone: the short line over the date at the end, whatever it ends with."""
    last = [block for block in document.blocks if block.kind is not BlockKind.FOOTNOTE][-6:]
    for block, below in reversed(list(pairwise((*last, None)))):
        text, next_text = block.text.strip() if block else "", below.text.strip() if below else ""
        alone = bool(next_text) and (not _DATED.sub("", next_text) or bool(_DAY.match(next_text)))
        if not block or block.kind in (BlockKind.TABLE_ROW, BlockKind.TITLE) or not (alone or _DATED.search(text)):
            continue
        if re.search(r"[，。；！？]", text):
            continue  # the text itself runs up to the date
        line = _AUTHOR.sub("", _DATED.sub("", text))
        for piece in _pieces(_LABEL.sub("", line)):
            piece = _WRITERS.sub("", _STAMP.sub("", piece))
            if _PASSING_OFFICE.search(piece) and _mentions(piece, {}):
                continue  # 沙桥镇“三解三促”活动办公室 is 沙桥镇
            if (
                _SIGNED.fullmatch(piece)
                and not _POST.search(piece)
                and not _NO_SIGNATURE.search(piece)
                and not _NEVER_FIRST.match(piece)
            ):
                yield piece


def _from_opening(document: Document) -> Iterator[str]:
    """Names that open a clause of the first paragraphs: 东湾港海关6月起开展…, 在县委领导下，向阳林场组织…"""
    for block in document.blocks[:5]:
        text = block.text.strip()
        if len(text) < 15 or block.kind is BlockKind.TABLE_ROW or text.endswith(("：", ":")):
            continue
        for clause in re.split(r"[，。；：]", text[:160])[:6]:
            if found := name_at_start(clause, loosely=True):
                yield found


def _covered_signature(document: Document, known: KnownUnits) -> str:
    """The unit of a signature line that holds more than a name: 李渡镇“三解三促”活动领导小组办公室."""
    for block in reversed(foot_blocks(document)):
        text = block.text.strip()
        mentions = () if _ADDRESSED.search(text) else _mentions(text, known)
        covered = sum(mention.end - mention.start for mention in mentions)
        filler = re.sub(r"[\s（）()盖章人民政府党委委员会办公室\d年月日]", "", text)
        best = _best(mentions)
        if best and covered >= 0.4 * len(filler or "x"):
            return best.name
    return ""


def _best(mentions: Sequence[UnitMention]) -> UnitMention | None:
    """The unit a line is about: a work team whole; a village with its township's name before it; else the first."""
    if not mentions:
        return None
    teams = [mention for mention in mentions if mention.type == TEAM]
    if teams:
        return teams[0]
    first, last = mentions[0], mentions[-1]
    if len(mentions) > 1 and last.type == VILLAGE and last.start - first.end <= 1 and first.type == TOWN:
        return last
    return first


def _elsewhere(document: Document, title: str, name: str, known: KnownUnits) -> str:
    """Where no place says it: any mention of title, furniture and file name, else the one the text speaks of most."""
    for line in (title, *document.furniture, name):
        found = _best([each for each in _mentions(line, known) if not line[: each.start].endswith(("“", "「"))])
        if found:
            return found.name
    for block in document.blocks[:4]:
        line = block.text[:60]
        found = _best([each for each in _mentions(line, known) if _OPENS_CLAUSE.search(line[: each.start])])
        if found and not line.startswith("各") and not (len(block.text) < 40 and _ADDRESSED.search(line.rstrip())):
            return found.name
    counts = Counter(
        mention.name for block in document.blocks[:12] for mention in _mentions(block.text[:300], known)
    ).most_common(2)
    return counts[0][0] if counts and counts[0][1] > max([1, *(hits for _, hits in counts[1:])]) else ""


def _fullness(named: _Named) -> tuple[int, ...]:
    """How fully a name says who reports: place and parent organ named, abbreviation written out, own signature."""
    team = team_of(named.name)
    if team:
        return (bool(team.sender) + bool(team.village), named.signed)
    parts = parts_of(named.name)
    placed = any(len(place) > 1 for place in parts.places[-1:])
    if _TOWN_NAME.search(named.name) or _VILLAGE_NAME.search(named.name):
        return (0, not parts.places)
    own_office = named.name.endswith((_BRANCH, "管委会"))
    return (1, own_office, placed, len(parts.organs), full_name(named.name) == named.name, named.signed)


def _sent_by(team: str, unit: str) -> bool:
    """Whether a team was sent by the unit or to the village."""
    parts = team_of(team)
    return parts is not None and (same_unit(parts.village, unit) or same_unit(parts.sender, unit))


def _in_roster(name: str, known: KnownUnits) -> tuple[str, str] | None:
    """The roster's standard name and type for a name as the report writes it."""
    if name in known:
        return known[name]
    fitting = {entry for written, entry in known.items() if len(written) > 2 and same_unit(written, name)}
    fitting = {
        entry for entry in fitting if place_fits(name, [written for written, of in known.items() if of == entry])
    }
    return next(iter(fitting)) if len(fitting) == 1 else None


def _is_local(name: str) -> bool:
    """A township, a village or its party branch."""
    bare = name.removesuffix(_BRANCH)
    return bool(_TOWN_NAME.search(bare) or _VILLAGE_NAME.search(bare))


def find_reporting_unit(document: Document, title: str, name: str, known: KnownUnits) -> UnitMention | None:
    """The unit that reports, or None where the report names none.

    Args:
        document: the report.
        title: its title.
        name: the file's name, cleaned.
        known: written unit names of the roster → (standard name, type); where one fits, it is returned.
    """
    signed = [_Named(name=found, signed=True) for found in _from_foot(document)]
    titled = [_Named(name=found) for found in _from_title(title)]
    headed = [_Named(name=found) for found in _from_head(document, title)]
    listed = [_Named(name=found) for line in document.furniture if (found := name_at_start(line))]
    placed = [_Named(name=_standard(found), signed=True) for found in _from_place(document)]
    opening = (_Named(name=found) for found in _from_opening(document))
    chosen = next((each.name for each in (*titled, *headed, *signed, *placed)), "")
    said = (*signed, *placed)
    if _is_local(chosen) and said and not any(_is_local(each.name) or _sent_by(each.name, chosen) for each in said):
        chosen = said[0].name  # a title names the village that was visited; the signature says who writes
    chosen = chosen or _covered_signature(document, known) or next((each.name for each in opening), "")
    chosen = chosen or name_at_start(name, loosely=True) or _elsewhere(document, title, name, known)
    if not chosen:
        return None
    sent = next((each.name for each in (*signed, *placed, *headed) if _sent_by(each.name, chosen)), "")
    chosen = sent or chosen
    same = [_Named(name=chosen)]
    same += [
        each
        for each in (*titled, *headed, *signed, *(() if _is_local(chosen) else placed), *listed)
        if same_unit(each.name, chosen)
    ]
    entry = next((listed_as for each in same if (listed_as := _in_roster(each.name, known))), None)
    fullest = _standard(max(same, key=_fullness).name)
    unit, kind = entry or (fullest, unit_type_of(fullest))
    return UnitMention(text=unit, name=unit, type=kind, sentence=0, start=0, end=len(unit))
