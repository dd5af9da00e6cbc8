"""The steps from submission to decision as values: schemes of days, and what stops the clock."""

from datetime import date

from pydantic import Field

from core.values.source import Confidence, Source
from core.values.value import Value


class StagePart(Value):
    """A part of a stage, in calendar days after the part before."""

    label: str
    days: int


class Stage(Value):
    """One step, in calendar days: `days` without questions of the authority, `longest` with them.

    `advanced` days come on top for advanced therapies and biotech products. `rule` says which
    article or announcement sets the days.
    """

    id: str
    label: str
    rule: str
    days: int
    longest: int
    advanced: int = 0
    parts: tuple[StagePart, ...] = ()


class Scheme(Value):
    """A kind of application with its steps. It holds for submissions from day `since` on."""

    id: str
    label: str
    synonyms: tuple[str, ...]
    note: str
    since: date
    confidence: Confidence
    stages: tuple[Stage, ...] = Field(min_length=1)
    sources: tuple[Source, ...] = Field(min_length=1)


class ClockStop(Value):
    """Days that do not count, both included."""

    first: date
    last: date
    source: Source


class TimelineTable(Value):
    """What the `cta timeline` command works with, in one language.

    `clock` says in sentences what can stop or move the clock. `article` is the id of the article
    to read on, `version` a hash of the content. Past `review_by` it is not served as fact.
    """

    article: str
    schemes: tuple[Scheme, ...]
    advanced: tuple[str, ...]
    clock: tuple[str, ...]
    stops: tuple[ClockStop, ...]
    sources: tuple[Source, ...]
    as_of: date
    review_by: date
    version: str

    def scheme(self, id: str) -> Scheme | None:
        return next((scheme for scheme in self.schemes if scheme.id == id), None)
