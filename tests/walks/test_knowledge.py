"""Dates, fees, terms and pictures, asked for in Slack and in Teams over HTTP."""

import re
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from bots.serve import running
from core.values.command import ReportReview
from core.values.place import DESK
from core.values.turn import Turn
from simulator import Simulator
from tests.walks.conftest import (
    PUBLIC,
    ROOT,
    SECRET,
    Office,
    opened,
    settings_for,
)
from tests.walks.ministry import ministry


async def _fetched(office: Office, address: str) -> tuple[int, str, bytes]:
    """What the platform gets when it follows an address of ours."""
    assert address.startswith(f"{PUBLIC}/cta/")
    async with (
        aiohttp.ClientSession() as session,
        session.get(office.address + address.removeprefix(PUBLIC)) as answer,
    ):
        return answer.status, answer.content_type, await answer.read()


def _images(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [block for block in blocks if block["type"] == "image"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("cta timeline 2026-05-04", "Thu 2 Jul 2026"),
        ("timeline 4 mei 2026 phase 3 atmp", "Sat 1 Aug 2026"),
        ("cta timeline 4/5/2026", "If you meant Sun 5 Apr 2026"),
        ("cta timeline 31/2/2026", "There is no day"),
        ("fees sme type 2 2017", "EUR 1,556.14"),
        ("fees 2026", "no example"),
        ("fees check sta yes yes", "Uncertain"),
        ("fees test 40 8m 9m linked 100 20m 15m", "Medium-sized enterprise"),
        ("define rms", "rapporterende lidstaat (official)"),
        ("define rsm", "Did you mean one of these?"),
        ("glossary", "scientific-technical advice (STA)"),
    ],
)
async def test_the_pack_answers(office: Office, typed: str, words: str) -> None:
    shown = await office.alice.slash("/innovation", typed)
    assert shown.status == 200
    assert words in shown.plain


async def test_a_timeline_comes_with_a_picture_and_a_calendar_file(office: Office) -> None:
    shown = await office.alice.slash("/innovation", "cta timeline 2026-05-04 phase 1")
    (image,) = _images(shown.message.blocks)
    assert "Sat 9 May 2026" in image["alt_text"]
    status, kind, content = await _fetched(office, image["image_url"])
    assert (status, kind) == (200, "image/png")
    assert content.startswith(b"\x89PNG")
    (link,) = [
        element["url"]
        for block in shown.message.blocks
        if block["type"] == "actions"
        for element in block["elements"]
        if "url" in element
    ]
    status, kind, content = await _fetched(office, link)
    assert (status, kind) == (200, "text/calendar")
    assert b"DTSTART;VALUE=DATE:20260509" in content


async def test_a_verdict_is_drawn_shared_and_replayed(office: Office) -> None:
    shown = await office.alice.slash("/innovation", "cta medicine yes yes new no belgium early")
    (image,) = _images(shown.message.blocks)
    assert (await _fetched(office, image["image_url"]))[:2] == (200, "image/png")
    svg = image["image_url"].replace(".png", ".svg")
    assert (await _fetched(office, svg))[:2] == (200, "image/svg+xml")
    code = shown.plain.split("cta replay ")[1].split("`")[0].split()[0]
    again = await office.lucas.slash("/innovation", f"cta replay {code}")
    assert "Oui." in again.plain, "Lucas reads French, and the code is the same in every language"
    clicked = await office.alice.click(shown.message, "Would it still say so?")
    assert "Yes." in clicked.plain


async def test_the_sme_test_is_a_form(office: Office) -> None:
    shown = await office.alice.slash("/innovation", "fees test")
    filled = {"Your enterprise: staff, turnover, balance sheet": "40 8m 9m"}
    result = await office.alice.submit(opened(shown), filled)
    assert "Small enterprise" in opened(result).plain
    assert "Your figures were not stored" in opened(result).plain


async def test_the_same_in_teams(tmp_path: Path) -> None:
    async with ministry(tmp_path, "teams") as there:
        fatima = there.person("fatima")
        shown = await fatima.message("cta timeline 2026-05-04 phase 1")
        images = [node for node in _nodes(shown.message.card) if node.get("type") == "Image"]
        assert "2026" in images[0]["altText"]
        assert (await _fetched(there, images[0]["url"]))[:2] == (200, "image/png")
        shown = await fatima.message("define WTA")
        assert "wetenschappelijk-technisch advies" in shown.plain


def _nodes(value: object) -> list[dict[str, Any]]:
    if isinstance(value, list):
        return [node for each in value for node in _nodes(each)]
    if isinstance(value, dict):
        return [value, *(node for each in value.values() for node in _nodes(each))]
    return []


async def test_what_is_past_its_day_is_not_served_and_its_owner_is_reminded(tmp_path: Path) -> None:
    pack = tmp_path / "pack"
    shutil.copytree(ROOT / "packs/famhp", pack)
    for locale in ("en", "nl", "fr", "de"):
        file = pack / locale / "articles/snsa.md"
        file.write_text(re.sub(r"review_by: \S+", "review_by: 2026-11-24", file.read_text()))
    async with Simulator(signing_secret=SECRET) as sim:
        first = {"desk_pack": pack, "desk_first_routing": ROOT / "simulator/routing.yaml"}
        given = settings_for(sim, tmp_path).model_copy(update=first)
        async with running(given, post_every=timedelta(0)) as desk:  # it may review at once
            sim.desk_url = f"http://127.0.0.1:{desk.port}"
            office = Office(sim, desk)
            shown = await office.alice.slash("/innovation", "services snsa")
            assert "was to be reviewed by Tue 24 Nov 2026 and has not been" in shown.plain
            assert "snsa@fagg-afmps.be" not in shown.plain
            for _ in range(2):
                await desk.desk.take(
                    Turn(
                        key=f"review:innovationoffice:{desk.desk.today()}",  # as the desk's own
                        person=DESK,
                        where=DESK.direct,
                        command=ReportReview(queue="innovationoffice"),
                    )
                )
            card = await office.card("C0NIO", "Knowledge to review")
            assert "to be reviewed by Tue 24 Nov 2026; no longer shown as fact" in card.plain
            posts = [m for m in sim.slack.channel("C0NIO").messages if "to review" in m.plain]
            assert len(posts) == 1
