"""Teaches: the examples of a pack, and its articles with less weight, become a model."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from adapters.triage.book import Book, Example, read_book
from adapters.triage.concepts import Concepts
from adapters.triage.features import Features, Numbers, Reader, Tally
from adapters.triage.learned import Learned
from adapters.triage.model import trained
from adapters.triage.sorter import PackSorter
from adapters.triage.spelling import Spelling
from adapters.triage.words import words
from core.values.pack import Article, Pack
from core.values.routing import Matching, no_patterns

_TRUST_IN_ARTICLES = 0.5  # an article's title counts half of an example question
_KEPT: dict[str, Learned] = {}  # the last one; the same texts always teach the same


def learned(pack: Pack, book: Book) -> Learned:
    """Taught once in a process for the same texts."""
    texts = [*(article.model_dump_json() for article in _articles(pack)), book.model_dump_json()]
    key = hashlib.sha256("\n".join(texts).encode()).hexdigest()
    if key not in _KEPT:
        _KEPT.clear()
        _KEPT[key] = taught(pack, book)
    return _KEPT[key]


def taught(pack: Pack, book: Book) -> Learned:
    """From the pack alone; about a second for the pack of FAMHP."""
    samples = (*book.examples, *(s for a in _articles(pack) for s in _samples(pack, a)))
    reader = Reader(Spelling(_known(pack, book)), Concepts(book.concepts))
    topics = tuple(sorted({s.topic for s in samples}))
    languages = tuple(sorted({s.language for s in samples if s.language}))
    articles = tuple(sorted({s.article for s in samples}))
    tally = Tally()
    for sample in samples:
        tally.add(reader.read(sample.text).traces())
    features = Features.of(tally)
    trust = np.ones(len(samples), np.float32)
    trust[len(book.examples) :] = _TRUST_IN_ARTICLES
    targets = _targets(samples, topics, languages, articles)
    model = trained(list(features.rows(tally)), targets, trust, len(features))
    for topic in book.rules.lean.keys() & set(topics):
        model.usual[topics.index(topic)] += book.rules.lean[topic]
    return Learned(reader, topics, languages, articles, features, model)


def _targets(
    samples: Sequence[Example],
    topics: tuple[str, ...],
    languages: tuple[str, ...],
    articles: tuple[str, ...],
) -> Numbers:
    columns = len(topics) + len(languages) + len(articles)
    targets = np.full((len(samples), columns), -1, np.float32)
    first_name = len(topics) + len(languages)
    for at, sample in enumerate(samples):
        targets[at, topics.index(sample.topic)] = 1
        targets[at, first_name + articles.index(sample.article)] = 1
        if sample.language:
            targets[at, len(topics) + languages.index(sample.language)] = 1
        else:
            targets[at, len(topics) : first_name] = 0
    return targets


def _articles(pack: Pack) -> Iterator[Article]:
    for articles in pack.articles.values():
        yield from articles.values()


def _samples(pack: Pack, article: Article) -> Iterator[Example]:
    """An article as examples. Its keywords are of several languages, so they teach none."""
    texts = ((article.locale, f"{article.title}. {article.summary}"), ("", _keywords(article)))
    questions = ((article.locale, question) for question in article.example_questions)
    for language, text in (*texts, *questions):
        yield Example(language=language, topic=article.topic, article=article.id, text=text)


def _keywords(article: Article) -> str:
    return ", ".join(article.keywords)


def _known(pack: Pack, book: Book) -> Iterator[tuple[str, str]]:
    """Every word that is spelled right, with its language, as often as it stands in the pack."""
    for article in _articles(pack):
        own = (article.title, article.summary, article.body, *article.example_questions)
        yield from ((article.locale, word) for word in words(" ".join(own)))
        yield from (("", word) for word in words(_keywords(article)))
    for example in book.examples:
        yield from ((example.language, word) for word in words(example.text))
    yield from (("", word) for word in words(book.rules.names))
    for patterns in book.concepts.values():
        yield from (("", word) for word in words(" ".join(patterns)))


def sorter(pack: Pack, book: Book, matching: Matching = no_patterns) -> PackSorter:
    """Taught here and now."""
    return PackSorter(pack, book.rules, learned(pack, book), matching)


def sorter_of(pack: Pack, folder: Path, matching: Matching = no_patterns) -> PackSorter:
    """From a pack and the folder that it was read from. Raises BookError."""
    return sorter(pack, read_book(folder / "triage", pack), matching)
