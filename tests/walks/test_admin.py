"""Administration in chat, on real Bolt and on Teams, from the start page to a routing in force."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bots.serve import running
from core.values.office import Office as Roles
from simulator import Simulator
from tests.walks.conftest import PATIENCE, SECRET, Office, opened, settings_for, with_routing
from tests.walks.ministry import Ministry, ministry

SOFIE, MARC = "slack:T0UNI:U0SOFIE", "slack:T0UNI:U0MARC"


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    """The first admins come from DESK_ADMINS."""
    async with Simulator(signing_secret=SECRET) as sim:
        sim.slack.rates.off()
        sim.slack.patience = PATIENCE
        given = settings_for(sim, tmp_path).model_copy(update={"desk_admins": f"{SOFIE}, {MARC}"})
        async with running(given, post_every=timedelta(0)) as desk:
            await with_routing(desk)
            sim.desk_url = f"http://127.0.0.1:{desk.port}"
            yield Office(sim, desk)
            await sim.slack.events.idle()


async def test_a_queue_is_made_rehearsed_and_put_into_force(office: Office) -> None:
    sofie = office.sofie
    start = await sofie.slash("/innovation", "admin")
    assert "Your role: Admin" in start.plain
    queues = await sofie.click(start.message, "Queues")
    form = opened(await sofie.click(queues.message, "Add a queue"))
    filled = {
        "Name": "devices",
        "Staff conversation": "C0CTR",
        "Mailbox": "devices@office.example",
        "Answer within (working days)": "5",
        "People": ["U0SOFIE"],
        "Own addresses of staff": "sofie@office.example, marc@office.example",
    }
    draft = opened(await sofie.submit(form, filled))
    assert "0 of the last 0" in draft.plain
    assert "+: queue devices: staff: #ctr-desk" in draft.plain
    assert [m.subject for m in await office.mails("devices@office.example")] == [
        "Innovation Desk: test of this mailbox"
    ]
    done = await sofie.click(draft, "Put into force")
    assert "Routing version 2 is in force" in done.plain
    routing = await office.desk.store.read(lambda r: r.routing())
    assert routing is not None
    assert routing.queues["devices"].people == (SOFIE,)
    assert routing.queues["devices"].writers == ("sofie@office.example", "marc@office.example")


@pytest.mark.parametrize("trouble", ["public", "left", "archived", "shared", "mail"])
async def test_what_would_not_work_is_said_in_the_form(office: Office, trouble: str) -> None:
    channel = office.sim.slack.channel("C0CTR")
    match trouble:
        case "public":
            channel.kind = "public"
        case "left":
            channel.members.remove(office.sim.slack.workspace.app.bot_user_id)
        case "archived":
            channel.is_archived = True
        case "shared":
            channel.is_ext_shared = True
    start = await office.sofie.slash("/innovation", "admin")
    queues = await office.sofie.click(start.message, "Queues")
    form = opened(await office.sofie.click(queues.message, "Add a queue"))
    mailbox = "nobody@[127.0.0.1" if trouble == "mail" else "d@office.example"
    filled = {"Name": "devices", "Staff conversation": "C0CTR", "Mailbox": mailbox}
    refused = await office.sofie.submit(form, filled)
    assert set(refused.errors) == {"mailbox" if trouble == "mail" else "staff"}
    mended = filled | {"Staff conversation": "C0NIO", "Mailbox": "d@o.example"}
    filled_now = await office.sofie.submit(opened(refused), mended)
    assert "not in force yet" in opened(filled_now).plain, "the same form, mended"


async def test_who_is_no_admin_is_refused(office: Office) -> None:
    said = await office.alice.slash("/innovation", "admin")
    assert "That is for admins" in said.plain


async def test_a_rule_with_a_pattern_moves_the_next_question(office: Office) -> None:
    start = await office.sofie.slash("/innovation", "admin")
    rules = await office.sofie.click(start.message, "Rules")
    form = opened(await office.sofie.click(rules.message, "Add a rule"))
    refused = await office.sofie.submit(form, {"Pattern (RE2)": "(?=x)", "Queue": "ctr"})
    assert "look-around" in refused.errors["pattern"]
    mended = {"Pattern (RE2)": "quantum (dots|wells)", "Queue": "ctr"}
    draft = opened(await office.sofie.submit(opened(refused), mended))
    await office.sofie.click(draft, "Put into force")
    await office.asked(office.alice, "May I inject QUANTUM dots?")
    card = await office.card("C0CTR")
    assert "QUANTUM dots" in card.plain


async def test_the_trail_and_a_question_tried(office: Office) -> None:
    await office.asked(office.alice, "MARKER question")
    start = await office.sofie.slash("/innovation", "admin")
    form = opened(await office.sofie.click(start.message, "Audit trail"))
    lines = opened(await office.sofie.submit(form, {}))
    assert "requester · changed · asked" in lines.plain
    assert "MARKER" not in lines.plain
    tried = await office.sofie.slash("/innovation", "admin test What is an SNSA?")
    assert "queue: innovationoffice" in tried.plain


@pytest.fixture
async def tenant(tmp_path: Path) -> AsyncIterator[Ministry]:
    async with ministry(tmp_path, "teams") as there:
        nina = there.person("nina")
        roles = Roles(admins=(f"teams:{there.teams.app_tenant}:{nina.user.aad_object_id}",))
        await there.desk.store.write(lambda r: r.set_office(roles, "test", datetime.now(UTC)))
        yield there


async def test_the_same_on_teams(tenant: Ministry) -> None:
    nina = tenant.person("nina")
    tenant.teams.install(nina)
    await tenant.in_inbox(nina, "National Innovation Office")
    start = await nina.message("admin")
    assert "Your role: Admin" in start.plain
    card = start.message  # redrawn at each click
    await nina.click(card, "Queues")
    await nina.click(card, "innovationoffice")
    await nina.click(card, "Edit")
    filled = {
        "Answer within (working days)": "7",
        "People": [nina.user.aad_object_id],
        "Own addresses of staff": "nina at office.example",
    }
    refused = await nina.fill(card, filled, "Save")
    assert "is not an e-mail address" in refused.plain
    filled["Own addresses of staff"] = "nina@office.example"
    draft = await nina.fill(card, filled, "Save")
    assert "not in force yet" in draft.plain, draft.plain
    done = await nina.click(card, "Put into force")
    assert "is in force" in done.plain
    routing = await tenant.desk.store.read(lambda r: r.routing())
    assert routing is not None
    assert routing.queues["innovationoffice"].respond_within == 7
    assert routing.queues["innovationoffice"].writers == ("nina@office.example",)
    assert not tenant.teams.complaints


@pytest.mark.parametrize("trouble", ["public", "archived", "shared"])
async def test_a_staff_conversation_that_opened_up_is_found_on_the_daily_look(
    office: Office, trouble: str
) -> None:
    async def at_once(seconds: float) -> None:
        pass

    watch = office.desk.staff_watch
    watch.pause = at_once
    assert await watch.look() == []
    channel = office.sim.slack.channel("C0CTR")
    match trouble:
        case "public":
            channel.kind = "public"
        case "archived":
            channel.is_archived = True
        case "shared":
            channel.is_ext_shared = True
    assert await watch.look() == ["ctr"]
    alarm = await office.card("C0NIO", "queue ctr")
    assert trouble in alarm.plain
    told = [m for m in office.sim.slack.channel("C0CTR").messages if "queue ctr" in m.plain]
    assert told == [], "nothing is posted where strangers read"
    assert await watch.look() == ["ctr"]
    assert len(await office.mails("ctr@fagg-afmps.be")) == 1, "one alarm a day"


async def test_the_times_of_a_queue_are_set_in_chat(office: Office) -> None:
    start = await office.sofie.slash("/innovation", "admin")
    queues = await office.sofie.click(start.message, "Queues")
    page = await office.sofie.click(queues.message, "ctr")
    form = opened(await office.sofie.click(page.message, "Times"))
    filled = {
        "Working hours": "mon-thu 09:00-12:30 13:30-17:00; fri 09:00-12:00",
        "Overdue: conversation": "C0NIO",
        "Next answers within (working days)": "1",
        "Seconds to take an answer back": "60",
    }
    office.sim.slack.channel("C0NIO").kind = "public"
    wrong = filled | {"Working hours": "mon 9-17", "Seconds to take an answer back": "ten"}
    refused = await office.sofie.submit(form, wrong)
    assert set(refused.errors) == {"hours", "overdue_staff", "recall"}
    office.sim.slack.channel("C0NIO").kind = "private"
    draft = opened(await office.sofie.submit(opened(refused), filled))
    await office.sofie.click(draft, "Put into force")
    routing = await office.desk.store.read(lambda r: r.routing())
    assert routing is not None
    ctr = routing.queues["ctr"]
    assert (str(ctr.escalate_to), ctr.next_within, ctr.recall) == ("slack:T0UNI:C0NIO", 1, 60)
    assert ctr.hours is not None
    assert [len(ctr.hours.of(day)) for day in range(7)] == [2, 2, 2, 2, 1, 0, 0]


async def test_the_times_of_a_queue_are_set_in_teams(tenant: Ministry) -> None:
    nina = tenant.person("nina")
    tenant.teams.install(nina)
    await tenant.in_inbox(nina, "National Innovation Office")
    card = (await nina.message("admin")).message
    await nina.click(card, "Queues")
    await nina.click(card, "ctr")
    await nina.click(card, "Times")
    filled = {"Working hours": "mon-fri 10:00-16:00", "Overdue: e-mail": "boss@office.example"}
    draft = await nina.fill(card, filled, "Save")
    assert "not in force yet" in draft.plain, draft.plain
    await nina.click(card, "Put into force")
    routing = await tenant.desk.store.read(lambda r: r.routing())
    assert routing is not None
    ctr = routing.queues["ctr"]
    assert ctr.escalate_to is not None
    assert ctr.escalate_to.conversation == "boss@office.example"
    assert ctr.hours is not None
    assert not tenant.teams.complaints


async def test_admins_read_names_in_slack(office: Office) -> None:
    start = await office.sofie.slash("/innovation", "admin")
    roles = await office.sofie.click(start.message, "Roles")
    assert "Sofie Janssens, Marc Lambert" in roles.plain
    assert SOFIE not in roles.plain
    queues = await office.sofie.click(
        (await office.sofie.slash("/innovation", "admin")).message, "Queues"
    )
    assert "staff: #nio-desk" in queues.plain


async def test_admins_read_names_in_teams(tenant: Ministry) -> None:
    nina = tenant.person("nina")
    tenant.teams.install(nina)
    await tenant.in_inbox(nina, "National Innovation Office")
    card = (await nina.message("admin")).message
    shown = await nina.click(card, "Roles")
    assert "Admins: Nina Weber" in shown.plain
    await nina.click(card, "Back")
    shown = await nina.click(card, "Queues")
    assert "staff: NIO desk" in shown.plain


async def test_a_guest_of_a_shared_channel_cannot_become_admin(office: Office) -> None:
    office.sim.slack.add_workspace("T0ELSE", "Elsewhere", "else")
    eve = office.sim.slack.add_person("U0EVE", "Eve", "T0ELSE")
    office.sim.slack.share_outside("C0IDEAS", eve)
    start = await office.sofie.slash("/innovation", "admin")
    roles = await office.sofie.click(start.message, "Roles")
    form = opened(await office.sofie.click(roles.message, "Edit"))
    refused = await office.sofie.submit(form, {"Admins": ["U0SOFIE", "U0EVE"]})
    assert refused.errors == {"admins": "Eve does not belong to your workspace"}
    kept, _ = await office.desk.store.read(lambda r: r.office())
    assert kept.admins == (SOFIE, MARC)


async def test_an_admin_is_told_all_faults_in_their_own_language_on_both_platforms(
    tmp_path: Path,
) -> None:
    async with ministry(tmp_path, "slack") as there:
        jan = there.person("jan").user
        keys = ("slack:T0UNI:U0LUCAS", f"teams:{jan.tenant_id}:{jan.aad_object_id}")
        roles = Roles(admins=keys)
        await there.desk.store.write(lambda r: r.set_office(roles, "test", datetime.now(UTC)))
        lucas, on_teams = there.sim.slack.person("U0LUCAS"), there.person("jan")
        start = await lucas.slash("/innovation", "admin")
        queues = await lucas.click(start.message, "Files")
        form = opened(await lucas.click(queues.message, "Ajouter une file"))
        wrong = {"name": "x", "mailbox": "personne", "days": "dix"}
        refused = await lucas.submit(form, wrong)
        assert refused.errors["mailbox"] == "« personne » n’est pas une adresse e-mail."
        assert "jours ouvrables" in refused.errors["days"]
        assert set(refused.errors) == {"mailbox", "days"}
        page = (await on_teams.message("admin")).message
        for label in ("Wachtrijen", "Wachtrij toevoegen"):
            await on_teams.click(page, label)
        again = await on_teams.fill(page, wrong, "Bewaren")
        assert "“personne” is geen e-mailadres." in again.plain
        assert "“dix” is geen aantal werkdagen" in again.plain
        assert not there.teams.complaints
