"""Cases that are answered together, experts for one case, cases for callers, and words."""

from datetime import timedelta

import pytest

from core.decide import decide
from core.decide.words import read_command
from core.values import command as c
from core.values.case import Case, EntryKind, Status
from core.values.decision import Decision, Found
from core.values.delivery import Delivery, DeliveryKind
from core.values.place import DESK, Person
from core.values.routing import Routing
from tests.core.given import (
    ALICE,
    CASE,
    CTR,
    LUCAS,
    MARC,
    NIO,
    NOW,
    OTHER_ALICE,
    PACK,
    ROUTING,
    SOFIE,
    case,
    decided,
    deliveries,
    ids,
    key_of,
    shown,
    slack_person,
    turn,
)

OTHER = "17Z9-KZFB"
THREAD = NIO.under("17.1")
EMMA = slack_person("T0STAFF", "U0EMMA", "Emma Maes")
PEOPLE = (SOFIE, MARC)


def _case(decision: Decision) -> Case:
    assert decision.case is not None
    return decision.case


def _other(**more: object) -> Case:
    given = {"id": OTHER, "requester": LUCAS, "origin": LUCAS.direct, "question": "The same?"}
    return case(**(given | more))  # type: ignore[arg-type]


def _linked(**more: object) -> tuple[Case, Case]:
    """Lucas' case linked to Alice's: the first one, and the linked one."""
    command = c.Link(case=OTHER, to=CASE)
    done = decided(SOFIE, command, where=NIO, found=_other(**more), other=case())
    (first,) = done.others
    return first, _case(done)


def _to(decision: Decision, person: Person) -> list[Delivery]:
    return [d for d in deliveries(decision) if d.to.lane == person.direct.lane]


def test_linked_cases_are_answered_at_once_each_to_its_own_origin() -> None:
    first, second = _linked()
    assert (first.duplicates, second.duplicate_of) == ((OTHER,), CASE)
    answer = c.Answer(case=CASE, text="Yes.")
    done = decided(SOFIE, answer, where=NIO, found=first, linked=(second,))
    (to_alice,), (to_lucas,) = _to(done, ALICE), _to(done, LUCAS)
    assert CASE in to_alice.message.title
    assert OTHER in to_lucas.message.title
    assert OTHER not in to_alice.model_dump_json()
    assert CASE not in to_lucas.model_dump_json()
    (other,) = done.others
    assert (other.status, other.version) == (Status.ANSWERED, second.version + 1)
    assert {d.case for d in deliveries(done) if d.kind is DeliveryKind.UPDATE} == {CASE, OTHER}


def test_a_linked_case_that_is_over_gets_nothing_more() -> None:
    first, second = _linked()
    over = second.model_copy(update={"status": Status.WITHDRAWN})
    done = decided(SOFIE, c.Answer(case=CASE, text="Yes."), where=NIO, found=first, linked=(over,))
    assert _to(done, LUCAS) == []
    assert done.others == ()


def test_who_sends_is_told_of_all_who_get_it() -> None:
    first, second = _linked()
    form = shown(decided(SOFIE, c.OpenAnswer(case=CASE), where=NIO, found=first, linked=(second,)))
    for name in ("Alice Peeters", "Lucas De Smet"):
        assert name in form.text.replace("\\", "")


@pytest.mark.parametrize(
    ("mine", "first", "key"),
    [
        ({}, case(id=OTHER), "link_itself"),
        ({}, case(Status.CLOSED), "link_over"),
        ({"duplicate_of": "x"}, case(), "linked_already"),
        ({}, case(duplicate_of="x"), "link_to_first"),
        ({"duplicates": ("x",)}, case(), "link_has_own"),
        ({}, case(duplicates=tuple(str(n) for n in range(50))), "link_full"),
        ({}, case(queue="ctr"), "not_found"),
        ({}, None, "not_found"),
    ],
)
def test_links_that_make_no_sense_are_refused(
    mine: dict[str, object], first: Case | None, key: str
) -> None:
    command = c.Link(case=OTHER, to=CASE)
    done = decided(SOFIE, command, where=NIO, found=_other(**mine), other=first)
    assert key_of(done.reply) == f"refused.{key}_title"
    assert done.case is None


def test_what_is_unlinked_is_answered_by_itself() -> None:
    first, second = _linked()
    done = decided(SOFIE, c.Unlink(case=OTHER), where=NIO, found=second, other=first)
    (other,) = done.others
    assert (other.duplicates, _case(done).duplicate_of) == ((), "")


def test_a_linked_case_that_moves_to_another_queue_is_answered_there_alone() -> None:
    first, second = _linked()
    move = c.Reroute(case=OTHER, queue="ctr")
    moved = decided(SOFIE, move, where=NIO, found=second, other=first)
    (left,) = moved.others
    assert (_case(moved).queue, _case(moved).duplicate_of, left.duplicates) == ("ctr", "", ())
    assert left.version == first.version + 1
    redrawn = [d for d in deliveries(moved) if d.kind is DeliveryKind.UPDATE and d.case == CASE]
    assert [d.to for d in redrawn] == [NIO], "its card names no linked case any more"
    done = decided(SOFIE, c.Answer(case=CASE, text="Yes."), where=NIO, found=left)
    assert _to(done, LUCAS) == []


def test_what_was_linked_to_a_case_that_moves_stays_and_is_answered_by_itself() -> None:
    first, second = _linked()
    move = c.Reroute(case=CASE, queue="ctr")
    moved = decided(SOFIE, move, where=NIO, found=first, linked=(second,))
    (stays,) = moved.others
    assert (_case(moved).queue, _case(moved).duplicates) == ("ctr", ())
    assert (stays.queue, stays.duplicate_of, stays.version) == ("nio", "", second.version + 1)
    assert _to(moved, LUCAS) == []


def test_what_was_sent_to_all_goes_out_before_they_part() -> None:
    given = ROUTING.model_dump(mode="json")
    given["queues"]["nio"]["recall"] = 20
    slow = Routing.model_validate(given)
    first, second = _linked()
    answer = c.Answer(case=CASE, text="Yes.")
    held = decided(SOFIE, answer, where=NIO, found=first, linked=(second,), routing=slow)
    move = c.Reroute(case=CASE, queue="ctr")
    moved = decided(SOFIE, move, where=NIO, found=_case(held), linked=(second,), routing=slow)
    assert len(_to(moved, ALICE)) == len(_to(moved, LUCAS)) == 1
    (stays,) = moved.others
    assert (stays.status, stays.duplicate_of) == (Status.ANSWERED, "")
    assert stays.version == second.version + 1
    assert [e.number for e in stays.entries] == list(range(1, len(stays.entries) + 1))


def _invited() -> tuple[Case, str]:
    done = decided(SOFIE, c.Invite(case=CASE), where=NIO, found=case())
    return _case(done), _case(done).entries[-1].text


def _admitted() -> Case:
    invited, code = _invited()
    knocked = _case(decided(EMMA, c.Join(case=CASE, code=code), found=invited))
    return _case(decided(SOFIE, c.Admit(case=CASE, entry=3), where=NIO, found=knocked))


def test_an_expert_sees_the_question_and_not_who_asked() -> None:
    invited, code = _invited()
    knocked = decided(EMMA, c.Join(case=CASE, code=code), found=invited)
    assert "qubits" not in (knocked.reply.model_dump_json() if knocked.reply else "")
    (note,) = deliveries(knocked)
    assert (note.to, note.internal) == (NIO, True)
    admitted = decided(SOFIE, c.Admit(case=CASE, entry=3), where=NIO, found=_case(knocked))
    (brief,) = _to(admitted, EMMA)
    assert "qubits" in brief.model_dump_json()
    assert "Alice" not in brief.model_dump_json()


def _asks_anew(asked: Case, words: str) -> Decision:
    done = turn(ALICE, c.Edited(text=words, message="9.1"), message="9.1")
    known = asked.model_copy(update={"asked_in": done.place_of_message})
    return decide(done, Found(case=known), PACK, ROUTING, NOW, ids())


def test_an_expert_never_sees_words_that_were_taken_back() -> None:
    invited, code = _invited()
    edited = _case(_asks_anew(invited, "May zebras heal?"))
    knocked = _case(decided(EMMA, c.Join(case=CASE, code=code), found=edited))
    knock = c.Admit(case=CASE, entry=knocked.entries[-1].number)
    (brief,) = _to(decided(SOFIE, knock, where=NIO, found=knocked), EMMA)
    assert "zebras" in brief.model_dump_json()
    assert "qubits" not in brief.model_dump_json()


def test_what_an_expert_was_shown_follows_the_question() -> None:
    changed = _asks_anew(_admitted(), "May zebras heal?")
    (brief,) = _to(changed, EMMA)
    assert (brief.kind, brief.slot) == (DeliveryKind.UPDATE, "expert:U0EMMA")
    assert "zebras" in brief.model_dump_json()
    assert "qubits" not in brief.model_dump_json()
    assert "Alice" not in brief.model_dump_json()


def test_what_an_expert_says_goes_to_staff_only() -> None:
    said = decided(EMMA, c.Say(text="By article 7."), found=_admitted())
    assert {d.to.root for d in deliveries(said)} == {NIO}
    assert all(d.internal for d in deliveries(said))
    assert _case(said).entries[-1].kind is EntryKind.ADVISED
    sent = c.SendDraft(case=CASE, entry=len(_case(said).entries))
    refused = decided(SOFIE, sent, where=NIO, found=_case(said))
    assert key_of(refused.reply) == "refused.no_draft_title", "staff write the answer themselves"


@pytest.mark.parametrize(
    ("who", "code", "later"),
    [(EMMA, "0" * 12, 0), (EMMA, "", 0), (EMMA, None, 8), (ALICE, None, 0)],
)
def test_nobody_comes_in_without_a_good_code(who: Person, code: str | None, later: int) -> None:
    invited, good = _invited()
    command = c.Join(case=CASE, code=good if code is None else code)
    refused = decided(who, command, found=invited, now=NOW + timedelta(days=later))
    assert key_of(refused.reply) == "refused.no_invitation_title"
    assert refused.case is None
    assert refused == decided(who, command, found=None, now=NOW + timedelta(days=later))


def test_a_code_works_once_and_nobody_is_in_before_staff_say_so() -> None:
    invited, code = _invited()
    knocked = _case(decided(EMMA, c.Join(case=CASE, code=code), found=invited))
    again = decided(OTHER_ALICE, c.Join(case=CASE, code=code), found=knocked)
    assert key_of(again.reply) == "refused.no_invitation_title"
    assert decided(EMMA, c.Say(text="hm"), found=knocked) == Decision()
    away = decided(SOFIE, c.Dismiss(case=CASE, entry=3), where=NIO, found=knocked)
    late = decided(MARC, c.Admit(case=CASE, entry=3), where=NIO, found=_case(away))
    assert key_of(late.reply) == "refused.knock_done_title"


def test_the_part_of_an_expert_ends() -> None:
    thanked = decided(SOFIE, c.Dismiss(case=CASE), where=NIO, found=_admitted())
    assert _case(thanked).experts == ()
    late = decided(EMMA, c.Say(text="and also"), found=_case(thanked))
    assert key_of(late.reply) == "refused.advice_over_title"
    assert late.case is None
    closed = _admitted().model_copy(update={"status": Status.CLOSED})
    too_late = decided(EMMA, c.Say(text="hm"), found=closed)
    assert key_of(too_late.reply) == "refused.advice_over_title"


def _for_a_caller(contact: str, who: Person = SOFIE, **found: object) -> Decision:
    command = c.EscalateFor.model_validate(
        {"contact": contact, "name": "Jan Jansen", "question": "Mag dat?", "topic": "sta"}
        | {"locale": "nl", "consent": "yes"}
    )
    return decided(who, command, where=NIO if who == SOFIE else None, **found)  # type: ignore[arg-type]


def test_a_case_for_a_caller_is_answered_by_mail() -> None:
    done = _for_a_caller("Jan@uni.example")
    new = _case(done)
    assert (new.origin.lane, new.opened_by) == ("email::Jan@uni.example", SOFIE)
    assert (new.requester.key, new.requester.name) == ("email::jan@uni.example", "Jan Jansen")
    assert key_of(done.reply) == "behalf.done_title"
    outside = {d.to.lane for d in deliveries(done)} - {NIO.lane, "email::nio@office.example"}
    assert outside == {"email::Jan@uni.example"}


def test_a_case_for_a_known_person_goes_where_the_earlier_one_went() -> None:
    done = _for_a_caller(OTHER, other=_other())
    assert (_case(done).requester, _case(done).origin) == (LUCAS, LUCAS.direct)
    assert [d.slot for d in _to(done, LUCAS)] == ["receipt"]


@pytest.mark.parametrize("earlier", [None, _other(queue="ctr")])
def test_an_unknown_or_foreign_case_names_nobody(earlier: Case | None) -> None:
    lost = _for_a_caller(OTHER, other=earlier)
    assert key_of(lost.reply) == "refused.no_contact_title"
    assert lost.case is None
    quote = shown(lost).quote
    assert quote is not None
    assert quote.text == "Mag dat?"


def test_only_staff_open_cases_for_others() -> None:
    assert key_of(_for_a_caller("a@b.example", ALICE).reply) == "refused.staff_only_title"
    refused = decided(ALICE, c.OpenBehalf())
    assert key_of(refused.reply) == "refused.staff_only_title"
    opened = decided(SOFIE, c.OpenBehalf(), where=NIO)
    assert shown(opened).form is not None


BAD = ["nobody", "a@b", "a b@c.example", "x@y.example\nBcc: z@z.example"]


@pytest.mark.parametrize("contact", BAD)
def test_a_contact_that_cannot_be_one_keeps_the_form(contact: str) -> None:
    with pytest.raises(ValueError, match="contact"):
        _for_a_caller(contact)


TYPED = [
    ("!claim", "claimed>claimed"),
    ("! claim", "claimed>claimed"),
    ("!CLAIM", "claimed>claimed"),
    ("!release", "refused.not_claimed_title"),
    ("!assign marc", "assigned>claimed"),
    ("!assign <@U0MARC>", "assigned>claimed"),
    ("!assign @Marc Dubois", "assigned>claimed"),
    ("!assign nobody", "refused.no_such_person_title"),
    ("!assign", "assign_form.title"),
    ("!note I doubt it", "noted>open"),
    ("!note", "note_form.title"),
    ("!answer Yes.", "said>open"),
    ("!ask Which one?", "said>open"),
    ("!ask", "more_form.title"),
    ("!snooze 2d", "snoozed>snoozed"),
    ("!snooze whenever", "refused.no_moment_title"),
    ("!wake", "refused.not_snoozed_title"),
    ("!reroute ctr because it is a trial", "rerouted>open"),
    ("!reroute CTR", "rerouted>open"),
    ("!reroute xyz", "refused.no_queue_title"),
    ("!reroute", "reroute_form.title"),
    ("!close answered", "closed>closed"),
    ("!close no reply", "closed>closed"),
    ("!close out_of_scope", "closed>closed"),
    ("!close", "close_form.title"),
    ("!reopen because of news", "refused.not_closed_title"),
    ("!link", "link_form.title"),
    ("!link 0000", "refused.not_found_title"),
    ("!unlink", "refused.not_linked_title"),
    ("!expert", "invited>open"),
    ("!tell hello", "refused.no_expert_title"),
    ("!thanks", "refused.no_expert_title"),
    ("!recall", "refused.no_draft_title"),
    ("!card", "card.title"),
    ("!help", "typed.title"),
    ("!clam", "typed.did_you_mean_title"),
    ("!qwertz", "typed.unknown_title"),
    ("!œuvre", "typed.unknown_title"),
    ("!!! important", "said>open"),
    ("! ", "said>open"),
    ("wow!", "said>open"),
]


@pytest.mark.parametrize(("text", "expected"), TYPED)
def test_words_in_the_thread(text: str, expected: str) -> None:
    done = decided(SOFIE, c.Say(text=text), where=THREAD, found=case(), people=PEOPLE)
    assert done.reply is None, "who reads along sees nothing of it"
    whispers = [d for d in deliveries(done) if d.kind is DeliveryKind.WHISPER]
    assert all(d.whisper_to == SOFIE.user and d.internal for d in whispers)
    if ">" in expected:
        last = _case(done).entries[-1]
        assert f"{last.kind}>{_case(done).status}" == expected
    else:
        assert [key_of(d.message) for d in whispers] == [expected]
        assert done.case is None
        assert all(d.message.form is None for d in whispers)
    assert not _to(done, ALICE) or text.startswith("!close"), "words alone send nothing"


@pytest.mark.parametrize("outcome", list(c.Outcome))
def test_every_outcome_can_be_typed(outcome: c.Outcome) -> None:
    done = decided(SOFIE, c.Say(text=f"!close {outcome}"), where=THREAD, found=case())
    assert _case(done).outcome is outcome


def test_a_reason_goes_along_and_stays_inside() -> None:
    text = "!reroute ctr because SECRET reasons"
    done = decided(SOFIE, c.Say(text=text), where=THREAD, found=case())
    card = next(d for d in deliveries(done) if d.to == CTR and d.slot == "card")
    assert "SECRET reasons" in card.model_dump_json()
    again = decided(SOFIE, c.Close(case=CASE, outcome=c.Outcome.ANSWERED), where=NIO, found=case())
    back = c.Reopen(case=CASE, because="SECRET")
    reopened = decided(SOFIE, back, where=NIO, found=_case(again))
    assert all("SECRET" not in d.model_dump_json() for d in _to(reopened, ALICE))


def test_words_of_staff_and_experts_elsewhere() -> None:
    assert read_command("behalf") == c.OpenBehalf()
    assert read_command(f"join {CASE.lower()} abc") == c.Join(case=CASE, code="abc")
    for text in ("join us tomorrow", "behalf of my boss", f"join {CASE}"):
        assert isinstance(read_command(text), c.Ask), text


def test_a_list_of_people_limits_who_may_be_chosen() -> None:
    given = ROUTING.model_dump(mode="json")
    given["queues"]["nio"]["people"] = [SOFIE.key]
    routing = Routing.model_validate(given)
    command = c.Assign(case=CASE, to=MARC.key)
    done = decided(SOFIE, command, where=NIO, found=case(), people=(SOFIE,), routing=routing)
    assert key_of(done.reply) == "refused.no_such_person_title"
    nobody = decided(SOFIE, c.OpenAssign(case=CASE), where=NIO, found=case(), routing=routing)
    assert key_of(nobody.reply) == "refused.nobody_known_title"


def test_the_desk_is_no_member_of_staff() -> None:
    refused = decided(DESK, c.Claim(case=CASE), found=case())
    assert key_of(refused.reply) == "refused.not_found_title"
