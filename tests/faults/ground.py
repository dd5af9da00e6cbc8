"""Where faults are tried: a simulator, a database, desks, people who ask, a checker."""

import asyncio
import random
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine

from adapters.storage import migration
from adapters.storage.postgres import is_postgres
from simulator import Simulator
from tests.faults import evidence
from tests.faults.asker import Asker, Form, answer, question
from tests.faults.checker import Findings
from tests.faults.history import Event, History
from tests.faults.process import DeskProcess
from tests.walks.conftest import ROOT, SECRET

_LOOK_EVERY = 0.05
ROUTING = ROOT / "simulator/routing.yaml"
RECALL = re.compile(r"recall: \d+")
LEASE = 7.0  # seconds, more than a lease of 6


class Ground:
    """`seed` decides everything that is left to chance here.

    With `hastens` each desk's clock is ahead of the one before by more than a lease, so that nobody
    waits for the leases of the dead. Where two desks work at the same time it must stay off.
    `recall`: for how many seconds an answer is held; to be set before the first desk starts.
    """

    def __init__(self, sim: Simulator, url: str, folder: Path, seed: int, asker: Asker) -> None:
        self.sim = sim
        self.url = url
        self.folder = folder
        self.chance = random.Random(seed)
        self.asker = asker
        self.history = asker.history
        self.engine: Engine = evidence.opened(url)
        self.desks: list[DeskProcess] = []
        self.hastens = False
        self.recall = 0
        self._marks = 0
        self._people: list[str] = ["U0ALICE", "U0LUCAS", "U0EMMA"]

    # Desks

    async def desk(self, *words: str, **given: str) -> DeskProcess:
        """Start a desk; it is not waited for."""
        routing = self.folder / f"recall{self.recall}.{id(self)}.yaml"
        routing.write_text(RECALL.sub(f"recall: {self.recall}", ROUTING.read_text()))
        settings = {"DESK_DATABASE_URL": self.url, "DESK_POST_EVERY": "0", **given}
        settings.setdefault("DESK_FIRST_ROUTING", str(routing))
        if self.hastens:
            settings["DESK_CLOCK_AHEAD"] = str(len(self.desks) * LEASE)
        made = await DeskProcess.start(self.folder, self.sim, *words, **settings)
        self.desks.append(made)
        return made

    async def serving(self, **given: str) -> DeskProcess:
        """A desk that listens; people and Slack find it."""
        made = await (await self.desk("serve", **given)).ready()
        self.find(made.address)
        return made

    def find(self, address: str) -> None:
        self.asker.address = self.sim.desk_url = address

    # People

    def crowd(self, count: int) -> list[str]:
        """More people, each with a direct conversation (a lane) of their own."""
        new = [f"U1P{number:04}" for number in range(count)]
        for id in new:
            self.sim.slack.add_person(id, f"Person {id}")
        self._people += new
        return new

    def form(self, topic: str = "contact", user: str = "") -> Form:
        self._marks += 1
        mark = f"mark{self._marks:06}end"
        return question(user or self.chance.choice(self._people), mark, topic)

    async def ask(self, topic: str = "contact", user: str = "") -> Event:
        return await self.asker.send(self.form(topic, user))

    async def ask_until_told(self, form: Form, within: float = 30.0) -> Event:
        """Send the same form again and again, as Slack and people do, until it is on record."""
        async with asyncio.timeout(within):
            while (event := await self.asker.send(form)).kind != "acknowledged":  # noqa: ASYNC110
                await asyncio.sleep(_LOOK_EVERY)
            return event

    async def answer(self, event: Event, channel: str = "C0NIO", within: float = 30.0) -> Event:
        self._marks += 1
        form = answer("U0SOFIE", event.case, f"mark{self._marks:06}end", channel)
        return await self.ask_until_told(form, within)

    # Waiting and judging

    async def until(self, holds: Callable[[], Any], within: float = 30.0) -> None:
        """Look at the database until this holds."""
        async with asyncio.timeout(within):
            while not await asyncio.to_thread(holds):  # noqa: ASYNC110 (the database tells nobody)
                await asyncio.sleep(_LOOK_EVERY)

    async def settled(self, within: float = 30.0) -> None:
        """Nothing is on its way any more."""
        try:
            await self.until(lambda: evidence.unfinished(self.engine) == 0, within)
        except TimeoutError:
            told = "\n".join(desk.told.decode(errors="replace")[-1000:] for desk in self.desks)
            raise AssertionError(f"{self.findings().complaints()[:10]}\n{told}") from None

    async def reopened(self) -> None:
        """The desks use the database at `url` from now on."""
        self.engine.dispose()
        self.engine = evidence.opened(self.url)

    def findings(self, *allowed: int) -> Findings:
        told = b"".join(desk.told for desk in self.desks)
        return Findings(self.history, evidence.evidence(self.engine), self.sim, allowed, told)

    async def judge(self, *allowed: int, within: float = 30.0) -> Findings:
        """Once nothing moves any more, every promise must hold."""
        await self.settled(within)
        found = self.findings(*allowed)
        found.judge()
        return found


@asynccontextmanager
async def ground(
    url: str, folder: Path, seed: int = 1, *, migrated: bool = True
) -> AsyncIterator[Ground]:
    """Whatever was started inside is stopped by its id."""
    async with Simulator(signing_secret=SECRET) as sim, Asker(History(seed)) as asker:
        sim.slack.rates.off()
        made = Ground(sim, url, folder, seed, asker)
        if migrated and is_postgres(url):
            migration.upgrade(made.engine)  # not in a thread: alembic keeps its state globally
        try:
            yield made
        finally:
            await asyncio.gather(*(desk.kill() for desk in made.desks))
            made.engine.dispose()
