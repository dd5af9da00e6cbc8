"""What people are shown about their own data."""

from core.values import command as c
from core.values.case import Case, Hold
from core.values.command import Command
from core.values.delivery import Delivery
from core.values.holdings import Holdings
from core.values.message import Message
from tests.core.given import ALICE, NOW, decided, shown

_PLACES = ("slack:T0KUL:D0ALICE#1.1", "email::nio@office.example#x")


def own_data_messages(still_open: Case, over: Case) -> dict[str, Message]:
    closed = Holdings(cases=(over,), language="nl", places=_PLACES)
    unfinished = closed.model_copy(update={"cases": (still_open,)})
    hold = {"hold": Hold(since=NOW, because=still_open.question)}
    held = closed.model_copy(update={"cases": (still_open.model_copy(update=hold),)})
    word = c.EraseMine(word="erase")
    return {
        "privacy": _told(c.Privacy(), held),
        "privacy-erase": _told(c.OpenErase(), closed),
        "privacy-erase-open": _told(c.OpenErase(), unfinished),
        "privacy-erase-held": _told(c.OpenErase(), held),
        "privacy-not-the-word": _told(c.EraseMine(word="<!channel> *no*"), closed),
        "privacy-not-withdrawn": _told(word, unfinished),
        "privacy-erased": _told(word, closed),
        "privacy-exported": _told(c.ExportMine(), closed),
        **_exported(closed),
        "privacy-staff": _to_staff(unfinished),
    }


def _told(command: Command, mine: Holdings) -> Message:
    return shown(decided(ALICE, command, holdings=mine, linked=mine.cases))


def _exported(mine: Holdings) -> dict[str, Message]:
    effects = decided(ALICE, c.ExportMine(), holdings=mine).effects
    case, part, *_ = (each.message for each in effects if isinstance(each, Delivery))
    return {"privacy-export-case": case, "privacy-export-part": part}


def _to_staff(mine: Holdings) -> Message:
    wish = c.EraseMine(word="erase", withdraw="yes")
    effects = decided(ALICE, wish, holdings=mine, linked=mine.cases).effects
    return next(e.message for e in effects if isinstance(e, Delivery) and e.internal)
