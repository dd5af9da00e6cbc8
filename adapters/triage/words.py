"""Text as words, and words as the traces (n-grams) that the model weighs."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise

_WORD = re.compile(r"[a-z0-9]+")
_LETTERS = str.maketrans({"ß": "ss", "œ": "oe", "æ": "ae"})
_LOUD = re.compile(r"\b(?=\w*[A-Z]\w*[A-Z])[A-Za-z]{2,6}\b")
_SIZES = (3, 4)
_LONGEST_WORD = 40  # letters; whatever is longer is no word


def words(text: str) -> list[str]:
    """Lower-case words without accents, in their order."""
    plain = unicodedata.normalize("NFKD", text.lower().translate(_LETTERS))
    return _WORD.findall(plain.encode("ascii", "ignore").decode())


def loud(text: str) -> frozenset[str]:
    """Short words with two capital letters at least, in small letters: abbreviations, mostly."""
    return frozenset(word.lower() for word in _LOUD.findall(text))


@lru_cache(maxsize=2_000)
def grams(word: str) -> tuple[str, ...]:
    """Pieces of a word with its edges marked; a typo changes some of them and leaves the rest."""
    edged = f" {word[:_LONGEST_WORD]} "
    return tuple(
        edged[at : at + size] for size in _SIZES for at in range(max(len(edged) - size + 1, 0))
    )


def pieces(asked: list[str]) -> Iterator[str]:
    for word in asked:
        yield from grams(word)


def terms(asked: list[str]) -> Iterator[str]:
    """Whole words, and pairs of neighbours."""
    yield from (f"w:{word}" for word in asked)
    yield from (f"b:{first} {second}" for first, second in pairwise(asked))
