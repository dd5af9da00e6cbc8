"""Past cases, found by words: an index of hashed words that changes with the case.

SQLite: FTS5 over `case_search`, kept by triggers; PostgreSQL: a tsvector with a GIN index. Both
hold only what `adapters.storage.blind` makes of the words.
"""

from collections.abc import Sequence

from sqlalchemy import (
    Connection,
    bindparam,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
    text,
    update,
)

from adapters.storage import cases, given
from adapters.storage.blind import Blind
from adapters.storage.cipher import Undecipherable
from adapters.storage.schema import CASE, CASE_SEARCH
from core.values.case import Case
from core.values.search import Hits, Wanted

_ROW = select(CASE_SEARCH.c.key, CASE_SEARCH.c.words).where(
    CASE_SEARCH.c.case_id == bindparam("case")
)
_NEW = insert(CASE_SEARCH)
_CHANGE = update(CASE_SEARCH).where(CASE_SEARCH.c.case_id == bindparam("case"))
_LATELY = select(func.max(CASE.c.opened_at)).scalar_subquery() - 31 * 86_400
_UNKNOWN = (
    select(CASE.c.id)
    .where(
        CASE.c.opened_at > _LATELY,
        CASE.c.source_key.not_like("erased:%"),
        ~exists().where(CASE_SEARCH.c.case_id == CASE.c.id),
    )
    .limit(bindparam("most"))
)
_FORGET = delete(CASE_SEARCH).where(CASE_SEARCH.c.case_id == bindparam("case"))
_FIND = {
    "sqlite": text(
        "SELECT case_search.case_id FROM case_words JOIN case_search "
        "ON case_search.id = case_words.rowid WHERE case_words MATCH :query "
        "ORDER BY case_words.rowid DESC LIMIT :most OFFSET :skip"
    ),
    "postgresql": text(
        "SELECT case_id FROM case_search WHERE words @@ CAST(:query AS tsquery) "
        "ORDER BY id DESC LIMIT :most OFFSET :skip"
    ),
}


def index(db: Connection, case: Case, blind: Blind) -> None:
    """In the transaction that changes the case."""
    words = blind.document(case)
    if case.version == 1:
        db.execute(_NEW, {"case_id": case.id, "key": blind.id, "words": words})
        return
    row = db.execute(_ROW, {"case": case.id}).first()
    if row is None:
        db.execute(_NEW, {"case_id": case.id, "key": blind.id, "words": words})
    elif row.key != blind.id or _plain(row.words) != words:
        db.execute(_CHANGE, {"case": case.id, "key": blind.id, "words": words})


def _plain(words: str) -> str:
    """PostgreSQL shows each word in quotes, in its own order."""
    return " ".join(sorted(words.replace("'", "").split()))


def forget(db: Connection, case: str) -> None:
    db.execute(_FORGET, {"case": case})


def stale(db: Connection, blind: Blind, most: int) -> Sequence[str]:
    """Cases that were not indexed yet, or with another key; also those that a version which knows
    no index opened in the last month, while a newer one was rolled out."""
    key = CASE_SEARCH.c.key
    other = or_(key < blind.id, key > blind.id)  # `<>` would not use the index
    found = db.execute(select(CASE_SEARCH.c.case_id).where(other).limit(most)).scalars().all()
    return found or db.execute(_UNKNOWN, {"most": most}).scalars().all()


def index_again(db: Connection, blind: Blind, most: int) -> int:
    """Index at most so many cases that no index has seen, or one with another key; returns how
    many. To be called until it returns 0: each call is a transaction of its own, and whatever
    interrupts it is caught up later."""
    ids = stale(db, blind, most)
    for id in ids:
        case = _opened(db, id)
        row = {"key": blind.id, "words": blind.document(case) if case else ""}
        if db.execute(_CHANGE, {"case": id, **row}).rowcount == 0:
            db.execute(_NEW, {"case_id": id, **row})
            if case:
                given.of_case(db, case, 0)
    return len(ids)


def _opened(db: Connection, id: str) -> Case | None:
    """None for a case that no key opens: it is found by nothing, and nobody waits for it."""
    try:
        return cases.case(db, id)
    except Undecipherable:
        return None


def found(db: Connection, blind: Blind, wanted: Wanted, skip: int, most: int) -> Hits:
    """The newest first; nothing where no word and no queue is left to look for."""
    asked = query(db, blind, wanted)
    if not asked:
        return Hits()
    within = {"query": asked, "skip": skip, "most": most + 1}
    ids = db.execute(_FIND[db.dialect.name], within).scalars().all()
    whole = (cases.case(db, id) for id in ids[:most])
    return Hits(cases=tuple(case for case in whole if case), more=len(ids) > most)


def query(db: Connection, blind: Blind, wanted: Wanted) -> str:
    """In the language of the database; empty where nothing is left to look for."""
    both, no = (" AND ", " NOT ") if db.dialect.name == "sqlite" else (" & ", " & !")
    either = " OR " if db.dialect.name == "sqlite" else " | "

    def any_of(words: Sequence[str]) -> str:
        return "(" + either.join(f'"{w}"' if either == " OR " else w for w in words) + ")"

    groups = [any_of(g) for g in blind.groups(wanted)]
    queues = blind.queues(wanted.queues)
    if not groups or not (queues or wanted.others):
        return ""
    if wanted.others:
        said = f"({both.join(groups)})"
        return f"{said}{no}{any_of(queues)}" if queues else said
    return both.join((*groups, any_of(queues)))


def fits(blind: Blind, wanted: Wanted, words: str) -> bool:
    """Whether the row with these hashed words is what is looked for."""
    held = set(_plain(words).split())
    here = not held.isdisjoint(blind.queues(wanted.queues))
    groups = (not held.isdisjoint(group) for group in blind.groups(wanted))
    return here is not wanted.others and all(groups)
