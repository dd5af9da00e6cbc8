"""Makes the timelines of one locale: days from facts, words from the locale's folder."""

import re
from datetime import date, datetime

from adapters.packs.articles import fingerprint
from adapters.packs.documents import Document
from adapters.packs.draft import Draft, Sheet, Tongue
from adapters.packs.marks import Marks
from adapters.packs.nodes import Trail
from adapters.packs.problems import Problem
from adapters.packs.timeline_schema import (
    SchemeRow,
    SchemeTexts,
    StageRow,
    StageTexts,
    TimelinesFile,
    TimelinesTexts,
)
from core.values.timeline import ClockStop, Scheme, Stage, StagePart, TimelineTable

_NONE = SchemeTexts(label="?", note="?", stages={})


class TimelineWork:
    """One table in the making; `problems` is complete once `table` has returned."""

    def __init__(self, draft: Draft, tongue: Tongue, marks: Marks) -> None:
        self.problems: list[Problem] = []
        self._sheet = draft.timelines
        self._texts = [each.timelines for each in (tongue, draft.default) if each.timelines]
        self._facts = draft.facts.data
        self._articles = draft.default.articles
        self._marks = marks

    def table(self) -> TimelineTable | None:
        """None for a pack without timelines."""
        if self._sheet is None:
            return None
        written = self._sheet.data
        if written.article not in self._articles:
            self._complain(f"no article is called '{written.article}'", ("article",))
        made = TimelineTable(
            article=written.article,
            schemes=tuple(self._scheme(name, row) for name, row in written.schemes.items()),
            advanced=self._words("advanced"),
            clock=self._words("clock"),
            stops=tuple(self._stops(written)),
            sources=self._marks.sources(self._sheet.document, ("sources",), written.sources),
            as_of=written.as_of,
            review_by=written.review_by,
            version="",
        )
        return made.model_copy(update={"version": fingerprint((made.model_dump_json(),), ())})

    def _scheme(self, name: str, row: SchemeRow) -> Scheme:
        trail: Trail = ("schemes", name)
        sheet = next((each for each in self._texts if name in each.data.schemes), None)
        if sheet is None:
            self._complain(f"'{name}' has no text", trail)
        words = sheet.data.schemes[name] if sheet else _NONE
        stages = tuple(self._stage(name, id, each, sheet) for id, each in row.stages.items())
        self._compare(trail, row, stages)
        return Scheme(
            id=name,
            label=words.label,
            synonyms=words.synonyms,
            note=self._said(sheet, (*trail, "note"), words.note),
            since=self._day((*trail, "since"), row.since),
            confidence=row.confidence,
            stages=stages,
            sources=self._marks.sources(self._document, (*trail, "sources"), row.sources),
        )

    def _stage(
        self, scheme: str, name: str, row: StageRow, sheet: Sheet[TimelinesTexts] | None
    ) -> Stage:
        trail: Trail = ("schemes", scheme, "stages", name)
        words = sheet.data.schemes[scheme].stages.get(name) if sheet else None
        if words is None or row.parts.keys() - words.parts.keys():
            self._complain(f"'{name}' has no text", trail)
        words = words or StageTexts(label=name, rule="?")
        return Stage(
            id=name,
            label=words.label,
            rule=self._said(sheet, (*trail, "rule"), words.rule),
            days=self._figure((*trail, "days"), row.days),
            longest=self._figure((*trail, "longest"), row.longest),
            advanced=self._figure((*trail, "advanced"), row.advanced) if row.advanced else 0,
            parts=tuple(
                StagePart(
                    label=words.parts.get(part, part),
                    days=self._figure((*trail, "parts", part), fact),
                )
                for part, fact in row.parts.items()
            ),
        )

    def _compare(self, trail: Trail, row: SchemeRow, stages: tuple[Stage, ...]) -> None:
        """The steps make the whole that the sources give; the parts of a step make the step."""
        sums = (sum(each.days for each in stages), sum(each.longest for each in stages))
        for fact, counted in zip(row.total, sums, strict=True):
            if self._figure((*trail, "total"), fact) != counted:
                self._complain(f"the steps make {counted} days, not '{fact}'", (*trail, "total"))
        for stage in stages:
            if stage.parts and sum(part.days for part in stage.parts) != stage.days:
                self._complain(f"the parts of '{stage.id}' do not make its days", trail)

    def _stops(self, written: TimelinesFile) -> list[ClockStop]:
        made = []
        for index, row in enumerate(written.clock_stops):
            trail: Trail = ("clock_stops", index)
            if row.last < row.first:
                self._complain("the last day is before the first", trail)
            found = self._marks.sources(self._document, trail, [row.source])
            made += [ClockStop(first=row.first, last=row.last, source=each) for each in found]
        return sorted(made, key=lambda stop: stop.first)

    def _words(self, part: str) -> tuple[str, ...]:
        """Words of the locale, or of the default one where it has none."""
        sheet = next((each for each in self._texts if getattr(each.data, part)), None)
        if sheet is None:
            self._complain(f"there are no words for '{part}'", ())
            return ()
        lines = enumerate(getattr(sheet.data, part))
        return tuple(self._said(sheet, (part, index), line) for index, line in lines)

    def _said(self, sheet: Sheet[TimelinesTexts] | None, trail: Trail, text: str) -> str:
        return self._marks.text(sheet.document, trail, text) if sheet else text

    def _figure(self, trail: Trail, fact: str) -> int:
        """The fact's value, which is a plain number."""
        value = self._marks.fact(self._document, trail, fact)
        if value and not re.fullmatch(r"\d+", value):
            self._complain(f"the fact '{fact}' is not a number of days", trail)
            return 0
        return int(value or 0)

    def _day(self, trail: Trail, fact: str) -> date:
        """The day in the fact's value as `facts.yaml` writes it: `1 January 2026`."""
        self._marks.fact(self._document, trail, fact)
        value = self._facts[fact].value if fact in self._facts else ""
        try:
            return datetime.strptime(value, "%d %B %Y").date()  # noqa: DTZ007  a day has no zone
        except ValueError:
            self._complain(f"the fact '{fact}' is not a day such as '1 January 2026'", trail)
            return date.min

    @property
    def _document(self) -> Document:
        assert self._sheet is not None
        return self._sheet.document

    def _complain(self, text: str, trail: Trail) -> None:
        self.problems.append(self._document.problem(text, trail))
