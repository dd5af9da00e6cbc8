"""Files in Slack: where the token goes, what each of Slack's answers means, what is looked for."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from typing import Any

import aiohttp
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.slack import files as module
from adapters.slack.channel import SlackChannel
from adapters.slack.files import HOSTS, is_trusted
from bots.manifest import SLACK_SCOPES
from core.desk.ports import Dispatch, Later, Refused, Sent, Unsure
from core.values.delivery import Delivery, DeliveryKind, Landed
from core.values.file import Crossing, File
from core.values.place import ConversationReference, Platform
from simulator import Simulator
from simulator.slack.messages import Message
from simulator.slack.uploads import Upload
from tests.core.given import NOW
from tests.walks.conftest import SECRET

PDF = b"%PDF-1.7 hello"
NAME = "7K3F-Q2MG-0123456789ab.pdf"
STAFF = ConversationReference.from_text("slack:T0UNI:C0NIO")


@dataclass
class World:
    """A channel adapter at the simulator, and a file that Alice shared with the app."""

    sim: Simulator
    session: aiohttp.ClientSession
    upload: Upload = field(init=False)
    card: str = ""

    def __post_init__(self) -> None:
        client = AsyncWebClient(
            token=self.sim.slack.bot_token,
            base_url=self.sim.api_url,
            session=self.session,
            retry_handlers=[],
        )
        local = self.sim.api_url.split("/")[2]
        self.client = client
        self.channel = SlackChannel(client, now=lambda: NOW, local=local)

    async def begin(self) -> None:
        said = await self.sim.slack.person("U0ALICE").dm("see", files={"a.pdf": PDF})
        self.upload = self.sim.slack.uploads.files[said.files[0]["id"]]
        posted = await self.client.chat_postMessage(channel="C0NIO", text="card")
        self.card = str(posted["ts"])

    @property
    def file(self) -> File:
        return File(name="a.pdf", platform=Platform.SLACK, tenant="T0UNI", id=self.upload.id)

    async def fetch(self, most: int = 1000, ending: str = "pdf") -> bytes | Later | Refused:
        return await self.channel.fetch(self.file, ending, most)

    def dispatch(self, **more: Any) -> Dispatch:
        given = {
            "key": "0123456789abcdef",
            "to": STAFF,
            "under": "card",
            "internal": True,
            "crossing": Crossing(file=self.file, name=NAME),
            "due_at": NOW,
        }
        delivery = Delivery.model_validate(given | more)
        target = Landed(at=STAFF.under(self.card))
        return Dispatch(1, delivery, target, fence=1, tries=1, again=False, intent_at=NOW)

    def shown(self) -> list[Message]:
        return [m for m in self.sim.slack.channel("C0NIO").messages if m.files]


@pytest.fixture
async def world() -> AsyncIterator[World]:
    async with Simulator(signing_secret=SECRET) as sim, aiohttp.ClientSession() as session:
        sim.slack.rates.off()
        made = World(sim, session)
        await made.begin()
        yield made


@pytest.mark.parametrize(
    ("address", "trusted"),
    [
        ("https://files.slack.com/files-pri/T-F/download/a.pdf", True),
        ("https://files.slack-gov.com/files-pri/T-F/a.pdf", True),
        ("http://files.slack.com/a", False),
        ("https://slack.com/a", False),
        ("https://evil.example/files-pri/a", False),
        ("https://files.slack.com.evil.example/a", False),
        ("https://files.slack.com@evil.example/a", False),
        ("https://a@files.slack.com/a", False),
        ("https://files.slack.com:8443/a", False),
        ("https://files.slack.com./a", False),
        ("https://169.254.169.254/a", False),
        ("http://127.0.0.1:1/a", False),
        ("http://127.0.0.1:2/a", True),
        ("https://files.slack.com:x/", False),
        ("", False),
    ],
)
def test_where_a_token_goes(address: str, trusted: bool) -> None:
    assert is_trusted(address, HOSTS, "127.0.0.1:2") is trusted


async def test_a_file_is_fetched_with_the_apps_token(world: World) -> None:
    assert await world.fetch() == PDF


async def test_the_address_of_an_event_is_never_called(world: World) -> None:
    world.upload.address = "https://evil.example"
    refused = await world.fetch()
    assert refused == Refused("Slack keeps the file elsewhere", reason="elsewhere")
    assert not world.sim.wire.named("download")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"deleted": True}, "gone"),
        ({"is_external": True}, "elsewhere"),
        ({"mode": "external"}, "elsewhere"),
        ({"mode": "file_access"}, "elsewhere"),
        ({"mode": "space"}, "elsewhere"),
        ({"name": "a.exe"}, "bytes"),
        ({"name": "a.docx"}, "bytes"),
        ({"content": b"x" * 1001}, "size"),
        ({"shared": []}, "gone"),
    ],
)
async def test_what_slack_says_of_the_file_now_decides(
    world: World, change: dict[str, Any], reason: str
) -> None:
    for name, value in change.items():
        setattr(world.upload, name, value)
    refused = await world.fetch()
    assert isinstance(refused, Refused)
    assert refused.reason == reason


async def test_a_snippet_is_a_text(world: World) -> None:
    world.upload.mode, world.upload.name, world.upload.content = "snippet", "a.txt", b"hello"
    assert await world.fetch(ending="txt") == b"hello"


async def test_without_the_scope_slack_leads_to_a_page_to_sign_in(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = world.sim.slack.workspace.app
    app.scopes = frozenset(SLACK_SCOPES) - {"files:read"}
    refused = await world.fetch()
    assert isinstance(refused, Refused)
    assert refused.reason == "scope"
    address = str(world.upload.payload()["url_private_download"])
    for plant in (lambda: None, lambda: world.sim.slack.faults.html("download")):
        plant()
        found = await world.channel._files._downloaded(address, 1000)
        assert isinstance(found, Refused)
        assert found.reason == "scope"
        app.scopes = None


async def test_a_size_that_slack_does_not_say_is_counted(world: World) -> None:
    address = str(world.upload.payload()["url_private_download"])
    world.upload.content = b"x" * 200_000
    found = await world.channel._files._downloaded(address, 150_000)
    assert found == Refused("the file is larger than what may cross", reason="size")


METHODS = ("files.info", "download")


@pytest.mark.parametrize("method", METHODS)
async def test_what_may_pass_is_tried_again(world: World, method: str) -> None:
    faults = world.sim.slack.faults
    plants: list[Callable[[], object]] = [
        lambda: faults.status(method, 503),
        lambda: faults.html(method) if method == "files.info" else faults.status(method, 500),
        lambda: faults.rate_limit(method, retry_after="7"),
    ]
    waits = []
    for plant in plants:
        plant()
        later = await world.fetch()
        assert isinstance(later, Later), later
        waits.append(later.after.total_seconds())
    assert waits[-1] == 7


async def test_a_dead_token_is_no_reason_to_wait(world: World) -> None:
    world.sim.slack.revoke_token()
    refused = await world.fetch()
    assert isinstance(refused, Refused)
    assert refused.reason == "refused"


async def test_a_file_is_staged_unseen_and_shown_in_its_thread(world: World) -> None:
    staged = await world.channel.stage(world.dispatch(), PDF)
    assert isinstance(staged, str)
    assert world.shown() == []
    outcome = await world.channel.reveal(world.dispatch(), staged)
    [message] = world.shown()
    assert outcome == Sent(Landed(at=STAFF.under(staged)))
    assert (message.thread_ts, message.files[0]["title"]) == (world.card, NAME)
    assert world.sim.slack.uploads.files[staged].content == PDF


async def test_slack_shows_it_a_little_later(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_BETWEEN", 0.01)
    staged = await world.channel.stage(world.dispatch(), PDF)
    assert isinstance(staged, str)
    world.sim.slack.uploads.late = 3
    assert isinstance(await world.channel.reveal(world.dispatch(), staged), Sent)


async def test_what_slack_took_and_does_not_show_is_unsure(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_BETWEEN", 0.01)
    staged = await world.channel.stage(world.dispatch(), PDF)
    assert isinstance(staged, str)
    world.sim.slack.uploads.unshared = True
    assert isinstance(await world.channel.reveal(world.dispatch(), staged), Unsure)
    assert await world.channel.find(world.dispatch()) is None


async def test_a_file_is_found_in_its_thread_by_its_random_name(world: World) -> None:
    staged = await world.channel.stage(world.dispatch(), PDF)
    assert isinstance(staged, str)
    assert await world.channel.find(world.dispatch()) is None
    await world.channel.reveal(world.dispatch(), staged)
    assert await world.channel.find(world.dispatch()) == Sent(Landed(at=STAFF.under(staged)))
    other = Crossing(file=world.file, name=NAME.replace("0123", "9999"))
    assert await world.channel.find(world.dispatch(crossing=other)) is None


async def test_a_file_never_lands_in_the_channel_itself(world: World) -> None:
    staged = await world.channel.stage(world.dispatch(), PDF)
    assert isinstance(staged, str)
    await world.client.chat_delete(channel="C0NIO", ts=world.card)
    outcome = await world.channel.reveal(world.dispatch(), staged)
    assert isinstance(outcome, Refused)
    assert outcome.lost
    assert world.shown() == []
    gone = replace(world.dispatch(), target=None)
    assert isinstance(await world.channel.reveal(gone, staged), Refused)


async def test_an_open_staff_channel_gets_no_file(world: World) -> None:
    staged = await world.channel.stage(world.dispatch(), PDF)
    assert isinstance(staged, str)
    world.sim.slack.make_public("C0NIO")
    outcome = await world.channel.reveal(world.dispatch(), staged)
    assert isinstance(outcome, Refused)
    assert "public" in outcome.why


async def test_putting_without_the_scope_is_the_other_sides_lack(world: World) -> None:
    world.sim.slack.workspace.app.scopes = frozenset(SLACK_SCOPES) - {"files:write"}
    refused = await world.channel.stage(world.dispatch(), PDF)
    assert isinstance(refused, Refused)
    assert refused.reason == "closed"


async def test_a_copy_is_taken_back_with_its_bytes_and_twice_is_once(world: World) -> None:
    staged = await world.channel.stage(world.dispatch(), PDF)
    assert isinstance(staged, str)
    await world.channel.reveal(world.dispatch(), staged)
    landed = Landed(at=STAFF.under(staged))
    by_place = world.dispatch(kind=DeliveryKind.DELETE, at=landed.text, crossing=None, under="")
    by_slot = replace(
        world.dispatch(kind=DeliveryKind.DELETE, crossing=None, under=""), target=landed
    )
    for taken in (by_place, by_slot, by_place):
        assert await world.channel.send(taken) == Sent()
        assert world.shown() == []
    assert world.sim.slack.uploads.files[staged].content == b""


async def test_what_never_arrived_is_taken_back_all_the_same(world: World) -> None:
    never = replace(world.dispatch(kind=DeliveryKind.DELETE, crossing=None, under=""), target=None)
    assert await world.channel.send(never) == Sent()


async def test_a_hanging_upload_ends(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_TIMEOUT", aiohttp.ClientTimeout(total=0.2))
    world.sim.slack.faults.hang("download", times=1)
    async with asyncio.timeout(5):
        assert isinstance(await world.fetch(), Later)
