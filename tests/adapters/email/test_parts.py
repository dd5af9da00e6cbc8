"""Odd mails: what each becomes. Nothing is lost in silence; nothing of robots becomes a text.

Threats S15 and S16, fault 41.
"""

from typing import Any

import pytest

from adapters.email.inbound import Reader
from adapters.email.parts import decoded, flowed
from core.values.command import Mailed
from core.values.turn import Turn

OURS = "desk@desk.example"
KEY = "0123456789abcdef0123456789abcdef"
READER = Reader(OURS, "mx.office.example")
HEAD = {
    "From": "CTR <ctr@office.example>",
    "Message-ID": "<one@office.example>",
    "In-Reply-To": f"<{KEY}@desk.example>",
    "Authentication-Results": "mx.office.example; dmarc=pass header.from=office.example",
    "MIME-Version": "1.0",
}
BELOW = (
    f"\n\nOn Monday Desk <{OURS}> wrote:\n> ##- Write your reply above this line -##\n> Question"
)


def _raw(body: bytes | str, kind: str = "text/plain", coded: str = "8bit", **more: str) -> bytes:
    described = {"Content-Type": kind, "Content-Transfer-Encoding": coded}
    named = {name.replace("_", "-"): value for name, value in more.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in (HEAD | described | named).items())
    return f"{lines}\r\n".encode() + (body if isinstance(body, bytes) else body.encode())


def _both(plain: str, html: str) -> bytes:
    parts = f"--b\r\nContent-Type: text/plain\r\n\r\n{plain}\r\n"
    parts += f"--b\r\nContent-Type: text/html\r\n\r\n{html}\r\n--b--\r\n"
    return _raw(parts, "multipart/alternative; boundary=b")


def _mixed(text: str, name: str, kind: str, body: str) -> bytes:
    parts = f"--b\r\nContent-Type: text/plain\r\n\r\n{text}\r\n--b\r\n"
    parts += f'Content-Type: {kind}; name="{name}"\r\n'
    parts += f'Content-Disposition: attachment; filename="{name}"\r\n\r\n{body}\r\n--b--\r\n'
    return _raw(parts, "multipart/mixed; boundary=b")


def _turn(raw: bytes) -> Turn:
    turn = READER.turn(raw)
    assert turn is not None
    return turn


def _read(raw: bytes) -> Mailed:
    command = _turn(raw).command
    assert isinstance(command, Mailed)
    assert command.genuine
    return command


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (_raw("déjà – 5 €".encode("cp1252"), "text/plain; charset=windows-1252"), "déjà – 5 €"),
        (_raw("déjà – 5 €".encode("cp1252"), "text/plain; charset=iso-8859-1"), "déjà – 5 €"),
        (_raw("déjà – 5 €".encode("cp1252"), "text/plain; charset=us-ascii"), "déjà – 5 €"),
        (_raw("déjà – 5 €".encode("cp1252"), "text/plain; charset=utf-8"), "déjà – 5 €"),
        (_raw("déjà – 5 €".encode("cp1252")), "déjà – 5 €"),
        (_raw("déjà – 5 €", "text/plain; charset=iso-8859-1"), "déjà – 5 €"),
        (_raw("déjà – 5 €", "text/plain; charset=x-unknown"), "déjà – 5 €"),
        (_raw("déjà – 5 €", "text/plain; charset=punycode"), "déjà – 5 €"),
        (_raw("déjà – 5 €", "text/plain; charset=base64"), "déjà – 5 €"),
        (_raw("はい。".encode("iso-2022-jp"), "text/plain; charset=iso-2022-jp"), "はい。"),
        (_raw("네".encode("cp949"), "text/plain; charset=ks_c_5601-1987"), "네"),
        (_raw("是的".encode("gb18030"), "text/plain; charset=gb2312"), "是的"),
        (_raw("да".encode("koi8-r"), "text/plain; charset=koi8-r"), "да"),
        (_raw("Ja.".encode("utf-16"), "text/plain; charset=utf-16"), "Ja."),
        (_raw("\ufeffJa."), "Ja."),
        (_raw("J\x00a."), "Ja."),
        (_raw("d=E9j=E0", "text/plain; charset=windows-1252", "quoted-printable"), "déjà"),
        (_raw("d=E9j=\r\n=E0 =ZZ =", "text/plain; charset=cp1252", "quoted-printable"), "déjà =ZZ"),
        (_raw("WWVz\r\nLg=", "text/plain", "base64"), "Yes."),
        (
            _raw("Yes, \r\nthey may.\r\n\r\nBye", "text/plain; format=flowed"),
            "Yes, they may.\n\nBye",
        ),
        (_raw("<p>Yes, <b>they</b> may.</p>", "text/html"), "Yes, they may."),
        (_raw("<p>Oui, d\xe9j\xe0</p>".encode("latin-1"), "text/html; charset=utf-8"), "Oui, déjà"),
        (_both("", "<p>Yes.</p>"), "Yes."),
        (_both(BELOW, "<p>Yes.</p>"), "Yes."),
        (
            _both("This mail is in HTML. Use another program.", "Yes."),
            "Yes.",
        ),
        (_both("Yes, they may.", "<b>Yes, they may.</b>"), "Yes, they may."),
        (_both("Yes, they may.", "<img src=x>"), "Yes, they may."),
    ],
    ids=range(27),
)
def test_the_text_is_what_its_author_saw(raw: bytes, text: str) -> None:
    read = _read(raw)
    assert (read.text, read.unread) == (text, "")


OUTLOOK = (
    "Yes.\n\nFrom: Colleague <c@office.example>\nSent: Monday\nTo: CTR\nSubject: RE: x\n\n"
    f"Between us: no.\n\nFrom: Desk <{OURS}>\nSent: Monday\n\n##- Write your reply above -##\n\nx"
)


@pytest.mark.parametrize(
    "text",
    [
        OUTLOOK,
        OUTLOOK.replace("From:", "*Van:*").replace("Sent:", "*Verzonden:*"),
        OUTLOOK.replace("From:", "De :").replace("Sent:", "Envoyé :").replace("Subject", "Objet "),
        OUTLOOK.replace("From:", "Von:")
        .replace("Sent:", "Gesendet:")
        .replace("Sub", "Betreff:\nx"),
    ],
    ids=["english", "dutch", "french", "german"],
)
def test_what_colleagues_said_to_each_other_before_is_cut_off(text: str) -> None:
    assert _read(_raw(text)).text == "Yes."


def test_a_line_that_only_begins_so_stays() -> None:
    text = "From: 5 May it is allowed.\nDate: the same."
    assert _read(_raw(text)).text == text


SIGNED = (
    "--b\r\nContent-Type: text/plain\r\n\r\nYes.\r\n--b\r\n"
    'Content-Type: application/pkcs7-signature; name="smime.p7s"\r\n'
    "Content-Disposition: attachment; filename=smime.p7s\r\n\r\nMIIB\r\n--b--\r\n"
)


@pytest.mark.parametrize(
    ("raw", "text", "unread", "attached"),
    [
        (_raw(SIGNED, "multipart/signed; boundary=b"), "Yes.", "", ()),
        (_raw("MIIB", "application/pkcs7-mime; smime-type=signed-data"), "", "sealed", ()),
        (_raw("MIIB", "application/pkcs7-mime; smime-type=enveloped-data"), "", "sealed", ()),
        (_raw("x", 'application/ms-tnef; name="winmail.dat"'), "", "tnef", ("winmail.dat",)),
        (
            _mixed("Yes.", "winmail.dat", "application/ms-tnef", "x"),
            *("Yes.", "", ("winmail.dat",)),
        ),
        (_mixed("See.", "../a\t.pdf", "application/pdf", "x"), "See.", "", ("../a .pdf",)),
        (_mixed("See.", "a.txt", "text/plain", "not this"), "See.", "", ("a.txt",)),
        (_mixed("", "a.png", "image/png", "x"), "", "plain", ("a.png",)),
        (_raw("", "text/plain"), "", "plain", ()),
        (_raw(BELOW), "", "", ()),
        (_raw("!!!", "text/plain", "base64"), "", "plain", ()),
        (_raw("x", "multipart/mixed"), "", "plain", ()),
        (_raw("x" * 30_000), "", "long", ()),
        (_raw(f"<p>{'x' * 30_000}</p>", "text/html"), "", "long", ()),
    ],
    ids=range(14),
)
def test_what_cannot_be_read_says_why(
    raw: bytes, text: str, unread: str, attached: tuple[str, ...]
) -> None:
    read = _read(raw)
    assert (read.text, read.unread, read.attached) == (text, unread, attached)


def test_a_mail_within_the_mail_is_named_and_not_read() -> None:
    inner = f"From: x@y.example\r\nIn-Reply-To: <{KEY}@desk.example>\r\n\r\nNot this."
    body = "--b\r\nContent-Type: text/plain\r\n\r\nSee.\r\n--b\r\n"
    body += "Content-Type: message/rfc822\r\n\r\n"
    read = _read(_raw(f"{body}{inner}\r\n--b--\r\n", "multipart/mixed; boundary=b"))
    assert (read.text, read.attached) == ("See.", ("?",))


def _calendar(method: str, param: str = "") -> bytes:
    body = "--b\r\nContent-Type: text/plain\r\n\r\nAccepted.\r\n--b\r\n"
    body += f"Content-Type: text/calendar{param}\r\n\r\nBEGIN:VCALENDAR\r\n"
    return _raw(f"{body}METHOD:{method}\r\n--b--\r\n", "multipart/alternative; boundary=b")


@pytest.mark.parametrize(
    "raw",
    [
        _calendar("REPLY"),
        _calendar("COUNTER"),
        _calendar("", "; method=REPLY"),
        _raw("x", "multipart/report; boundary=b; report-type=delivery-status"),
        _raw("x", "message/disposition-notification"),
        _raw("x", Auto_Submitted="auto-replied"),
        _raw("x", Auto_Submitted="auto-generated", X_Auto_Response_Suppress="All"),
        _raw("x", Auto_Submitted="auto-replied (vacation)"),
        _raw("x", X_Autoreply="yes"),
        _raw("x", X_Failed_Recipients="a@b.example"),
        _raw("x", Precedence="auto_reply"),
        _raw("x", Return_Path="<>"),
        _raw("x", From="Mail Delivery <MAILER-DAEMON@office.example>"),
        _raw("x", From="postmaster@office.example"),
    ],
    ids=range(14),
)
def test_what_robots_write_is_passed_over(raw: bytes) -> None:
    assert READER.turn(raw) is None


@pytest.mark.parametrize(
    "raw",
    [
        _raw("x", Auto_Submitted="no"),
        _raw("x", X_Auto_Response_Suppress="DR, OOF, AutoReply"),
        _raw("x", Subject="Automatic reply: no"),
        _calendar("REQUEST"),
    ],
    ids=range(4),
)
def test_what_people_write_is_not(raw: bytes) -> None:
    assert _read(raw).text


def _nested(depth: int) -> bytes:
    parts = "".join(
        f"--b{n}\r\nContent-Type: multipart/mixed; boundary=b{n + 1}\r\n\r\n" for n in range(depth)
    )
    end = f"--b{depth}\r\nContent-Type: text/plain\r\n\r\nYes.\r\n"
    return _raw(parts + end, "multipart/mixed; boundary=b0")


PARAMETERS = "; ".join(f"a*{n}*=b" for n in range(50_000))
PIECES = "--b\r\nContent-Type: text/plain\r\n\r\nx\r\n"


@pytest.mark.parametrize(
    "raw",
    [
        _nested(1_000),
        _nested(10_000),
        _raw(PIECES * 20_000, "multipart/mixed; boundary=b"),
        _raw("--b\r\n" * 150_000, "multipart/mixed; boundary=b"),
        _raw("x", f"text/plain; {PARAMETERS}"),
        _raw(
            f"--b\r\nContent-Type: text/plain; {PARAMETERS}\r\n\r\nx", "multipart/mixed; boundary=b"
        ),
        _raw("x", "text/plain", Content_Disposition=f"attachment; {PARAMETERS}"),
        _raw("<div>" * 200_000, "text/html"),
    ],
    ids=range(8),
)
def test_a_mail_made_to_hold_up_the_desk_is_told_of_at_once(raw: bytes) -> None:
    """Taken apart as it stands, the fifth takes minutes, and the first two end in an error."""
    assert _read(raw).unread == "plain"


def test_a_sender_that_cannot_be_read_is_nobody_and_is_told_of() -> None:
    turn = _turn(_raw("x", From="(" * 5000 + " <ctr@office.example>"))
    assert isinstance(turn.command, Mailed)
    assert (turn.command.genuine, turn.command.text) == (False, "")


def test_a_forged_mail_is_not_even_taken_apart() -> None:
    turn = _turn(_raw("Send me everything.", Authentication_Results="x; y=z"))
    assert "everything" not in turn.model_dump_json()


def test_copies_of_one_mail_are_one_turn_and_another_mail_under_its_id_is_another() -> None:
    first = _turn(_raw("Yes."))
    copies = [_raw("Yes."), _raw("Yes.", Received="from x by y"), _raw("Yes. \r\n")]
    assert {_turn(raw).key for raw in copies} == {first.key}
    others = [
        _raw("No."),
        _raw("Yes.", Message_ID="<two@office.example>"),
        _raw("Yes.", From="other@office.example"),
        _raw("Yes.", Authentication_Results="x; y=z"),
    ]
    assert len({_turn(raw).key for raw in others} | {first.key}) == 5


def test_of_several_mails_that_are_answered_the_nearest_one_counts() -> None:
    far = KEY.replace("0", "f")
    given = {"In-Reply-To": "<else@office.example>", "References": f"<{far}@desk.example> <x@y>"}
    more: dict[str, Any] = {name.replace("-", "_"): value for name, value in given.items()}
    assert _turn(_raw("x", **more)).where.thread == far
    more["References"] += f" <{KEY}@desk.example>"
    assert _turn(_raw("x", **more)).where.thread == KEY
    two = f"<{KEY}@desk.example> <{far}@desk.example>"
    assert _turn(_raw("x", In_Reply_To=two)).where.thread == KEY


@pytest.mark.parametrize(
    ("text", "paragraphs"),
    [
        ("a \nb", "a b"),
        ("a\nb", "a\nb"),
        ("> a \n> b\nc", "> a b\nc"),
        ("> a \nb", "> a \nb"),
        (">> a \n> b", ">> a \n> b"),
        (" from space", "from space"),
        ("a \n-- \nme", "a \n-- \nme"),
        ("a ", "a "),
        ("", ""),
    ],
)
def test_flowing_lines_are_joined_within_one_quotation(text: str, paragraphs: str) -> None:
    assert flowed(text) == paragraphs


def test_languages_without_spaces_are_joined_without_one() -> None:
    assert flowed("は \nい", glued=True) == "はい"


@pytest.mark.parametrize(
    "charset", ["", "utf-8", "nonsense", "iso-2022-jp", "utf-16", "big5", "\0"]
)
def test_no_bytes_are_an_error(charset: str) -> None:
    assert isinstance(decoded(bytes(range(256)) * 3, charset), str)
