"""A whole story in words that nobody may find where they do not belong: not in the files of the
database, not in logs, figures, addresses, the platforms' metadata or fallback texts."""

import json
import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aiohttp
import psycopg
import pytest
from pydantic import SecretStr

from bots import logs
from tests.walks.conftest import CONSENT, database_url
from tests.walks.ministry import Ministry, ministry

CANARY = "Quetzalzebra7f3a"
BOTH = pytest.mark.parametrize("database", ["sqlite", "postgres"], indirect=True)


@dataclass
class Leaks:
    """What was overheard outside of the conversations: each by where it was."""

    heard: dict[str, str] = field(default_factory=dict)

    def hold(self, where: str, text: str) -> None:
        self.heard[where] = self.heard.get(where, "") + text

    @property
    def found(self) -> list[str]:
        return sorted(where for where, text in self.heard.items() if CANARY.lower() in text.lower())


@pytest.fixture
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    return database_url(request, tmp_path)


@pytest.fixture
async def office(database: str, tmp_path: Path) -> AsyncIterator[Ministry]:
    more = {"desk_secret_key": SecretStr("k" * 40), "metrics_port": 0}
    async with ministry(tmp_path, "slack", desk_database_url=database, **more) as made:
        made.sim.slack.patience = 5.0
        yield made


@pytest.fixture
def leaks(monkeypatch: pytest.MonkeyPatch) -> Leaks:
    """Listens to every address and header that a client in this process uses."""
    made, call = Leaks(), aiohttp.ClientSession._request

    async def overheard(self: Any, method: str, url: Any, **given: Any) -> Any:
        made.hold("addresses", f"{url}\n")
        made.hold("headers", f"{given.get('headers')}{given.get('params')}\n")
        return await call(self, method, url, **given)

    monkeypatch.setattr(aiohttp.ClientSession, "_request", overheard)
    return made


@pytest.fixture
def logged() -> Iterator[None]:
    """Afterwards logs are written as before: other tests have other streams."""
    known = [logging.getLogger(name) for name in logs._TALKATIVE]
    kept = [(each, each.handlers, each.propagate, each.level) for each in known]
    yield
    for each, handlers, propagate, level in kept:
        each.handlers, each.propagate = handlers, propagate
        each.setLevel(level)


async def _story(office: Ministry, monkeypatch: pytest.MonkeyPatch) -> str:
    """Asked, escalated, noted, answered, edited, mailed; with failures on the way."""
    alice, sofie, slack = office.alice, office.sofie, office.sim.slack
    await alice.slash("/innovation", f"ask may {CANARY} heal?")
    await alice.dm(f"is {CANARY} a device?")
    slack.faults.reset("chat.postMessage", times=1, after_effect=True)
    slack.faults.error("chat.postMessage", "msg_too_long", times=1)
    number = await office.asked(
        alice, f"May {CANARY} be injected?", **{"Your organisation": f"{CANARY} spin-off"}
    )
    card = await office.card("C0NIO", CANARY)
    await sofie.say("C0NIO", f"!note {CANARY} smells", thread_ts=card.ts)
    said = await sofie.say("C0NIO", f"{CANARY}: yes.", thread_ts=card.ts)
    offered = await office.sim.until(
        lambda: [m for m in sofie.ephemerals("C0NIO") if "Send to researcher" in m.buttons]
    )
    await sofie.click(offered[-1], "Send to researcher")
    await office.heard(alice, f"{CANARY}: yes.")
    await sofie.edit(said, f"{CANARY}: no.")
    await office.heard(alice, f"{CANARY}: no.")
    await office.mails("innovationoffice@fagg-afmps.be", 1)
    fatima = office.person("fatima")
    await office.asked_on_teams(fatima, f"{CANARY} in Teams?")
    other = await office.card("C0NIO", f"{CANARY} in Teams?")
    form = await sofie.click(other, "Answer")
    await sofie.submit(form.view, {"Answer": f"{CANARY} by Teams."})
    await office.in_inbox(fatima, f"{CANARY} by Teams.")
    await _faults(office, monkeypatch)
    return number


async def _faults(office: Ministry, monkeypatch: pytest.MonkeyPatch) -> None:
    """A fault of ours that speaks of the text, in the middle of a transaction."""
    form = await office.alice.slash("/innovation", f"escalate {CANARY} breaks")
    given = {"Topic": "Something else", "Consent": [CONSENT]}
    with monkeypatch.context() as broken:
        broken.setattr("adapters.storage.deliveries.ledger.accept", _breaks)
        shown = await office.alice.submit(form.view, given)
        assert "was not recorded" in str(shown.errors)
    await office.alice.slash("/innovation", f"{CANARY} {CANARY}")
    await office.quiet()


def _breaks(*given: object, **named: object) -> None:
    raise RuntimeError(f"{CANARY} {given} {named}")


@BOTH
async def test_words_of_people_are_where_they_belong_and_nowhere_else(
    logged: None,
    office: Ministry,
    database: str,
    leaks: Leaks,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
) -> None:
    logs.configure()
    caplog.set_level(logging.INFO)
    caplog.set_level(logging.WARNING, "mail.log")  # the mail server of the simulator
    number = await _story(office, monkeypatch)
    told = capfd.readouterr()
    leaks.hold("logs", f"{told.out}{told.err}{caplog.text}")
    assert number in leaks.heard["logs"], "the log was listened to"
    for path in ("metrics", "readyz"):
        leaks.hold(path, await _page(f"http://127.0.0.1:{office.desk.watched_at}/{path}"))
    assert "desk_deliveries_total" in leaks.heard["metrics"]
    _on_platforms(office, leaks)
    _at_rest(database, leaks)
    assert "innovationoffice" in leaks.heard["rows"], "rows were read"
    assert leaks.found == []


async def _page(address: str) -> str:
    async with aiohttp.ClientSession() as session, session.get(address) as answer:
        return await answer.text()


def _on_platforms(office: Ministry, leaks: Leaks) -> None:
    """What goes through notifications, searches and exports of the platforms beside the message."""
    slack = office.sim.slack
    for workspace in slack.workspaces.values():
        for channel in workspace.channels.values():
            for message in (m for m in channel.messages if m.bot_id):
                leaks.hold("metadata", json.dumps(message.metadata))
                leaks.hold("fallback", message.text)
    assert "desk" in leaks.heard["metadata"]
    for mail in office.sim.mail.received:
        headers = {k: v for k, v in mail.message.items() if k != "Subject"}
        leaks.hold("mail headers", json.dumps(headers, default=str))
    for conversation in office.teams.world.conversations.values():
        for post in (m for m in conversation.messages if m.is_from_bot):
            beside = {k: v for k, v in post.activity.items() if k != "attachments"}
            leaks.hold("activity", json.dumps(beside, default=str))
    assert office.sim.mail.received


def _at_rest(database: str, leaks: Leaks) -> None:
    """Every byte of the files, while the desk runs; of PostgreSQL its whole log and folder too."""
    if database.startswith("sqlite"):
        file = Path(database.removeprefix("sqlite:///"))
        names = [f for f in file.parent.iterdir() if f.name.startswith(file.name)]
        assert any(f.name.endswith("-wal") for f in names)
        for each in names:
            leaks.hold("rows", each.read_bytes().decode("latin-1"))
        return
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("CHECKPOINT")
        names_of = "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        for (table,) in connection.execute(names_of).fetchall():
            for row in connection.execute(f'TABLE "{table}"'):
                leaks.hold("rows", str(row))
        folder = connection.execute("SHOW data_directory").fetchone()
        ours = connection.execute(_NUMBER).fetchone()
    assert folder is not None
    assert ours is not None
    for each in Path(folder[0]).rglob("*"):
        of = each.relative_to(folder[0]).parts
        others = of[0] == "base" and of[1:2] != (str(ours[0]),)  # the databases of other tests
        if each.is_file() and not others:
            leaks.hold(f"file {each.name}", each.read_bytes().decode("latin-1"))
    assert any(where.startswith("file ") for where in leaks.heard)


_NUMBER = "SELECT oid FROM pg_database WHERE datname = current_database()"
