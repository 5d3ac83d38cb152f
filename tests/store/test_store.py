"""What goes into the store comes out the same, whole or not at all, and stays open to people's SQL."""

from __future__ import annotations

import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine

from analyzer.errors import notice
from analyzer.store import StoreError, StoreLocked, open_store, store_url
from analyzer.store.connect import HEAD, downgrade, revision, upgrade
from analyzer.store.database import Store
from analyzer.store.lock import exclusive
from analyzer.store.tables import Base
from analyzer.types import (
    Accrual,
    Analysis,
    Assessment,
    Check,
    CopiedPassage,
    Copy,
    FigureKind,
    Finding,
    FindingCode,
    Indicator,
    IndicatorPlace,
    Metadata,
    OwnShare,
    Practice,
    PracticeSpread,
    Qualifier,
    ReportKind,
    Role,
    Round,
    Sentence,
    SentenceRole,
    Stage,
    Submission,
    Total,
    UnitMention,
    Verdict,
    Whose,
)

HOSTILE = "'); DROP TABLE reports; -- {{7*7}} <b>“六必谈”</b>"


def report(source: str = "沙桥镇.docx", *, sha256: str = "a" * 64, text: str = HOSTILE) -> Analysis:
    return Analysis(
        source=source,
        sha256=sha256,
        status="ok",
        warnings=(notice("tracked_changes"),),
        metadata=Metadata(
            title="总结", unit="沙桥镇", unit_type="乡镇", campaign=None, date="2012-06", report_kind=ReportKind.SUMMARY
        ),
        assessment=Assessment(
            verdict=Verdict.FORMALISTIC, substance=31.5, confidence=0.875, needs_review=False, reasons=("只有走访。",),
            stage=Stage.CONTACTING,
            findings=(Finding(code=FindingCode.CONTACT_ONLY, score=0.5, evidence=(1, 0), message="只有走访。"),),
            roles=tuple(SentenceRole(sentence=n, role=Role.CONTACT, confidence=0.5) for n in range(2)),
        ),
        sentences=tuple(
            Sentence(id=n, text=text, block=n, page=None if n else 3, start=0, end=len(text)) for n in range(2)
        ),
        indicators=(
            Indicator(
                text="2", value=2, value_high=3.5, unit="户", indicator="走访", canonical=None,
                qualifier=Qualifier.RANGE, kind=FigureKind.INPUT, holder=None, planned=True, sentence=1, start=0, end=1,
                period="2012-01/2012-06", accrual=Accrual.CUMULATIVE, whose=Whose.PART,
            ),
        ),
        practices=(Practice(name="六必谈", holder="沙桥镇", kind="制度", gloss=None, sentence=0, start=0, end=3),),
        units=(UnitMention(text="沙桥", name="沙桥镇", type="乡镇", sentence=0, start=0, end=2),),
    )  # fmt: skip


def finished(analysis: Analysis) -> Analysis:
    """As the round step leaves it."""
    assert analysis.assessment is not None
    more = Finding(code=FindingCode.NO_OWN_FEATURES, score=1.0, evidence=(0,), message="照抄。")
    return replace(
        analysis,
        warnings=(*analysis.warnings, notice("duplicate", "另一个文件：b.docx")),
        assessment=replace(
            analysis.assessment, needs_review=True, findings=(*analysis.assessment.findings, more)
        ),
        copies=(
            Copy(
                source="b.docx", kind="report", share=0.25,
                passages=(CopiedPassage(sentence=0, other_sentence=4, similarity=0.9),),
            ),
        ),
        checks=(Check(code="sum_mismatch", message="合计不符。", indicators=(0,)),),
    )  # fmt: skip


def round_of(*reports: Analysis) -> Round:
    return Round(
        name="第一轮", campaign="三解三促", period=None, due="2012-06-25", reports=reports,
        totals=(
            Total(
                holder="沙桥镇", holder_type=None, canonical="走访农户", unit="户", kind=FigureKind.INPUT, planned=False,
                value=260, places=(IndicatorPlace(source="沙桥镇.docx", indicator=0),),
                doubtful=(IndicatorPlace(source="沙桥镇.docx", indicator=1, reason="told_twice"),),
                period="../2011-12", per_head=3.25,
            ),
        ),
        submissions=(Submission(unit="沙桥镇", type="乡镇", status="late", sources=("沙桥镇.docx",), date="2012-06-26"),),
        practices=(
            PracticeSpread(name="六必谈", kind="制度", variants=("六必谈",), holders=("沙桥镇",), sources=("沙桥镇.docx",)),
        ),
        required_indicators=("走访农户",),
        expected_stage=Stage.SOLVING,
        name_missing=True,
        own_features=(
            OwnShare(
                source="沙桥镇.docx", own=0.25, prescribed=0.5, own_sentences=(1,), common=(0,), only_here=(1,),
                practices=("六必谈",), message="约25%写的是本单位自己的事。",
            ),
        ),
    )  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(store_url(tmp_path)) as opened:
        yield opened


def rows(folder: Path, sql: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(folder / "analysis.db") as connection:
        return connection.execute(sql).fetchall()


def test_what_is_saved_comes_back_the_same(store: Store) -> None:
    refused = Analysis(source="坏.pdf", sha256=None, status="error", error=notice("no_text"))
    store.save(report("乙.docx"), fingerprint="f")
    store.save(refused, fingerprint="f")
    store.save(report(), fingerprint="f")
    assert store.load_all() == tuple(sorted([report("乙.docx"), refused, report()], key=lambda a: a.source))


def test_known_asks_for_bytes_and_fingerprint(store: Store) -> None:
    store.save(report(), fingerprint="f", stamp=(10, 2**60))
    assert store.known("沙桥镇.docx", "a" * 64, "f")
    assert not store.known("沙桥镇.docx", "b" * 64, "f")
    assert not store.known("沙桥镇.docx", "a" * 64, "g")
    assert not store.known("别的.docx", "a" * 64, "f")
    assert store.entries()["沙桥镇.docx"].stamp == (10, 2**60)
    store.restamp("沙桥镇.docx", (11, 5))
    assert store.entries()["沙桥镇.docx"].stamp == (11, 5)


def test_a_report_saved_again_leaves_nothing_of_the_old_one(store: Store, tmp_path: Path) -> None:
    store.save(report(), fingerprint="f")
    store.save(
        Analysis(source="沙桥镇.docx", sha256="c" * 64, status="error", error=notice("encrypted")), fingerprint="g"
    )
    for table in ("sentences", "indicators", "practices", "units", "findings"):
        assert rows(tmp_path, f"SELECT count(*) FROM {table}") == [(0,)]
    assert rows(tmp_path, "SELECT unit, verdict, error_code FROM reports") == [(None, None, "encrypted")]


def test_reports_of_gone_files_go_with_all_their_rows(store: Store, tmp_path: Path) -> None:
    for source in ("a.docx", "b.docx", "c.docx"):
        store.save(report(source), fingerprint="f")
    assert store.drop_except({"b.docx", "neu.docx"}) == 2
    assert [analysis.source for analysis in store.load_all()] == ["b.docx"]
    assert rows(tmp_path, "SELECT count(*) FROM sentences") == [(2,)]


def test_the_tables_answer_sql(store: Store, tmp_path: Path) -> None:
    store.save(report(), fingerprint="f")
    store.begin_round("第一轮", "{}")
    store.save_round(round_of(finished(report())))
    assert rows(
        tmp_path,
        "SELECT r.unit, r.verdict, r.needs_review, s.text, s.page FROM reports r JOIN sentences s ON s.report_id = r.id"
        " WHERE s.number = 0",
    ) == [("沙桥镇", "formalistic", 1, HOSTILE, 3)]
    assert rows(tmp_path, "SELECT value, value_high, planned, qualifier FROM indicators") == [(2, 3.5, 1, "range")]
    assert rows(tmp_path, "SELECT period, accrual, whose FROM indicators") == [
        ("2012-01/2012-06", "cumulative", "part")
    ]
    assert rows(
        tmp_path,
        "SELECT t.holder, t.value, t.period, t.per_head, f.source, f.indicator, f.added, f.reason FROM totals t"
        " JOIN total_figures f ON f.total = t.number ORDER BY f.indicator",
    ) == [
        ("沙桥镇", 260, "../2011-12", 3.25, "沙桥镇.docx", 0, 1, None),
        ("沙桥镇", 260, "../2011-12", 3.25, "沙桥镇.docx", 1, 0, "told_twice"),
    ]
    assert rows(tmp_path, "SELECT code FROM findings ORDER BY number") == [("contact_only",), ("no_own_features",)]
    assert rows(tmp_path, "SELECT name FROM practices") == [("六必谈",)]
    assert rows(tmp_path, "SELECT name FROM units") == [("沙桥镇",)]
    assert rows(tmp_path, "SELECT source, share FROM copies") == [("b.docx", 0.25)]
    assert rows(tmp_path, "SELECT code, indicators FROM checks") == [("sum_mismatch", "[0]")]


def test_a_finished_round_comes_back_the_same(store: Store) -> None:
    store.save(report(), fingerprint="f")
    store.begin_round("第一轮", '{"name": "第一轮"}')
    round_ = round_of(finished(report()))
    store.save_round(round_)
    store.save_round(round_)
    assert store.load_round() == round_
    assert store.load_all() == (report(),)  # the report by itself is still what the round step starts from
    assert store.load_config() == {"name": "第一轮"}


def test_an_unfinished_round_is_not_shown_as_finished(store: Store) -> None:
    with pytest.raises(StoreError) as caught:
        store.load_round()
    assert caught.value.code == "unfinished"
    store.save(report(), fingerprint="f")
    store.begin_round("第一轮", "{}")
    store.save_round(round_of(report()))
    store.begin_round("第一轮", "{}")
    with pytest.raises(StoreError, match="再运行一次"):
        store.load_round()


def test_references_are_kept_by_kind(store: Store) -> None:
    store.save_references("reference", [report("通知.docx"), report("意见.docx")], fingerprint="f")
    store.save_references("earlier", [report("旧.docx")], fingerprint="f")
    store.save_references("reference", [report("通知.docx")], fingerprint="g")
    kept = store.load_references("reference")
    assert {source: analysis for source, (_, analysis) in kept.items()} == {"通知.docx": report("通知.docx")}
    assert kept["通知.docx"][0].fingerprint == "g"
    assert set(store.load_references("earlier")) == {"旧.docx"}
    assert store.load_all() == ()


# ── opening, migrations, faults ─────────────────────────────────────────────────────────────────────────────


def test_migrations_lead_to_the_tables_and_back(tmp_path: Path) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    engine = create_engine(f"sqlite:///{tmp_path / 'a.db'}")
    with engine.begin() as connection:
        upgrade(connection)
        assert revision(connection) == HEAD
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    with engine.begin() as connection:
        downgrade(connection, "base")
    with engine.begin() as connection:
        left = {name for (name,) in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'")}
        assert left == {"alembic_version"}
        upgrade(connection)
        assert revision(connection) == HEAD
    engine.dispose()


def test_a_store_of_the_first_version_is_brought_up_to_date(tmp_path: Path) -> None:
    """Its reports stay, their figures without period; a new run fills them in."""
    engine = create_engine(f"sqlite:///{tmp_path / 'analysis.db'}")
    with engine.begin() as connection:
        upgrade(connection, "0001")
        connection.exec_driver_sql(
            "INSERT INTO reports (id, source, fingerprint, status, record) VALUES (1, 'a.docx', 'f', 'ok', '{}')"
        )
        connection.exec_driver_sql(
            "INSERT INTO indicators VALUES (1, 0, '2', 2, NULL, '户', '走访', NULL, 'exact', 'input', NULL, 0, 0, 0, 1)"
        )
    engine.dispose()
    open_store(store_url(tmp_path)).close()
    assert rows(tmp_path, "SELECT value, period, accrual, whose FROM indicators") == [(2, None, None, None)]
    assert rows(tmp_path, "SELECT count(*) FROM totals") == [(0,)]


def test_head_is_the_newest_migration() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    config = Config()
    config.set_main_option("script_location", "analyzer.store:migrations")
    assert ScriptDirectory.from_config(config).get_heads() == [HEAD]


def test_a_store_of_a_newer_program_is_left_alone(tmp_path: Path) -> None:
    open_store(store_url(tmp_path)).close()
    with sqlite3.connect(tmp_path / "analysis.db") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match="升级"):
        open_store(store_url(tmp_path))


@pytest.mark.parametrize("name", ["结果 文件夹", "a%20b", "问?号#井", "x&y"])
def test_folders_of_any_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    with open_store(store_url(tmp_path / name)) as store:
        store.save(report(), fingerprint="f")
    assert (tmp_path / name / "analysis.db").is_file()


def test_the_store_uses_wal_and_waits(store: Store, tmp_path: Path) -> None:
    store.save(report(), fingerprint="f")
    assert rows(tmp_path, "PRAGMA journal_mode") == [("wal",)]
    reader = sqlite3.connect(tmp_path / "analysis.db")
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM reports").fetchall()
    store.save(report("b.docx"), fingerprint="f")  # a person's open query does not stop the run
    reader.close()


@pytest.mark.parametrize(
    ("content", "code"), [(b"not a database" * 500, "damaged"), (b"SQLite format 3\0" + b"\xff" * 5000, "damaged")]
)
def test_a_damaged_file_is_said_in_chinese(tmp_path: Path, content: bytes, code: str) -> None:
    (tmp_path / "analysis.db").write_bytes(content)
    with pytest.raises(StoreError) as caught:
        open_store(store_url(tmp_path))
    assert caught.value.code == code
    assert "--fresh" in str(caught.value)


@pytest.mark.parametrize(
    ("url", "code"),
    [("sqlite:////nowhere/at/all.db", "no_store"), ("不是地址", "bad_url"), ("nodb://x", "bad_url")],
)
def test_addresses_that_cannot_be_used(url: str, code: str) -> None:
    with pytest.raises(StoreError) as caught:
        open_store(url, must_exist=True)
    assert caught.value.code == code


def test_a_full_disk_is_said_and_harms_nothing(store: Store, tmp_path: Path) -> None:
    store.save(report(), fingerprint="f")
    with store._engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StoreError) as caught:
        store.save(report("大.docx", text="字" * 200_000), fingerprint="f")
    assert caught.value.code == "disk_full"
    assert store.load_all() == (report(),)
    assert rows(tmp_path, "PRAGMA integrity_check") == [("ok",)]


def test_a_store_killed_while_writing_holds_whole_reports(tmp_path: Path) -> None:
    """Killed at random moments; after each time, every report in the store has all its rows."""
    script = textwrap.dedent(
        f"""
        import sys
        sys.path[:0] = {sys.path!r}
        from pathlib import Path
        from test_store import report
        from analyzer.store import open_store, store_url
        with open_store(store_url(Path({str(tmp_path)!r}))) as store:
            print("open", flush=True)
            for n in range(100000):
                store.save(report(f"{{n % 50}}.docx", text=f"第{{n}}次"), fingerprint=str(n))
        """
    )
    chance = random.Random(7)
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parent)}
    for _ in range(6):
        child = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, env=environment)
        assert child.stdout is not None
        child.stdout.readline()
        try:
            child.wait(chance.uniform(0.01, 0.25))
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
        child.wait()
        child.stdout.close()
        copy = tmp_path / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(tmp_path, copy)
        assert rows(copy, "PRAGMA integrity_check") == [("ok",)]
        with open_store(store_url(copy)) as store:
            texts = {a.source: a.sentences[0].text for a in store.load_all()}
            numbers = {source: entry.fingerprint for source, entry in store.entries().items()}
        assert {source: f"第{number}次" for source, number in numbers.items()} == texts
        told = rows(copy, "SELECT r.source, s.text FROM reports r LEFT JOIN sentences s ON s.report_id = r.id")
        assert sorted(told) == sorted((source, text) for source, text in texts.items() for _ in range(2))


def test_a_half_made_store_is_made_whole(tmp_path: Path) -> None:
    """A migration killed midway leaves an empty file; the next opening makes the tables."""
    (tmp_path / "analysis.db").write_bytes(b"")
    with open_store(store_url(tmp_path)) as store:
        store.save(report(), fingerprint="f")


# ── the lock ────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_lock_is_for_one_and_ends_with_its_holder(tmp_path: Path) -> None:
    url = store_url(tmp_path)
    with exclusive(tmp_path, url), pytest.raises(StoreLocked, match="请等它结束"), exclusive(tmp_path, url):
        pass
    script = (
        f"import sys; sys.path[:0] = {sys.path!r}\n"
        "from pathlib import Path\nfrom analyzer.store import store_url\nfrom analyzer.store.lock import exclusive\n"
        f"folder = Path({str(tmp_path)!r})\n"
        "with exclusive(folder, store_url(folder)):\n    print('held', flush=True); sys.stdin.read()\n"
    )
    holder = subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdout is not None
    holder.stdout.readline()
    with pytest.raises(StoreLocked), exclusive(tmp_path, url):
        pass
    holder.kill()
    holder.communicate()
    with exclusive(tmp_path, url):
        pass


# ── tables for researchers ──────────────────────────────────────────────────────────────────────────────────


def test_frames_have_all_columns_and_values(tmp_path: Path) -> None:
    from analyzer.records import to_json
    from analyzer.store import open_round
    from analyzer.store.frames import FRAME_COLUMNS

    refused = Analysis(source="坏.pdf", sha256=None, status="error", error=notice("no_text"))
    text = "".join(to_json(analysis) + "\n" for analysis in (finished(report()), refused))
    (tmp_path / "results.jsonl").write_text(text, encoding="utf-8")
    for path in (tmp_path, tmp_path / "results.jsonl", str(tmp_path)):
        round_ = open_round(path)
        for table, columns in FRAME_COLUMNS.items():
            assert tuple(getattr(round_, table).columns) == columns
    assert list(round_.reports["source"]) == ["沙桥镇.docx", "坏.pdf"]
    first = round_.reports.iloc[0]
    assert (first["verdict"], first["substance"], first["n_sentences"]) == ("formalistic", 31.5, 2)
    assert first["warnings"] == ["tracked_changes", "duplicate"]
    assert round_.reports["error_code"].tolist()[1] == "no_text"
    assert round_.reports["needs_review"].sum() == 1
    assert round_.indicators.loc[0, "value_high"] == 3.5
    assert round_.findings["evidence"].tolist() == [[1, 0], [0]]
    assert round_.copies.loc[0, ["other", "share", "sentence", "other_sentence"]].tolist() == ["b.docx", 0.25, 0, 4]
    merged = round_.sentences.merge(round_.reports, on="source")
    assert merged["unit"].tolist() == ["沙桥镇", "沙桥镇"]


def test_totals_are_opened_from_the_store_beside_the_results(store: Store, tmp_path: Path) -> None:
    from analyzer.records import to_json
    from analyzer.store import open_round
    from analyzer.store.frames import TOTAL_COLUMNS

    (tmp_path / "results.jsonl").write_text(to_json(finished(report())) + "\n", encoding="utf-8")
    store.save(report(), fingerprint="f")
    store.begin_round("第一轮", "{}")
    store.save_round(round_of(finished(report())))
    round_ = open_round(tmp_path / "results.jsonl")
    for table, columns in TOTAL_COLUMNS.items():
        assert tuple(getattr(round_, table).columns) == columns
    assert round_.totals.loc[0, ["holder", "value", "figures", "doubtful", "period"]].tolist() == [
        "沙桥镇", 260, 1, 1, "../2011-12",
    ]  # fmt: skip
    assert round_.total_figures["added"].tolist() == [True, False]
    figures = round_.total_figures.merge(round_.indicators, left_on=["source", "indicator"], right_on=["source", "id"])
    assert figures["text"].tolist() == ["2"]  # a total opens down to what the report says
    assert round_.total_figures["reason"].tolist()[1] == "told_twice"


def test_results_without_their_store_have_no_totals_and_say_so(tmp_path: Path) -> None:
    from analyzer.store import open_round

    (tmp_path / "results.jsonl").write_text("")
    with pytest.raises(StoreError, match="--to csv"):
        _ = open_round(tmp_path).totals


def test_frames_of_an_empty_round_still_have_columns(tmp_path: Path) -> None:
    from analyzer.store import open_round

    (tmp_path / "results.jsonl").write_text("")
    round_ = open_round(tmp_path)
    assert len(round_.sentences) == 0
    assert str(round_.sentences["start"].dtype) == "Int64"


@pytest.mark.parametrize(
    ("text", "message"), [(None, "analyzer run"), ('{"source": "a"}\n', "第 1 行"), ("{", "第 1 行")]
)
def test_frames_of_what_is_no_round(tmp_path: Path, text: str | None, message: str) -> None:
    from analyzer.store import open_round

    if text is not None:
        (tmp_path / "results.jsonl").write_text(text)
    with pytest.raises(StoreError, match=message):
        open_round(tmp_path)
