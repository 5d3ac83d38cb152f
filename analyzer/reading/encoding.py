"""Bytes of a plain text file → text, whatever Chinese encoding they are in.

In: bytes. Out: text, and what is to be said of the encoding. Never knows what the text says.
"""

from __future__ import annotations

import codecs
from typing import Final

from analyzer.errors import ReadError
from analyzer.reading.garbled import common_share

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_BINARY: Final = 0.02  # of the bytes: more controls than this is no text
_LEAST_COMMON: Final = 0.5


def decoded(data: bytes) -> tuple[str, str | None]:
    """The text and, where the encoding was guessed or bytes were bad, what a person should know.

    Raises:
        ReadError: ``type_mismatch`` for what is no text in any encoding.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _strict_or_mended(data[len(bom) :], encoding)
    wide = _wide_without_bom(data)
    if wide is not None:
        return _strict_or_mended(data, wide)[0], "没有标记的 UTF-16"
    if b"\x00" in data or sum(byte < 9 or 13 < byte < 32 for byte in data[:65536]) > _BINARY * len(data[:65536]):
        raise ReadError("type_mismatch", "内容不是纯文本")
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError as error:
        if error.start > len(data) - 4 and error.end == len(data):  # the last character was cut off
            return data.decode("utf-8", "ignore"), "末尾有残缺字节"
    return _chinese(data)


def _chinese(data: bytes) -> tuple[str, str | None]:
    try:
        simplified = data.decode("gb18030")
    except UnicodeDecodeError:
        return _line_by_line(data)
    try:
        traditional = data.decode("big5")
    except UnicodeDecodeError:
        return simplified, None if _is_plausible(simplified) else "按 GB18030 读取"
    if _share(simplified) >= _share(traditional):
        return simplified, None if _share(simplified) > _share(traditional) + 0.2 else "按 GB18030 读取"
    return traditional, "按 Big5 读取"


def _line_by_line(data: bytes) -> tuple[str, str | None]:
    """A file put together from pieces in different encodings, or with bad bytes."""
    lines, bad = [], 0
    for line in data.split(b"\n"):
        for encoding in ("utf-8", "gb18030"):
            try:
                lines.append(line.decode(encoding))
                break
            except UnicodeDecodeError:
                continue
        else:
            guesses = [line.decode(encoding, "replace") for encoding in ("utf-8", "gb18030")]
            best = min(guesses, key=lambda guess: guess.count("\ufffd"))
            bad += best.count("\ufffd")
            lines.append(best)
    text = "\n".join(lines)
    if bad > 0.2 * len(text):
        raise ReadError("type_mismatch", "内容不是纯文本")
    return text, f"{bad} 处字节无法识别" if bad else "混有多种编码"


def _strict_or_mended(data: bytes, encoding: str) -> tuple[str, str | None]:
    try:
        return data.decode(encoding), None
    except UnicodeDecodeError:
        text = data.decode(encoding, "replace")
        if text.count("\ufffd") > 0.2 * len(text):
            raise ReadError("type_mismatch", "内容不是纯文本") from None
        return text, f"{text.count(chr(0xFFFD))} 处字节无法识别"


def _wide_without_bom(data: bytes) -> str | None:
    """UTF-16 without its mark: it has zeros, and read so it is printable and common Chinese or plain ASCII."""
    head = data[:4096]
    if len(data) < 8 or len(data) % 2 or b"\x00" not in head:
        return None
    for encoding in ("utf-16-le", "utf-16-be"):
        try:
            text = head.decode(encoding)
        except UnicodeDecodeError:
            continue
        if all(character.isprintable() or character in "\r\n\t\u3000\ufeff" for character in text) and (
            text.isascii() or _is_plausible(text)
        ):
            return encoding
    return None


def _share(text: str) -> float:
    ideographs = [character for character in text[:20_000] if "\u4e00" <= character <= "\u9fff"]
    return common_share(ideographs) if ideographs else 0.0


def _is_plausible(text: str) -> bool:
    return _share(text) >= _LEAST_COMMON
