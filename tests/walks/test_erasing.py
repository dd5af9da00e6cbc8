"""Two people whose words are in every table and in every conversation are erased: nothing is left
of them in the database or of the desk's messages on the platforms.

A new table or column fails `test_every_column_has_been_thought_of` until it is written down here
what becomes of it, and the walk until it is filled.
"""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from adapters.storage.deliveries import results, retracting
from adapters.storage.record import SqlRecord
from adapters.storage.schema import METADATA
from bots import database
from core.values.office import Draft
from core.values.office import Office as Kept
from simulator.slack.messages import Message
from simulator.teams.person import Person
from tests.walks.conftest import opened
from tests.walks.ministry import Ministry, ministry
from tests.walks.test_memory import ARTICLE
from tests.walks.test_own_data import _a_day_passes, _form, _until_finished

CANARY = "quetzalcoatl"
FIRM = "Axolotl Tanks"
SHREDDED = {
    "address": "place at body",
    "case": "source_key requester body assignee",
    "case_search": "case_id words key id",
    "delivery": "lane message state landed error person slot kind fence due_at attempts unclear"
    " blamed",
    "entry": "body",
    "given": "case_id question_id article version locale how at",
    "language": "person locale at",
    "lane": "name seq ready_at wake_at",
    "mention": "case_id kind key",
    "proposal": "case_id body",
    "question": "id person at body",
    "turn": "key at likeness reply person case_id",
}
"""Emptied, moved to a name that says nothing, or gone with the row."""
SKELETON = {
    "case": "id version status queue opened_at due_at topic workspace answered_at answer_due",
    "entry": "case_id number kind at",
    "delivery": "id key case_id seq accepted_at intent_at lease_owner lease_until",
    "audit": "chain seq at case_id entry body hash",
    "audit_head": "chain seq hash seal",
    "corrected": "correction ref delivery",
}
"""Ids, times and outcomes that stay, and say nothing of a person."""
OFFICE = {
    "correction": "id article released_at body",
    "draft": "owner at body",
    "edition": "kind id locale version at body",
    "installation": "id standing judged_by removed_at renewing_until body sealed",
    "mailbox": "name epoch uid",
    "office": "version at by body",
    "proposal": "id version standing at",
    "routing": "version at by body",
    "sealing_key": "id at",
    "used_state": "id at",
}
"""The office's own: what staff and admins did and wrote, the pack, keys."""
EMPTY_HERE = {
    "installation": "one workspace with a token of its own has none",
    "mailbox": "no mail is read; it would hold how far, and no person",
    "used_state": "only while a workspace is installed",
}


def test_every_column_has_been_thought_of() -> None:
    thought_of = [
        f"{table}.{name}"
        for part in (SHREDDED, SKELETON, OFFICE)
        for table, names in part.items()
        for name in names.split()
    ]
    assert len(thought_of) == len(set(thought_of))
    assert set(SHREDDED) <= set(database.SCRUBBED), "no free page keeps what was there"
    columns = (column for table in METADATA.sorted_tables for column in table.columns)
    assert set(thought_of) == {str(column) for column in columns}


@pytest.fixture(params=["sqlite", "postgres"])
async def office(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Ministry]:
    """Staff on Slack, researchers on both; the texts are sealed."""
    if request.param == "sqlite":
        url = request.getfixturevalue("ready_sqlite")(tmp_path / "desk.db")
    else:
        url = request.getfixturevalue("ready_postgres")()
    key = {"desk_secret_key": SecretStr("k" * 40), "desk_database_url": url}
    async with ministry(tmp_path, "slack", **key) as there:
        yield there


async def _messages_of(office: Ministry) -> None:
    """What Alice says to the desk in each way, beside the form."""
    alice = office.alice
    for text in (f"ask {CANARY} one?", f"escalate {CANARY} two", f"{CANARY} three", "cases"):
        await alice.dm(text)
        await office.quiet()
    await alice.slash("/innovation", f"ask {CANARY} by slash?")
    await alice.slash("/innovation", "language en")
    said = await alice.say("C0IDEAS", f"<@UBOT> escalate {CANARY} in public")
    await office.in_thread(said, "I wrote to you", "C0IDEAS")
    said = await alice.say("C0IDEAS", f"<@UBOT> ask what is an advice {CANARY}?")
    await office.sim.until(lambda: said.reply_count)
    await alice.dm("ask what is a scientific-technical advice (STA)?")
    await office.quiet()


async def _casework(office: Ministry) -> Message:
    """Noted, advised, searched, shown again, linked, answered, corrected, rated, proposed."""
    alice, sofie, lucas = office.alice, office.sofie, office.lucas
    lucas.user.locale = "en-US"
    number = await office.asked(alice, f"May {CANARY} be fed?", **{"Your organisation": FIRM})
    card = await office.card("C0NIO", "be fed")
    await alice.dm(f"case {number}")
    for said in (f"!note {CANARY} smells", "!expert"):
        await sofie.say("C0NIO", said, thread_ts=card.ts)
        await office.quiet()
    line = (await _whispered(office, "join ")).plain
    join = next(part for part in line.split("*") if part.startswith("join "))
    await lucas.slash("/innovation", join)
    await sofie.click(await office.in_thread(card, "An expert asks"), "Let in", wait=0)
    brief = await office.heard(lucas, "Your advice on case")
    await lucas.dm(f"{CANARY}: by article 2.", thread_ts=brief.ts)
    await office.in_thread(card, "by article 2")
    for asked in (f"case {number}", f"search {CANARY}", "queue"):
        await sofie.say("C0NIO", f"<@UBOT> {asked}")
        await office.quiet()
    await sofie.slash("/innovation", f"case {number}", channel="C0NIO")
    other = await office.asked(office.marc, "Lucas keeps his question")
    await sofie.say("C0NIO", f"!link {other}", thread_ts=card.ts)
    await office.quiet()
    form = await sofie.click(card, "Answer")
    await sofie.submit(form.view, {"Answer": f"{CANARY} two: yes."})
    await office.heard(alice, f"{CANARY} two")
    await office.quiet()
    return card


async def _whispered(office: Ministry, words: str) -> Message:
    found = await office.sim.until(
        lambda: [m for m in office.sofie.ephemerals("C0NIO") if words in m.plain]
    )
    return found[-1]


async def _proposed(office: Ministry, card: Message) -> None:
    await office.sofie.say("C0NIO", "!article", thread_ts=card.ts)
    await office.quiet()
    opener = await office.sim.until(
        lambda: [m for m in office.sofie.ephemerals("C0NIO") if "Open the form" in m.buttons]
    )
    shown = await office.sofie.click(opener[-1], "Open the form")
    filled = ARTICLE | {"Title": f"What {CANARY} eats"}
    await office.sofie.submit(opened(shown), filled)
    await office.card("C0NIO", "An article is proposed")


async def _corrected(office: Ministry) -> None:
    shown = await office.sofie.slash("/innovation", "cases affected sta", channel="C0NIO")
    form = await office.sofie.click(shown.message, "Write a correction")
    filled = {
        "The correction, as they will read it": "It is five days.",
        "Who gets it": "Also answers on its topic",
    }
    preview = await office.sofie.submit(opened(form), filled)
    label = next(each for each in opened(preview).buttons if each.startswith("Send to"))
    await office.sofie.click(opened(preview), label)
    await office.heard(office.alice, "It is five days.")
    await office.quiet()


async def _in_teams(office: Ministry, fatima: Person) -> None:
    await office.asked_on_teams(fatima, f"{CANARY} in Teams?")
    form = await office.sofie.click(await office.card("C0NIO", f"{CANARY} in Teams"), "Answer")
    await office.sofie.submit(form.view, {"Answer": f"{CANARY} by Teams."})
    await office.in_inbox(fatima, f"{CANARY} by Teams.")
    for text in (f"ask {CANARY}?", "cases", f"{CANARY} tree"):
        await fatima.message(text)
    await office.quiet()


async def _the_office_itself(office: Ministry) -> None:
    """Roles, and a routing that an admin left half done."""
    kept = Kept(admins=("slack:T0UNI:U0SOFIE",))

    def put(record: SqlRecord) -> None:
        now, routing = datetime.now(UTC), record.routing()
        assert routing is not None
        record.set_office(kept, "test", now)
        record.put_draft(Draft(owner=kept.admins[0], base=1, at=now, routing=routing))

    await office.desk.store.write(put)


def _rows(record: SqlRecord) -> dict[str, list[str]]:
    """Every row of every table, opened: what is sealed is read."""
    db = record.connection
    return {
        table.name: [repr(tuple(row)) for row in db.execute(select(table))]
        for table in METADATA.sorted_tables
    }


def _by_the_desk(office: Ministry) -> str:
    """All that the desk wrote and that still stands, in every channel and chat."""
    slack = [
        f"{channel.id}: {message.plain} {message.text} {message.metadata}"
        for workspace in office.sim.slack.workspaces.values()
        for channel in workspace.channels.values()
        for message in channel.messages
        if message.bot_id
    ]
    teams = [
        f"{place.id}: {message.plain}"
        for place in office.teams.world.conversations.values()
        for message in place.messages
        if message.is_from_bot and not message.deleted
    ]
    return "\n".join((*slack, *teams))


async def _erase(office: Ministry, fatima: Person) -> None:
    consent = {"Open cases": ["Withdraw my open cases first"]}
    done = await office.alice.submit(
        await _form(office), {"Type ERASE to confirm": "erase", **consent}
    )
    assert "Erased" in opened(done).plain
    shown = await fatima.message("privacy")
    await fatima.click(shown.message, "Erase mine")
    given = {"Type ERASE to confirm": "ERASE", "Withdraw my open cases first": True}
    assert "Erased" in (await fatima.fill(shown.message, given, "Erase it all")).plain
    await office.quiet()


async def test_nothing_is_left_of_who_is_erased(office: Ministry) -> None:
    fatima = office.person("fatima")
    await _the_office_itself(office)
    await _messages_of(office)
    await _proposed(office, await _casework(office))
    await _corrected(office)
    await _in_teams(office, fatima)
    rows = await office.desk.store.read(_rows)
    empty = {name for name, found in rows.items() if not found}
    assert empty <= set(EMPTY_HERE), "the walk fills every table"
    assert CANARY in _by_the_desk(office)
    chat = fatima.chat[0].conversation_id
    dm = office.alice.dms()[0].channel_id
    await _erase(office, fatima)
    words = [CANARY, FIRM]
    standing = _by_the_desk(office).splitlines()
    assert [line for line in standing if any(word in line for word in words)] == []
    assert _left(await office.desk.store.read(_rows), words) == []
    await _a_day_passes(office)
    await _until_finished(office)
    words += ["U0ALICE", "Alice Peeters", dm, fatima.id, "Fatima", chat]
    assert _left(await office.desk.store.read(_rows), words) == []
    assert "Lucas keeps his question" in _by_the_desk(office)


async def test_what_is_on_its_way_is_taken_back_where_it_arrived(
    office: Ministry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Slack posts the receipt and the card, and no answer of it reaches the desk."""
    for part in (results, retracting):
        monkeypatch.setattr(part, "SETTLE", timedelta(seconds=2))
    reset = office.sim.slack.faults.reset("chat.postMessage", times=2, after_effect=True)
    await office.asked(office.alice, f"May {CANARY} be fed?")
    await office.sim.until(lambda: reset.hits == 2)
    assert _by_the_desk(office).count(CANARY) == 2
    consent = {"Open cases": ["Withdraw my open cases first"]}
    done = await office.alice.submit(
        await _form(office), {"Type ERASE to confirm": "erase", **consent}
    )
    assert "Just on their way" in opened(done).plain
    await office.sim.until(lambda: CANARY not in _by_the_desk(office))
    await office.quiet()
    await _a_day_passes(office)
    await _until_finished(office)
    words = [CANARY, "U0ALICE", "Alice Peeters"]
    assert _left(await office.desk.store.read(_rows), words) == []


def _left(rows: dict[str, list[str]], words: list[str]) -> list[str]:
    return [
        f"{word} in {table}: {row}"
        for table, found in rows.items()
        for row in found
        for word in words
        if word in row
    ]
