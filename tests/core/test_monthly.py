"""The monthly report: counts, waits in working time, ratings and gaps; never a text of a person."""

from datetime import timedelta

import pytest

from core.decide.overview.gaps import LEAST, Heard, gaps
from core.decide.overview.month_chart import MonthPage, month_drawing
from core.decide.overview.monthly import percentile
from core.decide.voice import Voice
from core.desk import witness
from core.desk.reporting import month_before, ticket_for, ticket_of
from core.values import command as c
from core.values.case import Case, Entry, EntryKind, Question, Rating, Status
from core.values.command import Score
from core.values.monthly import Gap, Kept, Monthly, Volume
from core.values.office import Office as Kept_office
from core.values.place import Membership, Person, Platform
from core.values.routing import Routing
from tests.core.fakes import texts
from tests.core.given import ALICE, LUCAS, MARC, NIO, NOW, PACK, ROUTING, SOFIE, case, key_of
from tests.core.test_witness import Office

MAY = c.Report(month="2026-05")
VOICE = Voice(PACK, "en")


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(witness, "BELIEVED", 0.0)
    office = Office()
    answer = Entry(
        number=2, kind=EntryKind.SENT, at=NOW + timedelta(hours=2), by=SOFIE, text="S3CRET"
    )
    made: list[Case] = [
        case(
            Status.ANSWERED,
            id="AAAA-0001",
            entries=(*case().entries, answer),
            rating=Rating(score=Score.HELPFUL, comment="S3CRET", at=NOW, of=2),
        ),
        case(id="AAAA-0002", question="S3CRET", requester=LUCAS, topic="fees"),
        case(id="AAAA-0003", question="S3CRET", due_at=NOW - timedelta(days=1)),
        case(id="AAAA-0004", opened_at=NOW - timedelta(days=40)),
        case(id="AAAA-0005", queue="ctr"),
    ]
    office.record.cases = {each.id: each for each in made}
    return office


def _facts(message: object) -> dict[str, str]:
    return {fact.label: fact.value for fact in getattr(message, "facts", ())}


async def test_staff_see_the_month_of_their_queue(office: Office) -> None:
    reply = await office.take(SOFIE, MAY, NIO)
    assert key_of(reply) == "report.title"
    facts = _facts(reply)
    assert facts["report.opened"] == "3"
    assert facts["report.target"] == "report.share percent=50 part=1 whole=2"
    assert facts["report.ratings"] == "rate.helpful: 1"
    assert "median=report.duration hours=2 minutes=0" in facts["report.first"]
    assert facts["report.queues"] == "nio"
    assert "S3CRET" not in texts(reply)
    assert ALICE.name not in texts(reply)


async def test_in_private_it_is_about_all_queues_of_the_person(office: Office) -> None:
    facts = _facts(await office.take(SOFIE, MAY))
    assert facts["report.queues"] == "ctr, nio"
    assert facts["report.opened"] == "4"


async def test_an_admin_who_is_no_staff_sees_all_queues(office: Office) -> None:
    office.record.kept.append(Kept_office(admins=(ALICE.key,)))
    assert _facts(await office.take(ALICE, MAY))["report.opened"] == "4"


@pytest.mark.parametrize("command", [MAY, c.ExportCases()])
@pytest.mark.parametrize(
    ("says", "key"),
    [
        (Membership.STRANGER, "refused.no_queues"),
        (Membership.UNKNOWN, "refused.cannot_check"),
    ],
)
async def test_others_are_refused_and_it_is_on_record(
    office: Office, command: c.Command, says: Membership, key: str
) -> None:
    office.roster.says = says
    assert key_of(await office.take(SOFIE, command)) == f"{key}_title"
    assert office.refusals == [key]


@pytest.mark.parametrize(
    ("says", "queues"), [(Membership.STRANGER, "nio"), (Membership.MEMBER, "ctr, nio")]
)
async def test_in_a_conversation_of_two_queues_a_list_opens_one_of_them(
    office: Office, says: Membership, queues: str
) -> None:
    """Sofie is on the list of one queue; for the other she must be a member of the conversation."""
    given = ROUTING.model_dump(mode="json")
    given["queues"]["nio"]["people"] = [SOFIE.key]
    given["queues"]["ctr"]["staff"] = str(NIO)
    office.record.rules = Routing.model_validate(given)
    office.roster.says = says
    assert _facts(await office.take(SOFIE, MAY, NIO))["report.queues"] == queues
    waiting = texts(await office.take(SOFIE, c.StaffQueue(), NIO))
    assert ("AAAA-0005" in waiting) is ("ctr" in queues)


async def test_who_was_removed_is_refused_in_the_staff_conversation(office: Office) -> None:
    office.roster.says = Membership.STRANGER
    assert key_of(await office.take(MARC, MAY, NIO)) == "refused.not_member_title"


async def test_a_month_without_cases_is_told(office: Office) -> None:
    reply = await office.take(SOFIE, c.Report(month="2025-01"), NIO)
    assert reply is not None
    assert "report.nothing" in reply.text
    assert reply.picture is None


def test_without_a_name_it_is_the_last_month_that_is_over() -> None:
    assert month_before(NOW, PACK) == "2026-04"


@pytest.mark.parametrize("month", ["2026-13", "2026-00", "may", "2026-5", "1999-01"])
def test_what_is_no_month_is_no_report(month: str) -> None:
    with pytest.raises(ValueError, match="month"):
        c.Report(month=month)


def test_a_ticket_says_month_and_queues() -> None:
    queues = frozenset(("nio", "a+b /c"))
    assert ticket_of(ticket_for(queues, "2026-05")) == ("2026-05", queues)
    assert ticket_of(ticket_for(queues, "")) == ("", queues)
    assert " " not in ticket_for(queues, "")
    assert ticket_of("7K3F-Q2MG") is None


def test_percentiles_are_values_that_were_measured() -> None:
    ten = tuple(float(n) for n in range(1, 11))
    assert (percentile(ten, 0.5), percentile(ten, 0.9)) == (5.0, 9.0)
    assert percentile((7.0,), 0.9) == 7.0


def _people(count: int, text: str, topic: str = "fees") -> list[Heard]:
    return [Heard(f"slack:T0KUL:U{n}", topic, f"{text} {n}", f"Person{n} Ku") for n in range(count)]


def test_a_gap_needs_several_persons() -> None:
    two = _people(LEAST - 1, "blockchain vouchers")
    assert gaps(PACK, two) == ()
    twice = [*two, *two]
    assert gaps(PACK, twice) == ()
    assert gaps(PACK, _people(LEAST, "blockchain vouchers")) == (
        Gap(topic="fees", people=3, words=("blockchain", "vouchers")),
    )


def test_a_word_of_one_person_and_a_name_are_not_shown() -> None:
    heard = _people(4, "please contact janssens about vouchers")
    heard.append(Heard("slack:T0KUL:U9", "fees", "unlikely", "Piet Janssens"))
    heard += _people(6, "please contact someone about pills", "sta")
    (fees,) = (gap for gap in gaps(PACK, heard) if gap.topic == "fees")
    assert fees.words == ("vouchers",)


async def test_questions_without_an_answer_count_as_gaps(office: Office) -> None:
    for number in range(LEAST):
        who = Person(platform=Platform.SLACK, tenant="T0KUL", user=f"U{number}", name="X")
        office.record.questions[str(number)] = Question(
            id=str(number),
            person=who,
            text="blockchain vouchers",
            topic="fees",
            article=None,
            at=NOW,
        )
    reply = await office.take(SOFIE, MAY, NIO)
    assert reply is not None
    assert (
        "report.gap_words topic=topic.fees count=4 words=blockchain, vouchers"
        in reply.text.replace("\\", "")
    )


MADE = Monthly(
    month="2026-05",
    queues=("nio",),
    volumes=(
        Volume(topic="sta", workspace="slack:T0KUL", count=7),
        Volume(topic="fees", workspace="teams:t-1", count=2),
    ),
    kept=Kept(answered=6, in_time=5, overdue=1),
)


def test_the_picture_is_named_whole_by_its_address() -> None:
    page = MonthPage.of(MADE)
    query = dict(part.split("=") for part in page.address("png", "en").partition("?")[2].split("&"))
    assert MonthPage.read(PACK, query) == page
    drawing = month_drawing(VOICE, page)
    assert "topic.sta 7; topic.fees 2" in drawing.alt
    assert "report.late 1" in drawing.alt


@pytest.mark.parametrize(
    "change",
    [
        {"month": "2026-13"},
        {"topics": "sta:7,evil<script>:2"},
        {"topics": "unknown_topic:3"},
        {"topics": "sta:99999999"},
        {"kept": "9-6-7-1"},
        {"kept": "9-9-5-1"},
        {"kept": "9-6-5"},
        {"kept": "9-6-x-1"},
        {"topics": ""},
    ],
)
def test_an_address_that_no_report_made_shows_nothing(change: dict[str, str]) -> None:
    good = {"month": "2026-05", "kept": "9-6-5-1", "topics": "sta:7,fees:2"}
    assert MonthPage.read(PACK, good) is not None
    assert MonthPage.read(PACK, {**good, **change}) is None
