"""Every command on a case, and a case in every state with something of each kind in it."""

from datetime import timedelta

from core.values import command as c
from core.values.case import Case, Entry, EntryKind, Question, Status
from core.values.correction import Correction
from core.values.decision import Decision
from core.values.place import ConversationReference, Person, Platform
from tests.core.given import ALICE, CASE, LUCAS, MARC, NOW, SOFIE, case, key_of, slack_person

SECRET = "CANARY-internal"
OTHER = "17Z9-KZFB"
DRAFT, HELD, KNOCK = 2, 4, 5
NORA = slack_person("T0STAFF", "U0NORA", "Nora Claes")
EMMA = slack_person("T0STAFF", "U0EMMA", "Emma Maes")
ASKED = Entry(number=1, kind=EntryKind.ASKED, at=NOW, by=ALICE)
SAID = Entry(number=DRAFT, kind=EntryKind.SAID, at=NOW, by=MARC, text=SECRET)
ENTRIES = (
    ASKED,
    SAID,
    Entry(number=3, kind=EntryKind.SAID, at=NOW, by=MARC, text="Yes."),
    Entry(
        number=HELD,
        kind=EntryKind.HELD,
        at=NOW,
        by=SOFIE,
        text="Yes.",
        of=3,
        until=NOW + timedelta(seconds=20),
    ),
    Entry(number=KNOCK, kind=EntryKind.KNOCKED, at=NOW, by=NORA, to=NORA),
)

CORRECTION = Correction(
    id="c1",
    article="sta",
    text="It is five days, not four.",
    whom="sure",
    by=MARC,
    at=NOW,
    released=NOW,
)

COMMANDS: dict[str, c.OfCase] = {
    "show": c.ShowCase(case=CASE),
    "open_reply": c.OpenReply(case=CASE),
    "reply": c.Reply(case=CASE, text="more"),
    "add_asked": c.AddAsked(case=CASE, question="q1"),
    "thanks": c.Reply(case=CASE, text="Thank you!"),
    "withdraw": c.Withdraw(case=CASE),
    "record": c.ExportRecord(case=CASE),
    "verify": c.Verify(case=CASE),
    "open_rate": c.OpenRate(case=CASE),
    "rate": c.Rate(case=CASE, score=c.Score.HELPFUL),
    "reopen": c.Reopen(case=CASE),
    "claim": c.Claim(case=CASE),
    "release": c.Release(case=CASE),
    "open_more": c.OpenMore(case=CASE),
    "why": c.Why(case=CASE),
    "staff_help": c.StaffHelp(case=CASE),
    "open_assign": c.OpenAssign(case=CASE),
    "assign": c.Assign(case=CASE, to=SOFIE.key),
    "open_note": c.OpenNote(case=CASE),
    "note": c.Note(case=CASE, text="hm"),
    "open_phoned": c.OpenPhoned(case=CASE),
    "phoned": c.Phoned(case=CASE, text="The blue one."),
    "confirm": c.Phoned(case=CASE, entry=DRAFT),
    "open_answer": c.OpenAnswer(case=CASE),
    "open_ask": c.OpenAskMore(case=CASE),
    "answer": c.Answer(case=CASE, text="Yes."),
    "ask": c.Answer(case=CASE, text="Which?", then=c.Then.WAITING),
    "try": c.Answer(case=CASE, text="Yes.", act="preview"),
    "preview": c.Preview(case=CASE, entry=DRAFT),
    "send": c.SendDraft(case=CASE, entry=DRAFT),
    "keep": c.KeepInternal(case=CASE, entry=DRAFT),
    "recall": c.Recall(case=CASE, entry=HELD),
    "open_route": c.OpenReroute(case=CASE),
    "reroute": c.Reroute(case=CASE, queue="ctr"),
    "open_snooze": c.OpenSnooze(case=CASE),
    "snooze": c.Snooze(case=CASE, until="2d"),
    "wake": c.Wake(case=CASE),
    "open_close": c.OpenClose(case=CASE),
    "close": c.Close(case=CASE, outcome=c.Outcome.REFERRED),
    "open_reopen": c.OpenReopen(case=CASE),
    "open_link": c.OpenLink(case=CASE),
    "link": c.Link(case=CASE, to=OTHER),
    "unlink": c.Unlink(case=CASE),
    "invite": c.Invite(case=CASE),
    "admit": c.Admit(case=CASE, entry=KNOCK),
    "turn_away": c.Dismiss(case=CASE, entry=KNOCK),
    "dismiss": c.Dismiss(case=CASE),
    "open_tell": c.OpenTell(case=CASE),
    "open_advise": c.OpenAdvise(case=CASE),
    "advise": c.Advise(case=CASE, text="By article 2."),
    "tell": c.Tell(case=CASE, text="More?"),
    "open_propose": c.OpenPropose(case=CASE),
    "propose": c.Propose(
        case=CASE,
        title="T",
        text="Yes.",
        topic="sta",
        locale="en",
        source="A page",
        address="https://office.example/page",
        review_by="2026-12-01",
    ),
    "alike": c.Alike(case=CASE),
    "list_ready": c.ListReady(case=CASE),
    "use_ready": c.UseReady(case=CASE, ready="a1"),
    "delivery": c.ReportDelivery(case=CASE, entry=1, to=ALICE.direct.lane, state="sent"),
    "send_held": c.SendHeld(case=CASE, entry=HELD),
    "correct_case": c.CorrectCase(case=CASE, correction=CORRECTION.id),
    "go_off": c.GoOff(case=CASE, what="overdue", at=NOW + timedelta(days=3)),
}
KEPT = Question(
    id="q1",
    person=ALICE,
    text="The same once more",
    topic="sta",
    article=None,
    at=NOW,
    form=c.Escalate(question="The same once more", topic="sta", consent="yes"),
)
STATUSES = tuple(status.value for status in Status)


def a_case(status: str, **more: object) -> Case:
    """Claimed by Marc where it is claimed, with an expert in it."""
    given = {
        "version": 2,
        "assignee": MARC if status == "claimed" else None,
        "waiting_since": NOW if status == "waiting" else None,
        "snoozed_until": NOW + timedelta(days=1) if status == "snoozed" else None,
        "experts": (EMMA,),
        "entries": ENTRIES,
    }
    return case(Status(status), **(given | more))


OTHER_CASE = case(id=OTHER, requester=LUCAS, origin=LUCAS.direct, question="The same?")


def outcome(decision: Decision) -> str:
    """What happened, in a word: the last thing on record and the state, a form, or a sentence."""
    if decision.case:
        return f"{decision.case.entries[-1].kind}>{decision.case.status}"
    if decision.reply and decision.reply.form:
        return f"form:{decision.reply.form.command['do']}"
    key = key_of(decision.reply)
    return key.removeprefix("refused.").removesuffix("_title") or "nothing"


def on_another_platform(person: Person) -> Person:
    return person.model_copy(update={"platform": Platform.TEAMS})


def in_another_tenant(place: ConversationReference, tenant: str) -> ConversationReference:
    return place.model_copy(update={"tenant": tenant})
