"""What stands in `timelines.yaml` and in its words, `<locale>/timelines.yaml`."""

from datetime import date
from typing import Annotated

from pydantic import Field

from adapters.packs.schema import Name, SourceIds, Text
from core.values.source import Confidence
from core.values.value import Value


class StageRow(Value):
    """Days are ids of facts; `parts` has the days of each part of the stage."""

    days: Name
    longest: Name
    advanced: Name | None = None
    parts: dict[Name, Name] = Field(default_factory=dict)


class SchemeRow(Value):
    """`since` is the id of a fact that holds a day; `total` the least and the most days in all."""

    since: Name
    confidence: Confidence
    sources: SourceIds
    total: tuple[Name, Name]
    stages: Annotated[dict[Name, StageRow], Field(min_length=1)]


class ClockStopRow(Value):
    """Days that do not count, both included."""

    first: date
    last: date
    source: Name


class TimelinesFile(Value):
    """`timelines.yaml`, which a pack may do without."""

    article: Name
    as_of: date
    review_by: date
    sources: SourceIds
    schemes: Annotated[dict[Name, SchemeRow], Field(min_length=1)]
    clock_stops: tuple[ClockStopRow, ...] = ()


class StageTexts(Value):
    label: Text
    rule: Text
    parts: dict[Name, Text] = Field(default_factory=dict)


class SchemeTexts(Value):
    label: Text
    synonyms: tuple[Text, ...] = ()
    note: Text
    stages: dict[Name, StageTexts]


class TimelinesTexts(Value):
    """`<locale>/timelines.yaml`."""

    schemes: dict[Name, SchemeTexts] = Field(default_factory=dict)
    advanced: tuple[Text, ...] = ()
    clock: tuple[Text, ...] = ()
