"""Puts the reading of replies by e-mail together."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from email.utils import parseaddr

from adapters.email.inbound import Reader
from adapters.email.mailbox import ImapServer, Mailbox, Stand, imap_server
from adapters.email.server import EVERY, MailServer, Take
from adapters.email.sign_in import SignIn
from adapters.storage.deliveries import answered_mail
from bots import database
from bots.mail_app import from_thread
from bots.settings import Settings


class Stands:
    """How far the desk's mailbox was read, in the database. The name of the row tells nobody whose
    mailbox it is."""

    def __init__(self, store: database.Database, server: ImapServer) -> None:
        self._store = store
        named = f"{server.user}@{server.host}:{server.port}/{server.folder}"
        self._name = hashlib.sha256(named.encode()).hexdigest()[:32]

    async def stand(self) -> Stand | None:
        known = await self._store.read(lambda r: answered_mail.stand(r.connection, self._name))
        return Stand(*known) if known else None

    async def put(self, stand: Stand) -> None:
        given = (self._name, stand.epoch, stand.uid)
        await self._store.write(lambda r: answered_mail.put_stand(r.connection, *given))


@asynccontextmanager
async def replies_read(
    given: Settings,
    store: database.Database,
    take: Take,
    now: Callable[[], datetime],
    failed: Callable[[str, BaseException], None],
    sign_in: SignIn | None = None,
) -> AsyncIterator[None]:
    """Reads the mailbox as long as the desk listens; does nothing where none is set."""
    if not (given.imap_url and given.mail_from):
        yield
        return
    server = imap_server(given.imap_url.get_secret_value())
    reader = Reader(parseaddr(given.mail_from)[1] or given.mail_from, server.trusts, server.tenant)
    stands = Stands(store, server)
    every = EVERY if server.tls else EVERY / 10  # a mailbox on this machine is not far
    door = MailServer(
        Mailbox(server, from_thread(sign_in)), reader, take, stands,
        now=now, failed=failed, every=every,
    )  # fmt: skip
    work = asyncio.create_task(door.run())
    try:
        yield
    finally:
        work.cancel()
        await asyncio.gather(work, return_exceptions=True)
