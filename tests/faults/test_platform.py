"""Slack and the mail server at their worst: all arrives once, in order, or somebody is told."""

import asyncio
from collections import Counter
from collections.abc import Callable
from contextlib import AsyncExitStack
from pathlib import Path
from unittest.mock import patch

import pytest

from adapters.slack.channel import SlackChannel
from core.desk.ports import Dispatch, Outcome
from core.values.delivery import DeliveryKind
from simulator import Simulator
from tests.faults.conftest import Fresh
from tests.faults.ground import Ground
from tests.faults.lag import P99, probed
from tests.faults.storm import Weather, weathered

POST = "chat.postMessage"
Plant = Callable[[Simulator], object]

SLACK: dict[str, Plant] = {
    "hanging": lambda sim: sim.slack.faults.hang(POST, times=1),
    "HTTP 500": lambda sim: sim.slack.faults.status(POST, 500),
    "HTTP 503, yet posted": lambda sim: sim.slack.faults.status(POST, 503, after_effect=True),
    "reset": lambda sim: sim.slack.faults.reset(POST),
    "reset, yet posted": lambda sim: sim.slack.faults.reset(POST, after_effect=True),
    "posted late": lambda sim: sim.slack.faults.late(POST, 2.0),
    "HTML": lambda sim: sim.slack.faults.html(POST),
    "HTML, yet posted": lambda sim: sim.slack.faults.html(POST, after_effect=True),
    "empty": lambda sim: sim.slack.faults.empty(POST),
    "half the JSON": lambda sim: sim.slack.faults.truncated(POST),
    "one byte a second": lambda sim: sim.slack.faults.drip(POST, 1.0),
    "429": lambda sim: sim.slack.faults.rate_limit(POST, retry_after="1", times=2),
    "mail dropped after DATA": lambda sim: sim.mail.faults.drop_after_data(),
    "mail refused for good": lambda sim: sim.mail.faults.reject(),
}


async def test_each_misfortune_of_the_platforms(fresh: Fresh, tmp_path: Path, seed: int) -> None:
    """All at once, each with a desk of its own; the loop that they share stays free (I8)."""
    async with AsyncExitStack() as stack:
        desks = {
            name: await stack.enter_async_context(weathered(fresh(), tmp_path, seed))
            for name in SLACK
        }
        async with probed() as lag, asyncio.TaskGroup() as together:
            for name, plant in SLACK.items():
                together.create_task(survived(name, plant, desks[name]))
        assert lag.p99 < P99 * 5, f"{len(SLACK)} desks share this loop: {lag.p99:.3f} s"


async def survived(name: str, plant: Plant, weather: Weather) -> None:
    plant(weather.field.sim)
    await weather.field.ask_until_told(weather.field.form())
    found = await weather.field.judge(within=40)
    assert set(found.repeated()) <= {"mail"}, name


@pytest.mark.parametrize("away", ["Slack", "mail"])
async def test_whoever_refuses_connections_is_waited_for(
    fresh: Fresh, tmp_path: Path, seed: int, away: str
) -> None:
    async with weathered(fresh(), tmp_path, seed) as weather:
        sim = weather.field.sim
        if away == "mail":
            await sim.mail.stop()
        else:
            sim.slack.faults.rate_limit("*", retry_after="60", times=8)
        events = [await weather.field.ask(user="U0ALICE") for _ in range(3)]
        assert {event.kind for event in events} == {"acknowledged"}
        if away == "mail":
            await sim.mail.start()
        await weather.hurried(5)
        found = await weather.field.judge()
        assert not found.repeated()


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
