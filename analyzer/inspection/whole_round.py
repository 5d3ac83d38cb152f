"""Single analyses and the round's configuration in, the finished ``Round`` out: the main line of this room."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from analyzer.inspection.across_reports import shared_figures, shrinking_figures
from analyzer.inspection.assessment_table import Found, assess_units
from analyzer.inspection.checks import check_figures
from analyzer.inspection.copies import find_copies
from analyzer.inspection.first import Dates, who_was_first
from analyzer.inspection.history import expected_now, unit_histories
from analyzer.inspection.masking import names_of
from analyzer.inspection.own_features import mark_own_features
from analyzer.inspection.own_share import own_shares
from analyzer.inspection.periods import round_window
from analyzer.inspection.received import fitted, received_date
from analyzer.inspection.rollup import add_up
from analyzer.inspection.roster import NO_UNIT, check_roster, is_superiors
from analyzer.inspection.round_config import RoundConfig
from analyzer.inspection.spread import find_spread
from analyzer.inspection.texts import Text
from analyzer.inspection.unit_names import UnitNames
from analyzer.types import UNJUDGED_KINDS, Analysis, Practice, Round


def _readable(analyses: Sequence[Analysis]) -> list[Analysis]:
    kept = [each for each in analyses if each.status == "ok" and each.metadata is not None]
    return sorted(kept, key=lambda each: each.source)


def inspect(
    analyses: Sequence[Analysis],
    config: RoundConfig,
    *,
    references: Sequence[Analysis] = (),
    earlier: Sequence[Analysis] = (),
) -> Round:
    """Look at all reports of a round together; see :func:`analyzer.inspection.inspect`."""
    every = sorted(analyses, key=lambda each: each.source)
    reports, papers, before = _readable(analyses), _readable(references), _readable(earlier)
    config = config.model_copy(update={"received": fitted(config.received, [each.source for each in every])})
    names = UnitNames(config.roster)
    superiors = frozenset(each.metadata.unit for each in papers if each.metadata and each.metadata.unit)
    roster = check_roster(every, config, superiors=superiors)

    def standard(name: str) -> str:
        found = names.resolve(name).unit if config.roster else None
        return found.unit if found else name

    def own_unit(analysis: Analysis) -> str | None:
        return standard(analysis.metadata.unit) if analysis.metadata and analysis.metadata.unit else None

    when = {e.source: Dates(received=received_date(e.source, config.received), own=_own_date(e)) for e in reports}
    dates = {source: each.received or each.own or None for source, each in when.items()}

    # copying: the round's reports against one another, the superior's papers and their own earlier ones
    texts = [_as_text(each, own_unit(each), superiors=superiors) for each in reports]
    texts += [Text(analysis=e, role="reference", unit=own_unit(e) or "", date=_own_date(e)) for e in papers]
    texts += [Text(analysis=e, role="earlier", unit=own_unit(e) or "", date=_own_date(e)) for e in before]
    copies = find_copies(texts, names_of([text.analysis for text in texts], config.roster))

    finished: dict[str, Analysis] = {}
    head_of = {unit.unit: unit.headcount for unit in config.roster}
    unit_by_source = {text.analysis.source: own_unit(text.analysis) for text in reversed(texts)}
    shared = shared_figures(reports, references=papers, unit_of=own_unit)
    for index, report in enumerate(reports):
        checks = (
            *check_figures(report, headcount=head_of.get(own_unit(report) or "")),
            *shrinking_figures(report, earlier=before, unit_of=own_unit),
            *shared.get(report.source, ()),
        )
        told = tuple(
            replace(
                copy, first=who_was_first(when[report.source], when[copy.source]) if copy.kind == "report" else "other"
            )
            for copy in copies.get(index, ())
        )
        changed = replace(report, copies=told, checks=checks)
        if checks and changed.assessment:
            changed = replace(changed, assessment=replace(changed.assessment, needs_review=True))
        finished[report.source] = mark_own_features(changed, unit_of=unit_by_source.get, this_round=dates)

    types = {name.name: name.type for report in reversed(reports) for name in report.units}
    types |= {s.unit: s.type for s in roster.submissions if s.type}

    def holders_of(analysis: Analysis, practice: Practice) -> tuple[str, ...]:
        if not practice.holder:
            return (own_unit(analysis) or NO_UNIT,)
        return tuple(standard(name) for name in practice.holder.split("、"))

    totals = add_up(
        [finished[each.source] for each in reports if each.source in roster.counted],
        unit_of=roster.unit_of,
        standard=standard,
        type_of=types.get,
        date_of=dates.get,
        headcount_of=head_of.get,
        window=round_window(config.period),
    )
    practices = find_spread(
        reports,
        references=papers,
        holders_of=holders_of,
        date_of=lambda each: each.metadata.date if each.metadata else None,
    )
    due = expected_now(config, dates)
    history = unit_histories(roster.submissions, finished, config, earlier=before, unit_of=own_unit, dates=dates)
    found = Found(
        submissions=roster.submissions,
        reports=finished,
        histories=history,
        totals=totals,
        practices=practices,
        dates=dates,
        compared=len(texts) > 1,
    )
    return Round(
        name=config.name,
        campaign=config.campaign,
        period=config.period,
        due=config.due,
        reports=tuple(finished.get(each.source, each) for each in every),
        totals=totals,
        submissions=roster.submissions,
        practices=practices,
        required_indicators=config.required_indicators,
        name_missing=config.name_missing,
        expected_stage=due.stage,
        expected_by=due.by,
        history=history,
        assessment=assess_units(found, config),
        own_features=own_shares(
            [finished[each.source] for each in reports], papers=papers, practices=practices, unit_of=own_unit
        ),
    )


def _own_date(analysis: Analysis) -> str:
    return (analysis.metadata.date if analysis.metadata else None) or ""


def _as_text(analysis: Analysis, unit: str | None, *, superiors: frozenset[str]) -> Text:
    kind = analysis.metadata.report_kind if analysis.metadata else None
    from_above = kind in UNJUDGED_KINDS and (kind == "circular" or is_superiors(analysis, superiors, by_name=True))
    return Text(
        analysis=analysis,
        role="circular" if from_above else "report",
        unit=unit or f"\0{analysis.source}",  # a report without a unit is nobody's own
        date=_own_date(analysis),
    )
