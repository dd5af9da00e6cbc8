"""Past cases that share rare words with a question, from the index of hashed words.

Each word is looked up by itself among the newest cases that hold it, so that a word of everybody
costs no more than a rare one; how rare it is follows from how far back these cases reach.
"""

import math
from collections import defaultdict
from collections.abc import Sequence

from sqlalchemy import Connection, bindparam, func, select, text

from adapters.storage import cases
from adapters.storage.blind import Blind
from adapters.storage.memory.search import query
from adapters.storage.schema import CASE_SEARCH
from core.values.case import Case
from core.values.search import Hits, Wanted

_WORDS = 24  # of a question
_NEWEST = 200  # cases of each word
_SHARE = 0.25  # of the weight of all words: less is chance
_HOLDING = {
    "sqlite": text(
        "SELECT rowid AS id FROM case_words WHERE case_words MATCH :query "
        "ORDER BY rowid DESC LIMIT :most"
    ),
    "postgresql": text(
        "SELECT id FROM case_search WHERE words @@ CAST(:query AS tsquery) "
        "ORDER BY id DESC LIMIT :most"
    ),
}
_LAST = select(func.max(CASE_SEARCH.c.id))
_NAMED = select(CASE_SEARCH.c.id, CASE_SEARCH.c.case_id).where(
    CASE_SEARCH.c.id.in_(bindparam("ids", expanding=True))
)


def alike(db: Connection, blind: Blind, case: Case, within: Wanted, most: int) -> Hits:
    """The nearest first; none that shares next to nothing."""
    last = db.execute(_LAST).scalar() or 0
    weights: dict[int, float] = defaultdict(float)
    whole = 0.0
    for word in blind.question(case, _WORDS):
        ids = _holding(db, query(db, blind, within, [word]))
        weight = math.log((last + 1) / (_count(ids, last) + 0.5)) if ids else 0.0
        whole += max(weight, 0.0)
        for id in ids:
            weights[id] += max(weight, 0.0)
    near = [id for id, weight in weights.items() if weight >= _SHARE * whole]
    near.sort(key=lambda each: (-weights[each], -each))
    return Hits(cases=_read(db, near[: most + 1], case.id)[:most])


def _holding(db: Connection, asked: str) -> Sequence[int]:
    if not asked:
        return ()
    given = {"query": asked, "most": _NEWEST}
    return db.execute(_HOLDING[db.dialect.name], given).scalars().all()


def _count(ids: Sequence[int], last: int) -> float:
    """How many cases hold the word, guessed from the newest where there are more."""
    if len(ids) < _NEWEST:
        return len(ids)
    return _NEWEST * last / (last - ids[-1] + 1)


def _read(db: Connection, ids: Sequence[int], but: str) -> tuple[Case, ...]:
    names = {row.id: row.case_id for row in db.execute(_NAMED, {"ids": ids})} if ids else {}
    found = (cases.case(db, names[id]) for id in ids if id in names and names[id] != but)
    return tuple(case for case in found if case)
