"""One inspection round from the files to the results: the only module that knows all the rooms.

In: paths, a results folder, what the round asks. Out: the finished ``Round``, stored and written. Never knows the
command line. Each step is kept before the next begins, so a killed run goes on where it was.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

from analyzer import batch
from analyzer.batch import Item
from analyzer.engines import Engine, Limits, engine_named
from analyzer.renew import Crew, Step, renew, settled
from analyzer.store import StoreError, open_store
from analyzer.store import store_url as address_of
from analyzer.types import Analysis, Round

if TYPE_CHECKING:
    from analyzer.inspection import RoundConfig
    from analyzer.pipeline import Context
    from analyzer.store.database import Known, ReferenceKind, Store

UNPACKED_NAME: Final = ".unpacked"
LOG_NAME: Final = "analyzer.log"
_STORE_NAMES: Final = ("analysis.db", "analysis.db-wal", "analysis.db-shm", ".analyzer.lock", LOG_NAME)


@dataclass(frozen=True, slots=True, kw_only=True)
class RunReport:
    """What a run did. ``messages`` are Chinese sentences the user should read, ``unread_references`` sources."""

    round: Round
    files: tuple[Path, ...]
    analysed: int
    reused: int
    removed: int
    unread_references: tuple[str, ...]
    messages: tuple[str, ...]
    seconds: float

    @property
    def unread(self) -> tuple[Analysis, ...]:
        return tuple(report for report in self.round.reports if report.status == "error")


class RunError(Exception):
    """The run cannot start or go on; ``code`` for scripts, the message Chinese with a way out."""

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


def run(
    paths: Sequence[Path | str],
    out: Path | str,
    *,
    round_config: RoundConfig | Path | None = None,
    workers: int | None = None,
    engine: str | Engine = "local",
    store_url: str | None = None,
    fresh: bool = False,
    progress: Callable[[Step], None] | None = None,
) -> RunReport:
    """Analyse every report under ``paths`` and the round as a whole; write all results into ``out``.

    Run again, it analyses only what is new, has changed, or was analysed by another version of the program, under
    another roster, or failed for a passing reason (``renew.RETRIED``). Reports whose files are gone are dropped.

    Args:
        paths: Files, folders, zip archives.
        out: The results folder; made if need be. Its own files are never taken for reports.
        round_config: What the round asks, or the path of a ``round.yaml``.
        workers: How many processes (default: one a core, four at most).
        engine: "local", or any ``Engine``.
        store_url: An SQLAlchemy address instead of ``out/analysis.db``.
        fresh: Analyse everything anew; a damaged store is set aside.
        progress: Called after each step.

    Raises:
        RunError, StoreError, EngineError, ExportError, RoundConfigError: each with a Chinese message.
    """
    from analyzer.export import write_all
    from analyzer.inspection import inspect, unfitting
    from analyzer.store.lock import exclusive

    started = time.monotonic()
    tell = progress or (lambda _: None)
    config, own_files = _config(round_config)
    out = Path(out)
    out.mkdir(parents=True, exist_ok=True)
    url = address_of(out, store_url)
    with exclusive(out, url), _unpacking(out) as unpacked, _opened(url, fresh=fresh) as store:
        tell(Step(phase="collect"))
        items = _items(paths, out=out, unpacked=unpacked, own_files=own_files)
        store.begin_round(config.name, config.model_dump_json())
        limits = _limits(config)
        if isinstance(engine, str):
            engine = engine_named(engine, workers=workers, limits=limits, log=out / LOG_NAME)
        crew = Crew(
            engine=engine,
            context=_context(config),
            max_bytes=None if config.limits.file_mb is None else int(config.limits.file_mb * 1024 * 1024),
        )
        compared = {
            kind: _Compared(paths, kind, store, unpacked, fresh=fresh) for kind, paths in _compared_paths(config)
        }
        known = {} if fresh else store.entries()
        work = [(item, known.get(item.source)) for item in items]
        work += [pair for documents in compared.values() for pair in documents.work()]
        analysed = 0
        with closing(renew(work, crew, restamp=store.restamp, tell=tell)) as news:
            for item, analysis in news:
                if not any(documents.take(item, analysis) for documents in compared.values()):
                    store.save(analysis, fingerprint=crew.fingerprint, stamp=settled(item.stamp))
                    analysed += 1
        removed = store.drop_except({item.source for item in items})
        references, earlier = (compared[kind].finish(store, crew.fingerprint) for kind in ("reference", "earlier"))
        tell(Step(phase="inspect"))
        round_ = inspect(batch.mark_twins(store.load_all()), config, references=references, earlier=earlier)
        store.save_round(round_)
        tell(Step(phase="export"))
        files = write_all(round_, out)
    return RunReport(
        round=round_,
        files=tuple(files),
        analysed=analysed,
        reused=len(items) - analysed,
        removed=removed,
        unread_references=tuple(a.source for a in (*references, *earlier) if a.error is not None),
        messages=(
            *config.warnings,
            *unfitting(config.received, [item.source for item in items]),
            *_messages(items, (*references, *earlier), round_config),
            *(round_.assessment.notes if round_.assessment and _evaluated(config) else ()),
        ),
        seconds=time.monotonic() - started,
    )


# ── before the work ─────────────────────────────────────────────────────────────────────────────────────────


def _config(given: RoundConfig | Path | None) -> tuple[RoundConfig, tuple[Path, ...]]:
    """The round's demands and the files that state them, which are no reports."""
    from analyzer.inspection import load_round

    config = load_round(given) if given is None or isinstance(given, Path) else given
    stated = (given,) if isinstance(given, Path) else ()
    return config, (*config.references, *config.earlier, *config.tables, *stated)


def _evaluated(config: RoundConfig) -> bool:
    """Whether an evaluation was handed in, so that what is wrong with its rows must be told."""
    return config.assessment.self_evaluation is not None or config.assessment.public_evaluation is not None


@contextmanager
def _unpacking(out: Path) -> Iterator[Path]:
    """A folder for the members of archives; what a killed run left in it goes first."""
    folder = out / UNPACKED_NAME
    shutil.rmtree(folder, ignore_errors=True)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _opened(url: str, *, fresh: bool) -> Iterator[Store]:
    try:
        store = open_store(url)
    except StoreError as error:
        if not (fresh and error.code == "damaged" and _set_aside(url)):
            raise
        store = open_store(url)
    with store:
        yield store


def _set_aside(url: str) -> bool:
    """Rename a damaged SQLite store, never delete it: someone may still want to look into it."""
    from sqlalchemy import make_url

    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return False
    number = 1
    while (aside := Path(f"{parsed.database}.damaged-{number}")).exists():
        number += 1
    Path(parsed.database).rename(aside)
    for suffix in ("-wal", "-shm"):
        Path(parsed.database + suffix).unlink(missing_ok=True)
    return True


def _items(paths: Sequence[Path | str], *, out: Path, unpacked: Path, own_files: Sequence[Path]) -> tuple[Item, ...]:
    """What was submitted. The results folder is no place for reports, unless the user named it as one."""
    from analyzer.export import CHECKLIST, STANDARD_FILES

    named = {Path(path).resolve() for path in paths}
    names = (*STANDARD_FILES, CHECKLIST, *_STORE_NAMES, UNPACKED_NAME)
    ours = [out / name for name in names] if out.resolve() in named else [out]
    try:
        items = batch.collect(paths, unpack_to=unpacked, exclude=(*ours, *own_files))
    except batch.NoSuchPath as error:
        raise RunError("no_such_path", f"找不到“{error}”。请检查路径是否写对。") from error
    if not items:
        raise RunError("no_files", "给出的路径下没有任何文件。请检查文件夹是否放对、移动硬盘或共享盘是否已连接。")
    return items


def _limits(config: RoundConfig) -> Limits:
    default = Limits()
    return replace(
        default,
        seconds=config.limits.seconds or default.seconds,
        memory_mb=config.limits.memory_mb or default.memory_mb,
    )


def _context(config: RoundConfig) -> Context:
    from analyzer import pipeline

    return pipeline.Context(campaign=config.campaign, known_units=config.roster)


def _messages(items: Sequence[Item], compared: Sequence[Analysis], given: object) -> Iterator[str]:
    for analysis in compared:
        if analysis.error is not None:
            yield f"对照文件“{analysis.source}”没有读成，未用于查重：{analysis.error.message}"
    if given is None:
        for item in items:
            if item.path.name == "round.yaml":
                yield f"发现“{item.source}”，但没有使用。如果它是本轮的说明，请加 --round {item.path} 再运行一次。"


# ── what the reports are compared with ──────────────────────────────────────────────────────────────────────


def _compared_paths(config: RoundConfig) -> tuple[tuple[ReferenceKind, Sequence[Path]], ...]:
    return ("reference", config.references), ("earlier", config.earlier)


class _Compared:
    """The documents of one kind, read along with the reports; an earlier round's results are taken as they stand."""

    def __init__(
        self, paths: Sequence[Path], kind: ReferenceKind, store: Store, unpacked: Path, *, fresh: bool
    ) -> None:
        self.kind = kind
        self.ready = [analysis for path in paths for analysis in _results_under(path)]
        documents = [path for path in paths if _results_file(path) is None]
        found = batch.collect(documents, unpack_to=unpacked / kind) if documents else ()
        self.items = {item.path: replace(item, stamp=None) for item in found}  # few: always hashed
        self.renewed = False
        self.kept = {} if fresh else store.load_references(kind)
        self.analyses = {source: analysis for source, (_, analysis) in self.kept.items()}

    def work(self) -> Iterator[tuple[Item, Known | None]]:
        for item in self.items.values():
            yield item, self.kept[item.source][0] if item.source in self.kept else None

    def take(self, item: Item, analysis: Analysis) -> bool:
        """Take the analysis if its item is one of these."""
        if item.path not in self.items:
            return False
        self.analyses[item.source] = analysis
        self.renewed = True
        return True

    def finish(self, store: Store, fingerprint: str) -> tuple[Analysis, ...]:
        """Keep the documents' analyses, and give all that there is to compare with."""
        current = [self.analyses[item.source] for item in self.items.values()]
        if self.renewed or {analysis.source for analysis in current} != set(self.kept):
            store.save_references(self.kind, current, fingerprint=fingerprint)
        return (*self.ready, *current)


def _results_file(path: Path) -> Path | None:
    file = path / "results.jsonl" if path.is_dir() else path
    return file if file.suffix == ".jsonl" and file.is_file() else None


def _results_under(path: Path) -> list[Analysis]:
    from analyzer.records import from_record

    file = _results_file(path)
    if file is None:
        return []
    try:
        with file.open(encoding="utf-8") as lines:
            return [from_record(json.loads(line)) for line in lines]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunError(
            "bad_earlier", f"上一轮的结果“{file}”读不出来。请用 analyzer export 重新导出，或从 round.yaml 中去掉。"
        ) from error
