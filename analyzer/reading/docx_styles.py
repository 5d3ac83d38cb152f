"""What the styles of a docx say of a paragraph or a run, with what they inherit.

In: the root of styles.xml (or nothing). Out: one ``Style`` an id. Never knows any text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from analyzer.reading.docx_xml import VAL, Element, children, is_on, value, w

_HEADING_NAME: Final = re.compile(r"(?:heading|标题)\s*([1-9])$", re.IGNORECASE)
_TITLE_NAMES: Final = frozenset({"title", "标题", "文档标题", "公文标题", "大标题", "主标题"})
_DEEPEST: Final = 32  # styles that inherit in a circle must come to an end

_SMALL: Final = 20_000  # bytes

_PPR, _RPR, _STYLE, _NAME, _BASED_ON = w("pPr"), w("rPr"), w("style"), w("name"), w("basedOn")
_OUTLINE, _JC, _NUM_PR, _NUM_ID, _ILVL, _SZ, _VANISH = (
    w("outlineLvl"), w("jc"), w("numPr"), w("numId"), w("ilvl"), w("sz"), w("vanish"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """A style's properties after inheritance; None where neither it nor its bases set one."""

    id: str | None = None
    heading: int | None = None
    title: bool = False
    centred: bool | None = None
    size: float | None = None  # points
    vanish: bool = False
    number: str | None = None
    level: int | None = None


def without_table_styles(data: bytes) -> bytes:
    """styles.xml without its table styles: they say nothing of text and are 95% of what Word's templates carry."""
    if len(data) < _SMALL or b"<!DOCTYPE" in data:
        return data
    head, *styles = data.split(b"<w:style ")
    if not styles:
        return data
    last, end, tail = styles[-1].rpartition(b"</w:style>")
    kept = [style for style in [*styles[:-1], last + end] if b'w:type="table"' not in style[:80]]
    return b"<w:style ".join([head, *kept]) + tail if end else data


class Styles:
    """Styles by id, resolved when first asked for."""

    def __init__(self, root: Element | None) -> None:
        self._elements: dict[str, Element] = {}
        self._resolved: dict[str | None, Style] = {}
        self._default: str | None = None
        self._plain = Style()
        for element in children(root, _STYLE):
            style_id = element.get(w("styleId"))
            if style_id is None:
                continue
            self._elements.setdefault(style_id, element)
            if element.get(w("type")) == "paragraph" and element.get(w("default"), "0") in ("1", "true", "on"):
                self._default = style_id
        if root is not None:
            run = root.find(f"{w('docDefaults')}/{w('rPrDefault')}/{_RPR}")
            self._plain = Style(size=_points(value(run, _SZ)), vanish=bool(is_on(_child(run, _VANISH))))

    def __getitem__(self, style_id: str | None) -> Style:
        """The style of a paragraph or a run; the default paragraph style for None."""
        style = self._resolved.get(style_id)
        if style is None:
            wanted = self._default if style_id is None else style_id
            style = self._resolved[style_id] = self._resolve(wanted, 0) if wanted else self._plain
        return style

    def run_vanish(self, style_id: str) -> bool:
        """Whether a character style hides its text; a character style does not inherit the paragraph default."""
        return style_id in self._elements and self[style_id].vanish

    def _resolve(self, style_id: str, depth: int) -> Style:
        element = self._elements.get(style_id)
        if element is None or depth > _DEEPEST:
            by_id = _HEADING_NAME.match(style_id)
            return Style(id=style_id, heading=int(by_id[1]) if by_id else None, title=style_id.lower() == "title",
                         size=self._plain.size)  # fmt: skip
        based_on = value(element, _BASED_ON)
        base = self._resolve(based_on, depth + 1) if based_on and based_on != style_id else self._plain
        name = (value(element, _NAME) or "").strip()
        paragraph, run = element.find(_PPR), element.find(_RPR)
        numbering = _child(paragraph, _NUM_PR)
        vanish = is_on(_child(run, _VANISH))
        level = value(numbering, _ILVL)
        return Style(
            id=style_id,
            heading=_heading(name, value(paragraph, _OUTLINE), base.heading),
            title=name.lower() in _TITLE_NAMES or (base.title and not _HEADING_NAME.match(name)),
            centred=_centred(value(paragraph, _JC), base.centred),
            size=_points(value(run, _SZ)) or base.size,
            vanish=base.vanish if vanish is None else vanish,
            number=value(numbering, _NUM_ID) or base.number,
            level=int(level) if level and level.isdecimal() else base.level,
        )


def _heading(name: str, outline: str | None, inherited: int | None) -> int | None:
    named = _HEADING_NAME.match(name)
    if named:
        return int(named[1])
    level = outline_level(outline)
    return inherited if level is None else level or None


def outline_level(outline: str | None) -> int | None:
    """The heading level of an outlineLvl: 1…9; 0 for body text (9); None if it says nothing."""
    if outline is None or not outline.isdecimal():
        return None
    return int(outline) + 1 if int(outline) < 9 else 0


def _centred(alignment: str | None, inherited: bool | None) -> bool | None:
    return inherited if alignment is None else alignment == "center"


def _points(half_points: str | None) -> float | None:
    try:
        return float(half_points) / 2 if half_points else None
    except ValueError:
        return None


def _child(parent: Element | None, name: str) -> Element | None:
    return None if parent is None else parent.find(name)


def paragraph_size(element: Element) -> float | None:
    """The size set on a run's own properties, in points."""
    size = element.find(_SZ)
    return None if size is None else _points(size.get(VAL))
