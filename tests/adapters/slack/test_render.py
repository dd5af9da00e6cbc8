"""Messages as Slack shows them: golden JSON, Slack's limits, and text of people that stays text.

`GOLDEN=write pytest tests/adapters/slack` writes the golden files anew; look at their diff.
"""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.slack.lengths import cut, split
from adapters.slack.render import blocks, fallback, home, modal, posted
from adapters.slack.screen import Screen, private
from core.values import command as c
from core.values.message import (
    Button,
    Fact,
    Field,
    FieldKind,
    Form,
    Message,
    Option,
    Quote,
)
from tests.adapters.messages import MESSAGES, NASTY
from tests.adapters.slack.limits import (
    PEOPLE,
    check_message,
    check_schema,
    check_view,
    nodes,
    strings,
)
from tests.core.given import CASE, STEADY

GOLDEN = Path(__file__).parent / "golden"
WRITE = os.environ.get("GOLDEN") == "write"
WHERE = "slack:T0KUL:U0ALICE"


def _rendered(name: str) -> dict[str, Any]:
    message = MESSAGES[name]
    if message.form:
        return modal(message, private(message, WHERE))
    return home(message) if name == "home" else posted(message)


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_looks_as_it_did(name: str) -> None:
    path = GOLDEN / f"{name}.json"
    text = json.dumps(_rendered(name), ensure_ascii=False, indent=1) + "\n"
    if WRITE:
        path.write_text(text)
    assert text.splitlines() == path.read_text().splitlines(), "GOLDEN=write pytest … if meant"


def test_every_golden_file_has_its_message() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(MESSAGES)


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_inside_slacks_limits_wherever_it_is_shown(name: str) -> None:
    message = MESSAGES[name]
    check_message(posted(message))
    check_view(home(message))
    check_view(modal(message, private(message, WHERE)))


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_what_slacks_own_types_describe(name: str) -> None:
    message = MESSAGES[name]
    for block in blocks(message):
        check_schema("slack-known-block", block)
    check_schema("slack-view", modal(message, private(message, WHERE)))
    check_schema("slack-view", home(message))


CORPUS = [
    "<!channel>", "<@U1>", "<http://evil|bank>", "@here", "*b* _i_ ~n~ `c`", "&lt;!here&gt;",
    "\u202egnp.exe", "\u200b\u200d\ufeff", "x" * 9000, "\U0001f9ec" * 3000, "a\n\n" * 4000,
    "<script>alert(1)</script>", "[x](https://evil)", ":wave:", "\x00\x07", " ", "\n",
]  # fmt: skip


@pytest.mark.parametrize("text", CORPUS)
def test_text_of_people_stays_text(text: str) -> None:
    message = Message(
        title="Ours",
        quote=Quote(text=f"MARKER {text}", by=f"MARKER {text}"),
        facts=(Fact(label="From", value=f"MARKER {text}"),),
        buttons=(Button(label=f"MARKER {text}", command=c.Claim(case=CASE)),),
    )
    for shown in (posted(message), modal(message), home(message)):
        places = {inside for inside, string in strings(shown) if "MARKER" in string}
        assert places <= set(PEOPLE)
        kinds = {node.get("type") for node in nodes(shown)}
        assert not kinds & {"link", "user", "usergroup", "channel", "broadcast", "emoji", "date"}
    check_message(posted(message))


@pytest.mark.parametrize(
    "name", [n for n, m in MESSAGES.items() if m.quote and "evil" in m.quote.text]
)
def test_questions_and_answers_are_in_no_notification_and_no_metadata(name: str) -> None:
    message = MESSAGES[name]
    assert "evil" not in fallback(message)
    assert "evil" not in private(message, WHERE)
    for inside, string in strings(_rendered(name)):
        assert "evil" not in string or inside in (*PEOPLE, "initial_value")


@pytest.mark.parametrize("name", MESSAGES)
def test_no_message_pings_or_links_what_a_person_typed(name: str) -> None:
    for inside, string in strings(_rendered(name)):
        if inside not in (*PEOPLE, "initial_value"):
            assert not any(bad in string for bad in ("<!", "<@", "<#", "<http://evil"))


def test_a_service_that_is_not_known_is_not_repeated_in_the_notification() -> None:
    assert "evil" not in fallback(MESSAGES["services-none"])


def test_buttons_carry_their_commands_and_addresses() -> None:
    claim = c.Claim(case=CASE)
    message = Message(
        title="T", buttons=(Button(label="A", command=claim), Button(label="B", url="https://x.y"))
    )
    first, second = blocks(message)[-1]["elements"]
    assert c.COMMAND.validate_json(first["value"]) == claim
    assert second["url"] == "https://x.y"
    assert first["action_id"] != second["action_id"]


def test_a_form_knows_where_it_was_opened_and_what_it_is_for() -> None:
    view = modal(MESSAGES["answer-form"], private(MESSAGES["answer-form"], WHERE))
    command = {"do": "answer", "case": CASE, "then": "answered", "seen": 5}
    assert Screen.read_private(view) == (WHERE, command)


@pytest.mark.parametrize("kept", ["", "{", "[]", "null", '{"where": "x"}', '{"command": 1}'])
def test_a_form_that_is_not_ours_is_for_nothing(kept: str) -> None:
    assert Screen.read_private({"private_metadata": kept}) == ("", {})


@pytest.mark.parametrize("name", ["receipt", "card-open", "answer", "case"])
def test_a_text_of_12_000_characters_is_shown_whole(name: str) -> None:
    words = " ".join(f"w{n}" for n in range(2000))
    message = MESSAGES[name].model_copy(update={"quote": Quote(text=words)})
    shown = " ".join(s for inside, s in strings(posted(message)) if inside == "rich_text")
    assert all(word in shown for word in words.split())


def test_what_is_cut_is_said() -> None:
    assert cut("x" * 500, 300).endswith("… [+200]")
    assert len(cut("x" * 500, 300)) == 300
    assert cut("x" * 100, 75) == "x" * 74 + "…"


SHORT = st.text(max_size=60)
LONG = st.text(max_size=30).flatmap(
    lambda t: st.sampled_from([t, t * 100, t * 2000, f"{t}\n\n" * 300])
)
ANY = SHORT | LONG | st.sampled_from([*CORPUS, NASTY])
IDS = st.from_regex(r"[0-9A-Z]{4}-[0-9A-Z]{4}", fullmatch=True)
BUTTONS = st.builds(Button, label=ANY, command=st.builds(c.Claim, case=IDS) | st.just(c.Cta()))
OPTIONS = st.lists(
    st.builds(Option, value=st.text(min_size=1, max_size=75), label=ANY),
    min_size=1,
    max_size=10,
    unique_by=lambda option: option.value,
).map(tuple)
FIELDS = st.lists(
    st.builds(
        Field,
        id=st.text("abc", min_size=1, max_size=8),
        label=ANY,
        kind=st.sampled_from(FieldKind),
        hint=ANY,
        initial=ANY,
        options=OPTIONS,
        max_length=st.integers(1, 40_000),
    ),
    min_size=1,
    max_size=8,
    unique_by=lambda field: field.id,
).map(tuple)
OURS = st.text("Send now", min_size=1, max_size=60).map(lambda text: f"x{text}")
FORMS = st.builds(Form, fields=FIELDS, submit=OURS, cancel=OURS, command=st.just({"do": "help"}))
ANY_MESSAGE = st.builds(
    Message,
    title=ANY,
    text=ANY,
    quote=st.none() | st.builds(Quote, text=ANY, by=ANY),
    facts=st.lists(st.builds(Fact, label=ANY, value=ANY), max_size=3).map(lambda f: (*f,) * 15),
    buttons=st.lists(BUTTONS, max_size=3).map(lambda buttons: (*buttons,) * 40),
    form=st.none() | FORMS,
    footer=ANY,
    summary=ANY,
)


@given(ANY_MESSAGE)
@settings(STEADY, max_examples=50)
def test_any_message_is_inside_slacks_limits(message: Message) -> None:
    check_message(posted(message))
    check_view(modal(message))
    if not message.form and blocks(message):
        check_view(home(message))


@given(LONG, st.integers(20, 3000))
@STEADY
def test_parts_of_a_text_are_the_text(text: str, limit: int) -> None:
    parts = split(text, limit)
    assert all(len(part) <= limit for part in parts)
    assert "".join("".join(parts).split()) == "".join(text.split())
