"""What is on record for a report of a month, or for an export of cases."""

from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from urllib.parse import quote, unquote
from zoneinfo import ZoneInfo

from core.decide.overview.gaps import Heard, gaps
from core.decide.timing.working_time import WorkingTime
from core.desk.found import Ticket
from core.desk.ports import Record
from core.desk.staffing import queues_of
from core.desk.witness import Seen
from core.values.command import ExportCases, Report
from core.values.decision import Found
from core.values.monthly import Monthly
from core.values.pack import Pack
from core.values.routing import Routing
from core.values.selection import Place, Selected, Selection
from core.values.turn import Turn

LOOKED_AT = 2000  # cases of a month that are read for waits, ratings and gaps: it takes a second
_PAGE = 500
_EVERYTHING = "all"


def with_report(
    turn: Turn,
    record: Record,
    routing: Routing,
    pack: Pack,
    seen: Seen | None,
    now: datetime,
    ticket: Ticket,
) -> Found:
    """For the queues whose staff the person is; for all of them where the person is an admin."""
    queues = queues_of(turn, routing, seen)
    if record.office()[0].is_admin(turn.person):
        queues = frozenset(routing.queues)
    if not queues:
        return Found()
    month = _named(turn, now, pack)
    found = Found(
        ticket=ticket(turn.person, ticket_for(queues, month)), about=tuple(sorted(queues))
    )
    if isinstance(turn.command, ExportCases):
        return found
    made = monthly(record, routing, pack, month, queues, now)
    return found.model_copy(update={"monthly": made})


def _named(turn: Turn, now: datetime, pack: Pack) -> str:
    if not isinstance(turn.command, Report):
        return ""
    return turn.command.month or month_before(now, pack)


def ticket_for(queues: frozenset[str], month: str) -> str:
    """What a link opens: `cases/2026-10/nio+ctr`."""
    return f"cases/{month or _EVERYTHING}/{'+'.join(quote(q, safe='') for q in sorted(queues))}"


def ticket_of(text: str) -> tuple[str, frozenset[str]] | None:
    """The month (empty for all) and the queues; None for a ticket to something else."""
    kind, _, rest = text.partition("/")
    month, _, queues = rest.partition("/")
    if kind != "cases" or not queues:
        return None
    named = frozenset(unquote(queue) for queue in queues.split("+"))
    return "" if month == _EVERYTHING else month, named


def month_before(now: datetime, pack: Pack) -> str:
    """The last month that is over, in the office's time zone."""
    today = now.astimezone(ZoneInfo(pack.calendar.hours.timezone)).date()
    return f"{today.replace(day=1) - timedelta(days=1):%Y-%m}"


def selection(pack: Pack, month: str, queues: frozenset[str]) -> Selection:
    """The cases that were opened in that month; in any month for none."""
    named = tuple(sorted(queues))
    if not month:
        return Selection(queues=named)
    zone = ZoneInfo(pack.calendar.hours.timezone)
    first = date.fromisoformat(f"{month}-01")
    after = (first + timedelta(days=31)).replace(day=1)
    since, until = (datetime.combine(day, time.min, zone) for day in (first, after))
    return Selection(queues=named, since=since, until=until)


def monthly(
    record: Record,
    routing: Routing,
    pack: Pack,
    month: str,
    queues: frozenset[str],
    now: datetime,
) -> Monthly:
    which = selection(pack, month, queues)
    assert which.since is not None
    assert which.until is not None
    waits: list[float] = []
    ratings: Counter[str] = Counter()
    heard = [
        Heard(question.person.key, question.topic, question.text, question.person.name)
        for question in record.unanswered(which.since, which.until, LOOKED_AT)
        if question.queue is None or question.queue in queues
    ]
    looked_at = 0
    for each in _first(record, which):
        looked_at += 1
        case = each.case
        names = f"{case.requester.name} {case.organisation}"
        heard.append(Heard(case.requester.key, case.topic, case.question, names))
        if case.rating:
            ratings[case.rating.score] += 1
        if each.answered_at:
            clock = WorkingTime.of(routing.queues[routing.known(case.queue)], pack.calendar)
            waits.append(clock.between(case.opened_at, each.answered_at).total_seconds())
    return Monthly(
        month=month,
        queues=which.queues,
        volumes=record.volumes(which),
        kept=record.kept_promises(which, now),
        waits=tuple(sorted(waits)),
        ratings=tuple(sorted(ratings.items())),
        gaps=gaps(pack, heard),
        looked_at=looked_at,
    )


def _first(record: Record, which: Selection) -> Iterator[Selected]:
    after, left = Place(), LOOKED_AT
    while left > 0:
        page = record.selected(which, after, min(_PAGE, left), texts=False)
        yield from page
        if len(page) < _PAGE:
            return
        after, left = page[-1].place, left - len(page)
