"""Makes the articles of one locale from their files."""

from hashlib import sha256

from adapters.packs.draft import Draft, Sheet, Tongue
from adapters.packs.marks import Marks
from adapters.packs.problems import Problem
from adapters.packs.schema import ArticleFile
from core.values.pack import Article, Source

_RESOLVED = ("summary", "who", "how", "body")


def articles(tongue: Tongue, marks: Marks) -> dict[str, Article]:
    """Every article of the locale by id, which is the file's stem.

    One without any known source is left out; `marks` has the problem.
    """
    made = (_article(name, sheet, tongue.locale, marks) for name, sheet in tongue.articles.items())
    return {article.id: article for article in made if article}


def article_problems(draft: Draft, tongue: Tongue, phrases: set[str]) -> list[Problem]:
    """Topics that the pack does not list and legal phrases that nobody wrote."""
    found: list[Problem] = []
    for sheet in tongue.articles.values():
        written = sheet.data
        if written.topic not in draft.manifest.data.topics:
            text = f"'{written.topic}' is not a topic of pack.yaml"
            found.append(sheet.document.problem(text, ("topic",)))
        if written.legal_status not in phrases:
            text = f"no phrase is called '{written.legal_status}'"
            found.append(sheet.document.problem(text, ("legal_status",)))
    return found


def fingerprint(texts: tuple[str, ...], sources: tuple[Source, ...]) -> str:
    """Twelve hex digits that change when a text or a source's address does."""
    addresses = (f"{source.id} {source.address}" for source in sources)
    return sha256("\x00".join((*texts, *addresses)).encode()).hexdigest()[:12]


def _article(name: str, sheet: Sheet[ArticleFile], locale: str, marks: Marks) -> Article | None:
    written, document = sheet.data, sheet.document
    texts = {part: marks.text(document, (part,), getattr(written, part)) for part in _RESOLVED}
    sources = marks.sources(document, ("sources",), written.sources)
    if not sources:
        return None
    own = {
        "id": name,
        "locale": locale,
        "sources": sources,
        "version": fingerprint((written.title, *texts.values()), sources),
    }
    return Article.model_validate({**written.model_dump(), **texts, **own})
