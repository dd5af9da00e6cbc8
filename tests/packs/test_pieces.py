"""Translations beside their sources: what is missing, what is older, and the reviewers' page."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from adapters.packs.check import check_pack
from adapters.packs.pieces import outdated, pieces, record
from adapters.packs.side_by_side import page, table

FAMHP = Path("packs/famhp")
TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Its translations are those of its texts; nobody writes here."""
    folder = tmp_path_factory.mktemp("recorded") / "pack"
    shutil.copytree(FAMHP, folder)
    for locale in ("nl", "fr", "de"):
        record(folder, "en", locale)
    return folder


@pytest.fixture
def copy(recorded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(recorded, tmp_path / "pack"))


def _spoil(path: Path, before: str, after: str) -> None:
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after, 1))


def test_a_recorded_translation_is_as_old_as_its_source(copy: Path) -> None:
    assert [outdated(copy, "en", locale) for locale in ("nl", "fr", "de")] == [[], [], []]
    assert [p for p in check_pack(copy, TODAY) if "older" in p.text] == []


def test_a_source_that_changed_makes_its_translations_old(copy: Path) -> None:
    _spoil(copy / "en/phrases/ask.yaml", "person: Ask a person", "person: Ask somebody")
    _spoil(copy / "en/articles/snsa.md", "SNSA", "the SNSA")
    record(copy, "en", "nl")
    assert outdated(copy, "en", "nl") == []
    assert "phrases/ask.yaml#person" in outdated(copy, "en", "fr")
    assert any(id.startswith("articles/snsa.md#") for id in outdated(copy, "en", "fr"))
    told = [p for p in check_pack(copy, TODAY) if "older" in p.text]
    assert {p.file.split("/")[0] for p in told} == {"fr", "de"}
    assert {p.severity for p in told} == {"warning"}
    (one,) = (p for p in told if p.file == "fr/phrases/ask.yaml")
    assert one.line == 1
    assert "pack translated fr" in one.text


def test_another_line_break_is_no_change(copy: Path) -> None:
    _spoil(copy / "en/phrases/ask.yaml", "person: Ask a person", "person: >-\n  Ask a\n  person")
    assert outdated(copy, "en", "nl") == []


def test_a_pack_that_records_nothing_is_not_blamed(tmp_path: Path) -> None:
    shutil.copytree(FAMHP, tmp_path / "pack")
    for path in (tmp_path / "pack").glob("*/translated.yaml"):
        path.unlink()
    assert [p for p in check_pack(tmp_path / "pack", TODAY) if "older" in p.text] == []


def test_every_text_of_the_pack_stands_beside_its_translations() -> None:
    rows = table(FAMHP, "en", ("en", "nl", "fr", "de"))
    ids = {piece.id for piece, _ in rows}
    assert {"phrases/ask.yaml#person", "articles/snsa.md#text", "phrases/help.yaml#yes"} <= ids
    assert [piece.id for piece, texts in rows if not all(texts)] == []
    assert len(rows) == len(pieces(FAMHP, "en"))


def test_the_page_marks_what_is_missing_or_old_and_makes_texts_inert(copy: Path) -> None:
    _spoil(copy / "nl/phrases/ask.yaml", "person: Vraag het een medewerker\n", "")
    _spoil(
        copy / "en/phrases/ask.yaml", "person: Ask a person", "person: <script>alert(1)</script>"
    )
    shown = page(copy, "A & B", "en", ("en", "nl", "fr"))
    assert "<title>A &amp; B: texts side by side</title>" in shown
    assert "&lt;script&gt;alert(1)" in shown
    assert "<script>alert" not in shown
    assert 'lang="nl" class="missing"' in shown
    assert 'lang="fr" class="old"' in shown
    assert "http://" not in shown.split("<table>")[0]
