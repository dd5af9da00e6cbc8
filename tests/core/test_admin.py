"""Administration in chat: drafts, rehearsal, activation, conflicts, foreign ids, the last admin."""

from collections.abc import Collection
from typing import Any

import pytest

from core.desk.administer import Administrator
from core.desk.take import Desk
from core.desk.tongues import Tongues
from core.values import admin as a
from core.values import command as c
from core.values.audit import Act
from core.values.delivery import Delivery
from core.values.message import Message
from core.values.office import Finding, Office, Workspace
from core.values.place import ConversationReference, Person
from core.values.turn import Turn
from tests.core.fakes import MemoryRecord, MemoryStore, knows_nothing, texts
from tests.core.given import ALICE, LUCAS, MARC, NOW, PACK, ROUTING, SOFIE, ids

NEW = {"name": "dev", "staff": "C0DEV", "mailbox": "dev@office.example", "days": "5"}


class Eyes:
    """Implements the Inspector port; what is wrong is told by field."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.wrong: dict[str, str] = {}
        self.called: dict[str, str] = {}
        self.strangers: set[str] = set()

    async def staff(self, place: ConversationReference, locale: str = "") -> str:
        self.asked.append(str(place))
        return self.wrong.get("staff", "")

    async def mailbox(self, address: str, locale: str = "") -> str:
        self.asked.append(address)
        return self.wrong.get("mailbox", "")

    async def names(self, keys: Collection[str]) -> dict[str, str]:
        return {key: self.called[key] for key in keys if key in self.called}

    async def outsiders(self, keys: Collection[str]) -> tuple[str, ...]:
        return tuple(key for key in keys if key in self.strangers)

    async def doctor(self, locale: str) -> tuple[Finding, ...]:
        self.asked.append("doctor")
        return (Finding(part="clock", well=False, told="It is late.", mend="Set it."),)


class Office2:
    """A desk in memory with two admins: Sofie and Marc."""

    def __init__(self) -> None:
        self.store = MemoryStore(MemoryRecord(rules=ROUTING, past=[ROUTING]))
        self.record.kept.append(Office(admins=(SOFIE.key, MARC.key), auditors=(LUCAS.key,)))
        self.eyes = Eyes()
        self._ids = ids("admin")
        administrator = Administrator(self.eyes, _fault, lambda patterns, text: frozenset())
        self.desk = Desk(
            PACK, self.store, knows_nothing, now=lambda: NOW, new_id=self._ids,
            woken=lambda: None, administrator=administrator,
        )  # fmt: skip

    @property
    def record(self) -> MemoryRecord:
        return self.store.record

    async def take(self, who: Person, command: c.Command) -> Message:
        turn = Turn(key=self._ids(), person=who, where=who.direct, command=command, direct=True)
        reply = await self.desk.take(turn)
        assert reply is not None
        return reply

    async def filled(self, who: Person, opened: c.Command, **inputs: str) -> Message:
        """Open a form, fill it in as a person does, submit it."""
        form = (await self.take(who, opened)).form
        assert form is not None
        initial = {f.id: f.initial for f in form.fields if f.initial}
        given = {**initial, **inputs, **form.command}
        return await self.take(who, c.COMMAND.validate_python(given))

    async def pressed(self, who: Person, message: Message, kind: type[Any]) -> Message:
        button = next(b for b in message.buttons if isinstance(b.command, kind))
        assert button.command is not None
        return await self.take(who, button.command)


def _fault(pattern: str) -> str:
    return "unreadable" if "(" in pattern else ""


@pytest.fixture
def office() -> Office2:
    return Office2()


async def test_a_change_is_a_draft_until_somebody_activates_it(office: Office2) -> None:
    draft = await office.filled(SOFIE, a.OpenQueue(), **NEW)
    assert draft.title.startswith("admin.draft_title")
    assert office.record.rules == ROUTING
    done = await office.pressed(SOFIE, draft, a.Activate)
    assert "admin.in_force version=2" in done.text
    assert office.record.rules is not None
    queue = office.record.rules.queues["dev"]
    assert str(queue.staff) == "slack:T0STAFF:C0DEV"
    assert (queue.mailbox, queue.respond_within) == ("dev@office.example", 5)
    assert office.record.drafts() == ()
    whats = [(line.by, line.act, line.what) for line in office.record.trail]
    assert whats == [
        (SOFIE.key, Act.CHANGED, "save_queue"), (SOFIE.key, Act.CHANGED, "activate")
    ]  # fmt: skip


async def test_a_rehearsal_shows_who_would_have_moved(office: Office2) -> None:
    await office.take(ALICE, c.Escalate(question="May I?", topic="sta", consent="yes"))
    rehearsed = await office.filled(SOFIE, a.OpenRule(), topic="sta", queue="ctr")
    assert "count=1 last=1" in rehearsed.text
    assert [f.value for f in rehearsed.facts if "→" in f.value and f.label != "+"] == ["nio → ctr"]


@pytest.mark.parametrize("field", ["staff", "mailbox"])
async def test_what_the_platform_says_keeps_the_form_open(office: Office2, field: str) -> None:
    office.eyes.wrong[field] = f"the {field} is public"
    again = await office.filled(SOFIE, a.OpenQueue(), **NEW)
    assert again.faults == {field: f"the {field} is public"}
    assert again.form is not None
    typed = {f.id: f.initial for f in again.form.fields}
    assert (typed["name"], typed["mailbox"], typed["days"]) == ("dev", "dev@office.example", "5")
    assert office.record.drafts() == ()


async def test_nobody_else_makes_the_desk_look_or_write_anywhere(office: Office2) -> None:
    for who in (ALICE, LUCAS):
        said = await office.take(who, a.SaveQueue.model_validate(NEW | {"base": 1}))
        assert said.title.startswith("refused.admin_only")
    assert office.eyes.asked == []


@pytest.mark.parametrize(
    ("opened", "inputs"),
    [
        (a.OpenQueue(), NEW | {"staff": "slack:T0OTHER:C1"}),
        (a.OpenQueue(), NEW | {"staff": "teams:t:19:x@thread.tacv2"}),
        (a.OpenQueue(), NEW | {"people": "slack:T0OTHER:U0EVE"}),
        (a.OpenRoles(), {"admins": "U0SOFIE,slack:T0OTHER:U0EVE"}),
        (a.OpenRoles(), {"auditors": "teams:T:U0EVE"}),
        (a.OpenWorkspace(), {"workspace": "slack:T0KUL", "admins": "slack:T0OTHER:U0EVE"}),
    ],
)
async def test_ids_of_a_foreign_workspace_are_refused(
    office: Office2, opened: c.Command, inputs: dict[str, str]
) -> None:
    before = office.record.office()
    again = await office.filled(SOFIE, opened, **inputs)
    (fault,) = again.faults.values()
    assert "admin.foreign" in fault
    assert again.form is not None
    assert (office.record.office(), office.record.drafts()) == (before, ())


async def test_who_is_slower_sees_what_the_other_changed(office: Office2) -> None:
    """Both prepare; the second to activate is shown the difference, and decides."""
    mine = await office.filled(SOFIE, a.OpenQueue(), **NEW)
    theirs = await office.filled(MARC, a.OpenRule(), topic="fees", queue="ctr")
    await office.pressed(MARC, theirs, a.Activate)
    shown = await office.pressed(SOFIE, mine, a.Activate)
    assert shown.title.startswith("admin.overtaken_title")
    assert [(f.label, f.value) for f in shown.facts] == [("+", "rule topic: fees → ctr")]
    assert len(office.record.past) == 2
    kept = await office.pressed(SOFIE, shown, a.KeepDraft)
    await office.pressed(SOFIE, kept, a.Activate)
    assert office.record.rules is not None
    assert "dev" in office.record.rules.queues


async def test_a_form_that_was_opened_before_a_change_saves_nothing(office: Office2) -> None:
    form = (await office.take(SOFIE, a.OpenQueue())).form
    assert form is not None
    theirs = await office.filled(MARC, a.OpenRule(), topic="fees", queue="ctr")
    await office.pressed(MARC, theirs, a.Activate)
    late = await office.take(SOFIE, c.COMMAND.validate_python({**NEW, **form.command}))
    assert late.title.startswith("admin.stale_title")
    assert [f.value for f in late.facts] == ["rule topic: fees → ctr"]
    assert office.record.drafts() == ()


async def test_nobody_activates_what_they_have_not_seen(office: Office2) -> None:
    said = await office.take(MARC, a.Activate(owner=SOFIE.key, at="2026-01-01T00:00:00+00:00"))
    assert said.title.startswith("refused.routing_changed")


async def test_two_people_where_the_office_wants_it(office: Office2) -> None:
    await office.filled(SOFIE, a.OpenRoles(), two_people="yes")
    draft = await office.filled(SOFIE, a.OpenQueue(), **NEW)
    alone = await office.pressed(SOFIE, draft, a.Activate)
    assert alone.title.startswith("refused.second_needed")
    start = await office.take(MARC, a.Admin())
    seen = await office.pressed(MARC, start, a.ShowDraft)
    assert "admin.in_force" in (await office.pressed(MARC, seen, a.Activate)).text
    back = await office.take(MARC, a.RollBack(base=2, version=1))
    assert back.title.startswith("admin.draft_title"), "going back needs two as well"


async def test_roles_need_two_people_as_well(office: Office2) -> None:
    await office.filled(SOFIE, a.OpenRoles(), two_people="yes")
    before = office.record.office()
    draft = await office.filled(SOFIE, a.OpenRoles(), two_people="no")
    assert draft.title.startswith("admin.roles_draft_title")
    assert office.record.office() == before
    alone = await office.pressed(SOFIE, draft, a.Activate)
    assert alone.title.startswith("refused.second_needed")
    start = await office.take(MARC, a.Admin())
    seen = await office.pressed(MARC, start, a.ShowDraft)
    assert (await office.pressed(MARC, seen, a.Activate)).title.startswith("admin.saved")
    assert office.record.office()[0].two_people is False
    late = await office.pressed(MARC, seen, a.Activate)
    assert late.title.startswith("refused.routing_changed"), "the draft is gone"


async def test_one_click_goes_back(office: Office2) -> None:
    draft = await office.filled(SOFIE, a.OpenQueue(), **NEW)
    await office.pressed(SOFIE, draft, a.Activate)
    back = await office.take(SOFIE, a.RollBack(base=2, version=1))
    assert "now=3 version=1" in back.text
    assert office.record.rules == ROUTING


async def test_rules_go_up_and_down_and_the_last_stays(office: Office2) -> None:
    await office.filled(SOFIE, a.OpenRule(), topic="fees", queue="ctr")
    moved = await office.pressed(SOFIE, await office.take(SOFIE, a.ShowRule(number=1)), a.MoveRule)
    assert moved.title.startswith("refused.no_change"), "the first cannot go further up"
    await office.take(SOFIE, a.MoveRule(base=1, number=1, by=1))
    (draft,) = office.record.drafts()
    assert [rule.when.topic for rule in draft.routing.rules] == [("cta",), ("fees",), ()]
    last = await office.take(SOFIE, a.DropRule(base=1, number=3))
    assert last.title.startswith("refused.no_change")
    await office.take(SOFIE, a.DropRule(base=1, number=2))
    (draft,) = office.record.drafts()
    assert draft.routing == ROUTING


async def test_a_pattern_that_cannot_be_read_keeps_the_form_open(office: Office2) -> None:
    again = await office.filled(SOFIE, a.OpenRule(), pattern="(", queue="ctr")
    assert "unreadable" in again.faults["pattern"]
    assert again.form is not None


async def test_a_queue_that_rules_need_cannot_be_dropped(office: Office2) -> None:
    said = await office.take(SOFIE, a.DropQueue(base=1, queue="ctr"))
    assert "fault.rule_of_no_queue" in said.text.replace("\\", "")
    assert office.record.drafts() == ()


async def test_the_last_admin_stays(office: Office2) -> None:
    said = await office.filled(SOFIE, a.OpenRoles(), admins="")
    assert said.faults == {"admins": "admin.last_admin"}
    assert office.record.office()[0].is_admin(SOFIE)


async def test_two_admins_at_once_the_second_is_told(office: Office2) -> None:
    form = (await office.take(SOFIE, a.OpenRoles())).form
    assert form is not None
    await office.filled(MARC, a.OpenRoles(), auditors="U0NEW")
    given = {"admins": "U0SOFIE", **form.command}
    said = await office.take(SOFIE, c.COMMAND.validate_python(given))
    assert said.title.startswith("refused.office_changed")
    assert office.record.office()[0].auditors == (LUCAS.key, "slack:T0STAFF:U0NEW")


async def test_auditors_see_the_trail_and_that_is_in_the_trail(office: Office2) -> None:
    await office.take(ALICE, c.Escalate(question="SECRET?", topic="sta", consent="yes"))
    seen = await office.take(LUCAS, a.ShowAudit())
    assert "requester · changed · asked" in texts(seen)
    assert "SECRET" not in texts(seen)
    assert (office.record.trail[-1].by, office.record.trail[-1].what) == (LUCAS.key, "audit")


async def test_the_doctor_speaks_in_chat(office: Office2) -> None:
    seen = await office.take(SOFIE, a.Doctor())
    assert [(f.label, f.value) for f in seen.facts] == [("✗ clock", "It is late. Set it.")]


@pytest.mark.parametrize(
    ("asks", "people", "may"),
    [
        ("everyone", "", True),
        ("nobody", "", False),
        ("listed", "", False),
        ("listed", ALICE.key, True),
    ],
)
async def test_a_university_decides_who_may_ask(
    office: Office2, asks: str, people: str, may: bool
) -> None:
    own = Workspace.model_validate(
        {"asks": asks, "people": [people] if people else [], "contact": "local@kul.example"}
    )
    office.record.kept.append(office.record.office()[0].model_copy(
        update={"workspaces": {ALICE.workspace: own}}
    ))  # fmt: skip
    said = await office.take(ALICE, c.Escalate(question="SECRET?", topic="sta", consent="yes"))
    assert said.title.startswith("receipt") is may
    assert bool(office.record.cases) is may
    copies = [d for d in office.record.waiting if "local@kul.example" in str(d.to)]
    assert len(copies) == may
    assert all("SECRET" not in texts(copy.message) for copy in copies if isinstance(copy, Delivery))


@pytest.mark.parametrize(("own", "read"), [("", "fr"), ("nl-BE", "nl-BE")])
async def test_a_universitys_language_is_for_those_whose_own_is_not_known(
    office: Office2, own: str, read: str
) -> None:
    kept = office.record.office()[0]
    spaces = {ALICE.workspace: Workspace(locale="fr")}
    office.record.kept.append(kept.model_copy(update={"workspaces": spaces}))
    tongues = Tongues(office.store, lambda: NOW)
    who = ALICE.model_copy(update={"locale": own})
    turn = Turn(key="k", person=who, where=who.direct, command=c.Help())
    spoken = await tongues.spoken(turn)
    assert (spoken.person.locale, spoken.language) == (read, "")
    stranger = turn.model_copy(update={"person": LUCAS})
    assert (await tongues.spoken(stranger)).person.locale == LUCAS.locale


@pytest.mark.parametrize("page", [a.ListQueues(), a.ListRules(), a.ShowQueue(queue="dev")])
async def test_a_page_says_that_it_shows_a_draft_and_what_that_changes(
    office: Office2, page: c.Command
) -> None:
    await office.filled(SOFIE, a.OpenQueue(), **NEW)
    mine = await office.take(SOFIE, page)
    assert "admin.shows_draft" in mine.text.replace("\\", "")
    assert "differs_new line=queue dev: staff: slack" in mine.text.replace("\\", "")
    assert "others_draft" not in mine.text.replace("\\", "")


@pytest.mark.parametrize("page", [a.ListQueues(), a.ListRules(), a.ShowQueue(queue="nio")])
async def test_a_page_in_force_names_the_drafts_of_others(office: Office2, page: c.Command) -> None:
    before = (await office.take(MARC, page)).text.replace("\\", "")
    assert "admin.shows_version version=1" in before
    assert "others_draft" not in before
    await office.filled(SOFIE, a.OpenQueue(), **NEW)
    theirs = await office.take(MARC, page)
    told = theirs.text.replace("\\", "")
    assert "admin.shows_version version=1" in told
    assert f"admin.others_draft owner={SOFIE.key}" in told
    if not isinstance(page, a.ShowQueue):
        assert a.ShowDraft(owner=SOFIE.key) in [button.command for button in theirs.buttons]


async def test_a_draft_that_does_not_touch_a_queue_says_so_on_its_page(office: Office2) -> None:
    await office.filled(SOFIE, a.OpenQueue(), **NEW)
    page = await office.take(SOFIE, a.ShowQueue(queue="nio"))
    assert "admin.differs_not_here" in page.text.replace("\\", "")
