"""What admins' commands need: what is on record, and what must be found out outside beforehand."""

import asyncio
import re
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass, field, replace

from core.decide.admin.authority import allows
from core.decide.admin.places import place
from core.decide.words import read_command
from core.desk.ports import Inspector, Record, Store
from core.desk.witness import Seen
from core.values import admin as a
from core.values.audit import Audit
from core.values.command import Command, Say
from core.values.ids import read_case_id
from core.values.office import LATE, Administration, Finding, Workspace
from core.values.place import ConversationReference
from core.values.routing import Matching, Routing, is_address, no_patterns
from core.values.turn import Turn
from core.values.value import Misplaced

REPLAYED = 200  # cases of a rehearsal
_PATIENCE = 2.0  # seconds; a form is to be answered within three
_MOST_VERSIONS = 20
_MOST_LINES = 20
_MOST_PLACES = 50


@dataclass(frozen=True, slots=True)
class Outside:
    """What was found out before the transaction, which must not wait for anybody."""

    seen: Seen | None = None
    faults: dict[str, str] = field(default_factory=dict)
    findings: tuple[Finding, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    outsiders: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


NOTHING = Outside()
_PEOPLE = ("people", "admins", "auditors")  # fields of forms
_PLACES = ("staff", "overdue_staff")
_PLACES_OF_TIMES = ("overdue_staff", "overdue_mail")
_KEY = re.compile(r'"((?:slack|teams):[^:"\\s]+:[^"\\s]+)"')
_OF_WORKSPACES = (a.ListWorkspaces, a.ShowWorkspace, a.JudgeWorkspace)


def _unread(pattern: str) -> str:
    return "patterns cannot be read on this desk"


class Administrator:
    """`pattern_fault` says what is wrong with a pattern, `matching` which occur in a text."""

    def __init__(
        self,
        inspector: Inspector | None = None,
        pattern_fault: Callable[[str], str] = _unread,
        matching: Matching = no_patterns,
    ) -> None:
        self._inspector = inspector
        self._pattern_fault = pattern_fault
        self._matching = matching

    async def outside(
        self, turn: Turn, store: Store, routing: Callable[[Record], Routing]
    ) -> Outside:
        """Asked only for whoever may take the command: nobody else makes the desk look or write
        anywhere."""
        command = _meant(turn)
        if not isinstance(command, a.OfAdmin):
            return Outside()
        office, _ = await store.read(lambda record: record.office())
        if not allows(office, turn.person, command):
            return Outside()
        found = await self._found_out(turn, command, store, routing)
        more = (*found.outsiders, *_picked(turn, command))
        return replace(found, names=await self._names(turn, command, store, routing, more))

    async def _found_out(
        self,
        turn: Turn,
        command: a.OfAdmin,
        store: Store,
        routing: Callable[[Record], Routing],
    ) -> Outside:
        match command:
            case a.Doctor() if self._inspector:
                return Outside(findings=await self._inspector.doctor(_locale(turn)))
            case a.SaveRule(pattern=pattern) if pattern:
                fault = self._pattern_fault(pattern)
                return Outside(faults={"pattern": fault} if fault else {})
            case a.SaveQueue() | a.SaveTimes():
                known = await store.read(routing)
                faults = await self._queue_faults(turn, command, known)
                return Outside(faults=faults, outsiders=await self._outsiders(turn, command))
            case a.SaveRoles() | a.SaveWorkspace():
                return Outside(outsiders=await self._outsiders(turn, command))
            case _:
                return Outside()

    async def _outsiders(self, turn: Turn, command: a.OfAdmin) -> tuple[str, ...]:
        """Pickers of a platform offer people of other organisations too (Slack Connect)."""
        given = [key for field in _PEOPLE for key in getattr(command, field, ())]
        keys = {_full(turn, key) for key in given}
        if self._inspector is None or not keys:
            return ()
        return await self._inspector.outsiders(sorted(keys))

    async def _names(
        self,
        turn: Turn,
        command: a.OfAdmin,
        store: Store,
        routing: Callable[[Record], Routing],
        more: Sequence[str],
    ) -> Mapping[str, str]:
        """Of everybody and everything that the settings name, and those who changed them."""
        if self._inspector is None or isinstance(command, a.Doctor | a.TryRoute):
            return {}
        keys = await store.read(lambda record: _keys(command, record, routing(record)))
        offered = await store.read(lambda record: _offered(turn, command, record))
        return await self._inspector.names((*keys, *more, *offered))

    async def _queue_faults(
        self, turn: Turn, command: a.SaveQueue | a.SaveTimes, routing: Routing
    ) -> dict[str, str]:
        """All at once; what is as it was is not asked again."""
        old, locale = routing.queues.get(command.queue), _locale(turn)
        fields = ("staff", "mailbox")
        asked: dict[str, Coroutine[None, None, str]] = {}
        if self._inspector is None:
            return {}
        if isinstance(command, a.SaveQueue):
            before = (old.staff, old.mailbox) if old else (None, "")
            given = command.staff, command.mailbox
        else:
            second = old.escalate_to if old else None
            before = (second, second.conversation if second else "")
            given, fields = (command.overdue_staff, command.overdue_mail), _PLACES_OF_TIMES
        staff, mailbox = _own_place(turn, given[0]), given[1]
        if staff and staff != before[0]:
            asked[fields[0]] = self._inspector.staff(staff, locale)
        if mailbox != before[1] and is_address(mailbox):
            asked[fields[1]] = self._inspector.mailbox(mailbox, locale)
        told = await asyncio.gather(*(_in_time(each) for each in asked.values()))
        return {name: text for name, text in zip(asked, told, strict=True) if text}

    def on_record(
        self,
        turn: Turn,
        record: Record,
        routing: Routing,
        outside: Outside,
        named: Mapping[str, str],
    ) -> Administration:
        """`named` are workspaces; the pages about these show their ids as well."""
        command = turn.command
        office, office_version = record.office()
        drafts = record.drafts()
        recent = record.recent_cases(REPLAYED) if _rehearses(command) else ()
        patterns = {p for each in (routing, *(d.routing for d in drafts)) for p in each.patterns}
        patterns.add(getattr(command, "pattern", ""))
        return Administration(
            office=office,
            office_version=office_version,
            version=record.routing_version(),
            drafts=drafts,
            versions=record.versions(_MOST_VERSIONS),
            past=self._past(command, record),
            recent=recent,
            matching={c.question: self._matching(patterns - {""}, c.question) for c in recent},
            lines=_lines(command, record),
            places=record.places(turn.person.workspace, _MOST_PLACES),
            installed=record.installed() if isinstance(command, _OF_WORKSPACES) else (),
            names={**({} if isinstance(command, _OF_WORKSPACES) else named), **outside.names},
            outsiders=outside.outsiders,
            faults=outside.faults,
            findings=outside.findings,
        )

    def _past(self, command: Command, record: Record) -> Routing | None:
        """The routing that the command refers to by its number."""
        match command:
            case a.RollBack(version=version):
                return record.routing_of(version)
            case a.Activate(owner=owner):
                base = next((d.base for d in record.drafts() if d.owner == owner), 0)
                return record.routing_of(base)
            case _:
                return record.routing_of(getattr(command, "base", 0))


def _locale(turn: Turn) -> str:
    return turn.language or turn.person.locale


def _own_place(turn: Turn, given: str) -> ConversationReference | None:
    """What is no place of one's own is refused by the rules; nobody looks at it."""
    try:
        return place(turn.person, given, "")
    except Misplaced:
        return None


def _picked(turn: Turn, command: a.OfAdmin) -> tuple[str, ...]:
    """The keys of what was chosen in the form of the own workspace; no setting may hold it yet."""
    places = (_own_place(turn, getattr(command, field, "")) for field in _PLACES)
    people = (_full(turn, key) for field in _PEOPLE for key in getattr(command, field, ()))
    home = f"{turn.person.workspace}:"
    return (*map(str, filter(None, places)), *(key for key in people if key.startswith(home)))


def _offered(turn: Turn, command: a.OfAdmin, record: Record) -> tuple[str, ...]:
    """The conversations that a form of a queue offers where the platform has no picker."""
    forms = (a.OpenQueue, a.OpenTimes, a.SaveQueue, a.SaveTimes)
    if not isinstance(command, forms):
        return ()
    return tuple(map(str, record.places(turn.person.workspace, _MOST_PLACES)))


def _full(turn: Turn, key: str) -> str:
    return key if ":" in key else f"{turn.person.workspace}:{key}"


def workspace_of(turn: Turn, record: Record) -> Workspace:
    """What the person's university decided for its own people."""
    return record.office()[0].workspace(turn.person.workspace)


def _keys(command: a.OfAdmin, record: Record, routing: Routing) -> tuple[str, ...]:
    """The keys of people and conversations."""
    installed = record.installed()
    held = (record.office()[0], routing, *record.drafts(), *record.versions(_MOST_VERSIONS))
    lines = _lines(command, record) if isinstance(command, a.ShowAudit) else ()
    texts = [each.model_dump_json() for each in (*held, *lines, *installed)]
    who = [f'"{it.id}:{it.installed_by}"' for it in installed if it.installed_by]
    return tuple(dict.fromkeys(key for text in (*texts, *who) for key in _KEY.findall(text)))


def _lines(command: Command, record: Record) -> tuple[Audit, ...]:
    if not isinstance(command, a.ShowAudit):
        return ()
    return record.lines(_MOST_LINES, read_case_id(command.case) or "")


def _meant(turn: Turn) -> Command:
    """Free text that will be read as a command."""
    said = turn.command
    if isinstance(said, Say) and (turn.direct or said.mentioned):
        return read_command(said.text)
    return said


async def _in_time(asked: Coroutine[None, None, str]) -> str:
    try:
        return await asyncio.wait_for(asked, _PATIENCE)
    except TimeoutError:
        return LATE


def _rehearses(command: Command) -> bool:
    changes = (a.SaveQueue, a.SaveTimes, a.DropQueue, a.SaveRule, a.MoveRule, a.DropRule)
    shows = (a.ShowDraft, a.KeepDraft, a.RollBack)
    return isinstance(command, (*changes, *shows))
