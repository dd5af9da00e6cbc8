"""The desk as a process: it refuses to start unsafe, and a sudden end loses nothing."""

import asyncio
import json
import signal
import sys
from pathlib import Path

import pytest

from simulator import Simulator
from tests.faults.command import ran
from tests.faults.process import PATIENCE, serving, started, surroundings
from tests.walks.conftest import CONSENT, SECRET, number_in

SAFE = {
    "SLACK_BOT_TOKEN": "xoxb-1",
    "SLACK_SIGNING_SECRET": SECRET,
    "SLACK_API_URL": "http://127.0.0.1:9/api/",
}


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "No platform is set up"),
        ({"SLACK_BOT_TOKEN": "xoxb-1"}, "SLACK_SIGNING_SECRET"),
        ({"SLACK_SIGNING_SECRET": "s"}, "SLACK_BOT_TOKEN"),
        (SAFE | {"SLACK_API_URL": "https://slack.com/api/"}, "DESK_SECRET_KEY"),
        (SAFE | {"SLACK_API_URL": "http://slack.example/api/"}, "must be https"),
        (SAFE | {"SMTP_URL": "smtp://127.0.0.1:25"}, "MAIL_FROM"),
        (SAFE | {"SMTP_URL": "smtp://u:hunter2@mail.example"}, "?starttls=required"),
        ({"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "hunter2"}, "SLACK_SIGNING_SECRET"),
        (SAFE | {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "hunter2"}, "Leave one"),
        (SAFE | {"SLACK_APP_TOKEN": "hunter2"}, "xapp-"),
        (SAFE | {"PORT": "99999"}, "PORT"),
        (SAFE | {"DESK_PACK": "nowhere"}, "nowhere"),
        (SAFE | {"DESK_DATABASE_URL": "mysql://x/y"}, "DESK_DATABASE_URL"),
        (SAFE | {"DESK_DATABASE_URL": "sqlite:////proc/no/desk.db"}, "DESK_DATABASE_URL"),
    ],
)
async def test_the_desk_does_not_start_with_missing_or_unsafe_settings(
    tmp_path: Path, given: dict[str, str], words: str
) -> None:
    ended = await ran(tmp_path, **given)
    assert ended.status == 2
    assert words in ended.errors
    assert "Traceback" not in ended.errors
    assert "hunter2" not in ended.errors
    assert "desk.ready" not in ended.out + ended.errors


async def test_the_program_itself_says_so_too(tmp_path: Path) -> None:
    process = await started(tmp_path, SLACK_BOT_TOKEN="xoxb-1")
    _, told = await asyncio.wait_for(process.communicate(), PATIENCE)
    assert process.returncode == 2
    assert b"SLACK_SIGNING_SECRET" in told
    assert b"Traceback" not in told


@pytest.mark.parametrize(
    "words",
    [("nonsense",), ("routing", "set", "no-such.yaml"), ("routing", "test"), ("serve", "-x")],
)
async def test_misuse_of_the_command_line_exits_with_2(
    tmp_path: Path, words: tuple[str, ...]
) -> None:
    ended = await ran(tmp_path, *words)
    assert ended.status == 2
    assert ended.errors


async def test_a_broken_routing_names_the_line_and_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "routing.yaml"
    file.write_text(
        "queues:\n  nio:\n    mailbox: a@b.example\n    respond_within: soon\n"
        "rules:\n- {queue: nio}\n"
    )
    ended = await ran(tmp_path, "routing", "set", str(file))
    assert ended.status == 2
    assert f"{file}:4" in ended.errors
    assert "write for example: 3 working days" in ended.errors


async def test_a_desk_killed_between_escalation_and_card_loses_nothing(tmp_path: Path) -> None:
    async with Simulator(signing_secret=SECRET) as sim:
        alice = sim.slack.person("U0ALICE")
        hang = sim.slack.faults.hang("chat.postMessage", times=None)
        async with serving(tmp_path, sim) as process:
            form = await alice.slash("/innovation", "escalate do you survive this?")
            given = {"Topic": "Something else", "Consent": [CONSENT]}
            number = number_in(await alice.submit(form.view, given))
            await sim.until(lambda: hang.hits)
            process.send_signal(signal.SIGKILL)
            await process.wait()
        assert not sim.slack.channel("C0NIO").messages
        sim.slack.faults.clear()
        async with serving(tmp_path, sim):
            await sim.until(lambda: sim.slack.channel("C0NIO").messages, within=20)
            await sim.until(lambda: any(number in m.plain for m in alice.dms()), within=20)
            await sim.until(lambda: sim.mail.received, within=20)
        cards = [m for m in sim.slack.channel("C0NIO").messages if number in m.plain]
        assert len(cards) == 1
        assert sum(number in m.plain for m in alice.dms()) == 1


async def test_sigterm_ends_in_order(tmp_path: Path) -> None:
    async with Simulator(signing_secret=SECRET) as sim, serving(tmp_path, sim) as process:
        await sim.slack.person("U0ALICE").slash("/innovation", "help")
        process.terminate()
        assert await asyncio.wait_for(process.wait(), PATIENCE) == 0


async def test_routing_test_needs_no_database_and_makes_none(tmp_path: Path) -> None:
    lines = b'{"id": 1, "text": "fee of a trial application"}\n\n{"id": "b", "text": ""}\n'
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bots", "routing", "test", "--jsonl"),
        cwd=tmp_path,
        env=surroundings(tmp_path),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    told, _ = await asyncio.wait_for(process.communicate(lines), PATIENCE)
    assert process.returncode == 0
    first, second = (json.loads(line) for line in told.decode().splitlines())
    fields = ["id", "language", "topic", "queue", "confidence", "article", "why"]
    assert list(first) == list(second) == fields
    assert (first["id"], first["topic"], first["queue"]) == (1, "cta", "ctr")
    assert (second["id"], second["article"]) == ("b", None)
    assert not list(tmp_path.rglob("*.db"))
