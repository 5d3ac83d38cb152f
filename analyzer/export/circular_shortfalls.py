"""A ``Round`` in, the circular's shortfalls and next steps out: counts of units by type and what the evidence looks like.

Names only units that a supervisor confirmed; every other unit stands in the list for checking alone. Never knows documents.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

from analyzer.export import words
from analyzer.export.circular_history import no_progress, standing_still
from analyzer.export.circular_phrases import Speaker, listed
from analyzer.export.circular_sources import SourceRow, Sources, sentence_row, unmarked
from analyzer.export.overlaps import Overlap, overlaps
from analyzer.export.overview import Overview, finding_codes, is_judged, standing_reports, type_of, unit_of, units_with
from analyzer.types import Analysis, FindingCode, ReportKind, Round, Stage

if TYPE_CHECKING:
    from analyzer.export.circular_phrases import Phrases, Shortfall

#: Pairs of a unit and a finding's code that a supervisor has confirmed.
Confirmed: TypeAlias = Collection[tuple[str, str]]

_STRIKING_SHARE: Final = 0.35
_FORMS_SHOWN: Final = 3
_FORM_SHARE: Final = 0.2  # of the units; what fewer write is not typical
_EVIDENCE_SHOWN: Final = 3
_STAGES: Final = tuple(Stage)
_COPIED_KINDS: Final = ("report", "reference", "self_earlier")
_COPIED_NAMES: Final = (
    ("彼此相同的报告", "组"),
    ("与上级文件相同的报告", "份"),
    ("与本单位以前的报告相同的报告", "份"),
)
#: How the text sorts the stages.
PROGRESS: Final = (
    ("写出成效", (Stage.DELIVERED, Stage.INSTITUTIONALISED)),
    ("着手解决", (Stage.SOLVING,)),
    ("走访调研", (Stage.CONTACTING,)),
    ("组织发动", (Stage.NOT_STARTED, Stage.ORGANISED, Stage.MOBILISED)),
)
_OTHER_TYPES: Final = frozenset({words.UNKNOWN_TYPE, "其他"})


def shortfalls(
    round_: Round, counts: Overview, say: Speaker, told: Phrases, sources: Sources, confirmed: Confirmed
) -> Iterator[tuple[str, str]]:
    """A title and a text for each of the circular's three kinds that the round shows."""
    uneven = _of(round_, FindingCode.PROGRESS_LAG, say, told, sources, confirmed) + no_progress(
        round_, say, told, sources
    )
    if uneven:
        uneven += _contrast(round_, counts, say, told, sources)
    shallow = [
        _of(round_, code, say, told, sources, confirmed)
        for code in (FindingCode.CONTACT_ONLY, FindingCode.VAGUE_MEASURES)
    ]
    alike = _of(round_, FindingCode.NO_OWN_FEATURES, say, told, sources, confirmed)
    alike += _copied(round_, say, told, sources, also=bool(alike))
    for title, text in ((told.uneven, uneven), (told.shallow, "".join(shallow)), (told.alike, alike)):
        if text:
            yield title, text


def demands(round_: Round, counts: Overview, say: Speaker, told: Phrases) -> Iterator[tuple[str, str]]:
    """A title and a text for every next step that a shortfall of this round asks for."""
    for entry in told.shortfalls:
        if units_with(round_, [entry.finding]) or _asked_by_others(round_, entry.finding):
            yield entry.demand_title, entry.demand
    if contradicting(round_):
        yield told.demand_checks_title, say.say(told.sentences.demand_checks)
    if counts.missing or counts.late:
        first = say.say(told.sentences.demand_missing) if counts.missing else ""
        yield told.demand_time_title, first + say.say(told.sentences.demand_late)


def contradicting(round_: Round) -> tuple[Analysis, ...]:
    """The reports whose own figures do not fit; that another unit has the same figure is no fault of this one."""
    return tuple(
        report for report in standing_reports(round_) if any(check.code != "shared_figure" for check in report.checks)
    )


def _of(round_: Round, code: FindingCode, say: Speaker, told: Phrases, sources: Sources, confirmed: Confirmed) -> str:
    """How many units show a finding, of which types, what their evidence looks like, and who is confirmed."""
    entry = next((entry for entry in told.shortfalls if entry.finding is code), None)
    units = units_with(round_, [code])
    if not units or entry is None:
        return ""
    reports = [report for report in standing_reports(round_) if code in finding_codes(report)]
    rows = [row for report in reports for row in _evidence_rows(report, code)]
    mark = sources.cite("核", f"{words.FINDINGS[code]}（{len(units)}个单位）", rows)
    types = _types(reports)
    by_type = say.say(told.sentences.by_type, types=types) if types else ""
    text = f"{entry.said.format(count=str(len(units))).replace('个单位', f'个单位{mark}', 1)}{by_type}。"
    forms = _forms(entry, rows, say, told)
    if forms:
        text += say.say(told.sentences.forms, forms=forms, mark=mark)
    named = [unmarked(unit) for unit in units if (unit, code) in confirmed and unit != words.UNKNOWN_UNIT]
    return text + (say.say(told.sentences.confirmed, names=listed(named) + mark) if named else "")


def _evidence_rows(report: Analysis, code: FindingCode) -> Iterator[SourceRow]:
    """The strongest evidence sentences of a finding; a finding without any is told by its message."""
    unit = unit_of(report)
    for finding in report.findings:
        if finding.code is code:
            shown = [place for place in finding.evidence if place < len(report.sentences)][:_EVIDENCE_SHOWN]
            for place in shown:
                yield sentence_row(report, report.sentences[place], unit=unit, told=words.FINDINGS[code])
            if not shown:
                yield SourceRow(unit=unit, told=words.FINDINGS[code], sentence=finding.message, source=report.source)


def _types(reports: Sequence[Analysis]) -> str:
    """乡镇街道8个、部门11个; "" where all are of one type or there is but one unit.

    A type with a single unit would all but name it: it stands among the others.
    """
    type_of_unit = {unit_of(report): type_of(report) for report in reports}
    each = Counter(type_of_unit.values())
    found = Counter("其他单位" if kind in _OTHER_TYPES or each[kind] == 1 else kind for kind in type_of_unit.values())
    if len(found) < 2:
        return ""
    ordered = sorted(found.items(), key=lambda item: (item[0] == "其他单位", -item[1], item[0]))
    return "、".join(f"{kind}{count}个" for kind, count in ordered)


def _forms(entry: Shortfall, rows: Sequence[SourceRow], say: Speaker, told: Phrases) -> str:
    """What the quoted sentences speak of, and in how many units; told only of two units or more, and of a fifth of all."""
    shown: dict[str, str] = {}
    for row in rows:
        shown[row.unit] = f"{shown.get(row.unit, '')}{row.sentence}\n"
    counted = [
        (sum(any(word in text for word in form.words) for text in shown.values()), form.text) for form in entry.forms
    ]
    best = sorted((item for item in counted if item[0] >= max(2, len(shown) * _FORM_SHARE)), key=lambda item: -item[0])[
        :_FORMS_SHOWN
    ]
    if best and all(count == len(shown) for count, _ in best):
        return say.say(told.sentences.form_all, form=_joined([text for _, text in best]))
    return "，".join(say.say(told.sentences.form, form=text, count=f"{count}个单位") for count, text in best)


def _joined(forms: Sequence[str]) -> str:
    """写甲、乙、丙: where all begin with the same verb of one character it is told once."""
    verb = forms[0][:1]
    return "、".join([forms[0], *(form.removeprefix(verb) for form in forms[1:])])


def _contrast(round_: Round, counts: Overview, say: Speaker, told: Phrases, sources: Sources) -> str:
    done = sum(count for stage, count in counts.stages if _STAGES.index(stage) >= _STAGES.index(Stage.DELIVERED))
    return say.say(told.sentences.contrast, count=f"{done}份{report_list(round_, sources)}") if done else ""


def _striking(round_: Round, kind: str) -> list[Overlap]:
    return [pair for pair in overlaps(round_) if pair.kind == kind and pair.largest >= _STRIKING_SHARE]


def _asked_by_others(round_: Round, code: FindingCode) -> bool:
    """Whether something else than the finding asks for its next step: copies for what is one's own, standstill for pace."""
    match code:
        case FindingCode.NO_OWN_FEATURES:
            return any(_striking(round_, kind) for kind in _COPIED_KINDS)
        case FindingCode.PROGRESS_LAG:
            return bool(standing_still(round_))
        case _:
            return False


def _copied(round_: Round, say: Speaker, told: Phrases, sources: Sources, *, also: bool) -> str:
    """Reports much of which is the same as another's, the superior's, or the unit's own earlier one."""
    patterns = (told.sentences.copied, told.sentences.copied_superior, told.sentences.copied_earlier)
    text = ""
    for kind, (name, counted), pattern in zip(_COPIED_KINDS, _COPIED_NAMES, patterns, strict=True):
        pairs = _striking(round_, kind)
        if not pairs:
            continue
        own = {pair.source for pair in pairs}
        reports = own | {pair.other_source for pair in pairs} if kind == "report" else own
        count = len(_clusters(pairs)) if kind == "report" else len(reports)
        mark = sources.cite(
            "核", f"{name}（{len(reports)}份，{count}{counted}）", [_copied_row(pair) for pair in pairs]
        )
        slots = {"reports": f"{len(reports)}份", "count": f"{count}{counted}{mark}"}
        text += ("另" if also or text else "") + say.say(pattern, **slots)
    return text


def _copied_row(pair: Overlap) -> SourceRow:
    return SourceRow(
        unit=f"{pair.unit}、{pair.other_unit}" if pair.kind == "report" else pair.unit,
        told=f"相同{words.share(pair.largest)}",
        sentence=next((shared.sentence.text for shared in pair.passages if shared.sentence), ""),
        source=f"{pair.source}；{pair.other_source}",
    )


def _clusters(pairs: Sequence[Overlap]) -> list[set[str]]:
    """Reports that are the same, directly or by way of another, together."""
    groups: list[set[str]] = []
    for pair in pairs:
        touched = [group for group in groups if {pair.source, pair.other_source} & group]
        groups = [group for group in groups if group not in touched]
        groups.append({pair.source, pair.other_source}.union(*touched))
    return groups


def report_list(round_: Round, sources: Sources) -> str:
    """The mark of the list of all files with kind and stage, on which the counts of reports rest."""
    rows = []
    for report in round_.reports:
        if report.metadata is None or report.assessment is None:
            told, reason = "未能读取", report.error.message if report.error else ""
        else:
            stage = f"，{words.STAGES[report.assessment.stage]}" if is_judged(report) else ""
            told, reason = f"{words.REPORT_KINDS[report.metadata.report_kind]}{stage}", report.title or ""
        rows.append(SourceRow(unit=unit_of(report), told=told, sentence=reason, source=report.source))
    return sources.cite("核", f"收到的材料（{len(rows)}份{_by_progress(round_)}）", rows)


def count_plans(round_: Round) -> int:
    """How many of the judged reports are plans, which tell of nothing done."""
    return sum(is_judged(report) and report.report_kind is ReportKind.PLAN for report in round_.reports)


def judged_kind(round_: Round) -> str:
    """What the judged reports are called together."""
    plans, judged = count_plans(round_), sum(is_judged(report) for report in round_.reports)
    return "活动报告" if not plans else "计划" if plans == judged else "活动报告和计划"


def _by_progress(round_: Round) -> str:
    """The counts of reports that the text tells."""
    reached = [report.stage for report in round_.reports if is_judged(report) and report.stage]
    unread = sum(report.status == "error" for report in round_.reports)
    failed = f"，未能读取{unread}份" if unread else ""
    told = "、".join(f"{name}{len([s for s in reached if s in stages])}份" for name, stages in PROGRESS)
    standing = f"，其中形成长效机制{reached.count(Stage.INSTITUTIONALISED)}份"
    return failed + (f"，其中{judged_kind(round_)}{len(reached)}份：{told}{standing}" if reached else "")


def submission_list(round_: Round, counts: Overview, sources: Sources) -> str:
    """The mark of the list of all units and what they sent in; who is missing stands first."""
    order = {"missing": 0, "late": 1, "undated": 2}
    ordered = sorted(round_.submissions, key=lambda s: order.get(s.status, 3))
    rows = [
        SourceRow(
            unit=submission.unit,
            told=words.submission(submission.status, due=round_.due),
            sentence=submission.message,
            source="；".join(submission.sources),
        )
        for submission in ordered
        if submission.status != "unknown_unit"
    ]
    return sources.cite(
        "核", f"各单位报送情况（{counts.units}个单位，未报送{counts.missing}个，迟报{counts.late}个）", rows
    )
