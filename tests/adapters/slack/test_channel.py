"""Deliveries to Slack: what each error means, what is asked before, limits obeyed by method."""

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import channel as module
from adapters.slack.channel import SlackChannel
from adapters.slack.outcomes import REFUSALS
from core.desk.ports import Dispatch, Hidden, Later, Refused, Sent, Unsure
from core.values.delivery import Delivery, DeliveryKind, Landed
from core.values.message import Message
from core.values.place import ConversationReference
from simulator import Simulator
from simulator.faults import Faults
from tests.core.given import NOW
from tests.walks.conftest import SECRET

POST, UPDATE, INFO, REPLIES = (
    "chat.postMessage",
    "chat.update",
    "conversations.info",
    "conversations.replies",
)
STAFF = ConversationReference.from_text("slack:T0UNI:C0NIO")
ALICE = ConversationReference.from_text("slack:T0UNI:U0ALICE")


@dataclass
class World:
    """A channel adapter at the simulator; `clock` is the desk's."""

    sim: Simulator
    session: aiohttp.ClientSession
    clock: datetime = field(default_factory=lambda: NOW)

    def __post_init__(self) -> None:
        client = AsyncWebClient(
            token=self.sim.slack.bot_token,
            base_url=self.sim.api_url,
            session=self.session,
            retry_handlers=[],
        )
        self.channel = SlackChannel(client, now=lambda: self.clock)

    @property
    def faults(self) -> Faults:
        return self.sim.slack.faults

    def calls(self, method: str) -> int:
        return sum(call.name == method for call in self.sim.wire)


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with Simulator(signing_secret=SECRET) as sim, aiohttp.ClientSession() as session:
        sim.slack.rates.off()
        yield World(sim, session)


def dispatch(
    to: ConversationReference = ALICE, target: Landed | None = None, **more: Any
) -> Dispatch:
    given = {"key": "0123456789abcdef", "to": to, "message": Message(title="T"), "due_at": NOW}
    delivery = Delivery.model_validate(given | more)
    return Dispatch(1, delivery, target, fence=1, tries=1, again=False, intent_at=NOW)


async def posted(world: World, to: ConversationReference = STAFF) -> Landed:
    outcome = await world.channel.send(dispatch(to))
    assert isinstance(outcome, Sent)
    assert outcome.landed is not None
    return outcome.landed


async def test_a_refusal_is_final_and_a_sentence_for_staff(world: World) -> None:
    for count, (word, sentence) in enumerate(REFUSALS.items(), start=1):
        world.faults.error(POST, word)
        outcome = await world.channel.send(dispatch())
        assert outcome == Refused(sentence, lost=word in ("message_not_found", "thread_not_found"))
        assert world.calls(POST) == count


async def test_a_word_that_nobody_listed_is_a_refusal(world: World) -> None:
    for word, shown in (("from_the_future", "refused: from_the_future"), ("<b>", "refused: ")):
        world.faults.error(POST, word)
        outcome = await world.channel.send(dispatch())
        assert isinstance(outcome, Refused)
        assert outcome.why.endswith(shown)


PASSING = {"ratelimited": 30, "message_limit_exceeded": 30, "team_added_to_org": 300,
           "org_login_required": 300, "accesslimited": 30, "request_timeout": 5}  # fmt: skip


async def test_what_will_pass_is_tried_again_later(world: World) -> None:
    for word, seconds in PASSING.items():
        world.faults.error(POST, word)
        outcome = await world.channel.send(dispatch())
        assert isinstance(outcome, Later), word
        assert outcome.after == timedelta(seconds=seconds)


async def test_an_answer_that_is_none_is_unsure_and_posted_once(world: World) -> None:
    """A word by which Slack says that it does not know, a proxy's status, half an answer."""
    words = ("internal_error", "fatal_error", "service_unavailable", "update_failed")
    plants = [partial(world.faults.error, POST, word) for word in words]
    plants += [partial(world.faults.status, POST, status) for status in (500, 502, 503, 504)]
    faults = world.faults
    plants += [
        partial(f, POST) for f in (faults.html, faults.empty, faults.truncated, faults.reset)
    ]
    for count, plant in enumerate(plants, start=1):
        fault = plant()
        assert isinstance(await world.channel.send(dispatch()), Unsure), fault.label
        assert world.calls(POST) == count


RETRY_AFTER = [("7", 7), (" 7 ", 7), (None, 30), ("", 30), ("soon", 30), ("-1", 30), ("1.5", 30),
               ("٣٠", 30), ("86400", 900), ("9" * 400, 900), ("0", 0)]  # fmt: skip


async def test_a_429_is_obeyed_to_the_second(world: World) -> None:
    for given, seconds in RETRY_AFTER:
        world.faults.rate_limit(POST, retry_after=given, times=1)
        outcome = await world.channel.send(dispatch())
        assert outcome == Later(
            timedelta(seconds=seconds), "Slack asked us to slow down", limited=True
        ), given


async def test_a_method_that_asked_for_a_rest_is_left_alone_by_all_lanes(world: World) -> None:
    card = await posted(world)
    world.faults.rate_limit(UPDATE, retry_after="40", times=1)
    redraw = dispatch(STAFF, card, kind=DeliveryKind.UPDATE, slot="card")
    assert await world.channel.send(redraw) == Later(
        timedelta(seconds=40), "Slack asked us to slow down", limited=True
    )
    world.clock += timedelta(seconds=39)
    assert await world.channel.send(redraw) == Later(
        timedelta(seconds=1), "Slack asked us to slow down"
    )
    assert world.calls(UPDATE) == 1
    world.clock += timedelta(seconds=1)
    assert isinstance(await world.channel.send(redraw), Sent)
    assert isinstance(await world.channel.send(dispatch()), Sent), "other methods went on"


async def test_a_429_stops_the_calls_that_wanted_to_go_at_the_same_time(world: World) -> None:
    card = await posted(world)
    world.faults.rate_limit(UPDATE, retry_after="40")
    redraw = dispatch(STAFF, card, kind=DeliveryKind.UPDATE, slot="card")
    outcomes = await asyncio.gather(*(world.channel.send(redraw) for _ in range(10)))
    assert all(isinstance(each, Later) for each in outcomes)
    assert world.calls(UPDATE) == 1


async def test_a_call_that_hangs_holds_the_others_up_for_a_second_only(world: World) -> None:
    card = await posted(world)
    world.faults.hang(UPDATE, times=1)
    redraw = dispatch(STAFF, card, kind=DeliveryKind.UPDATE, slot="card")
    first = asyncio.create_task(world.channel.send(redraw))
    await world.sim.until(lambda: world.calls(UPDATE))
    second = await world.channel.send(redraw)
    assert isinstance(second, Later), "it was certainly not sent"
    assert not first.done()
    first.cancel()
    await asyncio.wait({first})


async def test_a_clock_that_steps_back_makes_no_rest_longer(world: World) -> None:
    card = await posted(world)
    world.faults.rate_limit(UPDATE, retry_after="40", times=1)
    redraw = dispatch(STAFF, card, kind=DeliveryKind.UPDATE, slot="card")
    await world.channel.send(redraw)
    world.clock -= timedelta(hours=1)
    assert isinstance(await world.channel.send(redraw), Sent)


async def test_what_fails_before_the_post_was_certainly_not_posted(world: World) -> None:
    card = await posted(world)
    before = world.calls(POST)
    for method in (INFO, REPLIES):
        world.faults.status(method, 500)
        note = dispatch(STAFF, card, under="card", internal=method == INFO)
        outcome = await world.channel.send(note)
        assert isinstance(outcome, Later), method
        assert not outcome.blames
    assert world.calls(POST) == before


async def test_a_question_that_hangs_leaves_time_for_the_post(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "BEFORE", 0.1)
    monkeypatch.setattr(module, "PATIENCE", 0.3)
    card = await posted(world)
    world.faults.hang(REPLIES)
    started = time.monotonic()
    assert isinstance(await world.channel.send(dispatch(STAFF, card, under="card")), Later)
    world.faults.hang(POST)
    assert isinstance(await world.channel.send(dispatch()), Unsure)
    assert time.monotonic() - started < 2


def test_all_calls_of_one_delivery_take_less_than_the_courier_waits() -> None:
    assert module.BEFORE < module.PATIENCE < 6


async def test_a_redraw_without_a_clear_answer_is_simply_drawn_again(world: World) -> None:
    card = await posted(world)
    world.faults.reset(UPDATE)
    redraw = dispatch(STAFF, card, kind=DeliveryKind.UPDATE, slot="card")
    outcome = await world.channel.send(redraw)
    assert isinstance(outcome, Later)
    assert outcome.blames


async def test_a_post_is_found_by_its_key(world: World) -> None:
    sent = dispatch(STAFF)
    assert await world.channel.find(sent) is None
    landed = await posted(world)
    assert await world.channel.find(sent) == Sent(landed)
    other = replace(sent, delivery=sent.delivery.model_copy(update={"key": "other"}))
    assert await world.channel.find(other) is None


async def test_where_slack_does_not_let_us_look(world: World) -> None:
    for word in ("missing_scope", "channel_not_found", "token_revoked"):
        world.faults.error("conversations.history", word)
        assert await world.channel.find(dispatch(STAFF)) == Hidden(), word
    for word in ("internal_error", "ratelimited"):
        world.faults.error("conversations.history", word)
        assert isinstance(await world.channel.find(dispatch(STAFF)), Later), word
