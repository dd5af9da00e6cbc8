"""Events are retried with Slack's headers, held back on demand, and shaped as documented."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import pytest
from aiohttp import web

from simulator import Simulator
from simulator.slack.posting import Draft, show_ephemeral
from tests.simulator.demo_desk import HELP


@dataclass
class Ear:
    """A desk that only listens: what came, and what it answers next (status, headers)."""

    heard: list[tuple[web.Request, bytes]] = field(default_factory=list)
    answers: list[tuple[int, dict[str, str]]] = field(default_factory=list)

    async def hear(self, request: web.Request) -> web.Response:
        self.heard.append((request, await request.read()))
        status, headers = self.answers.pop(0) if self.answers else (200, {})
        return web.Response(status=status, headers=headers)

    @property
    def bodies(self) -> list[dict[str, Any]]:
        return [json.loads(body) for _, body in self.heard]


@pytest.fixture
async def ear(sim: Simulator) -> AsyncIterator[Ear]:
    ear = Ear()
    app = web.Application()
    app.router.add_post("/slack/events", ear.hear)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    sim.desk_url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    sim.slack.events.retry_delays = (0, 0.01, 0.02)
    yield ear
    await sim.slack.events.close()
    await runner.cleanup()


async def test_retries_until_the_desk_takes_it(sim: Simulator, ear: Ear) -> None:
    ear.answers = [(500, {}), (404, {})]
    await sim.slack.person("U0ALICE").dm("hello")
    await sim.slack.events.idle()
    headers = [
        (r.headers.get("X-Slack-Retry-Num"), r.headers.get("X-Slack-Retry-Reason"))
        for r, _ in ear.heard
    ]
    assert headers == [(None, None), ("1", "http_error"), ("2", "http_error")]
    assert len({body["event_id"] for body in ear.bodies}) == 1
    calls = sim.wire.named("event message.im")
    assert [call.state for call in calls] == ["to be retried", "to be retried", "delivered"]


async def test_gives_up_after_three_retries_or_when_told(sim: Simulator, ear: Ear) -> None:
    ear.answers = [(500, {})] * 9
    await sim.slack.person("U0ALICE").dm("hello")
    await sim.slack.events.idle()
    assert len(ear.heard) == 4
    ear.answers = [(500, {"X-Slack-No-Retry": "1"})]
    await sim.slack.person("U0ALICE").dm("again")
    await sim.slack.events.idle()
    assert len(ear.heard) == 5


async def test_a_desk_that_is_down_or_slow(sim: Simulator, ear: Ear) -> None:
    there = sim.desk_url
    sim.slack.events.retry_delays = (0,)
    sim.desk_url = "http://127.0.0.1:9"
    await sim.slack.person("U0ALICE").dm("hello")
    await sim.slack.events.idle()
    assert [call.error for call in sim.wire] == ["connection_failed", "connection_failed"]
    sim.desk_url = there
    sim.slack.desk.patience = 0.0001
    await sim.slack.person("U0ALICE").dm("hello")
    await sim.slack.events.idle()
    assert list(sim.wire)[-1].error == "http_timeout"


async def test_redelivery_repeats_the_event(sim: Simulator, ear: Ear) -> None:
    await sim.slack.person("U0ALICE").dm("hello")
    await sim.slack.events.idle()
    answer = await sim.slack.events.redeliver(sim.slack.events.sent[0])
    assert answer.ok
    assert ear.bodies[0] == ear.bodies[1]


async def test_events_can_be_held_and_reversed(sim: Simulator, ear: Ear) -> None:
    sim.slack.events.hold()
    alice = sim.slack.person("U0ALICE")
    message = await alice.dm("one")
    await alice.edit(message, "two")
    assert ear.heard == []
    sim.slack.events.release(reverse=True)
    await sim.slack.events.idle()
    assert {body["event"].get("subtype") for body in ear.bodies} == {"message_changed", None}


async def test_subscriptions_limit_what_is_sent(sim: Simulator, ear: Ear) -> None:
    sim.slack.workspace.app.subscriptions = frozenset({"message.im", "app_mention"})
    alice = sim.slack.person("U0ALICE")
    await alice.dm("hello")
    await alice.say("C0IDEAS", "hello <@UBOT>")
    await sim.slack.events.idle()
    kinds = sorted(body["event"]["type"] for body in ear.bodies)
    assert kinds == ["app_mention", "message"]


async def test_thread_replies_edits_and_deletes(sim: Simulator, ear: Ear) -> None:
    sofie = sim.slack.person("U0SOFIE")
    parent = await sofie.say("C0NIO", "case")
    reply = await sofie.say("C0NIO", "yes", thread_ts=parent.ts)
    await sofie.edit(reply, "no")
    await sofie.delete(reply)
    await sim.slack.events.idle()
    events = {body["event"].get("subtype") or body["event"]["text"]: body for body in ear.bodies}
    said = events["yes"]["event"]
    assert (said["thread_ts"], said["parent_user_id"]) == (parent.ts, "U0SOFIE")
    assert said["channel_type"] == "group"
    changed = events["message_changed"]["event"]
    assert changed["message"]["text"] == "no"
    assert changed["message"]["edited"]["user"] == "U0SOFIE"
    assert changed["previous_message"]["text"] == "yes"
    assert events["message_deleted"]["event"]["deleted_ts"] == reply.ts


async def test_membership_and_uninstall(sim: Simulator, ear: Ear) -> None:
    sim.slack.archive("C0CTR")
    sim.slack.remove_bot("C0NIO")
    sim.slack.uninstall()
    await sim.slack.events.idle()
    kinds = {body["event"]["type"] for body in ear.bodies}
    assert kinds == {"group_archive", "group_left", "tokens_revoked", "app_uninstalled"}


async def test_a_guest_speaks_with_another_team(sim: Simulator, ear: Ear) -> None:
    sim.slack.add_workspace("T0GENT", "UGent", "ugent")
    gert = sim.slack.add_person("U0GERT", "Gert Maes", team="T0GENT")
    sim.slack.share_outside("C0IDEAS", gert)
    await gert.say("C0IDEAS", "hello")
    await sim.slack.events.idle()
    (body,) = [b for b in ear.bodies if b["event"]["type"] == "message"]
    assert (body["team_id"], body["event"]["user_team"]) == ("T0UNI", "T0GENT")
    assert body["is_ext_shared_channel"]
    assert body["authorizations"][0]["team_id"] == "T0UNI"


async def test_clicks_on_ephemeral_messages_carry_no_message(sim: Simulator, ear: Ear) -> None:
    alice, channel = sim.slack.person("U0ALICE"), sim.slack.channel("C0IDEAS")
    shown = show_ephemeral(sim.slack.workspace, channel, alice.id, Draft("x", HELP))
    await alice.click(shown, "Withdraw", wait=0)
    form = parse_qs(ear.heard[0][1].decode())
    assert list(form) == ["payload"]
    payload = json.loads(form["payload"][0])
    assert (payload["container"]["is_ephemeral"], "message" in payload) == (True, False)
    assert payload["actions"][0]["action_id"] == "withdraw"
