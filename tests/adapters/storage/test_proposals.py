"""Proposed articles on every database, and in the folder of a pack."""

import shutil
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from adapters.packs.check import check_pack
from adapters.packs.loader import load_pack
from adapters.packs.proposed import written
from adapters.storage.memory import proposals
from core.desk.ports import Repeated
from core.values.case import Status
from core.values.proposal import Proposal, PutProposal, Standing
from tests.adapters.storage.conftest import Store
from tests.adapters.storage.given import save
from tests.core.given import ALICE, CASE, MARC, NOW, ROOT, SOFIE, case

TODAY = date(2026, 11, 27)


def _proposal(id: str = "0123456789ab", **more: Any) -> Proposal:
    given = {
        "id": id,
        "version": 1,
        "case": CASE,
        "queue": "innovationoffice",
        "topic": "sta",
        "locale": "en",
        "title": "Zebrafish: which vouchers?",
        "text": "**None** is known to us.\n\n- one: two\n- three",
        "source": 'FAMHP: "vouchers"',
        "address": "https://www.famhp.be/en/vouchers",
        "review_by": date(2027, 5, 8),
        "author": SOFIE,
        "at": NOW,
    }
    return Proposal.model_validate(given | more)


async def test_two_at_once_are_told_apart(store: Store) -> None:
    made = _proposal()
    await save(store, PutProposal(proposal=made))
    assert await store.read(lambda r: r.proposal(made.id)) == made
    new = made.model_copy(update={"version": 2, "standing": Standing.APPROVED, "judged_by": MARC})
    await save(store, PutProposal(proposal=new))
    with pytest.raises(Repeated):
        await save(store, PutProposal(proposal=new))
    assert await store.read(lambda r: r.proposals()) == (new,)
    assert await store.read(lambda r: r.proposal("x")) is None


async def test_erasing_a_person_takes_what_was_not_approved(store: Store) -> None:
    await save(store, new=case(Status.CLOSED))
    kept = _proposal("a" * 12, standing=Standing.APPROVED, judged_by=MARC)
    later = NOW + timedelta(days=1)
    for each in (kept, _proposal("b" * 12), _proposal("c" * 12, case="17Z9-KZFB", at=later)):
        await save(store, PutProposal(proposal=each))
    await store.write(lambda r: r.erase(ALICE, "0" * 8))
    left = await store.read(lambda r: r.proposals())
    assert [(each.id, each.case) for each in left] == [("c" * 12, "17Z9-KZFB"), ("a" * 12, "")]
    assert CASE not in str(await store.read(lambda r: proposals.one(r.connection, kept.id)))


def test_an_approved_article_stands_in_the_pack_as_pack_check_wants_it(tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    shutil.copytree(ROOT / "packs/famhp", folder)
    before = len(check_pack(folder, TODAY))
    file = written(folder, _proposal())
    assert file is not None
    assert written(folder, _proposal()) is None, "nothing is written twice"
    problems = check_pack(folder, TODAY)
    assert [p for p in problems if p.severity == "error"] == []
    assert len(problems) <= before + 3, "only its translations are missing"
    article = load_pack(folder, TODAY).articles["en"][file.stem]
    assert article.title == "Zebrafish: which vouchers?"
    assert article.body.startswith("**None** is known to us.")
    assert article.sources[0].address == "https://www.famhp.be/en/vouchers"
    assert (article.as_of, article.review_by) == (NOW.date(), date(2027, 5, 8))


def test_a_known_source_is_used_and_odd_titles_get_a_name(tmp_path: Path) -> None:
    folder = tmp_path / "pack"
    shutil.copytree(ROOT / "packs/famhp", folder)
    known = load_pack(folder, TODAY).articles["en"]["sta"].sources[0]
    sources = (folder / "sources.yaml").read_text()
    file = written(folder, _proposal(address=known.address, title="¿?", locale="fr"))
    assert file
    assert file.name == "article-0123.md"
    assert file.parent == folder / "fr/articles"
    assert (folder / "sources.yaml").read_text() == sources
