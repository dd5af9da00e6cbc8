"""Payloads become turns; what is not understood becomes nothing, and never an exception."""

import contextlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from adapters.slack import inbound
from core.values import command as c
from core.values.place import ConversationReference
from core.values.rich_text import Block, RichText, Span
from core.values.turn import Hears
from tests.core.given import CASE, STEADY

SLASH = {
    "command": "/innovation",
    "text": "ask what is &lt;SNSA&gt; &amp; co?",
    "team_id": "T1",
    "user_id": "U1",
    "user_name": "alice",
    "channel_id": "C1",
    "channel_name": "ideas",
    "trigger_id": "17.1",
}
CLAIM = c.Claim(case=CASE)
CLICK = {
    "type": "block_actions",
    "user": {"id": "U1", "username": "alice", "team_id": "T1"},
    "team": {"id": "T9"},
    "container": {"type": "message", "channel_id": "C1", "message_ts": "17.1"},
    "channel": {"id": "C1"},
    "trigger_id": "18.1",
    "actions": [{"action_id": "button-0", "action_ts": "19.1", "value": CLAIM.model_dump_json()}],
}
FORM = {
    "type": "view_submission",
    "user": {"id": "U1", "team_id": "T1"},
    "view": {
        "id": "V1",
        "state": {
            "values": {
                "text": {"input": {"type": "plain_text_input", "value": "Yes."}},
                "topic": {"input": {"selected_option": {"value": "sta"}}},
                "stage": {"input": {"selected_option": None}},
                "consent": {"input": {"selected_options": [{"value": "yes"}]}},
                "empty": {"input": {"selected_options": []}},
            }
        },
    },
}
SHORTCUT = {
    "type": "message_action",
    "user": {"id": "U1", "team_id": "T1", "name": "alice"},
    "channel": {"id": "C1"},
    "message": {"text": "Is it &lt;this&gt;?", "ts": "17.1"},
    "action_ts": "20.1",
}


def _event(**event: object) -> dict[str, Any]:
    given = {"type": "message", "user": "U1", "team": "T1", "channel": "D1", "ts": "17.2", **event}
    authorizations = [{"team_id": "T1", "user_id": "UBOT"}]
    return {"team_id": "T1", "event_id": "Ev1", "event": given, "authorizations": authorizations}


def test_a_slash_command_is_a_turn() -> None:
    turn = inbound.from_slash(SLASH)
    assert turn is not None
    assert turn.key == "slack:T1:slash:U1:17.1"
    assert turn.command == c.Ask(question="what is <SNSA> & co?")
    assert (turn.person.key, turn.person.name) == ("slack:T1:U1", "alice")
    assert str(turn.where) == "slack:T1:C1"
    assert (turn.hears, turn.direct) == (Hears.AT_ONCE, False)


def test_a_slash_command_in_a_direct_message_is_direct() -> None:
    turn = inbound.from_slash({**SLASH, "channel_name": "directmessage"})
    assert turn is not None
    assert turn.direct


@pytest.mark.parametrize("missing", ["team_id", "user_id", "channel_id"])
def test_a_slash_command_of_nobody_is_nothing(missing: str) -> None:
    assert inbound.from_slash({**SLASH, missing: ""}) is None


def test_a_click_counts_in_the_conversation_and_thread_of_its_message() -> None:
    turn = inbound.from_button(CLICK)
    assert turn is not None
    assert turn.command == CLAIM
    assert turn.where == ConversationReference.from_text("slack:T1:C1").under("17.1")
    assert turn.person.tenant == "T1", "the person's own team, not the channel's"
    inside = {**CLICK, "container": {"channel_id": "C1", "message_ts": "17.3", "thread_ts": "17.1"}}
    threaded = inbound.from_button(inside)
    assert threaded is not None
    assert threaded.where.thread == "17.1"


@pytest.mark.parametrize(
    "spoiled",
    [
        {"actions": []},
        {"actions": None},
        {"actions": ["x"]},
        {"actions": [{"value": "{"}]},
        {"actions": [{"value": '{"do": "explode"}'}]},
        {"actions": [{"value": '{"do": "claim"}'}]},
        {"actions": [{"value": None}]},
        {"user": None},
        {"user": {"id": ""}},
    ],
)
def test_a_click_that_is_not_understood_is_nothing(spoiled: dict[str, Any]) -> None:
    assert inbound.from_button({**CLICK, **spoiled}) is None


def test_a_click_in_a_view_counts_in_the_persons_own_conversation() -> None:
    turn = inbound.from_button({**CLICK, "container": {"type": "view"}, "channel": None})
    assert turn is not None
    assert turn.where == turn.person.direct


def test_inputs_are_read_by_block() -> None:
    filled = inbound.inputs(FORM["view"])  # type: ignore[arg-type]
    assert filled == {"text": "Yes.", "topic": "sta", "consent": "yes"}


def test_a_submitted_form_is_the_command_that_it_was_made_for() -> None:
    turn = inbound.from_form(FORM, "slack:T1:C1", {"do": "answer", "case": CASE, "text": "Yes."})
    assert turn is not None
    assert turn.key == "slack:T1:form:U1:V1:"
    assert turn.command == c.Answer(case=CASE, text="Yes.")
    assert str(turn.where) == "slack:T1:C1"


@pytest.mark.parametrize("where", ["", "nonsense", "irc:T:C"])
def test_a_form_from_nowhere_counts_in_the_persons_own_conversation(where: str) -> None:
    turn = inbound.from_form(FORM, where, {"do": "answer", "case": CASE, "text": "Yes."})
    assert turn is not None
    assert turn.where == turn.person.direct


@pytest.mark.parametrize(
    "filled", [{}, {"do": "answer"}, {"do": "answer", "case": CASE, "text": " "}]
)
def test_a_form_that_does_not_do_is_a_validation_error(filled: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        inbound.from_form(FORM, "", filled)


def test_the_shortcut_brings_the_messages_text() -> None:
    turn = inbound.from_shortcut(SHORTCUT)
    assert turn is not None
    assert turn.command == c.OpenEscalation(text="Is it <this>?")


EVENTS: list[tuple[str, dict[str, Any], c.Command | None]] = [
    ("a direct message", _event(channel_type="im", text="fees sme"), c.Fees(who="sme")),
    ("an empty direct message", _event(channel_type="im", text=" "), c.Ask()),
    (
        "a mention in a direct message",
        _event(channel_type="im", text="<@UBOT> services"),
        c.Services(),
    ),
    (
        "a reply in a direct thread",
        _event(channel_type="im", text="yes", thread_ts="17.1"),
        c.Say(text="yes", message="17.2"),
    ),
    (
        "a reply in a direct thread that mentions the desk",
        _event(channel_type="im", text="<@UBOT> yes", thread_ts="17.1"),
        c.Say(text="yes", message="17.2"),
    ),
    (
        "a mention in a channel",
        _event(type="app_mention", text="<@UBOT> cases"),
        c.Say(text="cases", message="17.2", mentioned=True),
    ),
    ("the same as a message", _event(channel_type="channel", text="<@UBOT> cases"), None),
    (
        "a reply in a staff thread",
        _event(channel_type="group", text="hm &lt;3", thread_ts="17.1"),
        c.Say(text="hm <3", message="17.2"),
    ),
    (
        "an address in a staff thread",
        _event(text="<mailto:a@b.c|a@b.c> <https://x.y/?a&amp;b>", thread_ts="17.1"),
        c.Say(
            text="a@b.c https://x.y/?a&b",
            message="17.2",
            rich=RichText(
                blocks=(
                    Block(
                        spans=(
                            Span(text="a@b.c", link="mailto:a@b.c"),
                            Span(text=" "),
                            Span(text="https://x.y/?a&b", link="https://x.y/?a&b"),
                        )
                    ),
                )
            ),
        ),
    ),
    ("talk in a channel", _event(channel_type="channel", text="hello"), None),
    ("a bot", _event(channel_type="im", text="help", bot_id="B1"), None),
    ("an edit", _event(channel_type="im", text="help", subtype="message_changed"), None),
    ("a strange subtype", _event(channel_type="im", text="help", subtype=["x"]), c.Help()),
    ("nobody", _event(channel_type="im", text="help", user=None), None),
    ("a visit", _event(type="app_home_opened", tab="home"), c.Home()),
    ("a visit to the messages", _event(type="app_home_opened", tab="messages"), None),
    ("another event", _event(type="reaction_added"), None),
]


@pytest.mark.parametrize(("body", "command"), [e[1:] for e in EVENTS], ids=[e[0] for e in EVENTS])
def test_events_become_turns_or_nothing(body: dict[str, Any], command: c.Command | None) -> None:
    turn = inbound.from_event(body)
    assert (turn.command if turn else None) == command


def test_the_person_belongs_to_the_own_team_and_not_to_the_installations() -> None:
    turn = inbound.from_event(_event(channel_type="im", text="help", user_team="T7"))
    assert turn is not None
    assert turn.person.tenant == "T7"
    assert turn.key == "slack:T1:event:Ev1"


def test_a_mention_is_answered_in_its_own_thread() -> None:
    turn = inbound.from_event(_event(type="app_mention", text="<@UBOT> help"))
    assert turn is not None
    assert (turn.where.thread, turn.hears) == ("17.2", Hears.AS_MESSAGE)


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5)
NAMES = st.sampled_from(
    ["event", "user", "team", "id", "team_id", "user_id", "channel", "channel_id", "text", "type",
     "subtype", "actions", "value", "view", "state", "values", "container", "message", "tab",
     "authorizations", "channel_type", "thread_ts", "selected_option", "selected_options"]
)  # fmt: skip
WORDS = st.sampled_from(
    ["message", "app_mention", "im", "home", "app_home_opened", '{"do":"help"}']
)
JSON = st.recursive(
    LEAVES | WORDS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=6),
    max_leaves=15,
)


@given(st.dictionaries(NAMES, JSON, max_size=10))
@settings(STEADY, max_examples=250)
def test_no_payload_is_an_exception(body: dict[str, Any]) -> None:
    inbound.from_slash(body)
    inbound.from_button(body)
    inbound.from_shortcut(body)
    inbound.from_event(body)
    filled = inbound.inputs(body)
    with contextlib.suppress(ValidationError):
        inbound.from_form(body, str(body.get("text")), dict(filled))


@given(st.sampled_from([SLASH, CLICK, FORM, SHORTCUT, _event(channel_type="im")]), NAMES, JSON)
@settings(STEADY, max_examples=250)
def test_no_spoiled_payload_is_an_exception(body: dict[str, Any], name: str, value: Any) -> None:
    for spoiled in (
        {**body, name: value},
        {**body, "event": {**body.get("event", {}), name: value}},
    ):
        inbound.from_slash(spoiled)
        inbound.from_button(spoiled)
        inbound.from_shortcut(spoiled)
        inbound.from_event(spoiled)
        inbound.inputs(spoiled)
