"""The received list and the round's files in, when each file came in out, and the rows that fit no file.

A row names a file with its folder, without it, or without its ending. Never knows what a file says.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from pathlib import PurePosixPath
from typing import Final

_LISTED: Final = 15


def received_date(source: str, received: Mapping[str, str]) -> str | None:
    """When a file came in: by its whole source, else by its bare file name where only one entry has it."""
    if source in received:
        return received[source]
    name = PurePosixPath(source).name
    dates = {when for listed, when in received.items() if PurePosixPath(listed).name == name}
    return dates.pop() if len(dates) == 1 else None


def fitted(received: Mapping[str, str], sources: Iterable[str]) -> dict[str, str]:
    """The list with every row that leaves out the ending under the one file it means; the later date of two rows."""
    whole, meant = _meant(received, sources)
    result = {row: received[row] for row in whole}
    for row, files in meant.items():
        if len(files) == 1:
            known = received_date(files[0], result)
            result[files[0]] = max(received[row], known or received[row])
    return result


def unfitting(received: Mapping[str, str], sources: Iterable[str]) -> tuple[str, ...]:
    """Sentences on the rows that fit no file, or without their ending fit several."""
    _, meant = _meant(received, sources)
    none = [row for row, files in meant.items() if not files]
    told = []
    if none:
        listed = "、".join(f"“{row}”" for row in none[:_LISTED]) + ("等" if len(none) > _LISTED else "")
        told.append(
            f"收文登记表里有 {len(none)} 行对不上任何文件，没有用上：{listed}。"
            "请照报告文件夹里的文件名写（连同 .docx 一类的后缀）。"
        )
    told += [
        f"收文登记表里的“{row}”对得上几个文件（{'、'.join(files[:_LISTED])}），没有用上，请写上后缀或所在文件夹。"
        for row, files in meant.items()
        if len(files) > 1
    ]
    return tuple(told)


def _meant(received: Mapping[str, str], sources: Iterable[str]) -> tuple[list[str], dict[str, Sequence[str]]]:
    """The rows that name a file in full; each other row and the files it may mean."""
    files = sorted(set(sources))
    full = {*files, *(PurePosixPath(file).name for file in files)}
    by_stem: dict[str, list[str]] = {}
    for file in files:
        path = PurePosixPath(file)
        for name in {path.stem, str(path.with_suffix(""))}:
            by_stem.setdefault(name, []).append(file)
    whole = [row for row in received if row in full or PurePosixPath(row).name in full]
    return whole, {row: by_stem.get(row, ()) for row in received if row not in whole}
