"""Cases on the command line of a real process: listed, exported, on the audit trail."""

import csv
import io
import json
from pathlib import Path

import pytest

from adapters.storage.sqlite import SqliteStore
from core.values.case import Status
from tests.adapters.storage.given import save
from tests.core.given import NOW, case
from tests.tables import copied
from tests.walks.test_audit_trail import told

MANY = 1203


@pytest.fixture
async def filled(tmp_path: Path) -> Path:
    """More cases than a page, several of them opened in the same moment."""
    url = copied(tmp_path / "desk.db")
    store = SqliteStore(url)
    for number in range(MANY):
        status = Status.CLOSED if number % 3 else Status.OPEN
        queue = "ctr" if number % 2 else "nio"
        new = case(status, id=f"{number:04}-AAAA", queue=queue, question="=SECRET")
        await save(store, new=new, key=str(number))
    store.close()
    return tmp_path


async def test_every_case_is_exported_once(filled: Path) -> None:
    out = filled / "cases.csv"
    code, said = await told(filled, "cases", "export", "--out", str(out))
    assert code == 0
    assert f"Exported: {MANY:,} cases." in said
    rows = list(csv.DictReader(io.StringIO(out.read_text("utf-8"), newline="")))
    assert [row["case"] for row in rows] == [f"{n:04}-AAAA" for n in range(MANY)]
    assert "SECRET" not in out.read_text("utf-8")
    assert out.stat().st_mode & 0o077 == 0
    assert [each.name for each in filled.glob("tmp*")] == []
    _, trail = await told(filled, "audit", "export")
    (line,) = (json.loads(each) for each in trail.splitlines() if '"cases"' in each)
    assert f"{MANY:,} cases" in json.dumps(line)


async def test_filters_and_texts(filled: Path) -> None:
    out = filled / "some.jsonl"
    given = ("--state", "open", "--queue", "ctr", "--topic", "sta", "--since", "2026-05-04")
    code, _ = await told(filled, "cases", "export", "--out", str(out), "--texts", *given)
    assert code == 0
    rows = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [row["case"] for row in rows[:2]] == ["0003-AAAA", "0009-AAAA"]
    assert {(row["state"], row["queue"], row["question"]) for row in rows} == {
        ("open", "ctr", "=SECRET")
    }
    _, trail = await told(filled, "audit", "export")
    assert "with texts" in trail
    code, said = await told(filled, "cases", "export", "--since", "2026-05-05")
    assert "Exported: 0 cases." in said


async def test_the_list_is_short_and_says_that_it_is(filled: Path) -> None:
    code, said = await told(filled, "cases", "list", "--limit", "2", "--state", "closed")
    assert code == 0
    assert said.startswith("0001-AAAA\tclosed\tctr\tsta\t")
    assert "there may be more" in said.lower()
    _, said = await told(filled, "cases", "list", "--limit", "1", "--json")
    assert json.loads(said.splitlines()[0])["case"] == "0000-AAAA"
    assert NOW.isoformat() in said


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (("export", "--state", "lost"), "'lost' is no state of a case"),
        (("list", "--since", "yesterday"), "'yesterday' is no day"),
        (("export", "--out", "/nowhere/cases.csv"), "cannot be written"),
    ],
)
async def test_misuse_is_told(tmp_path: Path, given: tuple[str, ...], words: str) -> None:
    code, said = await told(tmp_path, "cases", *given)
    assert code == 2
    assert words in said
    assert "Traceback" not in said
