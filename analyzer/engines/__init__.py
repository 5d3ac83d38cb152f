"""How many reports are analysed at once: an engine takes tasks and gives an ``Analysis`` for every one of them.

In: tasks, a context, limits. Out: analyses in the order they are done. Never knows what an analysis contains.
"""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from analyzer.types import Analysis

if TYPE_CHECKING:
    from analyzer.pipeline import Context

ANALYZE: Final = "analyzer.pipeline:analyze"
"""The function a worker calls, as ``module:name``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One file to analyse. ``sha256`` is what the parent read, for the record of a file that kills its worker."""

    source: str
    path: Path
    sha256: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What one file may take; ``start_seconds`` is what a worker may take to start and load its model."""

    seconds: float = 20.0
    memory_mb: int = 1024
    start_seconds: float = 180.0


class EngineError(Exception):
    """No worker can be started, or there is no such engine; ``code`` for scripts, the message Chinese."""

    def __init__(self, message: str, *, code: str = "engine") -> None:
        self.code = code
        super().__init__(message)


class Engine(Protocol):
    """Anything that analyses tasks; each task gets exactly one analysis, whatever its file does."""

    def analyse(
        self, tasks: Iterable[Task], *, context: Context | None
    ) -> Generator[tuple[Task, Analysis], None, None]: ...


def engine_named(name: str, *, workers: int | None, limits: Limits, log: Path | None = None) -> Engine:
    """The engine called ``name``; faults of our own go to ``log`` with their tracebacks.

    Raises:
        EngineError: for a name that this version does not have.
    """
    if name == "local":
        from analyzer.engines.local import LocalEngine

        return LocalEngine(workers=workers, limits=limits, log=log)
    raise EngineError(f"没有名为“{name}”的处理引擎；本版本请使用 --engine local。", code="no_engine")
