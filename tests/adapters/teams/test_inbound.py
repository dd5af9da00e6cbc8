"""Activities of Teams become turns; what is none becomes nothing, and nothing ever raises."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.teams.activity import activity
from adapters.teams.inbound import Gone, Misfilled, from_activity
from adapters.teams.words import from_html
from core.values import command as c
from core.values.delivery import Landed
from core.values.turn import Hears, Turn
from tests.adapters.teams.world import (
    ALICE,
    APP,
    CHANNEL,
    PRIVATE,
    TENANT,
    Json,
    click,
    in_channel,
    mention,
    message,
)
from tests.core.given import CASE, STEADY

NONCE = "0123456789abcdef0123456789abcdef"
ESCALATE = {"do": "escalate", "asked": ""}
FIELDS = ["question", "topic", "consent"]
FILLED = {"question": "May I?", "topic": "sta", "consent": "yes"}


def turn(body: Json) -> Turn:
    arrived = from_activity(body)
    assert isinstance(arrived, Turn), arrived
    return arrived


def form(**changes: Any) -> Json:
    return click(ESCALATE, **({"fields": FIELDS, "nonce": NONCE} | FILLED | changes))


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("services snsa", c.Services(topic="snsa")),
        ("/help", c.Help()),
        ("Is R&amp;D free of charge&nbsp;?", c.Ask(question="Is R&D free of charge ?")),
        ("", c.Ask()),
    ],
)
def test_a_text_in_private_is_a_command_or_a_question(text: str, command: c.Command) -> None:
    got = turn(message(text))
    assert got.command == command
    assert got.direct
    assert got.hears is Hears.AS_MESSAGE
    assert got.where.lane == f"teams:{TENANT}:{PRIVATE}"
    assert got.person.direct.lane == f"teams:{TENANT}:{ALICE}"
    assert (got.person.name, got.person.locale) == ("Alice Peeters", "en-GB")


def test_a_mention_is_said_to_the_desk_in_its_thread() -> None:
    got = turn(mention("ask <at>Sofie</at> about fees &amp; <b>"))
    assert got.command == c.Say(
        text="ask Sofie about fees & <b>", message="1711111111111", mentioned=True
    )
    assert Landed(at=got.where).text == f"teams:{TENANT}:{CHANNEL}#1700000000000"
    assert not got.direct


def test_a_reply_in_a_thread_needs_no_mention_but_talk_outside_is_left_alone() -> None:
    assert turn(in_channel("Yes.")).command == c.Say(text="Yes.", message="1711111111111")
    assert from_activity(in_channel("a new post", root="1711111111111")) is None
    assert from_activity(in_channel("")) is None


def test_a_new_post_with_a_mention_is_the_root_of_its_thread() -> None:
    post = mention("help") | {"conversation": {"id": CHANNEL, "conversationType": "channel"}}
    assert turn(post).where.thread == "1711111111111"


def test_ids_of_messages_count_within_their_conversation() -> None:
    other = message("fees") | {"conversation": {"id": "a:other", "conversationType": "personal"}}
    assert turn(message("fees")).key != turn(other).key
    assert turn(message("fees")).key == turn(message("fees", locale="fr")).key


def test_a_question_is_recognised_under_a_new_id_but_a_command_may_be_repeated() -> None:
    first, again = message("why is that so?"), message("why is that so?", id="f:other")
    assert turn(first).likeness == turn(again).likeness != ""
    assert len(turn(first).likeness) == 64
    assert not turn(message("fees")).likeness
    assert not turn(mention("fees")).likeness
    assert turn(mention("why is that so?")).likeness
    long = "that is what article seven says of it"
    assert turn(in_channel(long)).likeness != turn(in_channel(long, root="17")).likeness
    assert turn(in_channel(long)).likeness == turn(in_channel(long, id="other")).likeness != ""


@pytest.mark.parametrize("said", ["Yes.", "ok", "!claim", "!note and this is a rather long note"])
def test_what_opens_nothing_may_be_said_twice_in_a_thread(said: str) -> None:
    """`!claim`, `!release`, `!claim` within two minutes are three things."""
    assert turn(in_channel(said)).likeness == ""
    reply = mention(said)
    assert turn(reply).where.thread not in (None, turn(reply).message)
    assert turn(reply).likeness == ""


def _with_file(
    kind: str = "application/vnd.microsoft.teams.file.download.info", **more: str
) -> Json:
    content = {"downloadUrl": "https://x.sharepoint.com/a", "uniqueId": "1", "fileType": "pdf"}
    attached = {"contentType": kind, "name": "a.pdf", "content": content | more}
    return message("why is that so?") | {"attachments": [attached]}


def test_the_same_words_with_another_file_are_another_turn() -> None:
    first, again, other = (turn(_with_file(uniqueId=id)) for id in ("1", "1", "2"))
    assert first.likeness == again.likeness != other.likeness


def test_a_file_sent_in_private_brings_its_secret_address_and_others_bring_none() -> None:
    [given] = turn(_with_file()).files
    assert (given.handle, given.kept, given.media_type) == ("https://x.sharepoint.com/a", "", "pdf")
    assert "sharepoint" not in repr(given)
    for kind, kept in (("reference", "channel"), ("image/png", "pasted")):
        [stays] = turn(_with_file(kind)).files
        assert (stays.handle, stays.kept) == ("", kept)


def test_a_button_carries_its_command() -> None:
    got = turn(click({"do": "claim", "case": CASE}, nonce=NONCE, within=in_channel("")))
    assert got.command == c.Claim(case=CASE)
    assert got.hears is Hears.AT_ONCE
    assert got.where.thread == "1700000000000"
    assert got.replaces, "what is clicked is replaced by the answer"


def test_the_card_of_a_thread_is_known_from_what_stands_in_the_thread() -> None:
    clicked = click({"do": "claim", "case": CASE}, nonce=NONCE, within=in_channel(""))
    assert turn(clicked | {"replyToId": "1700000000000"}).on_the_card
    assert not turn(clicked | {"replyToId": "1711111111112"}).on_the_card
    assert not turn(message("fees")).replaces


def test_a_form_is_completed_by_its_inputs_and_by_nothing_else() -> None:
    got = turn(form(case="x", do="claim", organisation="not a field of this form"))
    assert got.command == c.Escalate(question="May I?", topic="sta", consent="yes")


def test_the_same_form_sent_twice_is_one_turn_whatever_its_id() -> None:
    first, again = turn(form()), turn(form() | {"id": "f:2"})
    assert first.key == again.key
    assert turn(form(question="Another?")).key != first.key
    bob = {"id": "29:bob", "aadObjectId": "bob"}
    assert turn(form() | {"from": bob}).key != first.key, "nobody gets another person's receipt"


@pytest.mark.parametrize(
    ("changes", "missing"),
    [({"consent": ""}, True), ({"question": "  "}, True), ({"consent": "no"}, False)],
)
def test_inputs_that_do_not_do_are_told(changes: Json, *, missing: bool) -> None:
    assert from_activity(form(**changes)) == Misfilled("en-GB", missing)


def test_a_card_sent_as_a_message_is_read_like_a_click() -> None:
    data = {"command": {"do": "fees"}, "nonce": NONCE}
    got = turn(message("", value=data))
    assert (got.command, got.hears) == (c.Fees(), Hears.AS_MESSAGE)


def test_the_message_extension_opens_the_form_with_the_messages_text() -> None:
    content = {"contentType": "html", "content": "<p>Is my&nbsp;app<br>a <b>device</b>?</p>"}
    value = {"commandId": "ask", "commandContext": "message", "messagePayload": {"body": content}}
    body = message("") | {"type": "invoke", "name": "composeExtension/fetchTask", "value": value}
    assert turn(body).command == c.OpenEscalation(text="Is my app\na device?")
    assert turn(body | {"value": {"commandId": "ask"}}).command == c.OpenEscalation()


def test_a_dialog_is_submitted_like_a_form() -> None:
    data = {"command": ESCALATE, "nonce": NONCE, "fields": FIELDS} | FILLED
    body = message("") | {
        "type": "invoke",
        "name": "composeExtension/submitAction",
        "value": {"data": data},
    }
    assert isinstance(turn(body).command, c.Escalate)


def test_an_installation_is_welcomed_once_though_it_is_told_twice() -> None:
    bot = [{"id": f"28:{APP}"}]
    added = message("") | {"type": "conversationUpdate", "membersAdded": bot, "id": "f:a"}
    installed = message("") | {"type": "installationUpdate", "action": "add", "id": "f:b"}
    assert turn(added).command == turn(installed).command == c.Help()
    assert turn(added).likeness == turn(installed).likeness != ""
    somebody = added | {"membersAdded": [{"id": "29:somebody"}]}
    assert from_activity(somebody) is None


@pytest.mark.parametrize(
    ("event", "place", "why"),
    [
        ("channelDeleted", CHANNEL, "the channel was deleted"),
        ("teamDeleted", "19:team@thread.tacv2", "the team was deleted"),
        ("teamArchived", "19:team@thread.tacv2", "the team was archived"),
    ],
)
def test_what_is_gone_is_told(event: str, place: str, why: str) -> None:
    body = in_channel("") | {"type": "conversationUpdate"}
    body["channelData"]["eventType"] = event
    gone = from_activity(body)
    assert isinstance(gone, Gone)
    assert (gone.place.conversation, gone.why) == (place, why)


def test_removal_from_a_team_and_from_a_chat() -> None:
    removed = {"type": "conversationUpdate", "membersRemoved": [{"id": f"28:{APP}"}]}
    gone = from_activity(in_channel("") | removed)
    assert isinstance(gone, Gone)
    assert gone.place.conversation == "19:team@thread.tacv2"
    gone = from_activity(message("") | {"type": "installationUpdate", "action": "remove"})
    assert isinstance(gone, Gone)
    assert gone.place.conversation == PRIVATE


@pytest.mark.parametrize(
    "body",
    [
        message("x", type="typing"),
        message("x", type="from the future"),
        message("x") | {"from": {"id": "29:x"}},
        message("x", id="a b"),
        message("x", id=""),
        message("x") | {"conversation": {"id": "a b#c"}},
        click({"do": "nothing that we know"}),
        click({"do": "claim"}),
        message("") | {"type": "invoke", "name": "signin/verifyState"},
    ],
)
def test_what_is_no_turn_is_nothing(body: Json) -> None:
    assert from_activity(body) is None


@pytest.mark.parametrize(
    "html",
    ["<![", "<!x", "<p", "&#xD800;&#0;", "<at>" * 9000, "<script>x", "</p>" * 9],
)
def test_odd_markup_is_read_as_far_as_it_goes(html: str) -> None:
    assert from_html(html) is not None


SCALAR = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12)
ANY = st.recursive(
    SCALAR,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=6,
)
SPOILT = [
    *("id", "from", "recipient", "conversation", "channelData", "value", "text", "entities"),
    *("name", "action", "membersAdded", "membersRemoved", "locale"),
]
PARTS = st.fixed_dictionaries(
    {},
    optional=dict.fromkeys(SPOILT, ANY),
)
TYPES = st.sampled_from(["message", "invoke", "conversationUpdate", "installationUpdate"])


@given(st.sampled_from([message("x"), mention("x"), click({"do": "help"}), form()]), PARTS, TYPES)
@settings(STEADY, max_examples=150)
def test_no_activity_breaks_the_reading(body: Json, parts: Json, kind: str) -> None:
    spoilt = body | parts | {"type": kind}
    assert from_activity(spoilt) is None or from_activity(spoilt)
    assert activity(spoilt) is not None


@given(st.dictionaries(st.text(max_size=8), ANY, max_size=5))
@settings(STEADY, max_examples=50)
def test_no_json_breaks_the_reading(body: Json) -> None:
    from_activity(body)
    activity(body)


def test_a_toggle_that_is_off_is_not_filled_in() -> None:
    """Microsoft's client sends `false` for it, whatever the card says; a text may say so too."""
    form = click(
        {"do": "escalate", "asked": ""},
        fields=["question", "topic", "organisation", "consent", "by_mail"],
        toggles=["consent", "by_mail"],
        nonce="n" * 32,
        question="Q",
        topic="sta",
        organisation="false",
        consent="yes",
        by_mail="false",
    )
    turn = from_activity(form)
    assert isinstance(turn, Turn)
    assert isinstance(turn.command, c.Escalate)
    assert not turn.command.by_mail
    assert turn.command.organisation == "false"
