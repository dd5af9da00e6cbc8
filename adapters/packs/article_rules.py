"""What `pack check` asks of articles beyond being loadable."""

from collections.abc import Iterator
from datetime import date

from adapters.packs.draft import Draft, Sheet
from adapters.packs.literals import literals
from adapters.packs.markdown import bad_links, outside_subset
from adapters.packs.nodes import Trail
from adapters.packs.problems import Problem
from adapters.packs.schema import ArticleFile

_TEXTS = ("summary", "who", "how", "body")


def article_rules(draft: Draft, today: date) -> Iterator[Problem]:
    for tongue in draft.tongues.values():
        for sheet in tongue.articles.values():
            yield from _dates(sheet, today)
            yield from _markdown(sheet)
            yield from _literals(sheet)
            yield from _completeness(sheet)
            yield from _owner(sheet, draft)
    yield from _topics_without_article(draft)


def _dates(sheet: Sheet[ArticleFile], today: date) -> Iterator[Problem]:
    written, document = sheet.data, sheet.document
    last = written.expires or written.review_by
    if last < today:
        part = "expires" if written.expires else "review_by"
        text = f"is past its {part} ({last}) and not served as fact"
        yield document.problem(text, (part,), severity="warning")
    if last < written.as_of:
        yield document.problem("the last day is before as_of", ("review_by",))


def _markdown(sheet: Sheet[ArticleFile]) -> Iterator[Problem]:
    first = sheet.document.line_of(("body",))
    for check in (outside_subset, bad_links):
        for line, text in check(sheet.data.body):
            yield Problem(file=sheet.document.name, line=first + line, text=text)


def _literals(sheet: Sheet[ArticleFile]) -> Iterator[Problem]:
    for part in _TEXTS:
        for kind, literal in literals(getattr(sheet.data, part)):
            text = f"{kind} ('{literal}') belongs into facts.yaml"
            yield sheet.document.problem(text, (part,), needle=literal)


def _completeness(sheet: Sheet[ArticleFile]) -> Iterator[Problem]:
    written = sheet.data
    of_service = ("who", "how") if written.kind == "service" else ()
    for part in ("example_questions", "keywords", *of_service):
        if not getattr(written, part):
            yield sheet.document.problem(f"has no {part}", severity="warning")


def _owner(sheet: Sheet[ArticleFile], draft: Draft) -> Iterator[Problem]:
    trail: Trail = ("owner",)
    if sheet.data.owner not in draft.routing.data.queues:
        yield sheet.document.problem(f"no queue is called '{sheet.data.owner}'", trail)


def _topics_without_article(draft: Draft) -> Iterator[Problem]:
    written = {sheet.data.topic for sheet in draft.default.articles.values()}
    for index, topic in enumerate(draft.manifest.data.topics):
        if topic not in written:
            text = f"no article has the topic '{topic}'"
            yield draft.manifest.document.problem(text, ("topics", index))
