"""What people do in Teams reaches the desk in Teams' shapes, and its answers reach the people."""

from __future__ import annotations

import pytest

from simulator import Simulator
from simulator.payload import Json
from simulator.teams.deliveries import Again
from tests.simulator.teams_desk import ADAPTIVE, TeamsDesk, card, opens, replaces, with_card

ASK = {"type": "Action.Execute", "title": "Ask a person", "verb": "ask", "data": {"n": 1}}
FORM = {"type": "Action.Submit", "title": "Form", "data": {"msteams": {"type": "task/fetch"}}}
SUBMIT = {"type": "Action.Submit", "title": "Send", "data": {"kind": "note"}}
QUESTION = {"type": "Input.Text", "id": "q", "label": "Your question", "isRequired": True}
CONSENT = {"type": "Input.Toggle", "id": "ok", "title": "I agree", "isRequired": True}


async def test_a_message_in_the_personal_chat(sim: Simulator, office: TeamsDesk) -> None:
    fatima = sim.teams.person("fatima")
    shown = await fatima.message("help")
    assert (shown.status, shown.plain, shown.error) == (200, "hello", None)
    [activity] = office.got
    assert activity["channelId"] == "msteams"
    assert activity["conversation"]["conversationType"] == "personal"
    assert activity["conversation"]["tenantId"] == activity["channelData"]["tenant"]["id"]
    assert activity["from"]["aadObjectId"] == fatima.user.aad_object_id
    assert activity["recipient"]["id"] == f"28:{sim.teams.app_id}"
    assert activity["serviceUrl"] == sim.teams.service_url
    assert activity["entities"][-1]["type"] == "clientInfo"
    assert office.headers[0]["x-ms-tenant-id"] == activity["conversation"]["tenantId"]
    assert [m.plain for m in fatima.chat] == ["help", "hello"]


async def test_channels_need_a_mention_or_consent(sim: Simulator, office: TeamsDesk) -> None:
    sofie, desk = sim.teams.person("sofie"), sim.teams.channel("NIO desk")
    post = await sofie.post("NIO desk", "unheard")
    await sofie.reply(post, "heard", mention=True)
    await sim.until(lambda: desk.thread(post)[2:])
    [activity] = office.got
    assert activity["text"] == "<at>Innovation Desk</at> heard"
    assert activity["entities"][0]["mentioned"]["id"] == activity["recipient"]["id"]
    assert activity["conversation"]["id"] == f"{desk.id};messageid={post.id}" == post.thread_id
    assert activity["conversation"]["isGroup"] is True
    assert activity["channelData"]["team"]["id"] == sim.teams.team("Innovation Office").id
    assert activity["attachments"][0]["contentType"] == "text/html"
    sim.teams.grant_rsc("Innovation Office")
    await sofie.reply(post, "now you hear <me>")
    await sim.until(lambda: len(office.got) == 2)
    assert (office.got[1]["text"], len(office.got[1]["entities"])) == ("now you hear <me>", 1)
    await sim.teams.deliveries.idle()


async def test_execute_replaces_the_card(sim: Simulator, office: TeamsDesk) -> None:
    fatima = sim.teams.person("fatima")
    office.on_message = lambda _: with_card(card("**Hi**", actions=[ASK]))
    shown = await fatima.message("help")
    assert (shown.plain, shown.buttons) == ("Hi\nAsk a person", ["Ask a person"])
    office.on_invoke = lambda activity: replaces(card(activity["value"]["action"]["verb"]))
    changed = await fatima.click(shown.message, "Ask a person")
    assert (changed.plain, shown.message.plain, shown.message.updated) == ("ask", "ask", False)
    invoke = office.got[-1]
    assert (invoke["name"], invoke["replyToId"]) == ("adaptiveCard/action", shown.message.id)
    assert invoke["value"]["action"]["data"] == {"n": 1}


async def test_in_a_channel_only_the_actor_sees_the_new_card(
    sim: Simulator, office: TeamsDesk
) -> None:
    sofie, marc = sim.teams.person("sofie"), sim.teams.person("marc")
    desk = sim.teams.channel("NIO desk")
    _, sent = await office.post(desk.id, with_card(card("case", actions=[ASK])))
    office.on_invoke = lambda _: replaces(card("claimed"))
    await sofie.click(desk.posts[0], "ask")
    assert (sofie.sees(desk.posts[0]).plain, marc.sees(desk.posts[0]).plain) == (
        "claimed",
        "case\nAsk a person",
    )
    path = f"conversations/{desk.posts[0].thread_id}/activities/{sent['id']}"
    await office.call("PUT", path, with_card(card("claimed by Sofie")))
    assert sofie.sees(desk.posts[0]).plain == "claimed by Sofie"


@pytest.mark.parametrize(
    ("body", "error", "notice"),
    [
        ({"statusCode": 200, "type": "application/vnd.microsoft.activity.message", "value": "Ok"},
         None, "Ok"),
        ({"statusCode": 400, "type": "application/vnd.microsoft.error", "value": {"message": "No"}},
         "Something went wrong (400): No", ""),
        ({}, "Something went wrong: 'statusCode'", ""),
        (replaces(card("x", version="1.6")),
         "Something went wrong: Teams shows versions up to 1.5, not '1.6'", ""),
    ],
)  # fmt: skip
async def test_other_answers(
    sim: Simulator, office: TeamsDesk, body: object, error: str | None, notice: str
) -> None:
    fatima = sim.teams.person("fatima")
    office.on_message = lambda _: with_card(card("Hi", actions=[ASK]))
    shown = await fatima.message("help")
    office.on_invoke = lambda _: body
    answered = await fatima.click(shown.message, "ask", wait=0)
    assert (answered.error, answered.notice) == (error, notice)


async def test_inputs_are_checked_then_sent_as_strings(sim: Simulator, office: TeamsDesk) -> None:
    fatima = sim.teams.person("fatima")
    extra: list[Json] = [{"type": "Input.Number", "id": "n", "max": 5, "value": 2},
             {"type": "Input.ChoiceSet", "id": "c", "label": "Topics", "isMultiSelect": True,
              "choices": [{"title": "A", "value": "a"}, {"title": "B", "value": "b"}]},
             {"type": "Input.Text", "id": "empty", "label": "Remarks"}]  # fmt: skip
    office.on_message = lambda _: with_card(card(QUESTION, CONSENT, *extra, actions=[SUBMIT]))
    shown = await fatima.message("form")
    refused = await fatima.fill(shown.message, {"n": 7}, "Send")
    assert refused.errors.keys() == {"q", "ok", "n"}
    assert (refused.status, len(office.got)) == (None, 1)
    given = {"Your question": "Is it?", "I agree": True, "Topics": ["A", "b"]}
    await fatima.fill(shown.message, given, "Send")
    said = office.got[-1]
    assert said["value"] == {"q": "Is it?", "ok": "true", "n": "2", "c": "a,b", "kind": "note"}
    assert (said["type"], said["replyToId"], "text" in said) == ("message", shown.message.id, False)
    with pytest.raises(LookupError, match="no such input"):
        await fatima.fill(shown.message, {"colour": "red"}, "Send")


async def test_dialogs(sim: Simulator, office: TeamsDesk) -> None:
    fatima = sim.teams.person("fatima")
    office.on_message = lambda _: with_card(card("Hi", actions=[FORM]))
    office.on_invoke = lambda _: opens("Ask", card(QUESTION, actions=[SUBMIT]))
    shown = await fatima.message("help")
    opened = await fatima.click(shown.message, "Form")
    assert office.got[-1]["name"] == "task/fetch"
    assert opened.plain == "Ask\nYour question\nSend"
    assert (await fatima.submit(opened.dialog)).errors
    office.on_invoke = lambda _: {}
    assert (await fatima.submit(opened.dialog, {"q": "Hm"}, wait=0)).closed
    assert fatima.dialog is None
    assert office.got[-1]["name"] == "task/submit"
    assert office.got[-1]["value"]["data"] == {"q": "Hm", "kind": "note"}


async def test_message_extension(sim: Simulator, office: TeamsDesk) -> None:
    sofie = sim.teams.person("sofie")
    post = await sofie.post("NIO desk", "a <good> idea")
    office.on_invoke = lambda _: opens("Ask", card(QUESTION, actions=[SUBMIT]))
    opened = await sofie.compose("ask", message=post)
    fetch = office.got[-1]["value"]
    assert (fetch["commandId"], fetch["commandContext"]) == ("ask", "message")
    assert fetch["messagePayload"]["body"]["content"] == "<div><div>a &lt;good&gt; idea</div></div>"
    attachment = {"contentType": ADAPTIVE, "content": card("draft")}
    office.on_invoke = lambda _: {
        "composeExtension": {
            "type": "result",
            "attachmentLayout": "list",
            "attachments": [attachment],
        }
    }
    done = await sofie.submit(opened.dialog, {"q": "Hm"})
    assert (done.closed, done.plain) == (True, "draft")
    assert office.got[-1]["name"] == "composeExtension/submitAction"
    assert office.got[-1]["value"]["messagePayload"] == fetch["messagePayload"]


async def test_edits_deletes_reactions(sim: Simulator, office: TeamsDesk) -> None:
    fatima = sim.teams.person("fatima")
    shown = await fatima.message("help")
    mine = fatima.chat[0]
    await fatima.edit(mine, "HELP")
    await fatima.delete(mine)
    await fatima.react(shown.message)
    await sim.teams.deliveries.idle()
    told = {activity["type"]: activity for activity in office.got[1:]}
    assert told["messageUpdate"]["channelData"]["eventType"] == "editMessage"
    assert (told["messageUpdate"]["id"], told["messageUpdate"]["text"]) == (mine.id, "HELP")
    assert told["messageDelete"]["channelData"]["eventType"] == "softDeleteMessage"
    assert told["messageReaction"]["reactionsAdded"] == [{"type": "like"}]
    assert told["messageReaction"]["replyToId"] == shown.message.id


async def test_what_befalls_the_app_is_told(sim: Simulator, office: TeamsDesk) -> None:
    teams, team = sim.teams, "Innovation Office"
    teams.uninstall("fatima")
    teams.install("fatima")
    teams.rename_channel("CTR desk", "Trials")
    teams.delete_channel("Trials")
    teams.rename_team(team, "Office")
    teams.archive_team("Office")
    teams.remove_bot("Office")
    await teams.deliveries.idle()
    kinds = [
        a.get("action") or a["channelData"].get("eventType") or sorted(a.keys() & {"membersAdded"})
        for a in teams.deliveries.sent
    ]
    assert kinds == [
        "remove", ["membersAdded"], "add", "channelRenamed", "channelDeleted", "teamRenamed",
        "teamArchived", "teamMemberRemoved", "remove",
    ]  # fmt: skip


async def test_silence_is_answered_by_insisting(sim: Simulator, office: TeamsDesk) -> None:
    sim.teams.desk.patience = 0.05
    sim.teams.deliveries.retries = (Again(0), Again(0), Again(0.05, new_id=True))
    office.awake.clear()
    shown = await sim.teams.person("fatima").message("help", wait=0)
    assert (shown.status, shown.error) == (None, "Unable to reach app")
    await sim.teams.deliveries.idle()
    office.awake.set()
    ids = [activity["id"] for activity in sim.teams.deliveries.sent]
    assert (len(ids), len(set(ids)), len(set(ids[:3]))) == (4, 2, 1)
    states = [call.state for call in sim.wire.named("message")]
    assert states == ["to be retried"] * 3 + ["failed"]


async def test_an_error_is_not_tried_again(sim: Simulator, office: TeamsDesk) -> None:
    office.status = 500
    shown = await sim.teams.person("fatima").message("help", wait=0)
    assert (shown.status, shown.error) == (500, "Unable to reach app")
    await sim.teams.deliveries.idle()
    assert len(office.got) == 1


def test_ids_are_the_same_in_every_run(sim: Simulator) -> None:
    """A desk remembers them, and so does its routing."""
    assert sim.teams.channel("NIO desk").id == "19:15ba7fea970fe35c92539acfcfc7ebf2@thread.tacv2"
    sofie = sim.teams.person("sofie").user
    assert sofie.aad_object_id == "064569e4-7253-5e78-bd33-3f471a3abe52"
