"""A report's sentences in, its numeric indicators out: value, unit, what is counted, by whom, done or planned.

Reads top to bottom like the method: find the figures (``candidates``), let the models decide which are claims, then
name each, find its holder and its canonical indicator. Tables are read by their heads. Never knows other reports.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from analyzer import lexicon
from analyzer.extraction.candidates import candidates
from analyzer.extraction.canonical import canonical_indicator
from analyzer.extraction.figure_features import Features, alternatives, figure_features
from analyzer.extraction.figure_names import name_figure
from analyzer.extraction.figure_time import tell_times
from analyzer.extraction.holders import default_holder, holder_at, topics_of
from analyzer.extraction.setting import Setting
from analyzer.extraction.spans import FigureSpan
from analyzer.extraction.tables import table_figures
from analyzer.extraction.whose import tell_whose
from analyzer.language.tokens import place
from analyzer.model.linear import classes_of, probabilities
from analyzer.types import Block, FigureKind, Indicator, ReportKind, Sentence, UnitMention

#: A candidate counts as a claim from this probability on; set on the training corpus by cross-validation.
CLAIM_THRESHOLD: Final = 0.45


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureExample:
    """One candidate figure with its features, before it is decided: what training and extraction both see."""

    sentence: int
    span: FigureSpan
    features: Features


def figure_examples(sentences: Sequence[Sentence], settings: Sequence[Setting]) -> Iterator[FigureExample]:
    """The candidate figures of running text (tables left out), in order."""
    for sentence, setting in zip(sentences, settings, strict=True):
        if setting.is_table:
            continue
        spans = candidates(sentence.text)
        if not spans:
            continue
        tokens = place(sentence.text)
        for index, span in enumerate(spans):
            features = figure_features(sentence.text, tokens, span, setting, index=index, count=len(spans))
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
    mentions: Mapping[int, Sequence[UnitMention]],
    default: str | None,
    models: Mapping[str, Any],
) -> Iterator[Indicator]:
    topics = topics_of(sentences, settings, mentions)
    decided = _decide(list(figure_examples(sentences, settings)), models)
    for number, group in groupby(decided, key=lambda item: item.example.sentence):
        sentence, setting = sentences[number], settings[number]
        list_verb: str | None = None
        last_end = 0
        for item in group:
            span = item.example.span
            between = sentence.text[last_end : span.start]
            if any(sign in between for sign in "。；！？"):
                list_verb = None
            named = name_figure(sentence.text, span, list_verb=list_verb)
            list_verb, last_end = named.verb or list_verb, span.end
            canonical = canonical_indicator(named.name, span.unit)
            yield Indicator(
                text=span.text,
                value=span.value,
                value_high=span.value_high,
                unit=span.unit,
                indicator=named.name,
                canonical=canonical.name if canonical else None,
                qualifier=span.qualifier,
                kind=item.kind,
                holder=holder_at(
                    sentence.text,
                    span.start,
                    mentions.get(number, ()),
                    setting,
                    default=default,
                    topic=topics.get(number),
                ),
                planned=item.planned,
                sentence=number,
                start=span.start,
                end=span.end,
            )


def _tables(
    blocks: Sequence[Block],
    sentences: Sequence[Sentence],
    settings: Sequence[Setting],
    mentions: Mapping[int, Sequence[UnitMention]],
    default: str | None,
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
        for figure in table_figures(table, caption=caption):
            named = [m.name for m in mentions.get(figure.sentence, ()) if m.text == figure.owner]
            holder = named[0] if named else figure.owner or default
            name = figure.name or name_figure(sentences[figure.sentence].text, figure.span, list_verb=None).name
            canonical = canonical_indicator(name, figure.span.unit)
            yield Indicator(
                text=figure.span.text,
                value=figure.span.value,
                value_high=figure.span.value_high,
                unit=figure.span.unit,
                indicator=name,
                canonical=canonical.name if canonical else None,
                qualifier=figure.span.qualifier,
                kind=canonical.kind if canonical else FigureKind.OUTPUT,
                holder=holder,
                planned=planned,
                sentence=figure.sentence,
                start=figure.span.start,
                end=figure.span.end,
            )


def find_indicators(
    blocks: Sequence[Block],
    sentences: Sequence[Sentence],
    settings: Sequence[Setting],
    units: Sequence[UnitMention],
    *,
    models: Mapping[str, Any],
) -> tuple[Indicator, ...]:
    """The indicators of one report, in reading order; ``text == sentence.text[start:end]`` for each.

    Args:
        blocks: the document's blocks.
        sentences: its sentences.
        settings: their surroundings, one each.
        units: the unit mentions of all sentences.
        models: the fitted parts ``claims``, ``planned`` and ``figure_kind``.
    """
    if not sentences:
        return ()
    mentions: dict[int, list[UnitMention]] = {}
    for mention in units:
        mentions.setdefault(mention.sentence, []).append(mention)
    default = default_holder(sentences, settings[0])
    found = [
        *_running_text(sentences, settings, mentions, default, models),
        *_tables(blocks, sentences, settings, mentions, default),
    ]
    found = sorted(found, key=lambda indicator: (indicator.sentence, indicator.start))
    return tuple(tell_whose(tell_times(found, sentences, settings), sentences, settings, units))
