"""Planted faults look on the wire as their names say, and do or undo the effect as promised."""

from __future__ import annotations

import asyncio

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from simulator import Simulator
from simulator.faults import Fault

POST = "chat.postMessage"


def said(sim: Simulator) -> list[str]:
    return [message.text for message in sim.slack.channel("C0NIO").messages]


async def post(api: AsyncWebClient, text: str = "x") -> str:
    """How the call ended: `ok`, an error word, an HTTP status, or the exception's name."""
    try:
        await api.chat_postMessage(channel="C0NIO", text=text)
    except SlackApiError as refused:
        known = isinstance(refused.response, AsyncSlackResponse) and refused.response.data
        if not known:
            return "no JSON"
        status = refused.response.status_code
        return str(refused.response["error"]) if status == 200 else str(status)
    except Exception as failure:
        return type(failure).__name__
    return "ok"


async def test_errors_and_statuses_last_as_often_as_asked(
    sim: Simulator, api: AsyncWebClient
) -> None:
    sim.slack.faults.error(POST, "fatal_error", times=2)
    assert [await post(api) for _ in range(3)] == ["fatal_error", "fatal_error", "ok"]
    for status in (500, 502, 503, 504):
        sim.slack.faults.status("*", status)
        async with aiohttp.ClientSession() as http:
            assert (await http.post(f"{sim.api_url}auth.test")).status == status
    sim.slack.faults.status("users.info", 500)
    assert await post(api) == "ok"


@pytest.mark.parametrize("header", ["30", "soon", None])
async def test_rate_limit_with_any_header(
    sim: Simulator, api: AsyncWebClient, header: str | None
) -> None:
    sim.slack.faults.rate_limit(POST, header, seconds=30)
    with pytest.raises(SlackApiError) as caught:
        await api.chat_postMessage(channel="C0NIO", text="x")
    assert caught.value.response.headers.get("Retry-After") == header
    sim.clock.advance(31)
    assert await post(api) == "ok"


@pytest.mark.parametrize("after_effect", [False, True])
async def test_reset_before_or_after_the_effect(
    sim: Simulator, api: AsyncWebClient, after_effect: bool
) -> None:
    fault = sim.slack.faults.reset(POST, after_effect=after_effect)
    assert "Error" in await post(api)
    assert (said(sim), fault.hits) == (["x"] if after_effect else [], 1)


async def test_late_posts_appear_after_the_cut(sim: Simulator, api: AsyncWebClient) -> None:
    sim.slack.faults.late(POST, 0.05)
    assert "Error" in await post(api)
    assert said(sim) == []
    await sim.until(lambda: said(sim) == ["x"])


async def test_hang_until_cleared(sim: Simulator, api: AsyncWebClient) -> None:
    fault = sim.slack.faults.hang(POST)
    call = asyncio.create_task(post(api))
    await sim.until(lambda: fault.hits)
    assert not call.done()
    sim.slack.faults.clear(fault)
    assert "Error" in await call
    assert await post(api) == "ok"


@pytest.mark.parametrize("kind", ["html", "empty", "truncated"])
async def test_bodies_that_are_no_answer(sim: Simulator, api: AsyncWebClient, kind: str) -> None:
    plant = getattr(sim.slack.faults, kind)
    fault: Fault = plant(POST)
    assert await post(api) != "ok"
    assert fault.hits == 1
    assert said(sim) == (["x"] if kind == "truncated" else [])


async def test_drip_and_slow_arrive_in_the_end(sim: Simulator, api: AsyncWebClient) -> None:
    sim.slack.faults.drip(POST, seconds=0)
    assert await post(api) == "ok"
    sim.slack.faults.slow(POST, 0.02)
    assert await post(api) == "ok"
    assert said(sim) == ["x", "x"]


async def test_misfortunes_of_channels(sim: Simulator, api: AsyncWebClient) -> None:
    sim.slack.make_public("C0NIO")
    guest = sim.slack.add_workspace("T0GENT", "UGent", "ugent")
    sim.slack.share_outside("C0NIO", sim.slack.add_person("U0GERT", "Gert Maes", team=guest.id))
    info = (await api.conversations_info(channel="C0NIO"))["channel"]
    assert (info["is_private"], info["is_ext_shared"]) == (False, True)
    sim.slack.archive("C0NIO")
    assert await post(api) == "is_archived"
    sim.slack.remove_bot("C0NIO")
    assert await post(api) == "not_in_channel"
    sim.slack.delete_channel("C0NIO")
    assert await post(api) == "channel_not_found"


async def test_the_wire_tells_outcomes_and_no_words(sim: Simulator, api: AsyncWebClient) -> None:
    await post(api, "a secret question")
    sim.slack.faults.status(POST, 503)
    await post(api, "a secret question")
    sim.slack.faults.reset(POST)
    await post(api, "a secret question")
    assert [call.state for call in sim.wire.named(POST)] == ["delivered", "refused", "failed"]
    assert "secret" not in repr(list(sim.wire))
