"""Docx files from raw XML, so that a test can hold exactly the element it is about and nothing else."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from html import escape

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONSHIPS = "http://schemas.openxmlformats.org/package/2006/relationships"
NAMESPACES = (
    f'xmlns:w="{W}" xmlns:r="{R}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml" '
    'xmlns:dgm="http://schemas.openxmlformats.org/drawingml/2006/diagram"'
)
MAIN_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def run(text: str, properties: str = "") -> str:
    marked = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{marked}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def paragraph(text: str = "", *, properties: str = "", runs: str = "", look: str = "") -> str:
    """A ``w:p``; ``properties`` goes into pPr, ``look`` into the rPr of the run that holds ``text``."""
    marked = f"<w:pPr>{properties}</w:pPr>" if properties else ""
    return f"<w:p>{marked}{run(text, look) if text else ''}{runs}</w:p>"


def cell(text: str = "", *, properties: str = "", inner: str = "") -> str:
    marked = f"<w:tcPr>{properties}</w:tcPr>" if properties else ""
    return f"<w:tc>{marked}{inner or paragraph(text)}</w:tc>"


def table(*rows: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def part(root: str, inner: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:{root} {NAMESPACES}>{inner}</w:{root}>'


def relationship(id_: str, kind: str, target: str, *, external: bool = False) -> str:
    mode = ' TargetMode="External"' if external else ""
    return f'<Relationship Id="{id_}" Type="{R}/{kind}" Target="{escape(target)}"{mode}/>'


def members(
    body: str, *, parts: Mapping[str, str | bytes] | None = None, relationships: str = "", main_type: str = MAIN_TYPE
) -> dict[str, str | bytes]:
    """Every member of the archive by name. ``parts``: name below word/ → XML; known names are related to."""
    parts = dict(parts or {})
    for number, name in enumerate(parts):
        kind = name.removesuffix(".xml")
        if kind in ("styles", "numbering", "footnotes", "endnotes"):
            relationships += relationship(f"rIdPart{number}", kind, name)
    return {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/word/document.xml" ContentType="{main_type}"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{RELATIONSHIPS}">'
        f"{relationship('rId1', 'officeDocument', 'word/document.xml')}</Relationships>",
        "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
        "word/_rels/document.xml.rels": f'<Relationships xmlns="{RELATIONSHIPS}">{relationships}</Relationships>',
        **{f"word/{name}": content for name, content in parts.items()},
    }


def packed(files: Mapping[str, str | bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()


def docx(body: str, **options: object) -> bytes:
    return packed(members(body, **options))  # type: ignore[arg-type]
