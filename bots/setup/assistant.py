"""What the assistant asks, in which order, and what it writes down after each answer."""

import json
import secrets
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from adapters.storage.installations import SqlInstallations
from bots import database, manifest
from bots.operations import office
from bots.operations.audit import operator
from bots.operations.routing import pack_of
from bots.settings import Settings, Unsafe, told
from bots.setup import checks, envfile
from bots.setup.dialogue import Dialogue
from core.values.installation import Installation, Standing

Check = Callable[[str], Awaitable[str]]
SLACK_WAYS = ("one", "socket", "many", "none")
_SLACK_API = "https://slack.com/api/"
_GUIDE = "docs/installing.md"


class Assistant:
    """`file` is the `.env`; what `environment` holds is neither asked nor written."""

    def __init__(self, file: Path, dialogue: Dialogue, environment: Mapping[str, str]) -> None:
        self._file = file
        self._say = dialogue
        self._environment = {name: value for name, value in environment.items() if value}
        self._known = {**envfile.read(file), **self._environment}

    async def run(self) -> None:
        """Safe to break off and to repeat: what was answered is kept. Raises Unsafe."""
        self._say.tell(f"Answers go into {self._file}, which only you can read. Ctrl-C is safe.")
        self._key()
        slack, teams = self._ways()
        if slack in ("one", "many") or teams:
            await self._needed("DESK_PUBLIC_URL", "The https address of this desk", _public)
        await self._database()
        await self._mail()
        if slack != "none":
            await self._slack(slack)
        if teams:
            await self._teams()
        await self._first_admin(slack)
        given = self._settings()
        if slack == "many":
            await self._newcomers(given)
        self._next(slack)

    def _ways(self) -> tuple[str, bool]:
        known = self._known
        ways = {"SLACK_CLIENT_ID": "many", "SLACK_APP_TOKEN": "socket", "SLACK_BOT_TOKEN": "one"}
        slack = next((way for name, way in ways.items() if name in known), "")
        slack = slack or self._say.choose(
            "SLACK",
            "Slack: one workspace, one by Socket Mode (no public address), many, or none",
            SLACK_WAYS,
            "one",
        )
        teams = "TEAMS_APP_ID" in known or self._say.confirm("TEAMS", "Teams too?", default=False)
        if slack == "none" and not teams:
            raise Unsafe("A desk needs Slack or Teams. To try it without any account: make run")
        return slack, teams

    def _key(self) -> None:
        """Nobody is asked for what a machine makes better."""
        if "DESK_SECRET_KEY" in self._known:
            return
        self._keep(DESK_SECRET_KEY=secrets.token_urlsafe(48))
        self._say.tell("DESK_SECRET_KEY: made. Keep a copy where backups do not go.")

    def _keep(self, **values: str) -> None:
        envfile.put(self._file, values)
        self._known |= values

    async def _needed(
        self,
        name: str,
        question: str,
        check: Check,
        *,
        default: str = "",
        secret: bool = False,
        optional: bool = False,
    ) -> str:
        """The setting as it is kept, if it still does; else as it is answered, once it does."""
        kept = self._known.get(name)
        if kept and await self._still_good(name, await check(kept)):
            return kept
        while True:
            given = self._say.ask(name, question, default, secret=secret)
            if not given and optional:
                return ""
            fault = await check(given) if given else "it is needed"
            if not fault:
                self._keep(**{name: given})
                return given
            self._say.wrong(name, fault)

    async def _still_good(self, name: str, fault: str) -> bool:
        """Nothing that is set is replaced without asking."""
        if not fault:
            self._say.tell(f"{name}: kept, and it works.")
            return True
        self._say.tell(f"{name} is set, but: {fault}")
        if name in self._environment:
            raise Unsafe(f"{name} comes from the environment: mend it there, then begin again")
        return not self._say.confirm(f"REPLACE_{name}", f"Replace {name}?", default=False)

    async def _database(self) -> None:
        async def check(url: str) -> str:
            return await checks.database_ready(self._plain(desk_database_url=url))

        default = "sqlite:///var/desk.db"
        await self._needed("DESK_DATABASE_URL", "Where everything is kept", check, default=default)

    async def _mail(self) -> None:
        asks = "The mail server: smtp://USER:PASSWORD@HOST:587/?starttls=required; empty: none yet"
        url = await self._needed("SMTP_URL", asks, checks.mail, secret=True, optional=True)
        if url:
            await self._needed("MAIL_FROM", "The sender's address", _address)
        else:
            self._say.tell(
                "Without mail a queue needs a staff channel: nothing else reaches staff."
            )

    async def _slack(self, way: str) -> None:
        file = self._file.with_name("slack-manifest.json")
        made = self._for_manifest(way)
        file.write_text(json.dumps(manifest.slack_manifest(made, pack_of(made)), indent=2))
        self._say.tell(
            f"Open https://api.slack.com/apps, Create New App, From a manifest, and paste {file}.\n"
            f"Every click is in {_GUIDE}. Then come back with what Slack shows you."
        )
        match way:
            case "many":
                await self._slack_client()
            case "socket":
                await self._slack_bot()
                await self._needed("SLACK_APP_TOKEN", _ASKS_APP, self._socket, secret=True)
            case _:
                await self._slack_bot()
        if way != "socket":
            await self._needed("SLACK_SIGNING_SECRET", _ASKS_SECRET, self._signing, secret=True)

    async def _slack_bot(self) -> None:
        async def check(token: str) -> str:
            found = await checks.slack_token(token, self._api)
            if not found.fault:
                self._say.tell(f"The token speaks in {found.name} ({found.team}).")
            return found.fault

        await self._needed("SLACK_BOT_TOKEN", _ASKS_BOT, check, secret=True)

    async def _socket(self, token: str) -> str:
        return await checks.slack_socket(token, self._api)

    async def _signing(self, secret: str) -> str:
        usual = checks.is_hex_secret(secret) or self._api != _SLACK_API
        return "" if usual else "a signing secret is 32 digits and letters a to f"

    async def _slack_client(self) -> None:
        """Id and secret are tried together."""

        async def check(secret: str) -> str:
            id = self._known.get("SLACK_CLIENT_ID", "")
            return await checks.slack_client(id, secret, self._api)

        await self._needed("SLACK_CLIENT_ID", _ASKS_ID, _anything)
        await self._needed("SLACK_CLIENT_SECRET", _ASKS_CLIENT, check, secret=True)

    async def _teams(self) -> None:
        for name, question in _TEAMS.items():
            await self._needed(name, question, _guid)

        async def check(password: str) -> str:
            usual = f"https://login.microsoftonline.com/{self._known['TEAMS_APP_TENANT_ID']}"
            address = self._known.get("TEAMS_TOKEN_URL") or f"{usual}/oauth2/v2.0/token"
            return await checks.teams_token(self._known["TEAMS_APP_ID"], password, address)

        await self._needed("TEAMS_APP_PASSWORD", "The client secret", check, secret=True)
        own = self._known["TEAMS_APP_TENANT_ID"]
        asks = "The tenants whose people may ask, with commas between"
        await self._needed("TEAMS_ALLOWED_TENANTS", asks, _anything, default=own)
        file = self._file.with_name("innovation-desk-teams.zip")
        made = self._plain(teams_app_id=self._known["TEAMS_APP_ID"])
        file.write_bytes(manifest.teams_package(made, pack_of(made)))
        self._say.tell(f"Upload {file} in the Teams admin centre: see {_GUIDE}.")

    async def _first_admin(self, slack: str) -> None:
        """Where many install the app, the first admin is who installs it in the office."""
        if "DESK_ADMINS" in self._known or slack == "many":
            return
        if slack == "none":
            tenant = self._known["TEAMS_APP_TENANT_ID"]
            asks = "Your object id in Entra: you become the first admin (empty: later)"
            id = self._say.ask("TEAMS_ADMIN", asks)
            if id:
                self._keep(DESK_ADMINS=f"teams:{tenant}:{id}")
            return
        await self._admin_in_slack()

    async def _admin_in_slack(self) -> None:
        token = self._known["SLACK_BOT_TOKEN"]
        team = (await checks.slack_token(token, self._api)).team
        while True:
            asks = "Your e-mail address in Slack: you become the first admin (empty: later)"
            email = self._say.ask("SLACK_ADMIN", asks)
            if not email:
                return
            found = await checks.slack_person(token, self._api, email)
            if not found.fault:
                self._keep(DESK_ADMINS=f"slack:{team}:{found.user}")
                self._say.tell(f"{found.name} is the first admin.")
                return
            self._say.wrong("SLACK_ADMIN", found.fault)

    async def _newcomers(self, given: Settings) -> None:
        """The office's own workspace cannot be let in from chat: nobody is in yet."""
        store, cipher = database.opened(given), database.cipher(given)
        assert cipher is not None, "many workspaces need a key, and the assistant made one"
        try:
            book = SqlInstallations(store, cipher, lambda: datetime.now(UTC))
            found = await book.all()
            if any(it.open for it in found):
                return
            for it in found:
                if it.removed_at is None and self._is_the_offices(it):
                    await book.judge(it.id, Standing.ACCEPTED, operator())
                    await self._installer_is_admin(given, it)
                    self._say.tell(f"{it.name} is let in: write /innovation help there.")
                    return
        finally:
            store.close()

    def _is_the_offices(self, it: Installation) -> bool:
        asks = f"{it.name} ({it.id}) installed the app on {it.since:%d %B}. Is it the office's own?"
        return self._say.confirm("ACCEPT", asks, default=False)

    async def _installer_is_admin(self, given: Settings, it: Installation) -> None:
        if it.installed_by and not await office.admins(given):
            await office.add(given, f"{it.id}:{it.installed_by}")
            self._say.tell(f"Who installed it ({it.installed_by}) is the first admin.")

    @property
    def _api(self) -> str:
        return self._known.get("SLACK_API_URL", _SLACK_API)

    def _plain(self, **more: Any) -> Settings:
        """As much of the settings as a check needs, before the whole of them is there."""
        pack = Path(self._known.get("DESK_PACK", "packs/famhp"))
        public = self._known.get("DESK_PUBLIC_URL")
        return Settings.model_construct(desk_pack=pack, desk_public_url=public, **more)

    def _for_manifest(self, way: str) -> Settings:
        marks = {"many": {"slack_client_id": "later"}, "socket": {"slack_app_token": "later"}}
        return self._plain(**marks.get(way, {}))

    def _settings(self) -> Settings:
        """All of them as a start would read them. Raises Unsafe."""
        try:
            return Settings(_env_file=self._file)
        except ValidationError as error:
            raise Unsafe("\n".join(told(problem) for problem in error.errors())) from None

    def _next(self, slack: str) -> None:
        lines = ["Next:", "  python -m bots            starts the desk"]
        if slack == "many":
            address = f"{self._known['DESK_PUBLIC_URL'].rstrip('/')}/slack/install"
            lines.append(f"  {address}   installs the app in the office's workspace")
            lines.append("  python -m bots setup      then lets that workspace in")
        lines.append("  python -m bots doctor     proves each part")
        lines.append("  /innovation admin         in chat: queues, people, times")
        self._say.tell("\n".join(lines))


_ASKS_BOT = "Bot User OAuth Token, xoxb-… (Install App)"
_ASKS_APP = "App-level token, xapp-… (Basic Information, App-Level Tokens, connections:write)"
_ASKS_SECRET = "Signing Secret (Basic Information)"  # noqa: S105 - a question
_ASKS_ID = "Client ID (Basic Information)"
_ASKS_CLIENT = "Client Secret (Basic Information)"
_TEAMS = {
    "TEAMS_APP_ID": "Application (client) id of the bot's registration in Entra",
    "TEAMS_APP_TENANT_ID": "Directory (tenant) id, on the same page",
}


async def _public(url: str) -> str:
    return checks.public_url(url)


async def _anything(_: str) -> str:
    return ""


async def _address(address: str) -> str:
    from core.values.routing import is_address

    return "" if is_address(address) else "that is not an e-mail address"


async def _guid(id: str) -> str:
    return "" if checks.is_guid(id) else "write it as 11111111-2222-4333-8444-555555555555"
