"""PDF files by hand: Chinese text at exact places in a font no file needs to carry, rules, pictures.

The font is Adobe-GB1 under the UniGB-UCS2-H map, which every reader knows, so a page is a few hundred bytes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

A4 = (595.0, 842.0)


@dataclass(frozen=True, kw_only=True)
class Text:
    """A line with its left end and baseline, from the top left."""

    text: str
    x: float
    y: float
    size: float = 16.0
    hidden: bool = False


@dataclass(frozen=True, kw_only=True)
class Rule:
    """A stroked line, from the top left."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A grey picture over the whole page."""


Item = Text | Rule | Picture
NO_MAP = "no map"
# Every ideograph named as one 0x1230 further on.
LYING_MAP = "".join(f"<{high:02X}00> <{high:02X}FF> <{high + 0x12:02X}30>\n" for high in range(0x4E, 0x8D))


def pdf(
    pages: Sequence[Sequence[Item]], *, size: tuple[float, float] = A4, rotate: int = 0, to_unicode: str | None = None
) -> bytes:
    """A file of these pages. ``to_unicode``: lying ranges for a CMap, or ``NO_MAP`` for glyph numbers."""
    objects: list[bytes] = [b"", b""]

    def add(content: str | bytes) -> int:
        objects.append(content.encode("latin-1") if isinstance(content, str) else content)
        return len(objects)

    def stream(content: bytes, entries: str = "") -> int:
        return add(f"<< /Length {len(content)} {entries} >>\nstream\n".encode() + content + b"\nendstream")

    ordering = "Identity" if to_unicode == NO_MAP else "GB1"
    descendant = add(
        "<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /W [1 95 500 814 939 500]"
        f" /CIDSystemInfo << /Registry (Adobe) /Ordering ({ordering}) /Supplement 2 >> /FontDescriptor << /Type"
        " /FontDescriptor /FontName /STSong-Light /Flags 6 /FontBBox [-25 -254 1000 880] /ItalicAngle 0 /Ascent 880"
        " /Descent -120 /CapHeight 880 /StemV 93 >> >>"
    )
    encoding = "Identity-H" if to_unicode == NO_MAP else "UniGB-UCS2-H"
    extra = ""
    if to_unicode not in (None, NO_MAP):
        cmap = (
            "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange"
            f" <0000> <FFFF> endcodespacerange {to_unicode.count(chr(10))} beginbfrange {to_unicode} endbfrange endcmap end end"
        )
        extra = f" /ToUnicode {stream(cmap.encode())} 0 R"
    font = add(
        f"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /{encoding}"
        f" /DescendantFonts [{descendant} 0 R]{extra} >>"
    )
    picture = stream(
        bytes(range(64)),
        "/Type /XObject /Subtype /Image /Width 8 /Height 8 /BitsPerComponent 8 /ColorSpace /DeviceGray",
    )
    glyphs: dict[str, int] | None = {} if to_unicode == NO_MAP else None
    numbers = []
    for items in pages:
        content = stream("\n".join(_drawn(item, size, glyphs) for item in items).encode("ascii"))
        numbers.append(
            add(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {size[0]} {size[1]}] /Rotate {rotate} /Contents {content} 0 R"
                f" /Resources << /Font << /F {font} 0 R >> /XObject << /P {picture} 0 R >> >> >>"
            )
        )
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    kids = " ".join(f"{number} 0 R" for number in numbers)
    objects[1] = f"<< /Type /Pages /Count {len(numbers)} /Kids [{kids}] >>".encode()
    return _assembled(objects)


def _drawn(item: Item, size: tuple[float, float], glyphs: dict[str, int] | None) -> str:
    if isinstance(item, Picture):
        return f"q {size[0]} 0 0 {size[1]} 0 0 cm /P Do Q"
    if isinstance(item, Rule):
        return f"1 w {item.x0} {size[1] - item.y0} m {item.x1} {size[1] - item.y1} l S"
    mode = "3 Tr" if item.hidden else "0 Tr"
    code = item.text.encode("utf-16-be").hex()
    if glyphs is not None:  # a subset font numbers its glyphs as they come
        code = "".join(f"{glyphs.setdefault(character, len(glyphs) + 3):04x}" for character in item.text)
    return f"BT {mode} /F {item.size} Tf {item.x} {size[1] - item.y} Td <{code}> Tj ET"


def _assembled(objects: list[bytes]) -> bytes:
    data = b"%PDF-1.4\n"
    offsets = []
    for number, content in enumerate(objects, 1):
        offsets.append(len(data))
        data += f"{number} 0 obj\n".encode() + content + b"\nendobj\n"
    start = len(data)
    data += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode()
    data += b"".join(f"{offset:010d} 00000 n \n".encode() for offset in offsets)
    return data + f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()


def width(character: str) -> float:
    """In em."""
    return 0.5 if character.isascii() else 1.0


def prose(
    text: str,
    *,
    y: float,
    left: float = 90.0,
    right: float = 506.0,
    size: float = 16.0,
    pitch: float = 28.0,
    indent: int = 2,
) -> list[Text]:
    """Paragraphs of full-width text set as a Chinese page sets them: two characters in, then from edge to edge."""
    lines = []
    for paragraph in text.split("\n"):
        rest, x = paragraph, left + indent * size
        while rest:
            count, end = 0, x
            while count < len(rest) and end + width(rest[count]) * size <= right + 0.01:
                end += width(rest[count]) * size
                count += 1
            lines.append(Text(text=rest[:count], x=x, y=y, size=size))
            rest, x, y = rest[count:], left, y + pitch
    return lines


def grid(xs: Sequence[float], ys: Sequence[float]) -> list[Rule]:
    """The rules of a table."""
    return [Rule(x0=xs[0], y0=y, x1=xs[-1], y1=y) for y in ys] + [Rule(x0=x, y0=ys[0], x1=x, y1=ys[-1]) for x in xs]
