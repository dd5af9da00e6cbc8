"""Mends typing errors: a word that the pack does not know becomes the known word next to it.

What is another form of a known word (`submissions` beside `submission`) is spelled right and stays
as it is; its pieces tell as much.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Set
from functools import lru_cache

from adapters.triage.concepts import Concepts

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
_SHORTEST = 4  # letters of a word to mend; shorter words have too many neighbours
_SHORTEST_KNOWN = 3
_LONGEST = 30
_MOST = 30  # words of one question that are mended
_ENDINGS = frozenset(("", "s", "e", "es", "n", "en", "d", "ed"))  # of the languages of the pack
_STEM = 4  # letters that two forms of one word share


class Spelling:
    """Knows the words of the pack, by language. One edit: a letter missing, added, changed, or two
    swapped. The language that the other words speak goes first."""

    def __init__(self, known: Iterable[tuple[str, str]]) -> None:
        counted: dict[str, Counter[str]] = defaultdict(Counter)
        for language, word in known:
            counted[language][word] += 1
        self._know(counted)

    @classmethod
    def of(cls, spoken: Mapping[str, Mapping[str, int]]) -> "Spelling":
        """From the words of each language with their counts."""
        spelling = cls(())
        spelling._know({language: Counter(counts) for language, counts in spoken.items()})
        return spelling

    def _know(self, spoken: Mapping[str, Counter[str]]) -> None:
        self.spoken: dict[str, dict[str, int]] = {name: dict(c) for name, c in spoken.items()}
        self._known: Counter[str] = sum(spoken.values(), Counter())
        self._near = lru_cache(maxsize=2_000)(self._nearest)

    def mended(self, asked: list[str], concepts: Concepts, loud: Set[str]) -> list[str]:
        """The words in the same order, the unknown ones replaced where a known one is near.

        `loud` are words written in capitals: they become abbreviations. A word that means
        something as it is only becomes one that means the same.
        """
        odd = [w for w in dict.fromkeys(asked) if self._is_strange(w) or self._is_new(w, loud)]
        if not odd:
            return asked
        language = self._language(asked)
        better = {word: self._better(word, language, concepts, loud) for word in odd[:_MOST]}
        return [better.get(word, word) for word in asked]

    def _better(self, word: str, language: str, concepts: Concepts, loud: Set[str]) -> str:
        if word in loud and not concepts.means(word):
            found = self._abbreviation(word, concepts)
            if found:
                return found
        if not self._is_strange(word):
            return word
        near_one = self._near(word, language)
        return word if concepts.means(word) and not concepts.kin(word, near_one) else near_one

    def _abbreviation(self, word: str, concepts: Concepts) -> str:
        """The one that is near; of several, one that begins alike (`CTA` and `STA` look alike)."""
        near = {name for name in _edits(word) & concepts.abbreviations if len(name) > 2}
        alike = {name for name in near if name[0] == word[0]} or near
        if len(alike) > 1 and alike == near and len({name[0] for name in near}) > 1:
            return ""
        return max(alike, key=lambda name: (self._known[name], name), default="")

    def _is_new(self, word: str, loud: Set[str]) -> bool:
        return word in loud and word not in self._known

    def _is_strange(self, word: str) -> bool:
        return _SHORTEST <= len(word) <= _LONGEST and word not in self._known and word.isalpha()

    def _language(self, asked: list[str]) -> str:
        """Whose words these are; a word of one language alone says most."""
        votes: Counter[str] = Counter()
        for word in asked:
            speakers = [name for name, spoken in self.spoken.items() if word in spoken]
            votes.update(dict.fromkeys(speakers, 12 // (len(speakers) or 1)))
        return max(self.spoken, key=lambda name: votes[name], default="")

    def _nearest(self, word: str, language: str) -> str:
        """The most frequent known word one edit away; else, and where one of them is another form
        of the word, the word itself."""
        near = {n for n in self._known.keys() & _edits(word) if len(n) >= _SHORTEST_KNOWN}
        if any(_is_form(word, other) for other in near):
            return word
        own = near & self.spoken.get(language, {}).keys()
        counts = self.spoken[language] if own else self._known
        return min(own or near, key=lambda other: (-counts[other], other), default=word)


def _is_form(word: str, known: str) -> bool:
    """Whether the two differ in their endings alone."""
    return any(
        word[:at] == known[:at] and word[at:] in _ENDINGS and known[at:] in _ENDINGS
        for at in range(_STEM, len(word) + 1)
    )


def _edits(word: str) -> set[str]:
    splits = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    return {
        *(head + tail[1:] for head, tail in splits),
        *(head + tail[1:2] + tail[:1] + tail[2:] for head, tail in splits),
        *(head + letter + tail[1:] for head, tail in splits for letter in _LETTERS),
        *(head + letter + tail for head, tail in splits for letter in _LETTERS),
    }
