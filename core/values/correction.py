"""A correction of what an article said, sent to everybody who was given it."""

from datetime import datetime
from typing import Literal

from core.values.case import Case
from core.values.place import Person
from core.values.value import Value


class Given(Value):
    """Somebody was given a version of an article: with the answer of a case, or at once for a
    question to the desk, whose `person` (a key) is known while the question is kept."""

    article: str
    version: str
    locale: str
    how: Literal["shown", "named", "topic"]
    at: datetime
    case: str = ""
    question: str = ""
    person: str = ""


class Correction(Value):
    """What staff wrote. `whom`: `sure` leaves out cases whose answer was only on the article's
    topic. Nothing is sent before `released` (UTC). Where a second reader has to send it, `queues`
    are those for whose cases its author offered it; empty before."""

    id: str
    article: str
    text: str
    whom: Literal["sure", "all"]
    by: Person
    at: datetime
    queues: tuple[str, ...] = ()
    released: datetime | None = None


class Corrected(Value):
    """A correction went out to the case or for the question `ref`, by the delivery `key`."""

    correction: str
    ref: str
    key: str


class Progress(Value):
    """What became of a correction's deliveries."""

    correction: Correction
    sent: int = 0
    failed: int = 0
    waiting: int = 0


class Affected(Value):
    """Everybody who is on record as having been given an article, the newest first, and what was
    corrected of it. The cases are without their entries; `full` says that there may be more."""

    given: tuple[Given, ...] = ()
    cases: tuple[Case, ...] = ()
    progress: tuple[Progress, ...] = ()
    full: bool = False
