"""Puts the Teams side together."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from urllib.parse import urlsplit

import aiohttp

from adapters.teams.addresses import EVERYWHERE, Addresses
from adapters.teams.channel import EVERY, TeamsChannel
from adapters.teams.checkup import TeamsCheckup
from adapters.teams.connector import Connector
from adapters.teams.directory import TeamsDirectory
from adapters.teams.download import TeamsFiles
from adapters.teams.gate import ISSUER, LOOPBACK, Gate
from adapters.teams.keys import METADATA, OpenIdKeys
from adapters.teams.mailbox import Mailboxes
from adapters.teams.roster import TeamsRoster
from adapters.teams.server import OnGone, TeamsServer
from adapters.teams.tab import Library, TeamsTab
from adapters.teams.tab_gate import AUTHORITY, TabGate
from adapters.teams.token import SCOPE, TOKEN_URL, App, Token
from bots.logs import noted
from bots.pages import chosen
from bots.settings import Settings
from core.desk.ports import AddressBook
from core.values.delivery import Delivery
from core.values.message import Message
from core.values.office import Finding
from core.values.pack import Pack
from core.values.turn import Turn

SIGN_IN = "/common/v2.0/.well-known/openid-configuration"
_US_GOVERNMENT = ".us"  # ends the hosts of Microsoft's cloud for the United States' government


@dataclass(frozen=True, slots=True)
class TeamsAccount:
    """The registration of a single-tenant bot, and the tenants whose people may ask.

    `metadata`, `token` and `sign_in` (empty: as in the bot's own cloud) are Microsoft's addresses,
    or those of the simulator; `public` is the desk's own.
    https://learn.microsoft.com/azure/bot-service/bot-service-quickstart-registration
    """

    app_id: str
    password: str = field(repr=False)
    tenant: str
    tenants: frozenset[str]
    metadata: str = METADATA
    token: str = ""
    sign_in: str = ""
    public: str = ""
    simulated: bool = False

    @property
    def token_address(self) -> str:
        return self.token or TOKEN_URL.format(tenant=self.tenant)

    @property
    def local(self) -> str:
        """Host and port of a Teams on this machine; else empty."""
        return urlsplit(self.metadata).netloc if self.simulated else ""

    @property
    def gate(self) -> Gate:
        """Raises ValueError without app id or tenants: such a door would let anyone in."""
        tenants = frozenset(tenant.strip().lower() for tenant in self.tenants if tenant.strip())
        return Gate(self.app_id, tenants, self._cloud(ISSUER), self.simulated)

    @property
    def sign_in_address(self) -> str:
        return self.sign_in or self._cloud(AUTHORITY) + SIGN_IN

    @property
    def tab_gate(self) -> TabGate:
        host = (urlsplit(self.public).netloc).lower()
        authority = self.sign_in_address.partition("/common/")[0]
        return TabGate(self.app_id.lower(), self.gate.tenants, host, authority)

    @property
    def library(self) -> Library:
        """Microsoft's script for tabs; beside the simulated sign-in, the simulator's."""
        if urlsplit(self.sign_in_address).hostname not in LOOPBACK:
            return Library()
        there = urlsplit(self.sign_in_address)
        host = f"{there.scheme}://{there.netloc}"
        return Library(f"{host}/teams/js/MicrosoftTeams.min.js", "", host, host)

    @property
    def app(self) -> App:
        return App(self.app_id, self.password, self._cloud(SCOPE))

    def _cloud(self, address: str) -> str:
        host = urlsplit(self.metadata).hostname or ""
        return address.replace(".com", ".us") if host.endswith(_US_GOVERNMENT) else address


def account(given: Settings) -> TeamsAccount:
    """The registration that the settings name; they are complete when there is an app id."""
    assert given.teams_app_id is not None
    assert given.teams_app_password is not None
    assert given.teams_app_tenant_id is not None
    return TeamsAccount(
        app_id=given.teams_app_id,
        password=given.teams_app_password.get_secret_value(),
        tenant=given.teams_app_tenant_id,
        tenants=given.teams_tenants,
        metadata=given.teams_openid_metadata_url,
        token=given.teams_token_url or "",
        sign_in=given.teams_sign_in_metadata_url or "",
        public=given.desk_public_url or "",
        simulated=given.teams_simulated,
    )


class TeamsSide:
    """One bot. `session` is shared by all calls and closed by its owner; `close` ends the rest."""

    def __init__(
        self,
        account: TeamsAccount,
        session: aiohttp.ClientSession,
        book: AddressBook,
        every: timedelta = EVERY,
    ) -> None:
        self._account = account
        self._session = session
        self._gate = account.gate
        self._token = Token(session, account.token_address, account.app)
        self._keys = OpenIdKeys(session, account.metadata, noted=noted)
        self._tab_keys: OpenIdKeys | None = None
        self._connector = Connector(session, self._token, self._gate.knows_host)
        self.book = book
        self._addresses = Addresses(book, default="" if account.simulated else EVERYWHERE)
        self.files = TeamsFiles(account.local)
        self.roster = TeamsRoster(self._connector, self._addresses)
        self.directory = TeamsDirectory(self._connector, self._addresses)
        self.channel = TeamsChannel(
            self._connector,
            self._addresses,
            bot=f"28:{account.app_id}",
            tenants=self._gate.tenants,
            every=every,
        )

    def start(self) -> None:
        """Fetch Microsoft's keys in the background; a Microsoft that is away stops no start."""
        self._keys.start()

    def server(
        self,
        take: Callable[[Turn], Awaitable[Message | None]],
        pack: Pack,
        *,
        new_id: Callable[[], str],
        on_gone: OnGone,
    ) -> TeamsServer:
        return TeamsServer(
            take,
            pack,
            self._gate,
            self._keys,
            addresses=self._addresses,
            connector=self._connector,
            new_id=new_id,
            on_gone=on_gone,
            noted=noted,
        )

    def tab(
        self,
        take: Callable[[Turn], Awaitable[Message | None]],
        pack: Pack,
        new_id: Callable[[], str],
    ) -> TeamsTab:
        """The page for the personal tab. The keys of those who sign people in are fetched in the
        background, as those of the connector are."""
        self._tab_keys = OpenIdKeys(self._session, self._account.sign_in_address, noted=noted)
        self._tab_keys.start()
        return TeamsTab(
            take,
            pack,
            self._account.tab_gate,
            self._tab_keys,
            mailboxes=Mailboxes(self._connector, self._addresses, noted),
            library=self._account.library,
            locale_of=partial(chosen, pack, ""),
            new_id=new_id,
            noted=noted,
        )

    async def findings(
        self, letters: Collection[Delivery], staffed: Collection[str]
    ) -> tuple[Finding, ...]:
        """What the doctor finds on this side; the first of `letters` is sent.
        `staffed` are the tenants in which queues have their staff."""
        heard = await self._addresses.reads_all(staffed)
        checkup = TeamsCheckup(
            self._token, self.channel, letters, staffed=bool(staffed), heard=heard
        )
        return await checkup.findings()

    async def close(self) -> None:
        await self._keys.close()
        if self._tab_keys:
            await self._tab_keys.close()
        await self.files.close()
        await self._token.close()
