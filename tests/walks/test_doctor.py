"""The doctor finds each fault that is injected, and nothing on a desk that is well."""

import asyncio
import json
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cache
from pathlib import Path

import pytest

from adapters.packs.check import check_pack
from adapters.packs.problems import Problem
from bots import database
from bots.checks import checkup
from bots.checks.doctor import Doctor
from bots.manifest import SLACK_SCOPES
from bots.operations.examination import examined
from bots.operations.routing import pack_of
from bots.serve import running
from bots.settings import Settings
from bots.slack import side as slack
from core.values.office import Finding, Office
from simulator import Simulator
from tests.faults.command import ran
from tests.walks.conftest import ROOT, SECRET, settings_for, with_routing
from tests.walks.ministry import Ministry, ministry

SOFIE = "slack:T0UNI:U0SOFIE"


@dataclass
class Ward:
    """A simulator, and the settings of a desk that is well; `change` makes it ill."""

    sim: Simulator
    folder: Path
    given: Settings

    def change(self, **values: object) -> None:
        self.given = self.given.model_copy(update=values)

    async def ill(self) -> dict[str, Finding]:
        return {f.part: f for f in await examined(self.given) if not f.well}


@pytest.fixture(autouse=True)
def checked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pack is the same for all of them; to check it takes a second of a processor."""
    monkeypatch.setattr("adapters.packs.check.check_pack", _checked)


@cache
def _checked(folder: Path, today: date) -> tuple[Problem, ...]:
    return check_pack(folder, today)


@pytest.fixture
async def ward(tmp_path: Path) -> AsyncIterator[Ward]:
    async with Simulator(signing_secret=SECRET) as sim:
        sim.slack.rates.off()
        sim.slack.workspace.app.scopes = frozenset(SLACK_SCOPES)
        given = settings_for(sim, tmp_path).model_copy(update={"desk_admins": SOFIE})
        async with running(given, post_every=timedelta(0)) as desk:
            await with_routing(desk)
            sim.desk_url = f"http://127.0.0.1:{desk.port}"
            await sim.slack.person("U0ALICE").dm("help")
            await sim.slack.events.idle()
            ward = Ward(sim, tmp_path, given)
            ward.change(desk_public_url=sim.desk_url, desk_secret_key=_secret("k" * 40))
            yield ward


def _secret(text: str) -> object:
    from pydantic import SecretStr

    return SecretStr(text)


async def test_a_desk_that_is_well(ward: Ward) -> None:
    assert await ward.ill() == {}
    parts = {finding.part for finding in await examined(ward.given)}
    assert {
        "pack", "disk", "database", "slack address", "admins", "backlog", "queue ctr",
        "slack events", "slack token", "slack scopes", "clock", "slack round trip", "mail",
    } <= parts  # fmt: skip
    doctors = [m for m in ward.sim.slack.person("U0SOFIE").dms() if "Doctor" in m.plain]
    assert doctors == [], "what the round trip wrote is taken back"


def _channel(ward: Ward, **values: object) -> None:
    for name, value in values.items():
        setattr(ward.sim.slack.channel("C0CTR"), name, value)


def _leave(ward: Ward) -> None:
    ward.sim.slack.channel("C0CTR").members.remove(ward.sim.slack.workspace.app.bot_user_id)


def _forget_events(ward: Ward) -> None:
    _sql(ward, "DELETE FROM turn")


def _late(ward: Ward) -> None:
    long_ago = (datetime.now(UTC) - timedelta(hours=1)).timestamp()
    _sql(
        ward,
        "INSERT INTO lane (name, seq, ready_at, look_at) VALUES ('slack:T0UNI:C9', 1, 0, 0)"
        if _has_look_at(ward)
        else "INSERT INTO lane (name, seq, ready_at) VALUES ('slack:T0UNI:C9', 1, 0)",
    )
    _sql(
        ward,
        "INSERT INTO delivery (key, lane, seq, accepted_at, due_at, kind, slot, message, state)"
        f" VALUES ('k', 'slack:T0UNI:C9', 1, {long_ago}, 9e9, 'post', '', '{{}}', 'pending')",
    )


def _has_look_at(ward: Ward) -> bool:
    with closing(sqlite3.connect(ward.folder / "desk.db")) as connection:
        return any(row[1] == "look_at" for row in connection.execute("PRAGMA table_info(lane)"))


def _sql(ward: Ward, statement: str) -> None:
    with closing(sqlite3.connect(ward.folder / "desk.db")) as connection:
        connection.execute(statement)
        connection.commit()


def _older(ward: Ward) -> None:
    _sql(ward, "UPDATE alembic_version SET version_num = '0001'")


def _no_admins(ward: Ward) -> None:
    _sql(ward, "DELETE FROM office")


def _no_scope(ward: Ward) -> None:
    ward.sim.slack.workspace.app.scopes = frozenset(SLACK_SCOPES) - {"groups:read", "users:read"}


def _bad_pack(ward: Ward) -> None:
    import shutil

    shutil.copytree(ROOT / "packs/famhp", ward.folder / "pack")
    article = ward.folder / "pack/en/articles/sta.md"
    article.write_text(article.read_text().replace("legal_status:", "legal_status_x:"))
    ward.change(desk_pack=ward.folder / "pack")


ILL: dict[str, tuple[Callable[[Ward], object], str, str]] = {
    "token": (lambda w: w.change(slack_bot_token=_secret("xoxb-no")), "slack token", "not valid"),
    "slack is away": (
        lambda w: w.change(slack_api_url="http://127.0.0.1:9/api/"), "slack token", "reached"
    ),
    "scopes": (_no_scope, "slack scopes", "groups:read, users:read"),
    "messages tab": (
        lambda w: w.sim.slack.faults.error("chat.postMessage", "messages_tab_disabled", None),
        "slack round trip", "Messages tab",
    ),
    "events": (_forget_events, "slack events", "No event"),
    "public channel": (lambda w: _channel(w, kind="public"), "queue ctr", "is public"),
    "shared channel": (lambda w: _channel(w, is_ext_shared=True), "queue ctr", "shared"),
    "archived channel": (lambda w: _channel(w, is_archived=True), "queue ctr", "archived"),
    "not joined": (_leave, "queue ctr", "cannot see it"),
    "address": (
        lambda w: w.change(desk_public_url=w.sim.api_url), "slack address", "not as this desk"
    ),
    "signing secret": (
        lambda w: w.change(slack_signing_secret=_secret("other")), "slack address", "401"
    ),
    "mail refused": (
        lambda w: w.change(smtp_url=_secret("smtp://127.0.0.1:9")), "mail", "cannot be used"
    ),
    "no mail": (lambda w: w.change(smtp_url=None), "settings", "no mail goes out"),
    "no key": (lambda w: w.change(desk_secret_key=None), "settings", "not sealed"),
    "no address": (lambda w: w.change(desk_public_url=None), "settings", "DESK_PUBLIC_URL"),
    "no database": (
        lambda w: w.change(desk_database_url=f"sqlite:///{w.folder}/none/desk.db"),
        "database", "none yet",
    ),
    "older tables": (_older, "database", "older"),
    "database is away": (
        lambda w: w.change(desk_database_url="postgresql://desk@127.0.0.1:9/desk"),
        "database", "cannot be used",
    ),
    "no admins": (_no_admins, "admins", "Admins: 0"),
    "backlog": (_late, "backlog", "Messages that are due"),
    "broken pack": (_bad_pack, "pack", "legal_status"),
}  # fmt: skip


@pytest.mark.parametrize("fault", ILL)
async def test_each_fault_is_found_and_says_how_to_mend_it(ward: Ward, fault: str) -> None:
    inject, part, words = ILL[fault]
    inject(ward)
    found = await ward.ill()
    assert part in found, found
    assert words in f"{found[part].told} {found[part].mend}"
    if part != "mail" or found[part].mend:
        assert found[part].mend or fault == "not joined"


async def test_a_full_disk(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:

    monkeypatch.setattr(checkup, "LITTLE", 2**62)
    assert "Make room" in (await ward.ill())["disk"].mend


async def test_a_clock_that_is_off(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    from adapters.slack import checkup

    monkeypatch.setattr(checkup, "SKEW", timedelta(seconds=-1))
    assert "NTP" in (await ward.ill())["clock"].mend


async def test_what_hangs_is_a_finding_too(ward: Ward) -> None:
    async def hangs() -> list[Finding]:
        await asyncio.Event().wait()
        return []

    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(slack.session())
        store = database.opened(ward.given)
        stack.callback(store.close)
        doctor = Doctor(
            ward.given, pack_of(ward.given), checks={"slow": hangs}, looks={}, session=session,
            now=lambda: datetime.now(UTC), patience=0.5,
        )  # fmt: skip
        found = {finding.part: finding for finding in await doctor(store)}
    assert "No answer" in found["slow"].told


async def test_in_chat(ward: Ward) -> None:
    said = await ward.sim.slack.person("U0SOFIE").slash("/innovation", "admin doctor", wait=4)
    assert "Checks that need somebody" in said.plain
    assert "✓ Slack: permissions" in said.plain


async def test_the_command_line_on_an_empty_machine(tmp_path: Path) -> None:
    """Half set up is when it is needed: no traceback, an exit code, JSON for monitoring."""
    ended = await ran(tmp_path, "doctor", "--json")
    assert ended.status == 1, ended.errors
    found = {each["told"] for each in json.loads(ended.out) if not each["well"]}
    assert "No platform is set up." in found
    assert "There is none yet." in found
    ended = await ran(tmp_path, "doctor", SLACK_BOT_TOKEN="xoxb-1")
    assert ended.status == 1
    assert "FAIL Settings: SLACK_BOT_TOKEN and SLACK_SIGNING_SECRET belong together" in ended.out


@pytest.fixture
async def tenant(tmp_path: Path) -> AsyncIterator[Ministry]:
    async with ministry(tmp_path, "teams") as there:
        nina = there.person("nina")
        roles = Office(admins=(f"teams:{there.teams.app_tenant}:{nina.user.aad_object_id}",))
        await there.desk.store.write(lambda r: r.set_office(roles, "test", datetime.now(UTC)))
        yield there


async def test_teams(tenant: Ministry) -> None:
    nina = tenant.person("nina")
    tenant.teams.install(nina)
    await tenant.in_inbox(nina, "National Innovation Office")
    await nina.message("admin doctor")
    seen = await tenant.in_inbox(nina, "Teams: token")
    assert "✓ Teams: token" in seen.plain
    assert "✓ Teams: a message, there and back" in seen.plain
    assert "✗ Teams: messages without a mention" in seen.plain


@pytest.mark.parametrize("mention", [True, False])
async def test_only_what_comes_without_a_mention_proves_that_an_owner_agreed(
    tenant: Ministry, *, mention: bool
) -> None:
    nina = tenant.person("nina")
    tenant.teams.install(nina)
    await tenant.in_inbox(nina, "National Innovation Office")
    tenant.teams.grant_rsc("Innovation Office", not mention)
    await nina.post("NIO desk", "hello there", mention=mention)
    await tenant.teams.deliveries.idle()
    await nina.message("admin doctor")
    seen = await tenant.in_inbox(nina, "Teams: token")
    assert ("✗ Teams: messages without a mention" in seen.plain) is mention
    assert ("Manage team, Apps" in seen.plain) is mention
