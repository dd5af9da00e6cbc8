"""What is learned from a pack: which words speak for which topic, language and article."""

import hashlib
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from adapters.triage.book import Book, Example
from adapters.triage.concepts import Concepts
from adapters.triage.features import Features, Numbers, Reader, Reading, Tally
from adapters.triage.model import trained
from adapters.triage.spelling import Spelling
from adapters.triage.words import words
from core.values.pack import Article, Pack

SHARPNESS = 7.0  # of the step from scores to probabilities; see docs/adr/0009-triage.md
_TRUST_IN_ARTICLES = 0.5  # an article's title counts half of an example question
_EACH = 3  # words that a reason names
_SMALL_WORD = 3  # letters of words that are no reason, such as `the`


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the words of a question speak for. `articles` are scores from about -1 to 1."""

    topics: Mapping[str, float]
    languages: Mapping[str, float]
    articles: Mapping[str, float]


_KEPT: dict[str, "Learned"] = {}  # the last one; the same texts always teach the same


def learned(pack: Pack, book: Book) -> "Learned":
    """Trained once in a process for the same texts."""
    texts = [*(article.model_dump_json() for article in _articles(pack)), book.model_dump_json()]
    key = hashlib.sha256("\n".join(texts).encode()).hexdigest()
    if key not in _KEPT:
        _KEPT.clear()
        _KEPT[key] = Learned(pack, book)
    return _KEPT[key]


class Learned:
    """Trained once, from the pack alone; about a second for the pack of FAMHP."""

    def __init__(self, pack: Pack, book: Book) -> None:
        samples = (*book.examples, *(s for a in _articles(pack) for s in _samples(pack, a)))
        self.reader = Reader(Spelling(_known(pack, book)), Concepts(book.concepts))
        self._topics = tuple(sorted({s.topic for s in samples}))
        self._languages = tuple(sorted({s.language for s in samples if s.language}))
        self._names = tuple(sorted({s.article for s in samples}))
        tally = Tally()
        for sample in samples:
            tally.add(self.reader.read(sample.text).traces())
        self._features = Features(tally)
        trust = np.ones(len(samples), np.float32)
        trust[len(book.examples) :] = _TRUST_IN_ARTICLES
        rows = list(self._features.rows(tally))
        self._model = trained(rows, self._targets(samples), trust, len(self._features))
        for topic in book.rules.lean.keys() & set(self._topics):
            self._model.usual[self._topics.index(topic)] += book.rules.lean[topic]

    def opinion(self, reading: Reading) -> Opinion:
        found = self._model.scores(self._features.row(reading.traces()))
        topics, languages, articles = np.split(
            found, (len(self._topics), len(self._topics) + len(self._languages))
        )
        return Opinion(
            dict(zip(self._topics, _probable(topics), strict=True)),
            dict(zip(self._languages, languages.tolist(), strict=True)),
            dict(zip(self._names, articles.tolist(), strict=True)),
        )

    def reasons(self, reading: Reading, topic: str) -> tuple[str, ...]:
        """The words that spoke most for the topic."""
        said = {f"k:{concept}": shown for concept, shown in reading.concepts.items()}
        said |= {f"w:{word}": word for word in reading.words if len(word) > _SMALL_WORD}
        row = self._features.row(reading.traces())
        value = dict(zip(row.places.tolist(), row.values.tolist(), strict=True))
        weight: dict[str, float] = {}
        for trace, shown in said.items():
            place = self._features.place(trace)
            if place in value and topic in self._topics:
                spoke = value[place] * float(self._model.weights[place, self._topics.index(topic)])
                weight[shown] = max(weight.get(shown, 0.0), spoke)
        best = sorted(weight, key=lambda shown: (-weight[shown], shown))
        return tuple(shown for shown in best if weight[shown] > 0)[:_EACH]

    def _targets(self, samples: Sequence[Example]) -> Numbers:
        columns = (*self._topics, *self._languages, *self._names)
        targets = np.full((len(samples), len(columns)), -1, np.float32)
        first_name = len(self._topics) + len(self._languages)
        for at, sample in enumerate(samples):
            targets[at, self._topics.index(sample.topic)] = 1
            targets[at, first_name + self._names.index(sample.article)] = 1
            if sample.language:
                targets[at, len(self._topics) + self._languages.index(sample.language)] = 1
            else:
                targets[at, len(self._topics) : first_name] = 0
        return targets


def _probable(found: Numbers) -> list[float]:
    powers = [math.exp(SHARPNESS * value) for value in (found - found.max()).tolist()]
    return [power / sum(powers) for power in powers]


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
    for patterns in book.concepts.values():
        yield from (("", word) for word in words(" ".join(patterns)))
