"""The schema of ``lexicons/circular.yaml``: the sentences of a drafted circular, each with the slots it must have.

In: plain YAML data. Out: frozen pydantic entries. Never knows what a round holds.
"""

from __future__ import annotations

from string import Formatter
from typing import Annotated

from pydantic import AfterValidator, Field

from analyzer.lexicon.schema import Entry, Words
from analyzer.types import FindingCode


def _with_slots(*names: str) -> AfterValidator:
    """A sentence pattern must hold exactly these slots: one that is missing would lose a figure or a name."""

    def check(text: str) -> str:
        try:
            found = [slot for _, slot, _, _ in Formatter().parse(text) if slot is not None]
        except ValueError:
            raise ValueError("花括号不成对") from None
        if sorted(found) != sorted(names):
            told = "、".join(f"{{{name}}}" for name in names) or "没有花括号"
            raise ValueError(f"这一句的花括号应当正好是：{told}")
        return text

    return AfterValidator(check)


def _some(words: tuple[str, ...]) -> tuple[str, ...]:
    if not words:
        raise ValueError("至少要有一种说法")
    return words


Plain = Annotated[str, _with_slots()]
Counted = Annotated[str, _with_slots("count")]
Amounted = Annotated[str, _with_slots("amount")]
SomeWords = Annotated[Words, AfterValidator(_some)]


class FigureTheme(Entry):
    """Totals that a circular tells in one sentence: canonical indicator → how it is said."""

    opening: Plain
    most: int = Field(ge=1, le=12)
    figures: dict[str, Amounted]


class PracticeTheme(Entry):
    title: Plain
    opening: Counted
    words: Words


class PracticeVerbs(Entry):
    endings: SomeWords
    verbs: SomeWords


class ShortfallForm(Entry):
    """Evidence sentences that hold one of ``words`` are told as ``text``."""

    words: SomeWords
    text: Plain


class Shortfall(Entry):
    finding: FindingCode
    said: Counted
    forms: tuple[ShortfallForm, ...]
    demand_title: Plain
    demand: Plain


#: Variants of one sentence by the slots they have.
SaidCampaign = Annotated[tuple[Annotated[str, _with_slots("campaign")], ...], AfterValidator(_some)]
SaidCampaignFiles = Annotated[tuple[Annotated[str, _with_slots("campaign", "files")], ...], AfterValidator(_some)]
SaidFiles = Annotated[tuple[Annotated[str, _with_slots("files")], ...], AfterValidator(_some)]
SaidUnitsSubmitted = Annotated[tuple[Annotated[str, _with_slots("units", "submitted")], ...], AfterValidator(_some)]
SaidUnits = Annotated[tuple[Annotated[str, _with_slots("units")], ...], AfterValidator(_some)]
Said = Annotated[tuple[Annotated[str, _with_slots()], ...], AfterValidator(_some)]
SaidReportsCount = Annotated[tuple[Annotated[str, _with_slots("reports", "count")], ...], AfterValidator(_some)]
SaidTypes = Annotated[tuple[Annotated[str, _with_slots("types")], ...], AfterValidator(_some)]
SaidForms = Annotated[tuple[Annotated[str, _with_slots("forms", "mark")], ...], AfterValidator(_some)]
SaidFormCount = Annotated[tuple[Annotated[str, _with_slots("form", "count")], ...], AfterValidator(_some)]
SaidForm = Annotated[tuple[Annotated[str, _with_slots("form")], ...], AfterValidator(_some)]
SaidNames = Annotated[tuple[Annotated[str, _with_slots("names")], ...], AfterValidator(_some)]
SaidCount = Annotated[tuple[Annotated[str, _with_slots("count")], ...], AfterValidator(_some)]


class CircularSentences(Entry):
    """Patterns of single sentences; several variants are used in turn."""

    opening: SaidCampaign
    received: SaidFiles
    nothing_read: SaidCampaignFiles
    nothing_sent: SaidCampaign
    none_submitted: SaidUnits
    missing_named: SaidNames
    roster: SaidUnitsSubmitted
    no_roster: SaidUnits
    all_on_time: Said
    unreadable: SaidFiles
    figures_first: Said
    figures_last: Said
    figures_last_single: Said
    compared: SaidUnits
    progressed: SaidCount
    stood_still: SaidCount
    went_back: SaidCount
    no_progress: SaidUnits
    by_type: SaidTypes
    forms: SaidForms
    form: SaidFormCount
    form_all: SaidForm
    confirmed: SaidNames
    contrast: SaidCount
    copied: SaidReportsCount
    copied_superior: SaidCount
    copied_earlier: SaidCount
    nothing_found: Said
    checks: SaidCount
    demand_checks: Said
    demand_missing: Said
    demand_late: Said
    demand_keep: Said


class Circular(Entry):
    """What a drafted circular says and how it sorts what it tells."""

    figure_themes: tuple[FigureTheme, ...]
    other_figures: Plain
    other_figure: Annotated[str, _with_slots("name", "amount")]
    practice_themes: tuple[PracticeTheme, ...]
    practice_verbs: tuple[PracticeVerbs, ...]
    kind_verbs: dict[str, SomeWords]
    other_verbs: SomeWords
    deed_title: Plain
    deeds: Annotated[tuple[Annotated[str, _with_slots("unit")], ...], AfterValidator(_some)]
    deed_avoid: Words
    deed_not_first: Words
    deed_needed: Words
    deed_subject: SomeWords
    practice_avoid: Words
    practice_stop: Words
    nameless_units: Words
    shortfalls: tuple[Shortfall, ...]
    uneven: Plain
    shallow: Plain
    alike: Plain
    sentences: CircularSentences
    demand_checks_title: Plain
    demand_time_title: Plain
