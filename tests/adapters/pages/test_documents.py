"""A document as HTML and PDF: text of people stays text, and every letter can be read back."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from pypdf import PdfReader

from adapters.pages.document_html import html
from adapters.pages.document_pdf import pdf
from adapters.pages.records import Opened, Records, by_a_process
from core.values.case_record import CaseRecord
from core.values.document import Document, Line, Part, Passage

EVIL = '<script>alert(1)</script> "quoted" & [x](javascript:alert(1)) {{x}} **b**'
LETTERS = "Zoë Łukasiewicz, naïve œuvre, straße, één, ça, ≥ 5 µg, β-glucan, Ωm, H₂O, ±, –"
AT = datetime(2026, 11, 27, 9, tzinfo=UTC)


def _document(*passages: Passage, locale: str = "en") -> Document:
    return Document(name="case-x", title="Record <x>", locale=locale, passages=passages)


EVERY = (
    Passage(part=Part.HEADING, text=EVIL),
    Passage(part=Part.TEXT, text=EVIL),
    Passage(part=Part.QUOTE, text=f"{EVIL}\n\n{LETTERS}"),
    Passage(part=Part.SMALL, text=EVIL),
    Passage(
        part=Part.LINES,
        lines=(
            Line(label=EVIL, value=EVIL, address="https://office.example/?a=1&b='\"><x"),
            Line(label="", value="no link", address="javascript:alert(1)"),
        ),
    ),
)


def _read(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def test_html_shows_text_of_people_as_text() -> None:
    page = html(_document(*EVERY))
    assert "<script" not in page
    assert 'href="javascript' not in page
    assert "&lt;script&gt;" in page
    assert page.count("<a ") == 1
    assert '<html lang="en">' in page
    assert "src=" not in page, "nothing is loaded"


@pytest.mark.parametrize("locale", ["en", "nl", "fr", "de"])
def test_a_pdf_has_text_language_title_and_bookmarks(locale: str) -> None:
    made = PdfReader(BytesIO(pdf(_document(*EVERY, locale=locale), AT)))
    text = "\n".join(page.extract_text() for page in made.pages)
    for word in LETTERS.split(", "):
        assert word in text
    assert "<script>alert(1)</script>" in text
    assert str(made.root_object["/Lang"]) == locale
    assert made.metadata is not None
    assert made.metadata.title == "Record <x>"
    assert made.outline
    links = [a.get_object() for page in made.pages for a in page.get("/Annots") or ()]
    assert all(link["/A"]["/URI"].startswith("https://") for link in links)
    assert links


def test_what_the_typeface_lacks_is_named_and_nothing_vanishes() -> None:
    text = _read(pdf(_document(Passage(part=Part.QUOTE, text="a → 中 😀 \x07 b")), AT))
    assert "[U+2192] [U+4E2D] [U+1F600] [U+0007]" in text


def test_long_texts_go_on_over_pages_and_end() -> None:
    long = "\n".join(f"line {number} " + "x" * 300 for number in range(200))
    text = _read(pdf(_document(Passage(part=Part.QUOTE, text=long)), AT))
    assert "line 0" in text
    assert "line 199" in text


RECORD = CaseRecord(
    case="7K3F-Q2MG",
    made_at=AT,
    time_zone="Europe/Brussels",
    office="Office",
    pack="small",
    state="open",
    requester="Alice",
    organisation="",
    topic="sta",
    product="",
    stage="",
    locale="en",
    opened_at=AT,
    due_at=AT,
    due="",
    answered_at=None,
    told=(),
)
OPENED = Opened(RECORD, _document(*EVERY))


async def test_a_process_of_its_own_writes_the_pdf() -> None:
    assert LETTERS.split(", ")[0] in _read(await by_a_process(OPENED))


@pytest.mark.parametrize("program", ["/bin/false", "/bin/cat", "/nonexistent"])
async def test_a_process_that_fails_is_told_and_nothing_breaks(
    program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.executable", program)

    async def opened(ticket: str, ending: str) -> Opened:
        return OPENED

    app = web.Application()
    Records(opened).add_to(app)
    async with TestClient(TestServer(app)) as client:
        answer = await client.get("/record/x.pdf")
        assert answer.status == 503
        assert "please try again" in await answer.text()
        assert (await client.get("/record/x.html")).status == 200
