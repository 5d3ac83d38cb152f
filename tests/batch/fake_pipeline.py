"""Stands in for ``analyzer.pipeline``: what a file says is what happens, so that isolation can be proved on demand."""

from __future__ import annotations

import hashlib
import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from analyzer.errors import notice
from analyzer.types import (
    Analysis,
    Assessment,
    FigureKind,
    Finding,
    FindingCode,
    Indicator,
    Metadata,
    Practice,
    Qualifier,
    ReportKind,
    Role,
    RosterUnit,
    Sentence,
    SentenceRole,
    Stage,
    UnitMention,
    Verdict,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    campaign: str | None = None
    known_units: tuple[RosterUnit, ...] = ()


def fingerprint() -> str:
    return os.environ.get("FAKE_FINGERPRINT", "fake-1")


def warm_up() -> None:
    """Nothing to load."""


def analyze(path: Path, *, source: str | None = None, context: Context | None = None) -> Analysis:
    """The fake's only verb. The first word of the file is a command, or the text is analysed line by line."""
    data = path.read_bytes()
    source = source or path.name
    if log := os.environ.get("FAKE_CALLS"):
        with Path(log).open("a", encoding="utf-8") as calls:
            calls.write(f"{source}\n")
    if workers := os.environ.get("FAKE_WORKERS"):
        with Path(workers).open("a", encoding="utf-8") as pids:
            pids.write(f"{os.getpid()}\n")
    if pause := os.environ.get("FAKE_PAUSE"):
        time.sleep(float(pause))
    text = data.decode("utf-8", errors="replace")
    command, _, argument = text.strip().partition(" ")
    if command == "sleep":
        time.sleep(float(argument))
    elif command == "spin":  # holds the interpreter lock for ever
        sum(range(10**15))
    elif command == "exit":
        os._exit(7)
    elif command == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif command == "kill-once":
        mark = Path(argument)
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    elif command == "raise":
        raise ValueError("机密内容不应出现在记录里")
    elif command == "allocate":
        hold = [bytearray(64 * 1024 * 1024) for _ in range(1000)]
        return analysis_of(str(len(hold)), source=source, sha256=None)
    elif command == "print":
        sys.stdout.write("x" * 5_000_000)
        sys.stderr.write("x" * 5_000_000)
        os.write(1, b'{"source": "forged"}\n')
    elif command == "surrogate":
        text = "\ud800"
    elif command == "refuse":
        return Analysis(
            source=source, sha256=hashlib.sha256(data).hexdigest(), status="error", error=notice(argument or "no_text")
        )
    return analysis_of(text, source=source, sha256=hashlib.sha256(data).hexdigest(), context=context)


def analysis_of(text: str, *, source: str, sha256: str | None, context: Context | None = None) -> Analysis:
    """A small analysis with a row of every kind, made from the lines of ``text``."""
    lines = [line for line in text.splitlines() if line] or ["空"]
    unit = f"{lines[0][:4]}镇"
    sentences = tuple(
        Sentence(id=n, text=line, block=n, page=1 + n // 10, start=0, end=len(line)) for n, line in enumerate(lines)
    )
    return Analysis(
        source=source,
        sha256=sha256,
        status="ok",
        metadata=Metadata(
            title=lines[0],
            unit=unit,
            unit_type="乡镇",
            campaign=context.campaign if context else None,
            date="2012-06-20",
            report_kind=ReportKind.SUMMARY,
        ),
        assessment=Assessment(
            verdict=Verdict.SUBSTANTIVE if len(lines) > 2 else Verdict.FORMALISTIC,
            substance=72.5 if len(lines) > 2 else 21,
            confidence=0.91,
            needs_review=len(lines) == 2,
            reasons=("报告写明了办成的事。",),
            stage=Stage.SOLVING,
            findings=(Finding(code=FindingCode.CONTACT_ONLY, score=0.8, evidence=(0,), message="只有走访。"),),
            roles=tuple(SentenceRole(sentence=n, role=Role.CONTACT, confidence=0.9) for n in range(len(lines))),
        ),
        sentences=sentences,
        indicators=(
            Indicator(
                text=lines[0][:1], value=260, value_high=None, unit="户", indicator="走访农户", canonical="走访农户",
                qualifier=Qualifier.EXACT, kind=FigureKind.INPUT, holder=unit, planned=False, sentence=0, start=0, end=1,
            ),
        ),
        practices=(
            Practice(name=lines[0][:1], holder=unit, kind="制度", gloss=None, sentence=0, start=0, end=1),
        ),
        units=(UnitMention(text=lines[0][:1], name=unit, type="乡镇", sentence=0, start=0, end=1),),
    )  # fmt: skip
