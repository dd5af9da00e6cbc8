"""A desk and the simulator, joined over HTTP, SMTP and a SQLite file, as in production."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bots.serve import Running, running
from bots.settings import Settings
from core.values.routing import Routing
from simulator import Simulator

ROOT = Path(__file__).parents[2]
SECRET = "walk-signing-secret"
ROUTING = Routing.model_validate(
    {
        "queues": {
            "innovationoffice": {
                "staff": "slack:T0UNI:C0NIO",
                "mailbox": "innovationoffice@fagg-afmps.be",
                "respond_within": "3 working days",
            },
            "ctr": {
                "staff": "slack:T0UNI:C0CTR",
                "mailbox": "ctr@fagg-afmps.be",
                "respond_within": "2 working days",
            },
        },
        "rules": [
            {"when": {"topic": ["cta", "cta_timelines"]}, "queue": "ctr"},
            {"queue": "innovationoffice"},
        ],
    }
)


@dataclass
class Office:
    """The simulator and the desk that serves it."""

    sim: Simulator
    desk: Running

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.desk.port}"


def settings_for(sim: Simulator, folder: Path) -> Settings:
    return Settings(
        _env_file=None,
        desk_database_url=f"sqlite:///{folder}/desk.db",
        desk_pack=ROOT / "packs/famhp",
        port=0,
        slack_signing_secret=SECRET,
        slack_bot_token=sim.slack.bot_token,
        slack_api_url=sim.api_url,
        smtp_url=sim.smtp_url,
        mail_from="desk@innovation-desk.example",
    )


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Office]:
    async with Simulator(signing_secret=SECRET) as sim:
        sim.slack.rates.off()
        async with running(settings_for(sim, tmp_path)) as desk:
            from datetime import UTC, datetime

            await desk.store.write(
                lambda record: record.set_routing(ROUTING, "test", datetime.now(UTC))
            )
            sim.desk_url = f"http://127.0.0.1:{desk.port}"
            yield Office(sim, desk)
