"""The doctor's checks of the platforms and of mail, for the sides that this desk has."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from slack_sdk.web.async_client import AsyncWebClient

from adapters.email.mailbox import imap_server, mailbox_fault
from adapters.email.sign_in import SignIn
from adapters.slack.checkup import SlackCheckup, of_socket
from adapters.slack.lobby import Closed
from adapters.slack.workspace import Workspace
from bots import database
from bots.checks.doctor import Check, admin_on
from bots.checks.inspection import Inspection
from bots.mail_app import from_thread
from bots.manifest import SLACK_SCOPES
from bots.settings import Settings
from bots.slack.many import SlackSides
from bots.slack.places import WHY
from bots.slack.side import SlackSide, staff_channels
from core.values.delivery import Delivery
from core.values.installation import Installation, Standing
from core.values.message import Message
from core.values.office import Finding, Office
from core.values.place import ConversationReference, Platform
from core.values.routing import Routing

if TYPE_CHECKING:
    from bots.teams import TeamsSide

MOST_LOOKED_AT = 40  # workspaces of universities in one look
MENDS = {
    "pending": "Accept it in chat (admin, Workspaces), or: python -m bots workspaces accept",
    "refused": "Accept it in chat (admin, Workspaces), or: python -m bots workspaces accept",
    "removed": "Install the app there again.",
    "unknown": "Install the app there.",
    "sealed": "Add the former key to DESK_FORMER_SECRET_KEYS, or install the app there again.",
}
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


def socket_check(client: AsyncWebClient) -> Check:
    """Socket Mode, on a desk that has an app-level token."""

    async def check() -> Iterable[Finding]:
        return [await of_socket(client)]

    return check


def _of_workspace(workspace: Workspace, office: Office, now: Now) -> Awaitable[tuple[Finding, ...]]:
    return _checkup(workspace, office, now).findings()


def _checkup(workspace: Workspace, office: Office, now: Now) -> SlackCheckup:
    admin = admin_on(office, f"slack:{workspace.team}")
    return SlackCheckup(workspace.client, SLACK_SCOPES, admin, now)


async def _of_many(
    side: SlackSides, office: Office, routing: Routing | None, now: Now
) -> list[Finding]:
    """In full those of the office's staff and admins, by token and scopes all that are let in."""
    staffed = {place.tenant for _, place in staff_channels(routing)} if routing else set()
    keys = (key.split(":") for key in office.admins if key.startswith("slack:"))
    own = staffed | {key[1] for key in keys}
    installed = await side.installations.all()
    served = {it.tenant for it in installed if it.open} - own
    asked = [(tenant, True) for tenant in sorted(own)]
    asked += [(tenant, False) for tenant in sorted(served)[:MOST_LOOKED_AT]]
    found = await asyncio.gather(
        *(_of_one(side, tenant, office, now, whole=whole) for tenant, whole in asked)
    )
    return [_counted(installed), *(each for several in found for each in several)]


async def _of_one(
    side: SlackSides, tenant: str, office: Office, now: Now, *, whole: bool
) -> list[Finding]:
    there = await side.places.place(tenant)
    if isinstance(there, Closed):
        values = {"tenant": tenant, "why": WHY[there.why]}
        part, mend = "slack {tenant}", MENDS.get(there.why, "")
        return [Finding(part=part, well=False, told="{why}", mend=mend, values=values)]
    looked = _checkup(there.workspace, office, now)
    if whole:
        return [*await looked.findings()]
    return [_of_tenant(each, tenant) for each in await looked.token() if not each.well]


def _of_tenant(found: Finding, tenant: str) -> Finding:
    values = found.values | {"tenant": tenant}
    return found.model_copy(update={"part": "slack {tenant}", "values": values})


def _counted(installed: Sequence[Installation]) -> Finding:
    """That some wait or left is no fault; that nobody is in is one."""
    gone = sum(it.removed_at is not None for it in installed)
    served = sum(it.open for it in installed)
    waits = sum(it.removed_at is None and it.standing is Standing.PENDING for it in installed)
    return Finding(
        part="slack workspaces",
        well=bool(served),
        told="Workspaces that are served: {served}; that wait for an admin: {waits}; "
        "that removed the app: {gone}.",
        mend="" if served else "Let one in: python -m bots workspaces list",
        values={"served": str(served), "waits": str(waits), "gone": str(gone)},
    )


def teams_check(
    side: "TeamsSide", store: database.Database, now: Now, new_id: Callable[[], str]
) -> Check:
    async def check() -> Iterable[Finding]:
        office = await _office(store)
        routing = await store.read(lambda record: record.routing())
        places = [queue.staff for queue in routing.queues.values()] if routing else []
        return await side.findings(
            [_letter(place, now(), new_id()) for place in _admins_on_teams(office)],
            {place.tenant for place in places if place and place.platform is Platform.TEAMS},
        )

    return check


def _admins_on_teams(office: Office) -> list[ConversationReference]:
    keys = (key for key in office.admins if key.startswith("teams:"))
    return [ConversationReference.from_text(key) for key in keys]


def _letter(to: ConversationReference, now: datetime, key: str) -> Delivery:
    word = Message(title="Doctor", text="A message of the desk arrives here.")
    return Delivery(key=key, to=to, message=word, due_at=now)


def replies_check(given: Settings, sign_in: SignIn | None) -> Check:
    """The desk's mailbox can be read, and its server's word on senders is known."""

    async def check() -> Iterable[Finding]:
        if given.imap_url is None:
            return []
        server = imap_server(given.imap_url.get_secret_value())
        why = await asyncio.to_thread(mailbox_fault, server, from_thread(sign_in))
        if why:
            mend = "Look at IMAP_URL: host, port, user, password and folder."
            if sign_in:
                mend = "Look at IMAP_URL, MAIL_APP_ID, and what the app may do: docs/operators.md."
            told, values = "{why}", {"why": why}
            return [Finding(part="replies", well=False, told=told, mend=mend, values=values)]
        told = "The desk's mailbox can be read."
        if not server.believes:
            told = "Replies by e-mail are not taken: no sender can be believed."
            mend = "Add ?authserv=NAME to IMAP_URL, or ?trust=exchange-online: docs/operators.md."
            return [Finding(part="replies", well=False, told=told, mend=mend)]
        return [Finding(part="replies", well=True, told=told, mend="")]

    return check


def mail_check(given: Settings, inspection: Inspection) -> Check:
    """A test mail to the sender's own address."""

    async def check() -> Iterable[Finding]:
        if not (given.smtp_url and given.mail_from):
            return []
        why = await inspection.mailbox(given.mail_from)
        mend = "Look at SMTP_URL: host, port, user, password; and at MAIL_FROM."
        values = {"why": why, "address": given.mail_from}
        told = "{why}" if why else "A test mail to {address} was accepted."
        mend = mend if why else ""
        return [Finding(part="mail", well=not why, told=told, mend=mend, values=values)]

    return check
