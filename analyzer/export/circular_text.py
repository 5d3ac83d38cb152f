"""A ``Round`` in, the draft circular's paragraphs and annexes out, every sentence made from what the round shows.

Units are praised by name and counted, not named, for their deficiencies: that needs a supervisor's decision.
Never knows docx, fonts or pages.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from analyzer.export import words
from analyzer.export.circular_practices import practice_paragraphs, praised
from analyzer.export.circular_sources import Annex, figure_annex, practice_annex
from analyzer.export.overlaps import overlaps
from analyzer.export.overview import Overview, RoundTotal, is_judged, overview, units_with
from analyzer.types import FigureKind, FindingCode, Round, Stage

Level: TypeAlias = Literal["heading", "body", "note"]

_ORDINALS: Final = "一二三四五六七八九十"
_EACH_KIND: Final = 6
_STRIKING_SHARE: Final = 0.35
_STAGES: Final = tuple(Stage)


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


def compose(round_: Round) -> Circular:
    """The draft circular of a round."""
    counts = overview(round_)
    named = _named_totals(counts)
    practices = praised(round_)
    sections: list[tuple[str, list[Paragraph]]] = [
        ("总体情况", list(_situation(round_, counts, named))),
        ("主要做法", [Paragraph(level="body", lead=lead, text=text) for lead, text in practice_paragraphs(practices)]),
        ("存在问题", list(_deficiencies(round_, counts))),
        ("下一步要求", list(_demands(round_, counts))),
        ("报送情况", list(_submissions(round_, counts))),
    ]
    missing = Paragraph(level="note", text="〔本轮结果没有可以写入这一部分的内容，请人工补充或删去。〕")
    paragraphs = [Paragraph(level="body", text=_opening(round_, counts))]
    for number, (heading, body) in enumerate(sections):
        paragraphs.append(Paragraph(level="heading", text=f"{_ORDINALS[number]}、{heading}"))
        paragraphs += body or [missing]
    annexes = [figure_annex(round_, named), practice_annex(practices)]
    subject = campaign_name(round_)
    return Circular(
        title=f"关于{subject}{'开展' if subject.endswith('活动') else ''}情况的通报",
        addressee="各有关单位：",
        paragraphs=tuple(paragraphs),
        annexes=tuple(annex for annex in annexes if annex.groups),
    )


def _opening(round_: Round, counts: Overview) -> str:
    when = f"（{round_.period}）" if round_.period else ""
    parts = [f"近期，对各单位报送的{campaign_name(round_)}{when}材料进行了汇总分析。"]
    if counts.readable:
        others = counts.readable - counts.judged
        kinds = f"，其中活动报告{counts.judged}份、通知通报和实施方案等{others}份" if others else ""
        read = f"读取{counts.readable}份" if counts.readable < counts.files else "都已读取"
        parts.append(f"共收到材料{counts.files}份，{read}{kinds}。")
    else:
        parts.append(f"共收到材料{counts.files}份，都未能读取。" if counts.files else "尚未收到材料。")
    parts.append("现将有关情况通报如下：")
    return "".join(parts)


def _named_totals(counts: Overview) -> tuple[RoundTotal, ...]:
    chosen: list[RoundTotal] = []
    for kind in FigureKind:
        chosen += [total for total in counts.headline if total.kind is kind][:_EACH_KIND]
    return tuple(chosen)


def plain_amount(total: RoundTotal) -> str:
    """A total as official documents write it: without separators, money from 10,000 yuan on in 万元."""
    return words.amount(total.value, total.unit).replace(",", "")


def _situation(round_: Round, counts: Overview, named: Sequence[RoundTotal]) -> Iterator[Paragraph]:
    if counts.units:
        if counts.has_roster:
            text = f"本轮应报送单位{counts.units}个，已报送{counts.submitted}个"
        else:
            text = f"本轮共有{counts.units}个单位报送了材料"
        if counts.submitted and round_.due:
            told = [(counts.on_time, "按时报送"), (counts.late, "迟报"), (counts.undated, "日期不明的")]
            parts = [f"{word}{count}个" for count, word in told if count]
            text += f"，其中{'、'.join(parts)}" if counts.on_time < counts.submitted else "，都在截止日期前报送"
        yield Paragraph(level="body", text=text + (f"；{counts.missing}个单位未报送。" if counts.missing else "。"))
    if counts.unreadable and counts.readable:
        text = f"有{counts.unreadable}份材料因格式、损坏等原因未能读取，不在以下统计之内。"
        yield Paragraph(level="body", text=text)
    if named:
        yield Paragraph(level="body", text=_figures(named))
    if counts.judged:
        yield Paragraph(level="body", text=_progress(round_, counts))


def _figures(named: Sequence[RoundTotal]) -> str:
    openings = {
        FigureKind.INPUT: "从走访和投入看，",
        FigureKind.OUTPUT: "从办理和落实看，",
        FigureKind.OUTCOME: "从群众得到的变化看，",
    }
    clauses = []
    for kind, opening in openings.items():
        told: dict[str, list[str]] = {}
        for total in named:
            if total.kind is kind:
                told.setdefault(total.canonical, []).append(f"{plain_amount(total)}（{total.holders}个单位）")
        if told:
            clauses.append(opening + "、".join(name + "和".join(amounts) for name, amounts in told.items()))
    return (
        f"据各单位自报数汇总，{'；'.join(clauses)}。括号内为报告这一数字的单位个数。这些数字未经实地核实，出处见附件。"
    )


def _progress(round_: Round, counts: Overview) -> str:
    stages = dict(counts.stages)
    standing = stages[Stage.INSTITUTIONALISED]
    done = stages[Stage.DELIVERED] + standing
    solving = stages[Stage.SOLVING]
    groups = [
        (done, "写明已有可核查的成效"),
        (solving, "着手解决具体问题"),
        (counts.judged - done - solving, "停留在走访调研及以前各步"),
    ]
    told = [(count, phrase) for count, phrase in groups if count]
    if len(told) == 1:
        text = f"从进展看，{counts.judged}份活动报告都{told[0][1]}"
    else:
        shares = [f"{phrase}的{count}份、占{words.share(count / counts.judged)}" for count, phrase in told]
        text = f"从进展看，{counts.judged}份活动报告中，{'，'.join(shares)}"
    text += f"。写明已形成并运行长效机制的有{standing}份。" if standing else "。"
    if round_.expected_stage:
        goal = f"对照本轮应到的“{words.STAGES[round_.expected_stage]}”"
        reached = sum(stages[stage] for stage in _STAGES[_STAGES.index(round_.expected_stage) :])
        match reached, counts.judged - reached:
            case _, 0:
                text += f"{goal}，都已达到。"
            case 0, _:
                text += f"{goal}，都没有达到。"
            case _, behind:
                text += f"{goal}，达到的{reached}份，没有达到的{behind}份。"
    return text


def _numbered(items: Iterable[tuple[str, str]]) -> Iterator[Paragraph]:
    for number, (lead, text) in enumerate(items):
        yield Paragraph(level="body", lead=f"（{_ORDINALS[number]}）{lead}。", text=text)


def _deficiencies(round_: Round, counts: Overview) -> Iterator[Paragraph]:
    if not counts.judged:
        return
    lagging = len(units_with(round_, [FindingCode.PROGRESS_LAG]))
    contact = len(units_with(round_, [FindingCode.CONTACT_ONLY]))
    vague = len(units_with(round_, [FindingCode.VAGUE_MEASURES]))
    plain = len(units_with(round_, [FindingCode.NO_OWN_FEATURES]))
    items: list[tuple[str, str]] = []
    if lagging:
        done = sum(count for stage, count in counts.stages if _STAGES.index(stage) >= _STAGES.index(Stage.DELIVERED))
        contrast = f"而同期已有{done}份报告写出了可核查的成效。" if done else ""
        items.append(
            (
                "进展不平衡",
                f"有{lagging}个单位的报告仍停留在建立组织、制定计划、动员部署，没有写到着手解决问题。{contrast}",
            )
        )
    if contact or vague:
        told = []
        if contact:
            told.append(f"有{contact}个单位的报告停留于走访、慰问、座谈，没有写明由此解决了什么问题")
        if vague:
            told.append(f"有{vague}个单位的措施和成效写得笼统，缺少可供核查的地点、对象、数量和时间")
        items.append(("工作不深入", "；".join(told) + "。"))
    if plain:
        alike = sum(pair.kind == "report" and pair.largest >= _STRIKING_SHARE for pair in overlaps(round_))
        copied = f"另有{alike}组报告之间三分之一以上的文字雷同。" if alike else ""
        items.append(("特色不鲜明", f"有{plain}个单位的报告没有写出本单位自己的做法。{copied}"))
    if not items:
        yield Paragraph(level="body", text="从各单位报告看，没有发现进展滞后、停留于走访、措施空泛或缺少特色的情况。")
        return
    yield from _numbered(items)
    yield Paragraph(
        level="note",
        text="〔以上问题由系统根据报告文字提出，只写单位个数，没有点名，同一单位可能有几项。须由督查人员逐份复核、"
        "负责同志核定后，方可写入单位名称。待复核的报告见工作簿“需要复核”。〕",
    )


def _demands(round_: Round, counts: Overview) -> Iterator[Paragraph]:
    def has(*codes: FindingCode) -> bool:
        return bool(units_with(round_, codes))

    items: list[tuple[str, str]] = []
    if has(FindingCode.PROGRESS_LAG):
        items.append(
            ("加快工作进度", "仍在组织发动的单位，要尽快进村入户、摸清问题，把任务落实到人，把着手解决的问题报上来。")
        )
    if has(FindingCode.CONTACT_ONLY):
        items.append(
            (
                "抓好问题解决",
                "走访之后要有下文，对收集到的意见逐条明确责任人和时限，办结一件、销号一件，办不了的向群众说明。",
            )
        )
    if has(FindingCode.VAGUE_MEASURES):
        items.append(("用事实说话", "报告要写清问题、办法和结果，写明地点、对象、数量和时间，经得起到现场核对。"))
    if has(FindingCode.NO_OWN_FEATURES):
        items.append(
            ("做出自身特色", "结合本单位的行业、地域和群众需要确定自选动作，不得照搬上级文件和其他单位的材料。")
        )
    if any(report.checks for report in round_.reports):
        items.append(("核准上报数据", "数据前后不一的单位，要对照台账逐项核实后更正。"))
    if counts.missing or counts.late:
        who = "未报送的单位要尽快补报，" if counts.missing else ""
        items.append(("按时报送材料", f"{who}今后各单位要按规定时间报送。"))
    yield from _numbered(items)
    if items:
        yield Paragraph(level="note", text="〔完成时限和督查安排请人工补充。〕")


def _submissions(round_: Round, counts: Overview) -> Iterator[Paragraph]:
    def names(status: str) -> list[str]:
        return [submission.unit for submission in round_.submissions if submission.status == status]

    absent, late, undated = names("missing"), names("late"), names("undated")
    if not (absent or late) and counts.units:
        yield Paragraph(level="body", text=f"共有{counts.units}个单位报送了材料，没有查到未报送或迟报的单位。")
    if not counts.has_roster:
        yield Paragraph(level="note", text="〔如需写明谁没有报送，请提供单位名单后重新汇总。〕")
    if absent:
        yield Paragraph(level="body", text=f"未报送的单位（{len(absent)}个）：{'、'.join(absent)}。")
    if late:
        due = f"（截止日期{words.chinese_date(round_.due)}）" if round_.due else ""
        yield Paragraph(level="body", text=f"迟报的单位（{len(late)}个）{due}：{'、'.join(late)}。")
    if undated:
        yield Paragraph(level="body", text=f"报送日期不明的单位（{len(undated)}个）：{'、'.join(undated)}。")
    faulty = sum(bool(report.checks) for report in round_.reports if is_judged(report))
    if faulty:
        yield Paragraph(level="body", text=f"有{faulty}份报告的数字前后不一致，已列入复核。")
    if absent or late:
        yield Paragraph(level="note", text="〔以上名单按系统收到的文件统计，发文前请与收文登记核对。〕")
