"""A run does what is new or changed, keeps what is done, and gives the same bytes whatever happened on the way."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import rounds
from rounds import run_round

from analyzer.renew import Step
from analyzer.run import RunError
from analyzer.store import StoreLocked, open_store, store_url

pytestmark = pytest.mark.usefixtures("fakes")
Calls = Callable[[], list[str]]


def results(out: Path) -> bytes:
    return (out / "results.jsonl").read_bytes()


def records(out: Path) -> dict[str, dict[str, Any]]:
    return {record["source"]: record for record in map(json.loads, results(out).splitlines())}


def age(folder: Path, seconds: float = 60) -> None:
    """Make files look settled, as they do when a user's folder is some seconds old."""
    then = time.time() - seconds
    for path in folder.rglob("*"):
        os.utime(path, (then, then))


def test_same_bytes_for_any_number_of_workers(reports: Path, tmp_path: Path) -> None:
    (reports / "坏.txt").write_text("exit", encoding="utf-8")
    for workers in (1, 2, 3):
        run_round(reports, tmp_path / f"out{workers}", workers=workers)
    assert results(tmp_path / "out1") == results(tmp_path / "out2") == results(tmp_path / "out3")
    assert len(records(tmp_path / "out1")) == 13


@pytest.mark.parametrize("settled", [True, False])
def test_a_second_run_analyses_nothing_and_gives_the_same_bytes(
    reports: Path, tmp_path: Path, calls: Calls, settled: bool
) -> None:
    if settled:
        age(reports)
    first = run_round(reports, tmp_path / "out")
    before = results(tmp_path / "out")
    assert len(calls()) == first.analysed == 12
    second = run_round(reports, tmp_path / "out")
    assert calls() == []
    assert (second.analysed, second.reused, second.removed) == (0, 12, 0)
    assert results(tmp_path / "out") == before


def test_only_what_changed_is_analysed_again(reports: Path, tmp_path: Path, calls: Calls) -> None:
    age(reports)
    run_round(reports, tmp_path / "out")
    calls()
    (reports / "片区0" / "单位00总结.txt").write_text("改过的报告\n修路。\n", encoding="utf-8")
    (reports / "片区1" / "新单位.txt").write_text("新的报告\n修桥。\n", encoding="utf-8")
    (reports / "片区2" / "单位02总结.txt").unlink()
    os.utime(reports / "片区1" / "单位01总结.txt")  # touched, not changed
    report = run_round(reports, tmp_path / "out")
    assert calls() == ["片区0/单位00总结.txt", "片区1/新单位.txt"]
    assert (report.analysed, report.removed) == (2, 1)
    assert "片区2/单位02总结.txt" not in records(tmp_path / "out")
    assert records(tmp_path / "out")["片区0/单位00总结.txt"]["title"] == "改过的报告"


def test_a_change_that_keeps_size_and_time_is_seen_while_the_file_is_young(
    reports: Path, tmp_path: Path, calls: Calls
) -> None:
    path = reports / "片区0" / "单位00总结.txt"
    run_round(reports, tmp_path / "out")
    calls()
    status = path.stat()
    path.write_bytes(path.read_bytes().replace("公里".encode(), "千米".encode()))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    run_round(reports, tmp_path / "out")
    assert calls() == ["片区0/单位00总结.txt"]


@pytest.mark.parametrize("change", ["version", "roster", "fresh"])
def test_results_of_another_version_or_roster_are_stale(
    reports: Path, tmp_path: Path, calls: Calls, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    run_round(reports, tmp_path / "out")
    calls()
    options: dict[str, Any] = {}
    if change == "version":
        monkeypatch.setenv("FAKE_FINGERPRINT", "fake-2")
    elif change == "roster":
        (tmp_path / "round.yaml").write_text("campaign: 大走访\n", encoding="utf-8")
        options["round_config"] = tmp_path / "round.yaml"
    else:
        options["fresh"] = True
    run_round(reports, tmp_path / "out", **options)
    assert len(calls()) == 12


def test_reasons_that_may_pass_are_tried_again(reports: Path, tmp_path: Path, calls: Calls) -> None:
    (reports / "锁.txt").write_text("refuse encrypted", encoding="utf-8")
    (reports / "慢.txt").write_text("refuse timeout", encoding="utf-8")
    run_round(reports, tmp_path / "out")
    calls()
    run_round(reports, tmp_path / "out")
    assert calls() == ["慢.txt"]


def test_every_file_has_one_record(reports: Path, tmp_path: Path) -> None:
    (reports / "~$单位总结.docx").write_bytes(b"\x00" * 162)
    (reports / "链接.docx").symlink_to(reports / "片区0" / "单位00总结.txt")
    os.mkfifo(reports / "管道.docx")
    (reports / "文件夹.docx").mkdir()
    (reports / "文件夹.docx" / "里面.txt").write_text("里面的报告", encoding="utf-8")
    (reports / ".隐藏.txt").write_text("隐藏的报告", encoding="utf-8")
    report = run_round(reports, tmp_path / "out")
    found = records(tmp_path / "out")
    assert len(found) == 12 + 5
    assert {source: r["error"]["code"] for source, r in found.items() if r["error"]} == {
        "~$单位总结.docx": "lock_file", "链接.docx": "symlink", "管道.docx": "not_a_file",
    }  # fmt: skip
    assert [warning["code"] for warning in found["~$单位总结.docx"]["warnings"]] == ["lock_file"]
    assert sorted(a.source for a in report.unread) == ["~$单位总结.docx", "管道.docx", "链接.docx"]
    before = results(tmp_path / "out")
    run_round(reports, tmp_path / "out")
    assert results(tmp_path / "out") == before


def test_same_content_and_same_name_are_said_of_both(reports: Path, tmp_path: Path) -> None:
    twin = reports / "又报一次.txt"
    twin.write_bytes((reports / "片区0" / "单位00总结.txt").read_bytes())
    namesake = reports / "片区2" / "单位00总结.txt"
    namesake.write_text("另一份\n内容。", encoding="utf-8")
    run_round(reports, tmp_path / "out")
    found = records(tmp_path / "out")
    warnings = {s: {w["code"]: w["message"] for w in r["warnings"]} for s, r in found.items() if r["warnings"]}
    assert set(warnings) == {"又报一次.txt", "片区0/单位00总结.txt", "片区2/单位00总结.txt"}
    assert "片区0/单位00总结.txt" in warnings["又报一次.txt"]["duplicate"]
    assert "又报一次.txt" in warnings["片区0/单位00总结.txt"]["duplicate"]
    assert "片区2/单位00总结.txt" in warnings["片区0/单位00总结.txt"]["name_clash"]
    assert "片区0/单位00总结.txt" in warnings["片区2/单位00总结.txt"]["name_clash"]
    twin.unlink()
    namesake.unlink()
    run_round(reports, tmp_path / "out")  # without any new analysis the warnings must go too
    assert not any(record["warnings"] for record in records(tmp_path / "out").values())


def test_the_results_are_not_taken_for_reports(reports: Path) -> None:
    inside = reports / "结果"
    run_round(reports, inside)
    run_round(reports, inside)
    assert len(records(inside)) == 12
    (reports / "通报核对清单.docx").write_bytes(b"as an earlier run wrote it")
    run_round(reports, reports)  # even into the folder itself; then an older result in it is a folder like any other
    run_round(reports, reports)
    assert not any(source.startswith(("results", "analysis", "通报", ".")) for source in records(reports))


def test_what_the_round_states_is_no_report(reports: Path, tmp_path: Path) -> None:
    (reports / "通知.txt").write_text("市里的通知\n", encoding="utf-8")
    (reports / "roster.csv").write_text("单位,类型\n沙桥镇,乡镇\n", encoding="utf-8")
    (reports / "自评.csv").write_text("单位,得分\n沙桥镇,90\n", encoding="utf-8")
    (reports / "round.yaml").write_text(
        "name: 第一轮\nroster: roster.csv\nreferences: [通知.txt]\nassessment: {self_evaluation: 自评.csv}\n",
        encoding="utf-8",
    )
    report = run_round(reports, tmp_path / "out", round_config=reports / "round.yaml")
    assert len(records(tmp_path / "out")) == 12
    assert [(s.unit, s.message) for s in report.round.submissions] == [("通知.txt", "reference")]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_round_yaml_as_notepad_saves_it(reports: Path, tmp_path: Path, encoding: str) -> None:
    (reports / "名册.csv").write_text("单位,类型\n沙桥镇,乡镇\n", encoding=encoding)
    (reports / "round.yaml").write_text("name: 第一轮\nroster: 名册.csv\n", encoding=encoding)
    report = run_round(reports, tmp_path / "out", round_config=reports / "round.yaml")
    assert report.round.name == "第一轮"
    assert not {"round.yaml", "名册.csv"} & {analysis.source for analysis in report.round.reports}
    assert report.messages == ()


def test_what_is_doubtful_in_the_round_is_said(reports: Path, tmp_path: Path) -> None:
    (tmp_path / "名册.csv").write_text("单位,简称\n沙桥镇,沙桥\n市桥梁局,沙桥\n", encoding="utf-8")
    known = min(path.name for path in reports.rglob("*.txt"))
    (tmp_path / "收文.csv").write_text(f"文件,收到日期\n{known},2012-06-05\n没有.docx,2012-06-06\n", encoding="utf-8")
    (tmp_path / "round.yaml").write_text(
        "roster: 名册.csv\nreceived: 收文.csv\nrequired_indicators:\n  - 走访户数\n  - 走访农户数\n", encoding="utf-8"
    )
    shared, unknown, unfitting = run_round(reports, tmp_path / "out", round_config=tmp_path / "round.yaml").messages
    assert "“沙桥”同时指沙桥镇、市桥梁局" in shared
    assert "第 5 行" in unknown
    assert "走访户数" in unknown.partition("相近")[2]
    assert "没有.docx" in unfitting
    assert known not in unfitting


def test_a_round_yaml_that_is_not_used_is_pointed_out(reports: Path, tmp_path: Path) -> None:
    (reports / "round.yaml").write_text("name: 第一轮\n", encoding="utf-8")
    [message] = run_round(reports, tmp_path / "out").messages
    assert "--round" in message


def test_references_are_read_once_and_missing_ones_are_said(
    reports: Path, tmp_path: Path, calls: Calls, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "对照").mkdir()
    (tmp_path / "对照" / "通知.txt").write_text("市里的通知\n", encoding="utf-8")
    (tmp_path / "对照" / "坏.txt").write_text("refuse encrypted", encoding="utf-8")
    (tmp_path / "round.yaml").write_text("references: [对照]\n", encoding="utf-8")
    report = run_round(reports, tmp_path / "out", round_config=tmp_path / "round.yaml")
    assert {"通知.txt", "坏.txt"} <= set(calls())
    assert "对照文件“坏.txt”没有读成" in report.messages[0]
    assert report.unread_references == ("坏.txt",)
    report = run_round(reports, tmp_path / "out", round_config=tmp_path / "round.yaml")
    assert calls() == []
    assert len(report.messages) == 1
    assert [s.unit for s in report.round.submissions] == ["通知.txt"]
    monkeypatch.setenv("FAKE_FINGERPRINT", "fake-2")
    run_round(reports, tmp_path / "out", round_config=tmp_path / "round.yaml")
    assert len(calls()) == 14
    run_round(reports, tmp_path / "out", round_config=tmp_path / "round.yaml")
    assert calls() == []
    (tmp_path / "对照" / "通知.txt").write_text("改过的通知\n", encoding="utf-8")
    (tmp_path / "对照" / "坏.txt").unlink()
    report = run_round(reports, tmp_path / "out", round_config=tmp_path / "round.yaml")
    assert calls() == ["通知.txt"]
    assert report.messages == ()


def test_an_earlier_rounds_results_are_taken_as_they_stand(reports: Path, tmp_path: Path, calls: Calls) -> None:
    run_round(reports, tmp_path / "上一轮")
    (tmp_path / "round.yaml").write_text("earlier: [上一轮]\n", encoding="utf-8")
    calls()
    report = run_round(reports, tmp_path / "out", round_config=tmp_path / "round.yaml")
    assert len(calls()) == 12
    assert sum(s.message == "earlier" for s in report.round.submissions) == 12


@pytest.mark.parametrize("seed", range(3))
def test_killed_anywhere_and_resumed_gives_the_same_bytes(
    reports: Path, tmp_path: Path, seed: int, monkeypatch: pytest.MonkeyPatch, calls: Calls
) -> None:
    run_round(reports, tmp_path / "undisturbed")
    calls()
    monkeypatch.setenv("FAKE_PAUSE", "0.03")
    chance = random.Random(seed)
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, rounds.__file__, str(reports), str(tmp_path / "out")]
    log, kills, read = tmp_path / "calls.log", 3, 0
    for _ in range(kills):
        child = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        after = chance.randrange(0, 6)  # files begun before the kill; then a random moment more
        while child.poll() is None and (len(log.read_bytes().splitlines()) if log.exists() else 0) < after:
            time.sleep(0.002)
        time.sleep(chance.uniform(0, 0.06))
        child.kill()
        child.wait()
        time.sleep(0.1)  # what its workers had in hand
        read += len(calls())
    monkeypatch.delenv("FAKE_PAUSE")
    report = run_round(reports, tmp_path / "out")
    assert results(tmp_path / "out") == results(tmp_path / "undisturbed")
    assert report.analysed + report.reused == 12
    assert read + len(calls()) <= 12 + kills * 2 * 2  # a kill loses no more than two workers had begun or not yet told


def test_an_interrupt_keeps_what_is_done(reports: Path, tmp_path: Path, calls: Calls) -> None:
    def interrupt(step: Step) -> None:
        if step.phase == "analyse" and step.done == 5:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_round(reports, tmp_path / "out", workers=1, progress=interrupt)
    calls()
    report = run_round(reports, tmp_path / "out")
    assert report.reused == 5
    assert len(calls()) == 7


def test_progress_ends_at_the_total(reports: Path, tmp_path: Path) -> None:
    steps: list[Step] = []
    run_round(reports, tmp_path / "out", progress=steps.append)
    analysing = [step for step in steps if step.phase == "analyse"]
    assert [step.done for step in analysing] == list(range(13))
    assert {step.total for step in analysing} == {12}
    assert [step.phase for step in steps if step.phase != "analyse"] == ["collect", "inspect", "export"]


def test_a_second_run_on_the_same_results_says_so(reports: Path, tmp_path: Path) -> None:
    def second(step: Step) -> None:
        if step.phase == "inspect":
            with pytest.raises(StoreLocked, match="另一个分析正在使用"):
                run_round(reports, tmp_path / "out")

    run_round(reports, tmp_path / "out", progress=second)
    run_round(reports, tmp_path / "out")  # and afterwards it is free again


def test_a_store_elsewhere(reports: Path, tmp_path: Path) -> None:
    (tmp_path / "库").mkdir()
    url = f"sqlite:///{tmp_path / '库' / 'a.db'}"

    def second(step: Step) -> None:
        if step.phase == "inspect":
            with pytest.raises(StoreLocked):
                run_round(reports, tmp_path / "other", store_url=url)

    run_round(reports, tmp_path / "out", store_url=url, progress=second)
    assert not (tmp_path / "out" / "analysis.db").exists()
    with open_store(url) as store:
        assert len(store.load_round().reports) == 12


def test_a_damaged_store_is_set_aside_by_fresh(reports: Path, tmp_path: Path) -> None:
    from analyzer.store import StoreError

    out = tmp_path / "out"
    out.mkdir()
    (out / "analysis.db").write_bytes("这不是数据库".encode() * 1000)
    with pytest.raises(StoreError, match="--fresh"):
        run_round(reports, out)
    run_round(reports, out, fresh=True)
    assert len(records(out)) == 12
    assert (out / "analysis.db.damaged-1").exists()


@pytest.mark.parametrize(("path", "code"), [("没有", "no_such_path"), ("空", "no_files")])
def test_nothing_to_read_leaves_the_old_results(reports: Path, tmp_path: Path, path: str, code: str) -> None:
    run_round(reports, tmp_path / "out")
    (tmp_path / "空").mkdir()
    with pytest.raises(RunError) as caught:
        run_round(tmp_path / path, tmp_path / "out")
    assert caught.value.code == code
    with open_store(store_url(tmp_path / "out")) as store:
        assert len(store.load_round().reports) == 12


def test_a_file_size_limit_of_the_round(reports: Path, tmp_path: Path, calls: Calls) -> None:
    (reports / "大.txt").write_text("大" * 2000, encoding="utf-8")
    (tmp_path / "round.yaml").write_text("limits: {file_mb: 0.001}\n", encoding="utf-8")
    run_round(reports, tmp_path / "out", round_config=tmp_path / "round.yaml")
    assert records(tmp_path / "out")["大.txt"]["error"]["code"] == "too_large"
    calls()
    run_round(reports, tmp_path / "out")
    assert calls() == ["大.txt"]
    assert records(tmp_path / "out")["大.txt"]["status"] == "ok"
