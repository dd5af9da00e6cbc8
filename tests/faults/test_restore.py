"""The restore drill of docs/operators.md: a backup, a loss, a restore, nothing sent twice."""

import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from sqlalchemy import make_url, text

from tests.faults.conftest import BOTH, Fresh
from tests.faults.evidence import evidence
from tests.faults.ground import Ground
from tests.postgres import programs

RESTORED = "UPDATE delivery SET state = 'unsure' WHERE state IN ('pending', 'sending')"
"""The backup does not know what was sent after it was made: so it is looked for first."""


@BOTH
async def test_a_backup_made_in_the_middle_is_restored(
    field: Ground, fresh: Fresh, tmp_path: Path
) -> None:
    field.hastens = True
    desk = await field.serving()
    hang = field.sim.slack.faults.hang("chat.postMessage")
    first = await field.ask()
    await field.sim.until(lambda: hang.hits >= 2)
    backup = tmp_path / "backup"
    backed_up(field.url, backup)
    field.sim.slack.faults.clear()
    await desk.kill()
    after = await field.serving()
    await field.settled()
    await after.kill()
    field.url = fresh()
    restored(backup, field.url)
    await field.reopened()
    with field.engine.begin() as db:
        db.execute(text(RESTORED))
    await field.serving()
    await field.answer(first)
    found = await field.judge()
    assert {kind for kind in found.repeated() if kind != "mail"} == set()
    assert evidence(field.engine).cases[0].id == first.case


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
    page = Path(__file__).parents[2] / "docs/operators.md"
    assert RESTORED in page.read_text()
