"""From a question to a case: nothing that was typed is lost, and each input is checked."""

from datetime import timedelta

import pytest
from pydantic import ValidationError

from core.values.case import Case, Question
from core.values.command import COMMAND, Escalate, OpenEscalation
from core.values.decision import Decision
from core.values.message import Field
from core.values.triage import Triage
from tests.core.given import (
    ALICE,
    CTR,
    NIO,
    NOW,
    PACK,
    decided,
    deliveries,
    key_of,
    shown,
)

GOOD = {"do": "escalate", "question": "May I?", "topic": "sta", "consent": "yes"}


def _escalated(kept: Question | None = None, **given: str) -> Decision:
    command = COMMAND.validate_python({**GOOD, **given})
    return decided(ALICE, command, question=kept)


def _case(decision: Decision) -> Case:
    assert decision.case is not None
    return decision.case


def _kept(text: str) -> Question:
    return Question(id="q1", person=ALICE, text=text, topic="fees", article=None, at=NOW)


def _fields(decision: Decision) -> dict[str, Field]:
    form = shown(decision).form
    assert form is not None
    return {field.id: field for field in form.fields}


def test_a_case_is_opened_with_its_receipt_its_card_and_its_mail() -> None:
    decision = _escalated()
    case = _case(decision)
    assert key_of(decision.reply) == "receipt.title"
    assert [(str(d.to), d.slot) for d in deliveries(decision)] == [
        (str(ALICE.direct), "receipt"),
        (str(NIO), "card"),
        ("email::nio@office.example", "mail"),
    ]
    assert (case.version, case.queue, case.requester, case.origin) == (
        1,
        "nio",
        ALICE,
        ALICE.direct,
    )
    assert case.opened_at == NOW
    assert timedelta(days=3) <= case.due_at - NOW < timedelta(days=4)
    assert case.why == ("card.rule rule=2 topic=sta",)


def test_the_topic_decides_on_queue_and_due_time() -> None:
    case = _case(_escalated(topic="cta"))
    assert case.queue == "ctr"
    assert "days=2" in case.due_why
    assert deliveries(_escalated(topic="cta"))[1].to == CTR


@pytest.mark.parametrize("size", [1, 2999, 3000])
def test_a_text_that_fits_is_shown_and_kept(size: int) -> None:
    text = "q" * size
    decision = decided(ALICE, OpenEscalation(text=text))
    assert _fields(decision)["question"].initial == text
    assert _case(_escalated(_kept(text), question=text)).question == text


@pytest.mark.parametrize("size", [3001, 9000, 40_000])
def test_a_long_text_is_shown_in_part_and_kept_whole(size: int) -> None:
    text = ("word " * size)[: size - 1] + "!"
    opened = decided(ALICE, OpenEscalation(text=text))
    (kept,) = opened.effects
    assert isinstance(kept, Question)
    assert kept.text == text
    assert "form.long" in shown(opened).text
    beginning = _fields(opened)["question"].initial
    assert beginning == text[:3000]
    assert _case(_escalated(kept, question=beginning)).question == text


def test_a_beginning_that_was_changed_keeps_both() -> None:
    text = "w" * 9000
    case = _case(_escalated(_kept(text), question="better"))
    assert case.question == f"better\n\n{text}"


def test_a_short_text_that_was_changed_is_replaced() -> None:
    assert _case(_escalated(_kept("short"), question="better")).question == "better"


def test_an_answered_question_opens_the_form_with_its_text_and_topic() -> None:
    decision = decided(ALICE, OpenEscalation(question="q1"), question=_kept("What does it cost?"))
    fields = _fields(decision)
    assert fields["question"].initial == "What does it cost?"
    assert fields["topic"].initial == "fees"
    assert decision.effects == (), "it is on record already"
    form = shown(decision).form
    assert form is not None
    assert form.command == {"do": "escalate", "asked": "q1"}


def test_typed_text_gets_the_topic_that_it_is_about() -> None:
    triage = Triage(language="en", topic="cta", confidence=0.5)
    decision = decided(ALICE, OpenEscalation(text="trial?"), triage=triage)
    assert _fields(decision)["topic"].initial == "cta"


def test_an_empty_form_can_be_opened() -> None:
    decision = decided(ALICE, OpenEscalation())
    assert _fields(decision)["question"].initial == ""
    assert decision.effects == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"question": ""},
        {"question": "   \n "},
        {"question": "x" * 40_001},
        {"consent": "no"},
        {"consent": ""},
        {"organisation": "x" * 201},
        {"topic": None},
        {"surprise": "1"},
    ],
)
def test_an_input_that_does_not_do_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        COMMAND.validate_python({**GOOD, **wrong})


@pytest.mark.parametrize("missing", ["question", "topic", "consent"])
def test_what_is_missing_is_refused(missing: str) -> None:
    with pytest.raises(ValidationError):
        COMMAND.validate_python({k: v for k, v in GOOD.items() if k != missing})


@pytest.mark.parametrize(
    ("field", "given", "kept"),
    [
        ("product", "medicine", "medicine"),
        ("product", "bomb", ""),
        ("stage", "idea", "idea"),
        ("stage", "MARKER", ""),
        ("urgency", "deadline", "deadline"),
        ("urgency", "NOW!!", ""),
        ("topic", "nonsense", "contact"),
        ("organisation", "  KU Leuven ", "KU Leuven"),
    ],
)
def test_a_choice_that_was_not_offered_is_left_out(field: str, given: str, kept: str) -> None:
    assert getattr(_case(_escalated(None, **{field: given})), field) == kept


def test_every_choice_that_is_offered_is_accepted() -> None:
    for id, field in _fields(decided(ALICE, OpenEscalation())).items():
        for option in field.options:
            case = _case(_escalated(None, **{id: option.value}))
            assert getattr(case, id, "yes") == option.value


def test_the_mail_subject_holds_no_text_of_people() -> None:
    decision = _escalated(question="MARKER?", organisation="MARKER")
    letter = deliveries(decision)[-1].message
    assert "MARKER" not in letter.title
    assert isinstance(COMMAND.validate_python(GOOD), Escalate)
    assert PACK.default_locale == "en"
