"""The page shows Teams too: cards as HTML without anybody's markup, buttons that act."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from simulator import Simulator
from simulator.page import adaptive, card_text
from tests.simulator.teams_desk import TeamsDesk, card, opens, replaces, with_card
from tests.simulator.test_teams_cards import RICH

EVIL = "<script>alert(1)</script>"


@pytest.fixture
async def http(sim: Simulator) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(sim.page_url) as session:
        yield session


async def side(http: aiohttp.ClientSession, **query: str) -> Any:
    return await (await http.get("/sim/side", params=query)).json()


async def act(http: aiohttp.ClientSession, name: str, person: str, **given: Any) -> Any:
    body = {"person": f"teams/{person}"} | given
    return await (await http.post(f"/sim/act/{name}", json=body)).json()


async def test_both_platforms_can_be_chosen(http: aiohttp.ClientSession) -> None:
    text = await (await http.get("/")).text()
    staff = text.index('id="staff-person"')
    assert text.index('value="teams/fatima"') < staff < text.index('value="teams/sofie"')
    assert 'label="Teams: University Hospital (Teams)"' in text


async def test_a_researcher_fills_in_a_dialog(
    sim: Simulator, office: TeamsDesk, http: aiohttp.ClientSession
) -> None:
    fetch = {"type": "Action.Submit", "title": "Form", "data": {"msteams": {"type": "task/fetch"}}}
    office.on_message = lambda a: with_card(card(f"You said {a['text']}", actions=[fetch]))
    question = {"type": "Input.Text", "id": "q", "label": "Question", "isRequired": True}
    toggle = {"type": "Input.Toggle", "id": "ok", "title": "Yes"}
    send = {"type": "Action.Submit", "title": "Send"}
    office.on_invoke = lambda _: opens("Ask", card(question, toggle, actions=[send]))
    await act(http, "say", "fatima", place="dm", text=EVIL)
    shown = await side(http, person="teams/fatima", place="dm")
    assert EVIL not in str(shown)
    assert shown["items"][1]["html"].count("data-card-action") == 1
    answer = sim.teams.person("fatima").inbox[0]
    where = {"channel": answer.conversation_id, "ts": answer.id}
    assert (await act(http, "use", "fatima", number=0, **where))["trouble"] is None
    modal = (await side(http, person="teams/fatima", place="dm"))["modal"]
    assert 'data-testid="field-q"' in modal["html"]
    refused = await act(http, "use", "fatima", view=modal["id"], number=0, values={"q": ""})
    assert refused["errors"] == {"q": "This is a required input"}
    office.on_invoke = lambda _: {}
    await act(http, "use", "fatima", view=modal["id"], number=0, values={"q": "Hm", "ok": ["true"]})
    assert office.got[-1]["value"]["data"] == {"q": "Hm", "ok": "true"}
    assert (await side(http, person="teams/fatima", place="dm"))["modal"] is None


async def test_staff_claim_and_reply(
    sim: Simulator, office: TeamsDesk, http: aiohttp.ClientSession
) -> None:
    desk = sim.teams.channel("NIO desk")
    claim = {"type": "Action.Execute", "title": "Claim", "verb": "claim"}
    await office.post(desk.id, with_card(card("case", actions=[claim])))
    office.on_invoke = lambda _: replaces(card("claimed"))
    where = {"channel": desk.id, "ts": desk.posts[0].id}
    await act(http, "use", "sofie", number=0, **where)
    places = (await side(http, person="teams/sofie", place="dm"))["places"]
    assert [place["label"] for place in places][:2] == ["NIO desk", "CTR desk"]
    shown = await side(http, person="teams/sofie", place=desk.id)
    assert "claimed" in shown["items"][0]["html"]
    assert (
        "claimed" not in (await side(http, person="teams/marc", place=desk.id))["items"][0]["html"]
    )
    office.on_message = lambda _: None
    words = {"place": desk.id, "thread_ts": where["ts"], "text": "@innovation desk yes"}
    await act(http, "say", "sofie", **words)
    await sim.teams.deliveries.idle()
    assert office.got[-1]["text"] == "<at>Innovation Desk</at> yes"
    thread = (await side(http, person="teams/sofie", place=desk.id, thread=where["ts"]))["thread"]
    assert len(thread) == 2


async def test_what_cannot_be_done_is_said(sim: Simulator, http: aiohttp.ClientSession) -> None:
    desk = sim.teams.channel("NIO desk").id
    refused = await act(http, "say", "fatima", place=desk, text="let me in")
    assert "cannot see" in refused["trouble"]
    gone = await act(http, "use", "sofie", channel=desk, ts="1", number=0)
    assert gone["trouble"] == "that message is gone"
    chat = await act(http, "say", "sofie", place="dm", text="hello")
    assert "not installed" in chat["trouble"]
    assert (await http.get("/sim/side", params={"person": "teams/nobody"})).status == 404
    await http.post("/sim/fault", json={"fault": "teams-hang"})
    assert [fault.kind for fault in sim.teams.faults.active()] == ["hang"]
    await http.post("/sim/fault", json={"fault": "none"})
    assert sim.teams.faults.active() == []


def test_every_element_is_drawn() -> None:
    html = adaptive.shown(card(*RICH), "here")
    for part in ("<dl", "<table", "<select", "<textarea", "aria-expanded", "style-emphasis"):
        assert part in html
    assert "hidden" in html


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**b** _i_\nnext", "<p><strong>b</strong> <em>i</em><br>next</p>"),
        ("- a\n- b", "<ul><li>a</li><li>b</li></ul>"),
        ("[x](javascript:alert)", "<p>x</p>"),
        (EVIL, "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        (r"\*a\* 1 < 2", "<p>*a* 1 &lt; 2</p>"),
    ],
)
def test_markdown(text: str, html: str) -> None:
    assert card_text.blocks(text) == html
