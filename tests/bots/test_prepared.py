"""Pack and triage from a file: the same as made here, made anew when broken, refused when wrong."""

import shutil
from datetime import date
from pathlib import Path

import pytest

from adapters.packs.loader import load_pack
from adapters.patterns import re2
from adapters.triage.kept import Broken, kept
from adapters.triage.teaching import sorter_of
from bots import prepared
from core.values.routing import Routing

FAMHP = Path("packs/famhp")
TODAY = date(2026, 11, 23)
ASKED = ("What is an SNSA?", "wat kost een klinische proef", "My pills make me dizzy", "")


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "kept"
    monkeypatch.setattr(prepared, "_KEPT", folder)
    monkeypatch.setattr(prepared, "_MEMORY", {})
    return folder


def test_what_is_kept_is_what_would_be_made_here(place: Path) -> None:
    pack, sort = prepared.prepared(FAMHP, TODAY)
    assert pack == load_pack(FAMHP, TODAY)
    routing = Routing.model_validate(pack.default_routing)
    here = sorter_of(pack, FAMHP)
    for question in ASKED:
        assert sort(question, "en", routing) == here(question, "en", routing)
    (file,) = place.iterdir()
    made = file.stat().st_mtime_ns
    prepared._MEMORY.clear()
    prepared.prepared(FAMHP, TODAY)
    assert file.stat().st_mtime_ns == made, "the second time it is only read"
    file.write_bytes(file.read_bytes()[:5000])
    prepared._MEMORY.clear()
    assert prepared.prepared(FAMHP, TODAY)[0] == pack, "a broken file is made anew"
    file.write_text("nonsense")
    with pytest.raises(Broken):
        kept(file, re2.matching)


def test_a_pack_with_a_fault_is_refused_with_file_and_line(tmp_path: Path, place: Path) -> None:
    spoiled = tmp_path / "pack"
    shutil.copytree(FAMHP, spoiled)
    (spoiled / "triage/rules.yaml").write_text("rules: [{id: a, all: [zzz], topic: cta}]")
    with pytest.raises(prepared.Unprepared, match="concept 'zzz'"):
        prepared.prepared(spoiled, TODAY)
    (spoiled / "facts.yaml").write_text("x: 1")
    with pytest.raises(prepared.Unprepared, match=r"facts\.yaml:1"):
        prepared.prepared(spoiled, TODAY)
    assert list(place.glob("*.bin")) == []


def test_where_nothing_can_be_kept_it_is_made_for_this_process(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.write_text("a file where the folder should be")
    pack, _ = prepared.prepared(FAMHP, TODAY)
    assert pack.name == "famhp"


def test_another_word_in_a_file_is_seen_at_once(tmp_path: Path) -> None:
    pack = Path(shutil.copytree(FAMHP, tmp_path / "pack"))
    before = prepared._key(pack, TODAY)
    assert prepared._key(pack, TODAY) == before
    facts = pack / "facts.yaml"
    facts.write_text(facts.read_text() + "\n# another")
    changed = prepared._key(pack, TODAY)
    assert changed != before
    facts.rename(pack / "other.yaml")
    assert prepared._key(pack, TODAY) not in (before, changed)
    (pack / "note.txt").write_text("not read")
    (pack / "other.yaml").rename(facts)
    assert prepared._key(pack, TODAY) == changed
