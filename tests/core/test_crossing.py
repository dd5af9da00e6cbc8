"""Which file crosses, and how: every source to every side, with every kind and size; and that what
crosses is decided once, follows its text, and says so where it does not arrive."""

from itertools import product
from typing import Any

import pytest

from core.decide import decide
from core.decide.crossing import carried, planned, taken_back, verdict
from core.decide.files import file_facts
from core.decide.scene import Scene
from core.decide.voice import Voice
from core.values import command as c
from core.values.case import Case, Entry, EntryKind
from core.values.decision import Decision, Found
from core.values.delivery import Delivery, DeliveryKind
from core.values.file import MOST_CROSSING, File, Reach, Way
from core.values.file_kind import TYPES
from core.values.place import DESK, ConversationReference, Person, Platform
from tests.core.given import (
    ALICE,
    CASE,
    LUCAS,
    NIO,
    NOW,
    PACK,
    ROUTING,
    SOFIE,
    case,
    decided,
    deliveries,
    ids,
    real_phrases,
    turn,
)

MB = 1_000_000
OPEN = Reach(largest=5 * MB, pages=True)
SLACK = File(name="a.pdf", size=MB, platform=Platform.SLACK, tenant="T0UNI", id="F1")
SOURCES = {
    "slack": SLACK,
    "slack connect": SLACK.model_copy(update={"kept": "elsewhere"}),
    "teams chat": SLACK.model_copy(
        update={"platform": Platform.TEAMS, "id": "", "size": None, "handle": "https://x"}
    ),
    "teams chat, later": SLACK.model_copy(update={"platform": Platform.TEAMS, "size": None}),
    "teams channel": SLACK.model_copy(update={"platform": Platform.TEAMS, "kept": "channel"}),
    "teams pasted": SLACK.model_copy(update={"platform": Platform.TEAMS, "kept": "pasted"}),
}
TARGETS = {
    "slack": NIO,
    "teams": ConversationReference(platform=Platform.TEAMS, tenant="T", conversation="19:x"),
    "mail": ConversationReference.mailbox("a@b.example"),
    "none": None,
}
BETWEEN = {
    ("slack", "slack"): "copy",
    ("slack", "teams"): "link",
    ("teams chat", "slack"): "copy",
    ("teams chat", "teams"): "teams",
    ("teams chat, later", "slack"): "brief",
    ("teams chat, later", "teams"): "teams",
}
KEPT = {"slack connect": "elsewhere", "teams channel": "channel", "teams pasted": "pasted"}
NAMES = [f"a.{ending}" for ending in TYPES] + ["a.JPEG", "a.exe", "a.docm", "a.zip", "a.svg", "a"]


def _meant(source: str, target: str, name: str, size: int) -> str:
    """What the table should say, in the order in which people would ask."""
    if source in KEPT:
        return KEPT[source]
    if target in ("mail", "none"):
        return "mail"
    if name.rpartition(".")[2].lower() not in (*TYPES, "jpeg") or size == 0:
        return "kind"
    return "size" if size > 5 * MB else BETWEEN[source, target]


def _found(way: Way, why: str) -> str:
    return why or str(way)


@pytest.mark.parametrize(("source", "target"), list(product(SOURCES, TARGETS)))
def test_every_file_between_every_two_sides(source: str, target: str) -> None:
    for name, size in product(NAMES, (0, 1, 5 * MB, 5 * MB + 1)):
        file = SOURCES[source].model_copy(update={"name": name, "size": size})
        found = _found(*verdict(file, 0, TARGETS[target], OPEN))
        assert found == _meant(source, target, name, size), (name, size)


@pytest.mark.parametrize(
    ("reach", "target", "why"),
    [
        (Reach(), "slack", "off"),
        (Reach(largest=MB), "teams", "pages"),
        (OPEN.model_copy(update={"closed": frozenset({"slack:T0UNI"})}), "slack", "scope"),
        (OPEN.model_copy(update={"closed": frozenset({"slack:T0STAFF"})}), "slack", "closed"),
    ],
)
def test_what_a_desk_cannot_do_is_the_reason(reach: Reach, target: str, why: str) -> None:
    assert NIO.tenant == "T0STAFF"
    assert verdict(SLACK, 0, TARGETS[target], reach) == (Way.STAYS, why)


def test_only_the_first_five_of_a_message_cross() -> None:
    files = planned(_scene(), CASE, (SLACK,) * (MOST_CROSSING + 1), NIO)
    assert [f.why for f in files] == [""] * MOST_CROSSING + ["many"]


@pytest.mark.parametrize(
    ("name", "said", "why"),
    [
        ("a.pdf", "text/html", "kind"),
        ("a.pdf", "application/pdf; charset=binary", ""),
        ("a.pdf", "", ""),
        ("a.csv", "text/plain", ""),
        ("a.jpg", "jpeg", ""),
        ("a.pdf.exe", "application/pdf", "kind"),
        ("a.exe.pdf", "application/x-msdownload", "kind"),
    ],
)
def test_name_and_word_of_the_platform_agree(name: str, said: str, why: str) -> None:
    file = SLACK.model_copy(update={"name": name, "media_type": said})
    assert verdict(file, 0, NIO, OPEN)[1] == why


def test_every_outcome_has_its_sentence_for_each_reader() -> None:
    whys = [key.removeprefix("file.why_") for key in real_phrases() if "file.why_" in key]
    sides = ("staff", "requester", "sender", "asker", "draft", "answer")
    voice = Voice(PACK, "en")
    for side, way in product(sides, Way):
        file = SLACK.model_copy(update={"way": way, "sent_as": "x", "why": "kind"})
        [fact] = file_facts(voice, (file,), side, mailbox="m", case=CASE)
        assert f"file.{side}_{way}" in fact.value
    assert {"gone", "scope", "bytes", "away", "off", *KEPT.values()} <= set(whys)


def test_a_random_name_says_nothing_of_the_file_and_the_case_keeps_no_secret() -> None:
    secret = SOURCES["teams chat"].model_copy(update={"name": "Patient Müller.pdf"})
    [file] = planned(_scene(), CASE, (secret,), NIO)
    assert file.sent_as.startswith(f"{CASE}-")
    assert file.sent_as.endswith(".pdf")
    assert "ller" not in file.sent_as
    assert (file.handle, file.way) == ("", Way.COPY)
    entry = Entry(number=1, kind=EntryKind.ASKED, at=NOW, by=ALICE, files=(file,))
    [sent] = carried(_scene(), case(), entry, (secret,), NIO, "card")
    assert sent.crossing is not None
    assert sent.crossing.file.handle == "https://x"
    assert "https://x" not in repr(sent)


def _scene() -> Scene:
    return Scene(turn(SOFIE, c.Help(), NIO), Found(reach=OPEN), PACK, ROUTING, NOW, ids("x"))


PATIENT = ROUTING.model_copy(
    update={
        "queues": {
            name: queue.model_copy(update={"recall": 20}) for name, queue in ROUTING.queues.items()
        }
    }
)
"""What is sent can be recalled for a while."""


def _patient(who: Person, command: c.Command, found: Case) -> Decision:
    where = None if who == DESK else NIO
    return decided(who, command, where=where, found=found, reach=OPEN, routing=PATIENT)


def _files(decision: Decision) -> list[Delivery]:
    return [each for each in deliveries(decision) if each.crossing]


def _drafted() -> Case:
    """A text with a file in the staff thread; nobody has sent it."""
    said = Entry(
        number=2, kind=EntryKind.SAID, at=NOW, by=SOFIE, text="See.", message="7.1", files=(SLACK,)
    )
    return case(entries=(*case().entries, said))


def _held(sent: Decision) -> tuple[Case, Entry]:
    assert sent.case is not None
    [held] = [e for e in sent.case.entries if e.kind is EntryKind.HELD]
    return sent.case, held


def test_nothing_leaves_before_the_act_of_sending() -> None:
    drafted = _drafted()
    for command in (c.Preview(case=CASE, entry=2), c.KeepInternal(case=CASE, entry=2)):
        assert _files(_patient(SOFIE, command, drafted)) == []
    sent = _patient(SOFIE, c.SendDraft(case=CASE, entry=2), drafted)
    assert _files(sent) == [], "what can still be recalled has not left"
    kept, held = _held(sent)
    [copy] = _files(_patient(DESK, c.SendHeld(case=CASE, entry=held.number), kept))
    assert (copy.to, copy.under[:7], copy.internal) == (ALICE.direct, "answer-", False)


def test_what_was_recalled_takes_its_file_along() -> None:
    kept, held = _held(_patient(SOFIE, c.SendDraft(case=CASE, entry=2), _drafted()))
    back = _patient(SOFIE, c.Recall(case=CASE, entry=held.number), kept)
    assert back.case is not None
    assert _files(_patient(DESK, c.SendHeld(case=CASE, entry=held.number), back.case)) == []


def _answered() -> Case:
    [file] = planned(_scene(), CASE, (SLACK,), ALICE.direct)
    sent = Entry(number=2, kind=EntryKind.SENT, at=NOW, by=SOFIE, text="See.", files=(file,))
    return case(entries=(*case().entries, sent))


def _reported(found: Case, **more: object) -> Decision:
    name = found.entries[1].files[0].sent_as
    given = {"case": CASE, "entry": 2, "to": ALICE.direct.lane, "state": "failed", "file": name}
    return decided(DESK, c.ReportDelivery.model_validate(given | more), found=found, reach=OPEN)


def test_a_file_that_fails_is_told_to_both_sides_once() -> None:
    first = _reported(_answered(), reason="gone")
    assert first.case is not None
    assert [e.kind for e in first.case.entries[2:]] == [EntryKind.LEFT]
    posts = [d for d in deliveries(first) if d.kind is DeliveryKind.POST]
    assert {d.to.lane for d in posts} == {
        ALICE.direct.lane,
        NIO.lane,
        ConversationReference.mailbox(ROUTING.queues["nio"].mailbox).lane,
    }
    assert all("file.why_gone" in str(d.message) for d in posts)
    assert _reported(first.case, reason="gone") == Decision()
    assert first.case.entries[1].kind is EntryKind.SENT
    assert not first.case.about(2, EntryKind.FAILED), "the answer itself arrived"


def test_a_reason_that_nobody_listed_is_said_to_be_time() -> None:
    assert "file.why_away" in str(_reported(_answered(), reason="strange", error="x"))


def test_what_arrived_stands_on_the_card() -> None:
    there = _reported(_answered(), state="sent")
    assert there.case is not None
    assert there.case.entries[-1].kind is EntryKind.CARRIED
    [card] = [d for d in deliveries(there) if d.kind is DeliveryKind.UPDATE]
    assert "file.state_there" in str(card.message)


def test_of_what_was_taken_back_nobody_hears_more() -> None:
    sent = _answered()
    gone = Entry(number=3, kind=EntryKind.DELETED, at=NOW, by=SOFIE, of=2)
    taken = sent.model_copy(update={"entries": (*sent.entries, gone)})
    assert _reported(taken, reason="gone") == Decision()
    [back] = taken_back(_scene(), taken, taken.entries[1], ALICE.direct)
    assert (back.kind, back.slot) == (DeliveryKind.DELETE, "file-2-0")


FILES = (SLACK, SLACK.model_copy(update={"id": "F2", "name": "b.pdf"}))


def _edited(who: Person, where: ConversationReference, left: tuple[File, ...], **more: Any) -> Any:
    """The words of the message stay; `left` are the files that it still has."""
    command = c.Edited(text="See.", message="7.1")
    done = turn(who, command, where).model_copy(
        update={"files": left, "direct": where == ALICE.direct}
    )
    found = Found.model_validate({"reach": OPEN, **more})
    return decide(done, found, PACK, ROUTING, NOW, ids("edit"))


def _said(kind: EntryKind, by: Person, to: ConversationReference) -> Case:
    files = planned(_scene(), CASE, FILES, to)
    entry = Entry(number=2, kind=kind, at=NOW, by=by, text="See.", message="7.1", files=files)
    return case(entries=(*case().entries, entry))


def test_a_file_that_its_author_takes_out_of_a_message_goes_alone() -> None:
    found = _said(EntryKind.REPLIED, ALICE, NIO)
    gone = _edited(ALICE, ALICE.direct, FILES[1:], case=found)
    [back] = [d for d in deliveries(gone) if d.kind is DeliveryKind.DELETE]
    assert (back.to, back.slot) == (NIO, "file-2-0")
    assert gone.case is not None
    assert [e.kind for e in gone.case.entries[2:]] == [EntryKind.LEFT]
    assert _edited(ALICE, ALICE.direct, FILES[1:], case=gone.case) == Decision()
    assert _edited(ALICE, ALICE.direct, FILES, case=found) == Decision()


def test_a_file_taken_out_of_an_answer_goes_from_every_case_that_got_it() -> None:
    draft = _said(EntryKind.SAID, SOFIE, NIO)
    files = planned(_scene(), CASE, FILES, ALICE.direct)
    sent = Entry(
        number=3, kind=EntryKind.SENT, at=NOW, text="See.", of=2, message="7.1", files=files
    )
    first = draft.model_copy(update={"entries": (*draft.entries, sent)})
    other = first.model_copy(
        update={
            "id": "8K3F-Q2MG",
            "requester": LUCAS,
            "origin": LUCAS.direct,
            "entries": (first.entries[0], sent.model_copy(update={"number": 2, "of": None})),
        }
    )
    gone = _edited(SOFIE, NIO.under("1"), FILES[1:], case=first, linked=(other,))
    back = {d.to.lane for d in deliveries(gone) if d.kind is DeliveryKind.DELETE}
    assert back == {ALICE.direct.lane, LUCAS.direct.lane}
    redrawn = {d.to.lane for d in deliveries(gone) if "file.why_removed" in str(d.message)}
    assert {ALICE.direct.lane, LUCAS.direct.lane} <= redrawn
    assert [each.id for each in gone.others] == ["8K3F-Q2MG"]


def test_a_rerouted_case_takes_the_files_along() -> None:
    [file] = planned(_scene(), CASE, (SLACK,), NIO)
    asked = case().entries[0].model_copy(update={"files": (file,)})
    moved = decided(
        SOFIE,
        c.Reroute(case=CASE, queue="ctr"),
        where=NIO,
        found=case(entries=(asked,)),
        reach=OPEN,
    )
    [copy] = _files(moved)
    assert copy.to == ROUTING.queues["ctr"].staff
    assert copy.crossing is not None
    assert copy.crossing.name == file.sent_as
