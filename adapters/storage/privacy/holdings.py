"""All that is kept about a person."""

import json
from collections.abc import Iterator

from sqlalchemy import ColumnElement, Connection, or_, select

from adapters.storage import cases as records
from adapters.storage.deliveries.retracting import BEGUN
from adapters.storage.privacy import advising
from adapters.storage.schema import ADDRESS, CASE, DELIVERY, ENTRY, LANGUAGE, MENTION, QUESTION
from core.values.case import Case, Entry, Question
from core.values.delivery import DeliveryKind, DeliveryState, Landed
from core.values.holdings import Holdings
from core.values.place import ConversationReference, Person, Platform


def of(db: Connection, person: Person) -> Holdings:
    cases = tuple(cases_of(db, person.key))
    language = db.execute(select(LANGUAGE.c.locale).where(LANGUAGE.c.person == person.key)).scalar()
    lanes = [place.lane for place in own_places(db, person, cases)]
    return Holdings(
        cases=cases,
        advised=tuple(advising.advised(db, person, lanes)),
        questions=tuple(questions_of(db, person.key)),
        language=language or "",
        places=tuple(places(db, person, cases)),
        unsure=tuple(unsure(db, person, cases)),
    )


def cases_of(db: Connection, person: str) -> Iterator[Case]:
    """With their entries, the oldest first."""
    rows = db.execute(
        select(CASE.c.body).where(CASE.c.requester == person).order_by(CASE.c.opened_at)
    ).all()
    return (whole(db, records.read(Case, row.body)) for row in rows)


def whole(db: Connection, case: Case) -> Case:
    found = db.execute(
        select(ENTRY.c.body).where(ENTRY.c.case_id == case.id).order_by(ENTRY.c.number)
    )
    entries = tuple(records.read(Entry, each.body) for each in found)
    return case.model_copy(update={"entries": entries})


def questions_of(db: Connection, person: str) -> Iterator[Question]:
    rows = db.execute(select(QUESTION.c.body).where(QUESTION.c.person == person))
    return (records.read(Question, row.body) for row in rows.all())


def places(db: Connection, person: Person, cases: tuple[Case, ...]) -> Iterator[str]:
    """Where messages stand that are about the cases, answered the person, or are in the person's
    own conversations. What the wish to be erased is just told to is left alone: it holds no word of
    anybody."""
    rows = db.execute(
        select(DELIVERY.c.landed, DELIVERY.c.message)
        .where(
            _about(db, person, cases),
            DELIVERY.c.landed.is_not(None),
            DELIVERY.c.kind == DeliveryKind.POST,
            DELIVERY.c.state == DeliveryState.SENT,
        )
        .order_by(DELIVERY.c.id)
    )
    yield from dict.fromkeys(row.landed for row in rows if _WISH not in row.message)


def unsure(db: Connection, person: Person, cases: tuple[Case, ...]) -> Iterator[str]:
    """The conversations to which one of these messages may be on its way, or may have come."""
    begun = DELIVERY.c.kind == DeliveryKind.POST, DELIVERY.c.state.in_(BEGUN)
    rows = db.execute(select(DELIVERY.c.lane).where(_about(db, person, cases), *begun))
    yield from rows.scalars()


def _about(db: Connection, person: Person, cases: tuple[Case, ...]) -> ColumnElement[bool]:
    own = [place.lane for place in own_places(db, person, cases)]
    ids = [case.id for case in cases]
    shown = select(MENTION.c.key).where(MENTION.c.case_id.in_(ids), MENTION.c.kind == "delivery")
    return or_(
        DELIVERY.c.lane.in_(own),
        DELIVERY.c.case_id.in_(ids),
        DELIVERY.c.key.in_(shown),
        DELIVERY.c.person == person.key,
    )


def own_places(
    db: Connection, person: Person, cases: tuple[Case, ...]
) -> tuple[ConversationReference, ...]:
    """The conversations that the person alone has with the desk, and mailboxes of the person.

    A platform has its own name for a private conversation, beside that of the person: it is known
    from where messages landed, from where the person was answered, from where questions were
    asked, and from the address book.
    """
    direct = person.direct
    named = {direct.conversation: None}
    landed = select(DELIVERY.c.landed).where(
        DELIVERY.c.lane == direct.lane, DELIVERY.c.landed.is_not(None)
    )
    for text in db.execute(landed).scalars():
        named[Landed.from_text(text).at.conversation] = None
    kept = db.execute(select(ADDRESS.c.body).where(ADDRESS.c.place == direct.lane)).scalar()
    asked = [case.asked_in for case in cases]
    asked += [question.message for question in questions_of(db, person.key)]
    told = select(DELIVERY.c.lane).where(DELIVERY.c.person == person.key).distinct()
    lanes = [*db.execute(told).scalars(), *(Landed.from_text(at).at.lane for at in asked if at)]
    for name in (
        _known(kept),
        *(ConversationReference.from_text(lane).conversation for lane in lanes),
    ):
        if is_private(name):
            named[name] = None
    boxes = dict.fromkeys(
        box
        for case in cases
        for box in (case.mailbox, case.origin.conversation if _by_mail(case.origin) else "")
        if box
    )
    return (
        *(direct.model_copy(update={"conversation": name}) for name in named),
        *(ConversationReference.mailbox(box) for box in boxes),
    )


def _by_mail(place: ConversationReference) -> bool:
    return place.platform is Platform.EMAIL


def is_private(conversation: str) -> bool:
    """The platforms' own names for a conversation of the app with one person begin so; this is the
    name alone, without platform and tenant."""
    return conversation.startswith(("D", "a:"))


def _known(kept: str | None) -> str:
    return str(json.loads(kept).get("conversation", "")) if kept else ""


_WISH = '"open_erase"'
