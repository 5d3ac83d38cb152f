"""A report's sentences in, its numeric indicators out: value, unit, what is counted, by whom, done or planned.

Reads top to bottom like the method: find the figures (``candidates``), let the models decide which are claims, then
name each, find its holder and its canonical indicator. Tables are read by their heads. Never knows other reports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from typing import TYPE_CHECKING, Any, Final

from analyzer import lexicon
from analyzer.extraction.candidates import candidates
from analyzer.extraction.canonical import canonical_indicator
from analyzer.extraction.figure_features import Features, figure_features, surrounding_roles
from analyzer.extraction.figure_grammar import FigureSpan
from analyzer.extraction.figure_names import name_figure
from analyzer.extraction.figure_time import tell_times
from analyzer.extraction.holders import Owners, holder_at
from analyzer.extraction.name_candidates import Before
from analyzer.extraction.setting import Setting
from analyzer.extraction.tables import TableFigure, table_figures, text_cell_figures
from analyzer.extraction.units import find_units
from analyzer.extraction.whose import tell_whose
from analyzer.language.tokens import place
from analyzer.lexicon.patterns import alternatives
from analyzer.model.linear import classes_of, probabilities
from analyzer.types import Block, FigureKind, Indicator, ReportKind, Sentence, UnitMention

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

#: A candidate counts as a claim from this probability on; set on the training corpus by cross-validation.
CLAIM_THRESHOLD: Final = 0.45
_NAME_CELL: Final = re.compile(r"[\u4e00-\u9fff]{2,14}")


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureExample:
    """One candidate figure with its features, before it is decided: what training and extraction both see."""

    sentence: int
    span: FigureSpan
    features: Features


def figure_examples(
    sentences: Sequence[Sentence], settings: Sequence[Setting], table: NDArray[np.float64]
) -> Iterator[FigureExample]:
    """The candidate figures of running text, a table's cells of text included; ``table`` as in ``find_indicators``."""
    for sentence, setting in zip(sentences, settings, strict=True):
        spans = text_cell_figures(sentence.text) if setting.is_table else candidates(sentence.text)
        if not spans:
            continue
        tokens, roles = place(sentence.text), surrounding_roles(table, sentences, sentence.id)
        for index, span in enumerate(spans):
            features = figure_features(sentence.text, tokens, span, setting, roles, index=index, count=len(spans))
            yield FigureExample(sentence=sentence.id, span=span, features=features)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Decided:
    example: FigureExample
    planned: bool
    kind: FigureKind


def _decide(examples: Sequence[FigureExample], models: Mapping[str, Any]) -> Iterator[_Decided]:
    features = [example.features for example in examples]
    claims, planned, kinds = models["claims"], models["planned"], models["figure_kind"]
    is_claim = probabilities(claims, features)[:, classes_of(claims).index("yes")]
    is_planned = probabilities(planned, features)[:, classes_of(planned).index("yes")]
    kind_of = (
        [classes_of(kinds)[column] for column in probabilities(kinds, features).argmax(axis=1)] if features else []
    )
    for example, claim, plan, kind in zip(examples, is_claim, is_planned, kind_of, strict=True):
        if claim >= CLAIM_THRESHOLD:
            yield _Decided(example=example, planned=bool(plan >= 0.5), kind=FigureKind(kind))


def _running_text(
    sentences: Sequence[Sentence],
    settings: Sequence[Setting],
    owners: Owners,
    table: NDArray[np.float64],
    models: Mapping[str, Any],
) -> Iterator[Indicator]:
    decided = _decide(list(figure_examples(sentences, settings, table)), models)
    for number, group in groupby(decided, key=lambda item: item.example.sentence):
        text = sentences[number].text
        before: Before | None = None
        for item in group:
            span = item.example.span
            name = name_figure(text, place(text), span, before, models["names"])
            before = Before(name=name, span=span)
            canonical = canonical_indicator(name, span.unit)
            yield Indicator(
                text=span.text,
                value=span.value,
                value_high=span.value_high,
                unit=span.unit,
                indicator=name,
                canonical=canonical.name if canonical else None,
                qualifier=span.qualifier,
                kind=item.kind,
                holder=holder_at(owners, number, span.start, span.end, what="figure", weights=models["holders"]),
                planned=item.planned,
                sentence=number,
                start=span.start,
                end=span.end,
            )


def _row_owner(figure: TableFigure, mentions: Sequence[UnitMention], *, circular: bool) -> str | None:
    """The unit a row's first cell names: where the column's head says so, and in a circular wherever it is one."""
    for mention in mentions:
        if mention.text == figure.row_head and (circular or figure.owner):
            return mention.name
    if not figure.owner or not _NAME_CELL.fullmatch(figure.owner):
        return None
    found = find_units(Sentence(id=0, text=figure.owner, block=0, page=None, start=0, end=len(figure.owner)))
    return found[0].name if found and found[0].end - found[0].start >= 0.6 * len(figure.owner) else figure.owner


def _tables(
    blocks: Sequence[Block],
    sentences: Sequence[Sentence],
    settings: Sequence[Setting],
    owners: Owners,
) -> Iterator[Indicator]:
    rows = [sentence for sentence in sentences if settings[sentence.id].is_table]
    planned_heading = alternatives(lexicon.figures().planned_headings)
    for _, group in groupby(rows, key=lambda row: blocks[row.block].table):
        table = list(group)
        setting = settings[table[0].id]
        caption = sentences[table[0].id - 1].text if table[0].id else ""
        planned = bool(planned_heading.search(setting.heading + caption)) or setting.report_kind in (
            ReportKind.PLAN,
            ReportKind.SCHEME,
        )
        circular = setting.report_kind is ReportKind.CIRCULAR
        for figure in table_figures(table, caption=caption):
            canonical = canonical_indicator(figure.name, figure.span.unit)
            yield Indicator(
                text=figure.span.text,
                value=figure.span.value,
                value_high=figure.span.value_high,
                unit=figure.span.unit,
                indicator=figure.name,
                canonical=canonical.name if canonical else None,
                qualifier=figure.span.qualifier,
                kind=canonical.kind if canonical else FigureKind.OUTPUT,
                holder=_row_owner(figure, owners.mentions.get(figure.sentence, ()), circular=circular)
                or owners.default,
                planned=planned,
                sentence=figure.sentence,
                start=figure.span.start,
                end=figure.span.end,
            )


def find_indicators(
    blocks: Sequence[Block],
    sentences: Sequence[Sentence],
    settings: Sequence[Setting],
    owners: Owners,
    table: NDArray[np.float64],
    *,
    models: Mapping[str, Any],
) -> tuple[Indicator, ...]:
    """The indicators of one report, in reading order; ``text == sentence.text[start:end]`` for each.

    Args:
        blocks: the document's blocks.
        sentences: its sentences.
        settings: their surroundings, one each.
        owners: the report's units (``owners_of``).
        table: the sentences' role probabilities, shape (sentences, 11), columns in the order of ``Role``: a figure in
            a sentence about the place or its troubles is seldom the unit's work.
        models: the fitted parts ``claims``, ``planned``, ``figure_kind``, ``names`` and ``holders``.
    """
    found = [
        *_running_text(sentences, settings, owners, table, models),
        *_tables(blocks, sentences, settings, owners),
    ]
    units = tuple(chain.from_iterable(owners.mentions.values()))
    found = sorted(found, key=lambda indicator: (indicator.sentence, indicator.start))
    return tuple(tell_whose(tell_times(found, sentences, settings), sentences, settings, units))
