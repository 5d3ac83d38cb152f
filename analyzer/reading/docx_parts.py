"""Which member of a docx plays which part: main text, styles, numbering, notes, headers.

In: a ``Package``. Out: the parsed roots of the parts there are; only the main one must be there.
Never knows what stands in the parts.
"""

from __future__ import annotations

import posixpath
from collections.abc import Callable
from functools import cached_property
from typing import Final
from urllib.parse import unquote

from analyzer.errors import ReadError
from analyzer.reading.docx_package import DamagedMember, Package
from analyzer.reading.docx_xml import Element, parse, w

_MAIN_TYPES: Final = ("document.main+xml", "template.main+xml")
_DOCUMENT: Final = w("document")
_BODY: Final = w("body")
# External targets that only name a place; everything else outside the file counts as active.
_HARMLESS: Final = ("hyperlink",)


class Relationship:
    """One line of a .rels part: what kind, where to, and whether it leads out of the file."""

    __slots__ = ("external", "kind", "target")

    def __init__(self, element: Element, base: str) -> None:
        self.kind = str(element.get("Type", "")).rsplit("/", 1)[-1]
        self.external: bool = element.get("TargetMode", "").lower() == "external"
        target = str(element.get("Target", ""))
        self.target: str = target if self.external else _resolved(base, target)


class Parts:
    """The parts of one docx. A part that is damaged or missing, other than the main one, is a warning."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.warnings = package.warnings
        self._relationships: dict[str, dict[str, Relationship]] = {}
        self._refuse_dtd()
        self.main_name = self._find_main()
        self.main = self._main_root()

    @cached_property
    def relationships(self) -> dict[str, Relationship]:
        """Those of the main part, by id."""
        return self.relationships_of(self.main_name)

    def relationships_of(self, name: str) -> dict[str, Relationship]:
        """Those of any part, by id; ``""`` is the package itself."""
        found = self._relationships.get(name.lower())
        if found is None:
            folder, file = posixpath.split(name)
            root = self.optional(posixpath.join(folder, "_rels", f"{file}.rels"), quiet=True)
            found = self._relationships[name.lower()] = {
                element.get("Id", ""): Relationship(element, folder)
                for element in (root if root is not None else ())
                if element.tag.endswith("}Relationship")
            }
        return found

    def related(self, kind: str, *, prepared: Callable[[bytes], bytes] | None = None) -> Element | None:
        """The root of the part the main one relates to as ``kind``, else of ``kind``.xml beside it, else None."""
        for relationship in self.relationships.values():
            if relationship.kind == kind and not relationship.external:
                return self.optional(relationship.target, prepared=prepared)
        beside = posixpath.join(posixpath.dirname(self.main_name), f"{kind}.xml")
        return self.optional(beside, quiet=True, prepared=prepared)

    def optional(
        self, name: str, *, quiet: bool = False, prepared: Callable[[bytes], bytes] | None = None
    ) -> Element | None:
        """The root of a part that may be missing or broken; None then, with a warning unless ``quiet``.

        ``prepared`` may take out of the part's bytes what nobody asks for.
        """
        if name not in self.package:
            if not quiet:
                self.warnings.setdefault("repaired", f"缺少部件 {posixpath.basename(name)}")
            return None
        try:
            data = self.package.member(name)
            root, warnings = parse(prepared(data) if prepared else data, name)
        except (DamagedMember, ReadError) as error:
            if isinstance(error, ReadError) and error.notice.code != "damaged_xml":
                raise
            self.warnings.setdefault("repaired", f"部件 {posixpath.basename(name)} 已损坏")
            return None
        for code in warnings:
            self.warnings.setdefault(code, None)
        return root

    def check_surroundings(self) -> None:
        """Warn of links that lead out, of macros, and of pictures and the like that are missing."""
        for name in self.package.names:
            if name.endswith(("vbaproject.bin", "vbadata.xml")) or "/activex/" in name:
                self.warnings.setdefault("active_content", "宏或控件")
            if not name.endswith(".rels"):
                continue
            folder, file = posixpath.split(name)
            source = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
            for relationship in self.relationships_of(source).values():
                if not relationship.external:
                    if (
                        relationship.target
                        and relationship.target not in self.package
                        and "#" not in relationship.target
                    ):
                        detail = f"缺少部件 {posixpath.basename(relationship.target)}"
                        self.warnings.setdefault("repaired", detail)
                elif relationship.kind not in _HARMLESS:
                    self.warnings.setdefault("active_content", f"外部链接 {relationship.kind}")

    def _refuse_dtd(self) -> None:
        for name in self.package.names:
            if name.endswith((".xml", ".rels")):
                start = self.package.beginning(name)
                if b"<!DOCTYPE" in start or "<!DOCTYPE".encode("utf-16-le") in start:
                    raise ReadError("xml_entity", posixpath.basename(name))

    def _find_main(self) -> str:
        package = self.package
        types = self.optional("[Content_Types].xml", quiet=True)
        declared = [] if types is None else [
            element.get("PartName", "").lstrip("/")
            for element in types
            if element.get("ContentType", "").endswith(_MAIN_TYPES)
        ]  # fmt: skip
        pointed = [
            relationship.target
            for relationship in self.relationships_of("").values()
            if relationship.kind == "officeDocument" and not relationship.external
        ]
        usual = ["word/document.xml", *sorted(name for name in package.names if name.endswith("document.xml"))]
        for name in (*pointed, *declared, *usual):
            if name and name in package:
                return str(name)
        # What a cut archive has lost cannot be called missing.
        raise ReadError("damaged_zip" if package.is_salvaged else "missing_part")

    def _main_root(self) -> Element:
        try:
            data = self.package.member(self.main_name)
        except DamagedMember as error:
            raise ReadError("damaged_zip", "正文部分不完整") from error
        if not data.strip():
            raise ReadError("missing_part", "正文部分是空的")
        root, warnings = parse(data, self.main_name)
        for code in warnings:
            self.warnings.setdefault(code, None)
        if root.tag != _DOCUMENT:
            raise ReadError("missing_part" if _BODY not in {child.tag for child in root} else "damaged_xml")
        return root


def _resolved(base: str, target: str) -> str:
    """A target relative to the folder of its source part, as a member's name."""
    target = unquote(target.replace("\\", "/"))
    return posixpath.normpath(target if target.startswith("/") else posixpath.join(base, target)).lstrip("/")
