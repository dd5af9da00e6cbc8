"""Reads the folder `triage` of a pack: examples in each language, synonyms, rules."""

from pathlib import Path
from typing import Annotated, TypeVar

import yaml
from pydantic import AfterValidator, BeforeValidator, Field, TypeAdapter, ValidationError

from adapters.triage.concepts import is_pattern
from core.values.pack import Pack
from core.values.value import DeskError, Value

NO_ARTICLE = "none"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one reads ten times as fast

T = TypeVar("T")


class BookError(DeskError):
    """What is wrong with the folder; the text names the file. The desk does not start."""


def _pattern(text: str) -> str:
    if not is_pattern(text):
        raise ValueError(f"'{text}' is no pattern: small letters a-z, digits, stars at the ends")
    return text


def _lines(text: object) -> object:
    return [line.strip() for line in text.splitlines()] if isinstance(text, str) else text


def _commas(text: object) -> object:
    return [part.strip() for part in text.split(",")] if isinstance(text, str) else text


def _choice(text: object) -> object:
    return text.split("|") if isinstance(text, str) else text


Pattern = Annotated[str, AfterValidator(_pattern)]
Examples = dict[str, dict[str, Annotated[tuple[str, ...], BeforeValidator(_lines)]]]
Synonyms = dict[str, Annotated[tuple[Pattern, ...], BeforeValidator(_commas)]]
AnyOf = Annotated[tuple[str, ...], BeforeValidator(_choice)]


class Rule(Value):
    """Set by a human: beats what was learned. The first that fits wins.

    It fits when every group of `all` shows at least one of its concepts, and none of `none` shows.
    `longest` limits it to short questions, in words. `route_as` asks the routing for the queue of
    another topic.
    """

    id: str
    all: Annotated[tuple[AnyOf, ...], Field(min_length=1)]
    none: tuple[str, ...] = ()
    longest: int | None = None
    topic: str
    article: str | None = None
    route_as: str | None = None


class Pointer(Value):
    """Where else to ask, for questions of these topics that show one of the concepts. The first
    that fits wins; the pack's phrase `pointer.NAME` says it."""

    name: str
    topics: Annotated[tuple[str, ...], Field(min_length=1)]
    any: AnyOf = ()


class RulesFile(Value):
    """`rules.yaml`. `without_queue` are topics that go to nobody unless the person asks for one;
    `not_answers` are articles that only say that a person must answer. `lean` favours topics in
    doubt: it is added to their scores, which go from about -1 to 1. `names` are spelled right,
    whatever the pack has that looks like them."""

    without_queue: frozenset[str] = frozenset()
    not_answers: frozenset[str] = frozenset()
    lean: dict[str, float] = Field(default_factory=dict)
    names: str = ""
    rules: tuple[Rule, ...] = ()
    pointers: tuple[Pointer, ...] = ()


class Example(Value):
    language: str
    topic: str
    article: str
    text: str


class Book(Value):
    """Everything of the folder. A pack without the folder has an empty one."""

    examples: tuple[Example, ...] = ()
    concepts: Synonyms = Field(default_factory=dict)
    rules: RulesFile = RulesFile()


def read_book(folder: Path, pack: Pack) -> Book:
    """Raises BookError for a file that does not fit, or names what the pack does not have."""
    languages = sorted(p for p in folder.glob("*.yaml") if p.stem not in ("concepts", "rules"))
    book = Book(
        examples=tuple(example for path in languages for example in _examples(path)),
        concepts=_read(folder / "concepts.yaml", Synonyms, {}),
        rules=_read(folder / "rules.yaml", RulesFile, RulesFile()),
    )
    unknown = sorted(_unknown(book, pack))
    if unknown:
        raise BookError(f"{folder}: the pack does not have: {', '.join(unknown)}")
    return book


def _read(path: Path, kind: type[T], missing: T) -> T:
    if not path.exists():
        return missing
    try:
        written = yaml.load(path.read_text(encoding="utf-8"), Loader=_LOADER)  # noqa: S506
        return TypeAdapter(kind).validate_python(written)
    except (yaml.YAMLError, ValidationError, UnicodeDecodeError) as error:
        raise BookError(f"{path}: {error}") from None


def _examples(path: Path) -> list[Example]:
    written: Examples = _read(path, Examples, {})
    return [
        Example(language=path.stem, topic=topic, article=article, text=text)
        for topic, articles in written.items()
        for article, texts in articles.items()
        for text in texts
    ]


def _unknown(book: Book, pack: Pack) -> set[str]:
    articles = pack.articles[pack.default_locale]
    topics = {e.topic for e in book.examples} | {r.topic for r in book.rules.rules}
    topics |= {r.route_as for r in book.rules.rules if r.route_as}
    topics |= book.rules.without_queue | book.rules.lean.keys()
    topics |= {topic for pointer in book.rules.pointers for topic in pointer.topics}
    named = {(e.topic, e.article) for e in book.examples if e.article != NO_ARTICLE}
    named |= {(r.topic, r.article) for r in book.rules.rules if r.article}
    concepts = {
        c for r in book.rules.rules for c in (*r.none, *(c for any_ in r.all for c in any_))
    }
    concepts |= {concept for pointer in book.rules.pointers for concept in pointer.any}
    phrases = {f"pointer.{pointer.name}" for pointer in book.rules.pointers}
    return {
        *(f"phrase '{key}'" for key in phrases - pack.phrases[pack.default_locale].keys()),
        *(f"topic '{topic}'" for topic in topics - set(pack.topics)),
        *(
            f"article '{article}' of topic '{topic}'"
            for topic, article in named
            if article not in articles or articles[article].topic != topic
        ),
        *(f"concept '{concept}'" for concept in concepts - book.concepts.keys()),
    }
