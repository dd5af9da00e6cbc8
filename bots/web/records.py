"""Opens the record of a case to who holds a ticket, and writes down that it was exported."""

from collections.abc import Callable
from datetime import datetime

from adapters.pages.records import Opened
from adapters.storage import archive
from adapters.storage.record import SqlRecord
from bots.database import Database
from bots.web.tickets import Ticket, Tickets, Uses
from core.decide.evidence.case_record import Key, case_record, relied_on
from core.decide.evidence.record_document import record_document
from core.decide.voice import Voice
from core.values.audit import REQUESTER, Act, Audit
from core.values.case import Case
from core.values.case_record import CaseRecord
from core.values.pack import Article, Pack


class Exports:
    """`now` gives the time in UTC."""

    def __init__(
        self, store: Database, pack: Pack, tickets: Tickets, now: Callable[[], datetime]
    ) -> None:
        self._store = store
        self._pack = pack
        self._tickets = tickets
        self._now = now
        self._uses = Uses(now)

    async def opened(self, ticket: str, ending: str) -> Opened | None:
        """Raises NotRecorded when it cannot be written down that it was exported."""
        held = self._tickets.opened(ticket, self._now())
        if held is None or self._uses.too_often(held):
            return None
        return await self._store.write(lambda record: self._opened(record, held, ending))

    def _opened(self, record: SqlRecord, ticket: Ticket, ending: str) -> Opened | None:
        case = record.case(ticket.case)
        if case is None or not case.question:  # it is gone, or was erased
            return None
        voice = Voice(self._pack, self._pack.locale(case.locale))
        articles = articles_of(record, self._pack, case)
        made = case_record(voice, case, articles, ticket.at)
        record.audit([_line(ticket, case, made, ending, self._now())])
        return Opened(made, record_document(voice, made))


def articles_of(record: SqlRecord, pack: Pack, case: Case) -> dict[Key, Article]:
    """The versions behind the case's texts that the pack has, or had when they were served."""
    wanted = relied_on(case)
    spoken = (each for shelf in pack.articles.values() for each in shelf.values())
    now = {(each.id, each.locale, each.version): each for each in spoken}
    found = {key: now[key] for key in wanted if key in now}
    for id, locale, version in wanted - found.keys():
        for each in archive.read(record.connection, id, version):
            if each.kind == "article" and each.key == ("article", id, locale, version):
                found[id, locale, version] = Article.model_validate_json(each.body)
    return found


def _line(ticket: Ticket, case: Case, made: CaseRecord, ending: str, now: datetime) -> Audit:
    """`content` is the hash that stands in the record; its salts keep it from saying anything."""
    own = ticket.person == case.requester.key
    return Audit(
        at=now,
        by=REQUESTER if own else ticket.person,
        act=Act.EXPORTED,
        what="record",
        where="direct" if own else "",
        case=case.id,
        queue=case.queue,
        detail=ending,
        content=made.sha256,
    )
