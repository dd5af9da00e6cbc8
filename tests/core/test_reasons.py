"""Why a question is where it is: triage's queue stays with its topic, a human's rule goes first."""

import pytest

from core.values.case import Question
from core.values.command import COMMAND, Why
from core.values.routing import Routing
from tests.core.given import (
    ALICE,
    CASE,
    NIO,
    NOW,
    ROUTING,
    SOFIE,
    case,
    decided,
    key_of,
    shown,
)

GOOD = {"do": "escalate", "question": "May I?", "consent": "yes"}
WHY = ("words: trial mail", "rule mailbox of the pack", "routing rule 1 for topic cta")


def _asked(topic: str, queue: str | None) -> Question:
    return Question(
        id="q1", person=ALICE, text="?", topic=topic, article=None, queue=queue, why=WHY, at=NOW
    )


def _ruled(**when: list[str]) -> Routing:
    rules = [{"when": when, "queue": "nio"}, *ROUTING.rules]
    return Routing.model_validate({"queues": ROUTING.queues, "rules": rules})


@pytest.mark.parametrize(
    ("asked", "chosen", "routing", "queue"),
    [
        (_asked("contact", "ctr"), "contact", ROUTING, "ctr"),  # triage's, the topic is unchanged
        (_asked("contact", "ctr"), "sta", ROUTING, "nio"),  # another topic: the routing's
        (_asked("contact", "ctr"), "contact", _ruled(topic=["contact"]), "nio"),  # a human's rule
        (_asked("contact", "ctr"), "contact", _ruled(workspace=["slack:T0KUL"]), "nio"),
        (_asked("contact", "ctr"), "contact", _ruled(workspace=["slack:T0GENT"]), "ctr"),
        (_asked("contact", "gone"), "contact", ROUTING, "nio"),  # a queue that is no longer there
        (_asked("out_of_scope", None), "out_of_scope", ROUTING, "nio"),
        (None, "cta", ROUTING, "ctr"),
    ],
)
def test_the_queue_of_a_new_case(
    asked: Question | None, chosen: str, routing: Routing, queue: str
) -> None:
    command = COMMAND.validate_python({**GOOD, "topic": chosen})
    opened = decided(ALICE, command, question=asked, routing=routing).case
    assert opened is not None
    assert opened.queue == queue


def test_the_reasons_of_triage_go_with_the_case() -> None:
    command = COMMAND.validate_python({**GOOD, "topic": "contact"})
    kept = decided(ALICE, command, question=_asked("contact", "ctr")).case
    assert kept is not None
    assert kept.why == WHY
    moved = decided(
        ALICE, COMMAND.validate_python({**GOOD, "topic": "sta"}), question=_asked("contact", "ctr")
    ).case
    assert moved is not None
    assert moved.why[:2] == WHY[:2]
    assert "why.chosen" in moved.why[2]
    assert "card.rule" in moved.why[3]


def test_staff_see_why_on_the_card() -> None:
    known = case(why=WHY)
    message = shown(decided(SOFIE, Why(case=CASE), where=NIO, found=known))
    assert key_of(message) == "why.title"
    assert [fact.value for fact in message.facts][1:] == list(WHY)
    assert key_of(decided(ALICE, Why(case=CASE), found=known).reply) == "refused.staff_only_title"
