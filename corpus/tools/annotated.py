"""Annotated report (``.txt`` with inline labels) in, plain text with label spans out.

The format is described in ``corpus/FORMAT.md``. This module knows nothing of docx, pdf or
the analyzer; ``build.py`` renders what it returns, ``check.py`` names its errors with file and line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROLES = (
    "background", "organisation", "publicity", "contact", "problem", "measure",
    "result", "mechanism", "shortfall", "plan", "slogan",
)  # fmt: skip
STAGES = (
    "not_started", "organised", "mobilised", "contacting", "solving", "delivered", "institutionalised",
)  # fmt: skip
FINDINGS = ("progress_lag", "contact_only", "vague_measures", "no_own_features")
REPORT_KINDS = ("summary", "progress", "bulletin", "research", "plan", "scheme", "circular", "other")
UNJUDGED_KINDS = ("circular", "scheme")
FIGURE_KINDS = ("input", "output", "outcome")
QUALIFIERS = ("exact", "about", "over", "under", "range")
PRACTICE_KINDS = ("制度", "活动", "机制", "载体", "平台", "队伍")
UNIT_TYPES = ("乡镇街道", "部门", "群团", "工作队", "村社区", "其他")
HEAD_KEYS = {
    "id", "unit", "unit_type", "title", "campaign", "date", "report_kind", "verdict", "substance",
    "borderline", "stage", "findings", "format", "idea", "note", "submitted", "filename",
}  # fmt: skip

_LINE = re.compile(r"^(?P<mark>#{1,3} |>to |>sign |>date )?(?P<role>[a-z]+)(?P<bar>\|\|?) ?(?P<text>.*)$")
_MARKUP = re.compile(r"\{(?P<figure>[^{}]*)\}|\[(?P<practice>[^\[\]]*)\]")
_VALUE = re.compile(r"^(?P<low>-?\d+(?:\.\d+)?)(?:~(?P<high>-?\d+(?:\.\d+)?))?(?P<unit>\D.*)$")
_KINDS_OF_MARK = {
    None: "paragraph", "# ": "title", "## ": "heading1", "### ": "heading2",
    ">to ": "addressee", ">sign ": "signature", ">date ": "dateline",
}  # fmt: skip


class AnnotationError(ValueError):
    """A label or line that the format does not allow; the message names file and line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    text: str
    value: float
    value_high: float | None
    unit: str
    indicator: str
    kind: str
    qualifier: str
    planned: bool
    holder: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    name: str
    kind: str
    holder: str | None
    gloss: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledSentence:
    role: str
    text: str
    figures: tuple[Figure, ...] = ()
    practices: tuple[Practice, ...] = ()
    cells: tuple[str, ...] | None = None  # a table row: its cells


@dataclass(slots=True, kw_only=True)
class Paragraph:
    kind: str  # title, heading1, heading2, addressee, signature, dateline, paragraph, table
    sentences: list[LabelledSentence] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotatedReport:
    path: Path
    head: dict[str, Any]
    paragraphs: tuple[Paragraph, ...]

    @property
    def text(self) -> str:
        return "\n".join("".join(s.text for s in p.sentences) for p in self.paragraphs)


def _parse_figure(body: str, start: int) -> Figure:
    text, equals, rest = body.partition("=")
    if not equals:
        raise ValueError(f"figure without '=': {{{body}}}")
    fields = [part.strip() for part in rest.split(";")]
    if len(fields) < 3:
        raise ValueError(f"figure needs value;name;kind: {{{body}}}")
    found = _VALUE.match(fields[0])
    if not found:
        raise ValueError(f"figure value must be number and unit, for example 260户: {fields[0]!r}")
    if fields[2] not in FIGURE_KINDS:
        raise ValueError(f"figure kind must be one of {FIGURE_KINDS}: {fields[2]!r}")
    qualifier, planned, holder = "exact", False, None
    for flag in fields[3:]:
        if flag in QUALIFIERS:
            qualifier = flag
        elif flag == "planned":
            planned = True
        elif flag.startswith("holder:"):
            holder = flag.removeprefix("holder:").strip()
        else:
            raise ValueError(f"unknown figure flag {flag!r} in {{{body}}}")
    if (found["high"] is not None) != (qualifier == "range"):
        raise ValueError(f"a range is written 2~3个 with the flag range: {{{body}}}")
    return Figure(
        text=text,
        value=float(found["low"]),
        value_high=float(found["high"]) if found["high"] else None,
        unit=found["unit"].strip(),
        indicator=fields[1],
        kind=fields[2],
        qualifier=qualifier,
        planned=planned,
        holder=holder,
        start=start,
        end=start + len(text),
    )


def _parse_practice(body: str, start: int) -> Practice:
    name, colon, rest = body.partition(":")
    if not colon:
        raise ValueError(f"practice needs a kind: [{body}]")
    fields = [part.strip() for part in rest.split(";")]
    if fields[0] not in PRACTICE_KINDS:
        raise ValueError(f"practice kind must be one of {PRACTICE_KINDS}: {fields[0]!r}")
    extra: dict[str, str | None] = {"holder": None, "gloss": None}
    for flag in fields[1:]:
        key, colon, value = flag.partition(":")
        if key not in extra or not colon:
            raise ValueError(f"unknown practice flag {flag!r} in [{body}]")
        extra[key] = value.strip()
    return Practice(
        name=name, kind=fields[0], holder=extra["holder"], gloss=extra["gloss"], start=start, end=start + len(name)
    )


def parse_sentence(role: str, marked: str, *, is_row: bool = False) -> LabelledSentence:
    """Strip the inline labels from ``marked``; offsets count in the stripped text."""
    if is_row:
        cells = [cell.strip() for cell in marked.split(" | ")]
        marked = "\t".join(cells)
    plain: list[str] = []
    length = 0
    cursor = 0
    figures: list[Figure] = []
    practices: list[Practice] = []
    for found in _MARKUP.finditer(marked):
        between = marked[cursor : found.start()]
        plain.append(between)
        length += len(between)
        if found["figure"] is not None:
            figure = _parse_figure(found["figure"], length)
            figures.append(figure)
            shown = figure.text
        else:
            practice = _parse_practice(found["practice"], length)
            practices.append(practice)
            shown = practice.name
        plain.append(shown)
        length += len(shown)
        cursor = found.end()
    plain.append(marked[cursor:])
    text = "".join(plain)
    if any(sign in text for sign in "{}[]"):
        raise ValueError("unbalanced or nested { } [ ]")
    return LabelledSentence(
        role=role,
        text=text,
        figures=tuple(figures),
        practices=tuple(practices),
        cells=tuple(text.split("\t")) if is_row else None,
    )


def _check_head(head: dict[str, Any]) -> None:
    unknown = set(head) - HEAD_KEYS
    if unknown:
        raise ValueError(f"unknown head keys: {sorted(unknown)}")
    missing = {"id", "unit", "unit_type", "report_kind", "stage", "findings", "idea"} - set(head)
    if missing:
        raise ValueError(f"head keys missing: {sorted(missing)}")
    for key, allowed in (
        ("unit_type", UNIT_TYPES),
        ("report_kind", REPORT_KINDS),
        ("stage", STAGES),
    ):
        if head[key] not in allowed:
            raise ValueError(f"{key} must be one of {allowed}: {head[key]!r}")
    for code in head["findings"] or []:
        if code not in FINDINGS:
            raise ValueError(f"finding must be one of {FINDINGS}: {code!r}")
    verdict, substance = head.get("verdict"), head.get("substance")
    if head["report_kind"] in UNJUDGED_KINDS:
        if verdict is not None or substance is not None:
            raise ValueError("circular and scheme are not judged: verdict and substance must be null")
    else:
        if verdict not in ("substantive", "formalistic"):
            raise ValueError(f"verdict must be substantive or formalistic: {verdict!r}")
        if not isinstance(substance, int) or not 0 <= substance <= 100:
            raise ValueError(f"substance must be a whole number 0 to 100: {substance!r}")
        if (substance < 50) != (verdict == "formalistic"):
            raise ValueError("formalistic is below 50, substantive 50 or more")
    if head.get("format") not in (None, "docx", "pdf"):
        raise ValueError("format must be docx or pdf")


def parse(path: Path) -> AnnotatedReport:
    """Read one annotated report.

    Raises:
        AnnotationError: with file and line, where the format is broken.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines or lines[0].strip() != "---":
        raise AnnotationError(f"{path}:1: the file must start with a '---' head")
    try:
        close = next(i for i, line in enumerate(lines[1:], 1) if line.strip() == "---")
    except StopIteration:
        raise AnnotationError(f"{path}:1: the head is not closed by '---'") from None
    try:
        head = yaml.safe_load("\n".join(lines[1:close])) or {}
        head["findings"] = head.get("findings") or []
        _check_head(head)
    except (yaml.YAMLError, ValueError) as problem:
        raise AnnotationError(f"{path}:1: head: {problem}") from None
    paragraphs: list[Paragraph] = []
    current: Paragraph | None = None
    for number, line in enumerate(lines[close + 1 :], close + 2):
        if not line.strip():
            current = None
            continue
        found = _LINE.match(line)
        if not found:
            raise AnnotationError(f"{path}:{number}: a line must be 'role| text': {line[:30]!r}")
        if found["role"] not in ROLES:
            raise AnnotationError(f"{path}:{number}: unknown role {found['role']!r}")
        is_row = found["bar"] == "||"
        try:
            sentence = parse_sentence(found["role"], found["text"].strip(), is_row=is_row)
        except ValueError as problem:
            raise AnnotationError(f"{path}:{number}: {problem}") from None
        kind = "table" if is_row else _KINDS_OF_MARK[found["mark"]]
        if (
            current is None
            or found["mark"]
            or (current.kind == "table") != is_row
            or current.kind not in ("paragraph", "table")
        ):
            current = Paragraph(kind=kind)
            paragraphs.append(current)
        current.sentences.append(sentence)
    if not paragraphs:
        raise AnnotationError(f"{path}: no text")
    return AnnotatedReport(path=path, head=head, paragraphs=tuple(paragraphs))
