"""Starts and stops the whole simulator: Slack, Teams, the mail server, the page; on loopback."""

from __future__ import annotations

from collections.abc import Callable
from types import TracebackType
from typing import ClassVar, Self, TypeVar

from aiohttp import web

from simulator.changes import Changes
from simulator.clock import Clock
from simulator.inbox import Inbox
from simulator.mail import HOST, MailServer
from simulator.mail_app import MailApp
from simulator.page.server import Page
from simulator.slack import default_world
from simulator.slack.platform import Slack
from simulator.teams import default_world as default_teams
from simulator.teams.people import Bot
from simulator.teams.platform import Teams
from simulator.unsteady import unsteady
from simulator.wire import Wire

Seen = TypeVar("Seen")
BODY_LIMIT = 16 * 1024**2
SHUTDOWN_SECONDS = 0.1
LATEST = 15
PATIENCE = 20.0  # seconds, for a busy machine; what is there is seen at once


class Simulator:
    """`async with Simulator() as sim:` listens on ports that the kernel chooses.

    `unsteady` (a seed, for all of them) delays each call of the desk by up to a tenth of a second.
    """

    unsteady: ClassVar[int | None] = None

    def __init__(
        self,
        signing_secret: str = "simulated-signing-secret",  # noqa: S107
        port: int = 0,
        smtp_port: int = 0,
        desk_url: str | None = None,
        bot_token: str = default_world.BOT_TOKEN,
        *,
        furnished: bool = True,
        command: str = "/innovation",
        teams_bot: Bot | None = None,
    ) -> None:
        """`furnished=False` starts without any workspace or tenant, for a test that builds its own.

        `command` is what the page suggests to type in Slack; `teams_bot` the desk's registration.
        """
        self.clock = Clock()
        self.changes = Changes()
        self.wire = Wire(self.changes)
        self.slack = Slack(self.clock, self.changes, self.wire, signing_secret)
        self.teams = Teams(self.clock, self.changes, self.wire, teams_bot or default_teams.bot())
        self.mail = MailServer(self.changes, self.wire, smtp_port)
        self.inbox = Inbox()
        self.mail_app = MailApp()
        self.port = port
        self.command = command
        self._runner: web.AppRunner | None = None
        self.desk_url = desk_url
        if furnished:
            default_world.furnish(self.slack, bot_token)
            default_teams.furnish(self.teams)

    @property
    def desk_url(self) -> str | None:
        """Where the desk listens, without a path; None until there is a desk."""
        return self.slack.desk.url

    @desk_url.setter
    def desk_url(self, url: str | None) -> None:
        self.slack.desk.url = self.teams.desk.url = url

    @property
    def page_url(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def api_url(self) -> str:
        """For SLACK_API_URL."""
        return f"{self.page_url}/slack/api/"

    @property
    def smtp_url(self) -> str:
        return self.mail.url

    async def until(self, holds: Callable[[], Seen], within: float = PATIENCE) -> Seen:
        """Wait for a truthy value; after `within` seconds NotSeenError shows the latest calls."""
        return await self.changes.until(holds, within, self.picture)

    def picture(self) -> str:
        """The latest calls and messages, for a failing test to print."""
        calls = [str(call) for call in list(self.wire)[-LATEST:]]
        messages = [
            f"{channel.name} {message.user}: {message.plain[:200]!r}"
            for workspace in self.slack.workspaces.values()
            for channel in workspace.channels.values()
            for message in channel.messages[-LATEST:]
        ]
        messages += [
            f"{place.name or place.kind} {message.author_id[:12]}: {message.plain[:200]!r}"
            for place in self.teams.world.conversations.values()
            for message in place.messages[-LATEST:]
        ]
        mails = [f"mail to {', '.join(mail.to)}: {mail.subject}" for mail in self.mail.received]
        return "\n".join(["calls:", *calls, "messages:", *messages, *mails[-LATEST:]])

    def take_no_passwords(self) -> None:
        """From now on both mail servers let in the app of `mail_app` alone."""
        self.mail.app = self.inbox.app = self.mail_app

    async def start(self) -> None:
        app = web.Application(client_max_size=BODY_LIMIT)
        if self.unsteady is not None:
            app.middlewares.append(unsteady(self.unsteady))
        self.slack.add_routes(app)
        self.teams.add_routes(app)
        self.mail_app.add_routes(app)
        Page(self).add_routes(app)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=SHUTDOWN_SECONDS)
        await self._runner.setup()
        await web.TCPSite(self._runner, HOST, self.port).start()
        self.port = self._runner.addresses[0][1]
        self.slack.listen_at(self.page_url)
        self.teams.listen_at(self.page_url)
        await self.mail.start()
        await self.inbox.start()

    async def stop(self) -> None:
        await self.slack.close()
        await self.teams.close()
        await self.mail.stop()
        await self.inbox.stop()
        if self._runner is not None:
            await self._runner.cleanup()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.stop()
