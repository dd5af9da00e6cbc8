"""Routing: the first match wins, every question has a queue, and mistakes are told in sentences."""

from typing import Any

import pytest
from pydantic import ValidationError

from core.values.place import ConversationReference
from core.values.routing import Asked, Routing
from tests.core.given import CTR, NIO, ROUTING

OFFICE = {"mailbox": "a@b.example"}
LAST = {"queue": "a"}


def _routing(*rules: dict[str, Any], **queues: dict[str, Any]) -> Routing:
    return Routing.model_validate(
        {"queues": {"a": OFFICE, "b": OFFICE, "c": OFFICE} | queues, "rules": [*rules, LAST]}
    )


RULES = _routing(
    {"when": {"topic": "cta"}, "queue": "b"},
    {"when": {"topic": ["cta", "fees"], "workspace": "slack:T1"}, "queue": "c"},
    {"when": {"locale": ["fr", "nl"]}, "queue": "c"},
)


@pytest.mark.parametrize(
    ("topic", "workspace", "locale", "queue", "rule"),
    [
        ("cta", "slack:T1", "fr", "b", 1),
        ("fees", "slack:T1", "en", "c", 2),
        ("fees", "slack:T2", "en", "a", 4),
        ("fees", "slack:T2", "nl", "c", 3),
        ("", "", "", "a", 4),
    ],
)
def test_the_first_match_wins(
    topic: str, workspace: str, locale: str, queue: str, rule: int
) -> None:
    route = RULES.route(Asked(topic=topic, workspace=workspace, locale=locale))
    assert (route.queue, route.rule) == (queue, rule)


@pytest.mark.parametrize(
    ("spoiled", "sentence"),
    [
        ({"rules": []}, "at least 1"),
        ({"queues": {}}, "at least 1"),
        ({"rules": [{"queue": "z"}]}, "rule 1 names queue 'z', which is not among: a"),
        ({"rules": [{"when": {"topic": "x"}, "queue": "a"}]}, "the last rule must have no 'when'"),
        ({"queues": {"a": {}}}, "mailbox"),
        ({"queues": {"a": {"mailbox": "nobody"}}}, "pattern"),
        ({"queues": {"a": {"mailbox": "a@b.c\r\nBcc: x@y.z"}}}, "pattern"),
        ({"queues": {"a": {"mailbox": "a@b.c\n"}}}, "pattern"),
        ({"queues": {"a": {"mailbox": "A <a@b.c>"}}}, "pattern"),
        ({"queues": {"a": {"mailbox": "a@b.c,d@e.f"}}}, "pattern"),
        ({"queues": {"a": {**OFFICE, "staff": "C0NIO"}}}, "write slack:TEAM:CHANNEL"),
        ({"queues": {"a": {**OFFICE, "staff": "email::a@b.c"}}}, "use mailbox for e-mail"),
        ({"queues": {"a": {**OFFICE, "respond_within": "soon"}}}, "3 working days"),
        ({"queues": {"a": {**OFFICE, "respond_within": "0 working days"}}}, "greater than"),
        ({"queues": {"a": {**OFFICE, "respond_within": "999 working days"}}}, "less than"),
        ({"queues": {"a": {**OFFICE, "reply": "shout"}}}, "confirm"),
        ({"queues": {"a": {**OFFICE, "typo": 1}}}, "Extra inputs"),
        ({"queues": {"a": OFFICE, "q" * 101: OFFICE}}, "has 101 characters; the most is 100"),
        ({"rules": [{"when": {"tpoic": "x"}, "queue": "a"}, LAST]}, "Extra inputs"),
    ],
)
def test_mistakes_are_told_in_sentences(spoiled: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValidationError, match=sentence):
        Routing.model_validate({"queues": {"a": OFFICE}, "rules": [LAST], **spoiled})


def test_a_queue_name_may_be_as_long_as_its_column() -> None:
    name = "q" * 100
    assert Routing.model_validate({"queues": {name: OFFICE}, "rules": [{"queue": name}]})


def test_staff_conversations_are_found_by_place_whatever_the_thread() -> None:
    assert ROUTING.staffed_at(NIO.under("17.1")) == {"nio"}
    assert ROUTING.staffed_at(CTR) == {"ctr"}
    assert ROUTING.staffed_at(NIO.model_copy(update={"tenant": "T0KUL"})) == frozenset()


def test_a_routing_written_out_is_read_back() -> None:
    assert Routing.model_validate_json(ROUTING.model_dump_json(exclude_defaults=True)) == ROUTING


@pytest.mark.parametrize(
    ("text", "conversation"),
    [
        ("slack:T0STAFF:C0NIO", "C0NIO"),
        (" slack:T0STAFF:C0NIO ", "C0NIO"),
        ("teams:TENANT:19:abc@thread.tacv2", "19:abc@thread.tacv2"),
        ("email::a@b.c", "a@b.c"),
    ],
)
def test_a_place_is_read_from_text_and_written_back(text: str, conversation: str) -> None:
    place = ConversationReference.from_text(text)
    assert place.conversation == conversation
    assert str(place) == text.strip()


@pytest.mark.parametrize(
    "text", ["", "slack", "slack:T", "slack:T:", "irc:T:C", "slack:T:C D", "::"]
)
def test_what_is_no_place_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="is not a conversation; write"):
        ConversationReference.from_text(text)
