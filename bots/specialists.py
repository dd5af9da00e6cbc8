"""The doctor's checks of the platforms and of mail, for the sides that this desk has."""

from collections.abc import Awaitable, Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING

from adapters.slack.checkup import SlackCheckup
from adapters.slack.lobby import Closed
from adapters.slack.workspace import Workspace
from bots import checkup, database
from bots.doctor import Check, admin_on
from bots.inspection import Inspection
from bots.manifest import SLACK_SCOPES
from bots.settings import Settings
from bots.slack import SlackSide, staff_channels
from bots.slack_many import SlackSides
from bots.slack_places import WHY
from core.values.delivery import Delivery
from core.values.message import Message
from core.values.office import Finding, Office
from core.values.place import ConversationReference, Platform
from core.values.routing import Routing

if TYPE_CHECKING:
    from bots.teams import TeamsSide

Now = Callable[[], datetime]


async def _office(store: database.Database) -> Office:
    return (await store.read(lambda record: record.office()))[0]


def slack_check(side: SlackSide | SlackSides, store: database.Database, now: Now) -> Check:
    async def check() -> Iterable[Finding]:
        office = await _office(store)
        if isinstance(side, SlackSide):
            if not side.workspace.team:
                await side.introduce()
            return await _of_workspace(side.workspace, office, now)
        routing = await store.read(lambda record: record.routing())
        return await _of_many(side, office, routing, now)

    return check


def _of_workspace(workspace: Workspace, office: Office, now: Now) -> Awaitable[tuple[Finding, ...]]:
    admin = admin_on(office, f"slack:{workspace.team}")
    return SlackCheckup(workspace.client, SLACK_SCOPES, admin, now).findings()


async def _of_many(
    side: SlackSides, office: Office, routing: Routing | None, now: Now
) -> list[Finding]:
    """The workspaces that the office itself needs: of its staff and its admins."""
    staffed = {place.tenant for _, place in staff_channels(routing)} if routing else set()
    keys = (key.split(":") for key in office.admins if key.startswith("slack:"))
    found: list[Finding] = []
    for tenant in sorted(staffed | {key[1] for key in keys}):
        there = await side.places.place(tenant)
        if isinstance(there, Closed):
            found.append(Finding(part=f"slack {tenant}", well=False, told=WHY[there.why]))
        else:
            found.extend(await _of_workspace(there.workspace, office, now))
    return found


def teams_check(
    side: "TeamsSide", store: database.Database, now: Now, new_id: Callable[[], str]
) -> Check:
    async def check() -> Iterable[Finding]:
        office = await _office(store)
        routing = await store.read(lambda record: record.routing())
        heard = await store.read(checkup.heard_in_threads)
        return await side.findings(
            [_letter(place, now(), new_id()) for place in _admins_on_teams(office)],
            staffed=routing is not None
            and any(_is_on_teams(queue.staff) for queue in routing.queues.values()),
            heard=heard,
        )

    return check


def _is_on_teams(place: ConversationReference | None) -> bool:
    return place is not None and place.platform is Platform.TEAMS


def _admins_on_teams(office: Office) -> list[ConversationReference]:
    keys = (key for key in office.admins if key.startswith("teams:"))
    return [ConversationReference.from_text(key) for key in keys]


def _letter(to: ConversationReference, now: datetime, key: str) -> Delivery:
    word = Message(title="Doctor", text="A message of the desk arrives here.")
    return Delivery(key=key, to=to, message=word, due_at=now)


def mail_check(given: Settings, inspection: Inspection) -> Check:
    """A test mail to the sender's own address."""

    async def check() -> Iterable[Finding]:
        if not (given.smtp_url and given.mail_from):
            return []
        why = await inspection.mailbox(given.mail_from)
        mend = "Look at SMTP_URL: host, port, user, password; and at MAIL_FROM."
        told = why or f"A test mail to {given.mail_from} was accepted."
        return [Finding(part="mail", well=not why, told=told, mend=mend if why else "")]

    return check
