"""Receives the desk's e-mail, and refuses or drops it when a test asks for that.

An SMTP server (RFC 5321) on loopback, without TLS; it accepts any login, or an app's alone.
"""

from __future__ import annotations

import asyncio
import email
from dataclasses import dataclass, field
from email.message import EmailMessage
from email.policy import default as modern
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from simulator.changes import Changes
from simulator.mail_app import MailApp
from simulator.wire import Wire

HOST = "127.0.0.1"


@dataclass(frozen=True)
class Mail:
    """One e-mail as it arrived. `to` holds the envelope's recipients; headers are in `message`."""

    sender: str
    to: tuple[str, ...]
    subject: str
    text: str
    html: str
    message: EmailMessage = field(repr=False)
    raw: bytes = field(repr=False)

    @property
    def message_id(self) -> str:
        return str(self.message.get("Message-ID", ""))


@dataclass
class MailFaults:
    """What the mail server does wrong. `rejected` maps an address (or `*`) to a reply line."""

    rejected: dict[str, str] = field(default_factory=dict)
    drops_after_data: int = 0

    def reject(self, address: str = "*", code: int = 550, words: str = "no such mailbox") -> None:
        """Refuse a recipient for good (550) or for now (450)."""
        self.rejected[address.lower()] = f"{code} {words}"

    def drop_after_data(self, times: int = 1) -> None:
        """Store the mail, then cut the connection before saying so."""
        self.drops_after_data = times

    def clear(self) -> None:
        self.rejected.clear()
        self.drops_after_data = 0


class MailServer:
    """Mailboxes by recipient. Port 0 lets the kernel choose; `port` says which it was. With `app`
    it takes mail from that app alone, as Exchange Online does."""

    def __init__(self, changes: Changes, wire: Wire, port: int = 0) -> None:
        self.port = port
        self.faults = MailFaults()
        self.received: list[Mail] = []
        self.app: MailApp | None = None
        self._changes = changes
        self._wire = wire
        self._server: asyncio.Server | None = None

    @property
    def url(self) -> str:
        return f"smtp://{HOST}:{self.port}"

    @property
    def is_open(self) -> bool:
        return self._server is not None

    def box(self, address: str) -> list[Mail]:
        """What one mailbox holds, oldest first."""
        return [mail for mail in self.received if address.lower() in mail.to]

    def boxes(self) -> list[str]:
        return list(dict.fromkeys(address for mail in self.received for address in mail.to))

    async def start(self) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._protocol, HOST, self.port)
        self.port = self._server.sockets[0].getsockname()[1]
        self._changes.notify()

    async def stop(self) -> None:
        """Refuse connections until `start`."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self._changes.notify()

    def _protocol(self) -> asyncio.Protocol:
        protocol: asyncio.Protocol = SMTP(
            self,
            hostname="simulator",
            enable_SMTPUTF8=True,
            authenticator=self._let_in,
            auth_require_tls=False,
            auth_exclude_mechanism=[] if self.app else ["XOAUTH2"],
        )
        return protocol

    def _let_in(self, *_: Any) -> AuthResult:
        return AuthResult(success=self.app is None)

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:  # noqa: N802
        said = args[1].encode() if len(args) > 1 else b""
        return AuthResult(success=self.app is not None and self.app.signs_in(said), handled=False)

    async def handle_MAIL(  # noqa: N802  (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.app is not None and not session.authenticated:
            return "530 5.7.57 Client not authenticated to send mail"
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(  # noqa: N802  (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        refusals = self.faults.rejected
        reply = refusals.get(address.lower()) or refusals.get("*")
        if reply is None:
            envelope.rcpt_tos.append(address)
            return "250 OK"
        call = self._wire.begin("mail", "from desk", "recipient")
        self._wire.finish(call, int(reply[:3]), reply[4:])
        return reply

    async def handle_DATA(  # noqa: N802  (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        call = self._wire.begin("mail", "from desk", "mail")
        self.received.append(_parsed(envelope))
        if self.faults.drops_after_data > 0:
            self.faults.drops_after_data -= 1
            self._wire.finish(call, None, "dropped after DATA")
            _abort(server)
            return "421 gone"
        self._wire.finish(call, 250)
        return "250 OK"


def _abort(server: SMTP) -> None:
    if isinstance(server.transport, asyncio.WriteTransport):
        server.transport.abort()


def _parsed(envelope: Envelope) -> Mail:
    raw = envelope.content if isinstance(envelope.content, bytes) else b""
    message = email.message_from_bytes(raw, policy=modern)
    return Mail(
        sender=envelope.mail_from or "",
        to=tuple(address.lower() for address in envelope.rcpt_tos),
        subject=str(message.get("Subject", "")),
        text=_part(message, "plain"),
        html=_part(message, "html"),
        message=message,
        raw=raw,
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""
