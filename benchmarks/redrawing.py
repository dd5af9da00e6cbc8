"""Measures how soon the staff card shows what was done: from the click until Slack has the redraw.

Slack's own pace is taken off. One member of staff claims and releases a case again and again while
others ask the desk for fees; the simulator is in this process and notes each redraw as it arrives.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.load import Timings, steady
from benchmarks.processes import ROOT, Server, running
from benchmarks.wire import SECRET, commands
from simulator import Simulator
from simulator.slack.messages import Message

TIMES, BEFORE = 200, 20  # clicks that count, and those that warm the desk up
OTHERS = 5  # commands of others a second
WITHIN = 150.0  # milliseconds, of 99 in 100
_TOPIC = "Scientific-technical advice (STA)"
_CONSENT = "I agree that my question and my name go to the staff of the office"
_BREATH = 0.05  # seconds between two clicks


@dataclass(frozen=True, slots=True)
class Redrawn:
    """Milliseconds from the click until the redrawn card arrived at Slack."""

    each: Timings

    @property
    def p50(self) -> float:
        return self.each.percentile(50)

    @property
    def p99(self) -> float:
        return self.each.percentile(99)


async def redrawn(folder: Path) -> Redrawn:
    """Raises NotSeenError when a card is not redrawn."""
    async with _desk(folder) as (sim, server):
        card = await _card(sim)
        taken = Timings()
        whole = (TIMES + BEFORE) * (_BREATH + 0.1)
        others = asyncio.create_task(
            steady(server.port, commands("fees", int(whole * OTHERS)), OTHERS)
        )
        for number in range(TIMES + BEFORE):
            act, shows = (("Claim", "claimed by"), ("Release", "· open"))[number % 2]
            began = time.perf_counter()
            click = asyncio.create_task(sim.slack.person("U0SOFIE").click(card, act, wait=0))
            await sim.until(lambda words=shows: words in card.plain)  # type: ignore[misc]
            if number >= BEFORE:
                taken.each.append(time.perf_counter() - began)
            await click
            await asyncio.sleep(_BREATH)
        others.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await others
    return Redrawn(taken)


@asynccontextmanager
async def _desk(folder: Path) -> AsyncIterator[tuple[Simulator, Server]]:
    async with Simulator(signing_secret=SECRET) as sim:
        sim.slack.rates.off()
        given = {
            "DESK_DATABASE_URL": f"sqlite:///{folder}/redrawn.db",
            "DESK_PACK": str(ROOT / "packs/famhp"),
            "DESK_FIRST_ROUTING": str(ROOT / "simulator/routing.yaml"),
            "HOST": "127.0.0.1",
            "PORT": "0",
            "SLACK_API_URL": sim.api_url,
            "SLACK_BOT_TOKEN": sim.slack.bot_token,
            "SLACK_SIGNING_SECRET": SECRET,
            "SMTP_URL": sim.smtp_url,
            "MAIL_FROM": "desk@innovation-desk.example",
        }
        async with running("redrawn", ("benchmarks.servers", "desk"), folder, given) as server:
            sim.desk_url = f"http://127.0.0.1:{server.port}"
            yield sim, server


async def _card(sim: Simulator) -> Message:
    """Alice asks a person; the card is there and its receipt delivered."""
    alice = sim.slack.person("U0ALICE")
    form = await alice.slash("/innovation", "escalate May we?")
    await alice.submit(form.view, {"Topic": _TOPIC, "Consent": [_CONSENT]})
    channel = sim.slack.channel("C0NIO")

    def delivered() -> Message | None:
        return next((m for m in channel.messages if "Receipt: delivered" in m.plain), None)

    card = await sim.until(delivered)
    assert card is not None
    return card
