"""Which lines at the top of a report are its title.

In: the first lines with their look (centred, size, style). Out: the range of lines that make the title.
Never knows formats; red heads, document numbers, dates and units under the title are not it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from analyzer.reading.characters import join

HEAD: Final = 30  # lines looked at
_LONGEST: Final = 60
_LONGEST_WHOLE: Final = 120
_LARGER: Final = 1.2  # times the size of the body

_GENRE: Final = re.compile(
    "(?:总结|汇报|报告|情况|通知|方案|计划|意见|简报|通报|要点|讲话|调研|体会|材料|纪要|打算|思考|做法|经验|请示|批复|决定|公告|通告"
    "|函|办法|规定|细则|清单|台账|自查|述职|小结|综述|日志|日记|心得|规划|建议|说明|提纲|发言|倡议书|信息|动态|专报|快报|快讯|事迹)"
    "(?:[（(].{1,12}[）)]|[一二三四五六七八九十]|的?(?:报告|汇报)|——.{1,30})?[\\s”》]*$"
)
_DAY: Final = (
    r"[（(]?\s*(?:[12]\d{3}|[一二][〇○零一二三四五六七八九]{3})\s*[年.\-/]\s*[\d一二三四五六七八九十]{1,3}\s*[月.\-/]?"
    r"(?:\s*[\d一二三四五六七八九十]{1,3}\s*日?)?\s*[）)]?"
)
_DATE: Final = re.compile(_DAY)
# What stands above the title: the red head, document number, issue, grade of secrecy, signer, date.
_ABOVE: Final = re.compile(
    r".{2,30}(?:文件|部文)$"
    r"|.{0,20}[〔【\[（(]\s*[12]\d{3}\s*[〕】\]）)]\s*第?\s*\d+\s*[号期].*"
    r"|[（(〔]?\s*(?:[12]\d{3}年)?\s*第?\s*[\d一二三四五六七八九十〇]+\s*期.{0,16}"
    r"|[（(]?总第\s*\d+\s*期.*"
    r"|(?:签发人|签发|编号|密级|份号|紧急程度|主送|抄送|附件|报送单位|填报单位|单位|编发|来源|作者|日期|时间)\s*[：:\d].*"
    r"|(?:绝密|机密|秘密|内部(?:资料|文件|刊物)?|特急|加急|急件|平急)(?:[★☆].*)?"
    rf"|.{{2,40}}\s{_DAY}"
    r"|附件\s*\d*[：:]?|目\s*录|.{0,14}(?:工作)?(?:简\s*报|快\s*报|动\s*态|专\s*报)"
)
_UNIT: Final = re.compile(
    r"[（(]?(?:中共)?.{2,24}(?:人民政府|党委|党工委|委员会|办公室|办事处|街道|管委会|[局镇乡村县区市]|中心|领导小组|工作队|支部|公司"
    r"|学院|大学|中学|小学|医院)[）)]?"
)
_BRACKETED: Final = re.compile(
    r"[（(](?:[^（()）]{0,20}(?:稿|试行|暂行|版)|[12]\d{3}[^（()）]{4,20}[12]\d{3}[^（()）]{0,8})[）)]"
)
_BODY_LIKE: Final = re.compile("[。；：:！]$|。")
_NUMBERED: Final = re.compile(r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[．.、]\D")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One paragraph (docx, txt) or line (pdf) near the top."""

    text: str
    centred: bool = False
    size: float = 0.0  # points; 0 unknown
    styled: bool = False  # a title style says so
    heading: bool = False  # a heading style of the first level


def title_lines(lines: Sequence[Line], body_size: float) -> range:
    """The indices of the title's lines; empty if none of them looks like one."""
    for index, line in enumerate(lines):
        if line.styled and line.text.strip():
            return _grown(lines, index, body_size, styled=True)
    for index, line in enumerate(lines[:HEAD]):
        if _ends_head(line):
            break
        if _is_above(line.text) or not _could_be(line.text):
            continue
        if _NUMBERED.match(line.text):
            break
        if line.centred or (body_size and line.size >= _LARGER * body_size) or (line.heading and index < 3):
            return _grown(lines, index, body_size, styled=False)
    for index, line in enumerate(lines[:6]):  # no look to go by: a plain text file, or everything flush left
        if _ends_head(line) or _NUMBERED.match(line.text):
            break
        if not _is_above(line.text) and _could_be(line.text) and _GENRE.search(line.text):
            return range(index, index + 1)
    return range(0)


def joined(texts: Sequence[str]) -> str:
    """A title on several lines as one."""
    whole = ""
    for text in texts:
        for part in text.split("\n"):
            whole = join(whole, part.strip())
    return whole


def _grown(lines: Sequence[Line], start: int, body_size: float, *, styled: bool) -> range:
    """Following lines belong to the title while they look alike and it is not complete."""
    first, end = lines[start], start + 1
    whole = first.text
    while end < len(lines):
        line = lines[end]
        dashed = line.text.startswith(("—", "――", "──", "--"))
        if len(whole) + len(line.text) > _LONGEST_WHOLE or _DATE.fullmatch(line.text) or _NUMBERED.match(line.text):
            break
        bracketed = line.centred and bool(_BRACKETED.fullmatch(line.text)) and not _is_above(line.text)
        if bracketed or (dashed and (line.centred or line.styled or not _BODY_LIKE.search(line.text))):
            pass
        elif styled:
            if not line.styled:
                break
        else:
            large = bool(body_size) and first.size >= _LARGER * body_size
            alike = (large or line.centred == first.centred) and abs(line.size - first.size) < 0.6
            complete = bool(_GENRE.search(whole)) and not line.text.endswith(("总结", "汇报", "报告", "通知", "方案"))
            if not alike or not _could_be(line.text) or complete or _is_above(line.text):
                break
            if _UNIT.fullmatch(line.text) and not _unfinished(whole):
                break
        whole += line.text
        end += 1
    if start == end - 1 and not styled and _UNIT.fullmatch(first.text):
        # Only a unit's name: a signature on top rather than a title, unless nothing better follows.
        better = title_lines(lines[end:HEAD], 0.0) if end < len(lines) else range(0)
        if better and lines[end + better.start].size >= first.size:
            return range(end + better.start, end + better.stop)
    return range(start, end)


def _unfinished(text: str) -> bool:
    """A line that cannot stand alone: 关于…的 or an open bracket."""
    return text.endswith(("的", "和", "与", "及", "暨", "、", "关于", "开展")) or text.count("“") > text.count("”")


def _could_be(text: str) -> bool:
    text = text.strip()
    return 2 <= len(text) <= _LONGEST and not _BODY_LIKE.search(text) and any(character.isalpha() for character in text)


def _is_above(text: str) -> bool:
    text = text.strip()
    return bool(_ABOVE.fullmatch(text) or _DATE.fullmatch(text))


def _ends_head(line: Line) -> bool:
    return len(line.text) > _LONGEST and bool(_BODY_LIKE.search(line.text))
