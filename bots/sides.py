"""The sides of a desk that the settings name: platforms, mail, and who looks after them."""

import secrets
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from aiohttp import ClientSession

from adapters.email.channel import EmailChannel, Spoken, smtp_server
from adapters.email.sign_in import SignIn
from adapters.slack.channel import POST_EVERY
from adapters.slack.directory import SlackDirectory
from adapters.storage.addresses import SqlAddressBook
from bots import database
from bots.checks.directory import Directory, Namer
from bots.checks.doctor import PATIENCE, Doctor
from bots.checks.inspection import Inspection, Look
from bots.checks.specialists import (
    mail_check,
    replies_check,
    slack_check,
    socket_check,
    teams_check,
)
from bots.mail_app import MailApp, mail_app
from bots.settings import Settings
from bots.slack import side as slack
from bots.slack.many import SlackSides
from core.decide.reach import is_for_requester
from core.values.delivery import Delivery
from core.values.pack import Pack
from core.values.place import Platform

if TYPE_CHECKING:
    from bots.teams import TeamsSide


def now() -> datetime:
    return datetime.now(UTC)


def new_id() -> str:
    return secrets.token_hex(16)


@dataclass(frozen=True)
class Sides:
    """The platforms that are set up, and the session that their calls share."""

    session: ClientSession
    slack: slack.SlackSide | SlackSides | None
    teams: "TeamsSide | None"
    mail_app: MailApp | None = None

    @property
    def many(self) -> SlackSides | None:
        return self.slack if isinstance(self.slack, SlackSides) else None

    @property
    def directory(self) -> Directory:
        """What people and conversations are called."""
        namers: dict[Platform, Namer] = {}
        if self.slack:
            namers[Platform.SLACK] = SlackDirectory(self.slack.client_of)
        if self.teams:
            namers[Platform.TEAMS] = self.teams.directory
        return Directory(namers)

    def called(self) -> dict[str, str]:
        """What the workspace of a single installation is called, by its id; those of many are on
        record, and Teams tells no bot what a tenant is called."""
        if not isinstance(self.slack, slack.SlackSide) or not self.slack.workspace.name:
            return {}
        return {f"slack:{self.slack.workspace.team}": self.slack.workspace.name}

    @property
    def looks(self) -> dict[Platform, Look]:
        """How each platform says why a place cannot be a staff conversation."""
        known: dict[Platform, Look] = {}
        if self.slack:
            known[Platform.SLACK] = self.slack.channel.unfit_for_staff
        if self.teams:
            known[Platform.TEAMS] = self.teams.channel.unfit_for_staff
        return known


def inspection_of(given: Settings, pack: Pack, sides: Sides) -> Inspection:
    return Inspection(
        pack,
        new_id,
        looks=sides.looks,
        mail=mail_of(given, sides.mail_app),
        directory=sides.directory,
    )


def doctor_of(
    given: Settings,
    pack: Pack,
    store: database.Database,
    sides: Sides,
    patience: float = PATIENCE,
) -> Doctor:
    """The doctor for the sides that this desk has."""
    checks = {
        "mail": mail_check(given, inspection_of(given, pack, sides)),
        "replies": replies_check(given, sides.mail_app),
    }
    if sides.slack:
        checks["slack"] = slack_check(sides.slack, store, now)
    if isinstance(sides.slack, slack.SlackSide) and given.slack_app_token:
        client = sides.slack.api.client(given.slack_app_token.get_secret_value())
        checks["slack socket"] = socket_check(client)
    if sides.teams:
        checks["teams"] = teams_check(sides.teams, store, now, new_id)
    return Doctor(
        given, pack, checks=checks, looks=sides.looks, session=sides.session, now=now,
        patience=patience,
    )  # fmt: skip


def mail_of(
    given: Settings, sign_in: SignIn | None, spoken: Spoken | None = None
) -> EmailChannel | None:
    if not (given.smtp_url and given.mail_from):
        return None
    server = smtp_server(given.smtp_url.get_secret_value())
    return EmailChannel(server, given.mail_from, now, spoken, sign_in)


def spoken_by(store: database.Database, pack: Pack) -> Spoken:
    """Requesters are written to in the language of their case, staff in that of the office."""

    async def spoken(delivery: Delivery) -> str:
        id = delivery.case
        case = await store.read(lambda record: record.case(id)) if id else None
        theirs = case is not None and is_for_requester(case, delivery.to.lane)
        return pack.locale(case.locale) if case and theirs else pack.default_locale

    return spoken


async def opened_sides(
    given: Settings,
    store: database.Database,
    stack: AsyncExitStack,
    post_every: timedelta = POST_EVERY,
) -> Sides:
    """The platforms that the settings name; closed with the stack."""
    session = await stack.enter_async_context(slack.session())
    if app := mail_app(given, session):
        stack.push_async_callback(app.close)
    return Sides(
        session=session,
        mail_app=app,
        slack=_slack(given, store, session, stack, post_every) if given.slack else None,
        teams=_teams(given, store, session, stack) if given.teams else None,
    )


def _slack(
    given: Settings,
    store: database.Database,
    session: ClientSession,
    stack: AsyncExitStack,
    post_every: timedelta,
) -> slack.SlackSide | SlackSides:
    """One workspace by token, or many that install the app by themselves."""
    side: slack.SlackSide | SlackSides
    if given.slack_many:
        side = SlackSides(given, store, session, post_every, now)
    else:
        side = slack.SlackSide(given, session, post_every, now)
    stack.push_async_callback(side.close)
    return side


def _teams(
    given: Settings, store: database.Database, session: ClientSession, stack: AsyncExitStack
) -> "TeamsSide":
    """botbuilder takes a third of a second to import, so only a desk with Teams pays for it."""
    from bots.teams import TeamsSide, account

    side = TeamsSide(account(given), session, SqlAddressBook(store, now))
    side.start()
    stack.push_async_callback(side.close)
    return side
