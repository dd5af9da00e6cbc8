"""What a person may ask of the desk: all that is kept about them, and that it be taken out."""

import json
import secrets
from contextlib import closing
from datetime import UTC, datetime

from adapters.storage.privacy.erasing import Erased
from adapters.storage.record import SqlRecord
from bots import database
from bots.operations.audit import by_operator
from bots.operations.two_people import agreed
from bots.settings import Settings, Unsafe
from core.decide import kept
from core.values.audit import Act
from core.values.place import Person, Platform

_IN_CHAT = "People export and erase their own data in chat (privacy). "


def person_of(key: str) -> Person:
    """Raises Unsafe for what is no key of a person."""
    parts = key.split(":")
    if parts[:2] == [Platform.EMAIL, ""] and len(parts) == 3 and "@" in parts[2]:
        return Person(platform=Platform.EMAIL, tenant="", user=parts[2].lower())
    if len(parts) != 3 or parts[0] not in (Platform.SLACK, Platform.TEAMS) or not all(parts):
        raise Unsafe(
            f"'{key}' is not a person; write slack:TEAM:USER, teams:TENANT:OBJECTID, or "
            "email::ADDRESS for somebody for whom staff opened a case"
        )
    return Person(platform=Platform(parts[0]), tenant=parts[1], user=parts[2])


async def exported(given: Settings, key: str, alone: str = "") -> str:
    """JSON: the person's cases as they see them, their questions, their language."""
    person = person_of(key)
    with closing(database.opened(given)) as store:
        return await store.write(lambda record: _exported(record, person, alone))


def _exported(record: SqlRecord, person: Person, alone: str) -> str:
    agreed(record, "export of a person", alone, _IN_CHAT)
    mine = record.holdings(person)
    record.audit([by_operator(Act.EXPORTED, "person", case=case.id) for case in mine.cases])
    head = {"person": person.key, "exported_at": datetime.now(UTC).isoformat()}
    return json.dumps(head | kept.stored(mine, person), ensure_ascii=False, indent=1)


async def erased(given: Settings, key: str, reason: str, alone: str = "") -> Erased:
    """Raises Unsafe while a case of the person is open: a question must not vanish unanswered."""
    person = person_of(key)
    with closing(database.opened(given)) as store:
        done = await store.write(lambda record: _erased(record, person, reason, alone))
    database.scrub(given)
    return done


def _erased(record: SqlRecord, person: Person, reason: str, alone: str) -> Erased:
    agreed(record, "erasure of a person", alone, _IN_CHAT)
    cases = record.holdings(person).cases
    if held := [case.id for case in cases if case.hold]:
        raise Unsafe(f"Nothing was erased: {', '.join(held)} must be kept (legal hold).")
    if open_ones := [case.id for case in cases if not case.is_over]:
        raise Unsafe(
            f"Nothing was erased: {', '.join(open_ones)} must be withdrawn or closed first."
        )
    done = record.erase(person, secrets.token_hex(8))
    lines = [by_operator(Act.ERASED, "person", reason[:40], case=id) for id in done.cases]
    record.audit(lines or [by_operator(Act.ERASED, "person", reason[:40])])
    return done
