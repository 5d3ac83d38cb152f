"""The frozen data types of one report, from ``Block`` to ``Analysis``; this module imports nothing of the package.

In: nothing. Out: the nouns of the product. Never knows how any of them is made.
The field names of ``Analysis`` and its parts are the contract of ``results.jsonl`` (docs/architecture.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal, TypeAlias

Number: TypeAlias = int | float

#: A verdict under this confidence, or with a substance in this band, must be looked at by a person.
SURE: Final = 0.85
BORDERLINE: Final = (40.0, 60.0)
#: More than this of a report from the unit's own earlier one: the old report sent again.
RESENT: Final = 0.5


class BlockKind(StrEnum):
    """What a block is on the page. Headers and footers are kept apart in ``Document.furniture``."""

    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_ROW = "table_row"
    TEXT_BOX = "text_box"
    FOOTNOTE = "footnote"


class Role(StrEnum):
    """What a sentence does in a report (annotation guideline, section 4)."""

    BACKGROUND = "background"
    ORGANISATION = "organisation"
    PUBLICITY = "publicity"
    CONTACT = "contact"
    PROBLEM = "problem"
    MEASURE = "measure"
    RESULT = "result"
    MECHANISM = "mechanism"
    SHORTFALL = "shortfall"
    PLAN = "plan"
    SLOGAN = "slogan"


class Stage(StrEnum):
    """The furthest progress a report shows as done, in order (section 3)."""

    NOT_STARTED = "not_started"
    ORGANISED = "organised"
    MOBILISED = "mobilised"
    CONTACTING = "contacting"
    SOLVING = "solving"
    DELIVERED = "delivered"
    INSTITUTIONALISED = "institutionalised"


class FindingCode(StrEnum):
    """The deficiencies a circular names (section 2)."""

    PROGRESS_LAG = "progress_lag"
    CONTACT_ONLY = "contact_only"
    VAGUE_MEASURES = "vague_measures"
    NO_OWN_FEATURES = "no_own_features"


class ReportKind(StrEnum):
    """Kinds of report (section 1)."""

    SUMMARY = "summary"
    PROGRESS = "progress"
    BULLETIN = "bulletin"
    RESEARCH = "research"
    PLAN = "plan"
    SCHEME = "scheme"
    CIRCULAR = "circular"
    OTHER = "other"


UNJUDGED_KINDS = frozenset({ReportKind.CIRCULAR, ReportKind.SCHEME})


class Verdict(StrEnum):
    SUBSTANTIVE = "substantive"
    FORMALISTIC = "formalistic"


class Qualifier(StrEnum):
    """How exact a figure is (section 5)."""

    EXACT = "exact"
    ABOUT = "about"
    OVER = "over"
    UNDER = "under"
    RANGE = "range"


class FigureKind(StrEnum):
    """What a figure counts: effort, things done, or what changed for people (section 5)."""

    INPUT = "input"
    OUTPUT = "output"
    OUTCOME = "outcome"


class Accrual(StrEnum):
    """Whether a figure runs up from a beginning or is what one short time added."""

    CUMULATIVE = "cumulative"
    NEW = "new"


class Whose(StrEnum):
    """Whose work a figure counts, seen from the report."""

    OWN = "own"  # the reporting unit's
    PART = "part"  # a part of it: 一支部, 计财科, a township's village
    UNIT = "unit"  # another named unit's
    WHOLE = "whole"  # 全市, 全县 in a circular


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """A warning or an error of the closed list in ``analyzer.errors``, ready for a user to read."""

    code: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One paragraph, heading, list item, table row, text box or footnote, in reading order.

    ``text`` is as the page shows it, list number included. A table row's text is its cells joined by TAB,
    aligned to the table's grid: a position covered by a merged cell is an empty string. Line breaks inside
    a paragraph are ``\\n``; inside a cell they are a space. ``level`` is 1… for headings. ``table`` numbers
    the document's tables from 0 and ``row`` a table's rows from 0; both are None outside tables.
    """

    kind: BlockKind
    text: str
    page: int | None = None  # 1-based; None where the format has no pages (docx, txt)
    level: int | None = None
    table: int | None = None
    row: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file's text as a reader of the page sees it."""

    format: str  # "docx", "pdf", "txt", "md"
    blocks: tuple[Block, ...]
    title: str | None = None  # as styled or placed on the page, if the reader can tell
    furniture: tuple[str, ...] = ()  # page headers and footers, each once, page numbers left out
    pages: int | None = None
    warnings: tuple[Notice, ...] = ()
    ocr: bool = False  # the text was read by OCR and may be wrong

    @property
    def text(self) -> str:
        return "\n".join(block.text for block in self.blocks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence and its place: ``document.blocks[block].text[start:end] == text``. ``id`` is its index."""

    id: int
    text: str
    block: int
    page: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One figure the report claims; ``text == sentence.text[start:end]``.

    ``period`` is the time it covers, ``START/END`` or ``../END`` with ISO months or days; None where the text tells none.
    """

    text: str
    value: Number
    value_high: Number | None
    unit: str
    indicator: str
    canonical: str | None
    qualifier: Qualifier
    kind: FigureKind
    holder: str | None
    planned: bool
    sentence: int
    start: int
    end: int
    period: str | None = None
    accrual: Accrual | None = None
    whose: Whose = Whose.OWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """A named way of working; ``name == sentence.text[start:end]``."""

    name: str
    holder: str | None
    kind: str
    gloss: str | None
    sentence: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitMention:
    """A unit named in a sentence. ``text`` is as written ("李中"), ``name`` what it means ("李中镇")."""

    text: str
    name: str
    type: str
    sentence: int
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceRole:
    """The role of ``sentences[sentence]`` with a calibrated confidence 0…1."""

    sentence: int
    role: Role
    confidence: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    code: FindingCode
    score: float  # 0…1
    evidence: tuple[int, ...]  # sentence ids, strongest first
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CopiedPassage:
    sentence: int
    other_sentence: int
    similarity: float  # 0…1


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """How much of a report stands in another text. ``share`` counts characters of this report, 0…1."""

    source: str
    kind: Literal["report", "reference", "self_earlier"]
    share: float
    passages: tuple[CopiedPassage, ...]
    first: Literal["this", "other", "unknown"] = "unknown"  # which of the two texts was there first, by their dates


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Figures that do not add up; ``indicators`` are indices into ``Analysis.indicators``."""

    code: str
    message: str
    indicators: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metadata:
    """What a report says of itself in its head and foot."""

    title: str | None
    unit: str | None
    unit_type: str | None
    campaign: str | None
    date: str | None  # ISO, YYYY-MM or YYYY-MM-DD
    report_kind: ReportKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """The judgement of one report with everything it rests on."""

    verdict: Verdict | None
    substance: float | None  # 0…100
    confidence: float | None  # 0…1, calibrated probability that ``verdict`` is right
    needs_review: bool
    reasons: tuple[str, ...]
    stage: Stage
    findings: tuple[Finding, ...]
    roles: tuple[SentenceRole, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """One submitted file, analysed or refused: one line of ``results.jsonl``.

    A refused file has ``status == "error"``, an ``error`` and no more.
    """

    source: str
    sha256: str | None
    status: Literal["ok", "error"]
    error: Notice | None = None
    warnings: tuple[Notice, ...] = ()
    metadata: Metadata | None = None
    assessment: Assessment | None = None
    sentences: tuple[Sentence, ...] = ()
    indicators: tuple[Indicator, ...] = ()
    practices: tuple[Practice, ...] = ()
    units: tuple[UnitMention, ...] = ()
    copies: tuple[Copy, ...] = ()
    checks: tuple[Check, ...] = ()

    # The contract's flat names, so that a user need not know how an analysis is put together.

    @property
    def title(self) -> str | None:
        return self.metadata.title if self.metadata else None

    @property
    def unit(self) -> str | None:
        """The reporting unit."""
        return self.metadata.unit if self.metadata else None

    @property
    def unit_type(self) -> str | None:
        return self.metadata.unit_type if self.metadata else None

    @property
    def campaign(self) -> str | None:
        return self.metadata.campaign if self.metadata else None

    @property
    def date(self) -> str | None:
        return self.metadata.date if self.metadata else None

    @property
    def report_kind(self) -> ReportKind | None:
        return self.metadata.report_kind if self.metadata else None

    @property
    def verdict(self) -> Verdict | None:
        return self.assessment.verdict if self.assessment else None

    @property
    def substance(self) -> float | None:
        """0…100."""
        return self.assessment.substance if self.assessment else None

    @property
    def confidence(self) -> float | None:
        """0…1, the calibrated probability that ``verdict`` is right."""
        return self.assessment.confidence if self.assessment else None

    @property
    def needs_review(self) -> bool:
        """Whether a person must look; a file that could not be read always needs one."""
        return self.assessment.needs_review if self.assessment else True

    @property
    def reasons(self) -> tuple[str, ...]:
        return self.assessment.reasons if self.assessment else ()

    @property
    def stage(self) -> Stage | None:
        return self.assessment.stage if self.assessment else None

    @property
    def findings(self) -> tuple[Finding, ...]:
        return self.assessment.findings if self.assessment else ()
