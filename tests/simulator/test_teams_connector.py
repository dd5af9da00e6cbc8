"""The connector answers Microsoft's own client, and refuses what Teams refuses."""

# mypy: disable-error-code="import-untyped,misc"

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from botbuilder.schema import (
    Activity,
    ChannelAccount,
    ConversationParameters,
    ErrorResponseException,
)
from botframework.connector.aio import ConnectorClient
from botframework.connector.auth import MicrosoftAppCredentials
from botframework.connector.teams import TeamsConnectorClient

from simulator import Simulator
from tests.simulator.teams_desk import TeamsDesk, card, with_card

HOSPITAL = "5f0e0000-0000-4000-8000-00000000bbbb"


class Known(MicrosoftAppCredentials):
    """Credentials that have a token already."""

    def __init__(self, token: str) -> None:
        super().__init__("app", "password")
        self.token = token

    def get_access_token(self, force_refresh: bool = False) -> str:
        return self.token


@pytest.fixture
def client(sim: Simulator) -> ConnectorClient:
    known = Known(sim.teams.tokens.issue())
    return ConnectorClient(known, base_url=sim.teams.service_url)


async def test_microsofts_client_talks_to_a_person(sim: Simulator, client: ConnectorClient) -> None:
    fatima = sim.teams.person("fatima")
    wanted = ConversationParameters(
        members=[ChannelAccount(id=fatima.id)], tenant_id=HOSPITAL, is_group=False
    )
    chat = await client.conversations.create_conversation(wanted)
    conversations = client.conversations
    sent = await conversations.send_to_conversation(chat.id, Activity(type="message", text="one"))
    answer = Activity(type="message", text="two")
    await conversations.reply_to_activity(chat.id, sent.id, answer)
    await conversations.update_activity(chat.id, sent.id, Activity(type="message", text="uno"))
    assert [(m.plain, m.updated) for m in fatima.inbox] == [("uno", True), ("two", False)]
    await conversations.delete_activity(chat.id, sent.id)
    assert [m.plain for m in fatima.inbox] == ["two"]
    [member] = await conversations.get_conversation_members(chat.id)
    assert member.name == "Fatima Aydin"


async def test_microsofts_client_posts_in_a_channel(
    sim: Simulator, client: ConnectorClient
) -> None:
    desk = sim.teams.channel("NIO desk")
    wanted = ConversationParameters(
        is_group=True,
        channel_data={"channel": {"id": desk.id}},
        activity=Activity(type="message", text="a case"),
    )
    made = await client.conversations.create_conversation(wanted)
    [post] = desk.posts
    assert (made.id, made.activity_id) == (f"{desk.id};messageid={post.id}", post.id)
    await client.conversations.send_to_conversation(
        made.id, Activity(type="message", text="a reply")
    )
    assert [m.plain for m in desk.thread(post)] == ["a case", "a reply"]
    page = await client.conversations.get_conversation_paged_members(desk.id)
    assert len(page.members) == 3
    known = await client.conversations.get_conversation_member(desk.id, page.members[0].id)
    assert known.aad_object_id


async def test_microsofts_client_knows_the_team(sim: Simulator) -> None:
    team = sim.teams.team("Innovation Office")
    client = TeamsConnectorClient(Known(sim.teams.tokens.issue()), sim.teams.service_url)
    details = await asyncio.to_thread(client.teams.get_team_details, team.id)
    assert (details.name, details.aad_group_id) == ("Innovation Office", team.aad_group_id)
    listed = await asyncio.to_thread(client.teams.get_teams_channels, team.id)
    assert [each.name for each in listed.conversations] == [None, "NIO desk", "CTR desk"]


async def test_microsofts_client_understands_refusals(
    sim: Simulator, client: ConnectorClient
) -> None:
    with pytest.raises(ErrorResponseException) as caught:
        await client.conversations.send_to_conversation(
            "a:nobody", Activity(type="message", text="x")
        )
    assert caught.value.error.error.code == "ConversationNotFound"


async def chat_id(sim: Simulator) -> str:
    return sim.teams.chat_of(sim.teams.person("fatima")).id


async def said(office: TeamsDesk, place: str, **activity: Any) -> tuple[int, str]:
    """HTTP status and error code."""
    status, body = await office.post(place, {"type": "message", "text": "x"} | activity)
    if not isinstance(body, dict):
        return status, ""
    return status, body.get("error", {}).get("code") or str(body.get("errorCode", ""))


async def test_tokens(sim: Simulator, office: TeamsDesk) -> None:
    path = f"conversations/{await chat_id(sim)}/activities"
    body = {"type": "message", "text": "x"}
    for bad in ("", "rubbish", sim.teams.mint()):
        assert (await office.call("POST", path, body, token=bad or " "))[0] == 401
    token = sim.teams.tokens.issue()
    assert (await office.call("POST", path, body, token=token))[0] == 201
    sim.clock.advance(3600)
    assert (await office.call("POST", path, body, token=token))[0] == 401
    fresh = sim.teams.tokens.issue()
    sim.teams.tokens.revoke()
    assert (await office.call("POST", path, body, token=fresh))[0] == 401


async def test_places_where_the_bot_may_not_write(sim: Simulator, office: TeamsDesk) -> None:
    teams, chat = sim.teams, await chat_id(sim)
    desk = teams.channel("NIO desk").id
    assert await said(office, "19:nowhere@thread.tacv2") == (404, "ConversationNotFound")
    assert await said(office, f"{desk};messageid=1") == (404, "ConversationNotFound")
    teams.block("fatima")
    assert await said(office, chat) == (403, "209")
    teams.uninstall("fatima")
    assert await said(office, chat) == (403, "209")
    teams.install("fatima")
    assert await said(office, chat) == (201, "")
    teams.disable(HOSPITAL)
    assert await said(office, chat) == (403, "BotDisabledByAdmin")
    teams.archive_team("Innovation Office")
    assert await said(office, desk) == (403, "209")
    teams.archive_team("Innovation Office", archived=False)
    teams.remove_bot("Innovation Office")
    assert await said(office, desk) == (403, "BotNotInConversationRoster")
    teams.add_bot("Innovation Office")
    teams.delete_channel("NIO desk")
    assert await said(office, desk) == (404, "ConversationNotFound")
    sofie = {"members": [{"id": teams.person("sofie").id}], "tenantId": teams.app_tenant}
    assert (await office.call("POST", "conversations", sofie))[0] == 201  # the team has the app
    teams.remove_bot("Innovation Office")
    nina = {"members": [{"id": teams.person("nina").id}], "tenantId": teams.app_tenant}
    assert (await office.call("POST", "conversations", nina))[0] == 403
    wrong = {"members": [{"id": teams.person("jan").id}], "tenantId": teams.app_tenant}
    assert (await office.call("POST", "conversations", wrong))[0] == 400


async def test_sizes(sim: Simulator, office: TeamsDesk) -> None:
    place = await chat_id(sim)
    assert await said(office, place, text="é" * 50_000) == (201, "")
    assert await said(office, place, text="é" * 52_000) == (413, "MessageSizeTooBig")
    assert await said(office, place, text="", **with_card(card("x" * 28_000))) == (201, "")
    assert await said(office, place, text="", **with_card(card("x" * 29_000))) == (
        413,
        "MessageSizeTooBig",
    )


async def test_text_and_card_are_split_and_have_no_id(sim: Simulator, office: TeamsDesk) -> None:
    status, body = await office.post(await chat_id(sim), {"text": "t"} | with_card(card("c")))
    assert (status, body) == (201, {})
    assert [m.plain for m in sim.teams.person("fatima").inbox] == ["t", "c"]


async def test_throttling_per_thread(sim: Simulator, office: TeamsDesk) -> None:
    sim.clock.now = lambda: 1_000_000.0 + moment  # type: ignore[method-assign]
    moment, place = 0.0, await chat_id(sim)
    token = sim.teams.tokens.issue()
    path, body = f"conversations/{place}/activities", {"type": "message", "text": "x"}

    async def burst(times: int) -> list[int]:
        return [(await office.call("POST", path, body, token))[0] for _ in range(times)]

    assert await burst(8) == [201] * 7 + [429]
    moment = 1.5
    assert await burst(2) == [201, 429]
    moment = 4.0
    assert await burst(1) == [201]
    sim.teams.rates.off()
    assert await burst(9) == [201] * 9


@pytest.mark.parametrize(
    ("code", "status"),
    [
        ("BotNotInConversationRoster", 403),
        ("BotDisabledByAdmin", 403),
        ("ConversationNotFound", 404),
        ("PreconditionFailed", 412),
        ("MessageSizeTooBig", 413),
        ("Throttled", 429),
    ],
)
async def test_planted_codes(sim: Simulator, office: TeamsDesk, code: str, status: int) -> None:
    sim.teams.faults.error("activities.send", code)
    assert await said(office, await chat_id(sim)) == (status, code)
    assert await said(office, await chat_id(sim)) == (201, "")


async def test_planted_troubles(sim: Simulator, office: TeamsDesk) -> None:
    faults, place, fatima = sim.teams.faults, await chat_id(sim), sim.teams.person("fatima")
    faults.status("*", 502, after_effect=True)
    assert await said(office, place, text="arrived") == (502, "")
    assert [m.plain for m in fatima.inbox] == ["arrived"]
    faults.status("*", 412)
    assert await said(office, place) == (412, "PreconditionFailed")
    faults.rate_limit(retry_after=None, times=1)
    assert await said(office, place) == (429, "Throttled")
    faults.reset("activities.send", after_effect=True)
    with pytest.raises(OSError, match=r"reset|disconnected"):
        await said(office, place, text="cut")
    assert fatima.inbox[-1].plain == "cut"
    assert [call.state for call in sim.wire.named("activities.send")] == [
        "refused", "refused", "rate limited", "failed",
    ]  # fmt: skip


async def test_the_token_endpoint(sim: Simulator, office: TeamsDesk) -> None:
    form = {"grant_type": "client_credentials", "client_id": sim.teams.app_id,
            "client_secret": sim.teams.app_password,
            "scope": "https://api.botframework.com/.default"}  # fmt: skip
    assert office._http is not None
    http, tokens = office._http, sim.teams.tokens
    tokens.lifetime = 60
    given = await (await http.post(sim.teams.token_url, data=form)).json()
    assert given["expires_in"] == 60
    tokens.check(f"Bearer {given['access_token']}")
    wrongs = (({"client_secret": "no"}, 401), ({"scope": "x"}, 400), ({"client_id": "x"}, 400),
              ({"grant_type": "password"}, 400))  # fmt: skip
    for wrong, status in wrongs:
        assert (await http.post(sim.teams.token_url, data=form | wrong)).status == status
    tokens.faults.status("token", 401)
    assert (await http.post(sim.teams.token_url, data=form)).status == 401
    assert tokens.calls == 6
