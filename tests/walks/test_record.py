"""The record of a case, from the click to the file, and for nobody else."""

import json
import re
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pypdf import PdfReader

from bots.serve import running
from bots.web.tickets import MOST
from core.values.audit import Act
from simulator import Simulator
from tests.walks.conftest import PUBLIC, SECRET, Office, settings_for, with_routing
from tests.walks.ministry import ministry

_LINK = re.compile(rf"{PUBLIC}(/record/[\w.=-]+\.(?:pdf|html|json))")


async def _fetched(office: Office, path: str) -> tuple[int, dict[str, str], bytes]:
    async with (
        aiohttp.ClientSession() as session,
        session.get(office.address + path) as answer,
    ):
        return answer.status, dict(answer.headers), await answer.read()


def _links(shown: Any) -> dict[str, str]:
    found = _LINK.findall(str(shown))
    return {path.rpartition(".")[2]: path for path in found}


async def _answered(office: Office, question: str = "May qubits heal β ≥ 2 %?") -> str:
    number = await office.asked(office.alice, question)
    card = await office.card()
    await office.sofie.say("C0NIO", "INTERNAL-DOUBT", thread_ts=card.ts)
    form = await office.sofie.click(card, "Answer")
    await office.sofie.submit(form.view, {"Answer": "By article 7: œuvre, yes."})
    await office.redrawn("Answer 1: delivered")
    return number


@pytest.mark.parametrize("typed", ["record", "verify"])
async def test_the_bare_word_says_how_it_is_used(office: Office, typed: str) -> None:
    number = await office.asked(office.alice, "May qubits heal?")
    shown = await office.alice.slash("/innovation", typed)
    assert f"How to use {typed}" in shown.plain
    assert f"{typed} {number}" in shown.plain
    used = await office.alice.click(shown.message, f"{typed} {number}")
    assert "How to use" not in used.plain
    await office.sofie.dm(typed)
    told = await office.heard(office.sofie, f"How to use {typed}")
    assert number not in told.plain


async def test_on_teams_the_bare_word_says_how_it_is_used(tmp_path: Path) -> None:
    async with ministry(tmp_path, "teams") as office:
        fatima = office.person("fatima")
        number = await office.asked_on_teams(fatima, "May qubits heal?")
        await fatima.message("verify")
        told = await office.in_inbox(fatima, "How to use verify")
        used = await fatima.click(told, f"verify {number}")
        assert "How to use" not in used.plain


async def test_the_requester_gets_page_pdf_and_json_with_one_hash(office: Office) -> None:
    number = await _answered(office)
    shown = await office.alice.slash("/innovation", f"case {number}")
    links = _links((await office.alice.click(shown.message, "Export record")).message.blocks)
    assert set(links) == {"pdf", "html", "json"}

    status, headers, page = await _fetched(office, links["html"])
    assert status == 200
    assert headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    told = page.decode()
    for words in ("May qubits heal β ≥ 2 %?", "By article 7: œuvre, yes.", "Staff of FAMHP"):
        assert words in told
    assert "Information on clinical studies" in told
    for words in ("INTERNAL-DOUBT", "Sofie"):
        assert words not in told

    status, _, raw = await _fetched(office, links["json"])
    given = json.loads(raw)
    assert given["sha256"] in told
    assert given["record"]["case"] == number
    assert given["record"]["told"][1]["basis"], "the articles behind the answer are named"

    status, headers, file = await _fetched(office, links["pdf"])
    assert f'attachment; filename="case-{number}.pdf"' in headers["Content-Disposition"]
    text = "\n".join(page.extract_text() for page in PdfReader(BytesIO(file)).pages)
    assert "By article 7: œuvre, yes." in text
    assert given["sha256"] in text

    lines = await office.desk.store.read(lambda record: record.lines(20, number))
    exported = [line for line in lines if line.act is Act.EXPORTED]
    assert {line.detail for line in exported} == {"pdf", "html", "json"}
    assert {line.by for line in exported} == {"requester"}
    assert {line.content for line in exported} == {given["sha256"]}


async def test_nobody_else_gets_one(office: Office) -> None:
    number = await _answered(office)
    there = await office.lucas.slash("/innovation", f"record {number}")
    nowhere = await office.lucas.slash("/innovation", "record 0000-0000")
    assert there.plain == nowhere.plain
    assert not _links(str(there.message.blocks) if there.message else there)
    shown = await office.alice.slash("/innovation", f"record {number}")
    link = _links(shown.message.blocks)["json"]
    for wrong in (link.replace("/record/1", "/record/2"), "/record/x.pdf", "/record/1.a.b.html"):
        status, headers, body = await _fetched(office, wrong)
        assert status == 404
        assert headers["Cache-Control"] == "no-store"
        assert b"There is no such record" in body


async def test_a_ticket_opens_so_many_times_and_for_no_head(office: Office) -> None:
    number = await _answered(office)
    shown = await office.alice.slash("/innovation", f"record {number}")
    link = _links(shown.message.blocks)["json"]
    async with aiohttp.ClientSession() as session, session.head(office.address + link) as answer:
        assert answer.status == 405
    found = [(await _fetched(office, link))[0] for _ in range(MOST + 1)]
    assert found == [200] * MOST + [404]


async def test_staff_of_the_case_get_it_and_the_trail_names_them(office: Office) -> None:
    number = await _answered(office)
    card = await office.card()
    await office.sofie.say("C0NIO", "!record", thread_ts=card.ts)
    await office.sim.until(lambda: "for you alone" in office.sofie.ephemerals("C0NIO")[-1].plain)
    offer = await office.offered(office.sofie)
    link = _links((await office.sofie.click(offer, "Export record")).message.blocks)
    status, _, _ = await _fetched(office, link["html"])
    assert status == 200
    lines = await office.desk.store.read(lambda record: record.lines(20, number))
    (line,) = [line for line in lines if line.act is Act.EXPORTED]
    assert line.by.endswith(":U0SOFIE")


async def test_on_teams(tmp_path: Path) -> None:
    async with ministry(tmp_path, "teams") as office:
        fatima, nina = office.person("fatima"), office.person("nina")
        number = await office.asked_on_teams(fatima, "Q")
        card = await office.teams_card("Q")
        await nina.click(card, "Answer")
        await nina.fill(card, {"text": "By form: yes."}, "Send to researcher")
        await office.in_inbox(fatima, "By form: yes.")
        shown = await fatima.message(f"record {number}")
        status, _, page = await _fetched(office, _links(shown.message.card)["html"])
        assert status == 200
        assert "By form: yes." in page.decode()
        assert not office.teams.complaints


async def test_without_a_public_address_the_desk_says_so(tmp_path: Path) -> None:
    async with Simulator(signing_secret=SECRET) as sim:
        given = settings_for(sim, tmp_path).model_copy(update={"desk_public_url": None})
        async with running(given) as desk:
            await with_routing(desk)
            sim.desk_url = f"http://127.0.0.1:{desk.port}"
            office = Office(sim, desk)
            number = await office.asked(office.alice, "Q")
            shown = await office.alice.slash("/innovation", f"record {number}")
            assert "no public address" in shown.plain
            await sim.slack.events.idle()


async def test_who_holds_a_record_can_verify_it_and_nobody_else(office: Office) -> None:
    number = await _answered(office)
    shown = await office.alice.slash("/innovation", f"record {number}")
    _, _, page = await _fetched(office, _links(shown.message.blocks)["html"])
    code = page.decode().partition("to verify: ")[2][:16]

    mine = await office.alice.slash("/innovation", f"verify {number}")
    assert "still current" in mine.plain
    proven = await office.lucas.slash("/innovation", f"verify {number} {code}")
    assert f"{number} : toujours actuel" in proven.plain, "in the language of who asks"
    assert "en vigueur, authentique" in proven.plain
    assert "article 7" not in proven.plain
    wrong = await office.lucas.slash("/innovation", f"verify {number} {'0' * 16}")
    bare = await office.lucas.slash("/innovation", f"verify {number}")
    nowhere = await office.lucas.slash("/innovation", "verify 0000-0000")
    assert wrong.plain == bare.plain == nowhere.plain

    card = await office.card()
    draft = await office.sofie.say("C0NIO", "!verify", thread_ts=card.ts)
    assert draft
    await office.sim.until(lambda: "still current" in office.sofie.ephemerals("C0NIO")[-1].plain)


async def test_an_answer_is_verified_on_teams(tmp_path: Path) -> None:
    async with ministry(tmp_path, "teams") as office:
        fatima, nina = office.person("fatima"), office.person("nina")
        number = await office.asked_on_teams(fatima, "Q")
        card = await office.teams_card("Q")
        await nina.click(card, "Answer")
        await nina.fill(card, {"text": "By form: yes."}, "Send to researcher")
        await office.in_inbox(fatima, "By form: yes.")
        shown = await fatima.message(f"verify {number}")
        assert "still current" in shown.plain
        assert not office.teams.complaints
