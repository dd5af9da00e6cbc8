"""The desk's own mailbox, read by IMAP. Blocking: called in a thread of its own.

Nothing in the mailbox is changed: no mail is marked, moved or deleted.
"""

import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qs, unquote, urlsplit

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, LoginError

from adapters.email.exchange import HOST as EXCHANGE_ONLINE
from adapters.email.exchange import Tenant
from adapters.email.sign_in import FromThread, NotSignedIn

TIMEOUT = 10.0  # seconds for one answer of the server
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_ASKED = {"authserv", "internal", "trust"}
_DOMAIN = re.compile(r"(?:[a-z0-9-]{1,63}\.)+[a-z0-9-]{2,63}")
_MOST = 1_000_000  # bytes of a mail that are read: headers and text come first


@dataclass(frozen=True, slots=True)
class ImapServer:
    """Where the mailbox is. `trusts` is the name under which this server writes down what it found
    out of a sender (authserv-id); `tenant` is set where it is Exchange Online, which writes none.
    With neither, nobody is believed."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    tls: bool
    trusts: str
    tenant: Tenant | None = None

    @property
    def believes(self) -> bool:
        """Whether there is anybody whose word on senders counts."""
        return bool(self.trusts) or self.tenant is not None

    def __repr__(self) -> str:
        return f"ImapServer({self.host}:{self.port}, {'tls' if self.tls else 'none'})"


def imap_server(url: str) -> ImapServer:
    """Read `imaps://USER:PASSWORD@HOST/INBOX?authserv=mx.example.org`, or with
    `?trust=exchange-online&internal=example.org`; `imap://` to loopback only. Without a password
    the desk signs in as an app.

    Raises ValueError with a sentence; it never repeats the password.
    """
    parts = urlsplit(url)
    if parts.scheme not in ("imap", "imaps") or not parts.hostname or not parts.username:
        raise ValueError("write imaps://USER:PASSWORD@HOST/INBOX?authserv=NAME")
    tls = parts.scheme == "imaps"
    if not tls and parts.hostname not in _LOOPBACK:
        raise ValueError("mail from another machine must be encrypted: write imaps://")
    try:
        port = parts.port
    except ValueError:
        raise ValueError(
            "the port must be a number; write special characters of the password as %2F"
        ) from None
    asked = parse_qs(parts.query, keep_blank_values=True)
    if odd := sorted(asked.keys() - _ASKED):
        raise ValueError(f"'{odd[0][:20]}' is no option; there are: {', '.join(sorted(_ASKED))}")
    trusts = asked.get("authserv", [""])[-1].strip().lower()
    return ImapServer(
        host=parts.hostname,
        port=port or (993 if tls else 143),
        user=unquote(parts.username),
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        tls=tls,
        trusts=trusts,
        tenant=_tenant(asked, parts.hostname, trusts),
    )


def _tenant(asked: dict[str, list[str]], host: str, trusts: str) -> Tenant | None:
    """What Exchange Online says counts only in a mailbox of its own: elsewhere anybody can write
    the same lines."""
    trust = asked.get("trust", [""])[-1].strip().lower()
    named = ",".join(asked.get("internal", [])).lower().split(",")
    domains = frozenset(each.strip() for each in named if each.strip())
    if not trust and not domains:
        return None
    if trust != "exchange-online":
        raise ValueError("write trust=exchange-online, or authserv=NAME for any other server")
    if trusts:
        raise ValueError("trust=exchange-online and authserv=NAME exclude each other")
    if host not in (EXCHANGE_ONLINE, *_LOOPBACK):
        raise ValueError(f"trust=exchange-online is for a mailbox at {EXCHANGE_ONLINE}")
    if odd := sorted(each for each in domains if not _DOMAIN.fullmatch(each)):
        raise ValueError(f"'{odd[0][:40]}' is no domain; write internal=example.org,example.com")
    return Tenant(domains)


def mailbox_fault(server: ImapServer, sign_in: FromThread | None = None) -> str:
    """Why the mailbox cannot be read, when it cannot: logs in, opens the folder, reads nothing."""
    mailbox = Mailbox(server, sign_in)
    try:
        mailbox.tried()
    except MailboxFault as fault:
        return str(fault)
    finally:
        mailbox.close()
    return ""


class MailboxFault(Exception):
    """The mailbox cannot be read now; a sentence without names and passwords."""


@dataclass(frozen=True, slots=True)
class Stand:
    """How far the mailbox was read: the numbers of its mails mean something within one `epoch`
    (UIDVALIDITY) only."""

    epoch: int
    uid: int


class Mailbox:
    """One connection, opened when needed and kept. Raises MailboxFault for all that the network and
    the server do; the next call begins anew."""

    def __init__(self, server: ImapServer, sign_in: FromThread | None = None) -> None:
        self._server = server
        self._sign_in = sign_in
        self._client: IMAPClient | None = None

    def fresh(self, stand: Stand | None, since: date) -> Iterator[tuple[Stand, bytes]]:
        """Mails that came after `stand`, the oldest first, each with the stand after it. A mailbox
        that was made anew, or was never read, is read from `since` on."""
        with self._faults_named():
            yield from self._fresh(stand, since)

    def tried(self) -> None:
        """Log in and open the folder."""
        with self._faults_named():
            self._opened().select_folder(self._server.folder, readonly=True)

    @contextmanager
    def _faults_named(self) -> Iterator[None]:
        try:
            yield
        except LoginError as error:
            self.close()
            what = "app" if self._is_app else "password"
            raise MailboxFault(f"The mail server refused the user or the {what}.") from error
        except NotSignedIn as error:
            self.close()
            raise MailboxFault(f"The desk cannot sign in to its mailbox: {error}.") from error
        except (IMAPClientError, OSError, ssl.SSLError) as error:
            self.close()
            why = type(error).__name__
            raise MailboxFault(f"The desk's mailbox cannot be read: {why}.") from error

    def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            client.shutdown()

    def _fresh(self, stand: Stand | None, since: date) -> Iterator[tuple[Stand, bytes]]:
        client = self._opened()
        seen = client.select_folder(self._server.folder, readonly=True)
        epoch = int(seen[b"UIDVALIDITY"])
        known = stand.uid if stand and stand.epoch == epoch else None
        wanted = ["SINCE", since] if known is None else ["UID", f"{known + 1}:*"]
        for uid in sorted(client.search(wanted)):
            if known is None or uid > known:  # `n:*` always holds the last one
                raw = self._raw(client, uid)
                if raw is not None:
                    yield Stand(epoch, uid), raw

    def _raw(self, client: IMAPClient, uid: int) -> bytes | None:
        """None for what was deleted meanwhile."""
        part = f"BODY.PEEK[]<0.{_MOST}>"
        got = client.fetch([uid], [part]).get(uid, {})
        bodies = [value for key, value in got.items() if key.startswith(b"BODY[]")]
        return bodies[0] if bodies and isinstance(bodies[0], bytes) else None

    def _opened(self) -> IMAPClient:
        if self._client is None:
            server = self._server
            client = IMAPClient(
                server.host, port=server.port, ssl=server.tls, use_uid=True, timeout=TIMEOUT
            )
            self._client = client
            self._signed_in(client)
        return self._client

    @property
    def _is_app(self) -> bool:
        return self._sign_in is not None and not self._server.password

    def _signed_in(self, client: IMAPClient) -> None:
        if self._sign_in is None or self._server.password:
            client.login(self._server.user, self._server.password)
            return
        token = self._sign_in.token()
        try:
            client.oauth2_login(self._server.user, token)
        except LoginError:
            self._sign_in.refused(token)
            raise
