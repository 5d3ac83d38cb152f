"""What a file is, by its first bytes and its name together.

In: bytes and the file's name. Out: ``docx``, ``pdf``, ``txt`` or ``md``, or a ``ReadError`` that names the mismatch.
Never knows what stands in the file: it looks at signatures and at the directory of a container only.
"""

from __future__ import annotations

import io
import struct
import zipfile
from pathlib import PurePath
from typing import Final, Literal, TypeAlias

from analyzer.errors import ReadError

Format: TypeAlias = Literal["docx", "pdf", "txt", "md"]

WORD_SUFFIXES: Final = frozenset({".docx", ".docm", ".dotx", ".dotm"})
TEXT_SUFFIXES: Final = frozenset({".txt", ".md"})
READABLE_SUFFIXES: Final = WORD_SUFFIXES | TEXT_SUFFIXES | {".pdf"}
LEGACY_SUFFIXES: Final = frozenset({".doc", ".dot", ".wps", ".wpt"})

_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# Clients that encrypt files transparently on a unit's machines; outside the client only the seal is seen.
_SEALS: Final = (b"%TSD-Header-###%", b"\x62\x14\x23\x65")
_FOREIGN: Final = (  # signatures of what is often renamed to docx or pdf
    b"{\\rtf", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"MZ",
    b"\x7fELF", b"SQLite format 3\x00", b"II*\x00", b"MM\x00*",
)  # fmt: skip
_MARKUP: Final = (b"<!doctype html", b"<html", b"<?xml", b"<head", b"<body", b"mime-version:", b"<!--")


def detect(data: bytes, name: str) -> Format:
    """The format to read ``data`` as.

    Raises:
        ReadError: ``unsupported_type`` for a suffix not taken, ``type_mismatch``, ``legacy_doc``, ``encrypted``,
            ``damaged_zip``, ``damaged_pdf`` or ``lock_file`` for what cannot be read as its name says.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix not in READABLE_SUFFIXES | LEGACY_SUFFIXES:
        raise ReadError("unsupported_type", suffix or "没有扩展名")
    if data.startswith(_SEALS) or b"E-SafeNet" in data[:1024]:
        raise ReadError("encrypted", "文件被加密客户端封装")
    is_zip = data.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x01\x02"))
    if name.startswith("~$") and not is_zip and len(data) < 1024:
        raise ReadError("lock_file")
    if data.startswith(_OLE):
        raise _ole_error(data, suffix)
    if suffix in TEXT_SUFFIXES:
        return _text(data, suffix, is_zip=is_zip)
    return _pdf(data, is_zip=is_zip) if suffix == ".pdf" else _word(data, is_zip=is_zip)


def _word(data: bytes, *, is_zip: bool) -> Format:
    if b"%PDF-" in data[:1024] and not is_zip:
        raise ReadError("type_mismatch", "内容是 PDF")
    if not is_zip:
        # A bit lost in the first bytes does not make it another type while the members still stand there.
        if b"PK\x03\x04" in data and not _foreign(data):
            return "docx"
        raise ReadError("type_mismatch", "内容不是 Word 文档")
    kind = None if b"word/document.xml" in data else _zip_kind(data)
    if kind is not None:
        raise ReadError("type_mismatch", f"内容是{kind}")
    return "docx"


def _pdf(data: bytes, *, is_zip: bool) -> Format:
    if b"%PDF-" in data[:1024] and not is_zip:
        return "pdf"
    if is_zip or _foreign(data) or _is_plain(data):
        raise ReadError("type_mismatch", "内容不是 PDF")
    if b"endobj" in data or b"startxref" in data:
        return "pdf"  # the header is lost; the engines may still rebuild the rest
    raise ReadError("damaged_pdf" if data.startswith(b"%") else "type_mismatch", "内容不是 PDF")


def _text(data: bytes, suffix: str, *, is_zip: bool) -> Format:
    if is_zip or data.startswith(b"%PDF-") or data.startswith(b"{\\rtf"):
        raise ReadError("type_mismatch", "内容不是纯文本")
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:32].lower().startswith((b"<!doctype html", b"<html")):
        raise ReadError("type_mismatch", "内容是网页")
    return "md" if suffix == ".md" else "txt"


def _foreign(data: bytes) -> bool:
    start = data[:64].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return data.startswith(_FOREIGN) or start.startswith(_MARKUP)


def _is_plain(data: bytes) -> bool:
    head = data[:2048]
    return bool(head) and sum(byte < 9 or 13 < byte < 32 for byte in head) == 0


def _zip_kind(data: bytes) -> str | None:
    """What a zip is, if it is surely no Word document; None when it is one or when its directory cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {info.filename.replace("\\", "/").lower() for info in archive.infolist()}
    except Exception:  # a damaged directory: the package reader tries to mend it and says what is wrong
        return None
    if not names or any(name.startswith("word/") or name.endswith("document.xml") for name in names):
        return None
    if "content.xml" in names and ("mimetype" in names or "meta-inf/manifest.xml" in names):
        return " OpenDocument 文档"
    if any(name.startswith("xl/") for name in names):
        return " Excel 工作簿"
    if any(name.startswith("ppt/") for name in names):
        return "演示文稿"
    return None if "[content_types].xml" in names or "_rels/.rels" in names else "普通压缩包"


def _ole_error(data: bytes, suffix: str) -> ReadError:
    """A compound file is an encrypted docx, an old Word document, or something else altogether."""

    def has(stream: str) -> bool:
        return stream.encode("utf-16-le") in data

    if has("EncryptedPackage") or has("EncryptionInfo"):
        return ReadError("encrypted")
    if has("WordDocument"):
        if data[512:514] == b"\xec\xa5" and len(data) > 524 and struct.unpack_from("<H", data, 522)[0] & 0x0100:
            return ReadError("encrypted")
        return ReadError("legacy_doc")
    # WPS writes its own stream names; a workbook or slides are another type than any name taken here says.
    other = has("Workbook") or has("Book") or has("PowerPoint Document") or suffix not in LEGACY_SUFFIXES
    return ReadError("type_mismatch" if other else "legacy_doc")
