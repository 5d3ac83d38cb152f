"""Which analyses are missing or stale, and new ones for them; the rest of a second run costs next to nothing.

In: the items, what the store knows of them, an engine. Out: new analyses as they are done. Never knows what stands
in a report.
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from analyzer.batch import Item
from analyzer.engines import Engine, Task
from analyzer.errors import notice
from analyzer.types import Analysis, Notice

if TYPE_CHECKING:
    from analyzer.pipeline import Context
    from analyzer.store.database import Known

RETRIED: Final = frozenset({"timeout", "memory", "crash", "internal", "unreadable", "too_large"})
"""Reasons that need not be the file's fault, or depend on limits the user may change: tried again in every run."""

_HASHED_BYTES: Final = 128 * 1024 * 1024  # beyond this a file is refused unread, and not worth hashing
_SETTLED_NS: Final = 2_000_000_000  # a file changed within the last 2 s may change again within its time stamp

Phase: TypeAlias = Literal["collect", "analyse", "inspect", "export"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """Progress: ``done`` of ``total`` in a phase, and the file just done."""

    phase: Phase
    done: int = 0
    total: int = 0
    source: str | None = None


class Crew:
    """An engine with what all its files share. ``fingerprint`` changes with everything an analysis depends on."""

    def __init__(self, *, engine: Engine, context: Context, max_bytes: int | None) -> None:
        from analyzer import pipeline

        self.engine = engine
        self.context = context
        self.max_bytes = max_bytes
        shared = json.dumps([pipeline.fingerprint(), asdict(context)], sort_keys=True)
        self.fingerprint = hashlib.sha256(shared.encode()).hexdigest()


def renew(
    work: Sequence[tuple[Item, Known | None]],
    crew: Crew,
    *,
    restamp: Callable[[str, tuple[int, int]], None] = lambda *_: None,
    tell: Callable[[Step], None] = lambda _: None,
) -> Generator[tuple[Item, Analysis], None, None]:
    """Each item that needs a new analysis, with it; ``work`` says what is known of each.

    A file whose size and time are as stored is taken as unchanged; any other is hashed, and one with the stored hash
    is unchanged too (``restamp`` then notes its new time).
    """
    tasks: dict[Task, Item] = {}
    done = 0
    for item, before in work:
        current = before if before is not None and before.fingerprint == crew.fingerprint else None
        error = item.error or _too_large(item, crew.max_bytes)
        if error is not None:
            done += 1
            if current is None or current.error_code != error.code:
                refused = Analysis(source=item.source, sha256=None, status="error", error=error, warnings=item.warnings)
                yield item, refused
            continue
        if current is not None and current.error_code in RETRIED:
            current = None
        if current is not None and current.stamp is not None and current.stamp == item.stamp:
            done += 1
            continue
        sha256 = _sha256(item)
        if current is not None and sha256 is not None and current.sha256 == sha256:
            done += 1
            if (stamp := settled(item.stamp)) is not None:
                restamp(item.source, stamp)
            continue
        tasks[Task(source=item.source, path=item.path, sha256=sha256)] = item
    tell(Step(phase="analyse", done=done, total=len(work)))
    with closing(crew.engine.analyse(tasks, context=crew.context)) as results:
        for task, analysis in results:
            item = tasks[task]
            done += 1
            yield item, replace(analysis, source=item.source, warnings=analysis.warnings + item.warnings)
            tell(Step(phase="analyse", done=done, total=len(work), source=item.source))


def settled(stamp: tuple[int, int] | None) -> tuple[int, int] | None:
    """The stamp if it can be trusted later: a change after it will show in it."""
    return stamp if stamp is not None and stamp[1] < time.time_ns() - _SETTLED_NS else None


def _too_large(item: Item, max_bytes: int | None) -> Notice | None:
    if max_bytes is None:
        return None
    try:
        size = item.path.stat().st_size
    except OSError:
        return None  # the worker will say why
    return notice("too_large", f"上限 {max_bytes / 1024 / 1024:g} MB") if size > max_bytes else None


def _sha256(item: Item) -> str | None:
    """The hash of the file's bytes; None where it cannot be read or is too large to be a report."""
    try:
        if item.path.stat().st_size > _HASHED_BYTES:
            return None
        with item.path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
