"""What is on record for a turn: the cases and the question that its command is about."""

from core.desk.ports import Record
from core.values.case import Case, Question
from core.values.decision import Found
from core.values.turn import Turn

MY_CASES = 20


def own_question(turn: Turn, record: Record, id: str) -> Question | None:
    """Only who asked may go on with a question."""
    question = record.question(id)
    return question if question and question.person.key == turn.person.key else None


def asked_in(turn: Turn, record: Record) -> Case | None:
    """The person's own recent case whose question is this message."""
    place = turn.place_of_message
    mine = record.cases_of(turn.person.key, MY_CASES) if place else ()
    found = next((case for case in mine if case.asked_in == place), None)
    return record.case(found.id) if found else None


def with_linked(case: Case | None, record: Record) -> Found:
    """The case with all that are answered together with it."""
    linked = (record.case(id) for id in case.duplicates) if case else ()
    return Found(case=case, linked=tuple(each for each in linked if each))


def with_first(case: Case | None, record: Record) -> Found:
    """The case with the first one, which it is linked to."""
    first = record.case(case.duplicate_of) if case and case.duplicate_of else None
    return Found(case=case, other=first)


def named_case(turn: Turn, record: Record) -> Case | None:
    """The case that the command names."""
    id = getattr(turn.command, "case", None)
    return record.case(id) if id else None
