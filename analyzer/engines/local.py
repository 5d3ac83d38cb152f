"""Worker processes on this machine, each fed one file at a time: no file can take another one down with it.

In: tasks. Out: an analysis for each, in the order they are done; a file that hangs, dies or eats memory gets its
reason and a fresh worker takes the next one. Never knows what an analysis contains.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections.abc import Generator, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, Final

from analyzer.engines import ANALYZE, EngineError, Limits, Task
from analyzer.errors import notice
from analyzer.records import from_record
from analyzer.types import Analysis

if TYPE_CHECKING:
    from analyzer.pipeline import Context

MAX_WORKERS: Final = 4
TASKS_A_WORKER: Final = 500  # then a fresh one: what libraries leak must not count against a later file
_MAX_REPLY: Final = 512 * 1024 * 1024
_FIRST_TASK_SECONDS: Final = 10.0  # on top for a worker's first file, which may load a reader that no other has yet
_START_TRIES: Final = 3
_POLL: Final = 0.2  # seconds; also how often Ctrl-C is noticed on Windows
_start_lock = threading.Lock()  # on Windows two starts at once would inherit each other's pipes


@dataclass(slots=True)
class _Try:
    task: Task
    again: bool = False  # the second and last time, alone in a fresh worker


class _Worker:
    """One child process, ready to take a task. Every call ends within its time limit."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.done = 0
        self.timed_out = False
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join(entry for entry in sys.path if entry),
            "PYTHONHASHSEED": "0",
            "PYTHONUTF8": "1",
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
        }
        with _start_lock:
            # -P: a file named like a module in the user's folder must not be imported.
            self.process = subprocess.Popen(
                [sys.executable, "-P", "-m", "analyzer.engines.worker"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment,
            )  # fmt: skip

    def prepare(self, settings: dict[str, Any]) -> None:
        """Let the worker load what it needs.

        Raises:
            EngineError: with the worker's own words, if it has any.
        """
        reply = self._ask(settings, self.limits.start_seconds)
        if reply is None or "ready" not in reply:
            raise EngineError("" if reply is None else str(reply.get("failed", "")))

    def answer(self, task: Task) -> Analysis | None:
        """The task's analysis, or None when the worker died of it or had to be ended (see ``timed_out``)."""
        seconds = self.limits.seconds + (0.0 if self.done else _FIRST_TASK_SECONDS)
        self.done += 1
        path = os.fsencode(task.path.absolute()).hex()  # names need not be valid UTF-8
        reply = self._ask({"source": task.source, "path": path, "sha256": task.sha256}, seconds)
        try:
            return None if reply is None else from_record(reply)
        except (KeyError, TypeError, ValueError):
            return None

    def stop(self) -> None:
        with contextlib.suppress(OSError):
            self.process.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            with contextlib.suppress(OSError):
                _open(pipe).close()
        self.process.wait()

    def _ask(self, message: dict[str, Any], seconds: float) -> dict[str, Any] | None:
        """One line there, one line back; a timer ends the process, and with it the reading, when time is up."""
        timer = threading.Timer(seconds, self.end_now)
        timer.daemon = True
        timer.start()
        try:
            pipe = _open(self.process.stdin)
            pipe.write(json.dumps(message).encode("ascii") + b"\n")
            pipe.flush()
            line = _open(self.process.stdout).readline(_MAX_REPLY)
            reply = json.loads(line) if line.endswith(b"\n") else None
        except (OSError, ValueError):
            return None
        finally:
            timer.cancel()
            timer.join()  # it may be just firing: afterwards ``timed_out`` tells the truth
        return reply if isinstance(reply, dict) else None

    def end_now(self) -> None:
        self.timed_out = True
        with contextlib.suppress(OSError):
            self.process.kill()


def _open(pipe: IO[bytes] | None) -> IO[bytes]:
    if pipe is None:
        raise OSError("no pipe")
    return pipe


class LocalEngine:
    """Up to ``workers`` processes (by default one a core, four at most), each watched by a thread.

    Args:
        workers: How many processes.
        limits: What one file may take.
        function: What a worker calls, as ``module:name``. Before the first file the worker calls the module's
            ``warm_up()`` or, if it has none, tries the function out on two lines of text.
        log: A file for the tracebacks of our own faults (``internal``).
    """

    def __init__(
        self,
        *,
        workers: int | None = None,
        limits: Limits | None = None,
        function: str = ANALYZE,
        log: Path | None = None,
    ) -> None:
        self.workers = max(1, workers or min(os.cpu_count() or 1, MAX_WORKERS))
        self.limits = limits or Limits()
        self.function = function
        self.log = log

    def analyse(
        self, tasks: Iterable[Task], *, context: Context | None = None
    ) -> Generator[tuple[Task, Analysis], None, None]:
        """Each task with its analysis, as they are done. Closing the iterator ends every worker.

        A file during which a worker dies or runs out of memory is tried once more in a fresh worker, since the
        cause may have been another program's; the second time it is the file's.

        Raises:
            EngineError: when no worker can be started.
        """
        settings = {
            "function": self.function,
            "context": None if context is None else asdict(context),
            "seconds": self.limits.seconds + _FIRST_TASK_SECONDS,
            "memory_mb": self.limits.memory_mb,
            "log": None if self.log is None else str(self.log.absolute()),
        }
        todo: queue.SimpleQueue[_Try] = queue.SimpleQueue()
        total = 0
        for task in tasks:
            todo.put(_Try(task))
            total += 1
        crew = _Crew(settings, self.limits, todo)
        try:
            crew.start(min(self.workers, total))
            for _ in range(total):
                yield crew.next_result()
        finally:
            crew.stop()


class _Crew:
    """The threads that each keep one worker busy, and the queue of what they have done."""

    def __init__(self, settings: dict[str, Any], limits: Limits, todo: queue.SimpleQueue[_Try]) -> None:
        self.settings = settings
        self.limits = limits
        self.todo = todo
        self.done: queue.Queue[tuple[Task, Analysis] | EngineError] = queue.Queue(maxsize=64)
        self.stopping = threading.Event()
        self.crew: set[_Worker] = set()
        self.lock = threading.Lock()
        self.threads: list[threading.Thread] = []

    def start(self, workers: int) -> None:
        self.threads = [threading.Thread(target=self._work, daemon=True) for _ in range(workers)]
        for thread in self.threads:
            thread.start()

    def next_result(self) -> tuple[Task, Analysis]:
        while True:
            try:
                result = self.done.get(timeout=_POLL)
            except queue.Empty:
                continue
            if isinstance(result, EngineError):
                raise result
            return result

    def stop(self) -> None:
        self.stopping.set()
        with self.lock:
            workers = list(self.crew)
        for worker in workers:
            worker.end_now()
        for thread in self.threads:
            thread.join(timeout=5)

    def _work(self) -> None:
        worker: _Worker | None = None
        try:
            while not self.stopping.is_set():
                try:
                    attempt = self.todo.get(timeout=_POLL)
                except queue.Empty:
                    continue  # another worker may still give a task back
                if worker is not None and (attempt.again or worker.done >= TASKS_A_WORKER):
                    self._dismiss(worker)
                    worker = None
                worker = worker or self._hire()
                analysis = worker.answer(attempt.task)
                reason = _reason(worker, analysis)
                if reason is not None or worker.timed_out:
                    self._dismiss(worker)
                    worker = None
                if self.stopping.is_set():
                    return
                if reason in {"crash", "memory"} and not attempt.again:
                    self.todo.put(_Try(attempt.task, again=True))
                else:
                    self._put((attempt.task, analysis or _refused(attempt.task, reason or "crash")))
        except EngineError as error:
            self._put(error)
        finally:
            if worker is not None:
                self._dismiss(worker)

    def _hire(self) -> _Worker:
        """A worker that is ready. A start that fails is tried again: the machine may be short of memory for a moment."""
        failure = ""
        for attempt in range(_START_TRIES):
            worker: _Worker | None = None
            try:
                worker = _Worker(self.limits)
                with self.lock:
                    self.crew.add(worker)  # before it is ready: ``stop`` must be able to end it
                if self.stopping.is_set():
                    worker.end_now()
                worker.prepare(self.settings)
            except (EngineError, OSError) as error:
                failure = str(error)
                if worker is not None:
                    self._dismiss(worker)
            else:
                return worker
            if self.stopping.wait(0.2 * (attempt + 1)):
                break
        raise EngineError(f"分析进程无法启动：{_in_chinese(failure)}")

    def _dismiss(self, worker: _Worker) -> None:
        with self.lock:
            self.crew.discard(worker)
        worker.stop()

    def _put(self, result: tuple[Task, Analysis] | EngineError) -> None:
        while not self.stopping.is_set():
            with contextlib.suppress(queue.Full):
                self.done.put(result, timeout=_POLL)
                return


def _in_chinese(failure: str) -> str:
    """The worker's last words: our own messages as they are, a library's with its exception's name."""
    last_line = failure.strip().rsplit("\n", 1)[-1]
    message = last_line.partition(": ")[2]
    return message if any("\u4e00" <= sign <= "\u9fff" for sign in message) else last_line or "进程没有应答"


def _reason(worker: _Worker, analysis: Analysis | None) -> str | None:
    """Why the worker cannot go on, if it cannot."""
    if analysis is None:
        return "timeout" if worker.timed_out else "crash"
    return "memory" if analysis.error is not None and analysis.error.code == "memory" else None


def _refused(task: Task, code: str) -> Analysis:
    return Analysis(source=task.source, sha256=task.sha256, status="error", error=notice(code))
