"""The worker process: one task a line in, one record a line out, until its parent closes the pipe or dies.

In: JSON lines on standard input, the first with the settings. Out: JSON lines on a private copy of standard output,
so that nothing a library prints can get between them. Never knows other files, stores or the round.
"""

from __future__ import annotations

import importlib
import json
import os
import queue
import tempfile
import threading
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from analyzer.errors import notice
from analyzer.records import to_json
from analyzer.types import Analysis, RosterUnit

_ALARM_GRACE = 5  # seconds after the parent should have ended a task itself


def main() -> None:
    """Serve tasks until the pipe ends."""
    inbox, outbox = _private_pipes()
    settings = json.loads(inbox.readline())
    _leave_interrupts_to_the_parent()
    try:
        analyze, context = _load(settings)
        _limit_memory(settings["memory_mb"])
    except BaseException:
        _send(outbox, json.dumps({"failed": traceback.format_exc()}))
        return
    _send(outbox, json.dumps({"ready": True}))
    tasks: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(inbox, tasks), daemon=True).start()
    while True:
        task = tasks.get()
        _arm(settings["seconds"] + _ALARM_GRACE)
        reply = _answer(analyze, context, task, settings["log"])
        _arm(0)
        _send(outbox, reply)


def _private_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """Keep the two pipes for ourselves and point 0, 1 and 2 at nothing: libraries print, and some read."""
    inbox, outbox = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nothing = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1, 2):
        os.dup2(nothing, descriptor)
    os.close(nothing)
    return inbox, outbox


def _receive(inbox: IO[bytes], tasks: queue.SimpleQueue[dict[str, Any]]) -> None:
    """Read ahead, so that the end of the pipe – a closed or killed parent – ends this process in mid-task too."""
    for line in inbox:
        tasks.put(json.loads(line))
    os._exit(0)


def _leave_interrupts_to_the_parent() -> None:
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _arm(seconds: float) -> None:
    """The system itself ends a worker that hangs in C code after its parent is gone (where there are alarms)."""
    import signal

    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _load(settings: dict[str, Any]) -> tuple[Callable[..., Analysis], object]:
    module_name, _, function = settings["function"].partition(":")
    module = importlib.import_module(module_name)
    context = settings["context"]
    if context is not None:
        units = tuple(
            RosterUnit(**{**unit, "short_names": tuple(unit["short_names"])}) for unit in context["known_units"]
        )
        context = module.Context(campaign=context["campaign"], known_units=units)
    analyze = getattr(module, function)
    warm_up = getattr(module, "warm_up", None)
    if warm_up is not None:
        warm_up()
    else:
        _try_out(analyze, context)
    return analyze, context


def _try_out(analyze: Callable[..., Analysis], context: object) -> None:
    """Analyse a report of two lines, so that models and dictionaries are loaded now and not in a file's own time."""
    with tempfile.TemporaryDirectory() as folder:
        sample = Path(folder) / "试读.txt"
        sample.write_text("某镇“三解三促”活动总结\n全镇干部走访农户260户，建立“民情日记”制度。\n", encoding="utf-8")
        analyze(sample, source=sample.name, context=context)


def _limit_memory(megabytes: int) -> None:
    """Allow ``megabytes`` of address space on top of what the loaded program takes (where the system can)."""
    try:
        import resource
    except ImportError:  # Windows
        return
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except (OSError, ValueError):
        pages = 0
    limit = pages * resource.getpagesize() + megabytes * 1024 * 1024
    try:
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    except (ValueError, OSError):  # not on macOS; a lower limit set from outside holds anyway
        return


def _answer(analyze: Callable[..., Analysis], context: object, task: dict[str, Any], log: str | None) -> str:
    """The record of one file as JSON; whatever happens in ``analyze`` becomes an error record."""
    source, sha256 = task["source"], task["sha256"]
    try:
        analysis = analyze(Path(os.fsdecode(bytes.fromhex(task["path"]))), source=source, context=context)
        reply = to_json(analysis)
        reply.encode("utf-8")  # a lone surrogate would break every output after this one
    except MemoryError:
        analysis = Analysis(source=source, sha256=sha256, status="error", error=notice("memory"))
    except Exception as fault:
        _note(log, source)
        detail = f"{type(fault).__name__}：{_place(fault)}"
        analysis = Analysis(source=source, sha256=sha256, status="error", error=notice("internal", detail))
    else:
        return reply
    return to_json(analysis)


def _note(log: str | None, source: str) -> None:
    """The traceback of the fault in hand, for the maintainer; it may quote the report, so it stays in the log."""
    if log is None:
        return
    text = f"{datetime.now().astimezone().isoformat(timespec='seconds')} {source}\n{traceback.format_exc()}\n"
    try:
        with Path(log).open("a", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
    except OSError:  # a full disk shows itself where it matters
        return


def _place(fault: BaseException) -> str:
    """Where in the program it happened, without the text of the report that a message may quote."""
    frames = traceback.extract_tb(fault.__traceback__)
    return f"{Path(frames[-1].filename).name} 第 {frames[-1].lineno} 行" if frames else "位置不明"


def _send(outbox: IO[bytes], line: str) -> None:
    try:
        outbox.write(line.encode("utf-8") + b"\n")
        outbox.flush()
    except OSError:  # the parent is gone
        os._exit(0)


if __name__ == "__main__":
    main()
