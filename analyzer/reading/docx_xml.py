"""One XML part of a docx → its root element, safely.

In: the part's bytes. Out: an lxml element in the transitional namespaces, with what had to be mended.
Never knows what the elements mean; never resolves an entity and fetches nothing.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final, TypeAlias

from lxml import etree

from analyzer.errors import ReadError

Element: TypeAlias = Any  # lxml ships no types

if TYPE_CHECKING:
    from collections.abc import Iterator

_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_A: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
_M: Final = "http://schemas.openxmlformats.org/officeDocument/2006/math"
_MC: Final = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_V: Final = "urn:schemas-microsoft-com:vml"
_DGM: Final = "http://schemas.openxmlformats.org/drawingml/2006/diagram"

# ISO strict documents name the same elements in other namespaces.
_STRICT: Final = (
    (b"http://purl.oclc.org/ooxml/wordprocessingml/main", _W.encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/relationships", _R.encode()),
    (b"http://purl.oclc.org/ooxml/officeDocument/math", _M.encode()),
    (b"http://purl.oclc.org/ooxml/drawingml/main", _A.encode()),
    (b"http://purl.oclc.org/ooxml/drawingml/diagram", _DGM.encode()),
)
_ILLEGAL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|&#0*(?:[0-8]|1[124-9]|2\d|3[01]);"
                             r"|&#x0*(?:[0-8bcef]|1[0-9a-f]|d[89a-f][0-9a-f]{2}|fff[ef]);", re.IGNORECASE)  # fmt: skip
_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
_OPTIONS: Final = {
    "resolve_entities": False, "no_network": True, "huge_tree": False, "load_dtd": False, "remove_comments": True,
    "remove_pis": True,
}  # fmt: skip


def w(name: str) -> str:
    """The full name of a WordprocessingML element or attribute."""
    return f"{{{_W}}}{name}"


def r(name: str) -> str:
    return f"{{{_R}}}{name}"


def a(name: str) -> str:
    return f"{{{_A}}}{name}"


def m(name: str) -> str:
    return f"{{{_M}}}{name}"


def mc(name: str) -> str:
    return f"{{{_MC}}}{name}"


def v(name: str) -> str:
    return f"{{{_V}}}{name}"


def dgm(name: str) -> str:
    return f"{{{_DGM}}}{name}"


VAL: Final = w("val")
_FALSE: Final = frozenset({"0", "false", "off"})


def is_on(element: Element | None) -> bool | None:
    """The value of an on/off property; None where it is not set."""
    return None if element is None else element.get(VAL, "1") not in _FALSE


def value(parent: Element | None, name: str) -> str | None:
    """``w:val`` of the child ``name`` (a full name), if both are there."""
    child = None if parent is None else parent.find(name)
    return None if child is None else child.get(VAL)


def children(parent: Element | None, name: str) -> Iterator[Element]:
    return iter(()) if parent is None else parent.iterchildren(name)


def parse(data: bytes, part: str) -> tuple[Element, frozenset[str]]:
    """The root of ``data`` and the codes of warnings: ``control_chars`` or ``repaired`` where it had to be mended.

    Raises:
        ReadError: ``xml_entity`` for any DTD, ``damaged_xml`` for what cannot be mended without guessing at text.
    """
    data = _transitional(data)
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise ReadError("xml_entity", part)
    try:
        return _rooted(etree.fromstring(data, etree.XMLParser(**_OPTIONS)), part), frozenset()
    except etree.XMLSyntaxError as error:
        return _mended(data, part, error)


def _rooted(root: Element | None, part: str) -> Element:
    if root is None:
        raise ReadError("damaged_xml", part)
    if root.getroottree().docinfo.doctype:  # a DTD hidden by an encoding the search above does not see
        raise ReadError("xml_entity", part)
    return root


def _transitional(data: bytes) -> bytes:
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        data = _DECLARATION.sub("", data.decode("utf-16", "replace")).encode()
    if b"purl.oclc.org" in data:
        for strict, transitional in _STRICT:
            data = data.replace(strict, transitional)
    return data


def _mended(data: bytes, part: str, error: Exception) -> tuple[Element, frozenset[str]]:
    """Only faults that touch no text are mended: characters XML forbids, undeclared prefixes of extensions."""
    warnings = set()
    text = data.decode("utf-8", "replace")
    if "\ufffd" in text:
        warnings.add("repaired")
    text, removed = _ILLEGAL.subn("", _DECLARATION.sub("", text.lstrip("\ufeff")))
    if removed:
        warnings.add("control_chars")
    parser = etree.XMLParser(**_OPTIONS, recover=True)
    try:
        root = etree.fromstring(text.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as again:
        raise ReadError("damaged_xml", part) from again
    faults = [entry for entry in parser.error_log if entry.domain_name != "NAMESPACE"]
    if faults:
        raise ReadError("damaged_xml", part) from error
    if len(parser.error_log):
        warnings.add("repaired")
    return _rooted(root, part), frozenset(warnings)
