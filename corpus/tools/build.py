"""Annotated reports in; the sample round's files, its receipt list, the gold labels and the data card's table out.

``python corpus/tools/build.py`` builds everything, ``--labels`` only the labels and receipt list, ``--card`` only the
table in ``corpus/README.md``, ``--fresh`` makes every pdf anew. Never knows the analyzer.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).parent))

import card
import labels
from annotated import AnnotatedReport, parse

CORPUS: Final = Path(__file__).resolve().parent.parent
SPLITS: Final = ("round", "train", "test", "exam")
NOTICE: Final = "r3-17-notice"  # the superior's own paper: a reference to measure copying by, not a submission
REPORTS: Final = Path("sample-round/reports")
REFERENCES: Final = Path("sample-round/references")
RECEIVED: Final = Path("sample-round/received.csv")
MANIFEST: Final = Path("labels/manifest.json")
_LARGEST_PDF: Final = 300_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One report of the sample round and the file it becomes, relative to the corpus."""

    report: AnnotatedReport
    file: Path


def reports_of(split: str, corpus: Path = CORPUS) -> list[AnnotatedReport]:
    """The split's annotated reports by id."""
    return [parse(path) for path in sorted((corpus / "annotated" / split).glob("*.txt"))]


def sheets(reports: Sequence[AnnotatedReport]) -> list[Sheet]:
    """Which file each report of the round becomes; a second report of the same name gets (2), as on a clerk's disk."""
    taken: set[str] = set()
    planned: list[Sheet] = []
    for report in reports:
        folder = REFERENCES if report.head["id"] == NOTICE else REPORTS
        stem = str(report.head.get("filename") or report.head["id"])
        suffix = report.head.get("format") or "docx"
        name, copies = f"{stem}.{suffix}", 1
        while f"{folder}/{name}".casefold() in taken:
            copies += 1
            name = f"{stem}({copies}).{suffix}"
        taken.add(f"{folder}/{name}".casefold())
        planned.append(Sheet(report=report, file=folder / name))
    return planned


def label_files(corpus: Path = CORPUS) -> dict[Path, str]:
    """The text of every labels file, by its path relative to the corpus."""
    texts: dict[Path, str] = {}
    for split in SPLITS:
        reports = reports_of(split, corpus)
        files = {sheet.report.head["id"]: f"../{sheet.file.as_posix()}" for sheet in sheets(reports)}
        records = (
            labels.record(report, split=split, file=files[report.head["id"]] if split == "round" else None)
            for report in reports
        )
        texts[Path("labels") / f"{split}.jsonl"] = "".join(f"{labels.to_json(gold)}\n" for gold in records)
    return texts


def received(planned: Sequence[Sheet]) -> str:
    """The receipt list: file name and the day it came in, in order of arrival."""
    rows = sorted(
        (str(sheet.report.head["submitted"]), sheet.file.name)
        for sheet in planned
        if sheet.file.parent == REPORTS and sheet.report.head.get("submitted")
    )
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("文件", "收到日期"))
    writer.writerows((name, day) for day, name in rows)
    return "\ufeff" + out.getvalue()  # with its mark Excel opens it as UTF-8


def build(corpus: Path, *, fresh: bool = False, only_labels: bool = False) -> None:
    """Write whatever is new or changed and take away report files that no source makes any more."""
    for path, text in label_files(corpus).items():
        _write(corpus / path, text.encode("utf-8"))
    planned = sheets(reports_of("round", corpus))
    _write(corpus / RECEIVED, received(planned).encode("utf-8"))
    if only_labels:
        return
    _render(corpus, planned, fresh=fresh)
    wanted = {corpus / sheet.file for sheet in planned}
    for folder in (REPORTS, REFERENCES):
        for path in (corpus / folder).iterdir():
            if path.suffix in (".docx", ".pdf") and path not in wanted:
                path.unlink()
                _say(f"removed {path.name}")


def _render(corpus: Path, planned: Sequence[Sheet], *, fresh: bool) -> None:
    import render_docx

    manifest_path = corpus / MANIFEST
    known: dict[str, str] = json.loads(manifest_path.read_text("utf-8")) if manifest_path.exists() and not fresh else {}
    manifest: dict[str, str] = {}
    due: dict[str, tuple[bytes, Path]] = {}
    for sheet in planned:
        target = corpus / sheet.file
        if target.suffix == ".docx":
            _write(target, render_docx.render(sheet.report))
            continue
        identity = sheet.report.head["id"]
        manifest[sheet.file.name] = fingerprint(sheet.report, render_docx.VERSION)
        if known.get(sheet.file.name) != manifest[sheet.file.name] or not target.exists():
            due[identity] = (render_docx.render(sheet.report, fonts=render_docx.PDF_FONTS), target)
    if due:
        _to_pdf(due)
    _write(manifest_path, (json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode("utf-8"))


def fingerprint(report: AnnotatedReport, version: int) -> str:
    """A hash of all that shows on the page: LibreOffice's bytes differ from run to run, so a pdf is made once."""
    shown: list[Any] = [version, report.head["id"], report.head["unit"], str(report.head.get("submitted"))]
    shown += [(line.part, line.text, line.row) for line in labels.lines_of(report)]
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode("utf-8")).hexdigest()


def _to_pdf(due: dict[str, tuple[bytes, Path]]) -> None:
    soffice = shutil.which("soffice")
    if soffice is None:
        raise SystemExit("LibreOffice (soffice) is needed to make the pdf files and was not found.")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for identity, (data, _) in due.items():
            (folder / f"{identity}.docx").write_bytes(data)
        command = [
            soffice, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--convert-to", "pdf",
            "--outdir", str(folder / "pdf"), *(str(folder / f"{identity}.docx") for identity in due),
        ]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True, timeout=600)  # noqa: S603 - our own arguments
        for identity, (_, target) in due.items():
            data = (folder / "pdf" / f"{identity}.pdf").read_bytes()
            if len(data) > _LARGEST_PDF:
                raise SystemExit(f"{target.name}: {len(data)} bytes, more than {_LARGEST_PDF}")
            _write(target, data)


def _write(path: Path, data: bytes) -> None:
    """Write whole or not at all, and only what differs."""
    if path.exists() and path.read_bytes() == data:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_name(f".{path.name}.new")
    new.write_bytes(data)
    new.replace(path)
    _say(f"wrote {path.relative_to(path.parents[1])}")


def _say(message: str) -> None:
    print(message, file=sys.stderr)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--fresh", action="store_true", help="make every pdf anew")
    parser.add_argument("--labels", action="store_true", help="only the labels and the receipt list")
    parser.add_argument("--card", action="store_true", help="only the table in README.md, from the labels")
    options = parser.parse_args(arguments)
    if not options.card:
        build(CORPUS, fresh=options.fresh, only_labels=options.labels)
    readme = CORPUS / "README.md"
    if readme.exists():
        _write(readme, card.put_into(readme.read_text("utf-8"), card.table(CORPUS / "labels")).encode("utf-8"))
    if options.card:
        print(card.table(CORPUS / "labels"))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
