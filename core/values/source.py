"""Where knowledge comes from: a public page, and how far to trust what it says."""

from datetime import date
from typing import Literal

from core.values.value import Value

Confidence = Literal["high", "medium", "low"]


class Source(Value):
    """A public page, read on day `read`. `published` is None where the page bears no date."""

    id: str
    title: str
    address: str
    published: date | None = None
    read: date
