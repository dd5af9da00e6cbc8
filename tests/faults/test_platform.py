"""Slack and the mail server at their worst: all arrives once, in order, or somebody is told."""

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from unittest.mock import patch

import pytest

from adapters.slack import channel as slack_channel
from adapters.slack.channel import SlackChannel
from bots.settings import Settings
from core.desk.ports import SETTLE, Dispatch, Outcome
from core.values.delivery import DeliveryKind
from simulator import Simulator
from tests.faults.conftest import SIZES, Fresh
from tests.faults.ground import Ground
from tests.faults.lag import P99, probed
from tests.faults.proxy import Gate
from tests.faults.storm import Pace, Weather, weathered

POST = "chat.postMessage"
LOOK = "conversations.history"
LATE = 0.3  # seconds after which a post shows although its connection broke
Plant = Callable[[Simulator], object]

SLACK: dict[str, Plant] = {
    "hanging": lambda sim: sim.slack.faults.hang(POST, times=1),
    "HTTP 500": lambda sim: sim.slack.faults.status(POST, 500),
    "HTTP 502": lambda sim: sim.slack.faults.status(POST, 502),
    "HTTP 503, yet posted": lambda sim: sim.slack.faults.status(POST, 503, after_effect=True),
    "HTTP 504, yet posted": lambda sim: sim.slack.faults.status(POST, 504, after_effect=True),
    "reset": lambda sim: sim.slack.faults.reset(POST),
    "reset, yet posted": lambda sim: sim.slack.faults.reset(POST, after_effect=True),
    "posted late": lambda sim: sim.slack.faults.late(POST, LATE),
    "HTML": lambda sim: sim.slack.faults.html(POST),
    "HTML, yet posted": lambda sim: sim.slack.faults.html(POST, after_effect=True),
    "empty": lambda sim: sim.slack.faults.empty(POST),
    "half the JSON": lambda sim: sim.slack.faults.truncated(POST),
    "one byte a second": lambda sim: sim.slack.faults.drip(POST, 1.0),
    "429": lambda sim: sim.slack.faults.rate_limit(POST, retry_after="1", times=2),
    "a look refused": lambda sim: (
        sim.slack.faults.reset(POST, after_effect=True),
        sim.slack.faults.status(LOOK, 500, times=2),
    ),
    "mail dropped after DATA": lambda sim: sim.mail.faults.drop_after_data(),
    "mail refused for good": lambda sim: sim.mail.faults.reject(),
    "mail greylisted": lambda sim: sim.mail.faults.reject(code=450),
}


TOO_LONG = ("mail greylisted",)  # five minutes by the real clock


@SIZES
async def test_each_misfortune_of_the_platforms(
    fresh: Fresh, tmp_path: Path, seed: int, full: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All at once, each with a desk of its own; the loop that they share stays free (I8). In full
    they wait by the real clock."""
    if not full:
        monkeypatch.setattr(slack_channel, "PATIENCE", 1.0)
        monkeypatch.setattr(slack_channel, "BEFORE", 0.4)
    async with AsyncExitStack() as stack:
        desks = {
            name: await stack.enter_async_context(weathered(fresh(), tmp_path, seed))
            for name in SLACK
        }
        async with probed() as lag, asyncio.TaskGroup() as together:
            for name, plant in SLACK.items():
                together.create_task(survived(name, plant, desks[name], full))
        assert not full or lag.p99 < P99 * 5, f"{len(SLACK)} desks share this loop: {lag.p99:.3f} s"


async def survived(name: str, plant: Plant, weather: Weather, full: bool) -> None:
    sim = weather.field.sim
    plant(sim)
    await weather.field.ask_until_told(weather.field.form())
    await asyncio.sleep(2 * LATE)
    assert not sim.wire.named(LOOK), f"{name}: looked for before {SETTLE} had passed"
    sim.mail.faults.rejected = {k: v for k, v in sim.mail.faults.rejected.items() if "450" not in v}
    if not full or name in TOO_LONG:
        await weather.hurried(3)
    found = await weather.field.judge(within=40)
    assert set(found.repeated()) <= {"mail"}, name


@pytest.mark.parametrize("away", ["Slack", "mail"])
async def test_whoever_refuses_connections_is_waited_for(
    fresh: Fresh, tmp_path: Path, seed: int, away: str
) -> None:
    """Away for ten minutes: everybody is acknowledged, staff hear of it by the other road after
    five, and what waited comes in order and not too fast."""
    gates: list[Gate] = []

    async def through_the_gate(sim: Simulator, given: Settings) -> Settings:
        gates.append(Gate(sim.port))
        await gates[0].open()
        address = f"http://127.0.0.1:{gates[0].port}/slack/api/"
        return given.model_copy(update={"slack_api_url": address})

    async with weathered(fresh(), tmp_path, seed, settle=through_the_gate) as weather:
        sim, gate = weather.field.sim, gates[0]
        await (sim.mail.stop() if away == "mail" else gate.shut())
        events = [await weather.field.ask(user="U0ALICE") for _ in range(4)]
        assert {event.kind for event in events} == {"acknowledged"}
        await weather.leap(301)
        await weather.desk.alarm.look()
        await weather.skip(1)
        if away == "mail":
            await sim.until(lambda: _alarms(sim), within=10)
            await sim.mail.start()
        else:
            await sim.until(lambda: any("waiting" in m.subject for m in sim.mail.received), 10)
            await gate.open()
        await weather.leap(300)
        await weather.hurried(5)
        found = await weather.field.judge()
        assert not found.repeated()
        assert _cases_in_order(sim) == [event.case for event in events]
        await gate.shut()


def _alarms(sim: Simulator) -> bool:
    return any("waiting" in m.plain for m in sim.slack.channel("C0NIO").messages)


def _cases_in_order(sim: Simulator) -> list[str]:
    """The cases of the cards in the staff channel, from top to bottom."""
    cards = [m for m in sim.slack.channel("C0NIO").messages if "mark" in m.plain]
    numbers = [word for m in cards for word in m.plain.split() if len(word) == 9 and word[4] == "-"]
    return list(dict.fromkeys(numbers))


async def test_one_lane_drains_at_a_message_a_second_and_no_slower(
    fresh: Fresh, tmp_path: Path, seed: int
) -> None:
    every = timedelta(seconds=1.06)
    async with weathered(fresh(), tmp_path, seed, post_every=every) as weather:
        pace = Pace(weather)
        with pace.watching():
            for user in ("U0ALICE", "U0LUCAS", "U0EMMA") * 2:
                await weather.field.ask(user=user)
            await weather.hurried(0.2, within=60)
        await weather.field.judge()
    cards = pace.posts["C0NIO"]
    assert len(cards) == 6
    assert pace.closest() >= 1.0
    assert cards[-1] - cards[0] < 6 * 2.5


async def test_a_poisoned_message_fails_after_five_tries_and_holds_nobody_up(
    fresh: Fresh, tmp_path: Path, seed: int
) -> None:
    send = SlackChannel.send
    tries: Counter[str] = Counter()

    async def poisoned(self: SlackChannel, dispatch: Dispatch) -> Outcome:
        posted = dispatch.delivery.kind is DeliveryKind.POST and dispatch.delivery.slot == "card"
        if posted and "mark000001end" in str(dispatch.delivery.message):
            tries[dispatch.delivery.key] += 1
            raise RuntimeError("poison")
        return await send(self, dispatch)

    with patch.object(SlackChannel, "send", poisoned):
        async with weathered(fresh(), tmp_path, seed) as weather:
            bad = await weather.field.ask(user="U0ALICE")
            good = await weather.field.ask(user="U0LUCAS")
            await weather.hurried(2)
            found = await weather.field.judge()
    assert set(tries.values()) == {5}  # the card, and the card that the redraw posts in its place
    states = {(row.case, row.slot): row.state for row in found.record.deliveries}
    assert states[bad.case, "card"] == "failed"
    assert states[good.case, "card"] == "sent"
    assert told_staff(weather, bad.case)


async def test_a_poisoned_message_that_nobody_could_settle_gets_its_five_tries_too(
    fresh: Fresh, tmp_path: Path, seed: int
) -> None:
    """Between two tries the store was busy, so that the delivery stayed marked as being sent: the
    tries before are its own failures, not sends without a clear answer."""
    send = SlackChannel.send
    tries: Counter[str] = Counter()

    async def poisoned(self: SlackChannel, dispatch: Dispatch) -> Outcome:
        if dispatch.delivery.slot != "card" or dispatch.delivery.kind is not DeliveryKind.POST:
            return await send(self, dispatch)
        tries[dispatch.delivery.key] += 1
        if tries[dispatch.delivery.key] == 2:
            weather.clock.advance(10)  # the lease is over before the result is written down
            weather.desk.courier.wake()
            await asyncio.sleep(0.2)
        raise RuntimeError("poison")

    with patch.object(SlackChannel, "send", poisoned):
        async with weathered(fresh(), tmp_path, seed) as weather:
            await weather.field.ask(user="U0ALICE")
            await weather.hurried(2)
            await weather.field.judge()
    assert set(tries.values()) == {5}


def told_staff(weather: Weather, case: str) -> bool:
    alarms = weather.field.sim.slack.channel("C0CTR").messages
    mails = weather.field.sim.mail.received
    return any(case in m.plain and "did not reach" in m.plain for m in alarms) and any(
        case in mail.subject for mail in mails
    )


async def test_the_same_form_three_times_at_once_is_one_case(field: Ground) -> None:
    await field.serving()
    forms = [field.form() for _ in range(5)]
    told = await asyncio.gather(*(field.asker.send(form) for form in forms for _ in range(3)))
    assert {event.kind for event in told} == {"acknowledged"}
    assert len((await field.judge()).record.cases) == len(forms)


async def test_events_three_times_and_in_any_order_are_one_turn_each(
    fresh: Fresh, tmp_path: Path, seed: int
) -> None:
    async with weathered(fresh(), tmp_path, seed) as weather:
        events = weather.field.sim.slack.events
        alice = weather.field.sim.slack.person("U0ALICE")
        events.hold()
        for words in ("help", "services snsa", "fees", "cases"):
            await alice.dm(words)
        sent = list(events.sent)
        events.release(reverse=True)
        again = [events.redeliver(each, retry) for each in sent for retry in (1, 2, 3)]
        answers = await asyncio.gather(*again)
        await events.idle()
        assert {answer.status for answer in answers} == {200}
        found = await weather.field.judge()
        assert len(alice.dms()) == len(sent) == found.record.turns
