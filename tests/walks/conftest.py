"""A desk and the simulator, joined over HTTP, SMTP and a SQLite file, as in production."""

import asyncio
import copy
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from adapters.packs.documents import read_yaml
from adapters.storage import job, postgres, sqlite
from adapters.teams.channel import TeamsChannel
from bots.serve import Running, running
from bots.settings import Settings
from bots.slack import places
from core.values.routing import Routing
from core.values.value import NotRecorded
from simulator import Simulator
from simulator.mail import Mail
from simulator.slack import desk as desk_of_slack
from simulator.slack import passes
from simulator.slack.messages import Message
from simulator.slack.person import Person
from simulator.slack.shown import Shown
from simulator.slack.views import View
from tests.tables import copied

ROOT = Path(__file__).parents[2]
SECRET = "walk-signing-secret"
PUBLIC = "https://desk.example"
SOON = 0.1  # seconds instead of 2, after which a desk asks again whether a workspace is let in
PATIENCE = 20.0  # seconds, for a busy machine; what shows nothing is clicked with wait=0


def at_once(routing: Routing) -> Routing:
    """The same routing without the time in which a sent text can be recalled: walks are quick."""
    queues = {n: q.model_copy(update={"recall": 0}) for n, q in routing.queues.items()}
    return routing.model_copy(update={"queues": queues})


ROUTING = at_once(read_yaml(ROOT / "simulator/routing.yaml").parse(Routing))
CONSENT = "I agree that my question and my name go to the staff of the office"


@dataclass
class Office:
    """The simulator and the desk that serves it."""

    sim: Simulator
    desk: Running

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.desk.port}"

    @property
    def alice(self) -> Person:
        return self.sim.slack.person("U0ALICE")

    @property
    def lucas(self) -> Person:
        return self.sim.slack.person("U0LUCAS")

    @property
    def sofie(self) -> Person:
        return self.sim.slack.person("U0SOFIE")

    @property
    def marc(self) -> Person:
        return self.sim.slack.person("U0MARC")

    async def asked(
        self,
        who: Person,
        question: str,
        topic: str = "Scientific-technical advice (STA)",
        **more: str,
    ) -> str:
        """A question goes to a person, by the form. Returns the case's number."""
        form = await who.slash("/innovation", f"escalate {question}")
        shown = await who.submit(form.view, {"Topic": topic, "Consent": [CONSENT], **more})
        return number_in(shown)

    async def card(self, channel: str = "C0NIO", words: str = "") -> Message:
        """The newest card in a staff channel, once nothing is about to redraw it: what is clicked
        then answers the click, not an earlier delivery."""

        def newest() -> Message | None:
            posts = [
                m for m in self.sim.slack.channel(channel).messages if m.thread_ts in (None, m.ts)
            ]
            held = "" if words else "Receipt: on its way"
            fits = (m for m in reversed(posts) if words in m.plain)
            return next((m for m in fits if not held or held not in m.plain), None)

        found = await self.sim.until(newest)
        assert found is not None
        await self.quiet()
        return found

    async def quiet(self, within: float = PATIENCE, ahead: timedelta = timedelta(0)) -> None:
        """Returns when no delivery waits any more, nor one that is due `ahead` of now: a timer."""
        async with asyncio.timeout(within):
            while await self._waits(ahead):  # noqa: ASYNC110 - the database rings no bell here
                await asyncio.sleep(0.005)

    async def _waits(self, ahead: timedelta) -> bool:
        until = datetime.now(UTC) + ahead
        return await self.desk.store.read(lambda record: record.backlog(until)) is not None

    async def heard(self, who: Person, words: str) -> Message:
        """The direct message with these words."""
        found = await self.sim.until(
            lambda: next((m for m in reversed(who.dms()) if words in m.plain), None)
        )
        assert found is not None
        return found

    async def in_thread(self, card: Message, words: str, channel: str = "C0NIO") -> Message:
        found = await self.sim.until(
            lambda: next(
                (
                    m
                    for m in self.sim.slack.channel(channel).messages
                    if m.thread_ts == card.ts and words in m.plain
                ),
                None,
            )
        )
        assert found is not None
        return found

    async def offered(self, who: Person, channel: str = "C0NIO") -> Message:
        """The newest thing that only this person sees in the channel."""
        return (await self.sim.until(lambda: who.ephemerals(channel)))[-1]

    async def redrawn(self, words: str, channel: str = "C0NIO") -> Message:
        """The card once it shows these words."""
        return await self.card(channel, words)

    async def mails(self, box: str, count: int = 1) -> list[Mail]:
        """The mails in a mailbox, once there are so many."""
        await self.sim.until(lambda: len(self.sim.mail.box(box)) >= count)
        return self.sim.mail.box(box)

    def as_shown_now(self, message: Message) -> Message:
        """What is on somebody's screen, and stays there while the message is redrawn."""
        return copy.deepcopy(message)

    def everything_seen_by(self, who: Person) -> str:
        """All that ever reached this person's own conversation and screen."""
        home = who.home.plain if who.home else ""
        modal = who.modal.plain if who.modal else ""
        return "\n".join([*(m.plain for m in (*who.dms(), *who.ephemerals())), home, modal])


def opened(shown: Shown) -> View:
    """The dialog that opened."""
    assert shown.view is not None, shown
    return shown.view


def number_in(shown: Shown) -> str:
    return opened(shown).plain.split("is case ")[-1].split()[0]


def settings_for(sim: Simulator, folder: Path) -> Settings:
    """Those of a desk in one workspace. Its database, with all tables, lies in the folder."""
    return Settings(
        _env_file=None,
        desk_database_url=copied(folder / "desk.db"),
        desk_pack=ROOT / "packs/famhp",
        port=0,
        desk_public_url=PUBLIC,
        slack_signing_secret=SECRET,
        slack_bot_token=sim.slack.bot_token,
        slack_api_url=sim.api_url,
        smtp_url=sim.smtp_url,
        mail_from="desk@innovation-desk.example",
        imap_url=sim.inbox.url,
    )


async def with_routing(desk: Running, routing: Routing = ROUTING) -> None:
    """Tried again where a busy machine takes longer than the store waits: nothing was recorded."""
    for last in (False,) * 9 + (True,):
        try:
            await desk.store.write(lambda r: r.set_routing(routing, "test", datetime.now(UTC)))
        except NotRecorded:
            if last:
                raise
        else:
            return


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Slack gives up after three seconds and the store after two. No walk is about that, and a busy
    machine needs longer: tests/faults and tests/adapters hold the desk to its times, and to the
    pace that Teams allows."""
    monkeypatch.setattr(desk_of_slack, "PATIENCE", PATIENCE)
    monkeypatch.setattr(passes, "TRIGGER_SECONDS", PATIENCE)
    for store in (job, sqlite, postgres):
        monkeypatch.setattr(store, "PATIENCE", PATIENCE)
    monkeypatch.setattr(places, "_CLOSED_BELIEVED", SOON)
    monkeypatch.setattr(TeamsChannel, "pause", lambda channel, delivery: timedelta(0))


BOTH_DATABASES = pytest.mark.parametrize("office", ["sqlite", "postgres"], indirect=True)


def database_url(request: pytest.FixtureRequest, folder: Path) -> str:
    """A fresh database of the kind that the test asks for; a SQLite file when it does not say."""
    if getattr(request, "param", "sqlite") == "sqlite":
        return str(request.getfixturevalue("ready_sqlite")(folder / "desk.db"))
    return str(request.getfixturevalue("ready_postgres")())


@asynccontextmanager
async def served(sim: Simulator, given: Settings) -> AsyncIterator[Office]:
    """A desk with these settings, and the simulator that talks to it."""
    async with running(given, post_every=timedelta(0)) as desk:
        await with_routing(desk)
        sim.desk_url = f"http://127.0.0.1:{desk.port}"
        yield Office(sim, desk)
        await sim.slack.events.idle()


@pytest.fixture
async def office(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Office]:
    async with Simulator(signing_secret=SECRET) as sim:
        sim.slack.rates.off()
        sim.slack.patience = PATIENCE
        sim.slack.events.retry_delays = (0.05, 0.1, 0.2)
        given = settings_for(sim, tmp_path)
        given = given.model_copy(update={"desk_database_url": database_url(request, tmp_path)})
        async with served(sim, given) as office:
            yield office
