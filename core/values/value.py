"""The parent of all values: frozen, and closed to unknown fields."""

from pydantic import BaseModel, ConfigDict


class Value(BaseModel):
    """An immutable value. Unknown fields are refused: a typo in data is an error, no silence."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Misplaced(ValueError):
    """A fault of a value; `trail` leads to the part that is wrong: its line can be named.

    `text` is English, for files and the command line, with `{holes}` for what `values` hold. `key`
    is that of the same sentence among a pack's phrases, `fault.KEY`; empty where it is said in the
    reader's language already.
    """

    def __init__(self, text: str, *trail: str | int, key: str = "", **values: object) -> None:
        super().__init__(text.format(**values) if key else text)
        self.trail = trail
        self.key = key
        self.values = values


class DeskError(Exception):
    """Something went wrong in a way that is safe to show to the person who acted.

    The text says what happened, that nothing was lost (or what was), and what to do next.
    """


class NotRecorded(DeskError):
    """The store could not take the turn in time, and it is certain that it did not."""


class PerhapsRecorded(DeskError):
    """The store did not say in time whether the turn was taken."""
