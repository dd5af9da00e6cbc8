"""One of each Message shape of the desk's memory: searches, past cases."""

from datetime import date
from typing import Any

from core.values import command as c
from core.values.case import Case, Entry, EntryKind, Status
from core.values.command import Command
from core.values.message import Message
from core.values.office import ReadyAnswer
from core.values.place import DESK
from core.values.proposal import Proposal, Standing
from core.values.search import Hits
from tests.core.given import ALICE, CASE, MARC, NIO, NOW, SOFIE, case, decided, deliveries, shown

NASTY = "<!channel> <@U1> <http://evil|bank> @here *bold* & <b>"


def past_case(**more: Any) -> Case:
    entries = (
        Entry(number=1, kind=EntryKind.ASKED, at=NOW, by=ALICE),
        Entry(number=2, kind=EntryKind.SAID, at=NOW, by=MARC, text="I doubt it"),
        Entry(number=3, kind=EntryKind.SENT, at=NOW, by=SOFIE, text=f"Yes. {NASTY}", of=2),
        Entry(number=4, kind=EntryKind.REPLIED, at=NOW, by=ALICE, text=f"And then? {NASTY}"),
        Entry(number=5, kind=EntryKind.NOTED, at=NOW, by=SOFIE, text=f"Hm. {NASTY}"),
    )
    given = {
        "status": Status.ANSWERED,
        "question": f"May qubits heal? {NASTY}",
        "organisation": f"KU Leuven {NASTY}",
        "entries": entries,
    }
    return case(**(given | more))


def _answered(text: str) -> tuple[Entry, ...]:
    return (
        Entry(number=1, kind=EntryKind.ASKED, at=NOW, by=ALICE),
        Entry(number=2, kind=EntryKind.SENT, at=NOW, by=SOFIE, text=text),
    )


def _staff(command: Command, **more: Any) -> Message:
    return shown(decided(SOFIE, command, where=NIO, **more))


def unasked(hits: Hits) -> Message:
    """What a timer shows under the card of a new case."""
    new = past_case(status=Status.OPEN, entries=())
    timer = c.GoOff(case=CASE, what="alike", at=NOW)
    (post,) = deliveries(decided(DESK, timer, found=new, hits=hits))
    return post.message


def memory_messages() -> dict[str, Message]:
    half = past_case(id="17Z9-KZFB", entries=_answered("You pay 50 % less, EUR 400."))
    full = past_case(id="7K3F-Q2M8", entries=_answered(f"75 % less. {NASTY}"))
    ready = {
        "a1": ReadyAnswer(title="Reduction", text="Dear {requester}, {organisation}", locale="en"),
        "b2": ReadyAnswer(title="Korting", text="Beste {requester}", locale="nl", topic="sta"),
    }
    made = Proposal(
        id="0123456789ab",
        version=1,
        case=CASE,
        queue="nio",
        topic="sta",
        locale="en",
        title=f"Qubits {NASTY}",
        text=f"They heal. {NASTY}",
        source=f"A page {NASTY}",
        address="https://office.example/page",
        review_by=date(2026, 12, 1),
        author=MARC,
        at=NOW,
    )
    judged = made.model_copy(
        update={"standing": Standing.REJECTED, "judged_by": SOFIE, "because": NASTY}
    )
    open_case = past_case(status=Status.OPEN, organisation="")
    two = Hits(cases=(past_case(), past_case(id="17Z9-KZFB", organisation="")), more=True)
    return {
        "search": _staff(c.Search(words="qubits heal", page=1), hits=two),
        "search-form": _staff(c.Search()),
        "search-nothing": _staff(c.Search(words="elephants")),
        "search-unclear": _staff(c.Search(words=f"state:{NASTY}")),
        "alike": _staff(c.Alike(case=CASE), found=open_case, hits=Hits(cases=(half, full))),
        "alike-agreeing": _staff(c.Alike(case=CASE), found=open_case, hits=Hits(cases=(full,))),
        "alike-none": _staff(c.Alike(case=CASE), found=open_case),
        "alike-unasked": unasked(Hits(cases=(half, full))),
        "ready": _staff(c.ListReady(case=CASE), found=open_case, ready=ready),
        "ready-form": _staff(c.UseReady(case=CASE, ready="a1"), found=open_case, ready=ready),
        "ready-foreign": _staff(c.UseReady(case=CASE, ready="b2"), found=open_case, ready=ready),
        "propose-form": _staff(c.OpenPropose(case=CASE), found=past_case()),
        "proposal": _staff(c.ShowProposal(id=made.id), proposals=(made,)),
        "proposal-rejected": _staff(c.ShowProposal(id=made.id), proposals=(judged,)),
        "proposals": _staff(c.ListProposals(), proposals=(made, judged)),
        "proposal-approved": _staff(c.ApproveProposal(id=made.id, version=1), proposals=(made,)),
        "reject-form": _staff(c.OpenReject(id=made.id, version=1), proposals=(made,)),
        "past": _staff(c.ShowPast(case=CASE), found=past_case()),
    }
