"""The schema of every lexicon file: what an inspector may write in ``lexicons/*.yaml``.

In: plain YAML data. Out: frozen pydantic entries. Never knows where a file lies or what its words are used for.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from analyzer.types import FigureKind, FindingCode, ReportKind, Role


class Entry(BaseModel):
    """Base of all entries: frozen, and an unknown key is an error (usually a slip of the pen)."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _no_blank(words: tuple[str, ...]) -> tuple[str, ...]:
    for word in words:
        if not word.strip():
            raise ValueError("空白词条")
    doubles = {word for word in words if words.count(word) > 1}
    if doubles:
        raise ValueError(f"重复的词条：{'、'.join(sorted(doubles))}")
    return words


def _is_pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as problem:
        raise ValueError(f"正则表达式有误：{problem}") from None
    return text


def _one_full_name(table: dict[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    """Each short name leads to one full name, and no short name is the full name of another entry."""
    owner: dict[str, str] = {}
    for full, shorts in table.items():
        for short in shorts:
            if short in table:
                raise ValueError(f"“{short}”既是简称又是全称")
            if owner.setdefault(short, full) != full:
                raise ValueError(f"简称“{short}”有两个全称：{owner[short]}、{full}")
    return table


Words = Annotated[tuple[str, ...], AfterValidator(_no_blank)]
Pattern = Annotated[str, AfterValidator(_is_pattern)]
Abbreviations = Annotated[dict[str, Words], AfterValidator(_one_full_name)]


def explain(kind: str, message: str) -> str:
    """A pydantic fault in plain Chinese."""
    known = {
        "missing": "缺少这一项",
        "extra_forbidden": "不认识的项目名，请检查拼写",
        "string_type": "这里应当是文字（必要时加引号）",
        "tuple_type": "这里应当是一个列表（每行以“- ”开头）",
        "list_type": "这里应当是一个列表（每行以“- ”开头）",
        "dict_type": "这里应当是“名称: 内容”的对照表",
        "model_type": "这里应当是“名称: 内容”的对照表",
        "float_parsing": "这里应当是数字",
        "float_type": "这里应当是数字",
        "enum": "不是允许的取值",
        "value_error": message.removeprefix("Value error, "),
    }
    return known.get(kind, message)


class Campaigns(Entry):
    """Campaign names (not practices, not units), and the words that follow one in running text."""

    names: Words
    followed_by: Words


class MeasureGroup(Entry):
    """Measure words of one dimension. ``factor`` turns a written unit into the base unit."""

    dimension: str
    words: Words
    base: str | None = None  # None: each word is its own base unit
    factors: dict[str, float] = Field(default_factory=dict)  # word → how many base units


class Measures(Entry):
    not_before: dict[str, str] = Field(default_factory=dict)  # measure word → signs that make it half a word
    groups: tuple[MeasureGroup, ...]


class HeadUnit(Entry):
    pattern: Pattern
    unit: str


class Tables(Entry):
    """How a table's heads are read."""

    no_figure_heads: Pattern
    total_rows: Pattern
    holder_heads: Pattern  # heads of a first column whose cells own the row's figures
    head_units: tuple[HeadUnit, ...]


class Figures(Entry):
    """Words around a number that change what it is."""

    about_before: Words
    about_after: Words
    over_before: Words
    over_after: Words
    under_before: Words
    under_after: Words
    total_words: Words  # 共, 累计 …: skipped between verb and number
    planned_cues: Words
    planned_headings: Words
    prescribed_cues: Words
    achieved_cues: Words
    own_part_nouns: Words  # 方面, 结合 …: "三个结合" counts the report's own parts
    statistic_cues: Words  # 下辖, 总人口 …: the place's background
    stock_before: Words  # 下辖, 总人口: right before a number, always what the place has
    trouble_cues: Words  # 缺水, 拖欠 …: the size of a problem, not of the work
    duration_verbs: Words  # 下基层, 驻村 …: a duration after these measures work
    visited_cues: Words
    giving_verbs: Words  # 补助, 出资 …: another unit that gives owns the figure
    outcome_cues: Words
    output_cues: Words
    input_cues: Words
    name_stops: Words  # 把, 由, 到 …: words that a figure's name does not reach over
    each_words: tuple[Pattern, ...]  # 每户, 人均 …: so much for each
    money_cues: Words  # 花了, 拿出 …: near these a bare 3万 is money
    tenths_not_before: Words  # 三成员: 成 is the head of a word
    dimes_not_before: Words  # 羊毛衫: 毛 is no tenth of a 元
    tables: Tables
    not_a_figure: tuple[Pattern, ...]  # whole expressions that only look like figures


class CanonicalIndicator(Entry):
    name: str
    dimension: str
    unit: str
    kind: FigureKind
    aliases: Words = ()
    pattern: Pattern | None = None
    units: Words = ()  # measure words it may be written with; empty: any
    equal_units: dict[str, float] = Field(default_factory=dict)  # written unit → how many of ``unit``, to add up


class Indicators(Entry):
    verbs: Words
    subjects: Words
    indicators: tuple[CanonicalIndicator, ...]


class Practices(Entry):
    kinds: dict[str, Words]  # 制度: the nouns that make a practice one
    introducing_verbs: Words
    names: Words  # known practices, found without quotation marks
    unquoted_endings: Words  # nouns that may end a name without quotation marks
    name_stops: Words  # words such a name does not reach over
    number_frames: tuple[Pattern, ...]
    not_practices: Words
    not_practice_patterns: tuple[Pattern, ...]
    award_words: Words


class UnitType(Entry):
    type: str
    suffixes: Words = ()
    names: Words = ()  # full names and accepted short names


class Units(Entry):
    levels: Words  # 市, 县, 区 …: heads a department's name may carry
    types: tuple[UnitType, ...]
    departments: Words  # 财政局, 编办 …: the part after the level
    local_institutions: Words  # 派出所, 卫生院 …: after a township's name
    masses: Words
    whole: Words  # 全市, 全县
    not_units: Words
    not_unit_tails: tuple[str, ...]  # 住村, 下村 …: words that end like a unit
    not_name_words: Words  # 累计, 人均 …: never part of a name
    not_before: Words  # 在, 到 …: a unit after these is a place, not an actor
    abbreviations: Abbreviations  # 妇女联合会: [妇联]: the same unit, after the level
    name_ends: Words  # 管理所, 联络站 …: end a name only where a name is due (title, signature)
    team_ends: Words  # 工作队, 第一书记 …: end the name of those sent to a village
    offices: Words  # 督查组, 活动办 …: end the name of a campaign's or an inspection's office
    inspections: Words  # 督查, 暗访 …: what an inspecting office does
    team_words: Words  # 帮扶, 扶贫 …: stand before a team's ending and make no other team


class TitleWords(Entry):
    kind: ReportKind
    words: Words


class Reports(Entry):
    kinds: tuple[TitleWords, ...]
    summary_first: Words  # a title with one of these is a summary, whatever else it names …
    before_summary: Words  # … unless one of these stands in it too
    always_summary: Words  # of those, the ones that no word of progress makes a progress report
    own_superior_words: Words
    bulletin_marks: Words
    mastheads: Words  # over the title: a bulletin
    circular_mastheads: Words  # of a paper with a number: a circular
    news_openings: Words  # 近日 …: a text that names no kind and opens so is a news item
    plan_who: Words  # a plan's sentence with one of these says who does it
    plan_when: tuple[Pattern, ...]  # … and with one of these, when


class RoleCue(Entry):
    role: Role
    words: Words


class Roles(Entry):
    cues: tuple[RoleCue, ...]


class FindingWords(Entry):
    finding: FindingCode
    message: str
    plan_message: str | None = None  # said of a plan, which has no deeds to tell


class Phrases(Entry):
    """The genre's formulas: what could be printed under any unit's name."""

    boilerplate: Words
    vague_claims: Words
    prescribed_moves: Words  # 市定动作: what every superior's notice asks for
    vague_measures: Words
    beneficiaries: Words
    objects: Words  # concrete things an inspector could look at
    findings: tuple[FindingWords, ...]


class Trade(Entry):
    """The words in which one kind of unit speaks of its own business."""

    units: Words  # parts of a unit's name that tell the trade
    words: Words


class Trades(Entry):
    """Trades by unit; a unit whose name holds parts of several trades has the words of all."""

    trades: tuple[Trade, ...]


class Checks(Entry):
    """Words by which figures of one report are held against one another."""

    part_rates: Words  # 满意率 …: a part of a whole, at most 100%
    open_rates: Words  # 完成率 …: may exceed 100%
    growth: Words  # before a rate: it may exceed 100%
    stay: Words  # days in the village
    staff: Words  # nouns whose number is a headcount
    overlapping: Words  # kinds of people one person may belong to at once
    rest: Words  # 其余: the list is complete
    loose: Words  # 等: the list is not
    partition: Words  # 分为: the parts make the whole
    done: Words
    going: Words
    left: Words  # 尚未: what became of the rest
    multiple_choice: Words
    degrees: Words  # 非常: before a grade
    grades: Words  # 满意: answers that exclude one another
    low_grades: Words
    several_answers: Words  # one person may give more than one
    no_share: Words  # a percentage after these is no share
    compared: Words  # a figure after these is no part
    expected: Words  # what should be, not what is
    visiting: Words  # ways to say that homes were visited
    narrow: Words  # some of the people or places, not all
    whole: Words  # the whole campaign or unit
    counted_twice: Words  # parts may exceed their whole
    no_run: Words  # with one of these a figure is no running total
    times_apart: Words  # what is told of these is of another time
    unit_signs: Words  # 全 and one of these: the whole unit
    empty_words: Words  # say nothing of what is counted
    item_heads: Words  # head of a table's first column whose rows are items, not units
    other_columns: Words  # columns of such a table that do not tell what was done
    last_year: Words
    prescribed: Words  # a figure set from above
    surnames: Words
    titles: Words  # behind a surname: one person


class Season(Entry):
    """A feast or season and the months it may fall in."""

    words: Words
    first: int = Field(ge=1, le=12)
    last: int = Field(ge=1, le=12)


class Times(Entry):
    """Words that tell what time a figure is of, whether it is a running total, and whether it is a part's."""

    seasons: tuple[Season, ...]
    season_tails: Words  # 期间, 前 …: only with one of these is a feast a time
    now: Words
    not_since: Words  # 一直, 长期 …: before 以来 these tell no time
    compared: Words
    every: Words
    attached: Words  # 的, 结转 …: a time with one of these after it is the next figure's alone
    inside: Words
    cumulative: Words
    totals: Pattern
    new: Words
    part_endings: Words  # 科, 支部 …: with a name before it a part of a unit
    numbered_parts: Words  # 组, 分队 …: with a number before it
    part_people: Words


Group = Annotated[Words, Field(min_length=2)]


def _one_group(groups: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    seen: set[str] = set()
    for group in groups:
        for word in group:
            if len(word) < 2:
                raise ValueError(f"“{word}”只有一个字，容易把别的词拆坏，请写两个字以上的词")
            if word in seen:
                raise ValueError(f"“{word}”出现在两组里，一个词只能归一组")
            seen.add(word)
    return groups


class Synonyms(Entry):
    """Words that may stand for one another when two sentences are compared; the first of a group stands for all."""

    groups: Annotated[tuple[Group, ...], AfterValidator(_one_group)]
    dropped: Words  # 积极, 切实 …: with or without them the sentence says the same
