"""A ``Round`` in, the draft circular's paragraphs and annexes out, every sentence made from what the round shows.

Units are praised by name and counted, not named, for their shortfalls: a name needs a supervisor's decision.
Never knows docx, fonts or pages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from analyzer.export import words
from analyzer.export.circular_figures import figure_paragraph
from analyzer.export.circular_history import against_earlier
from analyzer.export.circular_phrases import Speaker, listed, phrases
from analyzer.export.circular_practices import praise
from analyzer.export.circular_shortfalls import (
    PROGRESS,
    Confirmed,
    contradicting,
    count_plans,
    demands,
    judged_kind,
    report_list,
    shortfalls,
    submission_list,
)
from analyzer.export.circular_sources import Annex, SourceRow, Sources, sentence_row, unmarked
from analyzer.export.overview import Overview, is_judged, overview, unit_of
from analyzer.types import Analysis, Round, Stage

if TYPE_CHECKING:
    from analyzer.export.circular_phrases import Phrases

Level: TypeAlias = Literal["heading", "body", "note"]

_ORDINALS: Final = "一二三四五六七八九十"
_STAGES: Final = tuple(Stage)
#: Shares of fewer reports than this say less than the counts do.
_SHARES_FROM: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """A paragraph; ``lead`` is the run-in heading at its start, such as （一）进展不平衡。"""

    level: Level
    text: str
    lead: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Circular:
    title: str
    addressee: str
    paragraphs: tuple[Paragraph, ...]
    annexes: tuple[Annex, ...]


def campaign_name(round_: Round) -> str:
    """The campaign as running text names it: “三解三促”活动; the round's, else what most reports name."""
    name = (round_.campaign or _told_campaign(round_)).strip('“”" ')
    if not name:
        return round_.name.strip() or "本轮督查"
    return name if name.endswith("活动") else f"“{name}”活动"


def _told_campaign(round_: Round) -> str:
    told = [report.metadata.campaign or "" for report in round_.reports if report.metadata and is_judged(report)]
    name, count = Counter(told).most_common(1)[0] if told else ("", 0)
    return name if 2 * count > len(told) else ""


def compose(round_: Round, *, confirmed: Confirmed = ()) -> Circular:
    """The draft circular of a round.

    Args:
        round_: the finished round.
        confirmed: pairs of unit and finding that a supervisor has confirmed; these units, and no others, are named
            for a shortfall. A pair that the round does not show is not told.
    """
    counts, told, say, sources = overview(round_), phrases(), Speaker(), Sources()
    opening = _opening(round_, counts, say, told, sources)
    sections: list[tuple[str, list[Paragraph]]] = [
        ("总体情况", list(_situation(round_, counts, say, told, sources))),
        ("主要做法和成效", list(_numbered(praise(round_, say, told, sources)))),
        ("存在问题", list(_shortfalls(round_, counts, say, told, sources, confirmed))),
        ("下一步要求", list(_demands(round_, counts, say, told))),
    ]
    paragraphs = [Paragraph(level="body", text=opening)]
    missing = Paragraph(level="note", text="〔本轮结果没有可以写入这一部分的内容，请人工补充或删去。〕")
    for number, (heading, body) in enumerate(sections):
        paragraphs.append(Paragraph(level="heading", text=f"{_ORDINALS[number]}、{heading}"))
        paragraphs += body or [missing]
    subject = campaign_name(round_)
    return Circular(
        title=f"关于{subject}{'开展' if subject.endswith('活动') else ''}情况的通报",
        addressee="各有关单位：",
        paragraphs=tuple(paragraphs),
        annexes=sources.annexes(),
    )


def _opening(round_: Round, counts: Overview, say: Speaker, told: Phrases, sources: Sources) -> str:
    campaign = campaign_name(round_) + (f"（{round_.period}）" if round_.period else "")
    if not counts.files:
        return say.say(told.sentences.nothing_sent, campaign=campaign)
    files = f"{counts.files}份{report_list(round_, sources)}"
    if not counts.readable:
        return say.say(told.sentences.nothing_read, campaign=campaign, files=files)
    text = say.say(told.sentences.opening, campaign=campaign) + say.say(told.sentences.received, files=files)
    others = counts.readable - counts.judged
    plans = count_plans(round_)
    if (others or plans) and counts.judged:
        kinds = (counts.judged - plans, "活动报告"), (plans, "计划"), (others, "通报、实施方案等")
        text += "，其中" + "，".join(f"{kind}{count}份" for count, kind in kinds if count)
    return f"{text}。现将有关情况通报如下："


def _situation(round_: Round, counts: Overview, say: Speaker, told: Phrases, sources: Sources) -> Iterator[Paragraph]:
    if counts.units:
        yield Paragraph(level="body", text=_submitted(round_, counts, say, told, sources))
    if counts.unreadable and counts.readable:
        files = f"{counts.unreadable}份{report_list(round_, sources)}"
        yield Paragraph(level="body", text=say.say(told.sentences.unreadable, files=files))
    figures = figure_paragraph(round_, counts, say, told, sources)
    if figures:
        yield Paragraph(level="body", text=figures)
    if counts.judged:
        yield Paragraph(level="body", text=_progress(round_, counts, say, told, sources))


def _submitted(round_: Round, counts: Overview, say: Speaker, told: Phrases, sources: Sources) -> str:
    mark = submission_list(round_, counts, sources)
    units = f"{counts.units}个{mark}"
    if not counts.submitted:
        return say.say(told.sentences.none_submitted, units=units) + _named_missing(round_, mark, say, told)
    if counts.has_roster:
        text = say.say(told.sentences.roster, units=units, submitted=f"{counts.submitted}个")
    else:
        text = say.say(told.sentences.no_roster, units=f"{counts.units}个单位{mark}")
    if counts.submitted and round_.due:
        parts = [
            f"{word}{count}个"
            for count, word in ((counts.on_time, "按时报送"), (counts.late, "迟报"), (counts.undated, "日期不明"))
            if count
        ]
        text += f"（{'、'.join(parts)}）" if counts.on_time < counts.submitted else say.say(told.sentences.all_on_time)
    text += f"，未报送{counts.missing}个。" if counts.missing else "。"
    return text + _named_missing(round_, mark, say, told)


def _named_missing(round_: Round, mark: str, say: Speaker, told: Phrases) -> str:
    """Who has not reported, where round.yaml asks for the names."""
    names = [unmarked(submission.unit) for submission in round_.submissions if submission.status == "missing"]
    if not (round_.name_missing and names):
        return ""
    return say.say(told.sentences.missing_named, names=listed(names) + mark)


def _progress(round_: Round, counts: Overview, say: Speaker, told: Phrases, sources: Sources) -> str:
    """How far the reports have come by their own account, and against the earlier round."""
    mark, stages = report_list(round_, sources), dict(counts.stages)
    kind = judged_kind(round_)
    standing = stages[Stage.INSTITUTIONALISED]
    phrases = ("写出了可以核查的成效", "写到着手解决具体问题，还没有写出成效", "停留在走访调研", "停留在组织发动")
    groups = [
        (sum(stages[stage] for stage in reached), phrase)
        for (_, reached), phrase in zip(PROGRESS, phrases, strict=True)
    ]
    shown = [(count, phrase) for count, phrase in groups if count]
    if counts.judged == 1:
        text = f"从进展看，收到的1份{kind}{mark}{shown[0][1]}"
    elif len(shown) == 1:
        text = f"从进展看，{counts.judged}份{kind}{mark}都{shown[0][1]}"
    else:
        parts = [f"{count}份{phrase}" for count, phrase in shown]
        if counts.judged >= _SHARES_FROM:
            parts[0] += f"，占{words.share(shown[0][0] / counts.judged)}"
        text = f"从进展看，{counts.judged}份{kind}{mark}中，{'；'.join(parts)}"
    if standing and counts.judged > 1:
        text += f"。{standing}份报告{'还' if standing < groups[0][0] else ''}写明已经形成并运行长效机制"
    return f"{text}。{against_earlier(round_, say, told, sources)}{_goal(round_, counts)}"


def _goal(round_: Round, counts: Overview) -> str:
    if not round_.expected_stage:
        return ""
    stages = dict(counts.stages)
    goal = f"按本轮应当达到“{words.STAGES[round_.expected_stage]}”的要求，"
    reached = sum(stages[stage] for stage in _STAGES[_STAGES.index(round_.expected_stage) :])
    match reached, counts.judged - reached:
        case 1, 0:
            return f"{goal}这份报告已经达到。"
        case 0, 1:
            return f"{goal}这份报告还没有达到。"
        case _, 0:
            return f"{goal}各份报告都已达到。"
        case 0, _:
            return f"{goal}各份报告都没有达到。"
        case _, behind:
            return f"{goal}已经达到的{reached}份，没有达到的{behind}份。"


def _numbered(items: Iterable[tuple[str, str]]) -> Iterator[Paragraph]:
    """（一） … before each item; a single one needs no number."""
    listed = list(items)
    for number, (lead, text) in enumerate(listed):
        ordinal = f"（{_ORDINALS[number]}）" if len(listed) > 1 else ""
        yield Paragraph(level="body", lead=f"{ordinal}{lead}。", text=text)


def _shortfalls(
    round_: Round, counts: Overview, say: Speaker, told: Phrases, sources: Sources, confirmed: Confirmed
) -> Iterator[Paragraph]:
    if not counts.judged:
        return
    found = list(shortfalls(round_, counts, say, told, sources, confirmed))
    yield from _numbered(found)
    if not found:
        yield Paragraph(level="body", text=say.say(told.sentences.nothing_found))
    faulty = contradicting(round_)
    if faulty:
        mark = sources.cite("核", f"数字前后不一致的报告（{len(faulty)}份）", list(_check_rows(faulty)))
        yield Paragraph(level="body", text=say.say(told.sentences.checks, count=f"{len(faulty)}份{mark}"))
    if found:
        yield Paragraph(
            level="note",
            text="〔以上问题由系统根据报告文字提出，没有核实的只写单位个数，同一单位可能有几项。须由督查人员逐份复核、"
            "负责同志核定后，方可写入单位名称。待复核的报告见工作簿“需要复核”。〕",
        )


def _check_rows(reports: Iterable[Analysis]) -> Iterator[SourceRow]:
    for report in reports:
        for check in report.checks:
            places = [
                report.indicators[number].sentence for number in check.indicators if number < len(report.indicators)
            ]
            for place in dict.fromkeys(places):
                yield sentence_row(report, report.sentences[place], unit=unit_of(report), told=words.CHECKS.get(check.code, "数字不一致"))  # fmt: skip


def _demands(round_: Round, counts: Overview, say: Speaker, told: Phrases) -> Iterator[Paragraph]:
    items = list(demands(round_, counts, say, told))
    yield from _numbered(items)
    if items:
        yield Paragraph(level="note", text="〔完成时限和督查安排请人工补充。〕")
    elif counts.judged:
        yield Paragraph(level="body", text=say.say(told.sentences.demand_keep))
