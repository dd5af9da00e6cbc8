"""A document as PDF, by fpdf2 with the Roboto face: real text with language, title and bookmarks.

Written by a process of its own (`python -m adapters.pages.document_pdf`): fpdf2 would stay in the
desk with 50 MB, and a second of work would hold up turns. Roboto has Latin, Greek and Cyrillic; a
character that it lacks is written as its number (`[U+4E2D]`), since a gap would change a text.
"""

import sys
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from core.values.document import Document, Line, Part, Passage
from core.values.value import Value

if TYPE_CHECKING:
    from fpdf import FPDF

_MARGIN, _LABEL = 20, 48  # millimetres
_GREEN, _GREY, _BLACK, _PALE = (11, 107, 100), (74, 90, 88), (28, 43, 42), (243, 247, 246)
_SIZES = {Part.TEXT: 10.5, Part.QUOTE: 10.5, Part.SMALL: 8.5, Part.LINES: 9.5, Part.HEADING: 12.5}
_KEPT = "\n"


class Request(Value):
    document: Document
    made_at: datetime


def pdf(document: Document, made_at: datetime) -> bytes:
    """`made_at` stands in the file's own data."""
    page = _blank(document, made_at)
    page.start_section(document.title)
    page.set_font(style="B", size=17)
    page.set_text_color(*_GREEN)
    _write(page, document.title, 8)
    page.ln(2)
    for passage in document.passages:
        _passage(page, passage)
    return bytes(page.output())


def main() -> None:
    """A document and the time of its making on standard input, the file on standard output."""
    given = Request.model_validate_json(sys.stdin.buffer.read())
    sys.stdout.buffer.write(pdf(given.document, given.made_at))


def _blank(document: Document, made_at: datetime) -> "FPDF":
    from fpdf import FPDF

    page = FPDF(format="A4")
    for style, face in (("", "Regular"), ("B", "Bold")):
        page.add_font("Roboto", style, _folder() / f"Roboto-{face}.ttf")
    page.set_margin(_MARGIN)
    page.set_auto_page_break(auto=True, margin=_MARGIN)
    page.set_title(document.title)
    page.set_lang(document.locale)
    page.set_creation_date(made_at)
    page.set_font("Roboto", size=10.5)
    page.add_page()
    return page


def _folder() -> Path:
    import font_roboto

    return Path(font_roboto.__file__).parent / "files"


def _passage(page: "FPDF", passage: Passage) -> None:
    size = _SIZES[passage.part]
    page.set_font(style="B" if passage.part is Part.HEADING else "", size=size)
    page.set_text_color(*_BLACK)
    match passage.part:
        case Part.HEADING:
            _heading(page, passage.text)
        case Part.LINES:
            for line in passage.lines:
                _line(page, line)
            page.ln(2)
        case Part.QUOTE:
            page.set_fill_color(*_PALE)
            _write(page, passage.text, size * 0.5, fill=True)
            page.ln(1.5)
        case Part.SMALL:
            page.set_text_color(*_GREY)
            _write(page, passage.text, size * 0.5)
            page.ln(1)
        case Part.TEXT:
            _write(page, passage.text, size * 0.5)
            page.ln(2)


def _heading(page: "FPDF", text: str) -> None:
    page.ln(4)
    if page.will_page_break(25):
        page.add_page()
    page.start_section(_printable(text), level=1)
    page.set_text_color(*_GREEN)
    _write(page, text, 6.5)


def _line(page: "FPDF", line: Line) -> None:
    """The label beside the value, on one page where both fit."""
    height = _SIZES[Part.LINES] * 0.5
    if page.will_page_break(3 * height):
        page.add_page()
    top, number = page.get_y(), page.page_no()
    page.set_font(style="B")
    page.multi_cell(_LABEL, height, _printable(line.label), align="L", new_x="RIGHT", new_y="TOP")
    low = page.get_y()
    page.set_font(style="")
    page.set_xy(_MARGIN + _LABEL, top)
    if line.address.startswith("https://"):
        page.set_text_color(*_GREEN)
    page.multi_cell(
        0,
        height,
        _printable(line.value),
        align="L",
        link=line.address if line.address.startswith("https://") else "",
        new_x="LMARGIN",
        new_y="NEXT",
    )
    page.set_text_color(*_BLACK)
    if page.page_no() == number:
        page.set_y(max(page.get_y(), low) + 0.8)


def _write(page: "FPDF", text: str, height: float, *, fill: bool = False) -> None:
    page.multi_cell(
        0, height, _printable(text), align="L", fill=fill, new_x="LMARGIN", new_y="NEXT"
    )


def _printable(text: str) -> str:
    known = _known()
    return "".join(
        each if each in _KEPT or ord(each) in known else _named(each)
        for each in text.replace("\t", "    ").replace("\r\n", "\n").replace("\r", "\n")
    )


def _named(each: str) -> str:
    return f"[U+{ord(each):04X}]"


@cache
def _known() -> frozenset[int]:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

    return frozenset(TTFont(_folder() / "Roboto-Regular.ttf").getBestCmap())


if __name__ == "__main__":
    main()
