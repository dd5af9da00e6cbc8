"""Routing from outside: what rules ask for, names without meaning, rehearsal, differences."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from adapters.packs.documents import read_yaml
from core.decide.routes import differences, faults, rehearsed
from core.values.routing import Asked, Queue, Routing, Rule, When
from tests.core.given import ALICE, LUCAS, PACK, STEADY, case

OFFICE = {"mailbox": "a@b.example"}


def routing(*rules: dict[str, Any], **queue: object) -> Routing:
    return Routing.model_validate(
        {"queues": {"a": OFFICE | queue, "b": OFFICE}, "rules": [*rules, {"queue": "a"}]}
    )


@pytest.mark.parametrize(
    ("when", "asked", "fits"),
    [
        ({"product": "atmp"}, {"product": "atmp"}, True),
        ({"product": ["atmp", "ivd"]}, {"product": "medicine"}, False),
        ({"words": "gene therapy"}, {"text": "A GENE  therapy, please"}, True),
        ({"words": "gene therapy"}, {"text": "gene therapies"}, False),
        ({"words": ["x", "étude clinique"]}, {"text": "une Etude clinique!"}, True),
        ({"words": "!!"}, {"text": "!! ??"}, False),
        ({"words": "sta"}, {"text": "outstanding"}, False),
        ({"pattern": "p"}, {"text": "p"}, False),
        ({"pattern": "p"}, {"text": "p", "matching": ["p"]}, True),
        ({"pattern": "p", "topic": "cta"}, {"matching": ["p"], "topic": "sta"}, False),
    ],
)
def test_what_a_rule_asks_for(when: dict[str, Any], asked: dict[str, Any], fits: bool) -> None:
    sought = Asked.model_validate({"topic": "", **asked})
    assert When.model_validate(when).fits(sought) is fits


@pytest.mark.parametrize(
    ("rule", "trail", "words"),
    [
        ({"topic": "ctaa"}, ("rules", 0, "when", "topic"), "'ctaa' is not a topic; there are:"),
        ({"product": "pill"}, ("rules", 0, "when", "product"), "there are: medicine"),
        ({"locale": "xx"}, ("rules", 0, "when", "locale"), "is not a locale"),
        ({"workspace": "T0KUL"}, ("rules", 0, "when", "workspace"), "write slack:TEAM"),
        ({"pattern": "("}, ("rules", 0, "when", "pattern"), "unreadable"),
    ],
)
def test_names_without_meaning(rule: dict[str, Any], trail: tuple[object, ...], words: str) -> None:
    found = list(faults(routing({"when": rule, "queue": "b"}), PACK, lambda pattern: "unreadable"))
    assert [fault.trail for fault in found] == [trail]
    assert words in str(found[0])


def test_a_misspelt_person_is_found() -> None:
    found = list(faults(routing(people=["U0SOFIE"]), PACK, lambda pattern: ""))
    assert [fault.trail for fault in found] == [("queues", "a", "people")]


def test_a_rehearsal_tells_who_would_have_moved() -> None:
    cases = [
        case(id="0001-0000", requester=ALICE, topic="sta", question="gene therapy"),
        case(id="0002-0000", requester=LUCAS, topic="sta", question="other"),
        case(id="0003-0000", requester=LUCAS, topic="cta", question="other"),
    ]
    new = routing(
        {"when": {"pattern": "gene"}, "queue": "b"},
        {"when": {"topic": "cta", "workspace": LUCAS.workspace}, "queue": "b"},
    )

    def matching(patterns: object, text: str) -> frozenset[str]:
        return frozenset({"gene"}) if "gene" in text else frozenset()

    moved = rehearsed(cases, routing(), new, matching)
    assert [(each.case, each.before, each.after) for each in moved] == [
        ("0001-0000", "a", "b"),
        ("0003-0000", "a", "b"),
    ]
    assert rehearsed(cases, new, new, matching) == ()


def test_differences_read_like_the_file() -> None:
    new = routing(
        {"when": {"topic": ["cta", "sta"]}, "queue": "b"}, respond_within="5 working days"
    )
    assert differences(routing(), new) == (
        "- queue a: mailbox: a@b.example",
        "+ queue a: mailbox: a@b.example; respond_within: 5 working days",
        "+ rule topic: cta, sta → b",
    )


def test_hours_read_as_they_are_typed() -> None:
    new = routing(hours={"mon-thu": ["09:00-12:30", "13:30-17:00"], "fri": "09:00-12:00"})
    hours = "hours: mon-thu 09:00-12:30 13:30-17:00; fri 09:00-12:00 (Europe/Brussels)"
    assert differences(routing(), new)[1] == f"+ queue a: mailbox: a@b.example; {hours}"
    elsewhere = routing(hours={"mon": "09:00-12:00", "timezone": "Europe/London"})
    assert differences(routing(), elsewhere)[1].endswith("mon 09:00-12:00 (Europe/London)")


_LETTERS = st.characters(exclude_categories=("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp"))
_WORD = st.text(_LETTERS, min_size=1, max_size=12)
_NAMES = st.lists(_WORD, max_size=3).map(tuple)
_WHENS = st.builds(
    When, topic=_NAMES, workspace=_NAMES, locale=_NAMES, product=_NAMES, words=_NAMES,
    pattern=st.text(_LETTERS, max_size=30),
)  # fmt: skip
_QUEUES = st.builds(
    Queue,
    staff=st.sampled_from([None, "slack:T0STAFF:C0NIO", "teams:t-1:19:abc@thread.tacv2"]),
    mailbox=st.just("nio@office.example"),
    respond_within=st.integers(1, 250),
    people=_NAMES,
)


@st.composite
def _routings(draw: st.DrawFn) -> Routing:
    queues = draw(st.dictionaries(_WORD, _QUEUES, min_size=1, max_size=3))
    names = st.sampled_from(sorted(queues))
    rules = draw(st.lists(st.builds(Rule, when=_WHENS, queue=names), max_size=4))
    return Routing(queues=queues, rules=(*rules, Rule(queue=draw(names))))


@STEADY
@given(_routings())
def test_yaml_brings_back_the_very_same_routing(routing: Routing) -> None:
    from bots.operations.routing import as_yaml

    assert read_yaml(as_yaml(routing)).parse(Routing) == routing
    kept = json.loads(routing.model_dump_json(exclude_defaults=True))
    assert Routing.model_validate(kept) == routing


@pytest.mark.parametrize("odd", ["a\nb", "a\x85b", "a\u2028b", "a\ufeff", "\x00"])
def test_what_a_file_could_not_give_back_is_refused(odd: str) -> None:
    with pytest.raises(ValidationError, match="on one line"):
        routing({"when": {"words": [odd]}, "queue": "b"})


def test_at_most_five_hundred_rules() -> None:
    text = json.dumps({"queues": {"a": OFFICE}, "rules": [{"queue": "a"}] * 501})
    with pytest.raises(Exception, match="at most 500"):
        read_yaml(text, "r.yaml").parse(Routing)
