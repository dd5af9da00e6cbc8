"""The mail server keeps what it is given, and fails in the ways it is told to."""

from __future__ import annotations

import asyncio
import smtplib
from email.message import EmailMessage

import pytest

from simulator import Simulator

BOX = "innovationoffice@fagg-afmps.be"


def letter(to: str = BOX) -> EmailMessage:
    message = EmailMessage()
    message["Subject"], message["From"], message["To"] = "Cas n° 1 – é", "desk@desk.example", to
    message["Message-ID"] = "<k1@desk.example>"
    message.set_content("La question ? Één.")
    message.add_alternative("<p>La question</p>", subtype="html")
    return message


async def send(sim: Simulator, message: EmailMessage, login: bool = False) -> None:
    def work() -> None:
        with smtplib.SMTP("127.0.0.1", sim.mail.port, timeout=3) as server:
            if login:
                server.login("user", "password")
            server.send_message(message)

    await asyncio.to_thread(work)


async def test_mails_are_parsed_and_kept(sim: Simulator) -> None:
    await send(sim, letter(f"{BOX}, ctr@fagg-afmps.be"))
    (mail,) = sim.mail.box(BOX.upper())
    assert sim.mail.box("ctr@fagg-afmps.be") == [mail]
    assert (mail.subject, mail.sender) == ("Cas n° 1 – é", "desk@desk.example")
    assert (mail.text.strip(), mail.html.strip()) == ("La question ? Één.", "<p>La question</p>")
    assert mail.message_id == "<k1@desk.example>"
    assert b"Message-ID: <k1@desk.example>" in mail.raw
    assert sim.mail.boxes() == [BOX, "ctr@fagg-afmps.be"]


async def test_any_login_is_accepted(sim: Simulator) -> None:
    await send(sim, letter(), login=True)
    assert len(sim.mail.box(BOX)) == 1


@pytest.mark.parametrize("code", [450, 550])
async def test_recipients_are_refused(sim: Simulator, code: int) -> None:
    sim.mail.faults.reject(BOX, code)
    with pytest.raises(smtplib.SMTPRecipientsRefused) as caught:
        await send(sim, letter())
    assert caught.value.recipients[BOX][0] == code
    await send(sim, letter("ctr@fagg-afmps.be"))
    sim.mail.faults.clear()
    await send(sim, letter())


async def test_the_connection_drops_after_the_mail_is_stored(sim: Simulator) -> None:
    sim.mail.faults.drop_after_data()
    with pytest.raises(smtplib.SMTPServerDisconnected):
        await send(sim, letter())
    assert len(sim.mail.box(BOX)) == 1


async def test_connections_are_refused_until_it_starts_again(sim: Simulator) -> None:
    port = sim.mail.port
    await sim.mail.stop()
    with pytest.raises(ConnectionRefusedError):
        await send(sim, letter())
    await sim.mail.start()
    assert sim.mail.port == port
    await send(sim, letter())
