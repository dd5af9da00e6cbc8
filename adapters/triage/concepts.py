"""Words of several languages that mean the same: `bijwerking` and `Nebenwirkung` are one concept.

So an example in one language teaches the others, and rules need no list of words of their own.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache

from adapters.triage.words import words

_NONE: frozenset[str] = frozenset()
_ABBREVIATED = 5  # letters, at most
_STEM = 3  # letters before a star, at least: shorter stems would match everything


class Concepts:
    """Finds concepts in words. A star in a pattern stands for any letters; spaces make a phrase."""

    def __init__(self, patterns: Mapping[str, Iterable[str]]) -> None:
        self._whole: dict[str, set[str]] = defaultdict(set)
        self._starts: dict[str, set[str]] = defaultdict(set)
        self._inside: dict[str, set[str]] = defaultdict(set)
        self._phrases: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        for concept, texts in patterns.items():
            for text in texts:
                self._learn(concept, tuple(text.split()))
        self._marks = lru_cache(maxsize=2_000)(self._marks_of)

    def means(self, word: str) -> bool:
        """Whether the word alone shows a concept, or begins a phrase that does."""
        return any(mark in self._phrases for mark in self._marks(word))

    def kin(self, one: str, other: str) -> bool:
        """Whether some pattern fits both words."""
        return bool(self._marks(one) & self._marks(other))

    @cached_property
    def abbreviations(self) -> frozenset[str]:
        """Short words that show a concept by themselves, such as `cta`."""
        return frozenset(
            mark
            for mark, phrases in self._phrases.items()
            if len(mark) <= _ABBREVIATED
            and "*" not in mark
            and any(len(phrase) == 1 for phrase, _ in phrases)
        )

    def found(self, asked: list[str]) -> dict[str, str]:
        """The concepts in these words, each with the words that showed it."""
        marks = [self._marks(word) for word in asked]
        shown: dict[str, str] = {}
        for at, word in enumerate(asked):
            for mark in sorted(marks[at]):
                for phrase, concept in self._phrases.get(mark, ()):
                    if _stands(phrase, marks, at):
                        said = " ".join(asked[at : at + len(phrase)])
                        shown.setdefault(concept, said or word)
        return shown

    def _learn(self, concept: str, phrase: tuple[str, ...]) -> None:
        for pattern in phrase:
            _shelf(pattern, self._whole, self._starts, self._inside)[pattern.strip("*")].add(
                pattern
            )
        self._phrases[phrase[0]].append((phrase, concept))

    def _marks_of(self, word: str) -> frozenset[str]:
        """The patterns that fit the word."""
        marks = set(self._whole.get(word, ()))
        for end in range(_STEM, len(word) + 1):
            marks |= self._starts.get(word[:end], set())
        for stem, patterns in self._inside.items():
            if stem in word:
                marks |= {p for p in patterns if p.endswith("*") or word.endswith(stem)}
        return frozenset(marks) or _NONE


def _shelf(
    pattern: str,
    whole: dict[str, set[str]],
    starts: dict[str, set[str]],
    inside: dict[str, set[str]],
) -> dict[str, set[str]]:
    if pattern.startswith("*"):
        return inside
    return starts if pattern.endswith("*") else whole


def _stands(phrase: tuple[str, ...], marks: list[frozenset[str]], at: int) -> bool:
    if at + len(phrase) > len(marks):
        return False
    return all(pattern in marks[at + step] for step, pattern in enumerate(phrase))


def is_pattern(text: str) -> bool:
    """Whether every word is written as `words` reads it, with stars at its ends only."""
    parts = text.split()
    return bool(parts) and all(
        words(part.strip("*")) == [part.strip("*")]
        and (not part.endswith("*") or len(part.strip("*")) >= _STEM)
        for part in parts
    )
