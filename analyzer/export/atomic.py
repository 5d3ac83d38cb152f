"""A path in, a temporary neighbour to write to out; the result takes the path's place only when it is whole.

Never knows what is written.
"""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import Final

#: Written into office files as their date of creation, so that the same round gives the same bytes.
CREATED: Final = datetime(2000, 1, 1)


class ExportError(Exception):
    """An output that cannot be written; the message is plain Chinese and says what to do."""


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside ``path``; rename it to ``path`` at the end, remove it after a fault."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        yield temporary
        temporary.replace(path)
    finally:
        with suppress(FileNotFoundError):
            temporary.unlink()


def write_bytes(path: Path, content: bytes) -> Path:
    """Write ``content`` to ``path``, whole or not at all."""
    with replacing(path) as temporary:
        temporary.write_bytes(content)
    return path


def without_zip_times(package: bytes) -> bytes:
    """The same zip package with every member's time set to 1980, the zip format's zero."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as result:
        for member in source.infolist():
            result.writestr(
                zipfile.ZipInfo(member.filename, (1980, 1, 1, 0, 0, 0)),
                source.read(member),
                compress_type=zipfile.ZIP_DEFLATED,
            )
    return target.getvalue()
