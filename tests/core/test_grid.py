"""Every command, in every state, by everybody: what happens, or the sentence that refuses it."""

from itertools import product
from typing import Any, get_args

import pytest

from core.values import command as c
from core.values.place import DESK, ConversationReference, Person
from tests.core.given import (
    ALICE,
    CTR,
    LUCAS,
    MARC,
    NIO,
    OTHER_ALICE,
    SOFIE,
    decided,
    deliveries,
    slack_person,
)
from tests.core.grid import (
    COMMANDS,
    CORRECTION,
    EMMA,
    KEPT,
    OTHER_CASE,
    SECRET,
    STATUSES,
    a_case,
    in_another_tenant,
    on_another_platform,
    outcome,
)

STAFF = """
             open              claimed            waiting            snoozed            answered            closed             reopened            withdrawn
show         card.title        card.title         card.title         card.title         card.title          card.title         card.title          card.title
open_reply   requester_only    requester_only     requester_only     requester_only     requester_only      requester_only     requester_only      requester_only
reply        requester_only    requester_only     requester_only     requester_only     requester_only      requester_only     requester_only      requester_only
add_asked    requester_only    requester_only     requester_only     requester_only     requester_only      requester_only     requester_only      requester_only
thanks       requester_only    requester_only     requester_only     requester_only     requester_only      requester_only     requester_only      requester_only
withdraw     requester_only    requester_only     requester_only     requester_only     requester_only      requester_only     requester_only      requester_only
record       export.title      export.title       export.title       export.title       export.title        export.title       export.title        export.title
verify       no_answer         no_answer          no_answer          no_answer          no_answer           no_answer          no_answer           no_answer
open_rate    requester_only    requester_only     requester_only     requester_only     requester_only      requester_only     requester_only      requester_only
rate         requester_only    requester_only     requester_only     requester_only     requester_only      requester_only     requester_only      requester_only
reopen       not_closed        not_closed         not_closed         not_closed         not_closed          reopened>reopened  not_closed          not_closed
claim        claimed>claimed   claimed_by         claimed>waiting    claimed>snoozed    claimed>answered    over               claimed>claimed     over
release      not_claimed       released>open      not_claimed        not_claimed        not_claimed         not_claimed        not_claimed         not_claimed
open_more    more.title        more.title         more.title         more.title         more.title          more.title         more.title          more.title
why          why.title         why.title          why.title          why.title          why.title           why.title          why.title           why.title
staff_help   typed.title       typed.title        typed.title        typed.title        typed.title         typed.title        typed.title         typed.title
open_assign  form:assign       form:assign        form:assign        form:assign        form:assign         over               form:assign         over
assign       assigned>claimed  assigned>claimed   assigned>waiting   assigned>snoozed   assigned>answered   over               assigned>claimed    over
open_note    form:note         form:note          form:note          form:note          form:note           form:note          form:note           form:note
note         noted>open        noted>claimed      noted>waiting      noted>snoozed      noted>answered      noted>closed       noted>reopened      noted>withdrawn
open_phoned  form:phoned       form:phoned        form:phoned        form:phoned        form:phoned         over               form:phoned        over
phoned       replied>open      replied>claimed    replied>open       replied>open       replied>open        over               replied>reopened   over
confirm      replied>open      replied>claimed    replied>open       replied>open       replied>open        over               replied>reopened   over
open_answer  form:answer       form:answer        form:answer        form:answer        form:answer         over               form:answer         over
open_ask     form:answer       form:answer        form:answer        form:answer        form:answer         over               form:answer         over
answer       sent>answered     sent>answered      sent>answered      sent>answered      sent>answered       over               sent>answered       over
ask          waiting>waiting   waiting>waiting    waiting>waiting    waiting>waiting    waiting>waiting     over               waiting>waiting     over
try          said>open         said>claimed       said>waiting       said>snoozed       said>answered       over               said>reopened       over
preview      answer.title      answer.title       answer.title       answer.title       answer.title        answer.title       answer.title        answer.title
send         sent>answered     sent>answered      sent>answered      sent>answered      sent>answered       over               sent>answered       over
keep         draft.kept        draft.kept         draft.kept         draft.kept         draft.kept          draft.kept         draft.kept          draft.kept
recall       recalled>open     recalled>claimed   recalled>waiting   recalled>snoozed   recalled>answered   recalled>closed    recalled>reopened   recalled>withdrawn
open_route   form:reroute      form:reroute       form:reroute       form:reroute       form:reroute        over               form:reroute        over
reroute      rerouted>open     rerouted>open      rerouted>waiting   rerouted>snoozed   rerouted>answered   over               rerouted>reopened   over
open_snooze  form:snooze       form:snooze        not_sleepy         form:snooze        not_sleepy          over               form:snooze         over
snooze       snoozed>snoozed   snoozed>snoozed    not_sleepy         snoozed>snoozed    not_sleepy          over               snoozed>snoozed     over
wake         not_snoozed       not_snoozed        not_snoozed        woken>open         not_snoozed         not_snoozed        not_snoozed         not_snoozed
open_close   form:close        form:close         form:close         form:close         form:close          over               form:close          over
close        closed>closed     closed>closed      closed>closed      closed>closed      closed>closed       over               closed>closed       over
open_reopen  not_closed        not_closed         not_closed         not_closed         not_closed          form:reopen        not_closed          not_closed
open_link    form:link         form:link          form:link          form:link          form:link           over               form:link           over
link         linked>open       linked>claimed     linked>waiting     linked>snoozed     linked>answered     over               linked>reopened     over
unlink       not_linked        not_linked         not_linked         not_linked         not_linked          not_linked         not_linked          not_linked
invite       invited>open      invited>claimed    invited>waiting    invited>snoozed    invited>answered    over               invited>reopened    over
admit        admitted>open     admitted>claimed   admitted>waiting   admitted>snoozed   admitted>answered   over               admitted>reopened   over
turn_away    dismissed>open    dismissed>claimed  dismissed>waiting  dismissed>snoozed  dismissed>answered  dismissed>closed   dismissed>reopened  dismissed>withdrawn
dismiss      dismissed>open    dismissed>claimed  dismissed>waiting  dismissed>snoozed  dismissed>answered  dismissed>closed   dismissed>reopened  dismissed>withdrawn
open_advise  expert_only        expert_only        expert_only        expert_only        expert_only        expert_only        expert_only        expert_only
advise       expert_only        expert_only        expert_only        expert_only        expert_only        expert_only        expert_only        expert_only
open_tell    form:tell         form:tell          form:tell          form:tell          form:tell           over               form:tell           over
tell         consulted>open    consulted>claimed  consulted>waiting  consulted>snoozed  consulted>answered  over               consulted>reopened  over
open_propose no_answer_yet    no_answer_yet     no_answer_yet     no_answer_yet     no_answer_yet      no_answer_yet     no_answer_yet      no_answer_yet
propose      no_answer_yet    no_answer_yet     no_answer_yet     no_answer_yet     no_answer_yet      no_answer_yet     no_answer_yet      no_answer_yet
alike        alike.none        alike.none         alike.none         alike.none         alike.none          alike.none         alike.none          alike.none
list_ready   ready.none        ready.none         ready.none         ready.none         ready.none          over               ready.none          over
use_ready    no_ready          no_ready           no_ready           no_ready           no_ready            no_ready           no_ready            no_ready
delivery     not_found         not_found          not_found          not_found          not_found           not_found          not_found           not_found
send_held    not_found         not_found          not_found          not_found          not_found           not_found          not_found           not_found
correct_case not_found         not_found          not_found          not_found          not_found           not_found          not_found           not_found
go_off       not_found         not_found          not_found          not_found          not_found           not_found          not_found           not_found
"""  # noqa: E501  (a table)

REQUESTER = """
            open                 claimed              waiting              snoozed              answered             closed             reopened             withdrawn
show        case.title           case.title           case.title           case.title           case.title           case.title         case.title           case.title
open_reply  form:reply           form:reply           form:reply           form:reply           form:reply           form:reply         form:reply           form:reply
reply       replied>open         replied>claimed      replied>open         replied>open         replied>open         replied>closed     replied>reopened     replied>withdrawn
add_asked   replied>open         replied>claimed      replied>open         replied>open         replied>open         replied>closed     replied>reopened     replied>withdrawn
thanks      replied>open         replied>claimed      replied>waiting      replied>snoozed      replied>answered     replied>closed     replied>reopened     replied>withdrawn
withdraw    withdrawn>withdrawn  withdrawn>withdrawn  withdrawn>withdrawn  withdrawn>withdrawn  withdrawn>withdrawn  over               withdrawn>withdrawn  over
record      export.title         export.title         export.title         export.title         export.title         export.title       export.title         export.title
verify      no_answer            no_answer            no_answer            no_answer            no_answer            no_answer          no_answer            no_answer
open_rate   no_answer            no_answer            no_answer            no_answer            no_answer            no_answer          no_answer            no_answer
rate        no_answer            no_answer            no_answer            no_answer            no_answer            no_answer          no_answer            no_answer
reopen      not_closed           not_closed           not_closed           not_closed           not_closed           reopened>reopened  not_closed           reopened>reopened
delivery    not_found            not_found            not_found            not_found            not_found            not_found          not_found            not_found
send_held   not_found            not_found            not_found            not_found            not_found            not_found          not_found            not_found
correct_case not_found           not_found            not_found            not_found            not_found            not_found          not_found            not_found
go_off      not_found            not_found            not_found            not_found            not_found            not_found          not_found            not_found
"""  # noqa: E501  (a table)

EXPERT = """
             open          claimed          waiting          snoozed          answered          closed       reopened          withdrawn
open_advise  form:advise   form:advise      form:advise      form:advise      form:advise       advice_over  form:advise       advice_over
advise       advised>open  advised>claimed  advised>waiting  advised>snoozed  advised>answered  advice_over  advised>reopened  advice_over
"""  # noqa: E501  (a table)

THE_DESK = """
           open            claimed            waiting            snoozed            answered            closed            reopened            withdrawn
delivery   delivered>open  delivered>claimed  delivered>waiting  delivered>snoozed  delivered>answered  delivered>closed  delivered>reopened  delivered>withdrawn
send_held  sent>answered   sent>answered      sent>answered      sent>answered      sent>answered       sent>closed       sent>answered       recalled>withdrawn
correct_case sent>open     sent>claimed       sent>waiting       sent>snoozed       sent>answered       sent>closed       sent>reopened       nothing
go_off     reminded>open   reminded>claimed   nothing            reminded>snoozed   nothing             nothing           reminded>reopened   nothing
"""  # noqa: E501  (a table)

Grid = dict[tuple[str, str], str]


def _grid(table: str) -> Grid:
    head, *rows = [line.split() for line in table.strip().splitlines()]
    assert head == list(STATUSES)
    return {
        (row[0], status): cell
        for row in rows
        for status, cell in zip(STATUSES, row[1:], strict=True)
    }


def _everywhere(word: str) -> Grid:
    return dict.fromkeys(product(COMMANDS, STATUSES), word)


NOBODY = _everywhere("not_found")
WHO: dict[str, tuple[Person, ConversationReference, Grid]] = {
    "staff": (SOFIE, NIO, _grid(STAFF)),
    "staff, in the card's thread": (SOFIE, NIO.under("17.1"), _grid(STAFF)),
    "requester": (ALICE, ALICE.direct, _everywhere("staff_only") | _grid(REQUESTER)),
    "the desk": (DESK, DESK.direct, _everywhere("not_found") | _grid(THE_DESK)),
    "expert": (EMMA, EMMA.direct, NOBODY | _grid(EXPERT)),
    "staff in the own conversation": (SOFIE, SOFIE.direct, NOBODY),
    "staff in another queue's conversation": (SOFIE, CTR, NOBODY),
    "stranger": (LUCAS, LUCAS.direct, NOBODY),
    "stranger in the other queue": (LUCAS, CTR, NOBODY),
    "the same user id in another tenant": (OTHER_ALICE, OTHER_ALICE.direct, NOBODY),
    "the same channel id in another tenant": (LUCAS, in_another_tenant(NIO, "T0GENT"), NOBODY),
    "the same ids on another platform": (
        on_another_platform(ALICE),
        NIO.model_copy(update={"platform": "teams"}),
        NOBODY,
    ),
    "who says to be the desk": (
        slack_person("", "desk", "Innovation Desk"),
        LUCAS.direct,
        NOBODY,
    ),
}
FOUND: dict[str, Any] = {
    "other": OTHER_CASE,
    "people": (SOFIE, MARC),
    "ticket": "1.k.secret",
    "correction": CORRECTION,
    "kept": KEPT,
}


def test_no_command_and_no_state_is_left_out() -> None:
    assert {type(command) for command in COMMANDS.values()} == set(get_args(c.OfCase))
    assert set(_grid(STAFF)) == set(product(COMMANDS, STATUSES))


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("status", STATUSES)
def test_every_command_has_its_effect_or_a_sentence(who: str, status: str) -> None:
    person, where, grid = WHO[who]
    found = {
        name: outcome(decided(person, command, where=where, found=a_case(status), **FOUND))
        for name, command in COMMANDS.items()
    }
    assert found == {name: grid[name, status] for name in COMMANDS}


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("status", STATUSES)
def test_refusals_change_nothing_and_internal_text_stays(who: str, status: str) -> None:
    person, where, _ = WHO[who]
    before = a_case(status)
    for name, command in COMMANDS.items():
        decision = decided(person, command, where=where, found=before, **FOUND)
        if decision.case is None:
            assert decision.effects == (), name
        else:
            assert decision.case.version == before.version + 1, name
            assert decision.case.entries[: len(before.entries)] == before.entries, name
            assert decision.case.origin == before.origin, name
        sent_by_act = name in ("send", "confirm") and decision.case is not None
        for delivery in deliveries(decision):
            if delivery.to.lane == ALICE.direct.lane:
                assert sent_by_act or SECRET not in delivery.model_dump_json(), name
                assert delivery.to == before.origin, name
            assert delivery.to.lane not in (LUCAS.direct.lane, OTHER_ALICE.direct.lane), name
        if where.root != NIO and decision.reply:
            assert SECRET not in decision.reply.model_dump_json(), name


@pytest.mark.parametrize("who", [who for who, (_, _, grid) in WHO.items() if grid is NOBODY])
@pytest.mark.parametrize("status", STATUSES)
def test_foreign_and_absent_cases_get_the_same_answer(who: str, status: str) -> None:
    person, where, _ = WHO[who]
    for name, command in COMMANDS.items():
        there = decided(person, command, where=where, found=a_case(status), **FOUND)
        nowhere = decided(person, command, where=where, found=None, **FOUND)
        assert there == nowhere, name
