"""Terms and abbreviations as values, with their equivalents in the languages of the pack."""

from datetime import date
from typing import Literal

from pydantic import Field

from core.values.source import Source
from core.values.value import Value

Standing = Literal["official", "seen", "proposal"]


class Name(Value):
    """A term in one language: official, seen on another body's page, or our own proposal."""

    locale: str
    text: str
    standing: Standing


class Term(Value):
    """`short` are abbreviations, `also` other words that people use; `see` is an article's id.

    `meaning` is in one language; `names` are in all of them, where the sources have one.
    """

    id: str
    short: tuple[str, ...]
    names: tuple[Name, ...]
    also: tuple[str, ...]
    meaning: str
    sources: tuple[Source, ...] = Field(min_length=1)
    see: str

    def words(self) -> tuple[str, ...]:
        """Everything that this term is called."""
        return (self.id.replace("_", " "), *self.short, *(n.text for n in self.names), *self.also)

    def name(self, locale: str) -> str:
        """The term in that language, or the first one given."""
        own = (name.text for name in self.names if name.locale == locale)
        return next(own, self.names[0].text)


class Glossary(Value):
    """Every term, with meanings in one language. `languages` names each language in itself."""

    terms: tuple[Term, ...]
    languages: dict[str, str]
    as_of: date
    review_by: date
    version: str
