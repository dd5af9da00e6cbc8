"""A damaged database file: seen at the start, refused in a sentence, left as it is."""

from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.storage import integrity
from adapters.storage.integrity import is_damaged, is_plainly_damaged
from adapters.storage.sqlite import SqliteStore
from bots import database
from simulator import Simulator
from tests.faults.command import ran
from tests.walks.conftest import settings_for
from tests.walks.test_process import SAFE

PAGE = 4096


@pytest.fixture
async def file(tmp_path: Path) -> Path:
    """A desk's database with something in it."""
    async with Simulator() as sim:
        database.opened(settings_for(sim, tmp_path)).close()
    made = tmp_path / "desk.db"
    assert made.stat().st_size > 10 * PAGE
    return made


def overwritten(file: Path, page: int) -> None:
    with file.open("r+b") as raw:
        raw.seek(page * PAGE)
        raw.write(b"\xde\xad" * (PAGE // 2))


def cut(file: Path) -> None:
    with file.open("r+b") as raw:
        raw.truncate(5 * PAGE + 100)


def other(file: Path) -> None:
    file.write_bytes(b"this is a letter, no database\n" * 400)


DAMAGES = {
    "first page": lambda file: overwritten(file, 0),
    "table page": lambda file: overwritten(file, 3),
    "cut short": cut,
    "another file": other,
}


@pytest.mark.parametrize("name", DAMAGES)
async def test_a_damaged_file_is_refused_in_a_sentence_and_not_touched(
    file: Path, tmp_path: Path, name: str
) -> None:
    DAMAGES[name](file)
    before = file.read_bytes()
    ended = await ran(tmp_path, "serve", **SAFE)
    assert ended.status == 2
    assert "is damaged, or is no SQLite database. Nothing was started" in ended.errors
    assert "Traceback" not in ended.errors
    assert file.read_bytes() == before


LOOKS = pytest.mark.parametrize("look", [is_damaged, is_plainly_damaged])


@LOOKS
def test_a_whole_file_an_empty_one_and_none_are_no_reason_to_refuse(
    file: Path, look: Callable[[Path], bool]
) -> None:
    assert not look(file)
    assert not look(file.parent / "none.db")
    (file.parent / "empty.db").touch()
    assert not look(file.parent / "empty.db")


@pytest.mark.parametrize("name", ["first page", "cut short", "another file"])
def test_a_large_file_is_refused_at_once_when_it_is_plain(
    file: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(integrity, "SMALL", 1)
    assert not is_plainly_damaged(file)
    DAMAGES[name](file)
    assert is_plainly_damaged(file)


async def test_damage_that_is_found_later_is_kept(file: Path) -> None:
    """What the first look at a large file did not reach."""
    store = SqliteStore(f"sqlite:///{file}")
    try:
        assert not await store.examine()
        overwritten(file, 3)
        assert await store.examine()
        assert store.damaged
    finally:
        store.close()
