"""pdfplumber as second reader: the same file, opened only if a page asks for it.

In: the file's bytes and a page number. Out: lines or a count of pages; nothing where it fails too.
Never knows why the first reader was not enough.
"""

from __future__ import annotations

import io
import logging
from contextlib import suppress
from typing import Any

from analyzer.errors import ReadError
from analyzer.reading.characters import clean
from analyzer.reading.pdf_lines import Line, rows
from analyzer.reading.pdf_page import is_ideograph


class Plumber:
    """One file. pdfminer raises many kinds of exception for a bad file; here each means "nothing found"."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._pdf: Any = None
        self._failed = False
        self.fruitless = 0  # pages it was asked for in vain

    def count(self) -> int:
        """How many pages there are.

        Raises:
            ReadError: ``encrypted`` or ``damaged_pdf``; this is asked only where pdfium has failed already.
        """
        try:
            return len(self._opened().pages)
        except Exception as error:
            sealed = "password" in f"{type(error).__name__}{error!r}{error.__cause__!r}".lower()
            raise ReadError("encrypted" if sealed else "damaged_pdf") from error

    def page(self, number: int) -> Any:
        """A page, or None."""
        if self._failed:
            return None
        try:
            return self._opened().pages[number]
        except Exception:
            self._failed = True
            return None

    def close(self) -> None:
        if self._pdf is not None:
            with suppress(Exception):  # it parses the pages once more to close them
                self._pdf.close()

    def _opened(self) -> Any:
        if self._pdf is None:
            import pdfplumber

            logging.getLogger("pdfminer").setLevel(logging.ERROR)  # it warns of every odd font on stderr
            self._pdf = pdfplumber.open(io.BytesIO(self._data))
        return self._pdf


def plumbed_lines(plumber: Plumber, number: int) -> list[Line]:
    """The lines of a page as pdfplumber sees them."""
    page = plumber.page(number)
    if page is None:
        return []
    try:
        found = page.extract_text_lines(return_chars=True)
        width, height = float(page.width), float(page.height)
    except Exception:
        return []
    finally:
        page.close()
    lines = []
    for one in found:
        text = clean(one["text"])[0].strip()
        sized = next((character for character in one["chars"] if is_ideograph(ord(character["text"][:1] or " "))), None)
        if text:
            lines.append(
                Line(
                    text=text, x0=one["x0"], x1=one["x1"], top=one["top"], bottom=one["bottom"],
                    size=(sized or one["chars"][0])["size"], sized=sized is not None, page=number, width=width,
                    height=height,
                )
            )  # fmt: skip
    return rows(lines)
