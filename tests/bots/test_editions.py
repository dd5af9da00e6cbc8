"""`pack log` on the command line: which versions were served, and what they said."""

import asyncio
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bots import database
from bots.__main__ import app
from bots.operations import editions, routing
from bots.settings import Settings, Unsafe

ROOT = Path(__file__).parents[2]
Said = Callable[..., Result]


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """A desk of its own, with a pack that may be changed."""
    monkeypatch.chdir(tmp_path)
    shutil.copytree(ROOT / "packs/famhp", tmp_path / "pack")
    monkeypatch.setenv("DESK_PACK", str(tmp_path / "pack"))
    monkeypatch.setenv("DESK_DATABASE_URL", f"sqlite:///{tmp_path}/desk.db")
    return Settings(_env_file=None)


def _served(given: Settings) -> int:
    with closing(database.opened(given)) as store:
        return asyncio.run(editions.keep(store, routing.pack_of(given)))


def said(*words: str) -> str:
    result = CliRunner().invoke(app, ["pack", "log", *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def _change(given: Settings, old: str, new: str) -> None:
    article = given.desk_pack / "en/articles/sta.md"
    article.write_text(article.read_text().replace(old, new, 1))


def test_a_former_version_can_be_read_again(desk: Settings) -> None:
    assert _served(desk) > 200
    before = said("sta", "--locale", "en").split()
    old = before[3]
    title = routing.pack_of(desk).articles["en"]["sta"].title
    _change(desk, f'title: "{title}"', 'title: "Other words"')
    _change(desk, f"title: {title}", "title: Other words")
    assert _served(desk) > 0
    lines = said("sta", "--locale", "en").splitlines()
    assert ["current" in line for line in lines] == [True, False]
    assert old in lines[1]
    shown = said("sta", "--show", old)
    assert title in shown
    assert "Other words" not in shown
    assert "first served" in shown
    assert "1 former" in next(line for line in said().splitlines() if line.startswith("sta "))


def test_a_tree_is_shown_as_json(desk: Settings) -> None:
    _served(desk)
    version = routing.pack_of(desk).trees["nl"]["cta"].version
    assert '"start": "product"' in said("cta", "--show", version[:8], "--locale", "nl")


@pytest.mark.parametrize(
    ("served", "words", "why"),
    [
        (False, [], "Nothing is on record yet"),
        (False, ["sta"], "Nothing is on record yet"),
        (True, ["nonsense"], "Nothing in the pack is called 'nonsense'"),
        (True, ["sta", "--show", "zzz"], "No version 'zzz' of 'sta'"),
    ],
)
def test_what_is_not_there_is_said(
    desk: Settings, served: bool, words: list[str], why: str
) -> None:
    if served:
        _served(desk)
    with pytest.raises(Unsafe, match=why):
        said(*words)


def test_a_version_without_its_article_is_misuse(desk: Settings) -> None:
    result = CliRunner().invoke(app, ["pack", "log", "--show", "abc"])
    assert result.exit_code == 2
