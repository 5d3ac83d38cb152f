"""Which files there are: the paths a user names → one ``Item`` for every file under them, in a fixed order.

In: files, folders and zip archives. Out: items with a source that is unique in the run, the path to read, and the
reason where a file must not be read at all. Never knows what stands in a report.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from analyzer import archive
from analyzer.errors import notice
from analyzer.types import Analysis, Notice

_LOCK_PREFIXES: Final = ("~$", ".~lock.")
_SYSTEM_FILES: Final = frozenset({".ds_store", "thumbs.db", "desktop.ini"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One submitted file. ``error`` says why it is not to be read; ``stamp`` is (size, mtime in ns) on disk."""

    source: str
    path: Path
    error: Notice | None = None
    warnings: tuple[Notice, ...] = ()
    stamp: tuple[int, int] | None = None


class NoSuchPath(Exception):
    """A path the user named does not exist; the argument is the path as given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """An item before its source is settled: ``parts`` below the argument, the argument itself for clashes."""

    argument: Path
    parts: tuple[str, ...]
    item: Item


def collect(
    paths: Sequence[Path | str], *, unpack_to: Path | None = None, exclude: Collection[Path] = ()
) -> tuple[Item, ...]:
    """Every file under ``paths``, sorted by source; a file reached twice comes once.

    A source is the file's path below the argument it was found under, with ``/``; for an argument that is a file,
    its name. Two arguments that give one source are told apart by the arguments' names, and then by the paths as
    given. Members of a zip archive have the source ``archive.zip/member``.

    Nothing is left out in silence: links, pipes and sockets, Word's and LibreOffice's lock files and unreadable
    folders become items with an ``error``. A lock file has ``lock_file`` both as error
    and as warning, so that it shows among the unread files with the advice to delete it. Hidden files are files like
    any other. Only ``exclude`` (files and folders of our own: results, roster, references) is skipped.

    Args:
        paths: Files, folders, archives. A link named here by the user himself is followed if it leads to a folder.
        unpack_to: A folder for the members of zip archives; without it an archive is an unsupported file.
        exclude: Files and folders to leave out.

    Raises:
        NoSuchPath: for an argument that does not exist.
    """
    shut = frozenset(_identity(path) for path in exclude)
    found: list[_Found] = []
    seen: set[str] = set()
    for given in paths:
        argument = Path(given)
        try:
            exists = argument.is_dir() or os.path.lexists(argument)
        except (OSError, ValueError):
            exists = False
        if not exists:
            raise NoSuchPath(str(given))
        for parts, item in _walk(argument, shut):
            identity = _identity(item.path)
            if identity in seen:
                continue
            seen.add(identity)
            if item.error is None and unpack_to is not None and item.path.suffix.lower() == archive.SUFFIX:
                found += [
                    _Found(argument=argument, parts=(*parts, *member.parts), item=_member_item(item, member))
                    for member in archive.unpack(item.path, unpack_to / str(len(found)))
                ]
            else:
                found.append(_Found(argument=argument, parts=parts, item=item))
    return _with_sources(found)


def _identity(path: Path) -> str:
    """The file's place, links in its own name not followed, so that a file named twice is known again."""
    return os.path.normcase(Path(os.path.realpath(path.parent)) / path.name)


def _walk(argument: Path, shut: frozenset[str]) -> Iterator[tuple[tuple[str, ...], Item]]:
    """The files at or below ``argument``; a stack instead of recursion, for folders nested very deep."""
    if not argument.is_dir():
        if _identity(argument) not in shut:
            yield (argument.name,), _item(argument)
        return
    stack: list[tuple[Path, tuple[str, ...]]] = [(Path(os.path.realpath(argument)), ())]
    while stack:
        folder, parts = stack.pop()
        if _identity(folder) in shut:
            continue
        try:
            with os.scandir(folder) as entries:
                names = sorted(entry.name for entry in entries)
        except OSError:
            yield parts or (argument.name,), Item(source="", path=folder, error=notice("unreadable", "文件夹打不开"))
            continue
        below: list[tuple[Path, tuple[str, ...]]] = []
        for name in names:
            path = folder / name
            if _identity(path) in shut:
                continue
            if _is_real_folder(path):
                below.append((path, (*parts, name)))
            else:
                yield (*parts, name), _item(path)
        stack += reversed(below)


def _is_real_folder(path: Path) -> bool:
    try:
        status = path.lstat()
    except (OSError, ValueError):
        return False
    return stat.S_ISDIR(status.st_mode) and not _is_link(status)


def _is_link(status: os.stat_result) -> bool:
    """A symbolic link or, on Windows, a junction: both lead out of the folder the user named."""
    junction = getattr(stat, "IO_REPARSE_TAG_MOUNT_POINT", None)
    return stat.S_ISLNK(status.st_mode) or (junction is not None and getattr(status, "st_reparse_tag", 0) == junction)


def _item(path: Path) -> Item:
    """The item at ``path``, looked at without opening it: opening a pipe may wait for ever."""
    try:
        status = path.lstat()
    except (OSError, ValueError):
        return Item(source="", path=path, error=notice("unreadable"))
    if _is_link(status):
        return Item(source="", path=path, error=notice("symlink"))
    if not stat.S_ISREG(status.st_mode):
        return Item(source="", path=path, error=notice("not_a_file"))
    error, warnings = _by_name(path.name)
    return Item(source="", path=path, error=error, warnings=warnings, stamp=(status.st_size, status.st_mtime_ns))


def _member_item(of: Item, member: archive.Member) -> Item:
    """A member's item; it has no stamp, since the times in an archive prove nothing."""
    if not member.parts:
        return replace(of, error=member.error)
    error, warnings = _by_name(member.parts[-1])
    return Item(source="", path=member.path, error=member.error or error, warnings=warnings)


def _by_name(name: str) -> tuple[Notice | None, tuple[Notice, ...]]:
    """Files that office programs and systems leave behind: not read, but named."""
    if name.startswith(_LOCK_PREFIXES):
        return notice("lock_file"), (notice("lock_file"),)
    if name.lower() in _SYSTEM_FILES:
        return notice("unsupported_type", "系统自动生成的文件，不是报告，可以删除"), ()
    return None, ()


# ── sources ─────────────────────────────────────────────────────────────────────────────────────────────────


def _with_sources(found: Sequence[_Found]) -> tuple[Item, ...]:
    """The items under unique, printable sources. Three names are tried, each longer than the one before."""
    names = [
        (
            "/".join(f.parts),
            "/".join((f.argument.name or "根目录", *_below(f))),
            f"{f.argument.as_posix()}/{'/'.join(_below(f))}",
        )
        for f in found
    ]
    shown = [_printable(short) for short, _, _ in names]
    for attempt in (1, 2):
        for position in _clashing(shown):
            shown[position] = _printable(names[position][attempt].strip("/"))
    for rank, position in enumerate(_clashing(shown)):  # the same after all: only possible after escaping
        shown[position] += f"#{rank + 1}"
    items = []
    for (short, _, _), source, f in zip(names, shown, found, strict=True):
        odd = (notice("odd_name"),) if _printable(short) != short else ()
        items.append(replace(f.item, source=source, warnings=f.item.warnings + odd))
    return tuple(sorted(items, key=lambda item: item.source))


def _below(found: _Found) -> tuple[str, ...]:
    """The parts below the argument: none of its own name when the argument is the file itself."""
    return found.parts[1:] if found.parts[:1] == (found.argument.name,) and not found.argument.is_dir() else found.parts


def _clashing(sources: Sequence[str]) -> list[int]:
    places: dict[str, list[int]] = defaultdict(list)
    for position, source in enumerate(sources):
        places[source].append(position)
    return [position for group in places.values() if len(group) > 1 for position in group]


def _printable(name: str) -> str:
    """``name`` with control characters, direction marks and undecodable bytes as visible escapes."""
    return "".join(_escaped(character) if _is_odd(character) else character for character in name)


def _is_odd(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"}


def _escaped(character: str) -> str:
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:  # a byte the file system's encoding cannot decode
        return f"\\x{code - 0xDC00:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


# ── files that are the same or seem so ──────────────────────────────────────────────────────────────────────


def mark_twins(analyses: Sequence[Analysis]) -> tuple[Analysis, ...]:
    """The analyses, sorted by source, with ``duplicate`` and ``name_clash`` warnings that name the other file.

    It looks at the whole set at once, so the order of the work does not matter.
    """
    ordered = sorted(analyses, key=lambda analysis: analysis.source)
    same_bytes: dict[str, list[str]] = defaultdict(list)
    same_name: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for analysis in ordered:
        if analysis.sha256 is None or _is_no_report(analysis):
            continue
        same_bytes[analysis.sha256].append(analysis.source)
        same_name[_file_name(analysis.source)].append((analysis.source, analysis.sha256))
    marked = []
    for analysis in ordered:
        sha256, extra = analysis.sha256, []
        if sha256 is not None and not _is_no_report(analysis):
            twin = next((other for other in same_bytes[sha256] if other != analysis.source), None)
            if twin is not None:
                extra.append(notice("duplicate", f"另一个文件：{twin}"))
            namesake = next(
                (other for other, digest in same_name[_file_name(analysis.source)] if digest != sha256), None
            )
            if namesake is not None:
                extra.append(notice("name_clash", f"另一个文件：{namesake}"))
        marked.append(replace(analysis, warnings=analysis.warnings + tuple(extra)) if extra else analysis)
    return tuple(marked)


def _is_no_report(analysis: Analysis) -> bool:
    return (analysis.error is not None and analysis.error.code == "empty_file") or any(
        warning.code == "lock_file" for warning in analysis.warnings
    )


def _file_name(source: str) -> str:
    return unicodedata.normalize("NFC", source.rsplit("/", 1)[-1]).casefold()
