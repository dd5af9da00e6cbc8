"""Makes the fee table of one locale. Amounts come from facts; what is unknown stays None."""

import re
from decimal import Decimal

from adapters.packs.draft import Draft, Tongue
from adapters.packs.marks import Marks
from adapters.packs.nodes import Trail
from adapters.packs.problems import Problem
from adapters.packs.schema import AmountRow, ApplicantRow, ApplicantTexts, GroupRow, SizeRow
from core.values.pack import Applicant, FeeAmount, FeeTable, GroupRule, SizeClass

_FIGURE = re.compile(r"\d[\d,]*(?:\.\d+)?")


class FeeWork:
    """One fee table in the making; `problems` is complete once `table` has returned."""

    def __init__(self, draft: Draft, tongue: Tongue, marks: Marks) -> None:
        self.problems: list[Problem] = []
        self._sheet = draft.fees
        self._texts = [each.fees for each in (tongue, draft.default) if each.fees]
        self._fact_sources = {name: row.source for name, row in draft.facts.data.items()}
        self._articles = draft.default.articles
        self._marks = marks

    def table(self) -> FeeTable:
        written = self._sheet.data
        if written.article not in self._articles:
            self._complain(f"no article is called '{written.article}'", ("article",))
        amounts = (self._amount(n, row) for n, row in enumerate(written.amounts))
        return FeeTable(
            reduction=self._figure(("reduction",), written.reduction),
            applicants=tuple(
                self._applicant(name, row) for name, row in written.applicants.items()
            ),
            amounts=tuple(amount for amount in amounts if amount),
            article=written.article,
            sizes=tuple(self._size(name, row) for name, row in written.sizes.items()),
            group=self._group(written.group) if written.group else None,
            related=self._related(written.related),
            year_notes=self._year_notes(),
            kinds={
                word.lower(): kind for each in self._texts for word, kind in each.data.kinds.items()
            },
        )

    def _group(self, row: GroupRow) -> GroupRule | None:
        found = self._marks.sources(self._sheet.document, ("group", "source"), [row.source])
        self._related((row.article,), ("group", "article"))
        if not found:
            return None
        return GroupRule(
            partner_from=self._figure(("group", "partner_from"), row.partner_from),
            linked_above=self._figure(("group", "linked_above"), row.linked_above),
            source=found[0],
            article=row.article,
        )

    def _related(self, names: tuple[str, ...], trail: Trail = ("related",)) -> tuple[str, ...]:
        for name in names:
            if name not in self._articles:
                self._complain(f"no article is called '{name}'", trail)
        return names

    def _year_notes(self) -> dict[int, str]:
        """Notes on the fees of a year, in the locale or else in the default one."""
        notes: dict[int, str] = {}
        for sheet in reversed(self._texts):
            for year, note in sheet.data.years.items():
                notes[int(year)] = self._marks.text(sheet.document, ("years", year), note)
        return notes

    def _applicant(self, name: str, row: ApplicantRow) -> Applicant:
        found = next((each for each in self._texts if name in each.data.applicants), None)
        trail: Trail = ("applicants", name)
        if found is None:
            self._complain(f"applicant '{name}' has no text", trail)
        words = found.data.applicants[name] if found else ApplicantTexts(label=name)
        note = self._marks.text(found.document, (*trail, "note"), words.note) if found else ""
        return Applicant(
            id=name,
            label=words.label,
            synonyms=words.synonyms,
            reduced=row.reduced,
            note=note,
        )

    def _size(self, name: str, row: SizeRow) -> SizeClass:
        trail: Trail = ("sizes", name)
        labels = (each.data.sizes[name] for each in self._texts if name in each.data.sizes)
        label = next(labels, "")
        if not label:
            self._complain(f"size '{name}' has no text", trail)
        return SizeClass(
            id=name,
            label=label,
            staff_below=int(self._figure((*trail, "staff_below"), row.staff_below)),
            turnover=self._figure((*trail, "turnover"), row.turnover) * 10**6,
            balance=self._figure((*trail, "balance"), row.balance) * 10**6,
        )

    def _amount(self, index: int, row: AmountRow) -> FeeAmount | None:
        trail: Trail = ("amounts", index)
        if not row.fact and not row.source:
            self._complain("an amount needs a fact or a source", trail)
        amount = self._figure((*trail, "fact"), row.fact) if row.fact else None
        source = row.source or self._fact_sources.get(row.fact or "")
        found = self._marks.sources(self._sheet.document, trail, [source] if source else [])
        if not found:
            return None
        return FeeAmount(year=row.year, kind=row.kind, amount=amount, source=found[0])

    def _figure(self, trail: Trail, fact: str) -> Decimal:
        """The one number in a fact's value: `1,037.42 EUR`, `75 %`."""
        value = self._marks.fact(self._sheet.document, trail, fact)
        figures = _FIGURE.findall(value)
        if value and len(figures) != 1:
            self._complain(f"the fact '{fact}' is not one figure", trail)
        return Decimal(figures[0].replace(",", "")) if figures else Decimal(0)

    def _complain(self, text: str, trail: Trail) -> None:
        self.problems.append(self._sheet.document.problem(text, trail))
