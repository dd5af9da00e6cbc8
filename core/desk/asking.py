"""What is on record for a form that is to open a case."""

from collections.abc import Callable

from core.desk.administer import workspace_of
from core.desk.found import own_question, with_linked
from core.desk.ports import Record
from core.values import command as c
from core.values.decision import Found
from core.values.turn import Turn

RECENT = 5  # of the person's own cases, among which the same question may be
Occurring = Callable[[str], frozenset[str]]
"""The patterns of the routing that occur in a text."""


def filled_in(turn: Turn, form: c.Escalate, record: Record, occurring: Occurring) -> Found:
    """Whoever asks twice at once is served one after the other, so that the second is seen."""
    record.alone(turn.person.key)
    question = own_question(turn, record, form.asked) if form.asked else None
    text = f"{form.question}\n{question.text if question else ''}"
    return Found(
        question=question,
        matching=occurring(text),
        workspace=workspace_of(turn, record),
        mine=record.cases_of(turn.person.key, RECENT),
    )


def kept(turn: Turn, id: str, record: Record, occurring: Occurring) -> Found:
    """The form that waits for the person's choice, with what it needs."""
    question = own_question(turn, record, id)
    if question is None or question.form is None:
        return Found()
    found = filled_in(turn, question.form, record, occurring)
    return found.model_copy(update={"kept": question})


def added(turn: Turn, command: c.AddAsked, record: Record) -> Found:
    """The open case, and what is to be added to it."""
    found = with_linked(record.case(command.case), record)
    return found.model_copy(update={"kept": own_question(turn, record, command.question)})
