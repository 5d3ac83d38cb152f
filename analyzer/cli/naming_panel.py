"""Groups of unnamed indicators → a table, plain data, and lines to paste into ``lexicons/indicators.yaml``.

In: ``NameGroup``s. Out: rich tables, dicts, YAML text. Names and sentences come from reports and are not trusted: YAML
is written by the YAML library, and nothing that breaks a line or moves a cursor stays in a comment.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

import yaml
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from analyzer.cli.console import plain
from analyzer.export import words
from analyzer.inspection.unnamed import NameExample, NameGroup

_MEMBERS_SHOWN: Final = 6
_AROUND: Final = 24  # characters of a sentence kept on either side of its figure
_WIDE: Final = 10**6  # the YAML library may not break a line that becomes a comment
_HEAD: Final = """\
  # 以下由 analyzer lexicon suggest 整理，粘贴到 indicators.yaml 的末尾（与上面各条对齐），再运行 analyzer lexicon check。
  # 请逐条核对：名称可以改；数的不是一回事的，从 aliases 里删掉；不要的整条删掉。
"""


def _one_line(text: str) -> str:
    """``text`` on one line: control characters and every kind of line break become a space."""
    return "".join(
        " " if unicodedata.category(sign)[0] == "C" or unicodedata.category(sign) in {"Zl", "Zp"} else sign
        for sign in text
    ).strip()


def _clean_name(text: str) -> str:
    return "".join(_one_line(text).split())


def _excerpt(example: NameExample) -> str:
    sentence, figure = _one_line(example.sentence), _one_line(example.figure)
    at = max(sentence.find(figure), 0)
    start, end = max(at - _AROUND, 0), at + len(figure) + _AROUND
    return ("…" if start else "") + sentence[start:end] + ("…" if end < len(sentence) else "")


def _place(example: NameExample) -> str:
    page = "" if example.page is None else f"第{example.page}页"
    return f"{_one_line(example.source)} {page}第{example.block + 1}段"


def _counted(pairs: Sequence[tuple[str, int]], shown: int | None = None) -> str:
    told = "、".join(f"{_one_line(name)}（{count}）" for name, count in pairs[:shown])
    return told + (f" 等 {len(pairs)} 种" if shown is not None and len(pairs) > shown else "")


def _nearest(group: NameGroup) -> str:
    if group.nearest is None:
        return "—"
    return f"{'可并入' if group.is_close else ''}“{group.nearest}”（相似 {group.similarity:.0%}）"


def as_data(groups: Sequence[NameGroup], *, nameless: int) -> dict[str, Any]:
    """The groups for scripts."""
    return {
        "nameless": nameless,
        "groups": [
            {
                "name": group.name,
                "figures": group.figures,
                "reports": group.reports,
                "dimension": group.dimension,
                "kind": group.kind,
                "members": [{"name": name, "figures": count} for name, count in group.members],
                "units": [{"unit": unit, "figures": count} for unit, count in group.units],
                "nearest": group.nearest,
                "similarity": group.similarity,
                "close": group.is_close,
                "missing_units": list(group.missing_units),
                "examples": [
                    {"source": e.source, "page": e.page, "block": e.block, "figure": e.figure, "sentence": e.sentence}
                    for e in group.examples
                ],
            }
            for group in groups
        ],
    }


def panels(groups: Sequence[NameGroup], *, nameless: int) -> Iterator[RenderableType]:
    """One row a group; what is left out is said."""
    if not groups:
        yield Text("没有要命名的指标：这一轮的指标名称都已归入规范指标，或者出现得太少。")
    else:
        table = Table(title=f"还没有规范名称的指标（{len(groups)} 组）", title_justify="left", show_lines=True)
        for label in ("建议名称", "数字", "报告", "各种写法", "单位", "类别", "最接近的规范指标", "例句"):
            table.add_column(label, overflow="fold", justify="right" if label in ("数字", "报告") else "left")
        for group in groups:
            example = group.examples[0]
            cells = (
                group.name,
                str(group.figures),
                str(group.reports),
                _counted(group.members, _MEMBERS_SHOWN),
                _counted(group.units),
                words.FIGURE_KINDS[group.kind],
                _nearest(group),
                f"{_excerpt(example)}〔{_place(example)}〕",
            )
            table.add_row(*(Text(plain(cell)) for cell in cells))
        yield table
    if nameless:
        yield Text(f"另有 {nameless} 个数字，名称里没有说数的是什么（例如只有一个动词），没有列出。")


def _dumped(data: Any, *, flow: bool) -> str:
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, default_flow_style=flow, width=_WIDE).strip()


def _indented(text: str, lead: str) -> str:
    return "".join(f"{lead}{line}\n" for line in text.splitlines())


def _names(group: NameGroup) -> list[str]:
    """The members' names, cleaned, each once, the proposed one first."""
    return list(dict.fromkeys(name for name in (_clean_name(member) for member, _ in group.members) if name))


def _entry(group: NameGroup, taken: set[str]) -> dict[str, Any]:
    """A canonical indicator of ``analyzer.lexicon.schema``; its names are added to ``taken``.

    An alias belongs to one entry. What another entry has already (五保户 as 户 and as 人) is found by pattern.
    """
    names = _names(group)
    unit = _clean_name(group.units[0][0])
    name = names[0] if names[0] not in taken else f"{names[0]}（{unit}）"
    aliases = [alias for alias in names if alias not in taken and alias != name]
    shared = [re.escape(alias) for alias in names if alias in taken]
    taken.update(names, (name,))
    entry: dict[str, Any] = {
        "name": name,
        "dimension": _clean_name(group.dimension),
        "unit": unit,
        "kind": group.kind.value,
        "units": list(dict.fromkeys(_clean_name(written) for written, _ in group.units)),
        "equal_units": {unit: 1},
    }
    if aliases:
        entry["aliases"] = aliases
    if shared:
        entry["pattern"] = f"^(?:{'|'.join(shared)})$"
    return entry


def _advice(group: NameGroup) -> str:
    """What to add to the existing entry, as comment lines: whose entry it is, a person decides."""
    lines = [f"很像已有的“{group.nearest}”（相似 {group.similarity:.0%}）。数的确实是一回事，就在那一条里加上："]
    lines.append(f"aliases: {_dumped(_names(group), flow=True)}")
    if group.missing_units:
        missing = [_clean_name(unit) for unit in group.missing_units]
        lines.append(f"那一条的 units 还没有 {_dumped(missing, flow=True)}，也要加上，别名才起作用。")
    return "".join(f"  #   {line}\n" for line in lines)


def fragment(groups: Sequence[NameGroup], *, taken: Iterable[str]) -> str:
    """Entries for the end of ``indicators.yaml``; groups close to an existing indicator stay comments.

    Args:
        groups: as they come from ``group_unnamed``.
        taken: the names and aliases the lexicon has.
    """
    parts, known = [_HEAD], set(taken)
    for group in groups:
        if not _names(group):
            continue
        title = _names(group)[0]
        parts.append(
            f"\n  # {title}：{group.figures} 个数字，{group.reports} 份报告。写法：{_counted(group.members)}\n"
        )
        parts += [f"  # 例：{_excerpt(example)}〔{_place(example)}〕\n" for example in group.examples]
        parts.append(_advice(group) if group.is_close else _indented(_dumped([_entry(group, known)], flow=False), "  "))
    return "".join(parts)
