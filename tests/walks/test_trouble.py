"""Bad input and bad luck: nothing is lost, nothing is shown twice, and people are told."""

import asyncio
import hashlib
import hmac
import json
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.storage.sqlite import SqliteStore
from bots.serve import running
from bots.settings import Unsafe
from simulator import Simulator
from tests.walks.conftest import (
    CONSENT,
    SECRET,
    Office,
    settings_for,
    with_routing,
)

EVIL = "<!channel> <@U1> <http://evil|bank> @here *x* \u202eRTL\u202c 🦓 <script>alert(1)</script>"


def database(office: Office) -> str:
    store = office.desk.store
    assert isinstance(store, SqliteStore)
    return str(store.file)


@contextmanager
def locked(office: Office) -> Iterator[None]:
    """Somebody else writes to the database and does not stop."""
    other = sqlite3.connect(database(office), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        other.execute("ROLLBACK")
        other.close()


def rows(office: Office, table: str) -> int:
    with closing(sqlite3.connect(database(office))) as connection:
        return int(connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0])


def signed(body: bytes, stamp: int, secret: str = SECRET) -> dict[str, str]:
    mac = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256)
    return {
        "X-Slack-Request-Timestamp": str(stamp),
        "X-Slack-Signature": f"v0={mac.hexdigest()}",
        "Content-Type": "application/x-www-form-urlencoded",
    }


async def posted(office: Office, body: bytes, headers: dict[str, str]) -> int:
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{office.address}/slack/events", data=body, headers=headers) as answer,
    ):
        return answer.status


async def test_a_form_that_cannot_be_stored_stays_open_and_can_be_sent_again(
    office: Office,
) -> None:
    form = await office.alice.slash("/innovation", "escalate my only copy")
    given = {"Topic": "Something else", "Consent": [CONSENT]}
    with locked(office):
        started = time.monotonic()
        shown = await office.alice.submit(form.view, given)
        assert time.monotonic() - started < 2.5
    assert "Not recorded" in shown.errors["question"]
    assert rows(office, "case") == 0
    shown = await office.alice.submit(form.view, given)
    assert not shown.errors
    await office.card(words="my only copy")
    assert rows(office, "case") == 1


async def test_a_question_that_cannot_be_stored_is_said_so_and_the_rest_goes_on(
    office: Office,
) -> None:
    with locked(office):
        started = time.monotonic()
        shown = await office.alice.slash("/innovation", "ask what is an SNSA?")
        assert time.monotonic() - started < 2.5
        assert "Not recorded, please try again" in shown.plain
        assert "75" in (await office.alice.slash("/innovation", "fees")).plain


async def test_the_same_form_three_times_is_one_case(office: Office) -> None:
    form = await office.alice.slash("/innovation", "escalate once only")
    given = {"Topic": "Something else", "Consent": [CONSENT]}
    shown = await asyncio.gather(*(office.alice.submit(form.view, given) for _ in range(3)))
    assert len({s.plain for s in shown}) == 1
    await office.card(words="once only")
    assert rows(office, "case") == 1


async def test_a_repeated_event_changes_nothing(office: Office) -> None:
    await office.alice.dm("services snsa")
    await office.heard(office.alice, "snsa@")
    sent = list(office.sim.slack.events.sent)
    for envelope in sent:
        await office.sim.slack.events.redeliver(envelope)
    await office.alice.dm("help")
    await office.heard(office.alice, "/innovation services")
    assert sum("snsa@" in m.plain for m in office.alice.dms()) == 1


@pytest.mark.parametrize(
    ("body", "skew", "secret", "status"),
    [
        (b"command=/innovation&text=fees", 0, "wrong", 401),
        (b"command=/innovation&text=fees", -301, SECRET, 401),
        (b"command=/innovation&text=fees", 301, SECRET, 401),
        (b"a=1&" * 70_000, 0, SECRET, 413),
        (b"\xff\xfe", 0, SECRET, 400),
        (b"payload=%7B", 0, SECRET, 400),
        (b"payload=" + b"[" * 20_000, 0, SECRET, 400),
        (b"a=1&" * 500, 0, SECRET, 400),
    ],
)
async def test_what_is_not_slacks_leaves_no_trace(
    office: Office,
    capfd: pytest.CaptureFixture[str],
    body: bytes,
    skew: int,
    secret: str,
    status: int,
) -> None:
    assert await posted(office, body, signed(body, int(time.time()) + skew, secret)) == status
    assert rows(office, "turn") == 0
    assert "fees" not in capfd.readouterr().err


async def test_a_replayed_request_is_answered_alike_and_done_once(office: Office) -> None:
    form = {
        "command": "/innovation",
        "text": "ask where do I find the purple zebra?",
        "team_id": "T0UNI",
        "user_id": "U0ALICE",
        "channel_id": "C0IDEAS",
        "trigger_id": "1.2.3",
    }
    body = urlencode(form).encode()
    headers = signed(body, int(time.time()))
    assert {await posted(office, body, headers) for _ in range(20)} == {200}
    assert rows(office, "question") == 1


async def test_ssl_check_and_unknown_events_get_200(office: Office) -> None:
    assert await posted(office, b"ssl_check=1&token=x", {}) == 200
    strange = json.dumps({"type": "event_callback", "event": {"type": "from_the_future"}}).encode()
    headers = signed(strange, int(time.time())) | {"Content-Type": "application/json"}
    assert await posted(office, strange, headers) == 200


async def test_text_of_people_is_inert_everywhere(office: Office) -> None:
    await office.asked(office.alice, EVIL)
    card = await office.card(words="evil")
    await office.sofie.say("C0NIO", EVIL, thread_ts=card.ts)
    doubt = await office.sofie.click(await office.offered(office.sofie), "Send to researcher")
    assert "An internal mention" in doubt.plain
    await office.sofie.click(doubt.message, "Send as it is")
    answer = await office.heard(office.alice, "Answer to your case")
    assert "<!channel> <@U1> bank (http://evil) @here *x* \u202eRTL" in card.plain
    assert "@channel @U1 http://evil|bank @here x RTL" in answer.plain, "names for calls"
    for message in (card, answer):
        assert "<script>alert(1)</script>" in message.plain
        assert "evil" not in message.text
        assert not list(live_elements(message.blocks))
        assert "<!channel>" not in json.dumps(mrkdwn_texts(message.blocks))
    mail = office.sim.mail.box("innovationoffice@fagg-afmps.be")[0]
    assert "<script>" not in mail.html


def live_elements(node: Any) -> Iterator[str]:
    """Mentions and links, wherever they stand."""
    if isinstance(node, dict):
        if node.get("type") in ("user", "usergroup", "channel", "broadcast", "link"):
            yield node["type"]
        for value in node.values():
            yield from live_elements(value)
    elif isinstance(node, list):
        for value in node:
            yield from live_elements(value)


def mrkdwn_texts(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["text"]] if node.get("type") == "mrkdwn" else []
        return own + [t for value in node.values() for t in mrkdwn_texts(value)]
    if isinstance(node, list):
        return [t for value in node for t in mrkdwn_texts(value)]
    return []


async def test_a_question_of_nine_thousand_characters_arrives_whole(office: Office) -> None:
    long = "qubit " * 1500 + "the-very-end"
    await office.asked(office.alice, long)
    card = await office.card(words="qubit")
    assert "the-very-end" in card.plain
    mail = (await office.sim.until(lambda: office.sim.mail.box("innovationoffice@fagg-afmps.be")))[
        0
    ]
    assert "the-very-end" in mail.text


async def test_a_question_waits_while_slack_is_away(office: Office) -> None:
    form = await office.alice.slash("/innovation", "escalate patience")
    office.sim.slack.faults.rate_limit("chat.postMessage", retry_after="1", times=2)
    shown = await office.alice.submit(form.view, {"Topic": "Something else", "Consent": [CONSENT]})
    assert "is case" in shown.plain
    await office.card(words="patience")
    await office.heard(office.alice, "patience")


async def test_a_reset_connection_shows_nothing_twice(office: Office) -> None:
    """Slack took the post, but the connection broke: it is looked for, not sent again."""
    office.sim.slack.faults.reset("chat.postMessage", after_effect=True)
    await office.asked(office.alice, "only once please")
    await office.card(words="only once please")
    await office.sim.until(lambda: "Receipt: delivered" in card_text(office), within=12)
    posts = [m for m in office.sim.slack.channel("C0NIO").messages if "only once" in m.plain]
    assert len(posts) == 1
    assert sum("only once" in m.plain for m in office.alice.dms()) == 1


def card_text(office: Office) -> str:
    return "\n".join(m.plain for m in office.sim.slack.channel("C0NIO").messages)


async def test_a_staff_channel_that_was_opened_gets_no_more_cards(office: Office) -> None:
    """The mailbox and the other queue's staff are told instead."""
    office.sim.slack.make_public("C0NIO")
    await office.asked(office.alice, "not for everybody")
    box = "innovationoffice@fagg-afmps.be"
    await office.sim.until(
        lambda: any("is public" in mail.text for mail in office.sim.mail.box(box))
    )
    assert not office.sim.slack.channel("C0NIO").messages
    alarm = await office.card("C0CTR", "did not reach")
    assert "not for everybody" not in alarm.plain


async def test_an_answer_that_cannot_be_delivered_is_told_to_staff(office: Office) -> None:
    await office.asked(office.alice, "Q")
    card = await office.card()
    await office.redrawn("Receipt: delivered")
    form = await office.sofie.click(card, "Answer")
    office.sim.slack.faults.error("chat.postMessage", "account_inactive", times=1)
    await office.sofie.submit(form.view, {"Answer": "Yes."})
    await office.redrawn("failed, because the app or its workspace is deactivated")
    await office.in_thread(card, "did not reach the researcher")


async def test_a_public_staff_channel_stops_the_start(tmp_path: Path) -> None:
    async with Simulator(signing_secret=SECRET) as sim:
        given = settings_for(sim, tmp_path)
        async with running(given) as desk:
            await with_routing(desk)
        sim.slack.make_public("C0CTR")
        with pytest.raises(Unsafe, match="staff conversation of queue ctr is public"):
            async with running(given, post_every=timedelta(0)):
                pass


async def test_a_deleted_card_is_posted_again_with_what_was_said(office: Office) -> None:
    await office.asked(office.alice, "Is anybody there?")
    receipt = await office.heard(office.alice, "Is anybody there?")
    card = await office.card()
    await office.redrawn("Receipt: delivered")
    client = AsyncWebClient(office.sim.slack.bot_token, base_url=office.sim.api_url)
    await client.chat_delete(channel="C0NIO", ts=card.ts)
    await office.alice.dm("hello, it is urgent", thread_ts=receipt.ts)
    again = await office.card(words="Is anybody there?")
    assert again.ts != card.ts
    await office.in_thread(again, "hello, it is urgent")
    cards = [m for m in office.sim.slack.channel("C0NIO").messages if "Is anybody" in m.plain]
    assert len(cards) == 1


async def test_a_question_that_nobody_would_see_is_not_taken(tmp_path: Path) -> None:
    async with Simulator(signing_secret=SECRET) as sim:
        given = settings_for(sim, tmp_path).model_copy(update={"smtp_url": None})
        async with running(given) as desk:
            sim.desk_url = f"http://127.0.0.1:{desk.port}"
            alice = sim.slack.person("U0ALICE")
            form = await alice.slash("/innovation", "escalate hello?")
            filled = {"Topic": "Something else", "Consent": [CONSENT]}
            shown = await alice.submit(form.view, filled)
            assert "nobody would see it" in shown.plain
