"""Which mails count, whose they are, and what of them is the person's own."""

from email.message import EmailMessage
from email.policy import SMTP
from typing import Any

import pytest

from adapters.email.inbound import Reader
from adapters.email.reply import written
from core.values.command import Mailed

OURS = "desk@innovation-desk.example"
CTR = "ctr@office.example"
KEY = "0123456789abcdef0123456789abcdef"
ID = f"<{KEY}@innovation-desk.example>"
READER = Reader(OURS, "mx.office.example")
PASS = "mx.office.example; dmarc=pass header.from=office.example"


def _mail(text: Any = "Yes.", **headers: Any) -> bytes:
    made = EmailMessage(policy=SMTP)
    given = {
        "From": f"CTR team <{CTR}>",
        "To": OURS,
        "Message-ID": "<one@office.example>",
        "In-Reply-To": ID,
        "Authentication-Results": PASS,
    } | {name.replace("_", "-"): value for name, value in headers.items()}
    for name, value in given.items():
        if value is not None:
            made[name] = value
    made.set_content(text)
    return made.as_bytes()


def _read(raw: bytes, reader: Reader = READER) -> Mailed:
    turn = reader.turn(raw)
    assert turn is not None
    assert isinstance(turn.command, Mailed)
    return turn.command


def test_a_reply_is_a_turn_in_the_thread_of_our_mail() -> None:
    turn = READER.turn(_mail())
    assert turn is not None
    assert (turn.where.conversation, turn.where.thread) == (CTR, KEY)
    assert (turn.person.user, turn.direct) == (CTR, True)
    assert turn.command == Mailed(text="Yes.", message="<one@office.example>", genuine=True)


@pytest.mark.parametrize(
    "headers",
    [
        {"In-Reply-To": None},
        {"In-Reply-To": "<else@innovation-desk.example>"},
        {"In-Reply-To": f"<{KEY}@elsewhere.example>"},
        {"Auto-Submitted": "auto-replied"},
        {"Auto-Submitted": "auto-generated; owner-email=x"},
        {"Precedence": "bulk"},
        {"Precedence": "auto_reply"},
        {"List-Id": "<list.office.example>"},
        {"Return-Path": "<>"},
    ],
    ids=str,
)
def test_what_answers_no_mail_of_ours_or_comes_from_a_robot_is_no_turn(
    headers: dict[str, str | None],
) -> None:
    assert READER.turn(_mail(**headers)) is None


def test_a_mail_further_up_the_thread_is_answered_too() -> None:
    raw = _mail(In_Reply_To="<other@office.example>", References=f"{ID} <other@office.example>")
    assert _read(raw).genuine


@pytest.mark.parametrize(
    ("results", "why"),
    [
        (None, "nobody wrote down what was found"),
        ("mx.office.example; dmarc=fail header.from=office.example", "it failed"),
        ("mx.office.example; spf=pass smtp.mailfrom=ctr@office.example", "not DMARC"),
        ("mx.evil.example; dmarc=pass header.from=office.example", "a foreign server's word"),
        ("mx.office.example.evil; dmarc=pass header.from=office.example", "only begins like ours"),
        ("mx.office.example; dmarc=pass header.from=evil.example", "of another domain"),
        ("mx.office.example; dmarc=pass", "of no domain"),
        ("mx.office.example; ((((", "broken"),
        ("mx.office.example; " + "(" * 3000, "deep"),
        ("mx.office.example; dmarc=pass header.from=office.example" + " x.y=z" * 900, "endless"),
    ],
)
def test_whom_our_server_does_not_stand_for_is_not_believed(results: str | None, why: str) -> None:
    assert not _read(_mail(Authentication_Results=results)).genuine, why


def test_only_the_topmost_word_of_our_server_counts() -> None:
    failed = b"Authentication-Results: mx.office.example; dmarc=fail header.from=office.example\r\n"
    assert not _read(failed + _mail()).genuine
    foreign = b"Authentication-Results: mx.other.example; dmarc=fail header.from=office.example\r\n"
    assert _read(foreign + _mail()).genuine


def test_without_a_name_to_trust_nobody_is_believed() -> None:
    assert not _read(_mail(), Reader(OURS)).genuine


def test_two_senders_are_nobody() -> None:
    second = b"From: ctr@office.example\r\n"
    assert not _read(second + _mail()).genuine
    assert not _read(_mail(From="ctr@office.example, other@office.example")).genuine


QUOTED = "> ##- Write your reply above this line -##\n>\n> New question\n"
SAID = "Yes, they may.\n\nKind regards"
ANSWERS = {
    "english": f"{SAID}\n\nOn Mon, 4 May 2026 at 10:00, Innovation Desk <{OURS}> wrote:\n{QUOTED}",
    "wrapped": f"{SAID}\n\nOn Mon, May 4, 2026 at 10:00 AM Desk <\n{OURS}> wrote:\n{QUOTED}",
    "dutch": f"{SAID}\n\nOp ma 4 mei 2026 om 10:00 schreef Innovation Desk <{OURS}>:\n\n{QUOTED}",
    "german": f"{SAID}\n\nAm Mo., 4. Mai 2026 um 10:00 schrieb Desk <{OURS}>:\n{QUOTED}",
    "outlook, french": f"{SAID}\n\n________________________\nDe : Desk <{OURS}>\n"
    "Envoyé : lundi 4 mai 2026 10:00\nÀ : ctr@office.example\nObjet : [x] Question\n\n"
    "##- Write your reply above this line -##\n\nNew question",
    "outlook, dutch": f"{SAID}\n\nVan: Innovation Desk <{OURS}>\nVerzonden: maandag 4 mei 2026\n"
    "Aan: ctr@office.example\n\n##- Schrijf uw antwoord boven deze lijn -##\n\nNew question",
    "nothing below": SAID,
    "without our line": f"{SAID}\n\nOn Monday {OURS} wrote:\n> New question\n> Topic",
}


@pytest.mark.parametrize("text", ANSWERS.values(), ids=ANSWERS)
def test_what_is_answered_is_cut_off(text: str) -> None:
    assert _read(_mail(text)).text == SAID


def test_a_quotation_in_the_middle_stays() -> None:
    said = "> May they?\nYes.\n> And then?\nAsk again."
    assert _read(_mail(f"{said}\n\nOn Monday {OURS} wrote:\n{QUOTED}")).text == said


@pytest.mark.parametrize(
    "text",
    [
        "On " * 40_000,
        "\n" * 100_000,
        ">" * 100_000,
        "##-" * 30_000,
        "_" * 100_000,
        f"{OURS}\n" * 4000,
    ],
    ids=["on", "lines", "marks", "rules", "score", "addresses"],
)
def test_reading_takes_linear_time(text: str) -> None:
    """Each of these took a parser of replies tens of seconds."""
    assert len(written(text, OURS)) <= 20_000


def test_what_cannot_be_read_says_why_and_nothing_is_cut_in_two() -> None:
    assert _read(_mail("x" * 20_001)) == Mailed(
        text="", message="<one@office.example>", genuine=True, unread="long"
    )
    html = EmailMessage(policy=SMTP)
    html["From"], html["In-Reply-To"], html["Authentication-Results"] = CTR, ID, PASS
    html.set_content("<b>Yes</b>", subtype="html")
    assert _read(html.as_bytes()).text == "Yes"
    assert _read(_mail(QUOTED)).text == ""


def test_files_are_named_and_left_where_they_are() -> None:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["In-Reply-To"], mail["Authentication-Results"] = CTR, ID, PASS
    mail.set_content("See the file.")
    mail.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a\tb.pdf")
    assert _read(mail.as_bytes()).attached == ("a b.pdf",)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00\xff",
        b"From: =?utf-8?q?=\r\n\r\n",
        b"In-Reply-To: " + ID.encode() + b"\r\nFrom: @\r\n\r\nx",
        b"In-Reply-To: "
        + ID.encode()
        + b"\r\nContent-Type: text/plain; charset=nonsense\r\n\r\n\xff",
        b"In-Reply-To: " + ID.encode() + b"\r\nContent-Type: multipart/mixed\r\n\r\nx",
        b"In-Reply-To: " + ID.encode() + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!",
        b"In-Reply-To: " + ID.encode() + b"\r\nAuthentication-Results: \xff\xfe\r\n\r\nx",
    ],
    ids=range(8),
)
def test_broken_mail_is_no_error_and_nobody_s_word(raw: bytes) -> None:
    turn = READER.turn(raw)
    assert turn is None or (isinstance(turn.command, Mailed) and not turn.command.genuine)
