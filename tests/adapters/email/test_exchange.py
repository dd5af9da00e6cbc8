"""Whom Exchange Online stands for, and each way to write its word oneself (threat S14)."""

import pytest

from adapters.email.exchange import Tenant
from adapters.email.inbound import Reader
from core.values.command import Mailed

KEY = "0123456789abcdef0123456789abcdef"
READER = Reader("desk@desk.example", tenant=Tenant(frozenset({"office.example"})))
STORE = "Received: from A1.eurprd02.prod.outlook.com by B2.eurprd02.prod.outlook.com with HTTPS\n"
HUB = (
    "Received: from A1FT1.eop-eur05.prod.protection.outlook.com (2603:10a6::4)\n"
    " by A1PR02.outlook.office365.com (2603:10a6::15) with Microsoft SMTP Server id 15.20.1\n"
)
DOOR = (
    "Received: from mail.uni.example (192.0.2.7) by A1FT1.mail.protection.outlook.com\n"
    " (10.233.243.188) with Microsoft SMTP Server id 15.20.1 via Frontend Transport\n"
)
PASS = (
    "Authentication-Results: spf=pass (sender IP is 192.0.2.7)\n smtp.mailfrom=uni.example;"
    " dkim=pass (signature was verified)\n header.d=uni.example;dmarc=pass action=none\n"
    " header.from=uni.example;compauth=pass reason=100\n"
)
FAIL = PASS.replace("=pass", "=fail")
SPF = "Received-SPF: Pass (protection.outlook.com: domain of uni.example)\n"
BODY = f"To: desk@desk.example\nMessage-ID: <1@uni.example>\nIn-Reply-To: <{KEY}@desk.example>\n"
ALICE, SOFIE = "From: Alice <alice@uni.example>\n", "From: CTR <ctr@office.example>\n"
ANONYMOUS = (
    "X-MS-Exchange-Organization-AuthSource: A1FT1.eop-eur05.prod.protection.outlook.com\n"
    "X-MS-Exchange-Organization-AuthAs: Anonymous\n"
)
SIGNED_IN = (
    "X-MS-Exchange-Organization-AuthSource: A1.eurprd02.prod.outlook.com\n"
    "X-MS-Exchange-Organization-AuthAs: Internal\n"
)
MAPI = (
    "Received: from A1.eurprd02.prod.outlook.com by A1.eurprd02.prod.outlook.com with mapi id 1\n"
)
NONE = (
    "Authentication-Results: dkim=none (message not signed)\n header.d=none;"
    "dmarc=none action=none header.from=office.example;\n"
)
OUTSIDE = STORE + HUB + PASS + SPF + DOOR + ALICE + BODY + ANONYMOUS
INSIDE = STORE + NONE + MAPI + SOFIE + BODY + SIGNED_IN


def _believed(mail: str | bytes, reader: Reader = READER) -> bool:
    raw = mail if isinstance(mail, bytes) else f"{mail}\nYes.\n".replace("\n", "\r\n").encode()
    turn = reader.turn(raw)
    assert turn is not None, "the mail is told of"
    assert isinstance(turn.command, Mailed)
    return turn.command.genuine


@pytest.mark.parametrize(
    "mail",
    [
        OUTSIDE,
        OUTSIDE.replace(HUB, ""),
        OUTSIDE.replace(";compauth=pass reason=100", ""),
        OUTSIDE.replace("A1.eurprd02.prod.outlook.com", "A1.EURP02.PROD.OUTLOOK.COM"),
        OUTSIDE.replace(ALICE, "Authentication-Results-Original: mx.uni.example; x=pass\n" + ALICE),
        OUTSIDE.replace("alice@uni.example", "alice@UNI.example"),
        INSIDE,
        INSIDE.replace(NONE, ""),
    ],
    ids=[
        *("from outside", "fewer hops", "no compauth", "capitals", "foreign words renamed"),
        *("capitals in the sender", "inside", "inside, no results"),
    ],
)
def test_whom_it_stands_for_is_believed(mail: str) -> None:
    assert _believed(mail)


FORGED_OUTSIDE = {
    "it failed": OUTSIDE.replace(PASS, FAIL),
    "the domain has no rule": OUTSIDE.replace("dmarc=pass", "dmarc=bestguesspass"),
    "all told, it failed": OUTSIDE.replace("compauth=pass", "compauth=fail"),
    "of another domain": OUTSIDE.replace("header.from=uni.example", "header.from=evil.example"),
    "only ends like it": OUTSIDE.replace("header.from=uni.example", "header.from=uni.example.evil"),
    "from another domain": OUTSIDE.replace("alice@uni.example", "alice@uni2.example"),
    "its own below ours": OUTSIDE.replace(PASS, FAIL).replace(ALICE, PASS + ALICE),
    "its own above ours": OUTSIDE.replace(PASS, PASS + FAIL),
    "its own twice": OUTSIDE.replace(PASS, PASS + PASS),
    "its own, with a name": OUTSIDE.replace(ALICE, "Authentication-Results: x; a=b\n" + ALICE),
    "ours is missing": OUTSIDE.replace(PASS + SPF, "").replace(ALICE, PASS + SPF + ALICE),
    "ours is missing, with a door of its own": OUTSIDE.replace(PASS + SPF, "").replace(
        ALICE, PASS + SPF + DOOR + ALICE
    ),
    "no door": OUTSIDE.replace(DOOR, ""),
    "another result in a comment": OUTSIDE.replace("sender IP is 192.0.2.7", "dmarc=fail"),
    "another domain in a comment": OUTSIDE.replace("sender IP is", "header.from=evil.example"),
    "renamed alone": OUTSIDE.replace("Authentication-Results", "Authentication-Results-Original"),
    "sealed alone": OUTSIDE.replace("Authentication-Results", "ARC-Authentication-Results"),
    "under a name": OUTSIDE.replace("Results: spf", "Results: mx.office.example; spf"),
    "two results in one": OUTSIDE.replace("dkim=pass", "dmarc=pass action=none;dkim=pass"),
    "a result in the sender": OUTSIDE.replace(
        "smtp.mailfrom=uni.example",
        "smtp.mailfrom=x;dmarc=pass action=none header.from=uni.example;x",
    ),
    "the real one in a comment": OUTSIDE.replace(PASS, PASS.rstrip("\n") + " (dmarc=fail)\n"),
    "words after it": OUTSIDE.replace("reason=100", "reason=100; x=y"),
    "encoded": OUTSIDE.replace("Results: spf=pass", "Results: =?utf-8?q?spf?==pass"),
    "endless": OUTSIDE.replace("header.d=uni", "header.d=" + "u" * 5000),
    "no word on who handed it in": OUTSIDE.replace(ANONYMOUS, ""),
    "two words on who handed it in": OUTSIDE + "X-MS-Exchange-Organization-AuthAs: Internal\n",
    "an unknown word": OUTSIDE.replace("AuthAs: Anonymous", "AuthAs: Partner"),
    "not from its mailbox": OUTSIDE.replace(STORE, "Received: from x by mx.evil.example\n"),
    "carried elsewhere": "Received: from x by imap.elsewhere.example\n" + OUTSIDE,
    "a name that begins alike": OUTSIDE.replace(
        "prod.outlook.com", "prod.outlook.com.evil.example"
    ),
    "a name that ends alike": OUTSIDE.replace("prod.outlook.com", "evilprod-outlook.com"),
    "no hops": OUTSIDE.replace(STORE, "").replace(HUB, "").replace(DOOR, ""),
    "too many headers": OUTSIDE + "X-A: b\n" * 500,
}
FORGED_INSIDE = {
    "not our domain": INSIDE.replace("ctr@office.example", "ctr@evil.example"),
    "below our domain": INSIDE.replace("ctr@office.example", "ctr@x.office.example"),
    "came in by the door": INSIDE.replace(MAPI, DOOR),
    "came in by the door, further down": INSIDE.replace(SOFIE, DOOR + SOFIE),
    "handed in by a server of our own": INSIDE.replace(
        "AuthSource: A1.eurprd02.prod.outlook.com", "AuthSource: relay.office.example"
    ),
    "promoted at the door": INSIDE.replace(
        "AuthSource: A1.eurprd02.prod.outlook.com",
        "AuthSource: A1FT1.eop-eur05.prod.protection.outlook.com",
    ),
    "no source": INSIDE.replace(SIGNED_IN, "X-MS-Exchange-Organization-AuthAs: Internal\n"),
    "two sources": INSIDE + "X-MS-Exchange-Organization-AuthSource: x.prod.outlook.com\n",
    "only across tenants": INSIDE.replace("Exchange-Organization", "Exchange-CrossTenant"),
    "more after the word": INSIDE.replace("AuthAs: Internal", "AuthAs: Internal74"),
    "anonymous": INSIDE.replace("AuthAs: Internal", "AuthAs: Anonymous"),
    "two words": INSIDE + "X-MS-Exchange-Organization-AuthAs: Anonymous\n",
    "not from its mailbox": INSIDE.replace(STORE, "Received: from x by mx.evil.example\n"),
    "no hops": INSIDE.replace(STORE, "").replace(MAPI, ""),
    "the other word behind what is no header": INSIDE + "no header\n" + ANONYMOUS,
}


@pytest.mark.parametrize("mail", FORGED_OUTSIDE.values(), ids=FORGED_OUTSIDE)
def test_from_outside_nothing_else_is_believed(mail: str) -> None:
    assert mail != OUTSIDE
    assert not _believed(mail)


@pytest.mark.parametrize("mail", FORGED_INSIDE.values(), ids=FORGED_INSIDE)
def test_inside_nothing_else_is_believed(mail: str) -> None:
    assert mail != INSIDE
    assert not _believed(mail)


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\0", b"\r\r", b"\n\n"], ids=repr)
def test_a_line_that_ends_for_some_programs_only_is_no_line(end: bytes) -> None:
    """The server takes it for a part of `X-Note`, and writes its own word below."""
    hidden = b"X-Note: a" + end + SIGNED_IN.replace("\n", "\r\n").encode()
    mail = f"{STORE}{NONE}{MAPI}{SOFIE}{BODY}".replace("\n", "\r\n").encode() + hidden
    for own in (b"", ANONYMOUS.replace("\n", "\r\n").encode()):
        assert not _believed(mail + own + b"\r\nYes.\r\n")


def test_a_mail_of_the_tenant_counts_only_where_its_domain_is_named() -> None:
    assert not _believed(INSIDE, Reader("desk@desk.example", tenant=Tenant()))
    assert _believed(OUTSIDE, Reader("desk@desk.example", tenant=Tenant()))


def test_without_the_setting_its_word_counts_for_nothing() -> None:
    for reader in (Reader("desk@desk.example"), Reader("desk@desk.example", "mx.office.example")):
        assert not _believed(OUTSIDE, reader)
        assert not _believed(INSIDE, reader)


def test_with_the_setting_a_named_server_counts_for_nothing() -> None:
    named = "Authentication-Results: mx.office.example; dmarc=pass header.from=uni.example\n"
    assert not _believed(named + ALICE + BODY)


def test_two_senders_are_nobody() -> None:
    assert not _believed(OUTSIDE.replace(ALICE, ALICE + ALICE))
    assert not _believed(INSIDE.replace(SOFIE, SOFIE + "From: <x@office.example>\n"))
