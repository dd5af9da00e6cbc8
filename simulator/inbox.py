"""The desk's own mailbox, as its mail server keeps it: people's replies arrive here (IMAP)."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from contextlib import suppress
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from typing import Any

from proxyprotocol.sock import SocketInfoLocal
from pymap.backend.dict import Config, DictBackend, Identity, Login
from pymap.concurrent import Subsystem
from pymap.exceptions import InvalidAuth
from pymap.imap import IMAPServer
from pymap.interfaces.login import IdentityInterface, LoginInterface
from pymap.interfaces.token import TokensInterface
from pymap.parsing.message import AppendMessage
from pysasl import SASLAuth
from pysasl.creds.external import ExternalVerificationRequired
from pysasl.creds.server import ServerCredentials
from pysasl.hashing import BuiltinHash

from simulator.exchange import Exchange
from simulator.mail import HOST, Mail
from simulator.mail_app import MailApp

AUTHSERV = "mx.simulator.example"
_LOGIN = {"demo_user": "desk", "demo_password": "mailbox"}  # on loopback, for nobody's mail
_ARGUMENTS = Namespace(
    host=None, port="0", debug=False, cert=None, key=None, tls=False, passlib_cfg=None,
    proxy_protocol="noop", demo_data=False, **_LOGIN,
)  # fmt: skip
_QUICK = BuiltinHash(rounds=1)  # with 500,000 each start takes 0.2 s, for a password that all know
_WAYS = SASLAuth.named([b"PLAIN", b"LOGIN", b"XOAUTH2"])
_HERE = Subsystem.for_asyncio()  # a login cut off in a thread leaves a coroutine behind


class _Config(Config):
    @property
    def tls_auth(self) -> SASLAuth:
        """Found once: finding them anew takes 3 ms, twice for each connection."""
        return _WAYS


class _Backend(DictBackend):
    @classmethod
    async def init(cls, args: Namespace, **overrides: Any) -> tuple[DictBackend, Config]:
        config = _Config.from_args(args, **overrides)
        login = Login(config)
        await cls._add_demo_user(config, login)
        return cls(login, config), config


class Inbox:
    """Port 0 lets the kernel choose; `port` says which it was. `exchange` puts it into a tenant,
    `app` lets in that app alone, and no password."""

    def __init__(self) -> None:
        self.port = 0
        self.exchange: Exchange | None = None
        self.app: MailApp | None = None
        self._backend: DictBackend | None = None
        self._server: asyncio.Server | None = None
        self._count = 0

    @property
    def url(self) -> str:
        """For IMAP_URL."""
        user = _LOGIN["demo_user"] if self.app else ":".join(_LOGIN.values())
        trusted = f"authserv={AUTHSERV}"
        if self.exchange:
            trusted = f"trust=exchange-online&internal={self.exchange.domain}"
        return f"imap://{user}@{HOST}:{self.port}/INBOX?{trusted}"

    async def start(self) -> None:
        if self._backend is None:
            self._backend, config = await _Backend.init(
                _ARGUMENTS, hash_context=_QUICK, cpu_subsystem=_HERE
            )
            config.apply_context()
            self._serve = IMAPServer(_Door(self, self._backend.login), config)
        self._server = await asyncio.start_server(self._talk, HOST, self.port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Refuse connections until `start`; what arrived stays."""
        if self._server is not None:
            self._server.close()
            self._server = None

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError, asyncio.CancelledError, EOFError):
            await self._serve(reader, writer, SocketInfoLocal(writer))

    async def put(self, raw: bytes) -> None:
        """A mail arrives, as it is."""
        assert self._backend is not None, "the mailbox is there once the simulator has started"
        async with self._backend.login.demo_user_identity.new_session() as session:
            when = datetime.now(UTC)
            await session.append_messages("INBOX", [AppendMessage(raw, when)])

    async def reply(self, to: Mail, text: str, **more: str) -> None:
        """The mailbox that got the mail answers it, as mail programs do, and the desk's mail server
        writes down that the sender is who it says. `more` are headers to put or to replace."""
        await self.deliver(self.answer(to, text, **more))

    async def deliver(self, mail: EmailMessage, *, dmarc: str = "") -> None:
        """Through the tenant's Exchange Online, where there is one; `dmarc` is for its word on a
        sender who came from outside."""
        if self.exchange:
            mail = self.exchange.delivered(mail, dmarc=dmarc)
        await self.put(mail.as_bytes(policy=SMTP))

    def answer(self, to: Mail, text: str, **more: str) -> EmailMessage:
        """A reply with the mail that it answers below, not yet sent."""
        self._count += 1
        sender, now = to.to[0], datetime.now(UTC)
        headers = {
            "Authentication-Results": f"{AUTHSERV}; dmarc=pass header.from={_domain(sender)}",
            "From": sender,
            "To": to.sender,
            "Subject": f"Re: {to.subject}",
            "Date": format_datetime(now),
            "Message-ID": f"<reply-{self._count}@{_domain(sender)}>",
            "In-Reply-To": to.message_id,
            "References": f"{to.message.get('References', '')} {to.message_id}".strip(),
        }
        if self.exchange:
            id = self.exchange.message_id(self._count)
            headers |= {"Authentication-Results": "", "In-Reply-To": id}
            headers["References"] = f"{to.message.get('References', '')} {id}".strip()
        headers |= {name.replace("_", "-"): value for name, value in more.items()}
        made = EmailMessage(policy=SMTP)
        for name, value in headers.items():
            if value:
                made[name] = value
        below = "".join(f"> {line}\n" for line in to.text.splitlines())
        lead_in = f"On {now:%d/%m/%Y %H:%M}, Innovation Desk <{to.sender}> wrote:"
        made.set_content(f"{text}\n\n{lead_in}\n{below}")
        return made


def _domain(address: str) -> str:
    return address.rpartition("@")[2]


class _Door(LoginInterface):
    """Passwords, or the tokens of an app."""

    def __init__(self, inbox: Inbox, login: Login) -> None:
        self._inbox = inbox
        self._login = login

    @property
    def tokens(self) -> TokensInterface:
        return self._login.tokens

    async def authenticate(self, credentials: ServerCredentials) -> IdentityInterface:
        if self._inbox.app is None:
            return await self._login.authenticate(credentials)
        try:
            credentials.verify(None)
        except ExternalVerificationRequired as asked:
            if self._inbox.app.is_good(asked.token or ""):
                return self._login.demo_user_identity
        raise InvalidAuth

    async def authorize(self, authenticated: IdentityInterface, authzid: str) -> Identity:
        return await self._login.authorize(authenticated, authzid)
