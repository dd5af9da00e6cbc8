"""Deliveries to Teams: where they land, what each answer of the connector means, one token."""

import asyncio
import json
import time
from datetime import timedelta
from typing import Any

import pytest
from aiohttp import web

from adapters.teams.addresses import Addresses
from adapters.teams.channel import TeamsChannel
from adapters.teams.connector import Connector
from adapters.teams.outcomes import REFUSALS, retry_after
from adapters.teams.token import App, NoToken, Token
from core.desk.ports import Dispatch, Hidden, Later, Outcome, Refused, Sent, Unsure
from core.values import command as c
from core.values.delivery import Delivery, DeliveryKind, Landed
from core.values.message import Button, Message
from core.values.place import ConversationReference
from tests.adapters.teams.cards import nodes
from tests.adapters.teams.conftest import Door
from tests.adapters.teams.world import (
    ALICE,
    APP,
    CHANNEL,
    FOREIGN,
    PRIVATE,
    TENANT,
    Book,
    mention,
    message,
    quick_session,
)
from tests.core.given import CASE, NOW

KEY = "0123456789abcdef0123456789abcdef"
STAFF = ConversationReference.from_text(f"teams:{TENANT}:{CHANNEL}")
PERSON = ConversationReference.from_text(f"teams:{TENANT}:{ALICE}")
CARD = Message(title="Case", buttons=(Button(label="Claim", command=c.Claim(case=CASE)),))


def dispatch(
    to: ConversationReference, target: Landed | None = None, tries: int = 1, **more: Any
) -> Dispatch:
    delivery = Delivery(key=KEY, to=to, message=CARD, due_at=NOW, **more)
    return Dispatch(1, delivery, target, fence=1, tries=tries, again=False, intent_at=NOW)


def landed(outcome: Outcome) -> str:
    assert isinstance(outcome, Sent), outcome
    assert outcome.landed is not None
    return outcome.landed.text


def answer(status: int, code: str = "", **headers: str) -> web.Response:
    body = {"error": {"code": code, "message": "…"}} if code else {}
    return web.json_response(body, status=status, headers=headers)


async def test_a_card_is_a_new_post_in_the_channel(door: Door) -> None:
    created = {"id": f"{CHANNEL};messageid=1711", "activityId": "1711"}
    door.there.answers = [web.json_response(created, status=201)]
    outcome = await door.channel.send(dispatch(STAFF, internal=True))
    assert landed(outcome) == f"{STAFF.lane}#1711"
    ((method, path, body),) = door.there.calls
    assert (method, path) == ("POST", "conversations")
    assert body["channelData"]["channel"] == {"id": CHANNEL}
    assert "text" not in body["activity"], "text beside a card is split off, and no id comes back"
    assert body["activity"]["summary"] == "Case"
    assert KEY not in json.dumps(body), "only a form needs to be known again"


async def test_a_note_goes_into_the_thread_and_a_redraw_to_its_card(door: Door) -> None:
    target = Landed(at=STAFF.under("1711"))
    assert landed(await door.channel.send(dispatch(STAFF, target, under="card"))).endswith("#1700")
    door.there.answers = [web.Response(status=200)]
    redrawn = await door.channel.send(
        dispatch(STAFF, target, kind=DeliveryKind.UPDATE, slot="card")
    )
    assert isinstance(redrawn, Sent)
    assert [(m, p) for m, p, _ in door.there.calls] == [
        ("POST", f"conversations/{CHANNEL};messageid=1711/activities"),
        ("PUT", f"conversations/{CHANNEL};messageid=1711/activities/1711"),
    ]
    unknown = await door.channel.send(dispatch(STAFF, under="card"))
    assert isinstance(unknown, Refused)


async def test_a_reply_goes_to_where_it_was_asked(door: Door) -> None:
    await door.sent(mention("help"))
    await door.channel.send(dispatch(STAFF.under("1722")))
    await door.sent(message("help"))
    await door.channel.send(dispatch(ConversationReference.from_text(f"teams:{TENANT}:{PRIVATE}")))
    assert [p for _, p, _ in door.there.calls] == [
        f"conversations/{CHANNEL};messageid=1722/activities",
        f"conversations/{PRIVATE}/activities",
    ]


async def test_somebody_met_in_a_channel_gets_a_conversation_of_their_own_once(door: Door) -> None:
    await door.sent(mention("help"))
    door.there.answers = [web.json_response({"id": "a:new"}, status=201)]
    assert landed(await door.channel.send(dispatch(PERSON))) == f"{PERSON.lane}#1700"
    await door.channel.send(dispatch(PERSON))
    assert [p for _, p, _ in door.there.calls] == [
        "conversations",
        "conversations/a:new/activities",
        "conversations/a:new/activities",
    ]
    assert door.there.calls[0][2]["members"] == [{"id": "29:alice"}]


async def test_places_are_known_after_a_restart(door: Door) -> None:
    await door.sent(message("help"))
    async with quick_session() as session:
        token = Token(session, f"{door.there.address}/token", App(APP, "secret"))
        connector = Connector(session, token, lambda _: True)
        channel = TeamsChannel(
            connector, Addresses(door.book, ""), bot="28:x", tenants=frozenset({TENANT})
        )
        assert landed(await channel.send(dispatch(PERSON))) == f"{PERSON.lane}#1700"
        await token.close()


async def test_a_whisper_is_a_card_that_knows_how_to_go_away(door: Door) -> None:
    whisper = dispatch(STAFF.under("1711"), kind=DeliveryKind.WHISPER, whisper_to=ALICE)
    assert isinstance(await door.channel.send(whisper), Sent)
    assert {n["data"]["whisper"] for n in nodes(door.there.calls[0][2]) if "data" in n} == {True}


@pytest.mark.parametrize(
    ("to", "why"),
    [
        (PERSON, "not a channel of a team"),
        (ConversationReference.from_text(f"teams:{TENANT}:a:private"), "not a channel of a team"),
        (
            ConversationReference.from_text(f"teams:{FOREIGN}:{CHANNEL}"),
            "tenant is not on the list",
        ),
    ],
)
async def test_internal_text_goes_to_channels_of_known_tenants_only(
    door: Door, to: ConversationReference, why: str
) -> None:
    outcome = await door.channel.send(dispatch(to, internal=True))
    assert isinstance(outcome, Refused)
    assert why in outcome.why
    assert not door.there.calls


REFUSED = [(403, code, sentence) for code, sentence in REFUSALS.items()] + [
    (403, "", "may not write there"),
    (403, "SomethingNew", "may not write there"),
    (404, "", "no longer there"),
    (410, "", "no longer there"),
    (413, "", "too long"),
    (400, "", "layout"),
    (405, "Strange", "Teams refused: Strange"),
    (405, "<b> 1", "Teams refused: 405"),
    (302, "", "Teams refused: 302"),
]


@pytest.mark.parametrize(("status", "code", "sentence"), REFUSED)
async def test_what_will_never_arrive_is_a_sentence_for_staff(
    door: Door, status: int, code: str, sentence: str
) -> None:
    door.there.answers = [answer(status, code)]
    outcome = await door.channel.send(dispatch(STAFF))
    assert isinstance(outcome, Refused)
    assert sentence in outcome.why
    assert len(door.there.calls) == 1


@pytest.mark.parametrize(
    ("kind", "status", "code", "lost"),
    [
        (DeliveryKind.UPDATE, 404, "ActivityNotFoundInConversation", True),
        (DeliveryKind.UPDATE, 404, "", True),
        (DeliveryKind.UPDATE, 404, "SomethingNew", True),
        (DeliveryKind.UPDATE, 404, "ConversationNotFound", False),
        (DeliveryKind.UPDATE, 403, "BotNotInConversationRoster", False),
        (DeliveryKind.POST, 404, "ActivityNotFoundInConversation", True),
        (DeliveryKind.POST, 404, "", False),
        (DeliveryKind.POST, 404, "ConversationNotFound", False),
    ],
)
async def test_a_message_that_is_gone_is_told_from_a_conversation_that_is(
    door: Door, kind: DeliveryKind, status: int, code: str, *, lost: bool
) -> None:
    """Of the first the desk posts its card again; the second is an alarm."""
    door.there.answers = [answer(status, code)]
    outcome = await door.channel.send(dispatch(STAFF, Landed(at=STAFF.under("1")), kind=kind))
    assert isinstance(outcome, Refused)
    assert outcome.lost is lost


async def test_what_should_be_redrawn_and_never_landed_is_lost(door: Door) -> None:
    outcome = await door.channel.send(dispatch(STAFF, kind=DeliveryKind.UPDATE))
    assert isinstance(outcome, Refused)
    assert outcome.lost
    assert not door.there.calls


async def test_the_finer_word_of_a_refusal_is_found(door: Door) -> None:
    """As https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages
    shows it."""
    inner = json.dumps({"subCode": "MessageWritesBlocked", "details": "Thread is not valid"})
    body = {"errorCode": 209, "message": inner}
    door.there.answers = [web.json_response(body, status=403)]
    outcome = await door.channel.send(dispatch(STAFF))
    assert outcome == Refused(REFUSALS["MessageWritesBlocked"])


@pytest.mark.parametrize(
    ("given", "seconds"),
    [("7", 7), (" 7 ", 7), ("", 30), ("soon", 30), ("-1", 30), ("1.5", 30), ("１２", 30),
     ("Wed, 21 Oct 2026 07:28:00 GMT", 30), ("86400", 900), ("9" * 400, 900), ("0", 0)],
)  # fmt: skip
async def test_a_limit_is_obeyed_to_the_second(door: Door, given: str, seconds: int) -> None:
    assert retry_after(given) == timedelta(seconds=seconds)
    headers = {"Retry-After": given} if given.isascii() else {}
    door.there.answers = [answer(429, "", **headers)]
    outcome = await door.channel.send(dispatch(STAFF))
    assert outcome == Later(timedelta(seconds=seconds), "Teams asked us to slow down", limited=True)


@pytest.mark.parametrize("status", [412, 503, 401])
async def test_what_certainly_did_not_arrive_is_tried_again_and_given_up_in_the_end(
    door: Door, status: int
) -> None:
    door.there.answers = [answer(status) for _ in range(3)]
    first = await door.channel.send(dispatch(STAFF))
    third = await door.channel.send(dispatch(STAFF, tries=3))
    assert isinstance(first, Later)
    assert isinstance(third, Later)
    assert first.blames
    assert third.after == first.after * 4
    assert isinstance(await door.channel.send(dispatch(STAFF, tries=10)), Refused)


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_what_may_have_arrived_is_never_simply_repeated(door: Door, status: int) -> None:
    door.there.answers = [web.Response(status=status, text="<html>") for _ in range(2)]
    sent = dispatch(STAFF)
    assert isinstance(await door.channel.send(sent), Unsure)
    assert len(door.there.calls) == 1
    assert await door.channel.find(sent) == Hidden(), "Teams cannot be searched"
    redraw = dispatch(STAFF, Landed(at=STAFF.under("1")), kind=DeliveryKind.UPDATE)
    assert isinstance(await door.channel.send(redraw), Later), "drawn twice looks the same"


async def test_a_reset_connection_posts_once(door: Door) -> None:
    door.there.answers = ["reset"]
    assert isinstance(await door.channel.send(dispatch(STAFF)), Unsure)
    assert len(door.there.calls) == 1


@pytest.mark.parametrize("text", ["", "<html>", "[1]", '{"id": 5}', "{"])
async def test_an_unreadable_success_is_unsure(door: Door, text: str) -> None:
    door.there.answers = [web.Response(status=201, text=text)]
    assert isinstance(await door.channel.send(dispatch(STAFF)), Unsure)


async def test_a_connector_that_hangs_is_left_in_time(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("adapters.teams.channel.PATIENCE", 0.2)
    door.there.hang.add("connector")
    started = time.monotonic()
    assert isinstance(await door.channel.send(dispatch(STAFF)), Unsure)
    assert time.monotonic() - started < 2


async def test_a_refused_connection_waits(door: Door) -> None:
    door.book = Book()
    async with quick_session() as session:
        token = Token(session, f"{door.there.address}/token", App(APP, "secret"))
        connector = Connector(session, token, lambda _: True)
        nowhere = Addresses(door.book, default="http://127.0.0.1:9/")
        channel = TeamsChannel(connector, nowhere, bot="28:x", tenants=frozenset({TENANT}))
        outcome = await channel.send(dispatch(STAFF))
        assert outcome == Later(timedelta(seconds=5), "Teams cannot be reached")
        await token.close()


async def test_our_token_goes_to_teams_only(door: Door) -> None:
    place = {"service_url": "https://evil.example/", "kind": "channel", "conversation": CHANNEL}
    await door.book.remember(STAFF, place)
    outcome = await door.channel.send(dispatch(STAFF))
    assert isinstance(outcome, Refused)
    assert not door.there.tokens


async def test_fifty_messages_need_one_token(door: Door) -> None:
    sends = (door.channel.send(dispatch(STAFF.under("1"))) for _ in range(50))
    outcomes = await asyncio.gather(*sends)
    assert all(isinstance(outcome, Sent) for outcome in outcomes)
    assert len(door.there.calls) == 50
    (asked,) = door.there.tokens
    assert asked["grant_type"] == "client_credentials"
    assert asked["scope"] == "https://api.botframework.com/.default"


async def test_a_token_is_renewed_in_the_background_before_it_ends(door: Door) -> None:
    assert await door.token.value() == "token-1"
    door.clock += 3400
    door.there.hang.add("token")
    started = time.monotonic()
    assert await door.token.value() == "token-1"
    assert time.monotonic() - started < 0.05


async def test_a_refused_token_is_replaced(door: Door) -> None:
    door.there.answers = [answer(401)]
    assert isinstance(await door.channel.send(dispatch(STAFF)), Later)
    assert isinstance(await door.channel.send(dispatch(STAFF)), Unsure | Sent)
    assert len(door.there.tokens) == 2


async def test_a_wrong_secret_is_told_and_not_tried_all_the_time(door: Door) -> None:
    door.there.token_status = 401
    for _ in range(5):
        with pytest.raises(NoToken, match="refused our app id or secret"):
            await door.token.value()
    assert len(door.there.tokens) == 1
    outcome = await door.channel.send(dispatch(STAFF))
    assert isinstance(outcome, Later)
    assert "secret" in outcome.why
    assert "token-" not in repr(App(APP, "token-secret"))


def test_the_lane_rests_as_teams_asks(door: Door) -> None:
    assert door.channel.pause(dispatch(STAFF).delivery) * 8 >= timedelta(seconds=2)
