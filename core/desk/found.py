"""What is on record for a turn: the cases and the question that its command is about."""

import asyncio
from collections.abc import Callable

from core.decide.casework.words import Drafted, Mistyped, read_typed
from core.decide.words import read_command
from core.desk.ports import Record, Store
from core.values import command as c
from core.values.admin import OpenHold, PutHold
from core.values.case import Case, Question
from core.values.command import ListCases
from core.values.correction import Affected
from core.values.decision import Found
from core.values.ids import read_case_id
from core.values.pack import Pack
from core.values.place import Person
from core.values.turn import Turn
from core.values.value import NotRecorded

MY_CASES = 20
_UNSETTLED = 8  # looks at a thread whose first message may just have arrived
_LOOK_AGAIN = 0.15  # seconds
MOST_AFFECTED = 5000  # people and cases that are looked up for one article
Ticket = Callable[[Person, str], str]
"""Opens the record of the case with that number to that person, for a short while."""


def no_ticket(person: Person, case: str) -> str:
    """Where nothing can be fetched."""
    return ""


def of_case(turn: Turn, record: Record, ticket: Ticket, pack: Pack) -> Found:
    """The case that the command names, or in whose thread it was given, and what belongs to it."""
    match turn.command:
        case c.HowTo():
            return Found(mine=record.cases_of(turn.person.key, MY_CASES))
        case c.Say() as said:
            return _of_thread(turn, said, record, ticket, pack)
        case c.Mailed():
            return of_mail(turn, record)
        case c.Edited() | c.Deleted():
            return with_linked(record.case_at(turn.where) or asked_in(turn, record), record)
        case c.Link(to=id) | c.EscalateFor(contact=id):
            found = with_linked(named_case(turn, record), record)
            return found.model_copy(update={"other": record.case(read_case_id(id) or id)})
        case c.ExportRecord():
            return with_ticket(turn, record, ticket)
        case c.ListAffected() | c.OpenCorrection() | c.Correct():
            return Found(affected=affected(record, turn.command.article))
        case c.ReleaseCorrection() | c.CorrectCase() | c.CorrectAsked():
            return of_correction(turn.command, record)
        case c.Unlink():
            return with_first(named_case(turn, record), record)
        case c.Reroute():
            case = named_case(turn, record)
            return with_linked(case, record).model_copy(
                update={"other": with_first(case, record).other}
            )
        case _:
            return with_linked(named_case(turn, record), record)


def _of_thread(turn: Turn, said: c.Say, record: Record, ticket: Ticket, pack: Pack) -> Found:
    """What was typed in the thread of a card needs what the same command needs by a button."""
    case = record.case_at(turn.where)
    typed = read_typed(said.text, case, pack) if case else None
    if typed is None or isinstance(typed, Drafted | Mistyped):
        return with_linked(case, record)
    return of_case(turn.model_copy(update={"command": typed}), record, ticket, pack)


def of_mail(turn: Turn, record: Record) -> Found:
    """The case of the mail that is answered, and where that mail went."""
    known = record.answered_mail(turn.where.thread or "")
    if known is None:
        return Found()
    found = with_linked(record.case(known[0]), record)
    return found.model_copy(update={"addressed": known[1]})


def affected(record: Record, article: str) -> Affected:
    given = record.given(article, MOST_AFFECTED)
    ids = dict.fromkeys(each.case for each in given if each.case)
    return Affected(
        given=given,
        cases=record.briefly(tuple(ids)),
        progress=record.corrections(article),
        full=len(given) == MOST_AFFECTED,
    )


def of_correction(
    command: c.ReleaseCorrection | c.CorrectCase | c.CorrectAsked, record: Record
) -> Found:
    made = record.correction(command.correction)
    match command:
        case c.ReleaseCorrection():
            return Found(correction=made, affected=affected(record, made.article) if made else None)
        case c.CorrectCase(case=id):
            return Found(correction=made, case=record.case(id))
        case c.CorrectAsked(question=id):
            done = record.was_corrected(command.correction, id)
            return Found(correction=made, question=record.question(id), corrected=done)


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
    """The case with all that are answered together with it, as both sides of each link say."""
    if case is None:
        return Found()
    linked = (record.case(id) for id in case.duplicates)
    return Found(case=case, linked=tuple(e for e in linked if e and e.duplicate_of == case.id))


def held_case(turn: Turn, record: Record) -> Case | None:
    """The case whose hold an admin asks for; of other cases admins see nothing."""
    match turn.command:
        case OpenHold(held=id) | PutHold(held=id) if id:
            return record.case(read_case_id(id) or id)
        case _:
            return None


def with_mine(turn: Turn, record: Record) -> Found:
    """The person's own cases; all that is kept about the person for who asks that."""
    if isinstance(turn.command, ListCases):
        return Found(mine=record.cases_of(turn.person.key, MY_CASES))
    mine = record.holdings(turn.person)
    return Found(holdings=mine, linked=mine.cases)


def with_first(case: Case | None, record: Record) -> Found:
    """The case with the first one, which it is linked to."""
    first = record.case(case.duplicate_of) if case and case.duplicate_of else None
    return Found(case=case, other=first)


def named_case(turn: Turn, record: Record) -> Case | None:
    """The case that the command names."""
    id = getattr(turn.command, "case", None)
    return record.case(id) if id else None


def with_ticket(turn: Turn, record: Record, ticket: Ticket) -> Found:
    """The rules decide whether the person gets to see the ticket."""
    found = with_linked(named_case(turn, record), record)
    made = ticket(turn.person, found.case.id) if found.case else ""
    return found.model_copy(update={"ticket": made})


def understood(turn: Turn, record: Record) -> Turn:
    """Free text outside of any case's thread, said to the desk, is a command or a question."""
    said = turn.command
    if not isinstance(said, c.Say) or not (turn.direct or said.mentioned):
        return turn
    if record.case_at(turn.where):
        return turn
    return turn.model_copy(update={"command": read_command(said.text)})


def thread_is_known(turn: Turn, record: Record) -> bool:
    if record.case_at(turn.where) is not None:
        return True
    return not any(record.unsettled(place.lane) for place in (turn.where, turn.person.direct))


async def settled(turn: Turn, store: Store) -> None:
    """Wait until it is known whose thread this is.

    Somebody can answer a message before we have written down where it landed; after a crash
    that takes seconds. Raises NotRecorded, so that the platform delivers the turn again.
    """
    for _ in range(_UNSETTLED):
        if await store.read(lambda record: thread_is_known(turn, record)):
            return
        await asyncio.sleep(_LOOK_AGAIN)
    raise NotRecorded("a message of this conversation is still on its way")
