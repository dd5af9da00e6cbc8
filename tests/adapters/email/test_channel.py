"""Mail servers in every mood, and what becomes of a delivery."""

import asyncio
import subprocess
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from adapters.email import channel
from adapters.email.channel import EmailChannel, Spoken, smtp_server
from core.desk.ports import Dispatch, Hidden, Later, Outcome, Refused, Sent, Unsure
from core.values.delivery import Delivery, Landed
from core.values.message import Message
from core.values.place import ConversationReference
from core.values.value import NotRecorded
from tests.adapters.email.servers import (
    Post,
    closed_port,
    mail_server,
    only_mallory,
    scripted_server,
    tls_with,
)

NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)
BOX = ConversationReference.mailbox("nio@office.example")


def _dispatch(target: Landed | None = None) -> Dispatch:
    message = Message(title="[7K3F-Q2MG] New question", text="Please **answer**.")
    delivery = Delivery(key="k" * 32, to=BOX, message=message, case="7K3F-Q2MG", due_at=NOW)
    return Dispatch(1, delivery, target, fence=1, tries=1, again=False, intent_at=NOW)


def _channel(port: int, query: str = "", login: str = "") -> EmailChannel:
    server = smtp_server(f"smtp://{login}127.0.0.1:{port}/{query}")
    return EmailChannel(server, "desk@desk.example", lambda: NOW)


async def _sent(port: int, query: str = "", login: str = "") -> Outcome:
    return await _channel(port, query, login).send(_dispatch())


async def test_an_accepted_mail_lands_where_its_answers_will_refer_to() -> None:
    post = Post()
    async with mail_server(post) as port:
        outcome = await _sent(port)
    landed = Landed(at=BOX.under(f"<{'k' * 32}@desk.example>"))
    assert outcome == Sent(landed)
    (mail,) = post.received
    assert mail["Message-ID"] == landed.at.thread
    assert Landed.from_text(landed.text) == landed


async def _known(_: Delivery) -> str:
    return "fr"


async def _hangs(_: Delivery) -> str:
    await asyncio.sleep(60)
    return "fr"


async def _fails(_: Delivery) -> str:
    raise NotRecorded("the store is away")


@pytest.mark.parametrize(
    ("spoken", "tag"), [(_known, "<html lang='fr'>"), (_hangs, "<html>"), (_fails, "<html>")]
)
async def test_a_mail_says_its_language_where_that_is_known_in_time(
    spoken: Spoken, tag: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "_LOOK", 0.05)
    post = Post()
    async with mail_server(post) as port:
        server = smtp_server(f"smtp://127.0.0.1:{port}/")
        made = EmailChannel(server, "desk@desk.example", lambda: NOW, spoken)
        assert isinstance(await made.send(_dispatch()), Sent)
    (mail,) = post.received
    (html,) = (part for part in mail.walk() if part.get_content_type() == "text/html")
    assert tag.encode() in bytes(html.get_payload(decode=True))


async def test_a_mail_of_the_same_case_follows_the_first() -> None:
    post = Post()
    first = Landed(at=BOX.under("<first@desk.example>"))
    async with mail_server(post) as port:
        await _channel(port).send(_dispatch(first))
    assert post.received[0]["In-Reply-To"] == "<first@desk.example>"


@pytest.mark.parametrize(
    ("post", "outcome", "words"),
    [
        (Post(at_rcpt="450 greylisted"), Later, "(450)"),
        (Post(at_rcpt="451 try later"), Later, "(451)"),
        (Post(at_rcpt="550 no such box"), Refused, "(550)"),
        (Post(at_data="452 full"), Later, "(452)"),
        (Post(at_data="552 too large"), Refused, "(552)"),
        (Post(at_data="554 spam"), Refused, "(554)"),
        (Post(at_data="close"), Unsure, "did not confirm"),
    ],
)
async def test_what_the_server_says_decides(post: Post, outcome: type, words: str) -> None:
    async with mail_server(post) as port:
        found = await _sent(port)
    assert isinstance(found, outcome)
    assert isinstance(found, Later | Refused | Unsure)
    assert words in found.why


async def test_a_server_that_is_away_is_asked_again_later() -> None:
    outcome = await _sent(closed_port())
    assert isinstance(outcome, Later)
    assert not outcome.blames


async def test_without_the_encryption_that_is_required_nothing_is_said() -> None:
    post = Post()
    async with mail_server(post) as port:
        outcome = await _sent(port, "?starttls=required", "desk:MARKER@")
    assert isinstance(outcome, Later), "certainly not there"
    assert post.received == []


async def test_a_password_never_goes_over_an_open_line() -> None:
    heard: list[bytes] = []
    answers = [b"220 hi\r\n", b"250-mail\r\n250 AUTH PLAIN LOGIN\r\n", b"500 no\r\n"]
    async with scripted_server(answers, heard) as port:
        outcome = await _sent(port, "?starttls=required", "desk:MARKER@")
    assert isinstance(outcome, Later)
    assert not any(b"AUTH" in line or b"MAIL" in line for line in heard)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """Signed by nobody whom we trust."""
    folder: Path = tmp_path_factory.mktemp("tls")
    key, made = str(folder / "key.pem"), str(folder / "cert.pem")
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
    subject = ["-subj", "/CN=127.0.0.1", "-keyout", key, "-out", made]
    subprocess.run([*command, *subject], check=True, capture_output=True)
    return made, key


async def test_a_certificate_that_nobody_vouches_for_is_not_accepted(
    certificate: tuple[str, str],
) -> None:
    post = Post()
    async with mail_server(post, tls_context=tls_with(*certificate)) as port:
        outcome = await _sent(port, "?starttls=required", "desk:MARKER@")
    assert isinstance(outcome, Later)
    assert post.received == []


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
async def test_a_wrong_password_is_told_without_repeating_it() -> None:
    post = Post()
    options = {"authenticator": only_mallory, "auth_required": True, "auth_require_tls": False}
    async with mail_server(post, **options) as port:
        outcome = await _sent(port, "", "desk:MARKER@")
        mallory = await _sent(port, "", "mallory:x@")
    assert isinstance(outcome, Later)
    assert "name or password" in outcome.why
    assert "MARKER" not in repr(outcome)
    assert isinstance(mallory, Sent)


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        ([], Later),  # never greets
        ([b"220 hi\r\n"], Later),  # never answers EHLO
        ([b"421 busy\r\n"], Later),
        ([b"220 hi\r\n", b"250 mail\r\n", b"250 ok\r\n", b"250 ok\r\n", b"354 go\r\n"], Unsure),
        ([b"\xff\xfe\r\n"], Later),
    ],
)
async def test_a_server_that_falls_silent_is_left_in_time(
    answers: list[bytes], expected: type, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(channel, "CONNECT", 0.2)
    monkeypatch.setattr(channel, "TIMEOUT", 0.4)
    started = time.monotonic()
    async with scripted_server(answers, []) as port:
        assert isinstance(await _sent(port), expected)
    assert time.monotonic() - started < 2


def test_the_whole_takes_less_than_the_courier_waits() -> None:
    assert channel.CONNECT < channel.TIMEOUT < 6


async def test_a_mail_cannot_be_looked_for_and_lanes_do_not_rest() -> None:
    there = _channel(1)
    assert await there.find(_dispatch()) == Hidden()
    assert there.pause(_dispatch().delivery).total_seconds() == 0


URLS = [
    ("smtp://127.0.0.1", ("127.0.0.1", 25, None, None, "none")),
    ("smtp://localhost:2525", ("localhost", 2525, None, None, "none")),
    ("smtp://[::1]:2525/", ("::1", 2525, None, None, "none")),
    ("smtp://h.example?starttls=required", ("h.example", 587, None, None, "starttls")),
    ("smtp://u:p@h.example:25/?starttls=required", ("h.example", 25, "u", "p", "starttls")),
    ("smtps://u%40x:p%2Fw%3A@h.example", ("h.example", 465, "u@x", "p/w:", "tls")),
]


@pytest.mark.parametrize(("url", "expected"), URLS)
def test_where_mail_is_handed_over(url: str, expected: tuple[object, ...]) -> None:
    server = smtp_server(url)
    assert (server.host, server.port, server.user, server.password, server.security) == expected


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("", "write smtp://"),
        ("http://h.example", "write smtp://"),
        ("smtp://", "write smtp://"),
        ("smtp://u:MARKER@h.example", "must be encrypted"),
        ("smtp://u:MARKER@h.example/?starttls=maybe", "must be encrypted"),
        ("smtp://10.0.0.1", "must be encrypted"),
        ("smtp://u:MARKER/x@h.example?starttls=required", "port"),
        ("smtps://u:MARKER@h.example:99999", "port"),
    ],
)
def test_an_address_that_does_not_do_is_told_without_the_password(url: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence) as told:
        smtp_server(url)
    assert "MARKER" not in str(told.value)


def test_a_server_is_shown_without_its_password() -> None:
    assert "MARKER" not in repr(smtp_server("smtps://u:MARKER@h.example"))
