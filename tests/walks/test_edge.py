"""What nobody's client sends, at the real doors: an answer, no fault of ours, and nothing told."""

import asyncio
from pathlib import Path

import pytest

from tests.walks.ministry import Ministry, ministry

DOORS = ("/slack/events", "/api/messages", "/teams/tab")


async def raw(office: Ministry, sent: str) -> str:
    """The whole answer to bytes that no client library would send."""
    reader, writer = await asyncio.open_connection("127.0.0.1", office.desk.port)
    writer.write(sent.encode())
    async with asyncio.timeout(10):
        answer = await reader.read()
    writer.close()
    return answer.decode()


def request(line: str, *headers: str, body: str = "") -> str:
    return "\r\n".join((f"{line} HTTP/1.1", "Host: x", "Connection: close", *headers, "", body))


async def test_a_body_that_is_not_packed_as_it_says_is_the_senders_fault(tmp_path: Path) -> None:
    async with ministry(tmp_path, "teams") as office:
        tab = await office.person("nina").open_tab()
        assert tab.status == 200
        token = office.teams.sign_in.token(office.person("nina").user)
        for door in DOORS:
            for packed in ("gzip", "deflate"):
                answer = await raw(
                    office,
                    request(
                        f"POST {door}",
                        f"Authorization: Bearer {token}",
                        f"Content-Encoding: {packed}",
                        "Content-Length: 10",
                        body="0123456789",
                    ),
                )
                assert answer.split()[1] in ("400", "401"), (door, answer)
        assert not office.teams.complaints


@pytest.mark.parametrize(
    "path",
    ["/", "/privacy", "/healthz", "/file/x.pdf", "/record/x.pdf", "/teams/tab", "/nowhere"],
)
async def test_no_answer_tells_what_answers(tmp_path: Path, path: str) -> None:
    async with ministry(tmp_path, "teams") as office:
        answer = await raw(office, request(f"GET {path}", "X-Forwarded-Host: evil.example"))
        head = answer.partition("\r\n\r\n")[0].lower()
        assert "server:" not in head
        assert "aiohttp" not in head
        assert "evil.example" not in answer
