"""Files as the platforms treat them: who may fetch one, how an app puts one there, what is left."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from simulator import Simulator
from simulator.slack.messages import Message

PDF = b"%PDF-1.7 hello"


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as session:
        yield session


@pytest.fixture
async def slack(http: aiohttp.ClientSession) -> AsyncIterator[tuple[Simulator, AsyncWebClient]]:
    async with Simulator(signing_secret="s") as sim:
        sim.slack.rates.off()
        token = sim.slack.bot_token
        yield (
            sim,
            AsyncWebClient(token, sim.api_url, session=http, retry_handlers=[]),
        )


async def _word(call: object) -> str:
    with pytest.raises(SlackApiError) as refused:
        await call  # type: ignore[misc]
    return str(refused.value.response["error"])


async def _attached(sim: Simulator) -> Message:
    return await sim.slack.person("U0ALICE").dm("see", files={"a.pdf": PDF, "b.docx": 7})


async def test_a_file_says_what_it_is_and_where_it_is_shown(
    slack: tuple[Simulator, AsyncWebClient],
) -> None:
    sim, api = slack
    message = await _attached(sim)
    assert message.files[0]["mimetype"] == "application/pdf"
    assert message.files[1]["size"] == 7
    found = (await api.files_info(file=message.files[0]["id"]))["file"]
    assert found["shares"] == {"private": {message.channel_id: [{"ts": message.ts}]}}
    assert message.payload()["subtype"] == "file_share"


async def test_a_file_of_a_place_without_the_app_is_none(
    slack: tuple[Simulator, AsyncWebClient],
) -> None:
    sim, api = slack
    sim.slack.add_channel("C0HID", "hidden", "U0ALICE", private=True)
    said = await sim.slack.person("U0ALICE").say("C0HID", "see", files={"a.pdf": PDF})
    assert await _word(api.files_info(file=said.files[0]["id"])) == "file_not_found"
    assert await _word(api.files_info(file="F0")) == "file_not_found"


async def test_only_a_token_that_may_read_files_opens_one(
    slack: tuple[Simulator, AsyncWebClient], http: aiohttp.ClientSession
) -> None:
    sim, api = slack
    address = (await _attached(sim)).files[0]["url_private_download"]
    good = {"Authorization": f"Bearer {sim.slack.bot_token}"}

    async def status(headers: dict[str, str]) -> int:
        async with http.get(address, headers=headers, allow_redirects=False) as answer:
            return answer.status

    assert (await status(good), await status({})) == (200, 302)
    assert await status({"Authorization": "Bearer xoxb-other"}) == 302
    sim.slack.workspace.app.scopes = frozenset({"chat:write"})
    assert await status(good) == 302
    assert await _word(api.files_info(file="F0")) == "missing_scope"


async def test_an_upload_takes_three_steps_and_is_seen_after_the_last(
    slack: tuple[Simulator, AsyncWebClient], http: aiohttp.ClientSession
) -> None:
    sim, api = slack
    card = await api.chat_postMessage(channel="C0NIO", text="card")
    asked = await api.files_getUploadURLExternal(filename="a.pdf", length=len(PDF))
    done = {"files": [{"id": asked["file_id"]}], "channel_id": "C0NIO", "thread_ts": card["ts"]}
    assert await _word(api.files_completeUploadExternal(**done)) == "file_not_found"
    async with http.post(asked["upload_url"], data=PDF) as answer:
        assert answer.status == 200
    assert len(sim.slack.channel("C0NIO").messages) == 1
    await api.files_completeUploadExternal(**done)
    shown = sim.slack.channel("C0NIO").messages[-1]
    assert (shown.thread_ts, shown.files[0]["name"]) == (card["ts"], "a.pdf")
    assert await _word(api.files_getUploadURLExternal(filename="a", length=0)) == (
        "invalid_arguments"
    )


async def test_a_deleted_file_leaves_a_tombstone_and_only_ones_own_can_be_deleted(
    slack: tuple[Simulator, AsyncWebClient],
) -> None:
    sim, api = slack
    theirs = (await _attached(sim)).files[0]["id"]
    assert await _word(api.files_delete(file=theirs)) == "cant_delete_file"
    done = await api.files_upload_v2(channel="C0NIO", filename="a.pdf", content=PDF)
    own = done["files"][0]["id"]
    await api.files_delete(file=own)
    assert sim.slack.channel("C0NIO").messages[-1].files == [{"id": own, "mode": "tombstone"}]
    assert await _word(api.files_delete(file=own)) == "file_deleted"
    assert sim.slack.uploads.files[own].content == b""


async def test_deleting_a_file_changes_its_message(
    slack: tuple[Simulator, AsyncWebClient],
) -> None:
    sim, _ = slack
    alice = sim.slack.person("U0ALICE")
    message = await _attached(sim)
    await alice.delete_file(message, "a.pdf")
    assert [f.get("mode") for f in message.files] == ["tombstone", "hosted"]


async def test_an_address_of_teams_opens_a_file_for_a_while_and_without_a_token(
    slack: tuple[Simulator, AsyncWebClient], http: aiohttp.ClientSession
) -> None:
    sim, _ = slack
    address = sim.teams.world.drive.keep("a.pdf", PDF)

    async def status(**headers: str) -> int:
        async with http.get(address, headers=headers) as answer:
            return answer.status

    assert await status() == 200
    assert await status(Authorization="Bearer t") == 400
    sim.clock.advance(3601)
    assert await status() == 401
