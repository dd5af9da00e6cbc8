"""One of each Message shape of the desk's memory: searches, past cases."""

from typing import Any

from core.values import command as c
from core.values.case import Case, Entry, EntryKind, Status
from core.values.command import Command
from core.values.message import Message
from core.values.search import Hits
from tests.core.given import ALICE, CASE, MARC, NIO, NOW, SOFIE, case, decided, shown

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


def _staff(command: Command, **more: Any) -> Message:
    return shown(decided(SOFIE, command, where=NIO, **more))


def memory_messages() -> dict[str, Message]:
    two = Hits(cases=(past_case(), past_case(id="17Z9-KZFB", organisation="")), more=True)
    return {
        "search": _staff(c.Search(words="qubits heal", page=1), hits=two),
        "search-form": _staff(c.Search()),
        "search-nothing": _staff(c.Search(words="elephants")),
        "search-unclear": _staff(c.Search(words=f"state:{NASTY}")),
        "past": _staff(c.ShowPast(case=CASE), found=past_case()),
    }
