"""What somebody may ask: everything that is kept about them, and that it be taken out for good."""

import json
from pathlib import Path

import pytest

from bots.operations import audit, privacy
from bots.settings import Settings, Unsafe
from tests.walks.conftest import BOTH_DATABASES, Office, settings_for

CANARY = "quetzalcoatl"
ALICE = "slack:T0UNI:U0ALICE"
pytestmark = BOTH_DATABASES


def given(office: Office, folder: Path) -> Settings:
    url = getattr(office.desk.store, "_url", f"sqlite:///{folder}/desk.db")
    return settings_for(office.sim, folder).model_copy(update={"desk_database_url": url})


async def _a_life(office: Office) -> str:
    more = {"Your organisation": CANARY}
    number = await office.asked(office.alice, f"May {CANARY} one be injected?", **more)
    await office.asked(office.marc, "Lucas keeps his question")
    card = await office.card("C0NIO", CANARY)
    form = await office.sofie.click(card, "Answer")
    await office.sofie.submit(form.view, {"Answer": f"{CANARY} two: yes."})
    await office.heard(office.alice, f"{CANARY} two")
    await office.alice.dm(f"ask {CANARY} three?")
    return number


async def _withdrawn(office: Office, number: str) -> None:
    shown = await office.alice.slash("/innovation", f"case {number}")
    await office.alice.click(shown.message, "Withdraw", wait=0)
    await office.redrawn(f"{number}")
    await office.sim.until(lambda: "withdrawn" in _all(office))


def _all(office: Office) -> str:
    return "".join(m.plain for m in office.sim.slack.channel("C0NIO").messages).lower()


async def test_an_export_holds_what_the_person_saw(office: Office, tmp_path: Path) -> None:
    number = await _a_life(office)
    kept = json.loads(await privacy.exported(given(office, tmp_path), ALICE))
    assert [case["id"] for case in kept["cases"]] == [number]
    assert f"{CANARY} two: yes." in json.dumps(kept)
    assert "Lucas" not in json.dumps(kept)
    assert {entry["kind"] for entry in kept["cases"][0]["entries"]} <= {"asked", "sent", "replied"}


async def test_nothing_is_erased_while_a_case_is_open(office: Office, tmp_path: Path) -> None:
    number = await _a_life(office)
    with pytest.raises(Unsafe, match=number):
        await privacy.erased(given(office, tmp_path), ALICE, "asked for it")


async def test_what_is_erased_is_nowhere(office: Office, tmp_path: Path) -> None:
    number = await _a_life(office)
    await _withdrawn(office, number)
    settings = given(office, tmp_path)
    done = await privacy.erased(settings, ALICE, "asked for it")
    assert done.cases == (number,)
    assert done.places, "what stands on the platform is named"
    found = _dumped(settings, tmp_path)
    assert "Lucas keeps his question" in found
    for word in (CANARY, "U0ALICE", "Alice Peeters"):
        assert word not in found
    case = await office.desk.store.read(lambda r: r.case(number))
    assert case is not None
    assert (case.question, case.topic, case.queue) == ("", "sta", "innovationoffice")
    count, faults = audit.verify(settings, None)
    assert faults == []
    assert count > 5
    lines = await office.desk.store.read(lambda r: r.lines(3, number))
    assert (lines[0].act, lines[0].detail) == ("erased", "asked for it")


def _dumped(settings: Settings, folder: Path) -> str:
    """Every byte of the files; of PostgreSQL every row of every table."""
    if settings.desk_database_url.startswith("sqlite"):
        files = sorted(Path(settings.desk_database_url.removeprefix("sqlite:///")).parent.iterdir())
        return "".join(f.read_bytes().decode("latin-1") for f in files if "desk.db" in f.name)
    import psycopg

    with psycopg.connect(settings.desk_database_url) as connection:
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public'"
        ).fetchall()
        return "\n".join(
            str(row) for (table,) in tables for row in connection.execute(f'TABLE "{table}"')
        )


@pytest.mark.parametrize("key", ["U0ALICE", "slack:T0UNI", "email::a@b.c", "slack::U0"])
async def test_what_is_no_person_is_refused(office: Office, tmp_path: Path, key: str) -> None:
    with pytest.raises(Unsafe, match="is not a person"):
        await privacy.exported(given(office, tmp_path), key)
