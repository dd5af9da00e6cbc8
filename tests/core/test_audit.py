"""What a turn leaves in the audit trail."""

import pytest

from core.values import command as c
from core.values.audit import REQUESTER, Act
from core.values.place import DESK, ConversationReference, Person
from tests.core.given import ALICE, CTR, LUCAS, NIO, SOFIE
from tests.core.test_take import Office, office  # noqa: F401

SEEN = (c.ShowCase, c.OpenAnswer, c.OpenClose)


async def done(
    office: Office,  # noqa: F811
    who: Person,
    command: c.Command,
    where: ConversationReference | None = None,
) -> list[tuple[str, Act, str]]:
    before = len(office.record.trail)
    await office.desk.take(office.turn(who, command, where))
    return [(line.by, line.act, line.what) for line in office.record.trail[before:]]


async def test_a_new_case_names_no_requester(office: Office) -> None:  # noqa: F811
    await office.asked()
    (line,) = office.record.trail
    assert (line.by, line.act, line.what, line.entry) == (REQUESTER, Act.CHANGED, "asked", 1)
    assert ALICE.user not in line.model_dump_json()
    assert "MARKER" not in line.model_dump_json()


@pytest.mark.parametrize("command", SEEN)
async def test_staff_who_look_are_on_record(
    office: Office,  # noqa: F811
    command: type[c.ShowCase | c.OpenAnswer | c.OpenClose],
) -> None:
    case = await office.asked()
    seen = await done(office, SOFIE, command(case=case), NIO)
    assert seen == [(SOFIE.key, Act.SAW, command(case=case).do)]


async def test_requesters_look_at_their_own_case_unrecorded(office: Office) -> None:  # noqa: F811
    case = await office.asked()
    assert await done(office, ALICE, c.ShowCase(case=case)) == []


async def test_nothing_is_shown_that_is_not_on_record(
    office: Office,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    case = await office.asked()

    def full(lines: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(office.record, "audit", full)
    with pytest.raises(OSError, match="disk full"):
        await office.desk.take(office.turn(SOFIE, c.ShowCase(case=case), NIO))


async def test_sent_changed_and_refused(office: Office) -> None:  # noqa: F811
    case = await office.asked()
    assert await done(office, SOFIE, c.Claim(case=case), NIO) == [
        (SOFIE.key, Act.CHANGED, "claimed")
    ]
    assert await done(office, SOFIE, c.Answer(case=case, text="SECRET"), NIO) == [
        (SOFIE.key, Act.CHANGED, "said"),
        (SOFIE.key, Act.SENT, "sent"),
    ]
    assert await done(office, SOFIE, c.Claim(case=case), CTR) == [
        (SOFIE.key, Act.REFUSED, "refused.not_found")
    ]
    assert await done(office, LUCAS, c.ShowCase(case=case)) == [
        (LUCAS.key, Act.REFUSED, "refused.not_found")
    ]
    assert await done(office, LUCAS, c.ShowCase(case="my secret drug")) == [
        (LUCAS.key, Act.REFUSED, "refused.not_found")
    ]
    told = "".join(line.model_dump_json() for line in office.record.trail)
    assert "SECRET" not in told
    assert "secret" not in told


async def test_hashes_need_the_salt(office: Office) -> None:  # noqa: F811
    """The same text twice has two hashes: whoever has the trail cannot try texts out."""
    case = await office.asked()
    for _ in range(2):
        await office.desk.take(office.turn(SOFIE, c.Answer(case=case, text="Yes."), NIO))
    hashes = [line.content for line in office.record.trail if line.act is Act.SENT]
    assert len(set(hashes)) == 2
    entries = office.record.cases[case].entries
    assert len({entry.salt for entry in entries if entry.kind == "sent"}) == 2


async def test_what_became_of_a_receipt_names_no_requester(office: Office) -> None:  # noqa: F811
    case = await office.asked()
    report = c.ReportDelivery(case=case, entry=1, to=ALICE.direct.lane, state="sent")
    await done(office, DESK, report, ALICE.direct)
    assert office.record.trail[-1].what == "delivered"
    assert ALICE.user not in "".join(line.model_dump_json() for line in office.record.trail)
