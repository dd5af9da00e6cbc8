"""Names of hosts that cannot be looked up, or slowly: people notice nothing, what waits arrives."""

import asyncio
import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field as of
from pathlib import Path
from typing import Any
from unittest.mock import patch

from bots.settings import Settings
from simulator import Simulator
from tests.faults.asker import PATIENCE
from tests.faults.conftest import SIZES, Fresh
from tests.faults.storm import weathered

SLACK = "slack.example"
SLOW = 5.0  # seconds, what a resolver needs to ask the second server


@dataclass
class Names:
    """What the machine's resolver says of Slack's name; all others are looked up as ever."""

    fail: bool = False
    slow: float = 0.0
    asked: Counter[str] = of(default_factory=Counter)

    @contextmanager
    def in_force(self) -> Iterator[None]:
        real: Any = socket.getaddrinfo

        def looked_up(host: Any, *rest: Any, **more: Any) -> Any:
            name = host.decode() if isinstance(host, bytes) else host
            if name != SLACK:
                return real(host, *rest, **more)
            self.asked[name] += 1
            time.sleep(self.slow)  # in a thread of the loop, as the real one
            if self.fail:
                raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
            return real("127.0.0.1", *rest, **more)

        with patch.object(socket, "getaddrinfo", looked_up):
            yield


async def by_name(sim: Simulator, given: Settings) -> Settings:
    return given.model_copy(update={"slack_api_url": sim.api_url.replace("127.0.0.1", SLACK)})


async def test_a_name_that_cannot_be_looked_up_holds_nobody_up(
    fresh: Fresh, tmp_path: Path, seed: int
) -> None:
    """From the start and for ten minutes: acknowledged all the same, staff hear of it by mail."""
    names = Names(fail=True)
    with names.in_force():
        async with weathered(fresh(), tmp_path, seed, settle=by_name) as weather:
            events = [await weather.field.ask(user="U0ALICE") for _ in range(3)]
            assert {event.kind for event in events} == {"acknowledged"}
            await weather.leap(301)
            await weather.desk.alarm.look()
            await weather.skip(1)
            mails = weather.field.sim.mail.received
            await weather.field.sim.until(lambda: any("waiting" in m.subject for m in mails))
            assert names.asked[SLACK] > 1
            names.fail = False
            await weather.leap(300)
            await weather.hurried(5)
            found = await weather.field.judge()
            assert not found.repeated()


@SIZES
async def test_slow_names_delay_what_goes_out_and_no_answer(
    fresh: Fresh, tmp_path: Path, seed: int, full: bool
) -> None:
    names = Names(slow=SLOW if full else 0.5)
    with names.in_force():
        async with weathered(fresh(), tmp_path, seed, settle=by_name) as weather:
            forms = [weather.field.form() for _ in range(20 if full else 6)]
            told = await asyncio.gather(*(weather.field.asker.send(form) for form in forms))
            assert {event.kind for event in told} == {"acknowledged"}
            assert weather.field.history.slowest(1.0) < PATIENCE
            await weather.hurried(1)
            await weather.field.judge()
            assert names.asked[SLACK], "nobody asked for the name"
