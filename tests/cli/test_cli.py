"""The commands as a person or a script meets them: what is printed where, which exit code, and never a traceback."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import analyzer
from analyzer import types
from analyzer.cli import main
from analyzer.errors import notice
from analyzer.store import open_store, store_url
from analyzer.types import Analysis, Round, Submission, Verdict

sys.path.insert(0, str(Path(__file__).parents[1] / "batch"))
import fake_pipeline
import rounds

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    def call(*arguments: str | Path) -> tuple[int, str, str]:
        code = main([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        assert "Traceback" not in captured.out + captured.err
        return code, captured.out, captured.err

    return call


@pytest.fixture
def fakes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "analyzer.pipeline", fake_pipeline)  # type: ignore[arg-type]
    monkeypatch.setattr("analyzer.pipeline", fake_pipeline, raising=False)
    monkeypatch.setattr("analyzer.inspection.inspect", rounds.fake_inspect)
    monkeypatch.setattr("analyzer.export.write_all", rounds.fake_write_all)
    monkeypatch.setattr("analyzer.engines.local.ANALYZE", rounds.ENGINE)
    from analyzer.engines.local import LocalEngine

    monkeypatch.setitem(LocalEngine.__init__.__kwdefaults__, "function", rounds.ENGINE)  # type: ignore[index]


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "报送"
    folder.mkdir()
    for name in ("沙桥", "河口", "东泽"):
        (folder / f"{name}总结.txt").write_text(f"{name}水乡镇总结\n走访农户。\n修路。\n", encoding="utf-8")
    return folder


def made(folder: Path, round_: Round, *, config: dict[str, Any] | None = None) -> Path:
    """A results folder as ``run`` leaves it."""
    folder.mkdir(exist_ok=True)
    with open_store(store_url(folder)) as store:
        store.begin_round(round_.name, json.dumps(config or {}, ensure_ascii=False))
        for report in round_.reports:
            store.save(report, fingerprint="f")
        store.save_round(round_)
    return folder


def report(source: str, text: str, unit: str | None = None) -> Analysis:
    from dataclasses import replace

    analysis = fake_pipeline.analysis_of(text, source=source, sha256="a" * 64)
    assert analysis.metadata is not None
    return replace(analysis, metadata=replace(analysis.metadata, unit=unit))


@pytest.fixture
def results(tmp_path: Path) -> Path:
    reports = (
        report("一/沙桥镇总结.docx", "走访农户260户。\n送去慰问金。", "沙桥镇"),
        report("一/沙桥镇补充.docx", "修路1公里。\n通车。\n群众满意。", "沙桥镇"),
        report("二/水利局.docx", "清淤[bold]3[/bold]公里。\n通水。\n\x1b[31m插秧。", "市水利局"),
        Analysis(source="坏.pdf", sha256=None, status="error", error=notice("garbled_text")),
    )
    total = {"holder_type": "乡镇", "canonical": "走访户数", "unit": "户", "kind": types.FigureKind.INPUT, "places": ()}
    round_ = Round(
        name="第一轮督查", campaign="三解三促", period="2012年上半年", due="2012-06-25", reports=reports,
        totals=(
            types.Total(holder="沙桥镇", value=260, planned=False, **total),  # type: ignore[arg-type]
            types.Total(holder="河口镇", value=1140, planned=False, **total),  # type: ignore[arg-type]
            types.Total(holder="河口镇", value=5000, planned=True, **total),  # type: ignore[arg-type]
        ),
        submissions=(
            Submission(
                unit="沙桥镇", type="乡镇", status="late", date="2012-06-28",
                sources=("一/沙桥镇补充.docx", "一/沙桥镇总结.docx"),
            ),
            Submission(unit="市水利局", type="部门", status="on_time", sources=("二/水利局.docx",)),
            Submission(unit="河口镇", type="乡镇", status="on_time", sources=("一/河口镇.docx",)),
            Submission(unit="沙河镇", type="乡镇", status="missing", message="没有收到材料。"),
        ),
        practices=(),
    )  # fmt: skip
    config = {"roster": [{"unit": "市水利局", "short_names": ["水务"]}]}
    return made(tmp_path / "结果", round_, config=config)


# ── run ─────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.usefixtures("fakes")
def test_run_tells_what_it_did_and_where(run: Run, reports: Path, tmp_path: Path) -> None:
    code, out, err = run("run", reports, "-o", tmp_path / "结果")
    assert code == 0
    assert "本次分析 3 份" in out
    assert str(tmp_path / "结果" / "results.jsonl") in out.replace("\n", "")
    assert "已分析 3/3 份（100%）" in err
    code, out, _ = run("run", reports, "-o", tmp_path / "结果")
    assert "本次分析 0 份，沿用以前的结果 3 份" in out


@pytest.mark.usefixtures("fakes")
def test_unread_files_are_named_and_give_exit_code_3(run: Run, reports: Path, tmp_path: Path) -> None:
    (reports / "坏.pdf").write_text("refuse garbled_text", encoding="utf-8")
    code, out, _ = run("run", reports, "-o", tmp_path / "结果")
    assert code == 3
    assert "坏.pdf" in out
    assert "garbled_text" in out
    code, out, err = run("run", reports, "-o", tmp_path / "结果", "--json")
    assert code == 3
    assert err == ""
    answer = json.loads(out)
    assert answer["counts"]["files"] == 4
    assert [(unread["source"], unread["code"]) for unread in answer["unread"]] == [("坏.pdf", "garbled_text")]


@pytest.mark.usefixtures("fakes")
def test_run_takes_all_its_options(run: Run, reports: Path, tmp_path: Path) -> None:
    (tmp_path / "round.yaml").write_text("name: 第九轮\n", encoding="utf-8")
    url = f"sqlite:///{tmp_path / 'x.db'}"
    code, out, _ = run(
        "run", reports / "沙桥总结.txt", reports / "河口总结.txt", "-o", tmp_path / "结果", "--round",
        tmp_path / "round.yaml", "--workers", "1", "--engine", "local", "--store", url, "--fresh", "--json",
    )  # fmt: skip
    assert code == 0
    assert json.loads(out)["round"] == "第九轮"
    assert json.loads(out)["analysed"] == 2
    code, out, _ = run("show", tmp_path / "结果", "--store", url, "--json")
    assert [r["source"] for r in json.loads(out)["reports"]] == ["沙桥总结.txt", "河口总结.txt"]


@pytest.mark.usefixtures("fakes")
@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["run", "没有的文件夹", "-o", "结果"], 2, "no_such_path"),
        (["run", ".", "-o", "结果", "--engine", "dask"], 2, "no_engine"),
        (["run", ".", "-o", "结果", "--workers", "0"], 2, "--workers"),
        (["run", ".", "-o", "结果", "--workers", "很多"], 2, "应当是整数"),
        (["run", ".", "-o", "结果", "--round", "没有.yaml"], 2, "不存在"),
        (["run", ".", "-o", "结果", "--round", "坏.yaml"], 2, "round_config"),
        (["run", ".", "-o", "坏.yaml"], 1, "不能用作文件夹"),
        (["run", ".", "-o", "结果", "--store", "不是地址"], 2, "bad_url"),
        (["run", "."], 2, "--out"),
        (["run", ".", "-x"], 2, "没有“-x”这个选项"),
        (["run", "-o"], 2, "后面要写一个值"),
        (["rum"], 2, "没有“rum”这个命令"),
        (["lexicon"], 2, "用法"),
        (["show", "没有"], 2, "no_results"),
        (["show", "."], 2, "no_store"),
        (["export", ".", "--to", "pdf"], 2, "xlsx"),
        (["export", "."], 2, "--to"),
    ],
)
def test_wrong_usage_is_said_in_chinese(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("坏.yaml").write_text("mystery: 1\n", encoding="utf-8")
    got, out, err = run(*arguments)
    assert got == code
    assert words in out + err
    for english in ("Error", "Usage", "Invalid", "Missing", "No such", "Try"):
        assert english not in out + err


@pytest.mark.usefixtures("fakes")
def test_a_fault_of_ours_goes_to_a_log_and_is_named(
    run: Run, reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr("analyzer.inspection.inspect", broken)
    code, _, err = run("run", reports, "-o", tmp_path / "结果")
    assert code == 1
    log = tmp_path / "结果" / "analyzer.log"
    assert str(log) in err
    assert "division by zero" in log.read_text(encoding="utf-8")
    assert "division" not in err


@pytest.mark.usefixtures("fakes")
def test_an_interrupt_says_how_to_go_on(
    run: Run, reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("analyzer.inspection.inspect", stopped)
    code, _, err = run("run", reports, "-o", tmp_path / "结果")
    assert code == 1
    assert "再运行一次同样的命令会接着做" in err


@pytest.mark.usefixtures("fakes")
def test_demo_uses_the_sample_round_and_points_on(
    run: Run, reports: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    sample = tmp_path / "sample"
    sample.mkdir()
    reports.rename(sample / "reports")
    (sample / "round.yaml").write_text("name: 样本轮\n", encoding="utf-8")
    monkeypatch.setattr("analyzer.cli.sample.sample_round", lambda: sample)
    code, out, _ = run("demo")
    assert code == 0
    assert "样本轮" in out
    assert "analyzer show demo-results" in out
    assert (tmp_path / "demo-results" / "results.jsonl").is_file()


def test_the_sample_round_is_found_in_a_checkout() -> None:
    from analyzer.cli.sample import sample_round

    assert (sample_round() / "round.yaml").is_file()


# ── show ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_show_gives_the_round(run: Run, results: Path) -> None:
    code, out, err = run("show", results)
    assert (code, err) == (0, "")
    for told in (
        "第一轮督查",
        "三解三促",
        "走访户数",
        "1,400户",
        "未报送（1 个）：沙河镇",
        "迟报（1 个）：沙桥镇",
        "坏.pdf",
    ):
        assert told in out
    assert "5,000" not in out  # planned figures are not achievements
    assert out.index("一/沙桥镇总结.docx") < out.index("二/水利局.docx")  # what must be looked at comes first
    data = json.loads(run("show", results, "--json")[1])
    assert data["counts"] == {
        "files": 4, "read": 3, "unread": 1, "substantive": 2, "formalistic": 1, "not_judged": 0, "needs_review": 1,
        "missing": 1, "late": 1,
    }  # fmt: skip
    assert data["totals"] == [{"indicator": "走访户数", "unit": "户", "value": 1400, "holders": 2}]


@pytest.mark.parametrize(
    ("wanted", "sources"),
    [
        ("沙桥镇", ["一/沙桥镇补充.docx", "一/沙桥镇总结.docx"]),  # a unit: all it sent in, what counts first
        ("沙桥", ["一/沙桥镇补充.docx", "一/沙桥镇总结.docx"]),
        ("水务", ["二/水利局.docx"]),  # a short name from the roster
        ("水利", ["二/水利局.docx"]),
        ("一/沙桥镇总结.docx", ["一/沙桥镇总结.docx"]),  # a file
        ("总结.DOCX", ["一/沙桥镇总结.docx"]),
        ("坏", ["坏.pdf"]),
        ("沙河镇", []),  # sent nothing in
    ],
)
def test_show_finds_the_unit_or_file_meant(run: Run, results: Path, wanted: str, sources: list[str]) -> None:
    code, out, _ = run("show", results, wanted, "--json")
    assert code == 0
    assert [record["source"] for record in json.loads(out)] == sources


def test_show_gives_one_report_with_evidence_and_place(run: Run, results: Path) -> None:
    code, out, _ = run("show", results, "总结.docx")
    assert code == 0
    for told in ("流于形式", "很有把握", "判断理由", "第1页第1段", "走访农户260户。", "需要：请对照原文核对"):
        assert told in out
    code, out, _ = run("show", results, "沙河镇")
    assert "未报送" in out
    code, out, _ = run("show", results, "坏.pdf")
    assert "garbled_text" in out


def test_reasons_point_to_places_and_not_to_numbers_of_ours(run: Run, tmp_path: Path) -> None:
    from dataclasses import replace

    analysis = report("a.docx", "甲。\n乙。\n丙。", "沙桥镇")
    assert analysis.assessment is not None
    reasons = ("写得具体〔句2、0〕，见〔句1〕。",)
    analysis = replace(analysis, assessment=replace(analysis.assessment, reasons=reasons, confidence=1.0))
    round_ = Round(
        name="轮", campaign=None, period=None, due=None, reports=(analysis,), totals=(), submissions=(), practices=()
    )
    _, out, _ = run("show", made(tmp_path / "结果", round_), "沙桥镇")
    assert "写得具体〔第1页第3段、第1页第1段〕，见〔第1页第2段〕。" in out
    assert "100%" not in out  # nothing is certain


def test_the_text_of_a_report_cannot_command_the_terminal(run: Run, results: Path) -> None:
    _, out, _ = run("show", results, "水利局")
    assert "清淤[bold]3[/bold]公里。" in out
    assert "\x1b" not in out


@pytest.mark.parametrize(("wanted", "words"), [("沙", ["沙桥镇", "沙河镇"]), ("火星", ["没有找到"])])
def test_show_lists_what_could_be_meant(run: Run, results: Path, wanted: str, words: list[str]) -> None:
    code, out, err = run("show", results, wanted)
    assert (code, out) == (2, "")
    for word in words:
        assert word in err


def test_show_of_an_unfinished_run(run: Run, results: Path) -> None:
    with open_store(store_url(results)) as store:
        store.begin_round("第一轮", "{}")
    code, out, err = run("show", results)
    assert (code, out) == (1, "")
    assert "再运行一次" in err


# ── export, lexicon, and the rest ───────────────────────────────────────────────────────────────────────────


def test_export_writes_from_the_store(run: Run, results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[tuple[str, Path, Round]] = []

    def export(round_: Round, to: str, path: Path) -> Path:
        written.append((to, path, round_))
        return path

    monkeypatch.setattr("analyzer.export.export", export)
    code, out, _ = run("export", results, "--to", "xlsx")
    assert code == 0
    assert out.strip() == str(results / "results.xlsx")
    assert "草稿核对清单.docx" in run("export", results, "--to", "docx", "-o", tmp_path / "草稿.docx")[2]
    run("export", results, "--to", "csv", "-o", tmp_path / "表")
    assert [(to, path) for to, path, _ in written] == [("xlsx", results / "results.xlsx"), ("docx", tmp_path / "草稿.docx"), ("csv", tmp_path / "表")]  # fmt: skip
    assert (
        sum(r.assessment is not None and r.assessment.verdict is Verdict.FORMALISTIC for r in written[0][2].reports)
        == 1
    )


def test_lexicon_check(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("analyzer.lexicon.check_lexicons", list)
    code, out, _ = run("lexicon", "check")
    assert code == 0
    assert "全部合格" in out
    monkeypatch.setattr("analyzer.lexicon.check_lexicons", lambda: ["units.yaml：第 3 行：[缺少] name。"])
    code, out, err = run("lexicon", "check")
    assert code == 1
    assert "units.yaml：第 3 行：[缺少] name。" in out
    assert "1 处" in err
    code, out, _ = run("lexicon", "check", "--json")
    assert (code, json.loads(out)["valid"]) == (1, False)


def test_train_and_evaluate(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from analyzer.learning.evaluation import Evaluation, Figure

    asked: list[tuple[object, ...]] = []

    def evaluate(labels: Path, model: Path | None, split: str | None, **options: object) -> Evaluation:
        asked.append((labels, model, split, options["cross"]))
        figures = (
            Figure(
                key="verdict.macro_f1", label="结论 [宏平均] F1", value=0.91234, baseline=0.7, majority=0.35, text=0.9
            ),
            Figure(key="stage.accuracy", label="阶段准确率", value=0.8, text=float("nan")),
        )
        return Evaluation(reports=60, figures=figures, misjudged=("t1-01：标注务实，判为流于形式",))

    monkeypatch.setattr("analyzer.learning.evaluation.evaluate", evaluate)
    labels = tmp_path / "labels.jsonl"
    labels.write_text("{}\n")
    code, out, _ = run("evaluate", labels, "--split", "test")
    assert code == 0
    for told in ("结论 [宏平均] F1", "0.912", "0.700", "0.350", "0.900", "t1-01"):
        assert told in out
    assert asked == [(labels, None, "test", False)]
    answer = json.loads(run("evaluate", labels, "--cross", "--json")[1])
    assert answer["figures"]["verdict.macro_f1"] == {
        "value": 0.91234,
        "baseline": 0.7,
        "majority": 0.35,
        "text": 0.9,
    }
    assert answer["figures"]["stage.accuracy"]["baseline"] is None
    assert answer["figures"]["stage.accuracy"]["text"] is None  # JSON knows no “not a number”
    code, _, err = run("train", labels, "-o", tmp_path / "m.skops")
    assert code == 2
    assert "错误〔label〕" in err


def test_version_and_help(run: Run) -> None:
    assert run("--version") == (0, f"analyzer {analyzer.__version__}\n", "")
    code, out, _ = run("--help")
    assert code == 0
    for command in ("run", "demo", "show", "export", "train", "evaluate", "lexicon"):
        assert command in out
    for english in ("Usage", "Options", "Commands", "Show this message"):
        assert english not in out
    for command in ("run", "demo", "show", "export", "train", "evaluate"):
        code, out, _ = run(command, "--help")
        assert code == 0
        assert "用法" in out
        assert "<" not in out


# ── as a process of its own ─────────────────────────────────────────────────────────────────────────────────


def process(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[bytes]:
    clean = {key: value for key, value in os.environ.items() if not key.startswith(("LC_", "LANG", "PYTHON"))}
    command = [sys.executable, "-m", "analyzer", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, env=clean | environment, cwd=Path(analyzer.__file__).parents[1])


@pytest.mark.parametrize(("encoding", "options"), [("gbk", []), ("ascii", ["--json"]), ("ascii", [])])
def test_any_console_encoding(results: Path, encoding: str, options: list[str]) -> None:
    done = process("show", results, *options, PYTHONIOENCODING=encoding, NO_COLOR="1")
    assert done.returncode == 0
    assert done.stderr == b""
    text = done.stdout.decode(encoding)
    if options:
        assert json.loads(text)["name"] == "第一轮督查"
    elif encoding == "gbk":
        assert "第一轮督查" in text


def test_a_closed_pipe_is_no_fault(results: Path) -> None:
    command = [sys.executable, "-m", "analyzer", "show", str(results)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stderr is not None
        child.stdout.close()
        assert child.stderr.read() == b""


def test_help_is_quick_and_loads_nothing_heavy() -> None:
    script = (
        "import sys, time\nfrom analyzer.cli import main\nmain(['--help'])\n"
        "heavy = {'pandas', 'sklearn', 'jieba', 'sqlalchemy', 'numpy', 'scipy', 'docx', 'lxml', 'pydantic', 'yaml'}\n"
        "print(sorted(heavy & set(sys.modules)), time.process_time(), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)
    loaded, _, seconds = done.stderr.strip().rpartition(" ")
    assert loaded == "[]"
    assert float(seconds) < 0.6  # the aim is 0.3 s; a busy test machine gets twice that


def test_the_whole_chain_on_real_files(tmp_path: Path) -> None:
    """Four files of the sample round and three bad ones through the real rooms, in processes of their own."""
    from analyzer.cli.sample import sample_round

    sample = sample_round()
    folder = tmp_path / "报送"
    folder.mkdir()
    chosen = sorted((sample / "reports").glob("*.docx"))[:3] + sorted((sample / "reports").glob("*.pdf"))[:1]
    for path in chosen:
        (folder / path.name).write_bytes(path.read_bytes())
    (folder / "空.docx").write_bytes(b"")
    (folder / "照片.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    (folder / "~$总结.docx").write_bytes(b"\x00" * 162)
    out = tmp_path / "结果"
    command = ("run", folder, "-o", out, "--round", sample / "round.yaml", "--workers", "2", "--json")
    done = process(*command)
    assert done.returncode == 3, done.stderr.decode()
    answer = json.loads(done.stdout)
    assert answer["counts"]["files"] == 7
    assert {unread["source"]: unread["code"] for unread in answer["unread"]} == {
        "空.docx": "empty_file", "照片.jpg": "unsupported_type", "~$总结.docx": "lock_file",
    }  # fmt: skip
    names = {"results.jsonl", "results.xlsx", "通报.docx", "通报核对清单.docx", "report.html"}
    assert {Path(file).name for file in answer["files"]} == names
    before = {name: (out / name).read_bytes() for name in names}
    again = json.loads(process(*command).stdout)
    assert (again["analysed"], again["reused"]) == (0, 7)
    assert {name: (out / name).read_bytes() for name in names} == before
    assert {path.name for path in out.iterdir()} <= names | {"analysis.db", ".analyzer.lock"}
    exported = process("export", out, "--to", "jsonl", "-o", tmp_path / "again.jsonl")
    assert exported.returncode == 0
    assert (tmp_path / "again.jsonl").read_bytes() == before["results.jsonl"]
    shown = process("show", out, chosen[0].name, "--json")
    assert json.loads(shown.stdout)[0]["source"] == chosen[0].name
