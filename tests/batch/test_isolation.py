"""What one file does never reaches another: every task gets its record, whatever happens to its worker."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from analyzer.engines import EngineError, Limits, Task, engine_named
from analyzer.engines.local import LocalEngine
from analyzer.types import Analysis

ENGINE = "fake_pipeline:analyze"


def run(folder: Path, texts: dict[str, str], *, workers: int = 2, **limits: float) -> dict[str, Analysis]:
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
    engine = LocalEngine(workers=workers, limits=Limits(**{"seconds": 20.0, **limits}), function=ENGINE)  # type: ignore[arg-type]
    tasks = [Task(source=name, path=folder / name, sha256="0" * 64) for name in texts]
    results = [(task.source, analysis) for task, analysis in engine.analyse(tasks)]
    assert sorted(source for source, _ in results) == sorted(texts)
    return dict(results)


@pytest.mark.parametrize(
    ("command", "code"),
    [
        ("exit", "crash"),  # a parser that calls exit()
        ("kill", "crash"),  # the system's out-of-memory killer, a segmentation fault
        ("raise", "internal"),
        ("allocate", "memory"),
        ("surrogate", "internal"),  # text no output could be written with
        ("refuse encrypted", "encrypted"),
    ],
)
def test_a_bad_file_gets_its_own_reason(tmp_path: Path, command: str, code: str) -> None:
    texts = {"a.txt": "前面\n的", "bad.txt": command, "c.txt": "后面\n的", "d.txt": "再后面"}
    results = run(tmp_path, texts, memory_mb=300)
    assert {source: a.status for source, a in results.items()} == {
        "a.txt": "ok", "bad.txt": "error", "c.txt": "ok", "d.txt": "ok",
    }  # fmt: skip
    error = results["bad.txt"].error
    assert error is not None
    assert error.code == code


@pytest.mark.parametrize("command", ["sleep 60", "spin"])
def test_a_hanging_file_is_ended_in_time(tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analyzer.engines.local._FIRST_TASK_SECONDS", 0.5)
    before = time.monotonic()
    results = run(tmp_path, {"a.txt": "甲", "bad.txt": command, "c.txt": "丙"}, seconds=1)
    assert time.monotonic() - before < 10
    assert [a.error.code if a.error else None for _, a in sorted(results.items())] == [None, "timeout", None]


def test_the_message_of_a_fault_does_not_carry_the_reports_text(tmp_path: Path) -> None:
    error = run(tmp_path, {"bad.txt": "raise"})["bad.txt"].error
    assert error is not None
    assert "ValueError" in error.message
    assert "机密" not in error.message


def test_what_a_library_prints_does_not_get_into_the_answers(tmp_path: Path) -> None:
    results = run(tmp_path, {"a.txt": "print\n很多", "b.txt": "乙"}, workers=1)
    assert [a.status for a in results.values()] == ["ok", "ok"]


def test_a_worker_killed_from_outside_is_not_held_against_the_file(tmp_path: Path) -> None:
    results = run(tmp_path, {"a.txt": f"kill-once {tmp_path / 'mark'}", "b.txt": "乙"})
    assert [a.status for a in results.values()] == ["ok", "ok"]


def test_every_file_bad_still_ends(tmp_path: Path) -> None:
    results = run(tmp_path, {f"{n}.txt": "exit" for n in range(6)}, workers=3)
    assert {a.error.code for a in results.values() if a.error} == {"crash"}


def test_the_context_reaches_the_worker(tmp_path: Path) -> None:
    from fake_pipeline import Context

    from analyzer.types import RosterUnit

    (tmp_path / "a.txt").write_text("甲", encoding="utf-8")
    engine = LocalEngine(workers=1, function=ENGINE)
    context = Context(campaign="三解三促", known_units=(RosterUnit(unit="沙桥镇", type="乡镇", short_names=("沙桥",)),))
    [(_, analysis)] = engine.analyse([Task(source="a.txt", path=tmp_path / "a.txt")], context=context)  # type: ignore[arg-type]
    assert analysis.metadata is not None
    assert analysis.metadata.campaign == "三解三促"


def test_names_that_are_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xc9\xb3\xc7\xc5.txt")  # 沙桥.txt as an old archive tool writes it
    try:
        path.write_text("甲", encoding="utf-8")
    except OSError:
        pytest.skip("this file system takes only UTF-8 names")
    [(_, analysis)] = LocalEngine(workers=1, function=ENGINE).analyse([Task(source="a.txt", path=path)])
    assert analysis.status == "ok"


def test_no_worker_is_left_when_the_results_are_abandoned(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE_WORKERS", str(tmp_path / "workers.log"))
    for n in range(8):
        (tmp_path / f"{n}.txt").write_text("sleep 30" if n else "甲", encoding="utf-8")
    engine = LocalEngine(workers=2, function=ENGINE)
    results = engine.analyse([Task(source=str(n), path=tmp_path / f"{n}.txt") for n in range(8)])
    next(iter(results))
    results.close()
    assert _gone(tmp_path)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs POSIX signals")
@pytest.mark.parametrize("command", ["sleep 60", "甲"])
def test_no_worker_outlives_a_killed_parent(tmp_path: Path, command: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE_WORKERS", str(tmp_path / "workers.log"))
    (tmp_path / "a.txt").write_text("甲", encoding="utf-8")
    (tmp_path / "b.txt").write_text(command, encoding="utf-8")
    script = textwrap.dedent(
        f"""
        import sys, time
        sys.path[:0] = {sys.path!r}
        from pathlib import Path
        from analyzer.engines import Task
        from analyzer.engines.local import LocalEngine
        tasks = [Task(source=n, path=Path({str(tmp_path)!r}, n)) for n in ("a.txt", "b.txt")]
        for task, _ in LocalEngine(workers=1, function={ENGINE!r}).analyse(tasks):
            print(task.source, flush=True)
            if task.source == "b.txt":
                time.sleep(60)
        """
    )
    parent = subprocess.Popen([sys.executable, "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert parent.stdin is not None
    assert parent.stdout is not None
    parent.stdin.write(script)
    parent.stdin.close()
    parent.stdout.readline()
    parent.kill()
    parent.wait()
    assert _gone(tmp_path)


def _gone(folder: Path) -> bool:
    """Whether every worker that noted itself is gone within some seconds."""
    workers = {int(line) for line in (folder / "workers.log").read_text().split()}
    assert workers
    until = time.monotonic() + 5
    while time.monotonic() < until:
        workers = {pid for pid in workers if _runs(pid)}
        if not workers:
            return True
        time.sleep(0.05)
    return False


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"  # an orphan that nobody has buried yet is gone too


def test_a_worker_that_cannot_start_is_named_in_chinese(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("甲", encoding="utf-8")
    engine = LocalEngine(workers=1, function="no_such_module:analyze")
    with pytest.raises(EngineError, match="分析进程无法启动：ModuleNotFoundError"):
        list(engine.analyse([Task(source="a.txt", path=tmp_path / "a.txt")]))


def test_an_unknown_engine_is_a_clear_error() -> None:
    with pytest.raises(EngineError, match="--engine local"):
        engine_named("spark", workers=None, limits=Limits())


def test_nothing_to_do_starts_nothing() -> None:
    assert list(LocalEngine(workers=2, function="no_such_module:analyze").analyse([])) == []


def test_a_fault_of_ours_leaves_its_traceback_in_the_log(tmp_path: Path) -> None:
    (tmp_path / "bad.txt").write_text("raise", encoding="utf-8")
    engine = LocalEngine(workers=1, function=ENGINE, log=tmp_path / "analyzer.log")
    list(engine.analyse([Task(source="bad.txt", path=tmp_path / "bad.txt")]))
    log = (tmp_path / "analyzer.log").read_text(encoding="utf-8")
    assert "bad.txt" in log
    assert "fake_pipeline.py" in log


def test_loading_the_model_is_not_in_a_files_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analyzer.engines.local._FIRST_TASK_SECONDS", 0)
    (tmp_path / "a.txt").write_text("甲", encoding="utf-8")
    engine = LocalEngine(workers=1, limits=Limits(seconds=1), function="cold_pipeline:analyze")
    [(_, analysis)] = engine.analyse([Task(source="a.txt", path=tmp_path / "a.txt")])
    assert analysis.status == "ok"


def test_a_missing_model_fails_the_run_and_not_every_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE_NO_MODEL", "1")
    engine = LocalEngine(workers=1, function="cold_pipeline:analyze")
    with pytest.raises(EngineError, match="分析进程无法启动：找不到模型文件，请重新安装。"):
        list(engine.analyse([Task(source="a.txt", path=tmp_path / "a.txt")]))
