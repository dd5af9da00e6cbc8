"""Which article answers a question: words that the question and an article share (BM25).

Simple on purpose, and replaceable: the desk knows it only as the Sorter port.
"""

import math
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

from core.values.pack import Article, Pack
from core.values.routing import Routing
from core.values.triage import Triage

LONGEST = 8000  # characters of a question that are looked at
ENOUGH = 8.0  # score from which an article is offered as the answer
AHEAD = 1.3  # how far the best must be ahead of the best of another topic
_K, _B = 1.2, 0.6
_WEIGHTS = (("title", 3), ("keywords", 4), ("example_questions", 2), ("summary", 2), ("body", 1))
_WORD = re.compile(r"[a-z0-9]+")
_STOP = frozenset(
    """a an and are as at be but by can could do does for from get has have how i if in into is it
    its me my of on or our should so that the their them there this to us was we what when where
    which who will with would you your""".split()  # noqa: SIM905  (easier to read than a list)
)


@dataclass(frozen=True, slots=True)
class Ranked:
    article: Article
    score: float
    words: tuple[str, ...]


class Ranking:
    """An index over the articles of one locale."""

    def __init__(self, articles: tuple[Article, ...]) -> None:
        self._articles = articles
        self._counts = [_weighted(article) for article in articles]
        self._lengths = [sum(counts.values()) for counts in self._counts]
        self._mean = sum(self._lengths) / max(len(articles), 1)
        self._spread = Counter(word for counts in self._counts for word in counts)

    def ranked(self, question: str) -> list[Ranked]:
        """Best first; articles that share no word are left out."""
        asked = set(words(question[:LONGEST]))
        found = [self._scored(place, asked) for place in range(len(self._articles))]
        return sorted((r for r in found if r.score > 0), key=lambda r: -r.score)

    def named(self, question: str) -> Article | None:
        """The article that the question does no more than name: `what is an SNSA?`."""
        asked = set(words(question[:LONGEST]))
        fits = [a for a in self._articles if asked and asked <= _names(a)]
        return min(fits, key=lambda a: (a.id != a.topic, len(a.title)), default=None)

    def _scored(self, place: int, asked: set[str]) -> Ranked:
        counts = self._counts[place]
        norm = _K * (1 - _B + _B * self._lengths[place] / self._mean)
        shared = {
            word: self._rarity(word) * counts[word] * (_K + 1) / (counts[word] + norm)
            for word in asked & counts.keys()
        }
        best = sorted(shared, key=lambda word: (-shared[word], word))
        return Ranked(self._articles[place], sum(shared.values()), tuple(best[:5]))

    def _rarity(self, word: str) -> float:
        n = self._spread[word]
        return math.log(1 + (len(self._articles) - n + 0.5) / (n + 0.5))


class SimpleSorter:
    """Implements the Sorter port. `routing` names the queue for a topic."""

    def __init__(self, pack: Pack, routing: Routing) -> None:
        self._routing = routing
        self._rankings = {
            locale: Ranking(tuple(articles.values())) for locale, articles in pack.articles.items()
        }

    def __call__(self, question: str, locale: str, pack: Pack) -> Triage:
        ranking = self._rankings[pack.locale(locale)]
        named, ranked = ranking.named(question), ranking.ranked(question)
        if not ranked:
            return Triage(language=locale, topic="contact", confidence=0.0, why=("no known word",))
        best = next((r for r in ranked if r.article == named), ranked[0])
        topics = tuple(dict.fromkeys(r.article.topic for r in ranked))
        rival = next((r.score for r in ranked if r.article.topic != best.article.topic), 0.0)
        sure = named is not None or (best.score >= ENOUGH and best.score >= AHEAD * rival)
        out = best.article.topic == "out_of_scope"
        route = self._routing.route(best.article.topic, "", locale)
        return Triage(
            language=locale,
            topic=best.article.topic,
            topics=tuple(topic for topic in topics if topic != "out_of_scope")[:3],
            queue=None if out else route.queue,
            confidence=round(best.score / (best.score + rival + 1), 3),
            article=best.article.id if sure and not out else None,
            why=(f"words: {', '.join(best.words)}", f"routing rule {route.rule}"),
        )


def words(text: str) -> list[str]:
    """Lower-case words without accents, plural endings and words that say nothing."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return [_singular(word) for word in _WORD.findall(plain) if word not in _STOP]


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word


def _names(article: Article) -> set[str]:
    return set(words(" ".join((article.title, *article.keywords))))


def _weighted(article: Article) -> Counter[str]:
    counts: Counter[str] = Counter()
    for part, weight in _WEIGHTS:
        value = getattr(article, part)
        for word in words(value if isinstance(value, str) else " ".join(value)):
            counts[word] += weight
    return counts
