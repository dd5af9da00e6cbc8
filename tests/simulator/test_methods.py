"""slack_sdk, as the desk uses it, gets from each method what Slack would answer."""

from __future__ import annotations

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from simulator import Simulator
from tests.simulator.conftest import client_of


async def error_of(call: object) -> str:
    """The error word with which the call is refused."""
    with pytest.raises(SlackApiError) as caught:
        await call  # type: ignore[misc]
    return str(caught.value.response["error"])


async def test_who_am_i(sim: Simulator, api: AsyncWebClient) -> None:
    me = await api.auth_test()
    assert (me["team_id"], me["user_id"], me["bot_id"]) == ("T0UNI", "UBOT", "B0UNI")
    assert (await api.team_info())["team"]["domain"] == "belgian-research"
    assert (await api.bots_info(bot="B0UNI"))["bot"]["user_id"] == "UBOT"
    assert (await api.api_test())["ok"]


async def test_people(api: AsyncWebClient) -> None:
    lucas = (await api.users_info(user="U0LUCAS", include_locale=True))["user"]
    assert lucas["locale"] == "fr-FR"
    found = await api.users_lookupByEmail(email="lucas.dubois@belgian-research.example")
    assert found["user"]["id"] == "U0LUCAS"
    first = await api.users_list(limit=4)
    rest = await api.users_list(limit=4, cursor=first["response_metadata"]["next_cursor"])
    ids = [user["id"] for user in [*first["members"], *rest["members"]]]
    assert len(set(ids)) == 7
    assert rest["response_metadata"]["next_cursor"] == ""


async def test_posts_threads_and_metadata(sim: Simulator, api: AsyncWebClient) -> None:
    metadata = {"event_type": "delivery", "event_payload": {"key": "k1"}}
    parent = await api.chat_postMessage(channel="C0NIO", text="card", metadata=metadata)
    reply = await api.chat_postMessage(channel="C0NIO", text="reply", thread_ts=parent["ts"])
    assert reply["ts"] > parent["ts"]
    assert reply["message"]["thread_ts"] == parent["ts"]

    bare = (await api.conversations_history(channel="C0NIO"))["messages"]
    assert [m["text"] for m in bare] == ["card"]
    assert (bare[0]["reply_count"], "metadata" in bare[0]) == (1, False)
    thread = await api.conversations_replies(
        channel="C0NIO", ts=parent["ts"], include_all_metadata=True
    )
    assert [m["text"] for m in thread["messages"]] == ["card", "reply"]
    assert thread["messages"][0]["metadata"] == metadata
    link = await api.chat_getPermalink(channel="C0NIO", message_ts=reply["ts"])
    assert f"thread_ts={parent['ts']}" in link["permalink"]


async def test_history_by_time_and_page(sim: Simulator, api: AsyncWebClient) -> None:
    sim.slack.rates.off()
    stamps = [(await api.chat_postMessage(channel="C0NIO", text=str(n)))["ts"] for n in range(5)]
    since = await api.conversations_history(channel="C0NIO", oldest=stamps[2])
    assert [m["text"] for m in since["messages"]] == ["4", "3"]
    since = await api.conversations_history(channel="C0NIO", oldest=stamps[2], inclusive=True)
    assert [m["text"] for m in since["messages"]] == ["4", "3", "2"]
    page = await api.conversations_history(channel="C0NIO", limit=3)
    assert page["has_more"]
    cursor = page["response_metadata"]["next_cursor"]
    rest = await api.conversations_history(channel="C0NIO", limit=3, cursor=cursor)
    assert [m["text"] for m in rest["messages"]] == ["1", "0"]


async def test_a_user_id_opens_the_dm(sim: Simulator, api: AsyncWebClient) -> None:
    posted = await api.chat_postMessage(channel="U0ALICE", text="hello")
    opened = await api.conversations_open(users="U0ALICE", return_im=True)
    assert opened["channel"]["id"] == posted["channel"]
    assert (opened["channel"]["is_im"], opened["channel"]["user"]) == (True, "U0ALICE")
    assert [m.text for m in sim.slack.person("U0ALICE").dms()] == ["hello"]


async def test_a_vanished_thread_lands_in_the_channel(sim: Simulator, api: AsyncWebClient) -> None:
    parent = await api.chat_postMessage(channel="C0NIO", text="card")
    await api.chat_delete(channel="C0NIO", ts=parent["ts"])
    lost = await api.chat_postMessage(channel="C0NIO", text="lost", thread_ts=parent["ts"])
    assert lost["ok"]
    assert [m.text for m in sim.slack.channel("C0NIO").roots] == ["lost"]


async def test_a_deleted_parent_with_replies_leaves_a_tombstone(
    sim: Simulator, api: AsyncWebClient
) -> None:
    parent = await api.chat_postMessage(channel="C0NIO", text="card")
    await api.chat_postMessage(channel="C0NIO", text="reply", thread_ts=parent["ts"])
    await api.chat_delete(channel="C0NIO", ts=parent["ts"])
    thread = (await api.conversations_replies(channel="C0NIO", ts=parent["ts"]))["messages"]
    assert [m.get("subtype") for m in thread] == ["tombstone", None]


async def test_an_update_follows_slacks_rule_for_blocks(api: AsyncWebClient) -> None:
    blocks = [{"type": "header", "text": {"type": "plain_text", "text": "Case 1"}}]
    metadata = {"event_type": "delivery", "event_payload": {"key": "k1"}}
    posted = await api.chat_postMessage(
        channel="C0NIO", text="card", blocks=blocks, metadata=metadata
    )
    where = {"channel": "C0NIO", "ts": posted["ts"]}
    redrawn = await api.chat_update(**where, text="card", blocks=blocks)
    assert "blocks" in redrawn["message"]
    assert "edited" not in redrawn["message"]
    bare = await api.chat_update(**where, text="only words")
    assert "blocks" not in bare["message"]
    assert bare["message"]["edited"]["user"] == "UBOT"
    assert bare["message"]["metadata"] == metadata


async def test_ephemeral_messages_are_in_no_history(sim: Simulator, api: AsyncWebClient) -> None:
    await api.chat_postEphemeral(channel="C0NIO", user="U0SOFIE", text="psst")
    assert [m.text for m in sim.slack.person("U0SOFIE").ephemerals("C0NIO")] == ["psst"]
    assert sim.slack.person("U0MARC").ephemerals() == []
    assert (await api.conversations_history(channel="C0NIO"))["messages"] == []


async def test_channels(sim: Simulator, api: AsyncWebClient) -> None:
    info = (await api.conversations_info(channel="C0NIO"))["channel"]
    assert (info["is_private"], info["is_member"], info["is_ext_shared"]) == (True, True, False)
    listed = await api.conversations_list(types="public_channel,private_channel")
    assert {c["id"] for c in listed["channels"]} == {"C0IDEAS", "C0NIO", "C0CTR"}
    members = await api.conversations_members(channel="C0NIO")
    assert members["members"] == ["U0SOFIE", "U0MARC", "U0NINA", "UBOT"]
    sim.slack.add_channel("C0NEW", "new", "U0ALICE")
    assert (await api.conversations_join(channel="C0NEW"))["channel"]["is_member"]


async def test_reactions_and_files(sim: Simulator, api: AsyncWebClient) -> None:
    posted = await api.chat_postMessage(channel="C0NIO", text="card")
    await api.reactions_add(channel="C0NIO", timestamp=posted["ts"], name="eyes")
    again = api.reactions_add(channel="C0NIO", timestamp=posted["ts"], name="eyes")
    assert await error_of(again) == "already_reacted"
    shown = await api.reactions_get(channel="C0NIO", timestamp=posted["ts"])
    assert shown["message"]["reactions"] == [{"name": "eyes", "users": ["UBOT"], "count": 1}]
    done = await api.files_upload_v2(channel="C0NIO", filename="record.html", content="<p>x</p>")
    assert done["files"][0]["size"] == len("<p>x</p>")
    assert sim.slack.channel("C0NIO").messages[-1].files[0]["name"] == "record.html"


async def test_arguments_in_every_form(sim: Simulator) -> None:
    bearer = {"Authorization": f"Bearer {sim.slack.bot_token}"}
    url = f"{sim.api_url}users.info"
    asked = {"user": "U0ALICE"}
    async with aiohttp.ClientSession() as http:
        answers = [
            await (await http.get(url, params=asked, headers=bearer)).json(),
            await (await http.post(url, params=asked, headers=bearer)).json(),
            await (await http.post(url, data=asked, headers=bearer)).json(),
            await (await http.post(url, json=asked, headers=bearer)).json(),
            await (await http.post(url, data=asked | {"token": sim.slack.bot_token})).json(),
        ]
    assert [answer["user"]["id"] for answer in answers] == ["U0ALICE"] * 5


REFUSALS = [
    ("chat.postMessage", {"channel": "C0NONE", "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": "C0HIDDEN", "text": "x"}, "channel_not_found"),
    ("chat.postMessage", {"channel": "C0OPEN", "text": "x"}, "not_in_channel"),
    ("chat.postMessage", {"channel": "C0OLD", "text": "x"}, "is_archived"),
    ("chat.postMessage", {"channel": "C0NIO"}, "no_text"),
    ("chat.postMessage", {"channel": "C0NIO", "text": "x" * 40_001}, "msg_too_long"),
    ("chat.postMessage", {"text": "x"}, "invalid_arguments"),
    ("chat.postMessage", {"channel": "C0NIO", "blocks": "[{"}, "invalid_blocks_format"),
    ("chat.postMessage", {"channel": "C0NIO", "blocks": [{}]}, "invalid_blocks"),
    (
        "chat.postMessage",
        {"channel": "C0NIO", "text": "x", "metadata": {"event_type": "e"}},
        "invalid_metadata_format",
    ),
    ("chat.update", {"channel": "C0NIO", "ts": "1.1", "text": "x"}, "message_not_found"),
    ("chat.update", {"channel": "C0NIO", "ts": "SOFIE", "text": "x"}, "cant_update_message"),
    ("chat.delete", {"channel": "C0NIO", "ts": "SOFIE"}, "cant_delete_message"),
    ("chat.delete", {"channel": "C0NIO", "ts": "1.1"}, "message_not_found"),
    (
        "chat.postEphemeral",
        {"channel": "C0NIO", "user": "U0ALICE", "text": "x"},
        "user_not_in_channel",
    ),
    ("chat.getPermalink", {"channel": "C0NIO", "message_ts": "1.1"}, "message_not_found"),
    ("conversations.history", {"channel": "C0OPEN"}, "not_in_channel"),
    ("conversations.history", {"channel": "C0NIO", "cursor": "!"}, "invalid_cursor"),
    ("conversations.history", {"channel": "C0NIO", "limit": 0}, "invalid_limit"),
    ("conversations.replies", {"channel": "C0NIO", "ts": "1.1"}, "thread_not_found"),
    ("conversations.open", {"users": "U0NOBODY"}, "user_not_found"),
    ("users.info", {"user": "U0NOBODY"}, "user_not_found"),
    ("users.lookupByEmail", {"email": "nobody@x.example"}, "users_not_found"),
    ("views.open", {"trigger_id": "x"}, "invalid_arguments"),
    ("views.publish", {"user_id": "U0NOBODY", "view": {"type": "home"}}, "invalid_arguments"),
    ("views.update", {"view_id": "V0", "view": {}}, "not_found"),
    ("team.info", {"team": "T0OTHER"}, "team_not_found"),
    ("bots.info", {"bot": "B0OTHER"}, "bot_not_found"),
    ("reactions.add", {"channel": "C0NIO", "timestamp": "1.1", "name": "x"}, "message_not_found"),
    ("files.completeUploadExternal", {"files": [{"id": "F0"}]}, "file_not_found"),
    ("no.such.method", {}, "unknown_method"),
    ("api.test", {"error": "my_error"}, "my_error"),
]


@pytest.mark.parametrize(("method", "arguments", "error"), REFUSALS)
async def test_refusals(
    sim: Simulator, api: AsyncWebClient, method: str, arguments: dict[str, object], error: str
) -> None:
    sim.slack.add_channel("C0HIDDEN", "hidden", "U0ALICE", private=True)
    sim.slack.add_channel("C0OPEN", "open", "U0ALICE")
    sim.slack.add_channel("C0OLD", "old", "UBOT")
    sim.slack.archive("C0OLD")
    by_sofie = await sim.slack.person("U0SOFIE").say("C0NIO", "mine")
    if arguments.get("ts") == "SOFIE":
        arguments = arguments | {"ts": by_sofie.ts}
    assert await error_of(api.api_call(method, json=arguments)) == error


async def test_tokens(sim: Simulator, api: AsyncWebClient) -> None:
    assert await error_of(client_of(sim, "").auth_test()) == "not_authed"
    assert await error_of(client_of(sim, "xoxb-other").auth_test()) == "invalid_auth"
    sim.slack.workspace.app.scopes = frozenset({"chat:write"})
    assert await error_of(api.users_info(user="U0ALICE")) == "missing_scope"
    sim.slack.revoke_token()
    assert await error_of(api.auth_test()) == "token_revoked"
    sim.slack.uninstall()
    assert await error_of(api.auth_test()) == "account_inactive"


async def test_workspaces_are_separate(sim: Simulator, api: AsyncWebClient) -> None:
    other = sim.slack.add_workspace("T0GENT", "UGent", "ugent")
    sim.slack.add_person("U0GERT", "Gert Maes", team="T0GENT")
    sim.slack.add_channel("C0GENT", "desk", "U0GERT", "U0GENTBOT", private=True, team="T0GENT")
    assert await error_of(api.conversations_info(channel="C0GENT")) == "channel_not_found"
    theirs = client_of(sim, other.app.bot_token)
    assert (await theirs.auth_test())["team_id"] == "T0GENT"
    assert (await theirs.conversations_info(channel="C0GENT"))["ok"]
    assert await error_of(theirs.users_info(user="U0ALICE")) == "user_not_found"


async def test_rate_limit_per_channel(sim: Simulator, api: AsyncWebClient) -> None:
    sim.slack.rates.strict()
    await api.chat_postMessage(channel="C0NIO", text="1")
    await api.chat_postMessage(channel="C0CTR", text="1")
    with pytest.raises(SlackApiError) as caught:
        await api.chat_postMessage(channel="C0NIO", text="2")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "1"
    sim.clock.advance(1)
    await api.chat_postMessage(channel="C0NIO", text="2")
    assert [call.state for call in sim.wire.named("chat.postMessage")].count("rate limited") == 1
