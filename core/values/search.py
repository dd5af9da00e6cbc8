"""What staff look for among past cases, and what was found."""

from collections.abc import Mapping

from pydantic import Field

from core.values.case import Case, Status
from core.values.value import Value


class Wanted(Value):
    """All of it must hold. `text` are words that occur in the case, in any order; of `states` and
    `topics` one must fit, where any is given. `university` are words of the organisation or of the
    workspace, as its id says or as it is `named`. Only cases in `queues` are found,
    or with `others` those in none of these queues.
    """

    text: str = ""
    states: tuple[Status, ...] = ()
    topics: tuple[str, ...] = ()
    university: str = ""
    named: Mapping[str, str] = Field(default_factory=dict)
    queues: frozenset[str] = frozenset()
    others: bool = False
    answered: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing was asked for."""
        return not (self.text.strip() or self.states or self.topics or self.university.strip())


class Hits(Value):
    """Cases with their entries, the newest first; `more` says that there are others."""

    cases: tuple[Case, ...] = ()
    more: bool = False
