"""A desk without a public address: everything comes through a connection that it opens."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest
from pydantic import SecretStr

from bots.serve import running
from core.values.value import NotRecorded
from simulator import Simulator
from simulator.slack.socket_mode import SocketMode
from tests.walks.conftest import SECRET, Office, settings_for, with_routing


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with Simulator(signing_secret=SECRET) as sim:
        sim.slack.rates.off()
        sim.slack.patience = 15.0
        sim.slack.events.retry_delays = (0.05, 0.1, 0.2)
        token = SecretStr(sim.slack.socket.app_token)
        more = {"slack_app_token": token, "slack_signing_secret": None}
        given = settings_for(sim, tmp_path).model_copy(update=more)
        async with running(given, post_every=timedelta(0)) as desk:
            await with_routing(desk)
            await sim.until(lambda: sim.slack.socket.connections)
            sim.desk_url = "http://127.0.0.1:9"  # nothing listens there: only the socket is left
            yield Office(sim, desk)
            await sim.slack.events.idle()


def socket(office: Office) -> SocketMode:
    return office.sim.slack.socket


async def test_a_question_and_its_answer_go_through_the_socket(office: Office) -> None:
    shown = await office.alice.slash("/innovation", "fees sme 8299.41")
    assert "2,074.85" in shown.plain
    number = await office.asked(office.alice, "May qubits heal a purple zebra?")
    card = await office.card(words=number)
    await office.sofie.say("C0NIO", "Yes, by article 7.", thread_ts=card.ts)
    offer = await office.offered(office.sofie)
    await office.sofie.click(offer, "Send to researcher")
    await office.heard(office.alice, "Yes, by article 7.")
    form = await office.alice.slash("/innovation", "escalate x")
    kept = await office.alice.submit(form.view, {})
    assert kept.errors, "a form that does not do stays open"


async def test_slack_may_ask_for_a_new_connection(office: Office) -> None:
    opened = socket(office).opened
    await socket(office).refresh()
    await office.sim.until(lambda: socket(office).opened > opened and socket(office).connections)
    assert "75" in (await office.alice.slash("/innovation", "fees")).plain


async def test_a_broken_connection_is_opened_again(office: Office) -> None:
    opened = socket(office).opened
    await socket(office).cut()
    await office.sim.until(lambda: socket(office).opened > opened and socket(office).connections)
    number = await office.asked(office.alice, "Are you still there?")
    await office.card(words=number)


async def test_an_event_that_was_not_recorded_comes_again(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Acknowledged only after the commit: Slack delivers again what was not."""
    store, failed = office.desk.store, asyncio.Event()
    write = store.write

    async def locked(work: object) -> object:
        monkeypatch.setattr(store, "write", write)
        failed.set()
        raise NotRecorded("locked")

    monkeypatch.setattr(store, "write", locked)
    office.sim.slack.desk.patience = 0.5
    await office.alice.dm("where do I find the purple zebra?")
    await asyncio.wait_for(failed.wait(), 5)
    await office.heard(office.alice, "Ask a person")
    await office.sim.slack.events.idle()
    assert sum("Ask a person" in m.plain for m in office.alice.dms()) == 1


async def test_without_a_signing_secret_nothing_comes_over_http(office: Office) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{office.address}/slack/events", data={"command": "/innovation"}) as answer,
    ):
        assert answer.status == 404
