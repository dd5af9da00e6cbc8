"""What admins keep beside the routing: roles, workspaces' own options, ready answers; and what they
are about to change."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from core.values.audit import Audit
from core.values.case import Case
from core.values.installation import Installation
from core.values.place import ConversationReference, Person
from core.values.routing import Address, Routing, Words
from core.values.value import Value

Asks = Literal["everyone", "listed", "nobody"]


class Workspace(Value):
    """What a university decides for its own workspace or tenant; never the regulator's routing.

    `locale` is used where the platform reports none; `contact` gets a copy of each receipt's
    number. `admins` and `people` are keys of persons of that workspace. `name` is what the office
    calls it, where its platform does not say.
    """

    name: Annotated[str, StringConstraints(max_length=80)] = ""
    admins: Words = ()
    locale: str = ""
    asks: Asks = "everyone"
    people: Words = ()
    contact: Address | Literal[""] = ""


class ReadyAnswer(Value):
    """A canned answer: a text that staff send often. `locale` is the language it is written in."""

    title: str
    text: str
    locale: str
    topic: str = ""


class Office(Value):
    """`admins` configure everything, `auditors` see settings and the audit trail but no case.

    With `two_people` nobody puts a routing into force alone. Workspaces are by `platform:tenant`.
    """

    admins: Words = ()
    auditors: Words = ()
    two_people: bool = False
    workspaces: dict[str, Workspace] = Field(default_factory=dict)
    answers: dict[str, ReadyAnswer] = Field(default_factory=dict)

    def is_admin(self, person: Person) -> bool:
        return person.key in self.admins

    def is_auditor(self, person: Person) -> bool:
        return person.key in self.auditors

    def runs_workspace(self, person: Person) -> bool:
        """Whether the person is an admin of the university's workspace that they belong to."""
        return person.key in self.workspace(person.workspace).admins

    def workspace(self, name: str) -> Workspace:
        return self.workspaces.get(name, Workspace())


class Version(Value):
    """One version of the routing: who put it into force, and when (UTC)."""

    number: int
    at: datetime
    by: str


class Draft(Value):
    """A routing that somebody prepares. `base` is the version it was begun from, `at` when it was
    last changed (UTC). With `office` it is the office that is prepared, and `base` is of that."""

    owner: str
    base: int
    at: datetime
    routing: Routing
    office: Office | None = None


class Finding(Value):
    """What the doctor found about one part of the desk. `mend` says what to do; empty when well.

    `part`, `told` and `mend` are English, with `{holes}` for what `values` hold; `said` fills them.
    `part` is a key, `name` what people read for it.
    """

    part: str
    name: str = ""
    well: bool
    told: str
    mend: str = ""
    values: dict[str, str] = Field(default_factory=dict)

    def said(self, words: Mapping[str, str]) -> "Finding":
        """In another language: `words` gives its sentence for an English one, where it has one."""
        raw = self.values
        values = {name: words.get(value, value) for name, value in self.values.items()}

        def fill(text: str) -> str:
            return _HOLE.sub(lambda hole: values.get(hole[1], hole[0]), words.get(text, text))

        return Finding(
            part=_HOLE.sub(lambda hole: raw.get(hole[1], hole[0]), self.part),
            name=self.name or fill(self.part),
            well=self.well,
            told=fill(self.told),
            mend=fill(self.mend),
        )


LATE = "late"
"""Stands for what was not found out in time, where a fault of a field would stand."""
_HOLE = re.compile(r"\{(\w+)\}")


class Administration(Value):
    """What was on record for an admin's command, and what was found out outside.

    `faults` are what is wrong with the values given, by field: a conversation that is public, a
    mailbox that refuses. `matching` are the patterns that occur in each question,
    `places` the channels of the person's workspace that the desk knows, `installed` the workspaces
    that installed the app. `names` are what people, conversations and workspaces are called,
    by their keys; `outsiders` are people of another organisation, who were picked nevertheless.
    """

    office: Office = Office()
    office_version: int = 0
    version: int = 0
    drafts: tuple[Draft, ...] = ()
    versions: tuple[Version, ...] = ()
    past: Routing | None = None
    recent: tuple[Case, ...] = ()
    matching: dict[str, frozenset[str]] = Field(default_factory=dict)
    lines: tuple[Audit, ...] = ()
    places: tuple[ConversationReference, ...] = ()
    installed: tuple[Installation, ...] = ()
    names: dict[str, str] = Field(default_factory=dict)
    outsiders: tuple[str, ...] = ()
    faults: dict[str, str] = Field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    def draft_of(self, owner: str) -> Draft | None:
        return next((draft for draft in self.drafts if draft.owner == owner), None)


class PutRouting(Value):
    """Effect: this routing comes into force, if `base` still is."""

    routing: Routing
    base: int


class PutOffice(Value):
    """Effect: this office comes into force, if `base` still is."""

    office: Office
    base: int


class DropDraft(Value):
    """Effect: the draft of that person is gone."""

    owner: str
