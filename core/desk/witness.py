"""Who acts: whether a person is of the staff conversation in which they act, asked at each act."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from core.desk.ports import Roster
from core.values import command as c
from core.values.decision import Found
from core.values.place import DESK, ConversationReference, Membership, Person, Platform
from core.values.routing import Queue, Routing
from core.values.turn import Turn

T = TypeVar("T")

BELIEVED = 1.0  # seconds; whoever was removed longer ago than this is refused
PATIENCE = 1.2  # seconds that a turn waits for the platform
_MOST = 1000

FROM_ANYWHERE = (c.Home, c.StaffQueue, c.Search, c.ShowPast, c.Report, c.ExportCases)
"""Commands that show staff something of their queues wherever they are."""

IN_PRIVATE = (c.ShowCase, c.Claim)
"""What staff may do with a case of theirs from where nobody else sees it."""

_CHOOSING = (c.OpenAssign, c.Assign)


@dataclass(frozen=True, slots=True)
class Seen:
    """What the platform said: how the person stands there, and who else may be chosen."""

    membership: Membership
    people: tuple[Person, ...] = ()
    staff_of: frozenset[str] = frozenset()

    def told(self, found: Found) -> Found:
        """What was found, with what the platform said."""
        seen = {
            "membership": self.membership,
            "people": self.people,
            "staff_of": found.staff_of | self.staff_of,
        }
        return found.model_copy(update=seen)


class Unseen(Exception):
    """The turn cannot be decided before the platform was asked. `queues` are those of which the
    person may be staff although the turn was taken elsewhere."""

    def __init__(self, routing: Routing, queues: frozenset[str] = frozenset()) -> None:
        super().__init__("who acts is not known yet")
        self.routing = routing
        self.queues = queues


class Witness:
    """Asks the platforms. A platform without a roster is believed as it delivers its turns. `names`
    says whether a text in a thread is to choose a person."""

    def __init__(self, rosters: Mapping[Platform, Roster], names: Callable[[str], bool]) -> None:
        self._rosters = rosters
        self._names = names
        self._known: dict[tuple[str, str], tuple[float, Membership]] = {}

    def known(self, turn: Turn, found: Found, routing: Routing) -> Seen | None:
        """What the platform said a moment ago; None where it need not be asked. Raises Unseen.

        A click that is believed at once is one transaction; else it is two, and a call between."""
        if self._must_see(turn, found, routing):
            believed = self._believed(turn.where.root, turn.person)
            if believed is None or self._chooses(turn.command):
                raise Unseen(routing)
            return Seen(believed)
        if afar := self._queues_elsewhere(turn, found, routing):
            raise Unseen(routing, afar)
        return None

    def _must_see(self, turn: Turn, found: Found, routing: Routing) -> bool:
        """Whether the turn is one of staff, on a platform that can be asked."""
        if turn.person == DESK or turn.where.platform not in self._rosters:
            return False
        if isinstance(turn.command, c.Say) and found.case is None:
            return False
        queues = [routing.queues[name] for name in routing.staffed_at(turn.where)]
        return any(not queue.people or self._chooses(turn.command) for queue in queues)

    def _queues_elsewhere(self, turn: Turn, found: Found, routing: Routing) -> frozenset[str]:
        """The queues about which the turn asks from outside of their staff conversations, and
        whose staff the person may be. Of a case only for whoever is not its requester."""
        command, person = turn.command, turn.person
        if person.platform not in self._rosters or routing.staffed_at(turn.where):
            return frozenset()
        ours = {name for name, queue in routing.queues.items() if _may_be_of(queue, person)}
        if isinstance(command, FROM_ANYWHERE):
            return frozenset(ours)
        case = found.case
        if case is None or not turn.private or not isinstance(command, IN_PRIVATE):
            return frozenset()
        own = case.requester.key == person.key
        return frozenset() if own else frozenset(ours & {routing.known(case.queue)})

    async def seen(self, turn: Turn, unseen: Unseen) -> Seen:
        if unseen.queues:
            return await self._seen_elsewhere(turn, unseen.routing, unseen.queues)
        return await self._seen_here(turn, unseen.routing)

    async def _seen_elsewhere(self, turn: Turn, routing: Routing, queues: frozenset[str]) -> Seen:
        """Staff of a queue is who is in its staff conversation now, wherever they ask from."""
        staff = {name: place for name in sorted(queues) if (place := routing.queues[name].staff)}
        places = tuple(dict.fromkeys(staff.values()))
        asked = (self._membership(place, turn.person) for place in places)
        found = dict(zip(places, await asyncio.gather(*asked), strict=True))
        of = frozenset(n for n, place in staff.items() if found[place] is Membership.MEMBER)
        unknown = not of and Membership.UNKNOWN in found.values()
        return Seen(Membership.UNKNOWN if unknown else Membership.MEMBER, staff_of=of)

    async def _seen_here(self, turn: Turn, routing: Routing) -> Seen:
        place = turn.where.root
        membership, people = await asyncio.gather(
            self._membership(place, turn.person), self._people(turn, routing)
        )
        return Seen(membership, people)

    def _chooses(self, command: c.Command) -> bool:
        said = isinstance(command, c.Say) and self._names(command.text)
        return said or isinstance(command, _CHOOSING)

    async def _membership(self, place: ConversationReference, person: Person) -> Membership:
        if known := self._believed(place, person):
            return known
        asked = time.monotonic()
        found = await _in_time(self._rosters[place.platform].membership(place, person))
        if len(self._known) >= _MOST:
            self._known.clear()
        self._known[place.lane, person.key] = (asked, found or Membership.UNKNOWN)
        return found or Membership.UNKNOWN

    def _believed(self, place: ConversationReference, person: Person) -> Membership | None:
        """Also read while a turn is decided, in the thread of the store."""
        at, known = self._known.get((place.lane, person.key), (0.0, Membership.UNKNOWN))
        fresh = time.monotonic() - at < BELIEVED and known is not Membership.UNKNOWN
        return known if fresh else None

    async def _people(self, turn: Turn, routing: Routing) -> tuple[Person, ...]:
        """Those who may act for a queue here, asked only where somebody is to be chosen."""
        if not self._chooses(turn.command):
            return ()
        place = turn.where.root
        there = await _in_time(self._rosters[place.platform].people(place)) or ()
        queues = [routing.queues[name] for name in routing.staffed_at(place)]
        if any(not queue.people for queue in queues):
            return there
        listed = {key for queue in queues for key in queue.people}
        return tuple(person for person in there if person.key in listed)


def _may_be_of(queue: Queue, person: Person) -> bool:
    staff = queue.staff
    if staff is None or (staff.platform, staff.tenant) != (person.platform, person.tenant):
        return False
    return not queue.people or person.key in queue.people


async def _in_time(asked: Awaitable[T]) -> T | None:
    """None where the platform does not answer in time; rosters raise nothing that they can name."""
    try:
        async with asyncio.timeout(PATIENCE):
            return await asked
    except TimeoutError:
        return None
