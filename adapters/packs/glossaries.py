"""Makes the glossary of one locale, and criticises it."""

from collections.abc import Iterator
from datetime import date

from adapters.packs.articles import fingerprint
from adapters.packs.draft import Draft, Sheet, Tongue
from adapters.packs.glossary_schema import GlossaryFile, GlossaryTexts, TermRow
from adapters.packs.literals import literals
from adapters.packs.markdown import bad_links, outside_subset
from adapters.packs.marks import Marks
from adapters.packs.nodes import Trail
from adapters.packs.problems import Problem
from core.values.glossary import Glossary, Name, Term


def glossary(draft: Draft, tongue: Tongue, marks: Marks) -> tuple[Glossary | None, list[Problem]]:
    """The glossary with meanings of the locale, or else of the default one; and what is wrong."""
    sheet = draft.glossary
    if sheet is None:
        return None, []
    texts = [each.glossary for each in (tongue, draft.default) if each.glossary]
    problems: list[Problem] = []
    made = []
    for id, row in sheet.data.terms.items():
        found = next((each for each in texts if id in each.data), None)
        if found is None:
            text = f"'{id}' has no meaning in the default locale"
            problems.append(sheet.document.problem(text, ("terms", id)))
        problems += _misfits(draft, sheet, id, row)
        made.append(_term(sheet, id, row, found, marks))
    whole = Glossary(
        terms=tuple(term for term in made if term),
        languages=sheet.data.languages,
        as_of=sheet.data.as_of,
        review_by=sheet.data.review_by,
        version="",
    )
    version = fingerprint((whole.model_dump_json(),), ())
    return whole.model_copy(update={"version": version}), problems


def _term(
    sheet: Sheet[GlossaryFile],
    id: str,
    row: TermRow,
    texts: Sheet[GlossaryTexts] | None,
    marks: Marks,
) -> Term | None:
    sources = marks.sources(sheet.document, ("terms", id, "sources"), row.sources)
    if not sources or texts is None:
        return None
    return Term(
        id=id,
        short=row.short,
        names=tuple(
            Name(locale=locale, text=text, standing=standing)
            for locale, by_standing in row.names.items()
            for standing, given in by_standing.items()
            for text in given
        ),
        also=row.also,
        meaning=marks.text(texts.document, (id,), texts.data[id]),
        sources=sources,
        see=row.see,
    )


def _misfits(draft: Draft, sheet: Sheet[GlossaryFile], id: str, row: TermRow) -> Iterator[Problem]:
    trail: Trail = ("terms", id)
    if row.see not in draft.default.articles:
        text = f"no article is called '{row.see}'"
        yield sheet.document.problem(text, (*trail, "see"))
    for locale in row.names.keys() - sheet.data.languages.keys():
        text = f"'{locale}' is not one of the languages"
        yield sheet.document.problem(text, (*trail, "names", locale))


def glossary_rules(draft: Draft, today: date) -> Iterator[Problem]:
    """What `pack check` asks of a glossary beyond being loadable."""
    if draft.glossary is None:
        return
    document, written = draft.glossary.document, draft.glossary.data
    if written.review_by < today:
        text = f"is past its review_by ({written.review_by}) and not served as fact"
        yield document.problem(text, ("review_by",), severity="warning")
    for locale, tongue in draft.tongues.items():
        own = tongue.glossary.data if tongue.glossary else {}
        for name in written.terms.keys() - own.keys():
            text = f"the meaning of '{name}' is not translated into {locale}"
            yield document.problem(text, ("terms", name), severity="warning")
        if tongue.glossary:
            yield from _texts(tongue.glossary, written)


def _texts(sheet: Sheet[GlossaryTexts], written: GlossaryFile) -> Iterator[Problem]:
    for name, text in sheet.data.items():
        if name not in written.terms:
            yield sheet.document.problem(f"glossary.yaml has no '{name}'", (name,))
        for kind, literal in literals(text):
            problem = f"{kind} ('{literal}') belongs into facts.yaml"
            yield sheet.document.problem(problem, (name,), needle=literal)
        for check in (outside_subset, bad_links):
            for _, problem in check(text):
                yield sheet.document.problem(problem, (name,))
