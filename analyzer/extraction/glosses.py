"""A practice's place in its report in, the report's own explanation of it out: “六必谈”，即… / ：… / （…） / …，每周….

In: the sentence and where the name stands. Out: the explaining words as written, at most 80 characters. Never knows
whether the name is a practice.
"""

from __future__ import annotations

import re
from typing import Final

from analyzer import lexicon
from analyzer.extraction.practice_candidates import introducing
from analyzer.language.normalise import fold

_LONGEST: Final = 80
_AFTER: Final = re.compile(
    r"^[”」』’\"》]?(?:[\u4e00-\u9fff]{0,8})?(?:（(?P<bracket>[^（）]{6,120})）|[，：]?(?:即|就是|是指|指的是|具体是|内容是|分别是)[：:]?(?P<that>[^。]{6,}))"
)
_COLON: Final = re.compile(r"^[”」』’\"》]?(?:[\u4e00-\u9fff]{0,6})?(?:：|——)(?P<text>[^。]{6,})")
_COMMA: Final = re.compile(r"^[”」』’\"》]?(?:[\u4e00-\u9fff]{0,8})?，(?P<text>[^。；]{6,})")
#: What was achieved with it is no explanation of it.
_ACHIEVED: Final = re.compile(
    r"^(?:已|累计|目前|共|先后|全年|截至|到目前|到\d|至今|今年|上半年|\d|取得|受到|得到|有效|切实|使|让|为)"
)


def _tells_a_deed(clause: str) -> bool:
    """走访农户260户 is what was done under the name, not what the name means."""
    return bool(re.search(r"\d", fold(clause))) and clause.startswith(lexicon.indicators().verbs)


def _until_achieved(text: str) -> str:
    """Clause by clause, as long as they tell how it works and fit."""
    told = ""
    for clause in re.split(r"(?<=[，、；])", text):
        joined = told + clause
        if len(joined) > _LONGEST or _tells_a_deed(clause) or (told and _ACHIEVED.match(clause)):
            break
        told = joined
    return told.strip("，。；：、 “”")


def gloss_at(text: str, start: int, end: int) -> str | None:
    """The explanation of the name at ``text[start:end]`` in its sentence, or None where it gives none."""
    after = text[end:]
    for pattern in (_AFTER, _COLON):
        found = pattern.match(after)
        if found:
            told = found["bracket"] or found["that"] if pattern is _AFTER else found["text"]
            return _until_achieved(told) or None
    # after a verb that sets a practice going the clauses that follow tell how it works
    if not introducing().search(text[max(0, start - 12) : start]):
        return None
    found = _COMMA.match(after)
    if found and not _ACHIEVED.match(found["text"]):
        told = _until_achieved(found["text"])
        return told if len(told) >= 6 else None
    return None
