"""The reading room: a file's bytes → a ``Document``, the text as a reader of the page sees it.

In: a path, or bytes with a name. Out: a ``Document``, or a ``ReadError`` with a code of the closed list.
Never knows language, lexicons, models or stores.
"""

from __future__ import annotations

import os
import stat
from pathlib import Path, PurePath
from typing import Final

from analyzer.errors import ReadError
from analyzer.reading.detect import LEGACY_SUFFIXES, READABLE_SUFFIXES, detect
from analyzer.types import Document

__all__ = ["MAX_BYTES", "MAX_CHARACTERS", "MAX_PAGES", "SUFFIXES", "ReadError", "read", "read_bytes"]

SUFFIXES: Final = READABLE_SUFFIXES | LEGACY_SUFFIXES
"""Suffixes taken, in lower case. The legacy ones are taken only to be named in a clear error."""

MAX_BYTES: Final = 100 * 1024 * 1024
MAX_CHARACTERS: Final = 5_000_000
MAX_PAGES: Final = 2_000


def read(path: Path | str) -> Document:
    """The document at ``path``.

    Raises:
        ReadError: for whatever is wrong with the file; no other exception leaves this room.
    """
    path = Path(path)
    return read_bytes(_bytes_of(path), path.name)


def read_bytes(data: bytes, name: str) -> Document:
    """The document in ``data``; ``name`` is the file's name and only its suffix counts.

    Raises:
        ReadError: as for ``read``.
    """
    try:
        return _read(data, name)
    except ReadError:
        raise
    except RecursionError as error:
        raise ReadError("damaged_xml", "嵌套层数过多") from error
    except MemoryError as error:
        raise ReadError("memory") from error
    except Exception as error:  # the last guard: an unforeseen fault of ours is a reason code, not a traceback
        raise ReadError("internal", type(error).__name__) from error


def _read(data: bytes, name: str) -> Document:
    if not data:
        raise ReadError("empty_file")
    if len(data) > MAX_BYTES:
        raise ReadError("too_large", f"上限 {MAX_BYTES // 1024 // 1024} MB")
    match detect(data, PurePath(name).name):
        case "docx":
            from analyzer.reading.docx import read_docx

            document = read_docx(data)
        case "pdf":
            from analyzer.reading.pdf import read_pdf

            document = read_pdf(data, max_pages=MAX_PAGES, max_characters=MAX_CHARACTERS)
        case "md":
            from analyzer.reading.markdown import read_markdown

            document = read_markdown(data)
        case "txt":
            from analyzer.reading.text import read_text

            document = read_text(data)
    if sum(len(block.text) for block in document.blocks) > MAX_CHARACTERS:
        raise ReadError("too_large", f"上限 {MAX_CHARACTERS // 10_000} 万字")
    if not any(character.isalnum() for block in document.blocks for character in block.text):
        raise ReadError("no_text")
    return document


def _bytes_of(path: Path) -> bytes:
    """The file's bytes, taken only from a regular file and never through a link or a pipe that may wait for ever."""
    try:
        if stat.S_ISLNK(path.lstat().st_mode):
            raise ReadError("symlink")
        # O_NONBLOCK: opening a FIFO must not wait for a writer; O_NOFOLLOW: the link may have come after lstat.
        descriptor = os.open(
            path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        )
    except (OSError, ValueError) as error:
        raise _open_error(path, error) from error
    try:
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(file.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise ReadError("not_a_file")
            if status.st_size > MAX_BYTES:
                raise ReadError("too_large", f"上限 {MAX_BYTES // 1024 // 1024} MB")
            return file.read(MAX_BYTES + 1)
    except OSError as error:
        raise _open_error(path, error) from error


def _open_error(path: Path, error: Exception) -> ReadError:
    """A socket or a directory refuses to be opened in its own ways: say what it is rather than that it failed."""
    try:
        mode = path.lstat().st_mode
    except (OSError, ValueError):
        return ReadError("unreadable", "找不到文件" if isinstance(error, FileNotFoundError) else None)
    return ReadError("unreadable" if stat.S_ISREG(mode) else "symlink" if stat.S_ISLNK(mode) else "not_a_file")
