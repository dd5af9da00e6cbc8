"""What stands in `glossary.yaml` and in `<locale>/glossary.yaml`, the meaning of each term."""

from datetime import date
from typing import Annotated

from pydantic import Field

from adapters.packs.schema import Name, SourceIds, Text
from core.values.glossary import Standing
from core.values.value import Value


class TermRow(Value):
    """`names` has for each language the terms by their standing; `see` is the id of an article."""

    short: tuple[Text, ...] = ()
    names: Annotated[dict[Name, dict[Standing, tuple[Text, ...]]], Field(min_length=1)]
    also: tuple[Text, ...] = ()
    sources: SourceIds
    see: Name


class GlossaryFile(Value):
    """`glossary.yaml`, which a pack may do without."""

    as_of: date
    review_by: date
    languages: dict[Name, Text]
    terms: Annotated[dict[Name, TermRow], Field(min_length=1)]


GlossaryTexts = dict[Name, Text]
"""`<locale>/glossary.yaml`: the meaning of each term."""
