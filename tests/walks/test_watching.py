"""What operators see of a desk at work: figures, health, logs, alarms."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families as families

from bots.serve import running
from bots.sides import now
from core.values.value import NotRecorded
from simulator import Simulator
from tests.faults.process import serving
from tests.walks.conftest import (
    CONSENT,
    PATIENCE,
    SECRET,
    Office,
    number_in,
    opened,
    settings_for,
    with_routing,
)

CANARY = "canaryquestion7f3a"
Samples = dict[tuple[str, frozenset[tuple[str, str]]], float]


@dataclass
class Watched(Office):
    """An office whose desk shows its figures."""

    async def told(self, path: str, port: int | None = None) -> tuple[int, str]:
        address = f"http://127.0.0.1:{port or self.desk.watched_at}{path}"
        async with aiohttp.ClientSession() as session, session.get(address) as answer:
            return answer.status, await answer.text()

    async def figure(self, name: str, **labels: str) -> float:
        """The sum of all samples of that name that bear these labels."""
        _, page = await self.told("/metrics")
        return sum(
            sample.value
            for family in families(page)
            for sample in family.samples
            if sample.name == name and labels.items() <= sample.labels.items()
        )

    async def until_figure(self, least: float, name: str, **labels: str) -> None:
        async with asyncio.timeout(20):
            while await self.figure(name, **labels) < least:  # noqa: ASYNC110 (nobody tells)
                await asyncio.sleep(0.02)


@pytest.fixture
async def watched(tmp_path: Path) -> AsyncIterator[Watched]:
    async with Simulator(signing_secret=SECRET) as sim:
        sim.slack.rates.off()
        sim.slack.patience = PATIENCE
        given = settings_for(sim, tmp_path).model_copy(update={"metrics_port": 0})
        async with running(given, post_every=timedelta(0)) as desk:
            await with_routing(desk)
            sim.desk_url = f"http://127.0.0.1:{desk.port}"
            yield Watched(sim, desk)


async def test_figures_of_a_question_that_was_answered(watched: Watched) -> None:
    await watched.alice.slash("/innovation", "help")
    number = await watched.asked(watched.alice, CANARY)
    await watched.card(words=number)
    await watched.heard(watched.alice, number)
    slack = {"platform": "slack"}
    await watched.until_figure(2, "desk_deliveries_total", result="sent", **slack)
    await watched.until_figure(1, "desk_deliveries_total", result="sent", platform="email")
    assert await watched.figure("desk_turn_seconds_count", command="escalate", **slack) == 1
    assert await watched.figure("desk_turn_seconds_count", command="help", **slack) == 1
    doors = {"door": "/slack/events", "status": "200"}
    assert await watched.figure("desk_ack_seconds_count", **doors) >= 3
    assert await watched.figure("desk_turns_not_recorded_total") == 0
    await watched.until_figure(1, "desk_loop_lag_seconds_count")
    _, page = await watched.told("/metrics")
    assert CANARY not in page
    assert number not in page


async def test_figures_of_a_platform_that_asks_to_slow_down(watched: Watched) -> None:
    watched.sim.slack.faults.rate_limit("chat.postMessage", "1", times=2)
    number = await watched.asked(watched.alice, "May I?")
    await watched.card(words=number)
    slack = {"platform": "slack"}
    assert await watched.figure("desk_delivery_rate_limited_total", **slack) == 2
    assert await watched.figure("desk_deliveries_total", result="limited", **slack) == 2


async def test_figures_of_what_waits_and_is_tried_again(watched: Watched) -> None:
    hang = watched.sim.slack.faults.hang("chat.postMessage", times=2)
    await watched.asked(watched.alice, "May I?")
    await watched.sim.until(lambda: hang.hits >= 2)
    waits = {"platform": "slack", "state": "sending"}
    await watched.until_figure(2, "desk_deliveries_under_way", **waits)
    await watched.until_figure(2, "desk_deliveries_waiting")
    assert await watched.figure("desk_oldest_delivery_seconds") > 0
    watched.sim.slack.faults.clear()
    await watched.until_figure(2, "desk_delivery_retries_total", platform="slack")
    await watched.until_figure(2, "desk_deliveries_total", result="sent", platform="slack")


async def test_a_platform_that_does_not_answer_is_named_but_turns_are_taken(
    watched: Watched,
) -> None:
    await watched.sim.mail.stop()
    for topic in ("Clinical trial application", "Something else"):
        form = await watched.alice.slash("/innovation", f"escalate May I? {topic}")
        assert form.view, topic
        shown = await watched.alice.submit(form.view, {"Topic": topic, "Consent": [CONSENT]})
        assert shown.view, (topic, shown)
    async with asyncio.timeout(20):
        while json.loads((await watched.told("/readyz"))[1])["down"] != ["email"]:  # noqa: ASYNC110
            await asyncio.sleep(0.05)
    status, told = await watched.told("/readyz", watched.desk.port)
    assert (status, json.loads(told)["ready"]) == (200, True)
    assert await watched.told("/healthz") == (200, "ok")


async def test_a_database_that_does_not_answer_is_named(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def silent(_: object) -> None:
        raise NotRecorded("the database did not answer in time")

    monkeypatch.setattr(watched.desk.store, "read", silent)
    status, told = await watched.told("/readyz")
    assert (status, json.loads(told)) == (503, {"ready": False, "down": ["database"]})
    assert (await watched.told("/healthz"))[0] == 200, "a restart would not help"


async def test_a_message_that_waits_for_six_minutes_is_told_to_staff_and_by_mail_once(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    hang = watched.sim.slack.faults.hang("chat.postMessage", times=None)
    await watched.asked(watched.alice, "May I?")
    await watched.sim.until(lambda: hang.hits >= 2)
    await watched.until_figure(1, "desk_deliveries_total", result="sent", platform="email")
    later = _in(timedelta(minutes=6))
    monkeypatch.setattr(watched.desk.alarm, "_now", later)
    backlog = await watched.desk.alarm.look()
    assert backlog is not None
    await watched.desk.alarm.look()
    watched.sim.slack.faults.clear()
    for box in ("innovationoffice@fagg-afmps.be", "ctr@fagg-afmps.be"):
        await watched.sim.until(partial(_alarms, watched, box), within=20)
        assert len(_alarms(watched, box)) == 1
    posts = watched.sim.slack.channel("C0CTR")
    await watched.sim.until(lambda: posts.messages, within=20)
    (told,) = posts.messages
    assert "waiting" in told.plain


def _in(time: timedelta) -> object:
    def later() -> datetime:
        return now() + time

    return later


def _alarms(watched: Watched, box: str) -> list[object]:
    return [mail for mail in watched.sim.mail.box(box) if "waiting" in mail.subject]


async def test_logs_hold_ids_of_turns_and_cases_and_nothing_that_people_say(
    tmp_path: Path,
) -> None:
    async with Simulator(signing_secret=SECRET) as sim, serving(tmp_path, sim) as process:
        alice = sim.slack.person("U0ALICE")
        form = await alice.slash("/innovation", f"escalate {CANARY}")
        given = {"Topic": "Something else", "Consent": [CONSENT]}
        number = number_in(await alice.submit(opened(form), given))
        await sim.until(lambda: sim.slack.channel("C0NIO").messages, within=20)
        await sim.until(lambda: sim.mail.received, within=20)
        process.send_signal(signal.SIGTERM)
        _, told = await process.communicate()
    lines = [json.loads(line) for line in told.decode().splitlines()]
    kept = {line["command"]: line for line in lines if line["event"] == "turn.saved"}["escalate"]
    assert kept["case"] == number
    assert kept["turn"].startswith("slack:T0UNI:form:")
    tried = [line for line in lines if line["event"] == "delivery.tried"]
    platforms = {line["platform"] for line in tried}
    assert {"slack", "email"} <= platforms <= {"slack", "email", "desk"}  # timers of its own
    assert all(line["case"] == number and line["delivery"] for line in tried)
    for secret in (CANARY, sim.slack.bot_token, "fagg-afmps.be", "Alice"):
        assert secret not in told.decode()
