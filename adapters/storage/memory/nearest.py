"""Past cases that share rare words with a question, from the index of hashed words.

Each word is looked up by itself among the newest cases that hold it, so that a word of everybody
costs no more than a rare one; how rare it is follows from how far back these cases reach. Which of
the nearest are wanted is looked at last, in the few rows that are left.
"""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection, bindparam, func, select, text

from adapters.storage import cases
from adapters.storage.blind import Blind
from adapters.storage.memory.search import fits
from adapters.storage.schema import CASE_SEARCH
from core.values.case import Case
from core.values.search import Hits, Wanted

_WORDS = 24  # of a question
_NEWEST = 300  # cases of each word
_SHARE = 0.25  # of the weight of the words that others used, too: less is chance
_SURELY = 0.4  # of the weight of all words, with those that nobody used before
_LOOKED_AT = 200  # of the nearest
_AT_ONCE = 50
_HOLDING = {
    "sqlite": text(
        "SELECT rowid AS id FROM case_words WHERE case_words MATCH :word "
        "ORDER BY rowid DESC LIMIT :most"
    ),
    "postgresql": text(
        "SELECT id FROM case_search WHERE words @@ CAST(:word AS tsquery) "
        "ORDER BY id DESC LIMIT :most"
    ),
}
_LAST = select(func.max(CASE_SEARCH.c.id))
_OWN = select(CASE_SEARCH.c.id).where(CASE_SEARCH.c.case_id == bindparam("case"))
_ROWS = select(CASE_SEARCH.c.id, CASE_SEARCH.c.case_id, CASE_SEARCH.c.words).where(
    CASE_SEARCH.c.id.in_(bindparam("ids", expanding=True))
)


def alike(db: Connection, blind: Blind, case: Case, within: Wanted, most: int) -> Hits:
    """The nearest first; none that shares next to nothing."""
    weighed = _weighed(db, blind, case)
    near = _fitting(db, blind, weighed.above(_SHARE * weighed.known), case, within)
    found = (cases.case(db, name) for name in islice(near, most))
    return Hits(cases=tuple(case for case in found if case))


def near(db: Connection, blind: Blind, case: Case, within: Wanted, most: int) -> tuple[str, ...]:
    """The nearest first; none that shares less than much. A word that nobody used before counts
    against all: what the question is about may be in it."""
    weighed = _weighed(db, blind, case)
    least = _SURELY * (weighed.known + weighed.unknown)
    return tuple(islice(_fitting(db, blind, weighed.above(least), case, within), most))


@dataclass(frozen=True, slots=True)
class _Weighed:
    """What each case shares with the question: the sum of the rarities of the words, by row; and
    the same of all words that are `known` and of those that are not."""

    shared: dict[int, float]
    known: float
    unknown: float

    def above(self, least: float) -> list[int]:
        found = [id for id, weight in self.shared.items() if weight >= least]
        return sorted(found, key=lambda each: (-self.shared[each], -each))


def _weighed(db: Connection, blind: Blind, case: Case) -> _Weighed:
    last = db.execute(_LAST).scalar() or 0
    own = db.execute(_OWN, {"case": case.id}).scalar()
    shared: dict[int, float] = defaultdict(float)
    known = unknown = 0.0
    for word in blind.question(case, _WORDS):
        ids = [id for id in _holding(db, word) if id != own]
        if not ids:
            unknown += math.log(last + 1)
            continue
        weight = max(0.0, math.log((last + 1) / (_count(ids, last) + 0.5)))
        known += weight
        for id in ids:
            shared[id] += weight
    return _Weighed(shared, known, unknown)


def _holding(db: Connection, word: str) -> Sequence[int]:
    asked = f'"{word}"' if db.dialect.name == "sqlite" else word
    return db.execute(_HOLDING[db.dialect.name], {"word": asked, "most": _NEWEST}).scalars().all()


def _count(ids: Sequence[int], last: int) -> float:
    """How many cases hold the word, guessed from the newest where there are more."""
    if len(ids) < _NEWEST - 1:
        return len(ids)
    return len(ids) * last / (last - ids[-1] + 1)


def _fitting(
    db: Connection, blind: Blind, ids: Sequence[int], case: Case, within: Wanted
) -> Iterator[str]:
    """The numbers of those that are wanted, in their order."""
    for first in range(0, min(len(ids), _LOOKED_AT), _AT_ONCE):
        some = ids[first : first + _AT_ONCE]
        rows = {row.id: row for row in db.execute(_ROWS, {"ids": some})}
        for row in (rows[id] for id in some if id in rows):
            if row.case_id != case.id and fits(blind, within, row.words):
                yield str(row.case_id)
