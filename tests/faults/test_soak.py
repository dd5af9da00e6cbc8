"""Everything at once for a while: see soak.py. Hours of it: `python -m tests.faults --soak 144`."""

import pytest

from tests.faults.conftest import BOTH
from tests.faults.ground import Ground
from tests.faults.soak import Soak

QUICK = ("kill -9 of a worker", "SIGTERM of the doors", "429", "500", "HTML")


async def test_a_few_seconds_of_everything(field: Ground) -> None:
    await Soak(field).run(blows=4, every=0.5, only=QUICK)


@pytest.mark.nemesis
@BOTH
async def test_three_minutes_of_everything(field: Ground) -> None:
    soak = Soak(field)
    await soak.run(blows=36, every=5)
    assert len(soak.blows) >= 5, soak.blows
