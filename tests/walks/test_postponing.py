"""The office puts in a closure while questions wait: the desk starts with the new pack, and both
sides read the same new due time, once."""

import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date, timedelta
from pathlib import Path

from bots.serve import running
from bots.settings import Settings
from core.desk.recounting import Recounting
from core.values.case import Case
from simulator import Simulator
from tests.walks.conftest import (
    PATIENCE,
    ROOT,
    SECRET,
    Office,
    opened,
    served,
    settings_for,
    with_routing,
)
from tests.walks.ministry import Ministry
from tests.walks.ministry import _routing as teams_routing
from tests.walks.ministry import _settings as teams_settings

IN_FRENCH = {
    "Sujet": "Avis scientifique-technique (STA)",
    "Consentement": ["J'accepte que ma question et mon nom soient transmis au personnel du bureau"],
}
IN_DUTCH = {"question": "Mag het in ons ziekenhuis?", "topic": "sta", "consent": True}


def _with_closure(folder: Path, day: date) -> Path:
    """The pack, and a day off that was not in it."""
    pack = folder / "pack"
    shutil.copytree(ROOT / "packs/famhp", pack)
    names = "{nl: Brugdag, fr: Pont, de: Brückentag}"
    row = f"{{first: {day}, last: {day}, name: Bridge day, names: {names}, source: ncp_article}}"
    sheet = (pack / "pack.yaml").read_text()
    assert "closures:\n" in sheet
    (pack / "pack.yaml").write_text(sheet.replace("closures:\n", f"closures:\n  - {row}\n"))
    return pack


async def _case(office: Office, number: str) -> Case:
    found = await office.desk.store.read(lambda record: record.case(number))
    assert found
    return found


async def test_on_slack_both_sides_read_the_new_day_once(tmp_path: Path) -> None:
    async with Simulator(signing_secret=SECRET) as sim:
        sim.slack.rates.off()
        given = settings_for(sim, tmp_path)
        async with served(sim, given) as office:
            english = await office.asked(office.alice, "Is it allowed?")
            form = await office.lucas.slash("/innovation", "escalate Est-ce permis à l'hôpital ?")
            french = (
                opened(await office.lucas.submit(form.view, IN_FRENCH))
                .plain.split("dossier ")[1]
                .split()[0]
            )
            await office.quiet()
            before = await _case(office, english)
            assert before.promise
        pack = _with_closure(tmp_path, before.promise.last)
        async with served(sim, given.model_copy(update={"desk_pack": pack})) as office:
            word = await office.heard(office.alice, "Bridge day")
            theirs = await office.heard(office.lucas, "Pont")
            await office.quiet()
            now = await _case(office, english)
            assert now.promise
            assert now.due_at > before.due_at
            assert before.promise.last in now.promise.skipped
            assert english in word.plain
            assert french in theirs.plain
            card = await office.card(words=english)
            note = await office.in_thread(card, "Bridge day")
            assert "Bridge day" in card.plain, "the card explains the new day, too"
            mine = await office.alice.slash("/innovation", f"case {english}")
            due = mine.plain.split("Answer due: ")[1].split("\n")[0]
            for each in (word, note, card):
                assert due in each.plain.replace("*", ""), "the same words for both sides"
            desk = office.desk.desk
            again = Recounting(desk, office.desk.store, now=desk._now, failed=print)
            await again.look()
            await office.quiet()
            assert (
                sum("Bridge day" in m.plain and english in m.plain for m in office.alice.dms()) == 1
            )


async def test_on_teams_the_requester_and_staff_read_it_in_their_languages(tmp_path: Path) -> None:
    async with Simulator(signing_secret=SECRET) as sim:
        sim.teams.rates.off()
        sim.teams.patience = PATIENCE
        given = teams_settings(sim, tmp_path)
        async with _desk(sim, given) as office:
            sim.teams.add_bot("Innovation Office")
            await sim.teams.deliveries.idle()
            await office.met()
            jan = office.person("jan")
            form = await jan.message("escalate Mag het in ons ziekenhuis?")
            shown = await jan.fill(form.message, IN_DUTCH, "Verzenden")
            number = shown.plain.split("dossier ")[1].split()[0]
            await office.quiet()
            before = await _case(office, number)
            assert before.promise
        pack = _with_closure(tmp_path, before.promise.last)
        async with _desk(sim, given.model_copy(update={"desk_pack": pack})) as office:
            word = await office.in_inbox(office.person("jan"), "Brugdag")
            assert number in word.plain
            card = await office.teams_card("Bridge day")
            assert number in card.plain
            note = await office.in_teams_thread(card, "A closure was put in")
            assert "Bridge day" in note.plain
            await office.quiet()
            assert not sim.teams.complaints


@asynccontextmanager
async def _desk(sim: Simulator, given: Settings) -> AsyncIterator[Ministry]:
    async with running(given, post_every=timedelta(0)) as desk:
        await with_routing(desk, teams_routing(sim, "teams"))
        sim.desk_url = f"http://127.0.0.1:{desk.port}"
        yield Ministry(sim, desk, "teams")
        await sim.teams.deliveries.idle()
