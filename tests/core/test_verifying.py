"""Whether an answer is still current: to the requester, to staff, and to who holds its code."""

from datetime import date

import pytest

from core.decide.relying import Now, held, now_of
from core.decide.seals import seal
from core.decide.words import read_command
from core.values import command as c
from core.values.case import Case, Entry, EntryKind, Status
from core.values.message import Message
from core.values.pack import Pack
from core.values.place import Person
from tests.core.fakes import texts
from tests.core.given import (
    ALICE,
    CASE,
    LUCAS,
    NIO,
    NOW,
    PACK,
    SOFIE,
    article,
    case,
    decided,
    key_of,
    shown,
)

SALT = "5" * 32
RELIES = held(PACK, case(), "", NOW.date())
ASKED = Entry(number=1, kind=EntryKind.ASKED, at=NOW, by=ALICE)
SENT = Entry(
    number=2, kind=EntryKind.SENT, at=NOW, by=SOFIE, text="CANARY yes.", salt=SALT, relies=RELIES
)
WRONG = "7K3F-Q2MX"  # no number: its check digit does not fit
CODE = seal(SALT, "CANARY yes.")[:16]
EDIT = Entry(
    number=3,
    kind=EntryKind.EDITED,
    at=NOW,
    by=SOFIE,
    text="No.",
    of=2,
    salt="6" * 32,
    relies=RELIES,
)
GONE = Entry(number=3, kind=EntryKind.DELETED, at=NOW, by=SOFIE, of=2)


def _case(*more: Entry, sent: Entry = SENT) -> Case:
    return case(Status.ANSWERED, entries=(ASKED, sent, *more))


def _with(**changed: object) -> Pack:
    shelf = {**PACK.articles["en"], "sta": article("sta", **changed)}
    return PACK.model_copy(update={"articles": {"en": shelf}})


def _asked(found: Case, code: str = "", who: Person = ALICE, pack: Pack = PACK) -> Message:
    return shown(decided(who, c.Verify(case=CASE, code=code), found=found, pack=pack))


def test_nothing_changed() -> None:
    told = _asked(_case())
    assert key_of(told) == "verify.current_title"
    assert [f.value.split()[0] for f in told.facts] == ["verify.in_force", "verify.same"]
    assert key_of(shown(decided(SOFIE, c.Verify(case=CASE), where=NIO, found=_case()))) == (
        "verify.current_title"
    )


@pytest.mark.parametrize(
    ("pack", "now"),
    [
        (_with(version="v2"), Now.CHANGED),
        (_with(review_by=date(2026, 5, 3)), Now.EXPIRED),
        (_with(review_by=date(2027, 5, 3), expires=date(2026, 5, 3)), Now.EXPIRED),
        (PACK.model_copy(update={"articles": {"en": {}}}), Now.GONE),
    ],
)
def test_an_article_behind_it_changed(pack: Pack, now: Now) -> None:
    assert now_of(pack, RELIES[0], NOW.date())[0] is now
    told = _asked(_case(), pack=pack)
    assert key_of(told) == "verify.changed_title"
    assert [f.value.split()[0] for f in told.facts] == ["verify.in_force", f"verify.article_{now}"]


@pytest.mark.parametrize(("more", "word"), [(EDIT, "replaced"), (GONE, "withdrawn")])
def test_the_words_of_a_record_that_are_no_longer_in_force(more: Entry, word: str) -> None:
    told = _asked(_case(more), CODE)
    assert key_of(told) == "verify.changed_title"
    assert told.facts[0].value.split()[0] == f"verify.{word}"


def test_a_corrected_answer_is_current_in_its_new_words() -> None:
    told = _asked(_case(EDIT))
    assert key_of(told) == "verify.current_title"
    assert key_of(_asked(_case(EDIT), seal("6" * 32, "No."))) == "verify.current_title"


def test_a_correction_that_came_after_it_is_told_to_who_holds_the_record() -> None:
    correction = Entry(
        number=3, kind=EntryKind.SENT, at=NOW, by=SOFIE, text="Five.", relies=RELIES, correction="c"
    )
    code = seal(SALT, SENT.text)[:16]
    message = _asked(_case(correction), code, who=LUCAS)
    assert message.title == f"verify.changed_title case={CASE}"
    assert "verify.corrected when=" in texts(message)
    assert "Five." not in texts(message), "the correction itself is the requester's"
    gone = Entry(number=4, kind=EntryKind.DELETED, at=NOW, by=SOFIE, of=3)
    again = _asked(_case(correction, gone), code, who=LUCAS)
    assert "verify.in_force" in texts(again)


def test_what_was_not_written_down_is_said_to_be_unknown() -> None:
    told = _asked(_case(sent=SENT.model_copy(update={"relies": ()})))
    assert key_of(told) == "verify.unknown_title"
    assert told.facts[-1].value == "verify.not_known"


def test_who_holds_the_code_may_ask_and_is_told_no_word_of_the_case() -> None:
    for code in (CODE, CODE.upper(), f" {seal(SALT, 'CANARY yes.')} "):
        told = _asked(_case(), code, LUCAS)
        assert key_of(told) == "verify.current_title"
        for word in ("CANARY", "qubits", ALICE.name, SOFIE.name):
            assert word not in told.model_dump_json()
        assert not told.buttons


@pytest.mark.parametrize(
    "code", ["", CODE[:15], "0" * 16, CODE[:-1] + "x", "CANARY yes.", "é" * 20, SALT]
)
def test_everybody_else_is_told_that_there_is_no_such_case(code: str) -> None:
    command = c.Verify(case=CASE, code=code)
    there = decided(LUCAS, command, found=_case())
    assert there == decided(LUCAS, command, found=None)
    assert there.refused == "refused.not_found"


def test_a_salt_that_was_erased_proves_nothing() -> None:
    erased = _case(sent=SENT.model_copy(update={"text": "", "salt": ""}))
    for code in (CODE, seal("", "")[:16], "e3b0c44298fc1c14"):
        assert decided(LUCAS, c.Verify(case=CASE, code=code), found=erased).reply == shown(
            decided(LUCAS, c.Verify(case=CASE, code=code))
        )


def test_a_wrong_code_is_told_to_the_requester() -> None:
    assert key_of(_asked(_case(), "0" * 16)) == "verify.no_match_title"
    assert key_of(_asked(case())) == "refused.no_answer_title"


@pytest.mark.parametrize(
    ("line", "command"),
    [
        (f"verify {CASE}", c.Verify(case=CASE)),
        (f"/innovation verify {CASE.lower()} {CODE}", c.Verify(case=CASE, code=CODE)),
        (f"record {CASE}", c.ExportRecord(case=CASE)),
        (f"verify {WRONG} {CODE}", c.ShowCase(case=WRONG)),
        (f"record {WRONG}", c.ShowCase(case=WRONG)),
        (f"join {WRONG} {CODE}", c.ShowCase(case=WRONG)),
        ("record long-term data", c.Ask(question="record long-term data")),
        ("verify long-term", c.Ask(question="verify long-term")),
        ("verify my drug", c.Ask(question="verify my drug")),
        ("record of my trial", c.Ask(question="record of my trial")),
    ],
)
def test_the_words_for_it(line: str, command: c.Command) -> None:
    assert read_command(line) == command
