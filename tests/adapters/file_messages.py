"""One of each Message shape that speaks of files which cross, or do not."""

from core.decide.cards import answer_message, draft_offer, receipt, staff_card
from core.decide.crossed import reported
from core.decide.crossing import carried, planned
from core.decide.scene import Scene
from core.values.case import Case, Entry, EntryKind
from core.values.command import Help, ReportDelivery
from core.values.decision import Found
from core.values.delivery import Delivery
from core.values.file import File, Reach
from core.values.message import Message
from core.values.place import Platform
from tests.core.given import ALICE, CASE, NIO, NOW, PACK, ROUTING, SOFIE, case, ids, turn

NASTY = "<!channel> <@U1> <http://evil|bank> @here *bold* \u202egnp.exe & <b>"
REACH = Reach(largest=5_000_000, pages=True)
PLAN = File(name=f"{NASTY}.pdf", size=43_210, platform=Platform.SLACK, tenant="T0UNI", id="F0PLAN")
TOOL = PLAN.model_copy(update={"name": "tool.exe", "id": "F0TOOL"})


def _scene() -> Scene:
    found = Found(reach=REACH)
    return Scene(turn(SOFIE, Help(), NIO), found, PACK, ROUTING, NOW, ids("files"))


def _case_with(kind: EntryKind) -> Case:
    files = planned(_scene(), CASE, (PLAN, TOOL), NIO)
    asked = Entry(number=1, kind=EntryKind.ASKED, at=NOW, by=ALICE, files=files)
    second = Entry(number=2, kind=kind, at=NOW, by=SOFIE, text="See.", files=files)
    return case(entries=(asked, second))


def file_messages() -> dict[str, Message]:
    given, sent = _scene(), _case_with(EntryKind.SENT)
    draft = _case_with(EntryKind.SAID)
    voice = given.voice_for(sent)
    teams = NIO.model_copy(update={"platform": Platform.TEAMS, "conversation": "19:x"})
    linked = planned(given, CASE, (PLAN,), teams)
    entry = sent.entries[0].model_copy(update={"files": linked})
    [link] = carried(given, sent, entry, (PLAN,), teams, "card")
    failed = ReportDelivery(
        case=CASE,
        entry=2,
        to=sent.origin.lane,
        state="failed",
        file=sent.entries[1].files[0].sent_as,
        reason="gone",
    )
    left = reported(given, sent, failed)
    posted = (effect for effect in left.effects if isinstance(effect, Delivery))
    told = [each.message for each in posted if each.to == sent.origin]
    return {
        "files-card": staff_card(given, sent),
        "files-receipt": receipt(voice, sent),
        "files-answer": answer_message(voice, sent, sent.entries[1]),
        "files-offer": draft_offer(given, draft, draft.entries[1]),
        "file-link": link.message,
        "file-left": told[0],
    }
