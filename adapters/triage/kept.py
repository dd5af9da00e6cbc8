"""A pack and what was learned from it, as one file: a header in JSON, then the weights as they are.

The weights are mapped, not read: they take memory only where a question touches them.
"""

from pathlib import Path

import numpy as np
from pydantic import ValidationError

from adapters.triage.book import Book, RulesFile, Synonyms
from adapters.triage.concepts import Concepts
from adapters.triage.features import Features, Reader
from adapters.triage.learned import Learned
from adapters.triage.model import Model
from adapters.triage.sorter import PackSorter
from adapters.triage.spelling import Spelling
from adapters.triage.teaching import learned
from core.values.pack import Pack
from core.values.routing import Matching, no_patterns
from core.values.value import Value

_ALIGNED = 4096


class Broken(Exception):
    """There is no such file, or it is not whole."""


class Header(Value):
    """Everything but the weights. `traces` are separated by line breaks."""

    pack: Pack
    rules: RulesFile
    concepts: Synonyms
    spoken: dict[str, dict[str, int]]
    topics: tuple[str, ...]
    languages: tuple[str, ...]
    articles: tuple[str, ...]
    traces: str
    rarity: tuple[float, ...]
    usual: tuple[float, ...]


def keep(pack: Pack, book: Book, file: Path) -> None:
    """Train, and write everything that answering needs."""
    made = learned(pack, book)
    header = Header(
        pack=pack,
        rules=book.rules,
        concepts=book.concepts,
        spoken=made.reader.spelling.spoken,
        topics=made.topics,
        languages=made.languages,
        articles=made.articles,
        traces="\n".join(made.features.traces),
        rarity=tuple(made.features.rarity),
        usual=tuple(made.model.usual.tolist()),
    )
    text = header.model_dump_json().encode()
    room = -(len(text) + 16) % _ALIGNED
    weights = np.ascontiguousarray(made.model.weights, np.float32)
    with file.open("wb") as out:
        out.write(f"{len(text):15d}\n".encode())
        out.write(text + b" " * room)
        out.write(weights.tobytes())


def kept(file: Path, matching: Matching = no_patterns) -> tuple[Pack, PackSorter]:
    """Raises Broken."""
    try:
        with file.open("rb") as source:
            size = int(source.read(16))
            header = Header.model_validate_json(source.read(size))
        start = 16 + size + (-(size + 16) % _ALIGNED)
        traces = header.traces.split("\n")
        shape = (len(traces), len(header.usual))
        weights = np.memmap(file, np.float32, "r", offset=start, shape=shape)
    except (OSError, ValueError, ValidationError) as error:
        raise Broken(str(file)) from error
    made = Learned(
        reader=Reader(Spelling.of(header.spoken), Concepts(header.concepts)),
        topics=header.topics,
        languages=header.languages,
        articles=header.articles,
        features=Features(traces, header.rarity),
        model=Model(np.array(header.usual, np.float32), weights),
    )
    return header.pack, PackSorter(header.pack, header.rules, made, matching)
