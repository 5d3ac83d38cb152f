"""How far a run is: a bar with rate and remaining time on a terminal, a plain line now and then elsewhere.

In: the run's steps. Out: lines on stderr. Never knows results.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final

from analyzer.cli.console import plain, say, stderr
from analyzer.renew import Step

_PHASES: Final = {"collect": "正在查找文件……", "inspect": "正在比对、汇总……", "export": "正在写出结果……"}
_STARTING: Final = "正在启动分析进程、载入模型……"
_EVERY_SECONDS: Final = 5.0


@contextmanager
def watching(*, quiet: bool = False) -> Iterator[Callable[[Step], None]]:
    """A function that shows each step."""
    if quiet:
        yield lambda _: None
    elif sys.stderr.isatty():
        with _bar() as tell:
            yield tell
    else:
        yield _Lines()


def _left(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} 分 {rest:02} 秒" if minutes else f"{rest} 秒"


class _Rate:
    """Files a second. The clock starts with the first file done: before it the workers were starting."""

    def __init__(self) -> None:
        self.first: tuple[int, float] | None = None

    def text(self, step: Step) -> str:
        if step.source is None:
            return ""
        if self.first is None:
            self.first = step.done, time.monotonic()
        done, passed = step.done - self.first[0], time.monotonic() - self.first[1]
        if done < 1 or passed < 1:
            return ""
        rate = done / passed
        return f"每秒 {rate:.1f} 份，约剩 {_left((step.total - step.done) / rate)}"


@contextmanager
def _bar() -> Iterator[Callable[[Step], None]]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TextColumn("{task.fields[rate]}"),
        TextColumn("{task.fields[source]}", style="dim", markup=False),
    )  # fmt: skip
    rate = _Rate()
    with Progress(*columns, console=stderr(), transient=True) as progress:
        task = progress.add_task(_PHASES["collect"], total=None, rate="", source="")

        def tell(step: Step) -> None:
            if step.phase == "analyse" and step.source is None:
                progress.update(task, description=_STARTING, total=step.total, completed=step.done)
            elif step.phase == "analyse":
                source = plain(step.source or "").rsplit("/", 1)[-1][:24]
                progress.update(
                    task, description="正在分析", total=step.total, completed=step.done, rate=rate.text(step), source=source
                )  # fmt: skip
            else:
                progress.update(task, description=_PHASES[step.phase], rate="", source="")

        yield tell


class _Lines:
    def __init__(self) -> None:
        self.rate = _Rate()
        self.last = time.monotonic()

    def __call__(self, step: Step) -> None:
        if step.phase != "analyse":
            say(_PHASES[step.phase])
            return
        if step.source is None and step.done < step.total:
            say(_STARTING)
            return
        rate = self.rate.text(step)
        now = time.monotonic()
        if step.done == step.total or now - self.last >= _EVERY_SECONDS:
            self.last = now
            share = step.done / step.total if step.total else 1
            say(f"已分析 {step.done}/{step.total} 份（{share:.0%}）{'，' + rate if rate else ''}")
