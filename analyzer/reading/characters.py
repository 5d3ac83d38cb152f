"""Characters as they should stand in a block: no controls, no look-alikes, no stray spaces.

In: text from any format. Out: the same text, cleaned, and whether lines may be joined without a space.
Never knows formats, layout or words.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Final

# C0 without tab and newline, DEL, C1, soft hyphen, zero-width and direction marks, BOM, non-characters, surrogates.
_INVISIBLE: Final = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069"
    "\ufe0e\ufe0f\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff]"
)
# Kangxi and CJK radicals that some PDF fonts name instead of the ideograph they draw (⼯作 for 工作).
_RADICALS: Final = re.compile("[\u2e80-\u2fd5\uf900-\ufaff]")
_RADICAL_PAIRS: Final = "⻅见⻆角⻉贝⻋车⻓长⻔门⻘青⻙韦⻚页⻛风⻜飞⻝食⻢马⻣骨⻤鬼⻥鱼⻦鸟⻨麦⻩黄⻬齐⻮齿⻰龙⻳龟⻲龟⺠民⺟母⺩王⺬示⺮竹⺴网⻄西⻃西⻑長⻒长⺝月⺼月⺌小⻁虎⺶羊⺷羊⺸羊⺫目⻊足⻗雨⺪疋⺻聿⺓幺⺒巳⻤鬼⻭歯⻫斉⻯竜"
_RADICAL_SUPPLEMENT: Final = str.maketrans(_RADICAL_PAIRS[::2], _RADICAL_PAIRS[1::2])
_SPACES: Final = re.compile("[ \u00a0\u1680\u2000-\u200a\u202f\u205f]")
_NEWLINES: Final = re.compile("\r\n|[\r\u0085\u2028\u2029\x0b\x0c]")
CJK: Final = "\u3000-\u303f\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef\u2e80-\u2fdf\U00020000-\U0003134f"
_CJK_CHARACTER: Final = re.compile(f"[{CJK}“”‘’—…·①-⑳⑴-⒇]")

# Letters of the Symbol and Wingdings fonts, which Word and PDF writers place in the private use area F000–F0FF.
SYMBOLS: Final = {
    0xF0B7: "•", 0xF0D8: "➢", 0xF076: "❖", 0xF075: "◆", 0xF06E: "■", 0xF06C: "●", 0xF0A7: "▪", 0xF0FC: "✓",
    0xF0FB: "✗", 0xF0FE: "☑", 0xF052: "☑", 0xF0A8: "□", 0xF06F: "□", 0xF0A3: "□", 0xF0B2: "◇", 0xF0E0: "→",
    0xF0E8: "➔", 0xF046: "☞", 0xF04A: "☺", 0xF081: "①", 0xF082: "②", 0xF083: "③", 0xF084: "④", 0xF085: "⑤",
    0xF086: "⑥", 0xF087: "⑦", 0xF088: "⑧", 0xF089: "⑨", 0xF08A: "⑩",
}  # fmt: skip
_SYMBOL_FONT: Final = {
    0xF0B3: "≥", 0xF0A3: "≤", 0xF0B1: "±", 0xF0B4: "×", 0xF0B0: "°", 0xF0B8: "÷", 0xF0B9: "≠", 0xF0BB: "≈",
    0xF0A5: "∞", 0xF0AE: "→", 0xF0AC: "←", 0xF0D7: "·", 0xF0E5: "∑", 0xF025: "%", 0xF02B: "+", 0xF02D: "−",
    0xF061: "α", 0xF062: "β", 0xF067: "γ", 0xF064: "δ", 0xF06C: "λ", 0xF06D: "μ", 0xF070: "π", 0xF073: "σ",
    0xF077: "ω", 0xF044: "Δ", 0xF057: "Ω",
}  # fmt: skip
_PRIVATE_SYMBOL: Final = re.compile("[\uf020-\uf0ff]")


def clean(text: str) -> tuple[str, int]:
    """``text`` with one kind of newline and plain spaces, and how many invisible characters were removed."""
    if text.isascii() and text.isprintable():
        return text, 0
    text = _NEWLINES.sub("\n", text)
    text, removed = _INVISIBLE.subn("", text)
    text = _SPACES.sub(" ", text)
    if _RADICALS.search(text):
        text = _RADICALS.sub(_plain_ideograph, text)
    if _PRIVATE_SYMBOL.search(text):
        text = _PRIVATE_SYMBOL.sub(lambda match: SYMBOLS.get(ord(match[0]), match[0]), text)
    return text, removed


def symbol(code: int, font: str) -> str:
    """The character a symbol font draws for ``code``; empty if it only decorates."""
    code |= 0xF000 if code < 0x100 else 0
    if "symbol" in font.lower() and code in _SYMBOL_FONT:
        return _SYMBOL_FONT[code]
    if code in SYMBOLS:
        return SYMBOLS[code]
    return "" if 0xE000 <= code <= 0xF8FF or 0xD800 <= code <= 0xDFFF or code > 0x10FFFF else chr(code)


def is_cjk(character: str) -> bool:
    """An ideograph or a full-width sign: no space stands before or after it at the end of a line."""
    return bool(_CJK_CHARACTER.match(character))


def join(before: str, after: str) -> str:
    """Two lines of one paragraph as one: a space only between Latin words, a hyphen at the end undone."""
    before, after = before.rstrip(), after.lstrip(" \t\u3000")
    if not before or not after:
        return before + after
    if is_cjk(before[-1]) or is_cjk(after[0]):
        return before + after
    if (
        before[-1] in "-\u2010"
        and len(before) > 1
        and before[-2].isalpha()
        and before[-2].isascii()
        and after[0].islower()
    ):
        return before[:-1] + after
    if before[-1].isdigit() and (after[0].isdigit() or after[0] in "%‰."):
        return before + after  # a number broken at the end of a line
    return f"{before} {after}"


def _plain_ideograph(match: re.Match[str]) -> str:
    character = match[0]
    if "\u2e80" <= character <= "\u2eff":
        return character.translate(_RADICAL_SUPPLEMENT)
    return unicodedata.normalize("NFKC", character)
