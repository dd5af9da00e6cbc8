"""Brings deliveries to mailboxes by SMTP.

A mail cannot be looked for. Sent again after an unclear end it has the same Message-ID, by which
mail programs and servers know it for the same mail.
"""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from typing import Any
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

import aiosmtplib

from adapters.email.render import mail, message_id
from adapters.email.sign_in import NotSignedIn, SignIn
from core.desk.ports import Dispatch, Hidden, Later, Limit, Outcome, Refused, Sent, Unsure
from core.values.delivery import Delivery, Landed
from core.values.place import Platform
from core.values.value import DeskError

TIMEOUT = 5.0  # seconds for the whole: less than the courier's patience of 6
AWAY = timedelta(seconds=30)
GREYLISTED = timedelta(minutes=5)
_LOOK = 0.5  # seconds to find out in which language a mail is written
CONNECT = 3.0  # seconds to connect, encrypt and log in
Spoken = Callable[[Delivery], Awaitable[str]]
_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@dataclass(frozen=True, slots=True)
class SmtpServer:
    """Where mail is handed over. `security` is `tls`, `starttls` or `none` (loopback only)."""

    host: str
    port: int
    user: str | None
    password: str | None
    security: str

    def __repr__(self) -> str:
        return f"SmtpServer({self.host}:{self.port}, {self.security})"


def smtp_server(url: str) -> SmtpServer:
    """Read `smtp://user:password@host:587/?starttls=required` or `smtps://host`.

    Raises ValueError with a sentence; it never repeats the password.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("smtp", "smtps") or not parts.hostname:
        raise ValueError("write smtp://USER:PASSWORD@HOST:587/?starttls=required or smtps://HOST")
    starttls = parse_qs(parts.query).get("starttls") == ["required"]
    security = "tls" if parts.scheme == "smtps" else "starttls" if starttls else "none"
    if security == "none" and parts.hostname not in _LOOPBACK:
        raise ValueError("mail to another machine must be encrypted: add ?starttls=required")
    return SmtpServer(
        host=parts.hostname,
        port=_port(parts) or {"tls": 465, "starttls": 587, "none": 25}[security],
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        security=security,
    )


def _port(parts: SplitResult) -> int | None:
    """An unescaped `/` in a password ends up where the port is read: that is not repeated."""
    try:
        return parts.port
    except ValueError:
        raise ValueError(
            "the port must be a number; write special characters of the password as %2F"
        ) from None


class EmailChannel:
    """Implements the Channel port. `now` gives the time in UTC; `spoken` the locale that a
    delivery is written in; `sign_in` is for a server that is named without a password."""

    platform = Platform.EMAIL

    def __init__(
        self,
        server: SmtpServer,
        sender: str,
        now: Callable[[], datetime],
        spoken: Spoken | None = None,
        sign_in: SignIn | None = None,
    ) -> None:
        self._server = server
        self._sign_in = sign_in
        self._sender = sender
        self._now = now
        self._spoken = spoken

    def pause(self, delivery: Delivery) -> timedelta:
        return timedelta(0)

    @property
    def limits(self) -> tuple[Limit, ...]:
        return ()

    async def find(self, dispatch: Dispatch) -> Hidden:
        """A second try has the same Message-ID."""
        return Hidden()

    async def send(self, dispatch: Dispatch) -> Outcome:
        """Nothing can have arrived before the connection is encrypted and logged in."""
        letter = self._letter(dispatch, await self._language(dispatch.delivery))
        client = self._client()
        try:
            async with asyncio.timeout(TIMEOUT):
                if not_open := await _opened(client):
                    return not_open
                return await self._handed_over(client, letter, dispatch.delivery)
        except TimeoutError:
            return _broken_off(client, "timeout")
        finally:
            client.close()

    async def _handed_over(
        self, client: "_Client", letter: EmailMessage, delivery: Delivery
    ) -> Outcome:
        try:
            await client.send_message(letter)
        except aiosmtplib.SMTPRecipientsRefused as error:
            return _refused(error.recipients[0].code)
        except aiosmtplib.SMTPResponseException as error:
            return _refused(error.code)
        except aiosmtplib.SMTPNotSupported:
            return Refused("the mail server does not take such an address")
        except (aiosmtplib.SMTPException, OSError) as error:
            return _broken_off(client, type(error).__name__)
        with contextlib.suppress(aiosmtplib.SMTPException, OSError):
            await client.quit()
        return Sent(Landed(at=delivery.to.under(message_id(delivery.key, self._sender))))

    async def _language(self, delivery: Delivery) -> str:
        """Empty where it is not known in time: a mail without its language is better than none."""
        with contextlib.suppress(DeskError, TimeoutError):
            async with asyncio.timeout(_LOOK):
                return await self._spoken(delivery) if self._spoken else ""
        return ""

    def _letter(self, dispatch: Dispatch, language: str) -> EmailMessage:
        delivery = dispatch.delivery
        follows = dispatch.target.at.thread if dispatch.target else None
        return mail(
            delivery.message,
            sender=self._sender,
            to=delivery.to.conversation,
            key=delivery.key,
            answers=follows,
            now=self._now(),
            language=language,
        )

    def _client(self) -> "_Client":
        return _client_of(self._server, self._sign_in)


async def login_fault(server: SmtpServer) -> str:
    """Why the server cannot be used, when it cannot: connects, encrypts, logs in, sends nothing."""
    client = _client_of(server)
    try:
        async with asyncio.timeout(TIMEOUT):
            failed = await _opened(client)
            if failed is None:
                with contextlib.suppress(aiosmtplib.SMTPException, OSError):
                    await client.quit()
            return failed.why if failed else ""
    except TimeoutError:
        return f"the mail server did not answer within {TIMEOUT:.0f} s"
    finally:
        client.close()


def _client_of(server: SmtpServer, sign_in: SignIn | None = None) -> "_Client":
    as_app = sign_in if server.user and not server.password else None
    return _Client(
        as_app,
        hostname=server.host,
        port=server.port,
        username=server.user,
        password=server.password,
        use_tls=server.security == "tls",
        start_tls=server.security == "starttls",
        timeout=TIMEOUT,
    )


class _Client(aiosmtplib.SMTP):
    """Knows whether the mail itself may have left: before DATA nothing can have arrived."""

    handing = False

    def __init__(self, sign_in: SignIn | None, **given: Any) -> None:
        super().__init__(**given, oauth_token_generator=self._token if sign_in else None)
        self._sign_in = sign_in
        self._used = ""

    async def _token(self) -> str:
        assert self._sign_in is not None
        self._used = await self._sign_in.token()
        return self._used

    def refused(self) -> str:
        """What the server refused; a token that it did not take is not used again."""
        if self._sign_in is None:
            return "name or password"
        self._sign_in.refused(self._used)
        return "app"

    async def data(self, message: str | bytes, /, **options: Any) -> aiosmtplib.SMTPResponse:
        self.handing = True
        return await super().data(message, **options)


def _broken_off(client: _Client, why: str) -> Outcome:
    if client.handing:
        return Unsure(f"the mail server did not confirm: {why}")
    return Later(AWAY, f"the mail server broke off before it took the mail: {why}")


async def _opened(client: _Client) -> Later | None:
    """Connect, encrypt where required, log in; why not, when that fails."""
    try:
        async with asyncio.timeout(CONNECT):
            await client.connect()
            if client.is_ehlo_or_helo_needed:
                with contextlib.suppress(aiosmtplib.SMTPHeloError):  # HELO will be tried
                    await client.ehlo()
    except aiosmtplib.SMTPAuthenticationError:
        return Later(AWAY, f"the mail server refused our {client.refused()}")
    except NotSignedIn as error:
        return Later(AWAY, f"the desk cannot sign in to the mail server: {error}")
    except (aiosmtplib.SMTPException, OSError) as error:
        return Later(AWAY, f"the mail server cannot be used: {type(error).__name__}")
    return None


def _refused(code: int) -> Outcome:
    """4xx is a wish to be asked again (greylisting), 5xx is final."""
    if 400 <= code < 500:
        return Later(GREYLISTED, f"the mail server asked us to come back later ({code})")
    return Refused(f"the mail server refused the mail ({code})")
