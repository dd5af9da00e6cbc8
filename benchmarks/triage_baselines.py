"""What triage is compared with: two usual ways, given the same texts of the pack."""

import importlib
import importlib.util
import math
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from adapters.triage.book import Book
from adapters.triage.words import words
from core.values.pack import Pack

Guess: TypeAlias = Callable[[str], str]
Sample: TypeAlias = tuple[str, str]
_K, _B = 1.2, 0.75


def samples_of(pack: Pack, book: Book) -> list[Sample]:
    """Every text of the pack that has a topic, with it."""
    articles = [a for shelf in pack.articles.values() for a in shelf.values()]
    return [
        *((e.text, e.topic) for e in book.examples),
        *((f"{a.title} {a.summary} {' '.join(a.keywords)}", a.topic) for a in articles),
        *((question, a.topic) for a in articles for question in a.example_questions),
    ]


class Bm25:
    """The topic of the text that is nearest by BM25."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        self._texts = [(Counter(words(text)), topic) for text, topic in samples]
        self._spread = Counter(word for counts, _ in self._texts for word in counts)
        self._mean = sum(counts.total() for counts, _ in self._texts) / len(self._texts)

    def __call__(self, question: str) -> str:
        asked = set(words(question))
        return max(self._texts, key=lambda text: self._score(text[0], asked))[1]

    def _score(self, counts: Counter[str], asked: set[str]) -> float:
        norm = _K * (1 - _B + _B * counts.total() / self._mean)
        shared = (word for word in asked if word in counts)
        return sum(self._rarity(w) * counts[w] * (_K + 1) / (counts[w] + norm) for w in shared)

    def _rarity(self, word: str) -> float:
        spread = self._spread[word]
        return math.log(1 + (len(self._texts) - spread + 0.5) / (spread + 0.5))


class LogisticRegression:
    """Character n-grams, TF-IDF, logistic regression, as scikit-learn has them."""

    def __init__(self, samples: Sequence[Sample]) -> None:
        text = importlib.import_module("sklearn.feature_extraction.text")
        linear = importlib.import_module("sklearn.linear_model")
        pipeline = importlib.import_module("sklearn.pipeline")
        self._model: Any = pipeline.make_pipeline(
            text.TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True),
            linear.LogisticRegression(C=10, max_iter=500),
        )
        self._model.fit([text for text, _ in samples], [topic for _, topic in samples])

    def __call__(self, question: str) -> str:
        return str(self._model.predict([question])[0])

    @staticmethod
    def installed() -> bool:
        return importlib.util.find_spec("sklearn") is not None
