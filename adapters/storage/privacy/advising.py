"""People who advised on a case of somebody else: the advice is the case's, the name is theirs."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection, select, update

from adapters.storage import cases
from adapters.storage.schema import CASE, DELIVERY, ENTRY
from core.desk.ports import Repeated
from core.values.case import Case, Entry
from core.values.delivery import Delivery, DeliveryState
from core.values.message import Message
from core.values.place import Person

_DONE = (DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.SUPERSEDED, DeliveryState.DROPPED)


def advised(db: Connection, person: Person, lanes: Sequence[str]) -> Iterator[Case]:
    """Cases of others on which the person was asked: their question went to one of these lanes,
    which are the person's own."""
    asked = select(DELIVERY.c.case_id).where(
        DELIVERY.c.lane.in_(lanes), DELIVERY.c.case_id.is_not(None)
    )
    for id in db.execute(asked.distinct()).scalars().all():
        case = cases.case(db, str(id))
        if case and case.requester.key != person.key and _named(case, person):
            yield case


def _named(case: Case, person: Person) -> tuple[Person, ...]:
    """The person as the case knows them: with the names that were shown then."""
    people = (each for entry in case.entries for each in (entry.by, entry.to))
    return tuple(each for each in (*case.experts, *people) if each and each.key == person.key)


def forget(db: Connection, case: Case, person: Person, shade: Person) -> None:
    """What was said stays, by nobody. A case that the law keeps is left as it is. Raises Repeated
    when somebody just changed the case."""
    if case.hold:
        return
    experts = tuple(each for each in case.experts if each.key != person.key)
    bare = case.model_copy(update={"version": case.version + 1, "experts": experts})
    values = {"version": bare.version, "body": bare.model_dump_json(exclude={"entries"})}
    same = CASE.c.id == case.id, CASE.c.version == case.version
    if db.execute(update(CASE).where(*same).values(**values)).rowcount != 1:
        raise Repeated(case.id)
    for entry in case.entries:
        _forget_in(db, case.id, entry, person, shade)
    known = {each.name for each in _named(case, person)}
    _forget_in_messages(db, case.id, [word for word in (person.user, *known) if word])


def _forget_in(db: Connection, case: str, entry: Entry, person: Person, shade: Person) -> None:
    people = {"by": entry.by, "to": entry.to}
    named = [name for name, each in people.items() if each and each.key == person.key]
    if named:
        bare = entry.model_copy(update=dict.fromkeys(named, shade))
        here = (ENTRY.c.case_id == case) & (ENTRY.c.number == entry.number)
        db.execute(update(ENTRY).where(here).values(body=bare.model_dump_json()))


def _forget_in_messages(db: Connection, case: str, words: Sequence[str]) -> None:
    """Copies of what staff were shown are needed no more; what stands in their conversation is
    theirs."""
    done = DELIVERY.c.case_id == case, DELIVERY.c.state.in_(_DONE)
    for row in db.execute(select(DELIVERY.c.id, DELIVERY.c.message).where(*done)).all():
        if any(word in row.message for word in words):
            sent = Delivery.model_validate_json(row.message)
            bare = sent.model_copy(update={"message": Message(title="erased"), "command": None})
            text = bare.model_dump_json(exclude={"person"})
            db.execute(update(DELIVERY).where(DELIVERY.c.id == row.id).values(message=text))
