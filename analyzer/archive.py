"""A zip archive of reports → its members, unpacked under names of our own.

In: an archive and an empty folder. Out: a ``Member`` each, or the archive itself with the reason it cannot be
opened. Never knows what a report is; never writes under a name that came from the archive.
"""

from __future__ import annotations

import errno
import lzma
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Final

from analyzer.errors import notice
from analyzer.types import Notice

SUFFIX: Final = ".zip"
MAX_MEMBERS: Final = 5_000
MAX_MEMBER_BYTES: Final = 100 * 1024 * 1024
MAX_TOTAL_BYTES: Final = 2 * 1024 * 1024 * 1024
MAX_RATIO: Final = 100
MAX_DEPTH: Final = 3
_FREE_BYTES: Final = 1024 * 1024  # the ratio is judged only after this much
_CHUNK: Final = 256 * 1024
_UTF8_FLAG: Final = 0x800
_ENCRYPTED_FLAG: Final = 0x1
_FAULTS: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
)
_NO_ROOM: Final = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})
_EMPTY: Final = notice("unsupported_type", "压缩包里没有文件")


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One file of an archive. ``parts`` is its name below the archive; empty when it is the archive itself."""

    parts: tuple[str, ...]
    path: Path
    error: Notice | None = None


class _Budget:
    """What may still be unpacked from one archive and the archives inside it."""

    def __init__(self) -> None:
        self.left = MAX_TOTAL_BYTES
        self.members = MAX_MEMBERS


class _Refused(Exception):
    def __init__(self, reason: Notice) -> None:
        self.reason = reason


def unpack(archive: Path, folder: Path) -> Iterator[Member]:
    """The members of ``archive`` in the order of their names; archives inside it are opened too.

    Limits: 5,000 members, 100 MB a member, 2 GB in all, 100:1 after the first MB, three archives deep. What passes
    a limit is a member with an error; a damaged member does not stop the others.
    """
    yield from _unpack(archive, (), folder, depth=1, budget=_Budget())


def _unpack(path: Path, above: tuple[str, ...], folder: Path, *, depth: int, budget: _Budget) -> Iterator[Member]:
    if depth > MAX_DEPTH:
        yield Member(parts=above, path=path, error=notice("zip_bomb", "压缩包套压缩包超过三层"))
        return
    try:
        archive = zipfile.ZipFile(path)
    except _FAULTS:
        yield Member(parts=above, path=path, error=_why_not(path))
        return
    with archive:
        named = [(_parts(info), info) for info in archive.infolist() if not info.is_dir()]
        # macOS puts a shadow of every file into this folder; nobody submitted those.
        named = sorted((n for n in named if n[0][0] != "__MACOSX"), key=lambda n: n[0])
        budget.members -= len(named)
        if budget.members < 0 or not named:
            error = notice("zip_bomb", f"压缩包里的文件超过 {MAX_MEMBERS} 个") if named else _EMPTY
            yield Member(parts=above, path=path, error=error)
            return
        folder.mkdir(parents=True, exist_ok=True)
        used: set[tuple[str, ...]] = set()
        for number, (name, info) in enumerate(named):
            parts = (*above, *_unused(name, used))
            # The member's own name never becomes a path: only its suffix is kept, if it looks like one.
            target = folder / f"{number}{_suffix(name[-1])}"
            damage = _write(archive, info, target, budget)
            if damage is None and target.suffix == SUFFIX:
                yield from _unpack(target, parts, folder / f"{number}.d", depth=depth + 1, budget=budget)
            else:
                yield Member(parts=parts, path=target, error=damage)


def _why_not(path: Path) -> Notice:
    try:
        with path.open("rb") as file:
            head = file.read(4)
    except OSError:
        return notice("unreadable")
    return notice("empty_file") if not head else notice("damaged_zip" if head[:2] == b"PK" else "type_mismatch")


def _parts(info: zipfile.ZipInfo) -> tuple[str, ...]:
    """The member's name as parts that cannot lead anywhere: no root, drive, ``.`` or ``..``."""
    name = info.orig_filename if info.flag_bits & _UTF8_FLAG else _decoded(info.orig_filename)
    parts = tuple(part for part in PurePosixPath(name.replace("\\", "/")).parts if part not in {"/", "//", ".", ".."})
    return parts or ("无名文件",)


def _decoded(name: str) -> str:
    """A name stored without the UTF-8 flag: zipfile took it for cp437, Chinese Windows means GBK, some tools UTF-8."""
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


def _unused(parts: tuple[str, ...], used: set[tuple[str, ...]]) -> tuple[str, ...]:
    """``parts``, with a number before the suffix where an archive has the same name twice."""
    candidate, number = parts, 1
    while candidate in used:
        number += 1
        last = PurePosixPath(parts[-1])
        candidate = (*parts[:-1], f"{last.stem}({number}){last.suffix}")
    used.add(candidate)
    return candidate


def _suffix(name: str) -> str:
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if suffix[1:].isascii() and suffix[1:].isalnum() and len(suffix) <= 8 else ""


def _write(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: Path, budget: _Budget) -> Notice | None:
    """The member's bytes to ``path``, or why not; then nothing stays at ``path``."""
    if info.flag_bits & _ENCRYPTED_FLAG:
        return notice("encrypted", "压缩包有密码")
    try:
        with archive.open(info) as packed, path.open("wb") as out:
            _copy(packed, out, packed_bytes=info.compress_size, budget=budget)
    except _Refused as refused:
        path.unlink(missing_ok=True)
        return refused.reason
    except _FAULTS as fault:
        path.unlink(missing_ok=True)
        if isinstance(fault, OSError) and fault.errno in _NO_ROOM:
            raise  # our own disk is full: not the archive's fault
        return notice("damaged_zip", "压缩包里的这个文件已损坏")
    return None


def _copy(packed: IO[bytes], out: IO[bytes], *, packed_bytes: int, budget: _Budget) -> None:
    """Bytes over, counted while they inflate: the sizes in the archive's directory may lie."""
    written = 0
    while chunk := packed.read(_CHUNK):
        written += len(chunk)
        budget.left -= len(chunk)
        if written > MAX_MEMBER_BYTES:
            raise _Refused(notice("too_large", f"上限 {MAX_MEMBER_BYTES // 1024 // 1024} MB"))
        if budget.left < 0 or (written > _FREE_BYTES and written > MAX_RATIO * max(packed_bytes, 1)):
            raise _Refused(notice("zip_bomb"))
        out.write(chunk)
