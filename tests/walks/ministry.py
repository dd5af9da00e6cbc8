"""A desk with both platforms, joined to the simulator."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from adapters.storage.record import SqlRecord
from bots.serve import running
from bots.settings import Settings
from core.values.place import ConversationReference
from core.values.routing import Routing
from simulator import Simulator
from simulator.teams.messages import Message
from simulator.teams.person import Person
from simulator.teams.platform import Teams
from tests.walks.conftest import (
    CONSENT,
    PATIENCE,
    SECRET,
    Office,
    at_once,
    settings_for,
    with_routing,
)


@dataclass
class Ministry(Office):
    """A desk with both platforms. `staff` is `slack` or `teams`."""

    staff: str = "teams"

    @property
    def teams(self) -> Teams:
        return self.sim.teams

    def person(self, key: str) -> Person:
        return self.teams.person(key)

    async def met(self, within: float = PATIENCE) -> None:
        """Returns when the desk, which was added to the team, knows the team's channels."""
        tenant = self.teams.app_tenant
        names = [self.teams.channel(name).id for name in ("NIO desk", "CTR desk")]
        places = [ConversationReference.from_text(f"teams:{tenant}:{id}") for id in names]

        def known(record: SqlRecord) -> bool:
            return all(record.recall(place) for place in places)

        async with asyncio.timeout(within):
            while not await self.desk.store.read(known):  # noqa: ASYNC110 - no bell here either
                await asyncio.sleep(0.005)

    async def asked_on_teams(self, who: Person, question: str) -> str:
        form = await who.message(f"escalate {question}")
        shown = await who.fill(form.message, inputs(question), "Send")
        assert not shown.errors, shown
        return shown.plain.split("is case ")[-1].split()[0]

    async def in_inbox(self, who: Person, words: str) -> Message:
        return await self._seen(lambda: who.inbox, words)

    async def teams_card(self, words: str = "", channel: str = "NIO desk") -> Message:
        return await self._seen(lambda: self.teams.channel(channel).posts, words)

    async def in_teams_thread(self, post: Message, words: str) -> Message:
        place = self.teams.channel("NIO desk")
        return await self._seen(lambda: place.replies(post), words)

    async def _seen(self, among: Any, words: str) -> Message:
        def newest() -> Message | None:
            return next((m for m in reversed(among()) if words in m.plain), None)

        found = await self.sim.until(newest)
        assert found is not None
        return found


def inputs(question: str) -> dict[str, Any]:
    return {
        "Your question": question,
        "Topic": "Scientific-technical advice (STA)",
        CONSENT: True,
    }


def _routing(sim: Simulator, staff: str) -> Routing:
    office = sim.teams.app_tenant
    places = {
        "slack": ("slack:T0UNI:C0NIO", "slack:T0UNI:C0CTR"),
        "teams": tuple(
            f"teams:{office}:{sim.teams.channel(name).id}" for name in ("NIO desk", "CTR desk")
        ),
    }[staff]
    mailboxes = ("innovationoffice@fagg-afmps.be", "ctr@fagg-afmps.be")
    queues = {
        name: {"staff": place, "mailbox": mailbox, "respond_within": "3 working days"}
        for name, place, mailbox in zip(("innovationoffice", "ctr"), places, mailboxes, strict=True)
    }
    given = {"queues": queues, "rules": [{"queue": "innovationoffice"}]}
    return at_once(Routing.model_validate(given))


def _settings(sim: Simulator, folder: Path) -> Settings:
    slack = settings_for(sim, folder).model_dump(exclude_unset=True)
    return Settings(
        **slack,
        _env_file=None,
        teams_app_id=sim.teams.app_id,
        teams_app_password=sim.teams.app_password,
        teams_app_tenant_id=sim.teams.app_tenant,
        teams_allowed_tenants=",".join(sim.teams.tenants),
        teams_openid_metadata_url=sim.teams.openid_url,
        teams_token_url=sim.teams.token_url,
        teams_sign_in_metadata_url=sim.teams.sign_in_url,
    )


@asynccontextmanager
async def ministry(folder: Path, staff: str, **settings: object) -> AsyncIterator[Ministry]:
    async with Simulator(signing_secret=SECRET) as sim:
        sim.slack.rates.off()
        sim.teams.rates.off()
        sim.slack.patience = sim.teams.patience = PATIENCE
        sim.slack.events.retry_delays = (0.05, 0.1, 0.2)
        given = _settings(sim, folder).model_copy(update=settings)
        async with running(given, post_every=timedelta(0)) as desk:
            await with_routing(desk, _routing(sim, staff))
            sim.desk_url = f"http://127.0.0.1:{desk.port}"
            sim.teams.add_bot("Innovation Office")
            await sim.teams.deliveries.idle()
            office = Ministry(sim, desk, staff)
            await office.met()
            yield office
            await sim.teams.deliveries.idle()
            await sim.slack.events.idle()
