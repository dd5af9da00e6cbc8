"""The desk: load, decide, commit. Every turn of every platform comes through `Desk.take`."""

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from core.decide import decide
from core.decide.audit import audited, with_salts
from core.decide.casework.words import chooses
from core.decide.scene import Scene
from core.decide.words import in_words_of
from core.desk.administer import NOTHING, Administrator, Outside, workspace_of
from core.desk.asking import added, filled_in, kept
from core.desk.called import Names, nobody_tells
from core.desk.found import (
    Ticket,
    held_case,
    no_ticket,
    of_case,
    own_question,
    settled,
    understood,
    with_mine,
)
from core.desk.heard import heard
from core.desk.linking import FileWays
from core.desk.needs import FROM_THE_PACK, IN_A_THREAD, LOOKING, looks_far
from core.desk.ports import Record, Repeated, Roster, Sorter, Store
from core.desk.recalling import foreseen, remembered
from core.desk.replying import shown_of, with_reply_delivered
from core.desk.reporting import with_report
from core.desk.staffing import with_work
from core.desk.tongues import Tongues
from core.desk.whispers import put_away
from core.desk.witness import Unseen, Witness
from core.values import admin as a
from core.values import command as c
from core.values.audit import Audit
from core.values.case import Question
from core.values.decision import Decision, Found
from core.values.language import LanguageChosen
from core.values.message import Message
from core.values.pack import Pack
from core.values.place import Platform
from core.values.routing import Matching, Routing, no_patterns
from core.values.triage import Triage
from core.values.turn import Hears, Turn
from core.values.value import NotRecorded

_TRIES = 3
_MOST_GIVEN = 500  # answers from the pack that are kept

_STILL = Audit | Question | LanguageChosen  # effects that leave nothing to deliver


class Desk:
    """`now` gives the time in UTC; `new_id` 32 random hexadecimal digits; `woken` is called when
    there is something to deliver; `mails` says whether e-mail is set up, `reads_mail` whether
    replies to it are read; `matching` reads the patterns of routing rules; `rosters` know who is in
    a staff conversation; `public` is the address under which the desk's own pages can be reached,
    such as `https://desk.example`, `ticket` opens a record there; `called` tells what platforms
    call their workspaces; `files` says what crosses."""

    def __init__(
        self,
        pack: Pack,
        store: Store,
        sort: Sorter,
        *,
        now: Callable[[], datetime],
        new_id: Callable[[], str],
        woken: Callable[[], None],
        mails: bool = True,
        reads_mail: bool = False,
        matching: Matching = no_patterns,
        administrator: Administrator | None = None,
        public: str | None = None,
        saved: Callable[[Turn, str], None] = lambda turn, case: None,
        ticket: Ticket = no_ticket,
        rosters: Mapping[Platform, Roster] | None = None,
        called: Callable[[], Mapping[str, str]] = nobody_tells,
        files: FileWays = FileWays(),  # noqa: B008 a frozen value
    ) -> None:
        self.pack = pack
        self._store = store
        self._sort = sort
        self._now = now
        self._new_id = new_id
        self._woken = woken
        self._mails = mails
        self._reads_mail = reads_mail
        self._tongues = Tongues(store, now)
        self._matching = matching
        self._witness = Witness(rosters or {}, partial(chooses, pack=pack))
        self._administrator = administrator or Administrator(matching=matching)
        self._public = public
        self._saved = saved
        self._ticket = ticket
        self.names = Names(called)
        self._files = files
        self._zone = ZoneInfo(pack.calendar.hours.timezone)
        self._given: dict[object, Message | None] = {}
        self._default_routing = Routing.model_validate(pack.default_routing)

    async def take(self, turn: Turn) -> Message | None:
        """What to show to the person who acted, after everything is on record.

        Raises NotRecorded or PerhapsRecorded when the store did not take it.
        """
        turn = self._in_words_of_the_pack(turn)
        try:
            return await self._taken(turn)
        finally:
            if isinstance(turn.command, c.Language | c.Say | c.Ask):
                self._tongues.forget(turn)

    async def _taken(self, turn: Turn) -> Message | None:
        if turn.hears is Hears.AT_ONCE and isinstance(turn.command, FROM_THE_PACK):
            return self._from_pack(await self._tongues.spoken(turn))
        if isinstance(turn.command, IN_A_THREAD) and turn.where.thread:
            await settled(turn, self._store)
        outside = await self._outside(turn)
        for _ in range(_TRIES):
            with contextlib.suppress(Repeated):
                return await self._witnessed(turn, outside)
        raise NotRecorded("others changed the same at the same moment")

    async def _witnessed(self, turn: Turn, outside: Outside) -> Message | None:
        """The platform is asked once, where the rules must know how the person stands there."""
        looks = turn.hears is Hears.AT_ONCE and isinstance(turn.command, LOOKING)
        take = self._looked if looks and not turn.clicked else self._written
        try:
            return await take(turn, outside)
        except Unseen as unseen:
            seen = await self._witness.seen(turn, unseen)
            return await take(turn, replace(outside, seen=seen))

    async def _outside(self, turn: Turn) -> Outside:
        known = await self._tongues.spoken(turn) if isinstance(turn.command, a.OfAdmin) else turn
        return await self._administrator.outside(known, self._store, self.routing)

    async def foreseen(self, turn: Turn) -> Outside:
        """What the turn of a timer has to look for at length, found before its transaction."""

        def look(record: Record) -> Outside:
            scene = self._scene(turn, self._found(turn, record), record)
            return Outside(near=foreseen(scene, record))

        return await self._store.read(look) if looks_far(turn.command) else NOTHING

    def _in_words_of_the_pack(self, turn: Turn) -> Turn:
        command = in_words_of(turn.command, self.pack.command_words)
        return turn if command is turn.command else turn.model_copy(update={"command": command})

    def today(self) -> date:
        """The day in the office's own time zone."""
        return self._now().astimezone(self._zone).date()

    def _from_pack(self, turn: Turn) -> Message | None:
        """The same command in the same language on the same day has the same answer, so the very
        same value is given again; whoever renders it may rely on that."""
        locale = self.pack.locale(turn.language or turn.person.locale)
        asked = (turn.command, locale, self.today())
        if asked not in self._given:
            if len(self._given) >= _MOST_GIVEN:
                self._given.clear()
            self._given[asked] = self._decided(turn, Found(), self._default_routing).reply
        return self._given[asked]

    async def _written(self, turn: Turn, outside: Outside) -> Message | None:
        def work(record: Record) -> tuple[Message | None, bool]:
            return self._recorded(self._tongues.heard(turn, record), record, outside)

        reply, stirs = await self._store.write(work)
        if stirs:
            self._woken()
        return reply

    async def _looked(self, turn: Turn, outside: Outside) -> Message | None:
        """What the trail must hold is on record before it is shown."""
        turn = await self._tongues.spoken(turn)
        decision = await self._store.read(lambda record: self._traced(turn, record, outside))
        lines = tuple(effect for effect in decision.effects if isinstance(effect, Audit))
        if lines:
            await self._store.write(lambda record: record.audit(lines))
        return decision.reply

    def _traced(self, turn: Turn, record: Record, outside: Outside) -> Decision:
        """What the turn leads to, with its lines of the audit trail."""
        routing, known = self.routing(record), self._found(turn, record, outside)
        given = {"named": self.names.on(record), "reach": self._files.reach()}
        found = known.model_copy(update=given)
        if seen := outside.seen or self._witness.known(turn, found, routing):
            found = seen.told(found)
        found = remembered(self._scene(turn, found, record), record, outside.near)
        if self._reads_mail:
            found = found.model_copy(update={"reads_mail": True})
        decision = heard(self._decided(turn, found, routing), self.pack, mails=self._mails)
        scene = self._scene(turn, found, record)
        decision = with_salts(scene, self._files.addressed(decision, self._public))
        decision = shown_of(found, decision)
        traced = (*decision.effects, *audited(scene, decision))
        return decision.model_copy(update={"effects": traced})

    def _scene(self, turn: Turn, found: Found, record: Record) -> Scene:
        return Scene(turn, found, self.pack, self.routing(record), self._now(), self._new_id)

    def recorded(self, turn: Turn, record: Record, outside: Outside = NOTHING) -> Message | None:
        """Load, decide, save, inside one transaction. The same turn again changes nothing.

        Raises Unseen when it must first be asked how the person stands to the conversation.
        """
        return self._recorded(turn, record, outside)[0]

    def _recorded(
        self, turn: Turn, record: Record, outside: Outside
    ) -> tuple[Message | None, bool]:
        """The reply, and whether there may be something to deliver."""
        known = record.answered(turn, self._now())
        if known:
            return known.reply, False
        turn = self._in_words_of_the_pack(understood(turn, record))
        decision = self._traced(turn, record, outside)
        decision = put_away(turn, decision, record.whispered_at, self._now(), self._new_id)
        if decision == Decision():
            return None, False
        if decision.reply and decision.reply.faults and not decision.effects:
            return decision.reply, False  # on record it would answer the mended form too
        if turn.hears is Hears.AS_MESSAGE and decision.reply:
            given = (self.routing(record), self.pack, self._now(), self._new_id)
            decision = with_reply_delivered(turn, decision, *given)
        record.save(turn, decision, self._now())
        self._saved(turn, decision.case.id if decision.case else "")
        return decision.reply, not all(isinstance(each, _STILL) for each in decision.effects)

    def _decided(self, turn: Turn, found: Found, routing: Routing) -> Decision:
        decided = decide(turn, found, self.pack, routing, self._now(), self._new_id)
        if decided.reply is None:
            return decided
        return decided.model_copy(update={"reply": decided.reply.addressed(self._public)})

    def routing(self, record: Record) -> Routing:
        return record.routing() or self._default_routing

    def _found(self, turn: Turn, record: Record, outside: Outside = NOTHING) -> Found:
        """What is on record for the command."""
        match turn.command:
            case c.Home() | c.StaffQueue() | c.Digest():
                given = (self.routing(record), self.pack.calendar, outside.seen, self._now())
                return with_work(turn, record, *given)
            case c.ListCases() | c.Privacy() | c.ExportMine() | c.OpenErase() | c.EraseMine():
                return with_mine(turn, record)
            case c.Report() | c.ExportCases():
                rules, now = self.routing(record), self._now()
                seen, ticket = outside.seen, self._ticket
                return with_report(turn, record, rules, self.pack, seen, now, ticket)
            case c.Ask(question=text) if text.strip():
                return Found(triage=self._triage(turn, text, record))
            case c.OpenEscalation(question=id) if id:
                return Found(
                    question=own_question(turn, record, id),
                    workspace=workspace_of(turn, record),
                )
            case c.OpenEscalation(text=text):
                return Found(
                    triage=self._triage(turn, text, record) if text.strip() else None,
                    workspace=workspace_of(turn, record),
                )
            case a.OfAdmin():
                return self._administered(turn, record, outside)
            case c.Escalate() as form:
                return filled_in(turn, form, record, self._occurring(record))
            case c.EscalateKept(question=id):
                return kept(turn, id, record, self._occurring(record))
            case c.AddAsked() as command:
                return added(turn, command, record)
            case _:
                return of_case(turn, record, self._ticket, self.pack)

    def _administered(self, turn: Turn, record: Record, outside: Outside) -> Found:
        given = (self.routing(record), outside, self.names.on(record))
        kept = self._administrator.on_record(turn, record, *given)
        tried = turn.command.text if isinstance(turn.command, a.TryRoute) else ""
        triage = self._triage(turn, tried, record) if tried else None
        return Found(admin=kept, triage=triage, case=held_case(turn, record))

    def _occurring(self, record: Record) -> Callable[[str], frozenset[str]]:
        return partial(self._matching, self.routing(record).patterns)

    def _triage(self, turn: Turn, text: str, record: Record) -> Triage:
        locale = self.pack.locale(turn.language or turn.person.locale)
        return self._sort(text, locale, self.routing(record), turn.person.workspace)
