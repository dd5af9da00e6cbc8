"""Files of private chats in Teams: where the desk fetches and where never, and what each answer of
Microsoft means."""

import asyncio
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import aiohttp
import pytest
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from adapters.teams.download import NotPublic, PublicOnly, TeamsFiles, is_public, is_trusted
from core.desk.ports import Later, Refused
from core.values.file import File
from core.values.place import Platform

PDF = b"%PDF-1.7 hello"
GOOD = (
    "https://contoso-my.sharepoint.com/personal/a/_layouts/15/download.aspx?UniqueId=1&tempauth=t"
)
PUBLIC = "13.107.136.10"

ADDRESSES = [
    ("Microsoft's", GOOD, True),
    ("upper case", GOOD.replace("contoso", "CONTOSO"), True),
    ("no https", GOOD.replace("https", "http"), False),
    ("another scheme", "file:///etc/passwd", False),
    ("ftp", "ftp://contoso.sharepoint.com/a", False),
    ("gopher", "gopher://contoso.sharepoint.com/a", False),
    ("loopback", "https://127.0.0.1/a", False),
    ("loopback by name", "https://localhost/a", False),
    ("metadata", "https://169.254.169.254/latest/meta-data", False),
    ("decimal", "https://2130706433/a", False),
    ("hexadecimal", "https://0x7f000001/a", False),
    ("octal", "https://0177.0.0.1/a", False),
    ("short", "https://127.1/a", False),
    ("IPv6", "https://[::1]/a", False),
    ("IPv6, mapped", "https://[::ffff:127.0.0.1]/a", False),
    ("IPv6, zone", "https://[fe80::1%25eth0]/a", False),
    ("the domain itself", "https://sharepoint.com/a", False),
    ("a name that only ends so", "https://evilsharepoint.com/a", False),
    ("a name that begins so", "https://contoso.sharepoint.com.evil.example/a", False),
    ("a trailing dot", "https://contoso.sharepoint.com./a", False),
    ("two dots", "https://contoso..sharepoint.com/a", False),
    ("a user", "https://evil.example@contoso.sharepoint.com/a", False),
    ("a user before another host", "https://contoso.sharepoint.com@evil.example/a", False),
    ("a password", "https://a:b@contoso.sharepoint.com/a", False),
    ("an empty user", "https://@contoso.sharepoint.com/a", False),
    ("another port", "https://contoso.sharepoint.com:8443/a", False),
    ("port 22", "https://contoso.sharepoint.com:22/a", False),
    ("no port at all", "https://contoso.sharepoint.com:x/a", False),
    ("a fragment as host", "https://evil.example#.sharepoint.com/a", False),
    ("a question as host", "https://evil.example?.sharepoint.com/a", False),
    ("a backslash", "https://evil.example\\.sharepoint.com/a", False),
    ("a backslash later", "https://contoso.sharepoint.com\\@evil.example/a", False),
    ("letters of another script", "https://contoso.sharepоint.com/a", False),
    ("a full stop of another script", "https://contoso。sharepoint.com/a", False),
    ("punycode", "https://xn--contoso-9ob.sharepoint.com/a", False),
    ("a space", "https://contoso.sharepoint.com /a", False),
    ("a line", "https://contoso.sharepoint.com/a\r\nHost: evil", False),
    ("a tab", "https://contoso\t.sharepoint.com/a", False),
    ("an underscore", "https://a_b.sharepoint.com/a", False),
    ("nothing", "", False),
    ("too long", GOOD + "x" * 4000, False),
    ("a clouds of governments", "https://contoso.sharepoint.us/a", False),
]


@pytest.mark.parametrize(("name", "address", "trusted"), ADDRESSES, ids=[a[0] for a in ADDRESSES])
async def test_where_the_desk_fetches(name: str, address: str, trusted: bool) -> None:
    assert is_trusted(address) is trusted
    if trusted:
        return
    files = TeamsFiles(resolver=Names({}))
    assert await files.fetch(_file(address), "pdf", 100) == Refused(
        "the address is none of Microsoft's", reason="expired"
    )
    await files.close()


@pytest.mark.parametrize(
    ("address", "public"),
    [
        (PUBLIC, True),
        ("2603:1030:8::1", True),
        ("127.0.0.1", False),
        ("10.1.2.3", False),
        ("172.16.0.1", False),
        ("192.168.1.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("0.0.0.0", False),
        ("224.0.0.1", False),
        ("255.255.255.255", False),
        ("192.0.2.1", False),
        ("::1", False),
        ("::", False),
        ("fe80::1%eth0", False),
        ("fd00::1", False),
        ("ff02::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:13.107.136.10", True),
        ("2002:7f00:1::", False),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::a9fe:a9fe", False),
        ("2001:0:4136:e378:8000:63bf:80ff:fffe", False),
        ("::127.0.0.1", False),
        ("::10.0.0.1", False),
        ("::ffff:0:127.0.0.1", False),
        ("64:ff9b:1::a00:1", False),
        ("64:ff9b::d6b:880a", True),
        ("fec0::1", False),
        ("5f00::1", False),
        ("nonsense", False),
    ],
)
def test_which_addresses_are_of_the_public_internet(address: str, public: bool) -> None:
    assert is_public(address) is public


@dataclass
class Names(AbstractResolver):
    """A name server under the hand of a test; each look may give another answer."""

    known: dict[str, list[list[str]]]
    asked: list[str] = field(default_factory=list)

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        self.asked.append(host)
        answers = self.known[host]
        found = answers.pop(0) if len(answers) > 1 else answers[0]
        return [
            ResolveResult(
                hostname=host, host=each, port=port, family=socket.AF_INET, proto=0, flags=0
            )
            for each in found
        ]

    async def close(self) -> None:
        return


def _file(address: str) -> File:
    return File(name="a.pdf", platform=Platform.TEAMS, tenant="T", handle=address)


HOST = "contoso-my.sharepoint.com"


@pytest.mark.parametrize(
    "answers",
    [[["127.0.0.1"]], [["169.254.169.254"]], [[PUBLIC, "10.0.0.1"]], [["::1"]], [[]]],
    ids=["loopback", "metadata", "one of several", "IPv6", "none"],
)
async def test_a_name_that_leads_inside_is_not_called(answers: list[list[str]]) -> None:
    names = Names({HOST: answers})
    files = TeamsFiles(resolver=names)
    refused = await files.fetch(_file(GOOD), "pdf", 100)
    assert refused == Refused("the address leads to a private network", reason="expired")
    assert names.asked == [HOST]
    await files.close()


async def test_a_name_is_looked_up_once_for_each_call_and_that_answer_is_called() -> None:
    """A name that leads outside at first and inside a moment later gains nothing: there is no
    second look between the check and the call, and no answer is remembered."""
    names = Names({HOST: [[PUBLIC], ["127.0.0.1"]]})
    guarded = PublicOnly(names)
    assert [each["host"] for each in await guarded.resolve(HOST, 443)] == [PUBLIC]
    with pytest.raises(NotPublic):
        await guarded.resolve(HOST, 443)
    assert names.asked == [HOST, HOST]


@dataclass
class OneDrive:
    """A server on this machine that answers as it is told, and remembers what it was asked."""

    status: int = 200
    body: bytes = PDF
    headers: dict[str, str] = field(default_factory=dict)
    endless: bool = False
    asked: list[dict[str, str]] = field(default_factory=list)
    port: int = 0

    async def answer(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(dict(request.headers))
        if not self.endless:
            return web.Response(status=self.status, body=self.body, headers=self.headers)
        stream = web.StreamResponse()
        await stream.prepare(request)
        with_room = 10_000
        for _ in range(with_room):
            try:
                await stream.write(b"x" * 65_536)
            except (ConnectionError, asyncio.CancelledError):
                break
        return stream

    @property
    def local(self) -> str:
        return f"127.0.0.1:{self.port}"


@pytest.fixture
async def drive() -> AsyncIterator[OneDrive]:
    made = OneDrive()
    app = web.Application()
    app.router.add_get("/a", made.answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.port = runner.addresses[0][1]
    yield made
    await runner.cleanup()


async def _fetched(drive: OneDrive, most: int = 1000) -> bytes | Later | Refused:
    files = TeamsFiles(local=drive.local)
    try:
        return await files.fetch(_file(f"http://{drive.local}/a"), "pdf", most)
    finally:
        await files.close()


async def test_a_file_is_fetched_without_any_token(drive: OneDrive) -> None:
    assert await _fetched(drive) == PDF
    assert "Authorization" not in drive.asked[0]
    assert "Cookie" not in drive.asked[0]


ANSWERS = [
    (302, {"Location": "http://127.0.0.1/inside"}, "expired"),
    (307, {"Location": GOOD}, "expired"),
    (401, {}, "expired"),
    (403, {}, "expired"),
    (404, {}, "expired"),
    (410, {}, "expired"),
    (200, {"Content-Type": "text/html"}, "expired"),
]


@pytest.mark.parametrize(("status", "headers", "reason"), ANSWERS)
async def test_what_opens_nothing_is_over(
    drive: OneDrive, status: int, headers: dict[str, str], reason: str
) -> None:
    drive.status, drive.headers = status, headers
    refused = await _fetched(drive)
    assert isinstance(refused, Refused)
    assert refused.reason == reason
    assert len(drive.asked) == 1, "no redirect is followed"


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
async def test_what_may_pass_is_tried_again(drive: OneDrive, status: int) -> None:
    drive.status = status
    later = await _fetched(drive)
    assert isinstance(later, Later)
    assert later.blames, "not for ever"


async def test_nobody_there_is_tried_again(drive: OneDrive) -> None:
    gone = OneDrive(port=1)
    assert isinstance(await _fetched(gone), Later)


async def test_a_file_that_is_larger_than_said_is_left(drive: OneDrive) -> None:
    drive.body = b"x" * 1001
    assert await _fetched(drive, 1000) == Refused(
        "the file is larger than what may cross", reason="size"
    )
    drive.endless = True
    refused = await _fetched(drive, 1000)
    assert isinstance(refused, Refused)
    assert refused.reason == "size"


async def test_with_real_microsoft_a_machine_of_ones_own_is_none() -> None:
    files = TeamsFiles(resolver=Names({HOST: [["127.0.0.1"]]}))
    local = _file("http://127.0.0.1:9/a")
    refused = await files.fetch(local, "pdf", 100)
    assert isinstance(refused, Refused)
    assert isinstance(files._session.connector, aiohttp.TCPConnector)
    await files.close()
