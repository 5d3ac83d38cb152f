"""The frozen data types of a whole round: what takes more than one report. Knows only the types of one report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from analyzer.types.report import Analysis, FigureKind, Number, Stage, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterUnit:
    """One unit that is expected to report."""

    unit: str
    type: str
    short_names: tuple[str, ...] = ()
    headcount: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IndicatorPlace:
    """Where a figure stands: the report's ``source`` and the index into its ``indicators``.

    ``reason`` is the code of why it was not added (docs/architecture.md); None for a figure that was.
    """

    source: str
    indicator: int
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """Figures of one unit, one canonical indicator and one base unit added up, achieved and planned apart.

    ``places`` are the figures that were added; ``doubtful`` are figures left out because they seem to tell the
    same deed again (the same value in two places of a report, a part beside its whole …), each with its reason.
    ``period`` is None for what belongs to the round's own time; figures of another time (去年) have a total of their
    own with the period they tell. ``per_head`` is ``value`` by the unit's headcount, for days, visits and money.
    """

    holder: str
    holder_type: str | None
    canonical: str
    unit: str
    kind: FigureKind
    planned: bool
    value: Number
    places: tuple[IndicatorPlace, ...]
    doubtful: tuple[IndicatorPlace, ...] = ()
    period: str | None = None
    per_head: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What one unit sent in. ``sources`` are its files, the one that counts first."""

    unit: str
    type: str | None
    status: Literal["on_time", "late", "missing", "undated", "unknown_unit"]
    sources: tuple[str, ...] = ()
    date: str | None = None
    message: str = ""  # plain Chinese, the questions among it
    questions: tuple[str, ...] = ()  # what is unclear about whose or which report it is, for a person to find out


@dataclass(frozen=True, slots=True, kw_only=True)
class PracticeSpread:
    """A named practice across the round: its written variants and who runs it, earliest report first."""

    name: str
    kind: str
    variants: tuple[str, ...]
    holders: tuple[str, ...]
    sources: tuple[str, ...]
    gloss: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureChange:
    """A running total in a unit's report and what its earlier report told of the same; both quoted with their place."""

    indicator: str
    unit: str
    before: Number
    now: Number
    change: Literal["fell", "stood_still", "rose"]
    place: IndicatorPlace  # of ``now``
    before_text: str
    now_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitHistory:
    """Where one unit stands: against the calendar, and against its own report of an earlier round.

    ``source`` is the report that counts. ``calendar`` compares ``stage`` with ``expected``; ``expected_then`` is what
    was due on the report's own day. ``reported_before`` is None where the round has no earlier one. ``progress``
    compares the two stages, ``figures`` the running totals, falling ones first.
    """

    unit: str
    type: str | None
    source: str | None = None
    date: str | None = None
    stage: Stage | None = None
    verdict: Verdict | None = None
    expected: Stage | None = None
    expected_then: Stage | None = None
    calendar: Literal["ahead", "on_time", "behind"] | None = None
    reported_before: bool | None = None
    earlier_source: str | None = None
    earlier_date: str | None = None
    earlier_stage: Stage | None = None
    earlier_verdict: Verdict | None = None
    progress: Literal["forward", "standstill", "backward"] | None = None
    figures: tuple[FigureChange, ...] = ()
    message: str = ""  # plain Chinese


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessedItem:
    """One item of a unit's assessment: ``points`` = ``weight`` × ``measure``; both None where an input is missing.

    ``reason`` says in plain Chinese how the measure came about; ``source`` and ``sentences`` are where it can be read.
    """

    item: str
    weight: float
    measure: float | None  # 0…1
    points: float | None
    reason: str
    source: str | None = None
    sentences: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitAssessment:
    """One row of the assessment table. ``points`` is the sum of the items that have points, ``counted`` their weights.

    ``total`` is ``points`` on a scale of 100, a proposal; None where no report counts. ``questions`` are for a person.
    """

    unit: str
    type: str | None
    source: str | None
    items: tuple[AssessedItem, ...]  # in the order of the table's weights
    points: float | None
    counted: float
    total: float | None
    questions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AssessmentTable:
    """The units assessed side by side (一考双评); ``notes`` name the rows of an evaluation that could not be used."""

    weights: tuple[tuple[str, float], ...]
    rows: tuple[UnitAssessment, ...]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnShare:
    """What of one report is the unit's own, seen from the whole round; shares are of the characters that tell deeds.

    Sentence ids stand strongest first. What is neither own nor prescribed is told in words that decide nothing.
    """

    source: str
    own: float  # 0…1: this unit's trade, places, practices and words
    prescribed: float  # 0…1: asked for by the superior, or told by many units
    own_sentences: tuple[int, ...]
    common: tuple[int, ...]  # the sentences counted as prescribed
    only_here: tuple[int, ...]  # at most three: what no other unit of the round tells
    practices: tuple[str, ...]  # named practices that only this unit has
    message: str  # plain Chinese


@dataclass(frozen=True, slots=True, kw_only=True)
class Round:
    """A whole inspection round."""

    name: str
    campaign: str | None
    period: str | None
    due: str | None
    reports: tuple[Analysis, ...]  # sorted by source; copies, checks and round findings filled in
    totals: tuple[Total, ...]
    submissions: tuple[Submission, ...]
    practices: tuple[PracticeSpread, ...]
    required_indicators: tuple[str, ...] = ()
    expected_stage: Stage | None = None
    name_missing: bool = False  # whether the drafted circular names who has not reported
    expected_by: str | None = None  # the day the expected stage was due, where the calendar says so
    history: tuple[UnitHistory, ...] = ()
    assessment: AssessmentTable | None = None
    own_features: tuple[OwnShare, ...] = ()  # of every report that tells deeds, sorted by source
