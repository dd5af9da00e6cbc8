"""One of each Message shape that the desk makes, with fixed clock and ids: what every platform
must be able to render."""

from datetime import date, timedelta
from decimal import Decimal

from core.decide import decide
from core.decide.cards import (
    answer_message,
    draft_offer,
    mail,
    moved_card,
    notice,
    receipt,
    staff_card,
    thread_note,
)
from core.decide.own_view import case_view
from core.decide.relying import held
from core.decide.scene import Scene
from core.decide.trouble import trouble
from core.decide.voice import Voice
from core.values import command as c
from core.values.case import Case, Entry, EntryKind, Rating, Status
from core.values.command import Command, Outcome
from core.values.decision import Found
from core.values.file import File
from core.values.message import Message
from core.values.place import DESK, ConversationReference, Person, Platform
from core.values.rich_text import Block, BlockKind, RichText, Span
from core.values.triage import Triage
from core.values.value import NotRecorded, PerhapsRecorded
from tests.adapters.admin_messages import admin_messages
from tests.adapters.correction_messages import correction_messages
from tests.adapters.file_messages import file_messages
from tests.adapters.memory_messages import memory_messages
from tests.adapters.own_data_messages import own_data_messages
from tests.adapters.seeing_messages import seeing_messages
from tests.core.given import (
    ALICE,
    CASE,
    LUCAS,
    MARC,
    NIO,
    NOW,
    PACK,
    ROUTING,
    SOFIE,
    case,
    decided,
    deliveries,
    ids,
    shown,
    turn,
)

VOICE = Voice(PACK, "en")
NASTY = "<!channel> <@U1> <http://evil|bank> @here *bold* \u202egnp.exe \u200b\U0001f9ec & <b>"


def _entry(number: int, kind: EntryKind, by: Person | None, text: str = "", of: int = 0) -> Entry:
    return Entry(number=number, kind=kind, at=NOW, by=by, text=text, of=of or None)


ENTRIES = (
    _entry(1, EntryKind.ASKED, ALICE),
    _entry(2, EntryKind.SAID, MARC, "I doubt it"),
    _entry(3, EntryKind.SENT, SOFIE, f"Yes, by article 7. {NASTY}", 2),
    _entry(4, EntryKind.DELIVERED, None, of=3),
    _entry(5, EntryKind.REPLIED, ALICE, f"And tomorrow? {NASTY}"),
)


def _case(status: Status, **more: object) -> Case:
    given = {
        "question": f"May qubits heal? {NASTY}",
        "organisation": "KU Leuven <!here>",
        "product": "medicine",
        "stage": "idea",
        "urgency": "deadline",
        "why": ("routing rule 2",),
        "entries": ENTRIES,
        "assignee": SOFIE if status is Status.CLAIMED else None,
        "outcome": Outcome.REFERRED if status is Status.CLOSED else None,
    }
    return case(status, **(given | more))


OPEN = _case(Status.OPEN)
FILE = File(name=f"{NASTY}.pdf", size=1_234_567, platform=Platform.SLACK, tenant="T0KUL")
RICH = RichText(
    blocks=(
        Block(spans=(Span(text="Yes", bold=True), Span(text=f", by article 7. {NASTY}\n"))),
        Block(spans=(Span(text="guide", link="https://www.ema.europa.eu/guide"),)),
        Block(kind=BlockKind.ITEM, spans=(Span(text="first", italic=True),)),
        Block(kind=BlockKind.ITEM, spans=(Span(text="deep", strike=True),), depth=1, number=1),
        Block(kind=BlockKind.QUOTE, spans=(Span(text="as you\nwrote"),)),
        Block(kind=BlockKind.CODE, spans=(Span(text="x = 1"),)),
        Block(spans=(Span(text="@here", mention=True), Span(text="f()", code=True))),
    )
)
LOOKS = _entry(3, EntryKind.SENT, SOFIE, RICH.plain, 2).model_copy(update={"rich": RICH})
_EDIT = _entry(6, EntryKind.EDITED, SOFIE, f"Yes, by article 9. {NASTY}", 3)
CORRECTED = _case(
    Status.ANSWERED,
    entries=(*ENTRIES, _EDIT.model_copy(update={"before": ENTRIES[2].text})),
)
WITHDRAWN = _case(Status.OPEN, entries=(*ENTRIES, _entry(6, EntryKind.DELETED, SOFIE, of=3)))
RATED = _case(
    Status.CLOSED,
    entries=(*ENTRIES, _entry(6, EntryKind.RATED, ALICE, NASTY, 3)),
    rating=Rating(score=c.Score.PARTLY, comment=NASTY, at=NOW, of=3),
)
VERIFIED = _case(
    Status.ANSWERED,
    entries=tuple(
        e.model_copy(update={"relies": held(PACK, OPEN, "", NOW.date())}) for e in ENTRIES
    ),
)
NAMED = {"slack:T0KUL": "KU Leuven, research"}
SCENE = Scene(turn(SOFIE, c.Help(), NIO), Found(named=NAMED), PACK, ROUTING, NOW, ids("messages"))


def _reply(
    command: Command,
    who: Person = ALICE,
    where: ConversationReference | None = None,
    **found: object,
) -> Message:
    return shown(decided(who, command, where=where, **found))  # type: ignore[arg-type]


def _triage(article: str | None, topic: str, pointer: str = "") -> Triage:
    return Triage(
        language="en",
        topic=topic,
        topics=("sta", "snsa", "fees"),
        confidence=0.5,
        article=article,
        pointer=pointer,
    )


def _by_the_desk() -> dict[str, Message]:
    asked = c.Ask(question=f"May qubits heal? {NASTY}")
    return {
        "help": _reply(c.Help()),
        "unknown": _reply(c.Unknown(word="servises")),
        "services": _reply(c.Services()),
        "services-none": _reply(c.Services(topic=NASTY)),
        "service": _reply(c.Services(topic="sta")),
        "service-expired": _reply(c.Services(topic="old")),
        "fees": _reply(c.Fees()),
        "fees-amount": _reply(c.Fees(who="sme", amount=Decimal("8299.41"))),
        "fees-unknown": _reply(c.Fees(who=NASTY, amount=Decimal(100))),
        "fees-year": _reply(c.Fees(who="sme", year=2017)),
        "sme-form": _reply(c.OpenSmeTest()),
        "sme-result": _reply(
            c.SmeTest(own="40 8m 9m", linked="100 20m -\n", partners="30 % 5 1m 1m")
        ),
        "sme-unread": _reply(c.SmeTest(own=NASTY)),
        "fee-check": _reply(c.Cta(tree="fee_check")),
        "cta-start": _reply(c.Cta()),
        "cta-step": _reply(c.Cta(path=("medicine",))),
        "cta-astray": _reply(c.Cta(path=(NASTY,))),
        "cta-verdict": _reply(c.Cta(path=("medicine", "here"))).addressed(None),
        "timeline": _reply(c.Timeline(words="4/5/2026 atmp and more")).addressed(None),
        "timeline-scheme": _reply(c.Timeline(day=date(2024, 12, 10), scheme="whole")).addressed(
            None
        ),
        "timeline-picture": _reply(c.Timeline(day=date(2026, 5, 4))).addressed(
            "https://desk.example"
        ),
        "cta-picture": _reply(c.Cta(path=("medicine", "here"))).addressed("https://desk.example"),
        "replay": _reply(c.Replay(code="cta/medicine/here=out=v0")),
        "timeline-unread": _reply(c.Timeline(words=NASTY)),
        "glossary": _reply(c.Define()),
        "define": _reply(c.Define(term="rms")),
        "define-unknown": _reply(c.Define(term=NASTY)),
        "ask-empty": _reply(c.Ask()),
        "ask-answer": _reply(asked, triage=_triage("sta", "sta")),
        "ask-no-answer": _reply(asked, triage=_triage(None, "sta")),
        "ask-out-of-scope": _reply(asked, triage=_triage(None, "out_of_scope")),
        "ask-pointer": _reply(asked, triage=_triage(None, "out_of_scope", pointer="jobs")),
        "language": _reply(c.Language()),
        "language-chosen": _reply(c.Language(name="en")),
        "trouble-not-recorded": trouble(PACK, "en", NotRecorded("x")),
        "trouble-perhaps": trouble(PACK, "en", PerhapsRecorded("x")),
        "trouble-broken": trouble(PACK, "en", RuntimeError("x")),
    }


def _for_requesters() -> dict[str, Message]:
    closed = _case(Status.CLOSED)
    return {
        "form": _reply(c.OpenEscalation(text=f"May qubits heal? {NASTY}")),
        "form-empty": _reply(c.OpenEscalation()),
        "form-long": _reply(c.OpenEscalation(text="word " * 2000)),
        "receipt": receipt(VOICE, OPEN),
        "answer": answer_message(VOICE, OPEN, ENTRIES[2]),
        "answer-looks": answer_message(VOICE, OPEN, LOOKS),
        "answer-corrected": answer_message(VOICE, CORRECTED, ENTRIES[2]),
        "answer-withdrawn": answer_message(VOICE, WITHDRAWN, ENTRIES[2]),
        "answer-change-told": notice(VOICE, CORRECTED, "case.answer_edited"),
        "case-withdrawn-answer": case_view(VOICE, WITHDRAWN),
        "answer-rated": answer_message(VOICE, RATED, ENTRIES[2]),
        "rated": _reply(c.Rate(case=CASE, score=c.Score.HELPFUL), found=OPEN),
        "rate-form": _reply(c.OpenRate(case=CASE), found=RATED),
        "record": _reply(c.ExportRecord(case=CASE), found=OPEN, ticket="1.ab.cd=").addressed(
            "https://desk.example"
        ),
        "verified": _reply(c.Verify(case=CASE), found=VERIFIED),
        "verified-changed": _reply(c.Verify(case=CASE), found=CORRECTED),
        "verify-no-match": _reply(c.Verify(case=CASE, code=NASTY[:64]), found=OPEN),
        "record-without-address": _reply(c.ExportRecord(case=CASE), found=OPEN),
        "case-rated": case_view(VOICE, RATED),
        "case": case_view(VOICE, OPEN),
        "case-closed": case_view(VOICE, closed),
        "cases": _reply(c.ListCases(), mine=(OPEN, closed)),
        "cases-none": _reply(c.ListCases()),
        "home": _reply(c.Home(), mine=(OPEN, closed)),
        "reply-form": _reply(c.OpenReply(case=CASE), found=OPEN),
        "reply": _reply(c.Reply(case=CASE, text="more"), found=OPEN),
        "reply-to-closed": _reply(c.Reply(case=CASE, text="more"), found=closed),
        **_asked_twice(),
        "withdrawn": _reply(c.Withdraw(case=CASE), found=OPEN),
        "not-found": _reply(c.ShowCase(case=CASE)),
        "closed": notice(VOICE, closed, "case.closed", outcome="referred"),
        "reopened": notice(VOICE, _case(Status.REOPENED), "case.reopened"),
    }


def _asked_twice() -> dict[str, Message]:
    """What a form leads to, where it is all shown and where it stands in the person's own chat."""
    form = c.Escalate(question=f"May qubits heal? {NASTY}", topic="sta", consent="yes")
    here = turn(ALICE, form, direct=True, replaces="m1")

    def in_place(*mine: Case) -> Message:
        return shown(decide(here, Found(mine=mine), PACK, ROUTING, NOW, ids("twice")))

    return {
        "how-to": _reply(c.HowTo(word="verify"), mine=(OPEN,)),
        "how-to-export": _reply(c.HowTo(word="export")),
        "double": _reply(form, where=NIO, mine=(OPEN,)),
        "double-in-place": in_place(OPEN),
        "receipt-in-place": in_place(),
        "double-gone": _reply(c.EscalateKept(question="q1")),
    }


def _for_staff() -> dict[str, Message]:
    cards = {f"card-{status}": staff_card(SCENE, _case(status)) for status in Status}
    failed = _entry(6, EntryKind.FAILED, None, "the app was removed", 3)
    return cards | {
        "card-long": staff_card(SCENE, _case(Status.OPEN, question="q " * 4500)),
        "card-failed": staff_card(SCENE, _case(Status.OPEN, entries=(*ENTRIES, failed))),
        "card-moved": moved_card(SCENE, OPEN),
        "draft": draft_offer(SCENE, OPEN, ENTRIES[1]),
        "draft-with-file": draft_offer(SCENE, OPEN, LOOKS.model_copy(update={"files": (FILE,)})),
        "card-rated": staff_card(SCENE, RATED),
        "note-rated": thread_note(VOICE, RATED, "thread.rated_partly", RATED.entries[-1]),
        "card-corrected": staff_card(SCENE, CORRECTED),
        "note-edited": thread_note(VOICE, CORRECTED, "thread.answer_edited", CORRECTED.entries[-1]),
        "note-with-file": thread_note(
            VOICE, OPEN, "thread.replied", ENTRIES[4].model_copy(update={"files": (FILE,)})
        ),
        "mail-looks": mail(SCENE, OPEN, "answered", LOOKS),
        "answer-form": _reply(c.OpenAnswer(case=CASE), SOFIE, NIO, found=OPEN),
        "close-form": _reply(c.OpenClose(case=CASE), SOFIE, NIO, found=OPEN),
        "sent": _reply(c.Answer(case=CASE, text="Yes."), SOFIE, NIO, found=OPEN),
        "kept": _reply(c.KeepInternal(case=CASE, entry=2), SOFIE, NIO, found=_undecided()),
        "claimed-by": _reply(c.Claim(case=CASE), MARC, NIO, found=_case(Status.CLAIMED)),
        **_case_work(),
        "note-sent": thread_note(VOICE, OPEN, "thread.sent", ENTRIES[2]),
        "note-replied": thread_note(VOICE, OPEN, "thread.replied", ENTRIES[4]),
        "note-failed": thread_note(VOICE, OPEN, "thread.not_delivered", failed),
        "mail-opened": mail(SCENE, OPEN, "opened"),
        "mail-answered": mail(SCENE, OPEN, "answered", ENTRIES[2]),
        "mail-not-delivered": mail(SCENE, OPEN, "not_delivered", failed),
    }


def _case_work() -> dict[str, Message]:
    """Forms, menus and previews of staff, and what experts and the office's second place get."""
    waiting = _case(Status.WAITING, waiting_since=NOW, experts=(LUCAS,), duplicates=("17Z9-KZFB",))
    held = _entry(3, EntryKind.HELD, SOFIE, "Yes.", 2)
    recallable = _case(Status.CLAIMED, entries=(*ENTRIES[:2], held))
    odd = c.Answer(case=CASE, text=f"TODO ask @sofie, {NASTY}, see 17Z9-KZFB")
    found = {"found": OPEN, "people": (SOFIE, MARC)}

    def staff(command: Command, **more: object) -> Message:
        return _reply(command, SOFIE, NIO, **(found | more))

    return {
        "card-waiting-linked": staff_card(SCENE, waiting),
        "card-recall": staff_card(SCENE, recallable),
        "more": staff(c.OpenMore(case=CASE)),
        "staff-help": staff(c.StaffHelp(case=CASE)),
        "ask-form": staff(c.OpenAskMore(case=CASE)),
        "assign-form": staff(c.OpenAssign(case=CASE)),
        "note-form": staff(c.OpenNote(case=CASE)),
        "phoned-form": staff(c.OpenPhoned(case=CASE)),
        "phoned-guard": staff(c.Phoned(case=CASE, text="TODO: the blue one")),
        "reroute-form": staff(c.OpenReroute(case=CASE)),
        "snooze-form": staff(c.OpenSnooze(case=CASE)),
        "link-form": staff(c.OpenLink(case=CASE)),
        "advise-form": shown(decided(LUCAS, c.OpenAdvise(case=CASE), found=waiting)),
        "tell-form": staff(c.OpenTell(case=CASE), found=waiting),
        "reopen-form": staff(c.OpenReopen(case=CASE), found=_case(Status.CLOSED)),
        "behalf-form": staff(c.OpenBehalf()),
        "preview": staff(c.Preview(case=CASE, entry=2)),
        "guard": staff(odd),
        "invited": staff(c.Invite(case=CASE)),
        "question": answer_message(VOICE, OPEN, ENTRIES[2], asks=True),
        "overdue": _posted(DESK, c.GoOff(case=CASE, what="overdue", at=OPEN.due_at), 0),
        "expert": _posted(SOFIE, c.Admit(case=CASE, entry=6), 0, entries=(*ENTRIES, KNOCK)),
        "knock": _posted(LUCAS, c.Join(case=CASE, code="abc"), 0, entries=(*ENTRIES, INVITED)),
    }


INVITED = Entry(
    number=6,
    kind=EntryKind.INVITED,
    at=NOW,
    by=SOFIE,
    text="abc",
    until=NOW + timedelta(days=7),
)
KNOCK = _entry(6, EntryKind.KNOCKED, LUCAS).model_copy(update={"to": LUCAS})


def _posted(who: Person, command: Command, place: int, **more: object) -> Message:
    where = NIO if who == SOFIE else who.direct
    made = decided(who, command, where=where, found=_case(Status.OPEN, **more))
    return deliveries(made)[place].message


def _undecided() -> Case:
    return _case(Status.OPEN, entries=ENTRIES[:2])


MESSAGES: dict[str, Message] = (
    _by_the_desk()
    | _for_requesters()
    | _for_staff()
    | correction_messages()
    | admin_messages()
    | seeing_messages()
)
MESSAGES |= file_messages() | memory_messages() | own_data_messages(OPEN, _case(Status.CLOSED))
