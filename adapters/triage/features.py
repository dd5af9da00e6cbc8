"""A question as a sparse row of weighted traces: pieces of words, words, concepts, their pairs."""

import math
from array import array
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import TypeAlias

import numpy as np
import numpy.typing as npt

from adapters.triage.concepts import Concepts
from adapters.triage.spelling import Spelling
from adapters.triage.words import loud, pieces, terms, words

Numbers: TypeAlias = npt.NDArray[np.float32]
Places: TypeAlias = npt.NDArray[np.int32]
Traces: TypeAlias = tuple[Counter[str], ...]
Ints: TypeAlias = "array[int]"

_WEIGHTS = (1.5, 0.7, 0.7, 0.5)  # of the four kinds of traces; from cross-validation, see the ADR
_RARE = 3  # a trace that fewer examples show teaches nothing
_MOST = 99  # times that a trace is counted in one question
_DAMPED = (0.0, *(1 + math.log(times) for times in range(1, _MOST + 1)))


@dataclass(frozen=True, slots=True)
class Reading:
    """A question as it was understood; `concepts` with the words that showed each."""

    words: tuple[str, ...]
    concepts: Mapping[str, str]

    def traces(self) -> Traces:
        said = list(self.words)
        shown = sorted(self.concepts)
        return (
            Counter(pieces(said)),
            Counter(terms(said)),
            Counter(f"k:{concept}" for concept in shown),
            Counter(f"p:{one}+{other}" for one, other in combinations(shown, 2)),
        )


class Reader:
    """Text → Reading: splits, mends, finds concepts."""

    def __init__(self, spelling: Spelling, concepts: Concepts) -> None:
        self.spelling = spelling
        self._concepts = concepts

    def read(self, text: str) -> Reading:
        said = self.spelling.mended(words(text), self._concepts, loud(text))
        return Reading(tuple(said), self._concepts.found(said))


@dataclass(frozen=True, slots=True)
class Row:
    places: Places
    values: Numbers


class Tally:
    """Counts the traces of the examples, each kept as two short arrays: memory is dear."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.spread = array("i")
        self.examples: list[tuple[tuple[Ints, Ints], ...]] = []

    def add(self, kinds: Traces) -> None:
        self.examples.append(tuple(self._noted(kind) for kind in kinds))

    def _noted(self, kind: Counter[str]) -> tuple[Ints, Ints]:
        numbers = array("i", [self.numbers.setdefault(t, len(self.numbers)) for t in kind])
        self.spread.extend([0] * (len(self.numbers) - len(self.spread)))
        for number in numbers:
            self.spread[number] += 1
        return numbers, array("i", kind.values())


class Features:
    """Knows the traces of the examples and how rare each is (TF-IDF; each kind of length 1)."""

    def __init__(self, traces: Iterable[str], rarity: Iterable[float]) -> None:
        self._place = {trace: place for place, trace in enumerate(traces)}
        self._rarity = array("f", rarity)

    @classmethod
    def of(cls, tally: Tally) -> "Features":
        kept = [(t, n) for t, n in tally.numbers.items() if tally.spread[n] >= _RARE]
        total = len(tally.examples)
        return cls([t for t, _ in kept], [_rarity(total, tally.spread[n]) for _, n in kept])

    @property
    def traces(self) -> list[str]:
        return list(self._place)

    @property
    def rarity(self) -> list[float]:
        return self._rarity.tolist()

    def __len__(self) -> int:
        return len(self._place)

    def place(self, trace: str) -> int | None:
        return self._place.get(trace)

    def row(self, kinds: Traces) -> Row:
        place = self._place
        return self._weighed(
            [(place[trace], times) for trace, times in kind.items() if trace in place]
            for kind in kinds
        )

    def rows(self, tally: Tally) -> Iterator[Row]:
        """The rows of the examples, in their order."""
        place = dict(zip(tally.numbers.values(), map(self._place.get, tally.numbers), strict=True))
        for kinds in tally.examples:
            yield self._weighed(
                [
                    (at, times)
                    for number, times in zip(*kind, strict=True)
                    if (at := place[number]) is not None
                ]
                for kind in kinds
            )

    def _weighed(self, kinds: Iterable[list[tuple[int, int]]]) -> Row:
        places: list[int] = []
        values: list[float] = []
        for known, weight in zip(kinds, _WEIGHTS, strict=True):
            heavy = [self._rarity[at] * _DAMPED[min(times, _MOST)] for at, times in known]
            length = math.hypot(*heavy) or 1.0
            places += [at for at, _ in known]
            values += [weight * value / length for value in heavy]
        return Row(np.array(places, np.int32), np.array(values, np.float32))


def _rarity(examples: int, spread: int) -> float:
    return 1 + math.log((1 + examples) / (1 + spread))
