"""Pictures and calendar entries: what they hold, that they fit, and that words tell the same."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.decide.answering.pages import (
    TimelinePage,
    path_address,
    path_drawing,
    timeline_appointments,
    timeline_drawing,
)
from core.decide.sheet import width_of, wrapped
from core.values.command import Cta, Timeline
from core.values.drawing import Box, Drawing, Words
from core.values.message import Button, Message, Picture
from tests.core.given import ALICE, PACK, STEADY, decided, shown

TODAY = date(2026, 5, 4)
QUICK = TimelinePage(TODAY, "quick")


def _words(drawing: Drawing | None) -> list[str]:
    assert drawing is not None
    return [shape.text for shape in drawing.shapes if isinstance(shape, Words)]


def _is_on_the_sheet(drawing: Drawing) -> bool:
    for shape in drawing.shapes:
        if isinstance(shape, Words):
            left = {"start": 0.0, "middle": 0.5, "end": 1.0}[shape.anchor]
            wide = width_of(shape.text, shape.size, bold=shape.bold)
            if shape.x - left * wide < 0 or shape.x + (1 - left) * wide > drawing.width:
                return False
            if not 0 < shape.y <= drawing.height:
                return False
        if isinstance(shape, Box) and not (
            shape.x >= 0 and shape.x + shape.width <= drawing.width + 0.1 and shape.width >= 0
        ):
            return False
    return True


def test_a_timeline_is_drawn_with_steps_dates_and_days() -> None:
    drawing = timeline_drawing(PACK, "en", QUICK, TODAY)
    words = _words(drawing)
    for text in ("Check", "Think", "9 May (5)", "24 May (20)", "2 Jul (59)", "timeline.key_most"):
        assert text in words
    assert any("version=v1" in text for text in words)
    assert drawing is not None
    assert "Check least=Sat 9 May 2026 most=Sun 24 May 2026" in drawing.alt


def test_an_unknown_winter_is_marked() -> None:
    drawing = timeline_drawing(PACK, "en", TimelinePage(date(2026, 12, 10), "quick"), TODAY)
    assert "?" in _words(drawing)
    assert "timeline.key_unknown" in _words(drawing)
    known = timeline_drawing(PACK, "en", TimelinePage(date(2024, 12, 10), "whole"), TODAY)
    assert "timeline.key_still" in _words(known)
    assert "?" not in _words(known)


@given(
    st.dates(date(2022, 1, 31), date(2099, 12, 31)),
    st.sampled_from(["", "quick", "whole"]),
    st.booleans(),
)
@STEADY
def test_everything_is_on_the_sheet(day: date, scheme: str, advanced: bool) -> None:
    drawing = timeline_drawing(PACK, "en", TimelinePage(day, scheme, advanced), TODAY)
    assert drawing is None or _is_on_the_sheet(drawing)
    assert (drawing is None) == (scheme == "quick" and day < date(2026, 1, 1))


@pytest.mark.parametrize(
    ("page", "today"),
    [
        (TimelinePage(TODAY, "nonsense"), TODAY),
        (TimelinePage(date(2022, 1, 30)), TODAY),
        (TimelinePage(date(2101, 1, 1)), TODAY),
        (QUICK, date(2027, 1, 1)),  # past its review
    ],
)
def test_what_cannot_be_shown_as_fact_is_neither_drawn_nor_listed(
    page: TimelinePage, today: date
) -> None:
    assert timeline_drawing(PACK, "en", page, today) is None
    assert timeline_appointments(PACK, "en", page, today) == ()


def test_a_path_is_drawn_with_questions_answers_and_verdict() -> None:
    drawing = path_drawing(PACK, "en", "cta", ("medicine", "here"), TODAY)
    assert drawing is not None
    words = _words(drawing)
    for text in ("Ask product?", "› Label medicine", "› Label here", "Verdict involved", "1", "2"):
        assert text in words
    assert _is_on_the_sheet(drawing)
    assert "Ask product? Label medicine" in drawing.alt
    assert "Verdict involved" in drawing.alt


@pytest.mark.parametrize(
    ("tree", "path", "today"),
    [
        ("cta", (), TODAY),
        ("cta", ("medicine", "nonsense"), TODAY),
        ("cta", ("device", "more"), TODAY),
        ("nonsense", ("device",), TODAY),
        ("cta", ("device",), date(2027, 1, 1)),
    ],
)
def test_a_path_that_leads_nowhere_is_not_drawn(
    tree: str, path: tuple[str, ...], today: date
) -> None:
    assert path_drawing(PACK, "en", tree, path, today) is None


def test_appointments_are_the_last_days_and_the_same_each_time() -> None:
    entries = timeline_appointments(PACK, "en", QUICK, TODAY)
    assert [(e.day - TODAY).days for e in entries] == [5, 20, 20, 59]
    assert len({e.uid for e in entries}) == 4
    assert entries == timeline_appointments(PACK, "en", QUICK, TODAY + timedelta(days=9))
    assert entries[0].title == "Quick: Check (timeline.key_least)"
    assert "https://office.example/page" in entries[0].text
    ends = timeline_appointments(PACK, "en", TimelinePage(TODAY), TODAY)
    assert [(e.day - TODAY).days for e in ends] == [20, 59, 70]


def test_answers_link_to_their_pages() -> None:
    message = shown(decided(ALICE, Timeline(day=TODAY, scheme="quick", advanced=True)))
    query = "date=2026-05-04&kind=quick&advanced=yes&lang=en"
    assert message.picture
    assert message.picture.url == f"/cta/timeline.png?{query}"
    assert f"/cta/timeline.ics?{query}" in [button.url for button in message.buttons]
    verdict = shown(decided(ALICE, Cta(path=("medicine", "here"))))
    assert verdict.picture
    assert verdict.picture.url == path_address("png", "cta", ("medicine", "here"), "en")
    assert "path=medicine%2Fhere" in verdict.picture.url


def test_without_a_public_address_there_is_text_alone() -> None:
    own = Button(label="a", url="/own.ics")
    other = Button(label="b", url="https://elsewhere.example/")
    picture = Picture(url="/own.png", alt="words")
    message = Message(title="t", buttons=(own, other), picture=picture)
    bare = message.addressed(None)
    assert (bare.buttons, bare.picture) == ((other,), None)
    whole = message.addressed("https://desk.example")
    assert [b.url for b in whole.buttons] == ["https://desk.example/own.ics", other.url]
    assert whole.picture
    assert whole.picture.url == "https://desk.example/own.png"
    plain = Message(title="t", buttons=(other,))
    assert plain.addressed(None) is plain


@given(st.text(max_size=300), st.floats(60, 900))
@STEADY
def test_wrapping_loses_no_word(text: str, most: float) -> None:
    lines = wrapped(text, 15, most)
    assert " ".join(lines).split() == text.split()
    assert all(len(line.split()) == 1 or width_of(line, 15) <= most for line in lines)
