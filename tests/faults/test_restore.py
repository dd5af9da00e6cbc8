"""The restore drill of docs/operators.md: nothing that was sent is sent again unasked."""

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url, text

from bots.operations import deliveries
from tests.faults.conftest import BOTH, Fresh
from tests.faults.evidence import evidence
from tests.faults.ground import Ground
from tests.postgres import programs
from tests.walks.conftest import settings_for

STEPS = ("python -m bots db restored", "python -m bots deliveries release")


@BOTH
async def test_a_restored_desk_sends_nothing_again_until_staff_agree(
    field: Ground, empty: Fresh, tmp_path: Path
) -> None:
    desk = await field.serving()
    hang = field.sim.slack.faults.hang("chat.postMessage")
    first = await field.ask()
    await field.sim.until(lambda: hang.hits >= 2)
    backup = tmp_path / "backup"
    backed_up(field.url, backup)
    field.sim.slack.faults.clear()
    await field.until(lambda: not _under_way(field))
    await desk.kill()
    field.url = empty()
    restored(backup, field.url)
    await field.reopened()
    given = settings_for(field.sim, tmp_path).model_copy(update={"desk_database_url": field.url})
    held = await deliveries.held(given)
    assert held >= 2
    shown = visible(field)
    await field.serving()
    second = await field.ask_until_told(field.form())
    await field.until(lambda: not _under_way(field))
    assert visible(field) == shown + 3, "card, receipt and mail of the new case, nothing else"
    assert await deliveries.released(given) == held
    await field.answer(first)
    await field.answer(second)
    await field.until(lambda: not _under_way(field))
    assert {kind for kind in field.findings().repeated() if kind != "mail"} == set()
    assert {case.id for case in evidence(field.engine).cases} == {first.case, second.case}


def _under_way(field: Ground) -> int:
    """Messages that are not finished; timers wait for days."""
    moving = text(
        "SELECT count(*) FROM delivery WHERE kind <> 'timer' "
        "AND state IN ('pending', 'sending', 'unsure')"
    )
    with field.engine.connect() as db:
        return int(db.execute(moving).scalar_one())


def visible(field: Ground) -> int:
    """Messages that people see: posts in Slack, and mails."""
    places = [w.channels.values() for w in field.sim.slack.workspaces.values()]
    posts = sum(len(channel.messages) for each in places for channel in each)
    return posts + len(field.sim.mail.received)


def backed_up(url: str, backup: Path) -> None:
    if url.startswith("sqlite"):
        with (
            closing(sqlite3.connect(str(make_url(url).database))) as live,
            closing(sqlite3.connect(backup)) as copy,
        ):
            live.backup(copy)
        return
    _program("pg_dump", "--format=custom", f"--file={backup}", url)


def restored(backup: Path, url: str) -> None:
    if url.startswith("sqlite"):
        Path(str(make_url(url).database)).write_bytes(backup.read_bytes())
        return
    _program("pg_restore", f"--dbname={url}", str(backup))


def _program(name: str, *words: str) -> None:
    found = programs()
    assert found is not None
    subprocess.run([found / name, *words], check=True, capture_output=True)


def test_the_page_for_operators_says_the_same_words() -> None:
    page = (Path(__file__).parents[2] / "docs/operators.md").read_text()
    assert all(step in page for step in STEPS)
