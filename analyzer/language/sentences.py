"""A document's blocks in, Sentences with their place out.

A sentence ends at 。！？； and at the end of a block or line; a heading or a table row is one sentence
(annotation guideline, section 4). Never knows words, lexicons or files.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from analyzer.types import Block, BlockKind, Document, Sentence

_ENDS: Final = frozenset("。！？；!?;\n\r\v\f\u2028\u2029")
_BREAKS: Final = frozenset("\n\r\v\f\u2028\u2029")
_CLOSERS: Final = {
    "“": "”",
    "‘": "’",
    "「": "」",
    "『": "』",
    "（": "）",
    "《": "》",
    "〈": "〉",
    "【": "】",
    "(": ")",
    "〔": "〕",
}
_CLOSING: Final = frozenset(_CLOSERS.values())
_HARD_ENDS: Final = frozenset("。！？!?")
_CONTINUES: Final = frozenset("，、。；：！？,.;:的等这是之中后时为")
#: A bracket that does not close within this many characters is taken for a slip and does not hold a sentence together.
_REACH: Final = 240
#: “水来了。”王有才说: the quotation's speaker follows it.
_SPEAKER: Final = re.compile(r"[\u4e00-\u9fff]{1,16}?(?:说|道|问|讲|表示|感慨|称赞|告诉|笑)")
_CHINESE = re.compile(r"[\u3400-\u9fff]")


def _closing_place(text: str, start: int) -> int | None:
    """Where the bracket or quotation mark opened at ``start`` closes, or None if it does not."""
    opener, closer = text[start], _CLOSERS[text[start]]
    depth = 0
    for place in range(start, min(len(text), start + _REACH)):
        sign = text[place]
        if sign in _BREAKS:
            return None
        if sign == opener:
            depth += 1
        elif sign == closer:
            depth -= 1
            if depth == 0:
                return place
    return None


def _is_end(text: str, place: int) -> bool:
    sign = text[place]
    if sign not in _ENDS:
        return False
    if sign in ";!?":  # ASCII signs end a sentence only between Chinese: not in an address or a formula
        before = text[place - 1 : place]
        after = text[place + 1 : place + 2]
        return bool(_CHINESE.match(before) or before in "”）)％%0123456789") and (
            not after or bool(_CHINESE.match(after)) or after in "“（( \n\t"
        )
    return True


def _ends_after_quote(text: str, opened: int, closed: int) -> bool:
    """Whether a quotation that holds a whole sentence also ends the sentence around it (…说：“好。”)."""
    if text[closed] not in "”』」’" or text[closed - 1] not in _HARD_ENDS:
        return False
    if closed + 1 < len(text) and (text[closed + 1] in _CONTINUES or _SPEAKER.match(text, closed + 1)):
        return False
    lead = text[:opened].rstrip()
    return not lead or lead[-1] in "：:。！？；"


def split(text: str) -> Iterator[tuple[int, int]]:
    """Yield the half-open spans of ``text``'s sentences, white space around them left out.

    Closing quotation marks and brackets stay with their sentence; nothing inside paired quotes or brackets
    splits; decimal points and list numbers are no sentence ends because a dot never is.

    >>> text = "一是修路3.5公里；二是架桥。群众说：“路好走了。”"
    >>> [text[a:b] for a, b in split(text)]
    ['一是修路3.5公里；', '二是架桥。', '群众说：“路好走了。”']
    """
    start = place = 0
    length = len(text)
    while place < length:
        if text[place] in _CLOSERS:
            closed = _closing_place(text, place)
            if closed is not None:
                ends = _ends_after_quote(text, place, closed)
                place = closed + 1
                if ends:
                    yield from _trimmed(text, start, place)
                    start = place
                continue
        if _is_end(text, place):
            place += 1
            while place < length and (text[place] in _CLOSING or (text[place] in _ENDS and text[place] not in _BREAKS)):
                place += 1
            yield from _trimmed(text, start, place)
            start = place
            continue
        place += 1
    yield from _trimmed(text, start, length)


def _trimmed(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if any(sign.isalnum() for sign in text[start:end]):
        yield start, end


def _spans(block: Block) -> Iterator[tuple[int, int]]:
    if block.kind is BlockKind.TABLE_ROW:
        # A row is one sentence; leading TABs carry the column's place and stay in the text.
        if any(sign.isalnum() for sign in block.text):
            yield 0, len(block.text)
    else:
        yield from split(block.text)


def segment(document: Document) -> tuple[Sentence, ...]:
    """The sentences of a document in reading order; ``blocks[s.block].text[s.start:s.end] == s.text``."""
    found: list[Sentence] = []
    for index, block in enumerate(document.blocks):
        for start, end in _spans(block):
            found.append(
                Sentence(id=len(found), text=block.text[start:end], block=index, page=block.page, start=start, end=end)
            )
    return tuple(found)
