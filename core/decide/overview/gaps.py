"""Knowledge gaps: what several persons asked and the knowledge could not answer, by topic.

A topic counts when at least `LEAST` persons asked about it; a word is shown when at least `LEAST`
of them used it, it is rarer among the other questions, and it is no everyday word of the knowledge
pack. No text, no number and no name of anybody is in it.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from core.values.monthly import Gap
from core.values.pack import Pack

LEAST = 3  # persons; fewer could be recognised
_MOST_WORDS, _MOST_GAPS = 5, 8
_WORD = re.compile(r"[^\W\d_]{4,30}")
_EVERYDAY = 0.15  # of the articles of one language
_LIFT = 0.2  # by how much more of these persons than of the others used the word
_MOST_READ = 3000  # characters of one question


@dataclass(frozen=True, slots=True)
class Heard:
    """A question that no knowledge answered. `names` are words by which somebody is called."""

    person: str
    topic: str
    text: str
    names: str = ""


def gaps(pack: Pack, heard: Iterable[Heard]) -> tuple[Gap, ...]:
    """The topics that most persons asked about first."""
    said: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    named: set[str] = set()
    for each in heard:
        said[each.topic][each.person] |= _words(each.text)
        named |= _words(each.names)
    dull = named | _everyday(pack)
    counted = {topic: Counter(_spoken(people)) for topic, people in said.items()}
    whole = sum(counted.values(), Counter[str]())
    everybody = sum(map(len, said.values()))
    found = [
        Gap(topic=topic, people=len(people), words=_telling(counted[topic], len(people), rest))
        for topic, people in said.items()
        if len(people) >= LEAST and topic in pack.topics
        for rest in [_Rest(whole, everybody - len(people), dull)]
    ]
    return tuple(sorted(found, key=lambda gap: (-gap.people, gap.topic))[:_MOST_GAPS])


def _spoken(people: Mapping[str, set[str]]) -> Iterator[str]:
    """Each word of each person once."""
    return (word for words in people.values() for word in words)


@dataclass(frozen=True, slots=True)
class _Rest:
    """How many of all persons used a word, how many are not of the topic, and dull words."""

    used: Counter[str]
    others: int
    dull: set[str]


def _telling(ours: Counter[str], people: int, rest: _Rest) -> tuple[str, ...]:
    """Words of these persons that are less those of the others."""
    rated = []
    for word, users in ours.items():
        lift = users / people - (rest.used[word] - users) / max(1, rest.others)
        if users >= LEAST and lift >= _LIFT and word not in rest.dull:
            rated.append((-lift, word))
    return tuple(word for _, word in sorted(rated)[:_MOST_WORDS])


def _words(text: str) -> set[str]:
    return set(_WORD.findall(text[:_MOST_READ].casefold()))


def _everyday(pack: Pack) -> set[str]:
    found: set[str] = set()
    for locale in pack.locales:
        found |= _everyday_of(_bodies(pack, locale))
    return found


def _bodies(pack: Pack, locale: str) -> tuple[str, ...]:
    return tuple(article.body for article in pack.articles[locale].values())


@lru_cache(maxsize=8)
def _everyday_of(bodies: tuple[str, ...]) -> frozenset[str]:
    """What stands in many articles of a language says nothing of a question."""
    counted: dict[str, int] = defaultdict(int)
    for body in bodies:
        for word in set(_WORD.findall(body.casefold())):
            counted[word] += 1
    least = max(3, _EVERYDAY * len(bodies))
    return frozenset(word for word, count in counted.items() if count >= least)
