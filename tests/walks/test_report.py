"""The report of a month and the table of cases, asked for in chat and fetched by their links."""

import csv
import io
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from bots.web.tickets import MOST
from core.values.case import EntryKind
from tests.walks.conftest import PUBLIC, Office
from tests.walks.ministry import Ministry, ministry

THIS_MONTH = f"{datetime.now(UTC):%Y-%m}"


@pytest.fixture
async def teams_office(tmp_path: Path) -> AsyncIterator[Ministry]:
    async with ministry(tmp_path, "teams") as there:
        yield there


def _links(message: object) -> dict[str, str]:
    """The addresses of a Slack message's buttons, at the desk under test."""
    found: dict[str, str] = {}
    for block in getattr(message, "blocks", ()):
        for element in block.get("elements", ()):
            if str(element.get("url", "")).startswith(PUBLIC):
                found[element["text"]["text"]] = element["url"]
    return found


async def _fetched(office: Office, address: str) -> tuple[int, bytes, str]:
    local = address.replace(PUBLIC, office.address)
    async with aiohttp.ClientSession() as session, session.get(local) as answer:
        return answer.status, await answer.read(), answer.headers["Content-Type"]


async def test_staff_get_the_month_in_chat_as_page_and_as_tables(office: Office) -> None:
    case = await office.asked(office.alice, "=SECRET()")
    await office.card()
    await office.sofie.dm(f"report {THIS_MONTH}")
    answer = await office.heard(office.sofie, "Cases opened")
    assert "Scientific" in answer.plain
    assert "SECRET" not in answer.plain
    links = _links(answer)
    (picture,) = (b["image_url"] for b in answer.blocks if b["type"] == "image")
    status, drawn, kind = await _fetched(office, picture)
    assert (status, kind) == (200, "image/png")
    assert drawn.startswith(b"\x89PNG")
    status, page, _ = await _fetched(office, links["Open as a page"])
    assert status == 200
    assert b"<svg" in page
    assert b"SECRET" not in page
    _, table, _ = await _fetched(office, links["Table (CSV)"])
    (row,) = csv.DictReader(io.StringIO(table.decode(), newline=""))
    assert row["case"] == case
    assert "SECRET" not in table.decode()
    _, exact, _ = await _fetched(office, links["Table (JSON)"])
    assert [each["case"] for each in json.loads(exact)] == [case]
    lines = await office.desk.store.read(lambda record: record.lines(50))
    exports = [line for line in lines if line.what == "cases"]
    assert {line.detail for line in exports} == {"1 case, csv", "1 case, json"}
    assert all(line.by.endswith("U0SOFIE") for line in exports)


async def test_a_link_that_nobody_gave_opens_nothing(office: Office) -> None:
    case = await office.asked(office.alice, "Q")
    for name in ("x", "cases%2Fall%2Fnio"):
        status, said, _ = await _fetched(office, f"{PUBLIC}/report/{name}.csv")
        assert status == 404
        assert case.encode() not in said
    await office.alice.dm("export cases")
    word = await office.heard(office.alice, "You are staff of no queue")
    assert _links(word) == {}


async def test_a_link_opens_so_many_times_and_for_no_head(office: Office) -> None:
    await office.asked(office.alice, "Q")
    await office.card()
    await office.sofie.dm("export cases")
    link = _links(await office.heard(office.sofie, "A table of the cases"))["Table (CSV)"]
    local = link.replace(PUBLIC, office.address)
    async with aiohttp.ClientSession() as session, session.head(local) as answer:
        assert answer.status == 405
    found = [(await _fetched(office, link))[0] for _ in range(MOST + 1)]
    assert found == [200] * MOST + [404]
    lines = await office.desk.store.read(lambda record: record.lines(100))
    assert len([line for line in lines if line.what == "cases"]) == MOST


async def test_all_cases_are_exported_from_chat(office: Office) -> None:
    case = await office.asked(office.alice, "Q")
    await office.card()
    await office.sofie.dm("export cases")
    answer = await office.heard(office.sofie, "A table of the cases")
    _, table, kind = await _fetched(office, _links(answer)["Table (CSV)"])
    assert kind.startswith("text/csv")
    assert case in table.decode()


async def test_ratings_and_answers_are_in_it(office: Office) -> None:
    case = await office.asked(office.alice, "Q")
    card = await office.card()
    await office.sofie.say("C0NIO", "Yes, you may.", thread_ts=card.ts)
    offer = await office.offered(office.sofie)
    await office.sofie.click(offer, "Send to researcher", wait=0)
    await office.heard(office.alice, "Yes, you may.")
    sent = await office.desk.store.read(lambda record: record.case(case))
    assert sent is not None
    assert any(entry.kind is EntryKind.SENT for entry in sent.entries)
    await office.sofie.dm(f"report {THIS_MONTH}")
    answer = await office.heard(office.sofie, "Cases opened")
    assert "100 % (1 of 1" in answer.plain


async def test_staff_on_teams_get_the_month_with_its_picture(teams_office: Ministry) -> None:
    office = teams_office
    await office.asked_on_teams(office.person("fatima"), "SECRET")
    await office.teams_card("Receipt: delivered")
    nina = office.person("nina")
    office.teams.install("nina")
    await office.in_inbox(nina, "Ask a person")
    shown = await nina.message(f"report {THIS_MONTH}")
    assert "Cases opened" in shown.plain
    assert "SECRET" not in shown.plain
    cards = json.dumps(nina.cards_of(shown.message))
    assert f"{PUBLIC}/report/chart.png?month={THIS_MONTH}" in cards
    exported = await nina.message("export cases")
    assert "A table of the cases" in exported.plain
    refused = await office.person("fatima").message("report")
    assert "You are staff of no queue" in refused.plain
    assert not office.teams.complaints
