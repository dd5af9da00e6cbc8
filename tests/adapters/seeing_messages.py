"""What staff are shown of many cases at once: the queue, the digest, the report."""

from core.values import command as c
from core.values.case import Status
from core.values.message import Message
from core.values.workload import COUNTED, Part, Workload
from tests.core.given import ALICE, CASE, NIO, SOFIE, case, decided, shown

_IDS = ("17Z9-KZFB", "2B9X-4MTV", "36TA-1W2K", "DD7V-KTAV", "GZR0-K1K0")
_FREE = tuple(case(id=id) for id in _IDS)
_OURS = tuple(case(Status.CLAIMED, id=id, assignee=SOFIE) for id in (CASE, "8Q2N-5RTC"))
WORK = Workload(
    mine=Part(cases=_OURS, count=2),
    unclaimed=Part(cases=_FREE, count=12),
    due=Part(cases=_OURS[:1], count=1),
    overdue=Part(cases=_FREE, count=COUNTED + 1),
)


def seeing_messages() -> dict[str, Message]:
    of = frozenset(("nio", "ctr"))
    own = case(requester=SOFIE, id="9W3K-7PXA")
    return {
        "queue": shown(decided(SOFIE, c.StaffQueue(), where=NIO, work=WORK)),
        "queue-empty": shown(decided(SOFIE, c.StaffQueue(), where=NIO, work=Workload())),
        "queue-not-staff": shown(decided(ALICE, c.StaffQueue())),
        "home-staff": shown(decided(SOFIE, c.Home(), work=WORK, mine=(own,), staff_of=of)),
        "case-in-private": shown(decided(SOFIE, c.ShowCase(case=CASE), found=case(), staff_of=of)),
    }
