"""Mail servers with each of the moods that real ones have, on ports that the kernel gives."""

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from email import message_from_bytes
from email.message import Message
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


class Post:
    """What a mail server does with mail; `at_rcpt` and `at_data` are its answers."""

    def __init__(self, at_rcpt: str = "250 OK", at_data: str = "250 OK") -> None:
        self.received: list[Message] = []
        self.commands: list[str] = []
        self._at_rcpt = at_rcpt
        self._at_data = at_data

    async def handle_RCPT(  # noqa: N802  (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self._at_rcpt.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self._at_rcpt

    async def handle_DATA(  # noqa: N802  (aiosmtpd's name)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        content = envelope.original_content or b""
        self.received.append(message_from_bytes(content))
        if self._at_data == "close":
            assert server.transport is not None
            server.transport.close()
            return "421 bye"
        return self._at_data


@asynccontextmanager
async def mail_server(post: Post, **options: Any) -> AsyncIterator[int]:
    """An aiosmtpd server; gives its port."""
    loop = asyncio.get_running_loop()
    talks: list[SMTP] = []

    def answered() -> SMTP:
        talks.append(SMTP(post, hostname="mail.test", loop=loop, **options))
        return talks[-1]

    server = await loop.create_server(answered, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await _hung_up([talk.transport for talk in talks if talk.transport])


async def _hung_up(lines: Sequence[asyncio.BaseTransport]) -> None:
    """Nothing stays open, so that no warning falls into another test."""
    for line in lines:
        line.close()
    await asyncio.sleep(0.01)


@asynccontextmanager
async def scripted_server(answers: list[bytes], heard: list[bytes]) -> AsyncIterator[int]:
    """A server that says one line after the other, whatever it hears; None more: it is silent."""

    lines: list[asyncio.BaseTransport] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        lines.append(writer.transport)
        for answer in answers:
            writer.write(answer)
            heard.append(await reader.readline())
        await reader.read()
        writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        await _hung_up(lines)


def closed_port() -> int:
    """A port at which nobody listens."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def only_mallory(
    server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
) -> AuthResult:
    """Knows nobody else. `handled=False`, or the client would wait for ever."""
    return AuthResult(success=data.login == b"mallory", handled=False)


def tls_with(certificate: str, key: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context
