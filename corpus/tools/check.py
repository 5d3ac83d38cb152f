"""Check annotated reports: ``python corpus/tools/check.py FILE-OR-FOLDER…``; one line a report, errors with line."""

from __future__ import annotations

import re
import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from annotated import AnnotatedReport, AnnotationError, parse

_ENDS = "。！？；"
_DIGITS = re.compile(r"[0-9０-９]+")


def doubts(report: AnnotatedReport) -> list[str]:
    """Things that are allowed but are usually slips."""
    found: list[str] = []
    for paragraph in report.paragraphs:
        for index, sentence in enumerate(paragraph.sentences):
            inner = sentence.text[:-1]
            if sentence.cells is None and any(sign in inner.rstrip("”’」』）)") for sign in _ENDS):
                depth_free = re.sub(r"[“（(《][^”）)》]*[”）)》]", "", inner)
                if any(sign in depth_free for sign in _ENDS):
                    found.append(f"more than one sentence on the line: {sentence.text[:24]}…")
            last = index == len(paragraph.sentences) - 1
            if paragraph.kind == "paragraph" and not last and sentence.text[-1:] not in _ENDS + "”’）":
                found.append(f"sentence inside a paragraph does not end in 。！？；: …{sentence.text[-12:]}")
            for figure in sentence.figures:
                if sentence.text[figure.start : figure.end] != figure.text:
                    found.append(f"offset error: {figure.text}")
                digits = _DIGITS.findall(figure.text)
                if (
                    len(digits) == 1
                    and "." not in figure.text
                    and str(int(figure.value))[: len(digits[0])] != digits[0]
                ):
                    found.append(f"value does not fit text: {figure.text} = {figure.value}{figure.unit}")
                if figure.unit.startswith(("万", "亿")):
                    found.append(f"unit must be a base unit: {figure.text} = {figure.value}{figure.unit}")
    return found


def main(arguments: list[str]) -> int:
    files: list[Path] = []
    for argument in arguments:
        path = Path(argument)
        files += sorted(path.rglob("*.txt")) if path.is_dir() else [path]
    failed = 0
    verdicts: Counter[str] = Counter()
    for file in files:
        try:
            report = parse(file)
        except AnnotationError as problem:
            failed += 1
            print(f"ERROR {problem}")
            continue
        sentences = [s for p in report.paragraphs for s in p.sentences]
        figures = sum(len(s.figures) for s in sentences)
        practices = sum(len(s.practices) for s in sentences)
        verdicts[str(report.head.get("verdict"))] += 1
        print(
            f"ok {file.name}: {len(report.text)} characters, {len(sentences)} sentences, {figures} figures, "
            f"{practices} practices, {report.head.get('verdict')} {report.head.get('substance')}"
        )
        for doubt in doubts(report):
            print(f"   ? {doubt}")
    print(f"{len(files)} files, {failed} with errors, {dict(verdicts)}")
    return 1 if failed else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
