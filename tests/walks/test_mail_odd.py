"""Mails as mail programs and robots really write them, on their way to a draft or past it."""

from email.message import EmailMessage

import pytest

from simulator.mail import Mail
from tests.walks.conftest import BOTH_DATABASES, Office

NIO = "innovationoffice@fagg-afmps.be"


async def _asked(office: Office) -> Mail:
    await office.asked(office.alice, "May qubits heal?")
    (mail,) = await office.mails(NIO)
    return mail


async def _arrives(office: Office, mail: EmailMessage, body: str, kind: str) -> None:
    mail.clear_content()
    mail.set_content(body, subtype=kind)
    await office.sim.inbox.deliver(mail)


@BOTH_DATABASES
async def test_outlook_answers_in_html_alone(office: Office) -> None:
    mail = await _asked(office)
    body = (
        '<style>p{margin:0}</style><div class="elementToProof">Yes, under two conditions:</div>'
        "<ol><li>the committee agrees</li><li>no child takes part</li></ol>"
        '<div>See <a href="https://www.famhp.be/en">our page</a>.<span style="display:none">no'
        '</span></div><img src="https://elsewhere.example/seen.png"><div id="appendonsend"></div>'
        f'<hr><div id="divRplyFwdMsg"><b>From:</b> {mail.sender}</div>{mail.html}'
    )
    await _arrives(office, office.sim.inbox.answer(mail, "x"), body, "html")
    preview = (await office.mails(NIO, 2))[-1]
    written = [line.strip() for line in preview.text.splitlines()]
    for line in (
        "Yes, under two conditions:",
        "1. the committee agrees",
        "2. no child takes part",
        "See our page (https://www.famhp.be/en).",
    ):
        assert line in written
    assert "elsewhere.example" not in preview.raw.decode()
    number = preview.text.split("!send ")[1].split()[0].strip("`.,")
    await office.sim.inbox.reply(preview, f"!send {number}")
    answer = await office.heard(office.alice, "Yes, under two conditions:")
    assert "no child takes part" in answer.plain
    assert "May qubits heal?" not in answer.plain.split("no child takes part")[-1]


@pytest.mark.parametrize(
    ("kind", "says"),
    [("pkcs7-mime", "encrypted, or signed"), ("ms-tnef", "Outlook's own format")],
)
async def test_what_cannot_be_opened_is_told_and_nothing_is_added(
    office: Office, kind: str, says: str
) -> None:
    mail = await _asked(office)
    closed = office.sim.inbox.answer(mail, "x")
    closed.clear_content()
    closed.set_content(b"MIIB", maintype="application", subtype=kind)
    await office.sim.inbox.deliver(closed)
    told = (await office.mails(NIO, 2))[-1]
    assert says in told.text
    assert "nothing was added" in told.text


async def test_two_mails_under_one_message_id_are_two_drafts(office: Office) -> None:
    mail = await _asked(office)
    for words in ("Yes, they may.", "No, they may not.", "Yes, they may."):
        await office.sim.inbox.reply(mail, words, Message_ID="<same@fagg-afmps.be>")
    previews = (await office.mails(NIO, 3))[1:]
    assert [p.text.count("they may not") > 0 for p in previews] == [False, True]
    await office.quiet()
    assert len(office.sim.mail.received) == 3, "the copy of the first is the first"


async def test_robots_leave_no_trace(office: Office) -> None:
    mail = await _asked(office)
    await office.quiet()
    inbox, seen = office.sim.inbox, len(office.sim.slack.channel("C0NIO").messages)
    calendar = "BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR\r\n"
    await _arrives(office, inbox.answer(mail, "x"), calendar, "calendar")
    await inbox.reply(mail, "I am away.", X_Autoreply="yes")
    await inbox.reply(mail, "Undeliverable.", Return_Path="<>")
    await inbox.reply(mail, "Yes, they may.")  # behind the others
    await office.in_thread(await office.card(), "Draft by e-mail")
    await office.quiet()
    thread = [m.plain for m in office.sim.slack.channel("C0NIO").messages[seen:]]
    assert not any(w in t for t in thread for w in ("I am away", "Undeliverable", "VCALENDAR"))
