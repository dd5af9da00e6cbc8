"""The public pages over HTTP: right types, nothing but the pack, 404 for all that is not there."""

import asyncio
import threading
from collections.abc import AsyncIterator
from datetime import date, timedelta
from io import BytesIO
from xml.etree import ElementTree

import pytest
from aiohttp import ClientResponse, web
from aiohttp.test_utils import TestClient, TestServer
from icalendar import Calendar
from PIL import Image

from adapters.pages.ics import ics
from adapters.pages.png import SCALE, png
from adapters.pages.server import Pages
from adapters.pages.svg import svg
from core.decide.answering.pages import TimelinePage, path_drawing, timeline_drawing
from core.values.appointment import Appointment
from core.values.drawing import Drawing
from tests.packs.test_famhp import PACK

TODAY = date(2026, 11, 27)
SVG = "{http://www.w3.org/2000/svg}"
Client = TestClient[web.Request, web.Application]


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    app = web.Application()
    Pages(PACK, lambda: TODAY).add_to(app)
    async with TestClient(TestServer(app)) as made:
        yield made


def _drawings() -> list[Drawing]:
    kinds = ["", *(scheme.id for scheme in PACK.timelines["en"].schemes)]
    made = [
        timeline_drawing(PACK, locale, TimelinePage(date(2026, 12, 10), kind), TODAY)
        for locale in PACK.locales
        for kind in kinds
    ]
    path = ("medicine", "yes", "no", "yes", "new", "yes", "label", "minimal", "belgium")
    made += [path_drawing(PACK, locale, "cta", path, TODAY) for locale in PACK.locales]
    return [drawing for drawing in made if drawing]


@pytest.mark.parametrize("drawing", _drawings(), ids=lambda d: d.title[:40])
def test_svg_is_well_formed_and_tells_what_it_shows(drawing: Drawing) -> None:
    root = ElementTree.fromstring(svg(drawing, "en"))
    assert root.tag == f"{SVG}svg"
    assert root.findtext(f"{SVG}title") == drawing.title
    assert root.findtext(f"{SVG}desc") == drawing.alt
    assert root.get("role") == "img"
    assert not {child.tag for child in root} - {
        SVG + t for t in ("title", "desc", "rect", "line", "text")
    }


class Slow:
    """A drawing hand that waits until it is told, and counts."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.go, self.drawn = threading.Event(), 0
        monkeypatch.setattr("adapters.pages.server.png", self.draw)

    def draw(self, drawing: Drawing) -> bytes:
        assert self.go.wait(10)
        self.drawn += 1
        return drawing.title.encode()


@pytest.fixture
def seconds() -> list[float]:
    return [1000.0]


@pytest.fixture
async def limited(seconds: list[float]) -> AsyncIterator[Client]:
    app = web.Application()
    Pages(PACK, lambda: TODAY, clock=lambda: seconds[0]).add_to(app)
    async with TestClient(TestServer(app)) as made:
        yield made


def _days(count: int, start: int = 0) -> list[str]:
    first = date(2026, 12, 1)
    days = (first + timedelta(days=n) for n in range(start, start + count))
    return [f"/cta/timeline.png?date={day.isoformat()}" for day in days]


async def test_new_pictures_are_limited_and_known_ones_cost_nothing(
    limited: Client, seconds: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    hand = Slow(monkeypatch)
    hand.go.set()
    asked = _days(61)
    statuses = [(await limited.get(path)).status for path in asked]
    assert statuses == [200] * 60 + [503]
    refused = await limited.get(asked[-1])
    assert (refused.status, refused.headers["Retry-After"]) == (503, "10")
    assert refused.headers["Cache-Control"] == "no-store"
    assert (await limited.get(asked[0])).status == 200, "it is kept"
    assert hand.drawn == 60
    seconds[0] += 1
    assert [(await limited.get(path)).status for path in _days(3, 70)] == [200, 200, 503]


async def test_the_picture_that_was_used_longest_ago_makes_room(
    limited: Client, seconds: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    hand = Slow(monkeypatch)
    hand.go.set()
    for number, path in enumerate(_days(65)):
        seconds[0] += 10
        assert (await limited.get(path)).status == 200
        assert (await limited.get(_days(1)[0])).status == 200, number
    assert hand.drawn == 65, "the first one was asked for all the time"
    await limited.get(_days(1, 1)[0])
    assert hand.drawn == 66


async def test_one_picture_is_drawn_once_for_all_and_few_wait(
    limited: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand = Slow(monkeypatch)
    same = [asyncio.create_task(limited.get(_days(1)[0])) for _ in range(20)]
    others = [asyncio.create_task(limited.get(path)) for path in _days(30, 1)]
    refused = [task async for task in _refused(others)]
    assert len(refused) == 30 - 17
    hand.go.set()
    assert {(await task).status for task in same} == {200}
    assert sorted({(await task).status for task in others}) == [200, 503]
    assert hand.drawn == 18


async def _refused(tasks: list[asyncio.Task[ClientResponse]]) -> AsyncIterator[int]:
    """Those that are answered while nothing is drawn."""
    async with asyncio.timeout(10):
        while sum(task.done() for task in tasks) < len(tasks) - 17:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    for task in tasks:
        if task.done():
            yield (await task).status


def test_words_are_inert_in_svg() -> None:
    nasty = Drawing(width=1, height=1, title="<script>&", alt='"><b>', shapes=())
    root = ElementTree.fromstring(svg(nasty, '"><b>'))
    assert root.findtext(f"{SVG}title") == "<script>&"


def test_png_has_the_size_and_the_words_of_the_drawing() -> None:
    drawing = _drawings()[0]
    image = Image.open(BytesIO(png(drawing)))
    assert image.size == (drawing.width * SCALE, drawing.height * SCALE)
    assert image.text["Description"] == drawing.alt  # type: ignore[attr-defined]
    colours = image.convert("RGB").getcolors(100_000)
    assert colours is not None
    for wanted in ((255, 255, 255), (0, 114, 178)):
        assert any(_near(colour, wanted) for _, colour in colours)


def _near(colour: object, wanted: tuple[int, int, int]) -> bool:
    """Few colours make a small file; each is at most a shade beside what was drawn."""
    assert isinstance(colour, tuple)
    return all(abs(a - b) <= 3 for a, b in zip(colour, wanted, strict=True))


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/cta/timeline.svg?date=2026-05-04&lang=nl", "image/svg+xml"),
        ("/cta/timeline.png?date=2026-05-04&kind=eu&advanced=yes&lang=fr", "image/png"),
        ("/cta/timeline.ics?date=2026-05-04&kind=eu&lang=de", "text/calendar"),
        ("/cta/timeline.svg?date=2026-05-04&lang=xx", "image/svg+xml"),
        ("/cta/path.svg?path=medicine/unsure&lang=nl", "image/svg+xml"),
        ("/cta/path.png?tree=fee_check&path=meeting&lang=en", "image/png"),
    ],
)
async def test_pages_are_served(client: Client, path: str, kind: str) -> None:
    answer = await client.get(path)
    assert answer.status == 200
    assert answer.content_type == kind
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "max-age" in answer.headers["Cache-Control"]
    again = await client.get(path, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status == 304
    assert await (await client.get(path)).read() == await answer.read()


@pytest.mark.parametrize(
    "path",
    [
        "/cta/timeline.svg",
        "/cta/timeline.png?date=2026-02-31",
        "/cta/timeline.ics?date=2026-05-04&kind=nonsense",
        "/cta/timeline.svg?date=9999-12-31",
        "/cta/timeline.svg?date=2020-01-01",
        "/cta/timeline.ics?date=2025-05-04&kind=belgium_early",
        "/cta/timeline.gif?date=2026-05-04",
        "/cta/path.svg",
        "/cta/path.svg?path=nonsense",
        "/cta/path.png?tree=nonsense&path=medicine",
        "/cta/path.svg?tree=../../etc&path=medicine",
        "/cta/path.svg?path=" + "medicine/" * 200,
        "/cta/path.ics?path=medicine/unsure",
    ],
)
async def test_what_is_not_there_is_a_plain_404(client: Client, path: str) -> None:
    answer = await client.get(path)
    assert answer.status == 404
    assert answer.content_type == "text/plain"


async def test_nothing_of_the_address_comes_back(client: Client) -> None:
    answer = await client.get("/cta/timeline.svg?date=2026-05-04&kind=<script>&lang=<b>")
    assert answer.status == 404
    assert "<script>" not in await answer.text()


async def test_a_picture_past_its_review_is_not_served() -> None:
    app = web.Application()
    Pages(PACK, lambda: date(2028, 1, 1)).add_to(app)
    async with TestClient(TestServer(app)) as client:
        for path in ("timeline.svg?date=2026-05-04", "path.svg?path=medicine/unsure"):
            assert (await client.get(f"/cta/{path}")).status == 404


async def test_a_calendar_file_is_read_by_others(client: Client) -> None:
    answer = await client.get("/cta/timeline.ics?date=2026-05-04&kind=belgium_early&lang=en")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="timeline-2026-05-04.ics"'
    calendar = Calendar.from_ical(await answer.read())
    events = calendar.walk("VEVENT")
    assert [str(event["SUMMARY"]) for event in events] == [
        "Belgium only, phase I, I/II or II: Validation (without questions)",
        "Belgium only, phase I, I/II or II: Validation (with questions)",
        "Belgium only, phase I, I/II or II: Assessment and decision (without questions)",
        "Belgium only, phase I, I/II or II: Assessment and decision (with questions)",
    ]
    # 4 May + 5, + 20, + 20, + 59 days
    days = [date(2026, 5, 9), date(2026, 5, 24), date(2026, 5, 24), date(2026, 7, 2)]
    assert [event.decoded("DTSTART") for event in events] == days
    assert all(event["TRANSP"] == "TRANSPARENT" for event in events)


def test_the_same_appointments_give_the_same_file() -> None:
    one = (Appointment(uid="u", day=TODAY, title="a; b, c\nd", text="x" * 500),)
    assert ics(one, "famhp", TODAY) == ics(one, "famhp", TODAY)
    event = Calendar.from_ical(ics(one, "famhp", TODAY)).walk("VEVENT")[0]
    assert str(event["SUMMARY"]) == "a; b, c\nd"
    assert str(event["UID"]) == "u@famhp.innovation-desk"
