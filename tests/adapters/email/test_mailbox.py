"""The desk's mailbox: each mail once, whatever the server and the network do."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from adapters.email.exchange import HOST as EXCHANGE
from adapters.email.exchange import Tenant
from adapters.email.inbound import Reader
from adapters.email.mailbox import Mailbox, MailboxFault, Stand, imap_server, mailbox_fault
from adapters.email.server import MailServer
from core.values.message import Message
from core.values.turn import Turn
from core.values.value import NotRecorded
from simulator.inbox import AUTHSERV, Inbox

OURS = "desk@innovation-desk.example"
SINCE = date(2020, 1, 1)
READER = Reader(OURS, AUTHSERV)


@pytest.fixture
async def inbox() -> AsyncIterator[Inbox]:
    made = Inbox()
    await made.start()
    yield made
    await made.stop()


def _mail(number: int, size: int = 0) -> bytes:
    made = EmailMessage(policy=SMTP)
    made["From"], made["Message-ID"] = "ctr@office.example", f"<{number}@office.example>"
    made["In-Reply-To"] = f"<{number:032x}@innovation-desk.example>"
    made["Authentication-Results"] = f"{AUTHSERV}; dmarc=pass header.from=office.example"
    made.set_content(f"Answer {number}.")
    if size:
        made.add_attachment(b"x" * size, maintype="application", subtype="pdf", filename="x.pdf")
    return made.as_bytes()


async def _fresh(mailbox: Mailbox, stand: Stand | None = None) -> list[tuple[Stand, bytes]]:
    return await asyncio.to_thread(lambda: list(mailbox.fresh(stand, SINCE)))


async def test_each_mail_is_given_once_in_the_order_in_which_they_came(inbox: Inbox) -> None:
    mailbox = Mailbox(imap_server(inbox.url))
    for number in (1, 2, 3):
        await inbox.put(_mail(number))
    first = await _fresh(mailbox)
    assert [raw for _, raw in first] == [_mail(number) for number in (1, 2, 3)]
    stand = first[-1][0]
    assert await _fresh(mailbox, stand) == []
    await inbox.put(_mail(4))
    ((_, raw),) = await _fresh(mailbox, stand)
    assert raw == _mail(4)
    mailbox.close()


async def test_after_the_server_was_away_reading_goes_on_where_it_stood(inbox: Inbox) -> None:
    mailbox = Mailbox(imap_server(inbox.url))
    await inbox.put(_mail(1))
    ((stand, _),) = await _fresh(mailbox)
    await inbox.stop()
    mailbox.close()
    with pytest.raises(MailboxFault, match="cannot be read"):
        await _fresh(mailbox, stand)
    await inbox.put(_mail(2))
    await inbox.start()
    ((_, raw),) = await _fresh(mailbox, stand)
    assert raw == _mail(2)
    mailbox.close()


async def test_a_mailbox_that_was_made_anew_is_read_from_its_beginning(inbox: Inbox) -> None:
    await inbox.put(_mail(1))
    mailbox = Mailbox(imap_server(inbox.url))
    ((stand, _),) = await _fresh(mailbox)
    elsewhere = Stand(stand.epoch + 1, stand.uid + 1000)
    ((again, raw),) = await _fresh(mailbox, elsewhere)
    assert (again, raw) == (stand, _mail(1))
    mailbox.close()


async def test_of_a_huge_mail_the_text_is_read_and_no_more(inbox: Inbox) -> None:
    await inbox.put(_mail(1, size=4_000_000))
    mailbox = Mailbox(imap_server(inbox.url))
    ((_, raw),) = await _fresh(mailbox)
    assert len(raw) == 1_000_000
    turn = READER.turn(raw)
    assert turn is not None
    assert getattr(turn.command, "text", "") == "Answer 1."
    mailbox.close()


async def test_a_mailbox_that_cannot_be_opened_says_why(inbox: Inbox) -> None:
    wrong = imap_server(inbox.url.replace(":mailbox@", ":hunter2@"))
    why = await asyncio.to_thread(mailbox_fault, wrong)
    assert why == "The mail server refused the user or the password."
    gone = imap_server(inbox.url.replace("/INBOX", "/Nowhere"))
    assert "cannot be read" in await asyncio.to_thread(mailbox_fault, gone)
    assert await asyncio.to_thread(mailbox_fault, imap_server(inbox.url)) == ""


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("imap://u:hunter2@mail.example/INBOX", "encrypted"),
        ("imaps://mail.example", "write imaps://"),
        ("pop3://u:hunter2@mail.example", "write imaps://"),
        ("imaps://u:hunter2/x@mail.example", "write imaps://|must be a number"),
        ("imaps://u:hunter2@mail.example/INBOX?autserv=x", "'autserv' is no option"),
        ("imaps://u:hunter2@mail.example/INBOX?trust=exchange-online", "is for a mailbox at"),
        (f"imaps://u:hunter2@{EXCHANGE}/INBOX?trust=all", "write trust=exchange-online"),
        (f"imaps://u:hunter2@{EXCHANGE}/INBOX?internal=x.example", "write trust="),
        (f"imaps://u:hunter2@{EXCHANGE}/?trust=exchange-online&authserv=x", "exclude each other"),
        (f"imaps://u:hunter2@{EXCHANGE}/?trust=exchange-online&internal=a@b", "is no domain"),
    ],
)
def test_an_address_that_does_not_do_is_refused_without_the_password(url: str, says: str) -> None:
    with pytest.raises(ValueError, match=says) as refused:
        imap_server(url)
    assert "hunter2" not in str(refused.value)


def test_an_address_is_read_with_all_that_it_says() -> None:
    made = imap_server("imaps://desk%40x.example:p%2Fw@mail.example/Desk%20In?authserv=MX.example")
    assert (made.host, made.port, made.user, made.password) == (
        *("mail.example", 993, "desk@x.example", "p/w"),
    )
    assert (made.folder, made.tls, made.trusts) == ("Desk In", True, "mx.example")
    assert "p/w" not in repr(made)
    assert made.believes
    assert not imap_server("imaps://desk:p@mail.example/INBOX").believes


def test_exchange_online_is_believed_where_it_is_named_with_the_domains_of_the_tenant() -> None:
    address = f"imaps://desk:p@{EXCHANGE}/INBOX?trust=exchange-online"
    made = imap_server(f"{address}&internal=Office.example,%20x.office.example")
    assert made.believes
    assert made.tenant == Tenant(frozenset({"office.example", "x.office.example"}))
    assert imap_server(address).tenant == Tenant()


class _Desk:
    """Takes turns, and fails with them as it is told; remembers how far the mailbox was read."""

    def __init__(self) -> None:
        self.taken: list[str] = []
        self.failing: dict[str, Exception] = {}
        self.told: list[str] = []
        self.at: Stand | None = None
        self.opened: list[Mailbox] = []

    async def take(self, turn: Turn) -> Message | None:
        text = str(getattr(turn.command, "text", ""))
        if text in self.failing:
            raise self.failing[text]
        self.taken.append(text)
        return None

    async def stand(self) -> Stand | None:
        return self.at

    async def put(self, stand: Stand) -> None:
        self.at = stand

    def server(self, inbox: Inbox, **more: timedelta) -> MailServer:
        def failed(what: str, error: BaseException) -> None:
            self.told.append(what)

        mailbox = Mailbox(imap_server(inbox.url))
        self.opened.append(mailbox)
        now = datetime.now(UTC)
        return MailServer(mailbox, READER, self.take, self, now=lambda: now, failed=failed, **more)


@pytest.fixture
def desk() -> Iterator[_Desk]:
    made = _Desk()
    yield made
    for mailbox in made.opened:
        mailbox.close()


async def test_what_could_not_be_recorded_is_read_again(inbox: Inbox, desk: _Desk) -> None:
    server = desk.server(inbox)
    for number in (1, 2):
        await inbox.put(_mail(number))
    desk.failing["Answer 1."] = NotRecorded("the store is full")
    with pytest.raises(NotRecorded):
        await server.look()
    assert (desk.taken, desk.at) == ([], None)
    desk.failing.clear()
    assert await server.look() == 2
    assert await server.look() == 0
    assert desk.taken == ["Answer 1.", "Answer 2."]


async def test_a_mail_that_cannot_be_taken_holds_up_no_other_and_is_tried_again(
    inbox: Inbox, desk: _Desk
) -> None:
    server = desk.server(inbox)
    for number in (1, 2, 3):
        await inbox.put(_mail(number))
    desk.failing["Answer 2."] = RuntimeError("a fault of ours")
    assert await server.look() == 2
    assert (desk.taken, desk.told) == (["Answer 1.", "Answer 3."], ["mail"])
    desk.failing.clear()
    await server.look()
    assert desk.taken[2:] == ["Answer 2.", "Answer 3."], "the turn's key tells that 3 is known"
    assert await server.look() == 0


async def test_it_goes_on_looking_after_an_error_that_nobody_foresaw(
    inbox: Inbox, desk: _Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    soon, stand = timedelta(milliseconds=20), desk.stand
    errors = [KeyError("UIDVALIDITY"), ValueError("no answer of IMAP")]

    async def at_first_broken() -> Stand | None:
        if errors:
            raise errors.pop()
        return await stand()

    monkeypatch.setattr(desk, "stand", at_first_broken)
    await inbox.put(_mail(1))
    work = asyncio.create_task(desk.server(inbox, every=soon, away=soon).run())
    async with asyncio.timeout(20):
        while not desk.taken:  # noqa: ASYNC110 - nobody rings
            await asyncio.sleep(0.01)
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    assert desk.told == ["mailbox", "mailbox"]


async def test_it_goes_on_looking_while_the_server_comes_and_goes(
    inbox: Inbox, desk: _Desk
) -> None:
    soon = timedelta(milliseconds=20)
    await inbox.stop()
    work = asyncio.create_task(desk.server(inbox, every=soon, away=soon).run())
    async with asyncio.timeout(20):
        while not desk.told:  # noqa: ASYNC110 - nobody rings when a look has failed
            await asyncio.sleep(0.01)
        await inbox.start()
        await inbox.put(_mail(1))
        while not desk.taken:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    work.cancel()
    await asyncio.gather(work, return_exceptions=True)
    assert (desk.taken, set(desk.told)) == (["Answer 1."], {"mailbox"})
