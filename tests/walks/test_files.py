"""Small files cross where both platforms allow it; else a link or a clear note, with the reason."""

import asyncio
import contextlib
import logging
import re
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp
import pytest
from pydantic import SecretStr

from bots.web import file_pages
from core.desk import carry
from core.values.audit import Act
from simulator.slack.messages import Message
from tests.walks.conftest import Office
from tests.walks.ministry import Ministry, inputs, ministry

PDF = b"%PDF-1.7\nthe protocol, word for word\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(200))
NASTY = "<!channel> ..\\\\x\u202efdp.exe"


def copies(office: Office, channel: str) -> list[Message]:
    """Messages of the app that show a file."""
    return [m for m in office.sim.slack.channel(channel).messages if m.bot_id and m.files]


def content(office: Office, message: Message) -> bytes:
    return office.sim.slack.uploads.files[message.files[0]["id"]].content


async def copy_in(office: Office, channel: str, count: int = 1) -> Message:
    await office.sim.until(lambda: len(copies(office, channel)) >= count)
    await office.quiet()
    assert len(copies(office, channel)) == count
    return copies(office, channel)[-1]


def direct(office: Office) -> str:
    found = office.alice.workspace.dm_of("U0ALICE")
    assert found is not None
    return found.id


async def test_a_researchers_file_reaches_the_staff_thread(office: Office) -> None:
    number = await office.asked(office.alice, "Q")
    receipt = await office.heard(office.alice, "is case")
    card = await office.card()
    await office.alice.dm("the protocol", receipt.ts, files={"Protocol Müller.pdf": PDF})
    note = await office.in_thread(card, "the protocol")
    copy = await copy_in(office, "C0NIO")
    name = copy.files[0]["name"]
    assert (
        f"Protocol Müller.pdf ({len(PDF)} B) follows in the case's thread as {name}" in note.plain
    )
    assert (copy.thread_ts, content(office, copy)) == (card.ts, PDF)
    assert re.fullmatch(rf"{number}-[0-9a-f]{{12}}\.pdf", name)
    word = await office.heard(office.alice, "Passed on")
    assert f"staff get a copy, named {name}" in word.plain


async def test_a_file_in_an_answer_crosses_with_the_act_of_sending(office: Office) -> None:
    await office.asked(office.alice, "Q")
    card = await office.card()
    await office.sofie.say("C0NIO", "See the form.", card.ts, files={"form.png": PNG})
    offer = await office.offered(office.sofie)
    assert "form.png (208 B) goes along" in offer.plain
    await office.quiet()
    assert not copies(office, direct(office)), "nothing leaves before it is sent"
    await office.sofie.click(offer, "Send to researcher")
    answer = await office.heard(office.alice, "See the form.")
    copy = await copy_in(office, direct(office))
    assert (copy.thread_ts, content(office, copy)) == (answer.ts, PNG)
    assert f"form.png (208 B) follows as {copy.files[0]['name']}" in answer.plain
    assert "file form.png: arrived" in (await office.redrawn("form.png: arrived")).plain


async def test_a_file_without_words_is_not_lost(office: Office) -> None:
    await office.asked(office.alice, "Q")
    receipt = await office.heard(office.alice, "is case")
    card = await office.card()
    await office.alice.dm("", receipt.ts, files={NASTY: 12})
    note = await office.in_thread(card, "(12 B) stays with the researcher in Slack: only PDF")
    assert "\u202e" not in note.plain
    assert "broadcast" not in str(note.blocks), "a name calls nobody"
    await office.quiet()
    assert not copies(office, "C0NIO")


async def test_a_file_outside_of_any_case_is_said_not_to_be_kept(office: Office) -> None:
    await office.alice.dm("services", files={"plan.docx": 2_000})
    await office.heard(office.alice, "plan.docx (2.0 kB) was not kept")


async def test_a_file_with_a_question_goes_along_when_a_person_is_asked(office: Office) -> None:
    await office.alice.dm("ask what is an SNSA?", files={"plan.pdf": PDF})
    answer = await office.heard(office.alice, "plan.pdf (43 B) goes along if you ask a person")
    form = await office.alice.click(answer, "Ask a person")
    assert form.view is not None
    await office.quiet()
    assert not copies(office, "C0NIO")


@pytest.mark.parametrize(
    ("name", "given", "why"),
    [
        ("a.exe", b"MZ", "only PDF"),
        ("a.docm", b"PK\x03\x04", "only PDF"),
        ("a.svg", b"<svg/>", "only PDF"),
        ("a.zip", b"PK\x03\x04", "only PDF"),
        ("big.pdf", b"%PDF-" + b"x" * 5_000_000, "larger than what may cross"),
    ],
)
async def test_what_may_not_cross_stays_and_both_are_told(
    office: Office, name: str, given: bytes, why: str
) -> None:
    number = await office.asked(office.alice, "Q")
    receipt = await office.heard(office.alice, "is case")
    card = await office.card()
    await office.alice.dm("see", receipt.ts, files={name: given})
    assert why in (await office.in_thread(card, "see")).plain
    word = await office.heard(office.alice, "Passed on")
    assert why in word.plain
    assert f"innovationoffice@fagg-afmps.be with [{number}] in the subject" in word.plain
    await office.quiet()
    assert not copies(office, "C0NIO")


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (b"MZ\x90\x00 no pdf", "begins otherwise than its name says"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "begins otherwise"),
    ],
)
async def test_what_is_not_what_its_name_says_is_told_to_both(
    office: Office, given: bytes, why: str
) -> None:
    number = await office.asked(office.alice, "Q")
    receipt = await office.heard(office.alice, "is case")
    card = await office.card()
    await office.alice.dm("see", receipt.ts, files={"a.pdf": given})
    note = await office.in_thread(card, "a file did not arrive")
    assert why in note.plain
    word = await office.heard(office.alice, "a file did not arrive")
    assert why in word.plain
    assert f"[{number}] in the subject" in word.plain
    assert not copies(office, "C0NIO")


async def test_an_app_without_the_permission_says_so_and_the_next_file_is_not_tried(
    office: Office,
) -> None:
    await office.asked(office.alice, "Q")
    receipt = await office.heard(office.alice, "is case")
    card = await office.card()
    app = office.sim.slack.workspace.app
    app.scopes = frozenset(
        {"chat:write", "groups:read", "groups:history", "im:history", "im:write"}
    )
    await office.alice.dm("see", receipt.ts, files={"a.pdf": PDF})
    note = await office.in_thread(card, "a file did not arrive")
    assert "the app may not read files in that workspace" in note.plain
    await office.heard(office.alice, "a file did not arrive")
    await office.alice.dm("again", receipt.ts, files={"b.pdf": PDF})
    again = await office.in_thread(card, "again")
    assert "b.pdf (43 B) stays with the researcher in Slack: the app may not read" in again.plain


async def test_a_deleted_text_takes_its_copies_along(office: Office) -> None:
    await office.asked(office.alice, "Q")
    receipt = await office.heard(office.alice, "is case")
    card = await office.card()
    said = await office.alice.dm("see", receipt.ts, files={"a.pdf": PDF})
    copy = await copy_in(office, "C0NIO")
    kept = office.sim.slack.uploads.files[copy.files[0]["id"]]
    await office.alice.delete(said)
    note = await office.in_thread(card, "a.pdf was taken back")
    assert note
    await office.sim.until(lambda: kept.deleted)
    assert not copies(office, "C0NIO")


async def test_a_deleted_answer_takes_its_copies_along(office: Office) -> None:
    await office.asked(office.alice, "Q")
    card = await office.card()
    said = await office.sofie.say("C0NIO", "See.", card.ts, files={"form.png": PNG})
    await office.sofie.click(await office.offered(office.sofie), "Send to researcher")
    copy = await copy_in(office, direct(office))
    kept = office.sim.slack.uploads.files[copy.files[0]["id"]]
    await office.sofie.delete(said)
    await office.heard(office.alice, "withdrawn")
    await office.sim.until(lambda: kept.deleted)
    assert not copies(office, direct(office))


async def test_a_file_taken_out_of_a_message_takes_its_copy_along(office: Office) -> None:
    await office.asked(office.alice, "Q")
    receipt = await office.heard(office.alice, "is case")
    card = await office.card()
    said = await office.alice.dm("see", receipt.ts, files={"a.pdf": PDF, "b.pdf": PDF})
    await copy_in(office, "C0NIO", 2)
    first, second = (
        office.sim.slack.uploads.files[m.files[0]["id"]] for m in copies(office, "C0NIO")
    )
    await office.alice.delete_file(said, "a.pdf")
    note = await office.in_thread(card, "a file was taken back")
    assert "a.pdf was taken back by its author" in note.plain
    await office.sim.until(lambda: first.deleted)
    await office.quiet()
    assert not second.deleted


async def test_a_file_taken_out_of_an_answer_takes_its_copy_along(office: Office) -> None:
    await office.asked(office.alice, "Q")
    card = await office.card()
    said = await office.sofie.say("C0NIO", "See.", card.ts, files={"form.png": PNG})
    await office.sofie.click(await office.offered(office.sofie), "Send to researcher")
    copy = await copy_in(office, direct(office))
    kept = office.sim.slack.uploads.files[copy.files[0]["id"]]
    await office.sofie.delete_file(said, "form.png")
    await office.sim.until(lambda: kept.deleted)
    answer = await office.heard(office.alice, "See.")
    await office.sim.until(lambda: "its author took it back" in answer.plain)
    await office.redrawn("form.png: taken back")


async def test_a_share_that_slack_dropped_is_looked_for_and_made_again(office: Office) -> None:
    await office.asked(office.alice, "Q")
    receipt = await office.heard(office.alice, "is case")
    await office.card()
    uploads = office.sim.slack.uploads
    uploads.unshared = True
    await office.alice.dm("see", receipt.ts, files={"a.pdf": PDF})
    await office.sim.until(lambda: office.sim.wire.named("files.completeUploadExternal"))
    uploads.unshared = False
    copy = await copy_in(office, "C0NIO")
    assert content(office, copy) == PDF


async def fetched(office: Ministry, url: str) -> tuple[int, bytes, dict[str, str]]:
    async with aiohttp.ClientSession() as http, http.get(_here(office, url)) as answer:
        return answer.status, await answer.read(), dict(answer.headers)


def _here(office: Ministry, url: str) -> str:
    return url.replace("https://desk.example", office.address)


def _link(message: object) -> str:
    card = getattr(message, "card", None)
    assert card is not None
    found = [a["url"] for a in _actions(card) if a["type"] == "Action.OpenUrl"]
    return str(found[0])


def _actions(card: dict[str, object]) -> list[dict[str, str]]:
    found: list[dict[str, str]] = []

    def walk(node: object) -> None:
        if isinstance(node, dict):
            if str(node.get("type", "")).startswith("Action."):
                found.append(node)
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(card)
    return found


async def test_a_file_of_slack_reaches_teams_as_a_link(tmp_path: Path) -> None:
    async with ministry(tmp_path, "teams") as office:
        number = await office.asked(office.alice, "Q")
        card = await office.teams_card(number)
        receipt = await office.heard(office.alice, "is case")
        said = await office.alice.dm("the protocol", receipt.ts, files={"protocol.pdf": PDF})
        note = await office.in_teams_thread(card, "the protocol")
        assert "protocol.pdf (43 B) can be fetched by a link" in note.plain
        shown = await office.in_teams_thread(card, f"A file of case {number}")
        status, body, headers = await fetched(office, _link(shown))
        assert (status, body) == (200, PDF)
        assert headers["Content-Disposition"].startswith(f'attachment; filename="{number}-')
        assert "sandbox" in headers["Content-Security-Policy"]
        assert (headers["X-Content-Type-Options"], headers["Cache-Control"]) == (
            "nosniff",
            "no-store",
        )
        await office.alice.delete(said)
        await office.in_teams_thread(card, "protocol.pdf was taken back")
        status, body, headers = await fetched(office, _link(shown))
        assert (status, b"The link opens nothing" in body) == (404, True)
        assert not office.teams.complaints


async def test_an_answer_from_slack_brings_its_file_to_teams_as_a_link(tmp_path: Path) -> None:
    async with ministry(tmp_path, "slack") as office:
        fatima = office.person("fatima")
        await office.asked_on_teams(fatima, "Q")
        card = await office.card()
        await office.sofie.say("C0NIO", "See the form.", card.ts, files={"form.png": PNG})
        offer = await office.offered(office.sofie)
        assert "form.png (208 B) goes along as a link that works for 14 days" in offer.plain
        await office.sofie.click(offer, "Send to researcher")
        await office.in_inbox(fatima, "See the form.")
        shown = await office.in_inbox(fatima, "Nobody has looked")
        status, body, _ = await fetched(office, _link(shown))
        assert (status, body) == (200, PNG)


async def test_a_file_sent_in_private_on_teams_reaches_the_staff_on_slack(tmp_path: Path) -> None:
    async with ministry(tmp_path, "slack") as office:
        fatima = office.person("fatima")
        asked = await fatima.message("ask Our trial of Xyz-17?", files={"plan.pdf": PDF})
        assert "plan.pdf (size not known) goes along if you ask a person" in asked.plain
        await fatima.click(asked.message, "Ask a person")
        shown = await fatima.fill(
            fatima.sees(asked.message), inputs("Our trial of Xyz-17?"), "Send"
        )
        assert not shown.errors
        await office.in_inbox(fatima, "staff of case")
        copy = await copy_in(office, "C0NIO")
        assert content(office, copy) == PDF


async def test_files_of_a_teams_channel_stay_and_both_are_told(tmp_path: Path) -> None:
    async with ministry(tmp_path, "teams") as office:
        office.teams.grant_rsc("Innovation Office")
        nina = office.person("nina")
        number = await office.asked(office.alice, "Q")
        card = await office.teams_card(number)
        await nina.reply(card, "See the form.", files={"form.pdf": 52_000})
        offer = await office.in_teams_thread(card, "Not sent yet")
        assert "form.pdf (size not known) does not go along: Teams keeps files" in offer.plain
        await nina.click(offer, "Send to researcher")
        answer = await office.heard(office.alice, "See the form.")
        assert "stays with the office in Teams: Teams keeps files of channels" in answer.plain
        assert not office.teams.complaints


async def _linked(office: Ministry) -> tuple[str, Message]:
    """A file of Alice's as a link in the staff's channel in Teams, and her message."""
    number = await office.asked(office.alice, "Q")
    card = await office.teams_card(number)
    receipt = await office.heard(office.alice, "is case")
    said = await office.alice.dm("the protocol", receipt.ts, files={"protocol.pdf": PDF})
    return _link(await office.in_teams_thread(card, f"A file of case {number}")), said


async def test_a_link_opens_nothing_to_who_makes_one_up(tmp_path: Path) -> None:
    async with ministry(tmp_path, "teams") as office:
        link, _ = await _linked(office)
        head, _, ending = link.rpartition(".")
        record = office.desk.tickets.made("slack:T0UNI:U0ALICE", "7K3F-Q2MG", datetime.now(UTC))
        made_up = (head[:-4] + "AAAA", f"{head.rpartition('/')[0]}/{record}", head[:-1], head + "x")
        for path in made_up:
            status, body, _ = await fetched(office, f"{path}.{ending}")
            assert (status, PDF in body) == (404, False), path
        async with aiohttp.ClientSession() as http:
            async with http.head(_here(office, link)) as answer:
                assert answer.status == 405
            dutch = {"Accept-Language": "nl-BE,nl;q=0.9"}
            async with http.get(f"{office.address}/file/x.pdf", headers=dutch) as answer:
                assert "De link opent niets" in await answer.text()
        assert not office.sim.wire.named("download")


async def test_a_link_ends_by_time_and_by_use(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with ministry(tmp_path, "teams") as office:
        link, _ = await _linked(office)
        monkeypatch.setattr(file_pages, "MOST", 2)
        seen = [(await fetched(office, link))[0] for _ in range(3)]
        assert seen == [200, 200, 404]
        monkeypatch.setattr(file_pages, "MOST", 20)
        monkeypatch.setattr(file_pages, "LINK_LASTS", timedelta(0))
        assert (await fetched(office, link))[0] == 404
        lines = await office.desk.store.read(lambda record: record.lines(200))
        assert sum((line.act, line.what) == (Act.EXPORTED, "file") for line in lines) == 2


async def test_many_uses_at_the_same_moment_are_many_uses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with ministry(tmp_path, "teams") as office:
        link, _ = await _linked(office)
        monkeypatch.setattr(file_pages, "MOST", 3)
        monkeypatch.setattr(file_pages, "_OF_ONE", 20)
        found = await asyncio.gather(*(fetched(office, link) for _ in range(12)))
        assert sorted(status for status, _, _ in found) == [200] * 3 + [404] * 9


async def test_who_reads_slowly_is_cut_off_and_holds_up_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = PDF + bytes(4_900_000)
    async with ministry(tmp_path, "teams") as office:
        link, said = await _linked(office)
        office.sim.slack.uploads.files[said.files[0]["id"]].content = whole
        monkeypatch.setattr(file_pages, "_SENDING", 0.5)
        monkeypatch.setattr(file_pages, "_OF_ONE", 1)
        with socket.create_connection(("127.0.0.1", office.desk.port)) as slow:
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
            slow.sendall(f"GET {urlsplit(link).path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
            assert await asyncio.to_thread(slow.recv, 15) == b"HTTP/1.1 200 OK"
            status, page, _ = await fetched(office, link)
            assert (status, b"Nothing was lost" in page) == (503, True)
            while status == 503:
                status, _, _ = await fetched(office, link)
            assert await asyncio.to_thread(_received, slow) < len(whole)


def _received(slow: socket.socket) -> int:
    count = 0
    with contextlib.suppress(ConnectionError):
        while part := slow.recv(65_536):
            count += len(part)
    return count


async def test_what_is_taken_back_while_it_is_fetched_does_not_leave(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with ministry(tmp_path, "teams") as office:
        link, said = await _linked(office)
        whole, card = carry.fetched, await office.teams_card("Receipt: delivered")

        async def meanwhile(*given: Any) -> Any:
            content = await whole(*given)
            await office.alice.delete(said)
            await office.in_teams_thread(card, "was taken back")
            return content

        monkeypatch.setattr(file_pages, "fetched", meanwhile)
        assert (await fetched(office, link))[0] == 404
        lines = await office.desk.store.read(lambda record: record.lines(200))
        assert not any((line.act, line.what) == (Act.EXPORTED, "file") for line in lines)


@pytest.mark.parametrize(
    ("change", "status"),
    [("deleted", 404), ("spoiled", 404), ("no scope", 404), ("slack is away", 503)],
)
async def test_a_link_says_so_where_slack_does_not_give_the_file(
    tmp_path: Path, change: str, status: int
) -> None:
    async with ministry(tmp_path, "teams") as office:
        link, said = await _linked(office)
        upload = office.sim.slack.uploads.files[said.files[0]["id"]]
        match change:
            case "deleted":
                upload.deleted = True
            case "spoiled":
                upload.content = b"<html><script>alert(1)</script>"
            case "no scope":
                office.sim.slack.workspace.app.scopes = frozenset({"chat:write"})
            case _:
                office.sim.slack.faults.status("files.info", 503)
        found, body, headers = await fetched(office, link)
        assert found == status
        assert b"Nothing was lost" in body
        assert headers["Content-Type"].startswith("text/html")
        assert "attachment" not in headers.get("Content-Disposition", "")


async def test_who_is_erased_takes_copies_and_links_along(tmp_path: Path) -> None:
    async with ministry(tmp_path, "teams") as office:
        link, _ = await _linked(office)
        await erased(office)
        assert (await fetched(office, link))[0] == 404


async def erased(office: Office) -> None:
    shown = await office.alice.slash("/innovation", "privacy")
    form = await office.alice.click(shown.message, "Erase mine")
    assert form.view is not None
    values = {"word": "ERASE", "withdraw": ["Withdraw my open cases first"]}
    await office.alice.submit(form.view, values)
    await office.quiet()


async def test_who_is_erased_takes_the_copies_in_slack_along(office: Office) -> None:
    await office.asked(office.alice, "Q")
    receipt = await office.heard(office.alice, "is case")
    await office.card()
    await office.alice.dm("see", receipt.ts, files={"a.pdf": PDF})
    copy = await copy_in(office, "C0NIO")
    kept = office.sim.slack.uploads.files[copy.files[0]["id"]]
    await erased(office)
    await office.sim.until(lambda: kept.deleted)
    assert not copies(office, "C0NIO")


async def test_no_byte_of_a_file_and_no_address_of_one_lies_anywhere(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    canary = b"CANARY-in-a-file-0f3a"
    key = SecretStr("k" * 40)
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.WARNING, "mail.log")  # the mail server of the simulator
    async with ministry(tmp_path, "slack", desk_secret_key=key) as office:
        fatima = office.person("fatima")
        asked = await fatima.message("ask Our trial?", files={"plan.pdf": b"%PDF-1.7 " + canary})
        await fatima.click(asked.message, "Ask a person")
        await fatima.fill(fatima.sees(asked.message), inputs("Our trial?"), "Send")
        copy = await copy_in(office, "C0NIO")
        card = await office.card()
        await office.sofie.say("C0NIO", "Form.", card.ts, files={"f.txt": b"so " + canary})
        await office.sofie.click(await office.offered(office.sofie), "Send to researcher")
        shown = await office.in_inbox(fatima, "Nobody has looked")
        assert (await fetched(office, _link(shown)))[1] == b"so " + canary
        assert canary in content(office, copy)
        at_rest = b"".join(f.read_bytes() for f in tmp_path.iterdir() if f.name.startswith("desk"))
        secrets = [k.encode() for k in office.teams.world.drive.kept]
    told = capfd.readouterr()
    said = f"{told.out}{told.err}{caplog.text}".encode()
    assert at_rest
    assert secrets
    assert b"delivery.tried" in said, "the log was listened to"
    for secret in (canary, *secrets, _link(shown).rpartition("/")[2].encode()):
        assert secret not in at_rest + said
