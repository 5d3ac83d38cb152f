"""The text of one docx paragraph as the page shows it, all revisions accepted.

In: a ``w:p`` element. Out: its text and the text boxes anchored in it. Never knows lists, headings or tables.
"""

from __future__ import annotations

import re
from typing import Final

from analyzer.reading.characters import symbol
from analyzer.reading.docx_styles import Styles
from analyzer.reading.docx_xml import VAL, Element, a, dgm, is_on, m, mc, r, v, w

_TEXT, _RUN, _SKIP, _INSERTED, _DELETED, _TAB, _BREAK, _HYPHEN, _SYMBOL, _ALTERNATE, _BOX, _FIELD, _CODE, _DRAWN = (
    range(14)
)
_DIAGRAM, _MATH, _NOTE = 14, 15, 16

# What is not named here is a wrapper and is looked into: hyperlinks, controls, smart tags, w:ruby, extensions to come.
_ACTIONS: Final = {
    w("t"): _TEXT, w("r"): _RUN, m("t"): _TEXT, m("r"): _MATH,
    w("pPr"): _SKIP, w("rPr"): _SKIP, w("sdtPr"): _SKIP, w("sdtEndPr"): _SKIP, w("smartTagPr"): _SKIP,
    w("customXmlPr"): _SKIP, w("rt"): _SKIP, w("rubyPr"): _SKIP, w("delText"): _SKIP, w("delInstrText"): _SKIP,
    w("footnoteRef"): _SKIP, w("endnoteRef"): _SKIP, w("annotationRef"): _SKIP, w("fldData"): _SKIP,
    w("commentReference"): _SKIP, m("ctrlPr"): _SKIP, m("rPr"): _SKIP,
    w("ins"): _INSERTED, w("moveTo"): _INSERTED, w("del"): _DELETED, w("moveFrom"): _DELETED,
    w("tab"): _TAB, w("ptab"): _TAB, w("br"): _BREAK, w("cr"): _BREAK, w("noBreakHyphen"): _HYPHEN,
    w("sym"): _SYMBOL, mc("AlternateContent"): _ALTERNATE, w("txbxContent"): _BOX, w("fldChar"): _FIELD,
    w("footnoteReference"): _NOTE, w("endnoteReference"): _NOTE,
    w("instrText"): _CODE, a("t"): _SKIP, a("txBody"): _DRAWN, v("textpath"): _SKIP, dgm("relIds"): _DIAGRAM,
}  # fmt: skip
_RPR, _VANISH, _RSTYLE, _T, _AT, _AP = w("rPr"), w("vanish"), w("rStyle"), w("t"), a("t"), a("p")
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"
_ACTIVE_FIELD: Final = re.compile(r"\s*(?:DDE|DDEAUTO|INCLUDETEXT|INCLUDEPICTURE|IMPORT|DATABASE)\b", re.IGNORECASE)

Box = Element | list[str]  # a w:txbxContent to be walked, or the lines of a drawn text


class Inline:
    """Takes paragraphs apart and counts what a person should know of."""

    def __init__(self, styles: Styles) -> None:
        self.styles = styles
        self.insertions = 0
        self.deletions = 0
        self.hidden = 0
        self.active = False
        self.notes: list[tuple[str, str]] = []  # ("footnote" | "endnote", id) in the order the page calls them

    def paragraph(self, element: Element, *, hidden: bool = False) -> tuple[str, list[Box]]:
        """The text of ``element`` and the boxes in it. ``hidden``: its paragraph style hides text."""
        pieces: list[str] = []
        boxes: list[Box] = []
        self._collect(element, pieces, boxes, hidden)
        return "".join(pieces), boxes

    def _collect(self, parent: Element, pieces: list[str], boxes: list[Box], hidden: bool) -> None:
        for child in parent:
            action = _ACTIONS.get(child.tag)
            if action is None:
                self._collect(child, pieces, boxes, hidden)
            elif action is _RUN:
                self._run(child, pieces, boxes, hidden)
            elif action is _TEXT:
                text = child.text
                if text:
                    pieces.append(text if "\n" not in text or child.get(_SPACE) == "preserve" else text.strip())
            elif action is _SKIP:
                continue
            else:
                self._special(action, child, pieces, boxes, hidden)

    def _run(self, run: Element, pieces: list[str], boxes: list[Box], hidden: bool) -> None:
        properties = run.find(_RPR)
        vanished = hidden
        if properties is not None:
            own = is_on(properties.find(_VANISH))
            if own is not None:
                vanished = own
            else:
                style = properties.find(_RSTYLE)
                if style is not None and self.styles.run_vanish(style.get(VAL, "")):
                    vanished = not hidden  # a toggle: hidden twice is shown
        if not vanished:
            self._collect(run, pieces, boxes, hidden)
            return
        unseen: list[str] = []
        self._collect(run, unseen, [], hidden)
        if "".join(unseen).strip():
            self.hidden += 1

    def _special(self, action: int, child: Element, pieces: list[str], boxes: list[Box], hidden: bool) -> None:
        if action is _INSERTED:
            self.insertions += 1
            self._collect(child, pieces, boxes, hidden)
        elif action is _DELETED:
            self.deletions += 1
        elif action is _TAB:
            pieces.append("\t")
        elif action is _BREAK:
            pieces.append("\n")
        elif action is _HYPHEN:
            pieces.append("-")
        elif action is _SYMBOL:
            pieces.append(_symbol(child))
        elif action is _ALTERNATE:
            self._alternate(child, pieces, boxes, hidden)
        elif action is _BOX:
            boxes.append(child)
        elif action is _FIELD:
            pieces.append(_dropdown(child))
        elif action is _CODE:
            self.active = self.active or bool(_ACTIVE_FIELD.match(child.text or ""))
        elif action is _DRAWN:
            boxes.append(["".join(text.text or "" for text in line.iter(_AT)) for line in child.iter(_AP)])
        elif action is _DIAGRAM:
            boxes.append(child)
        elif action is _MATH:
            self._collect(child, pieces, boxes, hidden)
        elif action is _NOTE:  # its number stays out: 修路12公里³ must not read 123公里
            self.notes.append((child.tag.rsplit("}", 1)[1].removesuffix("Reference"), child.get(w("id"), "")))

    def _alternate(self, element: Element, pieces: list[str], boxes: list[Box], hidden: bool) -> None:
        """The same content for newer and older programs: the first that has text is read, the others never."""
        for branch in element:
            got: list[str] = []
            got_boxes: list[Box] = []
            self._collect(branch, got, got_boxes, hidden)
            if any(piece.strip() for piece in got) or any(_has_text(box) for box in got_boxes):
                pieces.extend(got)
                boxes.extend(got_boxes)
                return


def _has_text(box: Box) -> bool:
    if isinstance(box, list):
        return any(box)
    return box.tag == dgm("relIds") or any(text.text for text in box.iter(_T))


def _symbol(element: Element) -> str:
    try:
        return symbol(int(element.get(w("char"), ""), 16), element.get(w("font"), ""))
    except ValueError:
        return ""


def _dropdown(field: Element) -> str:
    """A form drop-down shows the chosen entry, which stands nowhere as text."""
    choices = field.find(f"{w('ffData')}/{w('ddList')}")
    if choices is None:
        return ""
    entries = [entry.get(VAL, "") for entry in choices.iterchildren(w("listEntry"))]
    chosen = choices.find(w("result"))
    if chosen is None:
        chosen = choices.find(w("default"))
    index = chosen.get(VAL, "0") if chosen is not None else "0"
    return entries[int(index)] if index.isdecimal() and int(index) < len(entries) else ""


def diagram_relation(box: Element) -> str | None:
    """The relationship id of a SmartArt's text, if ``box`` is one."""
    return box.get(r("dm")) if box.tag == dgm("relIds") else None
