"""What staff are shown of many cases at once: the queue, the digest, the report."""

from datetime import time
from typing import Any

from core.values import command as c
from core.values.case import Status
from core.values.message import Message
from core.values.monthly import Gap, Kept, Monthly, Volume
from core.values.place import DESK
from core.values.workload import COUNTED, Part, Workload
from tests.core.given import (
    ALICE,
    CASE,
    NIO,
    NOW,
    ROUTING,
    SOFIE,
    case,
    decided,
    deliveries,
    shown,
)

_IDS = ("17Z9-KZFB", "2B9X-4MTV", "36TA-1W2K", "DD7V-KTAV", "GZR0-K1K0")
_FREE = tuple(case(id=id) for id in _IDS)
_OURS = tuple(case(Status.CLAIMED, id=id, assignee=SOFIE) for id in (CASE, "8Q2N-5RTC"))
WORK = Workload(
    mine=Part(cases=_OURS, count=2),
    unclaimed=Part(cases=_FREE, count=12),
    due=Part(cases=_OURS[:1], count=1),
    overdue=Part(cases=_FREE, count=COUNTED + 1),
)


MAY = c.Report(month="2026-05")
NOTHING = Monthly(month="2026-05", queues=("nio",))
MONTH = Monthly(
    month="2026-05",
    queues=("ctr", "nio"),
    volumes=(
        *(Volume(topic="sta", workspace=f"slack:T{n:03}", count=20 - n) for n in range(18)),
        Volume(topic="fees", workspace="teams:t-1", count=7),
    ),
    kept=Kept(answered=150, in_time=140, overdue=6),
    waits=(3600.0, 7260.0, 90000.0),
    ratings=(("helpful", 9), ("unhelpful", 1)),
    gaps=(Gap(topic="fees", people=4, words=("vouchers", "tranche")), Gap(topic="sta", people=3)),
    looked_at=150,
)
_NIO = ROUTING.queues["nio"].model_copy(update={"digest": time(10)})
_DAILY = ROUTING.model_copy(update={"queues": {**ROUTING.queues, "nio": _NIO}})


def seeing_messages() -> dict[str, Message]:
    found: dict[str, Any] = {"monthly": MONTH, "about": ("nio",), "ticket": "TICKET"}
    of = frozenset(("nio", "ctr"))
    own = case(requester=SOFIE, id="9W3K-7PXA")
    return {
        "queue": shown(decided(SOFIE, c.StaffQueue(), where=NIO, work=WORK)),
        "queue-empty": shown(decided(SOFIE, c.StaffQueue(), where=NIO, work=Workload())),
        "queue-not-staff": shown(decided(ALICE, c.StaffQueue())),
        "home-staff": shown(decided(SOFIE, c.Home(), work=WORK, mine=(own,), staff_of=of)),
        "report": shown(decided(SOFIE, MAY, where=NIO, **found)).addressed("https://desk.example"),
        "report-empty": shown(decided(SOFIE, MAY, where=NIO, monthly=NOTHING, about=("nio",))),
        "export-cases": shown(decided(SOFIE, c.ExportCases(), where=NIO, **found)).addressed(
            "https://desk.example"
        ),
        "digest": deliveries(
            decided(DESK, c.Digest(queue="nio", at=NOW), routing=_DAILY, work=WORK)
        )[0].message,
        "case-in-private": shown(decided(SOFIE, c.ShowCase(case=CASE), found=case(), staff_of=of)),
    }
