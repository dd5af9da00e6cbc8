"""Trigger ids and response URLs live as long, and serve as often, as Slack lets them."""

from __future__ import annotations

from typing import Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from simulator import Simulator
from simulator.slack.dispatch import Dispatch
from tests.simulator.demo_desk import FORM, HOME


def trigger_for(sim: Simulator, user_id: str = "U0ALICE", view_id: str | None = None) -> str:
    return sim.slack.passes.issue_trigger("T0UNI", user_id, view_id).id


async def error_of(call: Any) -> str:
    with pytest.raises(SlackApiError) as caught:
        await call
    return str(caught.value.response["error"])


async def test_a_trigger_opens_one_modal_within_three_seconds(
    sim: Simulator, api: AsyncWebClient
) -> None:
    trigger = trigger_for(sim)
    opened = await api.views_open(trigger_id=trigger, view=FORM)
    assert opened["view"]["root_view_id"] == opened["view"]["id"]
    again = api.views_open(trigger_id=trigger, view=FORM)
    assert await error_of(again) == "exchanged_trigger_id"
    late = trigger_for(sim)
    sim.clock.advance(3.1)
    assert await error_of(api.views_open(trigger_id=late, view=FORM)) == "expired_trigger_id"
    made_up = api.views_open(trigger_id="1.2.3", view=FORM)
    assert await error_of(made_up) == "invalid_trigger_id"


async def test_modals_stack_three_high(sim: Simulator, api: AsyncWebClient) -> None:
    alice = sim.slack.person("U0ALICE")
    root = (await api.views_open(trigger_id=trigger_for(sim), view=FORM))["view"]
    second = (await api.views_push(trigger_id=trigger_for(sim), view=FORM))["view"]
    assert (second["root_view_id"], second["previous_view_id"]) == (root["id"], root["id"])
    await api.views_push(trigger_id=trigger_for(sim), view=FORM)
    fourth = api.views_push(trigger_id=trigger_for(sim), view=FORM)
    assert await error_of(fourth) == "push_limit_reached"
    top = alice.modal
    assert top is not None
    await alice.close(top)
    assert alice.modal is not None
    assert alice.modal.id == second["id"]
    await alice.close(alice.modal, everything=True)
    assert alice.modal is None


async def test_an_update_with_an_old_hash_conflicts(sim: Simulator, api: AsyncWebClient) -> None:
    view = (await api.views_open(trigger_id=trigger_for(sim), view=FORM))["view"]
    where = {"view_id": view["id"], "view": FORM}
    updated = (await api.views_update(**where, hash=view["hash"]))["view"]
    assert updated["hash"] != view["hash"]
    assert await error_of(api.views_update(**where, hash=view["hash"])) == "hash_conflict"


async def test_homes(sim: Simulator, api: AsyncWebClient) -> None:
    first = (await api.views_publish(user_id="U0ALICE", view=HOME))["view"]
    await api.views_publish(user_id="U0ALICE", view=HOME, hash=first["hash"])
    old = api.views_publish(user_id="U0ALICE", view=HOME, hash=first["hash"])
    assert await error_of(old) == "hash_conflict"
    assert sim.slack.person("U0ALICE").home is not None


async def test_an_external_id_is_used_once(sim: Simulator, api: AsyncWebClient) -> None:
    named = FORM | {"external_id": "draft-7"}
    await api.views_open(trigger_id=trigger_for(sim), view=named)
    twice = api.views_push(trigger_id=trigger_for(sim), view=named)
    assert await error_of(twice) == "duplicate_external_id"
    assert (await api.views_update(external_id="draft-7", view=named))["ok"]


async def test_a_view_may_not_be_too_large(sim: Simulator, api: AsyncWebClient) -> None:
    text = {"type": "mrkdwn", "text": "x" * 3000}
    large = FORM | {"blocks": [{"type": "section", "text": text}] * 90}
    assert await error_of(api.views_open(trigger_id=trigger_for(sim), view=large)) == (
        "view_too_large"
    )


async def respond(dispatch: Dispatch, path: str, body: dict[str, Any]) -> tuple[int, str]:
    async with aiohttp.ClientSession() as http:
        url = f"{dispatch.address}/slack/response/{path}"
        async with http.post(url, json=body) as response:
            return response.status, await response.text()


async def test_a_response_url_serves_five_times(sim: Simulator) -> None:
    url = sim.slack.passes.issue_response_url("T0UNI", "U0ALICE", "C0IDEAS")
    dispatch = sim.slack.dispatch
    for number in range(5):
        assert await respond(dispatch, url.path, {"text": str(number)}) == (200, "ok")
    status, body = await respond(dispatch, url.path, {"text": "6"})
    assert (status, "used_url" in body) == (404, True)
    assert len(sim.slack.person("U0ALICE").ephemerals("C0IDEAS")) == 5


async def test_a_response_url_expires(sim: Simulator) -> None:
    url = sim.slack.passes.issue_response_url("T0UNI", "U0ALICE", "C0IDEAS")
    sim.clock.advance(1801)
    status, body = await respond(sim.slack.dispatch, url.path, {"text": "late"})
    assert (status, "expired_url" in body) == (404, True)


async def test_a_response_url_replaces_and_deletes(sim: Simulator, api: AsyncWebClient) -> None:
    ts = (await api.chat_postMessage(channel="C0IDEAS", text="before"))["ts"]
    url = sim.slack.passes.issue_response_url("T0UNI", "U0ALICE", "C0IDEAS", ts)
    replace = {"text": "after", "replace_original": True}
    await respond(sim.slack.dispatch, url.path, replace)
    assert [m.text for m in sim.slack.channel("C0IDEAS").messages] == ["after"]
    await respond(sim.slack.dispatch, url.path, {"delete_original": True})
    assert sim.slack.channel("C0IDEAS").messages == []
    status, body = await respond(sim.slack.dispatch, url.path, {"blocks": [{"type": "?"}]})
    assert (status, "invalid_blocks" in body) == (404, True)
