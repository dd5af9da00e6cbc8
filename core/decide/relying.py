"""Which versions of which articles stand behind a text, written down with it: later it can be asked
whether they are still what the pack says."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from core.values.case import Case, Question, Reliance
from core.values.pack import Article, Pack

_LEAST = 12  # characters of a title that is no everyday word


def held(pack: Pack, case: Case, text: str, today: date) -> tuple[Reliance, ...]:
    """What the pack holds on the topic of the case, in its language, and what the text names."""
    said = text.casefold()
    shelf = (each for each in pack.shelf(case.locale).values() if each.is_current(today))
    return tuple(_relied(case, said, shelf))


def _relied(case: Case, said: str, shelf: Iterator[Article]) -> Iterator[Reliance]:
    for each in shelf:
        if _is_named(each, case, said):
            yield _reliance(each, "named")
        elif each.topic == case.topic:
            yield _reliance(each, "topic")


def _is_named(article: Article, case: Case, said: str) -> bool:
    """By its title; one on the topic of the case also by the address of a source."""
    if len(article.title) >= _LEAST and article.title.casefold() in said:
        return True
    own = article.topic == case.topic
    return own and any(source.address.casefold() in said for source in article.sources)


def _reliance(article: Article, how: str) -> Reliance:
    return Reliance.model_validate(
        {"article": article.id, "locale": article.locale, "version": article.version, "how": how}
    )


def shown_before(pack: Pack, question: Question | None, locale: str) -> tuple[Reliance, ...]:
    """What the desk had answered before the question went to a person."""
    if question is None or not question.article:
        return ()
    own = pack.article(question.article, locale)
    spoken = (a for shelf in pack.articles.values() if (a := shelf.get(question.article)))
    found = next((a.locale for a in spoken if a.version == question.version), None)
    return (
        Reliance(
            article=question.article,
            locale=found or (own.locale if own else locale),
            version=question.version,
            how="shown",
        ),
    )


class Now(StrEnum):
    """What became of an article that somebody relied on."""

    SAME = "same"
    CHANGED = "changed"
    EXPIRED = "expired"
    GONE = "gone"


def now_of(pack: Pack, relied: Reliance, today: date) -> tuple[Now, Article | None]:
    """With the article as it is today, in the same language where it still is."""
    shelf = pack.articles.get(relied.locale, {})
    article = shelf.get(relied.article)
    if article is None:
        return Now.GONE, None
    if not article.is_current(today):
        return Now.EXPIRED, article
    return (Now.SAME if article.version == relied.version else Now.CHANGED), article
