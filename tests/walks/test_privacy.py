"""What somebody may ask: everything that is kept about them, and that it be taken out for good."""

import json
from pathlib import Path

import pytest

from bots.operations import audit, privacy
from bots.settings import Settings, Unsafe
from tests.walks.conftest import BOTH_DATABASES, Office, settings_for

CANARY = "quetzalcoatl"
ALICE = "slack:T0UNI:U0ALICE"
LUCAS = "slack:T0UNI:U0LUCAS"
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


async def test_somebody_for_whom_staff_opened_a_case_is_erased_by_address(
    office: Office, tmp_path: Path
) -> None:
    shown = await office.sofie.slash("/innovation", "behalf", channel="C0NIO")
    filled = {
        "E-mail address, or number of an earlier case of the person": "Dirk@uni.example",
        "Name of the person": "Dirk Dirksen",
        "Your question": f"May {CANARY} one be injected?",
        "Topic": "Scientific-technical advice (STA)",
        "Language": "en",
        "Consent": ["The person agrees that question and name are kept with the case"],
    }
    await office.sofie.submit(shown.view, filled)
    card = await office.card("C0NIO", CANARY)
    await office.sofie.say("C0NIO", "!close answered", thread_ts=card.ts)
    await office.redrawn("closed")
    await office.quiet()
    settings = given(office, tmp_path)
    kept = json.loads(await privacy.exported(settings, "email::dirk@uni.example"))
    assert CANARY in json.dumps(kept)
    done = await privacy.erased(settings, "email::dirk@uni.example", "asked by phone")
    assert any("Dirk@uni.example" in place for place in done.places), "the mail is named"
    found = _dumped(settings, tmp_path)
    for word in (CANARY, "Dirk@uni", "dirk@uni", "Dirk Dirksen"):
        assert word not in found


async def test_who_advised_is_shown_it_and_loses_the_name_there(
    office: Office, tmp_path: Path
) -> None:
    office.lucas.user.locale = "en-US"
    number = await office.asked(office.alice, "Is it a trial?")
    card = await office.card()
    await office.sofie.say("C0NIO", "!expert", thread_ts=card.ts)
    invitation = await office.offered(office.sofie)
    line = next(part for part in invitation.plain.split("*") if part.startswith("join "))
    await office.lucas.slash("/innovation", line)
    knock = await office.in_thread(card, "An expert asks for case")
    await office.sofie.click(knock, "Let in", wait=0)
    brief = await office.heard(office.lucas, "Your advice on case")
    await office.lucas.dm("By article 2 it is.", thread_ts=brief.ts)
    await office.in_thread(card, "By article 2 it is.")
    await office.quiet()
    shown = await office.lucas.slash("/innovation", "privacy")
    assert "Cases of others that you advised on" in shown.plain
    settings = given(office, tmp_path)
    kept = json.loads(await privacy.exported(settings, LUCAS))
    assert [each["text"] for each in kept["advice"]] == ["By article 2 it is."]
    await privacy.erased(settings, LUCAS, "asked for it")
    case = await office.desk.store.read(lambda record: record.case(number))
    assert case is not None
    assert (case.question, case.experts) == ("Is it a trial?", ())
    assert "By article 2 it is." in [entry.text for entry in case.entries]
    assert "Lucas Dubois" not in _dumped(settings, tmp_path)


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


@pytest.mark.parametrize("key", ["U0ALICE", "slack:T0UNI", "email::desk", "slack::U0"])
async def test_what_is_no_person_is_refused(office: Office, tmp_path: Path, key: str) -> None:
    with pytest.raises(Unsafe, match="is not a person"):
        await privacy.exported(given(office, tmp_path), key)
