"""Stock Bolt, with its own signature check, understands everything that the simulator sends."""

from __future__ import annotations

from simulator import Simulator
from tests.simulator.demo_desk import DemoDesk


def kinds(desk: DemoDesk) -> list[str]:
    return [kind for kind, _ in desk.received]


async def test_a_command_is_answered_in_its_response(sim: Simulator, desk: DemoDesk) -> None:
    alice = sim.slack.person("U0ALICE")
    shown = await alice.slash("/innovation", "help")
    assert shown.status == 200
    assert "What can I ask?" in shown.plain
    assert shown.buttons == ["Ask a person", "Withdraw"]
    assert alice.ephemerals() == shown.messages
    assert alice.dms() == []


async def test_a_command_may_be_answered_later_or_in_public(sim: Simulator, desk: DemoDesk) -> None:
    alice = sim.slack.person("U0ALICE")
    assert (await alice.slash("/innovation", "later")).plain == "Here it is, later."
    await alice.slash("/innovation", "public", channel="C0IDEAS")
    assert sim.slack.channel("C0IDEAS").messages[-1].plain == "For all to see."


async def test_bad_answers_are_shown_as_slack_shows_them(sim: Simulator, desk: DemoDesk) -> None:
    alice = sim.slack.person("U0ALICE")
    sim.slack.desk.patience = 0.2
    assert (await alice.slash("/innovation", "broken")).error == "invalid_command_response"
    late = await alice.slash("/innovation", "slow")
    assert (late.error, late.status) == ("operation_timeout", None)
    assert late.plain == '/innovation failed with the error "operation_timeout"'
    sim.slack.desk.signing_secret = "wrong"
    assert (await alice.slash("/innovation", "help")).error == "dispatch_failed"


async def test_a_stale_signature_is_refused(sim: Simulator, desk: DemoDesk) -> None:
    sim.slack.desk.skew = -301
    assert (await sim.slack.person("U0ALICE").slash("/innovation", "help")).status == 401


async def test_from_question_to_answer(sim: Simulator, desk: DemoDesk) -> None:
    alice, sofie = sim.slack.person("U0ALICE"), sim.slack.person("U0SOFIE")
    help_ = await alice.slash("/innovation", "help")
    form = (await alice.click(help_.message, "Ask a person")).view
    assert form is not None
    assert alice.modal is form

    refused = await alice.submit(form, {"Your question": "No"})
    assert refused.errors == {"question": "Please enter at least 5 characters."}
    assert refused.status is None
    refused = await alice.submit(form, {"Your question": "No question"})
    assert refused.errors == {"question": "Please ask a question (?)."}
    sent = await alice.submit(form, {"Your question": "Is it a device?", "Topic": "Fees"})
    assert sent.closed
    assert alice.modal is None

    card = (await sim.until(lambda: sim.slack.channel("C0NIO").messages))[0]
    assert "Is it a device?" in card.plain
    assert card.buttons == ["Claim", "Reroute", "Close"]
    await sim.until(lambda: sim.mail.box("innovationoffice@fagg-afmps.be"))

    await sofie.say("C0NIO", "Yes, it is.", thread_ts=card.ts)
    offer = (await sim.until(lambda: sofie.ephemerals("C0NIO")))[0]
    assert offer.thread_ts == card.ts
    done = await sofie.click(offer, "Send to researcher")
    assert done.message.plain == offer.plain == "Sent."
    await sim.until(lambda: [m.plain for m in alice.dms()][-1] == "Yes, it is.")


async def test_state_of_a_form_reaches_the_desk(sim: Simulator, desk: DemoDesk) -> None:
    alice = sim.slack.person("U0ALICE")
    view = (await alice.slash("/innovation", "ask")).view
    answers = {"question": "How so?", "Topic": "Trials", "Urgency": "Urgent", "start": "2026-01-31"}
    await alice.submit(view, answers | {"Consent": ["You may contact me"], "People": "12"})
    body = next(body for kind, body in desk.received if kind == "view_submission")
    values = body["view"]["state"]["values"]
    assert values["topic"]["text"]["selected_option"]["value"] == "trials"
    assert values["urgency"]["text"]["selected_option"]["value"] == "urgent"
    assert values["consent"]["text"]["selected_options"][0]["value"] == "you may contact me"
    assert values["start"]["text"] == {"type": "datepicker", "selected_date": "2026-01-31"}
    assert values["mail"]["text"] == {"type": "email_text_input", "value": None}
    assert body["view"]["private_metadata"] == "draft-1"


async def test_events_reach_bolt(sim: Simulator, desk: DemoDesk) -> None:
    alice = sim.slack.person("U0ALICE")
    await alice.dm("hello")
    await alice.say("C0IDEAS", "look, <@UBOT>: a < b")
    message = await alice.say("C0IDEAS", "first")
    await alice.edit(message, "second")
    await alice.delete(message)
    await sim.slack.events.idle()
    events = [body["event"] for kind, body in desk.received if kind == "message"]
    assert {event.get("subtype") for event in events} == {
        None,
        "message_changed",
        "message_deleted",
    }
    assert "app_mention" in kinds(desk)
    assert any(event.get("text") == "look, <@UBOT>: a &lt; b" for event in events)
    assert {event["channel_type"] for event in events} == {"im", "channel"}


async def test_shortcut_home_and_close(sim: Simulator, desk: DemoDesk) -> None:
    alice = sim.slack.person("U0ALICE")
    message = await alice.say("C0IDEAS", "How much is it?")
    view = (await alice.shortcut("ask_shortcut", message)).view
    assert view is not None
    await alice.close(view)
    assert [k for k in kinds(desk) if k != "message"] == ["message_action", "view_closed"]
    await alice.open_home()
    home = await sim.until(lambda: alice.home)
    assert home is not None
    assert "My cases" in home.plain
    assert (await alice.click(home, "Ask a person")).view is not None


async def test_the_app_hears_itself(sim: Simulator, desk: DemoDesk) -> None:
    await desk.client.chat_postMessage(channel="C0IDEAS", text="I said something")
    await sim.slack.events.idle()
    (echo,) = [event["authorizations"] for event in sim.slack.events.sent]
    assert echo[0]["user_id"] == "UBOT"
    assert sim.slack.events.sent[0]["event"]["bot_id"] == "B0UNI"


async def test_commands_do_not_work_in_threads(sim: Simulator, desk: DemoDesk) -> None:
    alice = sim.slack.person("U0ALICE")
    message = await alice.say("C0IDEAS", "A thread")
    shown = await alice.slash("/innovation", "help", channel="C0IDEAS", thread_ts=message.ts)
    assert shown.plain == "/innovation is not supported in threads. Sorry!"
    assert desk.received == [] or "command" not in kinds(desk)
