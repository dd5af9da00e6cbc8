"""Staff read what a workspace is called, wherever they read; tables hold its id as well."""

import csv
import io
import json
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bots.operations import cases
from core.decide.overview.exported import Sheet
from core.desk import called
from core.values.office import Office as Roles
from core.values.routing import Routing
from core.values.selection import Selection
from tests.walks.conftest import opened, settings_for
from tests.walks.ministry import Ministry, ministry
from tests.walks.test_digest import _digests
from tests.walks.test_report import THIS_MONTH, _fetched, _links

SLACK_NAME, TEAMS_NAME = "Belgian research workspace", "University Hospital"


@pytest.fixture
async def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Ministry]:
    monkeypatch.setattr(called, "BELIEVED", 0.0)
    async with ministry(tmp_path, "slack") as there:
        roles = Roles(admins=("slack:T0UNI:U0SOFIE",))
        await there.desk.store.write(lambda r: r.set_office(roles, "test", datetime.now(UTC)))
        yield there


def everything(office: Ministry) -> Iterator[str]:
    """All that anybody can read: messages, forms, home pages, mails."""
    for channel in office.sim.slack.workspace.channels.values():
        yield from (message.plain for message in channel.messages)
    for person in office.sim.slack.people():
        yield from (message.plain for message in person.ephemerals())
        yield from (view.plain for view in (person.modal, person.home) if view)
    for place in office.teams.world.conversations.values():
        yield from (message.plain for message in place.messages)
    for mail in office.sim.mail.received:
        yield from (mail.subject, mail.text, mail.html)


class Reader:
    """Keeps what was shown for a moment only, and looks whether an id was among it."""

    def __init__(self, office: Ministry) -> None:
        self.office = office
        self.tenant = office.person("fatima").user.tenant_id
        self.seen: list[str] = []

    def reads(self, *shown: str) -> None:
        self.seen += [*shown, *everything(self.office)]

    def found(self, id: str) -> set[str]:
        return {line for text in self.seen for line in text.splitlines() if id in line}


async def _called(office: Ministry, tenant: str) -> None:
    """An admin writes what Teams does not tell."""
    pages = await office.sofie.slash("/innovation", "admin")
    form = opened(await office.sofie.click(pages.message, "Workspace options"))
    given = {"Workspace": f"teams:{tenant}", "Name": f" {TEAMS_NAME} "}
    shown = await office.sofie.submit(form, given)
    assert not shown.errors, shown


async def test_no_id_is_read_where_a_name_is_known(office: Ministry) -> None:
    reader, sofie = Reader(office), office.sofie
    await _called(office, reader.tenant)
    rule = {"when": {"workspace": f"teams:{reader.tenant}"}, "queue": "innovationoffice"}
    routing = await office.desk.store.read(office.desk.desk.routing)
    kept = routing.model_dump()
    rules = Routing.model_validate({**kept, "rules": [rule, *kept["rules"]]})
    await office.desk.store.write(lambda r: r.set_routing(rules, "test", datetime.now(UTC)))
    own = await office.asked(office.alice, "Which vouchers fit zebrafish studies?")
    other = await office.asked_on_teams(office.person("fatima"), "Which vouchers fit zebrafish?")
    card = await office.card("C0NIO", other)
    assert TEAMS_NAME in card.plain
    assert SLACK_NAME in (await office.card("C0NIO", own)).plain
    for words in ("!claim", "!note looks new", "!expert", "!why", "Yes, they do."):
        await sofie.say("C0NIO", words, thread_ts=card.ts)
        reader.reads()
    offers = await office.sim.until(
        lambda: [m for m in sofie.ephemerals("C0NIO") if "Send to researcher" in m.buttons]
    )
    assert TEAMS_NAME in offers[-1].plain
    form = await sofie.click(await office.card("C0NIO", "claimed by"), "Answer")
    reader.reads(form.plain)
    found = await sofie.slash("/innovation", "search zebrafish", channel="C0NIO")
    reader.reads(found.plain)
    assert TEAMS_NAME in found.plain
    by_name = await sofie.slash("/innovation", "search university:hospital", channel="C0NIO")
    assert other in by_name.plain
    assert own not in by_name.plain
    reader.reads(by_name.plain, (await sofie.slash("/innovation", "queue", "C0NIO")).plain)
    await sofie.open_home()
    await _digests(office, 1)
    await sofie.dm(f"report {THIS_MONTH}")
    month = await office.heard(sofie, "Cases opened")
    assert f"{TEAMS_NAME}: 1" in month.plain
    assert f"{SLACK_NAME}: 1" in month.plain
    _, page, _ = await _fetched(office, _links(month)["Open as a page"])
    reader.reads(month.plain, page.decode())
    for name in ("Rules", "Queues", "Roles", "Versions", "Audit trail"):
        pages = await sofie.slash("/innovation", "admin")
        shown = await sofie.click(pages.message, name)
        reader.reads(shown.plain)
    assert reader.found("T0UNI") == set()
    assert reader.found(reader.tenant) == set()


async def test_tables_hold_the_id_and_the_name(office: Ministry, tmp_path: Path) -> None:
    reader = Reader(office)
    await _called(office, reader.tenant)
    await office.asked_on_teams(office.person("fatima"), "Q")
    await office.card()
    await office.sofie.dm("export cases")
    links = _links(await office.heard(office.sofie, "Table (CSV)"))
    _, table, _ = await _fetched(office, links["Table (CSV)"])
    (row,) = csv.DictReader(io.StringIO(table.decode(), newline=""))
    assert (row["workspace"], row["workspace_name"]) == (f"teams:{reader.tenant}", TEAMS_NAME)
    _, exact, _ = await _fetched(office, links["Table (JSON)"])
    assert [each["workspace_name"] for each in json.loads(exact)] == [TEAMS_NAME]
    given = settings_for(office.sim, tmp_path)
    out = tmp_path / "cases.csv"
    await cases.exported(given, Selection(), Sheet(), out, print)
    assert TEAMS_NAME in out.read_text()


async def test_a_workspace_without_a_name_has_its_id(office: Ministry) -> None:
    await office.asked_on_teams(office.person("fatima"), "Q")
    card = await office.card()
    assert f"teams:{office.person('fatima').user.tenant_id}" in card.plain
