"""What is kept about a person, and the wish to have it taken out."""

from datetime import datetime

from core.values.case import Case, Question
from core.values.place import Person
from core.values.value import Value


class Holdings(Value):
    """`cases` are whole, the oldest first. `advised` are cases of others on which the person
    advised, whole: only the own advice is for the person. `places` say where messages of ours about
    the person stand, as `Landed.text` does; `unsure` are the lanes of such as may stand there, or
    come there yet. `language` is empty unless it was chosen."""

    cases: tuple[Case, ...] = ()
    advised: tuple[Case, ...] = ()
    questions: tuple[Question, ...] = ()
    language: str = ""
    places: tuple[str, ...] = ()
    unsure: tuple[str, ...] = ()


class Erasure(Value):
    """Content about the person is shredded in this transaction. `token` is random and stands for
    the person from now on; deliveries with the slot `token` take back what stands on the platforms.

    With `before` (UTC) it is the second look: what the first one still needed goes too, and nothing
    that came later.
    """

    person: Person
    token: str
    before: datetime | None = None
