"""What Teams gets for its activities: cards in the answer, words in trouble, never a 5xx."""

import json
import random
import time
from dataclasses import dataclass
from typing import cast

import pytest
from aiohttp import web
from botframework.connector import ConnectorClient  # type: ignore[import-untyped]
from hypothesis import given, settings
from hypothesis import strategies as st

from core.values import command as c
from core.values.message import Button, Message
from core.values.value import NotRecorded
from tests.adapters.messages import MESSAGES
from tests.adapters.teams.cards import check_card, shown
from tests.adapters.teams.conftest import Door, opened
from tests.adapters.teams.test_inbound import ANY
from tests.adapters.teams.world import (
    ALICE,
    APP,
    CANARY,
    CHANNEL,
    PRIVATE,
    TENANT,
    Json,
    claims,
    click,
    in_channel,
    mention,
    message,
    microsoft,
    quick_session,
    token,
)
from tests.core.given import CASE

LINE = "application/vnd.microsoft.activity.message"
CARD = "application/vnd.microsoft.card.adaptive"
SAYS = Message(title="Done", text="All is **well**.")
ASKS = Message(title="More", buttons=(Button(label="Help", command=c.Help()),))


async def test_a_text_is_taken_and_answered_by_a_delivery(door: Door) -> None:
    door.reply = SAYS
    assert await door.sent(message("services")) == (200, {})
    assert [turn.command for turn in door.turns] == [c.Services()]


async def test_a_click_is_answered_with_a_card_serialised_once(door: Door) -> None:
    door.reply = ASKS
    status, answer = await door.sent(click({"do": "services"}))
    assert (status, answer["statusCode"], answer["type"]) == (200, 200, CARD)
    check_card(answer["value"])
    assert "More" in shown(answer["value"])


async def test_a_short_word_leaves_the_card_where_it_is(door: Door) -> None:
    door.reply = SAYS
    said = {"statusCode": 200, "type": LINE, "value": "Done. All is well"}
    assert await door.sent(click({"do": "claim", "case": CASE})) == (200, said)
    door.reply = None
    assert (await door.sent(click({"do": "claim", "case": CASE})))[1]["type"] == LINE
    door.reply = SAYS
    form = click({"do": "reply", "case": CASE}, fields=["text"], text="more", nonce="n" * 32)
    assert (await door.sent(form))[1]["type"] == CARD, "a form that was sent goes away"


async def test_a_form_with_a_gap_stays_and_says_so(door: Door) -> None:
    form = click({"do": "reply", "case": CASE}, fields=["text"], text=" ", nonce="n" * 32)
    assert await door.sent(form) == (
        200,
        {"statusCode": 200, "type": LINE, "value": "form.missing"},
    )
    assert not door.turns


@pytest.mark.parametrize("error", [NotRecorded("x"), RuntimeError(CANARY)])
async def test_trouble_is_said_and_never_a_500(door: Door, error: Exception) -> None:
    door.reply = error
    status, answer = await door.sent(click({"do": "claim", "case": CASE}))
    assert (status, answer["type"]) == (200, LINE)
    assert answer["value"].startswith("trouble.")
    assert await door.sent(message("why?")) == (200, {})
    await door.settled()
    ((method, path, body),) = door.there.calls
    assert (method, path) == ("POST", f"conversations/{PRIVATE}/activities")
    assert "trouble." in shown(body["attachments"][0]["content"])
    assert "text" not in body
    assert CANARY not in f"{door.notes}"


async def test_a_button_that_nobody_reads_any_more_says_so(door: Door) -> None:
    status, answer = await door.sent(click({"do": "from an older version"}))
    assert (status, answer["type"]) == (200, LINE)


async def test_unknown_invokes_and_types_get_200(door: Door) -> None:
    strange = message("") | {"type": "invoke", "name": "from/theFuture"}
    assert await door.sent(strange) == (200, {})
    assert await door.sent(message("", type="fromTheFuture")) == (200, {})


async def test_unknown_fields_pass(door: Door) -> None:
    new = {
        "fromTheFuture": {"deep": [1, {"x": None}]},
        "timestamp": "not a date",
        "entities": "odd",
    }
    assert (await door.sent(message("fees") | new))[0] == 200
    assert len(door.turns) == 1


async def test_the_message_extension_is_a_dialog(door: Door) -> None:
    door.reply = MESSAGES["form"]
    value = {"commandId": "ask", "messagePayload": {"body": {"content": "<p>May I?</p>"}}}
    fetch = message("") | {"type": "invoke", "name": "composeExtension/fetchTask", "value": value}
    _, answer = await door.sent(fetch)
    task = answer["task"]
    assert task["type"] == "continue"
    assert '"Action.Execute"' not in json.dumps(task), "dialogs know only Action.Submit"
    door.reply = SAYS
    data = {
        "command": {"do": "reply", "case": CASE},
        "fields": ["text"],
        "text": "x",
        "nonce": "n" * 32,
    }
    submit = fetch | {"name": "composeExtension/submitAction", "value": {"data": data}}
    assert "Done" in json.dumps((await door.sent(submit))[1])
    data["text"] = ""
    assert (await door.sent(submit))[1] == {"task": {"type": "message", "value": "form.missing"}}


@pytest.mark.parametrize(("whisper", "clicked"), [(True, "1700000000777"), ("yes", ""), (0, "")])
async def test_the_desk_hears_which_whisper_was_used(
    door: Door, whisper: object, clicked: str
) -> None:
    """And decides itself whether it is one, and whether it goes away."""
    door.reply = SAYS
    used = {"do": "send", "case": CASE, "entry": 2}
    await door.sent(click(used, whisper=whisper, within=in_channel("")))
    await door.settled()
    assert [turn.clicked for turn in door.turns] == [clicked]
    assert door.there.calls == []


async def test_what_a_whisper_asks_next_is_a_whisper_too(door: Door) -> None:
    send = Button(label="Send", command=c.SendDraft(case=CASE, entry=2))
    door.reply = Message(title="Preview", text="So it looks.", buttons=(send,))
    asked = click({"do": "preview", "case": CASE, "entry": 2}, whisper=True, within=in_channel(""))
    _, answer = await door.sent(asked)
    assert '"whisper": true' in json.dumps(answer), "the next choice puts it away"
    _, answer = await door.sent(click({"do": "preview", "case": CASE, "entry": 2}, id="f:2"))
    assert '"whisper"' not in json.dumps(answer), "a card that was clicked is none"


async def test_places_are_remembered_and_known_ones_cost_nothing(door: Door) -> None:
    await door.sent(mention("help"))
    assert door.book.known[f"teams:{TENANT}:{CHANNEL}"]["kind"] == "channel"
    person = f"teams:{TENANT}:{ALICE}"
    assert door.book.known[person]["conversation"] == ""
    assert door.book.known[person]["user"] == "29:alice"
    await door.sent(message("help"))
    assert door.book.known[person]["conversation"] == PRIVATE
    written = door.book.written
    await door.sent(message("help"))
    await door.sent(mention("help"))
    assert door.book.written == written
    assert door.book.known[person]["conversation"] == PRIVATE


async def test_what_is_gone_is_passed_on(door: Door) -> None:
    removed = {"type": "conversationUpdate", "membersRemoved": [{"id": f"28:{APP}"}]}
    await door.sent(in_channel("") | removed)
    ((place, why),) = door.gone
    assert (place.conversation, why) == ("19:team@thread.tacv2", "the app was removed")


async def test_botbuilders_own_clients_are_never_made(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They scan 999 x 501 numbers for each turn (`ClientRetryPolicy.safe_codes`)."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a client of msrest")

    monkeypatch.setattr(ConnectorClient, "__init__", refuse)
    door.reply = ASKS
    assert (await door.sent(click({"do": "help"})))[1]["type"] == CARD
    assert not [note for note in door.notes if note["event"] == "teams.broken"]


@dataclass
class Posted:
    """What the handler uses of a request."""

    body: bytes
    headers: dict[str, str]

    @property
    def content_length(self) -> int:
        return len(self.body)

    async def read(self) -> bytes:
        return self.body


def _mutant(random_: random.Random, body: Json) -> bytes:
    """The activity with some values replaced by odd ones, or its bytes spoilt."""
    odd: tuple[object, ...] = (
        None,
        0,
        -1,
        1e308,
        "",
        "\x00",
        "\ud800",
        [],
        {},
        [[]],
        {"id": 1},
        "x" * 500,
        True,
    )
    spoilt = dict(body)
    for _ in range(random_.randint(1, 4)):
        key = random_.choice([*spoilt, "membersAdded", "action", "value", "name"])
        inner = spoilt.get(key)
        if isinstance(inner, dict) and inner and random_.random() < 0.6:
            spoilt[key] = inner | {random_.choice([*inner]): random_.choice(odd)}
        elif key != "serviceUrl":
            spoilt[key] = random_.choice(odd)
    written = json.dumps(spoilt).encode()
    return written[: random_.randint(0, len(written))] if random_.random() < 0.1 else written


async def test_ten_thousand_spoilt_activities_are_never_a_5xx(door: Door) -> None:
    """With a good token, straight into the handler: HTTP itself is aiohttp's."""
    random_ = random.Random(20261123)
    door.reply = ASKS
    kinds = [message("x"), mention("ask x"), in_channel("x"), click({"do": "help"}),
             click({"do": "reply", "case": CASE}, fields=["text"], text="x"),
             in_channel("", type="conversationUpdate", membersAdded=[{"id": f"28:{APP}"}]),
             ]  # fmt: skip
    good = token(claims(serviceurl=door.there.service))
    headers = {"Authorization": f"Bearer {good}"}
    seen = set()
    await door.sent(message("the keys are known from now on"))
    for _ in range(10_000):
        body = _mutant(random_, door.from_here(random_.choice(kinds)))
        answer = await door.server.handle(cast(web.Request, Posted(body, headers)))
        seen.add(answer.status)
    assert seen <= {200, 400, 403}
    assert not [note for note in door.notes if note["event"] == "teams.broken"]


@given(st.dictionaries(st.text(max_size=8), ANY))
@settings(derandomize=True, database=None, deadline=None, max_examples=25)
async def test_any_json_is_answered_without_a_5xx(extra: Json) -> None:
    async with microsoft() as there, quick_session() as session, opened(there, session) as door:
        status, _ = await door.sent(message("x") | extra)
        assert status in (200, 400, 403)


async def test_the_cpu_of_a_turn_is_small(door: Door) -> None:
    """A guard against an order of magnitude; the figures come from `make bench`."""
    door.reply = MESSAGES["services"]
    body = door.from_here(click({"do": "services"}))
    answer = door.server._answered
    started = time.process_time()
    for _ in range(200):
        await door.server._turns.answered(body, claims(), answer)
    assert (time.process_time() - started) / 200 < 0.003
