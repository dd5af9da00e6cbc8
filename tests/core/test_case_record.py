"""The record of a case: what both sides saw, in all versions, with hashes."""

import hashlib
import json
from datetime import timedelta

from core.decide.audit import content
from core.decide.evidence.case_record import case_record, key, relied_on
from core.decide.evidence.exporting import FORMATS
from core.decide.evidence.record_document import record_document
from core.decide.relying import held, shown_before
from core.decide.voice import Voice
from core.values import command as c
from core.values.case import Case, Entry, EntryKind, Question, Status
from core.values.case_record import CaseRecord
from core.values.decision import Found
from core.values.pack import Article
from tests.core.given import (
    ALICE,
    CASE,
    MARC,
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

VOICE = Voice(PACK, "en")
SECRET = "CANARY-internal"
HOUR = timedelta(hours=1)
RELIES = held(PACK, case(), "", NOW.date())


def _entry(number: int, kind: EntryKind, text: str = "", of: int | None = None) -> Entry:
    by = ALICE if kind in (EntryKind.ASKED, EntryKind.REPLIED) else SOFIE
    relies = RELIES if kind in (EntryKind.SENT, EntryKind.EDITED) else ()
    return Entry(
        number=number,
        kind=kind,
        at=NOW + number * HOUR,
        by=by,
        text=text,
        of=of,
        salt=f"{number:032x}",
        relies=relies,
    )


ENTRIES = (
    _entry(1, EntryKind.ASKED),
    _entry(2, EntryKind.SAID, f"{SECRET} draft"),
    _entry(3, EntryKind.NOTED, f"{SECRET} note"),
    _entry(4, EntryKind.SENT, "Which one?", 2),
    _entry(5, EntryKind.WAITING, of=4),
    _entry(6, EntryKind.REPLIED, "This one."),
    _entry(7, EntryKind.SENT, "Yes."),
    _entry(8, EntryKind.EDITED, "No: β ≥ 2 %.", 7),
    _entry(9, EntryKind.ADVISED, f"{SECRET} advice"),
)


def _case(*more: Entry, **given: object) -> Case:
    return case(Status.ANSWERED, entries=(*ENTRIES, *more), organisation="KU Leuven", **given)


def _articles() -> dict[tuple[str, str, str], Article]:
    return {(a.id, a.locale, a.version): a for a in PACK.articles["en"].values()}


def _record(found: Case | None = None) -> CaseRecord:
    return case_record(VOICE, found or _case(), _articles(), NOW + 24 * HOUR)


def test_it_holds_what_was_exchanged_in_order_and_in_every_version() -> None:
    told = _record().told
    assert [t.kind for t in told] == ["question", "request", "addition", "answer"]
    assert [[v.text for v in t.versions] for t in told] == [
        ["May qubits heal?"],
        ["Which one?"],
        ["This one."],
        ["Yes.", "No: β ≥ 2 %."],
    ]
    assert [t.by for t in told] == ["requester", "office", "requester", "office"]


def test_nothing_internal_and_nobody_of_staff_is_in_it() -> None:
    snoozed = _case(assignee=MARC).model_copy(update={"status": Status.SNOOZED, "why": (SECRET,)})
    for found in (_case(), snoozed):
        record = _record(found)
        said = record.canonical.decode() + record_document(VOICE, record).model_dump_json()
        for word in (SECRET, SOFIE.name, SOFIE.user, MARC.name, ALICE.user, "snoozed"):
            assert word not in said


def test_times_have_the_offset_of_the_office() -> None:
    record = _record()
    assert record.time_zone == "Europe/Brussels"
    assert record.opened_at.isoformat().endswith("+02:00")
    assert record.answered_at == NOW + 7 * HOUR, "a question of the office is no answer"
    assert _record(case()).answered_at is None


def test_each_hash_can_be_made_again_by_whoever_has_the_text() -> None:
    record = _record()
    for told in record.told:
        for each in told.versions:
            assert each.sha256 == hashlib.sha256(each.text.encode()).hexdigest()
            salted = f"{each.salt}\n{each.text}".encode()
            assert each.seal == hashlib.sha256(salted).hexdigest()
    found = _case()
    assert record.told[3].versions[1].seal == content(found, found.entries[7]), "as in the trail"


def test_the_whole_hash_is_over_canonical_json() -> None:
    record = _record()
    again = json.loads(json.dumps(record.model_dump(mode="json")))
    text = json.dumps(again, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert record.sha256 == hashlib.sha256(text.encode()).hexdigest()
    other = record.model_copy(update={"organisation": "KU Leuven "})
    assert other.sha256 != record.sha256


def test_a_withdrawn_answer_keeps_its_hash_and_loses_its_words() -> None:
    record = _record(_case(_entry(10, EntryKind.DELETED, of=7)))
    answer = record.told[3]
    assert answer.withdrawn is not None
    assert [v.text for v in answer.versions] == ["", ""]
    assert all(v.sha256 and not v.salt for v in answer.versions)
    said = record_document(VOICE, record).model_dump_json()
    assert "No: β" not in said
    assert "record.withdrawn" in said


def test_the_articles_behind_an_answer_stand_with_version_day_and_sources() -> None:
    (basis,) = _record().told[3].basis
    assert (basis.article, basis.version, basis.how) == ("sta", "v1", "topic")
    assert basis.as_of == PACK.articles["en"]["sta"].as_of
    assert basis.sources[0].address == "https://office.example/page"
    bare = case_record(VOICE, _case(), {}, NOW).told[3].basis[0]
    assert (bare.version, bare.sources) == ("v1", ()), "a version that is no longer on record"
    assert (
        "record.article_gone"
        in record_document(VOICE, case_record(VOICE, _case(), {}, NOW)).model_dump_json()
    )
    assert relied_on(_case()) == {key(each) for each in RELIES}


def test_what_a_text_relies_on_is_written_down_when_it_is_sent() -> None:
    named = "As we say in “Clinical trials”, see https://office.example/page."
    done = decided(SOFIE, c.Answer(case=CASE, text=named), where=NIO, found=case())
    assert done.case is not None
    sent = next(e for e in done.case.entries if e.kind is EntryKind.SENT)
    assert {(r.article, r.how) for r in sent.relies} == {("sta", "named"), ("cta", "named")}
    old = held(PACK, case(topic="old"), "About old", NOW.date())
    assert old == (), "what has expired is not relied on"


def test_what_was_shown_before_the_question_went_to_a_person_is_kept() -> None:
    question = Question(
        id="q", person=ALICE, text="Q?", topic="sta", article="sta", version="v1", at=NOW
    )
    (relied,) = shown_before(PACK, question, "en")
    assert (relied.article, relied.version, relied.how) == ("sta", "v1", "shown")
    assert shown_before(PACK, None, "en") == ()
    form = c.Escalate(asked="q", question="Q?", topic="sta", consent="yes")
    done = decided(ALICE, form, question=question)
    assert done.case is not None
    assert done.case.entries[0].relies == (relied,)


def test_links_are_shown_to_who_may_see_the_case_and_only_with_a_public_address() -> None:
    command = c.ExportRecord(case=CASE)
    reply = shown(decided(ALICE, command, found=_case(), ticket="1.ab.cd"))
    assert [b.url for b in reply.buttons] == [f"/record/1.ab.cd.{each}" for each in FORMATS]
    bare = shown(decided(ALICE, command, found=_case()))
    assert key_of(bare) == "export.no_address_title"
    assert not bare.buttons
    stranger = decided(MARC, command, found=_case(), ticket="1.ab.cd")
    assert stranger.refused == "refused.not_found"
    assert "1.ab.cd" not in stranger.model_dump_json()
    assert Found(ticket="1.ab.cd").ticket


def test_an_article_of_another_topic_is_not_named_by_a_short_title() -> None:
    pack = PACK.model_copy(update={"articles": {"en": {"x": article("x", title="STA fees")}}})
    assert held(pack, case(), "STA fees are due", NOW.date()) == ()
