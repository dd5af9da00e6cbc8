"""What is learned from a pack: which words speak for which topic, language and article."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from adapters.triage.features import Features, Numbers, Reader, Reading
from adapters.triage.model import Model

SHARPNESS = 7.0  # of the step from scores to probabilities; see docs/adr/0009-triage.md
_EACH = 3  # words that a reason names
_SMALL_WORD = 3  # letters of words that are no reason, such as `the`


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the words of a question speak for. `articles` are scores from about -1 to 1."""

    topics: Mapping[str, float]
    languages: Mapping[str, float]
    articles: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Learned:
    """The columns of the model are `topics`, `languages` and `articles`, in this order."""

    reader: Reader
    topics: tuple[str, ...]
    languages: tuple[str, ...]
    articles: tuple[str, ...]
    features: Features
    model: Model

    def opinion(self, reading: Reading) -> Opinion:
        found = self.model.scores(self.features.row(reading.traces()))
        topics, languages, articles = np.split(
            found, (len(self.topics), len(self.topics) + len(self.languages))
        )
        return Opinion(
            dict(zip(self.topics, _probable(topics), strict=True)),
            dict(zip(self.languages, languages.tolist(), strict=True)),
            dict(zip(self.articles, articles.tolist(), strict=True)),
        )

    def reasons(self, reading: Reading, topic: str) -> tuple[str, ...]:
        """The words that spoke most for the topic."""
        said = {f"k:{concept}": shown for concept, shown in reading.concepts.items()}
        said |= {f"w:{word}": word for word in reading.words if len(word) > _SMALL_WORD}
        row = self.features.row(reading.traces())
        value = dict(zip(row.places.tolist(), row.values.tolist(), strict=True))
        weight: dict[str, float] = {}
        for trace, shown in said.items():
            place = self.features.place(trace)
            if place in value and topic in self.topics:
                spoke = value[place] * float(self.model.weights[place, self.topics.index(topic)])
                weight[shown] = max(weight.get(shown, 0.0), spoke)
        best = sorted(weight, key=lambda shown: (-weight[shown], shown))
        return tuple(shown for shown in best if weight[shown] > 0)[:_EACH]


def _probable(found: Numbers) -> list[float]:
    powers = [math.exp(SHARPNESS * value) for value in (found - found.max()).tolist()]
    return [power / sum(powers) for power in powers]
