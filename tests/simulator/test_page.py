"""The page shows both sides, escapes what people write, and acts only for pages on this machine."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from simulator import Simulator
from simulator.page import mrkdwn
from tests.simulator.demo_desk import DemoDesk

ALICE, SOFIE = "T0UNI/U0ALICE", "T0UNI/U0SOFIE"


@pytest.fixture
async def http(sim: Simulator) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(sim.page_url) as session:
        yield session


async def side(http: aiohttp.ClientSession, **query: str) -> Any:
    return await (await http.get("/sim/side", params=query)).json()


async def act(http: aiohttp.ClientSession, name: str, **given: Any) -> Any:
    return await (await http.post(f"/sim/act/{name}", json=given)).json()


async def test_the_frame_has_everybody_and_a_strict_policy(http: aiohttp.ClientSession) -> None:
    response = await http.get("/")
    text = await response.text()
    assert "Alice Peeters, KU Leuven (en)" in text
    assert text.index("Sofie Janssens") > text.index('id="staff-person"')
    policy = response.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    for name in ("main.js", "frame.css", "icon.svg"):
        assert (await http.get(f"/static/{name}")).status == 200


async def test_a_question_and_its_answer(
    sim: Simulator, desk: DemoDesk, http: aiohttp.ClientSession
) -> None:
    await act(http, "say", person=ALICE, place="dm", text="/innovation help")
    shown = await side(http, person=ALICE, place="dm")
    assert "Only visible to you" in shown["items"][0]["html"]
    help_ = sim.slack.person("U0ALICE").ephemerals()[0]
    (block,) = [block for block in help_.blocks if block["type"] == "actions"]
    where = {"channel": help_.channel_id, "ts": help_.ts, "block": block["block_id"]}
    assert await act(http, "operate", person=ALICE, action="ask_person", **where) == {
        "trouble": None
    }
    await sim.until(lambda: sim.slack.person("U0ALICE").modal)
    modal = (await side(http, person=ALICE, place="dm"))["modal"]
    assert 'data-testid="field-question"' in modal["html"]

    values = {"question/text": "Hi", "urgency/text": "normal"}
    await act(http, "submit", person=ALICE, view=modal["id"], values=values)
    modal = (await side(http, person=ALICE, place="dm"))["modal"]
    assert "Please enter at least 5 characters." in modal["html"]
    values["question/text"] = "Is <script>alert(1)</script> a device?"
    await act(http, "submit", person=ALICE, view=modal["id"], values=values)
    card = (await sim.until(lambda: sim.slack.channel("C0NIO").messages))[0]

    staff = await side(http, person=SOFIE, place="C0NIO", thread=card.ts)
    assert "<script>" not in staff["items"][0]["html"]
    assert "&lt;script&gt;alert(1)" in staff["items"][0]["html"]
    await act(http, "say", person=SOFIE, place="C0NIO", thread_ts=card.ts, text="Yes.")
    assert [m.text for m in sim.slack.channel("C0NIO").thread(card.ts)][1:] == ["Yes."]
    await sim.slack.events.idle()


async def test_what_cannot_be_done_is_said(sim: Simulator, http: aiohttp.ClientSession) -> None:
    trouble = await act(http, "say", person=ALICE, place="C0NIO", text="let me in")
    assert "cannot see" in trouble["trouble"]
    gone = await act(http, "operate", person=ALICE, channel="C0IDEAS", ts="1.1")
    assert gone["trouble"] == "that message is gone"
    assert (await http.get("/sim/side", params={"person": "T0UNI/U0NOBODY"})).status == 404
    assert (await http.post("/sim/act/fly", json={})).status == 404


async def test_messages_can_be_edited_deleted_and_dismissed(
    sim: Simulator, desk: DemoDesk, http: aiohttp.ClientSession
) -> None:
    await act(http, "say", person=ALICE, place="C0IDEAS", text="hello @Innovation Desk")
    message = sim.slack.channel("C0IDEAS").messages[0]
    assert message.text == "hello <@UBOT>"
    where = {"person": ALICE, "channel": "C0IDEAS", "ts": message.ts}
    await act(http, "edit", **where, text="bye")
    assert message.plain == "bye"
    await act(http, "delete", **where)
    assert sim.slack.channel("C0IDEAS").messages == []
    await act(http, "say", person=ALICE, place="C0IDEAS", text="/innovation help")
    shown = sim.slack.person("U0ALICE").ephemerals("C0IDEAS")[0]
    await act(http, "dismiss", person=ALICE, channel="C0IDEAS", ts=shown.ts)
    assert sim.slack.person("U0ALICE").ephemerals() == []
    await sim.slack.events.idle()


async def test_home(sim: Simulator, desk: DemoDesk, http: aiohttp.ClientSession) -> None:
    await act(http, "home", person=ALICE, tab="home")
    await sim.until(lambda: sim.slack.person("U0ALICE").home)
    shown = await side(http, person=ALICE, place="home")
    assert "My cases" in shown["items"][0]["html"]


async def test_backstage(sim: Simulator, http: aiohttp.ClientSession) -> None:
    await act(http, "say", person=ALICE, place="dm", text="/innovation help")
    wire = (await (await http.get("/sim/backstage/wire?problems")).json())["items"]
    assert "connection_failed" in wire[0]["html"]
    await http.post("/sim/fault", json={"fault": "hang"})
    await http.post("/sim/fault", json={"fault": "smtp-down"})
    assert (len(sim.slack.faults.active()), sim.mail.is_open) == (1, False)
    await http.post("/sim/fault", json={"fault": "none"})
    assert (sim.slack.faults.active(), sim.mail.is_open) == ([], True)


async def test_live_updates(sim: Simulator, http: aiohttp.ClientSession) -> None:
    async with http.get("/events") as stream:
        await stream.content.readuntil(b"\n\n")
        await sim.slack.person("U0ALICE").say("C0IDEAS", "hello")
        assert (await stream.content.readuntil(b"\n\n")).startswith(b"data: ")


async def test_other_sites_are_kept_out(sim: Simulator, http: aiohttp.ClientSession) -> None:
    form = await http.post("/sim/act/say", data={"person": ALICE, "place": "dm", "text": "x"})
    assert form.status == 415
    rebound = await http.get("/", headers={"Host": "evil.example"})
    assert rebound.status == 403


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("*b* _i_ ~s~", "<p><strong>b</strong> <em>i</em> <s>s</s></p>"),
        ("2*3*4 snake_case_name", "<p>2*3*4 snake_case_name</p>"),
        ("`a *b*` &lt;x&gt;", "<p><code>a *b*</code> &lt;x&gt;</p>"),
        ("```a < b```", "<pre>a &lt; b</pre>"),
        ("&gt; said\nline", "<blockquote>said</blockquote><p>line</p>"),
        ("• one\n• two", "<ul><li>one</li><li>two</li></ul>"),
        ("<@U0ALICE>", '<p><span class="mention">@Alice Peeters</span></p>'),
        ("<!channel>", '<p><span class="mention">@channel</span></p>'),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("<javascript:alert(1)|x>", "<p>&lt;javascript:alert(1)|x&gt;</p>"),
        ('<https://x.example/"onmouseover=|x>', None),
    ],
)
async def test_mrkdwn(sim: Simulator, text: str, html: str | None) -> None:
    shown = mrkdwn.shown(sim.slack.workspace, text)
    assert "<script" not in shown
    assert '"onmouseover' not in shown
    if html is not None:
        assert shown == html
