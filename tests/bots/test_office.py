"""Admins on the command line: whoever is none is told apart from the last one."""

from pathlib import Path

import pytest

from bots.operations import office
from bots.settings import Settings, Unsafe
from tests.tables import copied

SOFIE, MARC = "slack:T0STAFF:U0SOFIE", "slack:T0STAFF:U0MARC"


async def test_who_is_no_admin_cannot_be_removed(tmp_path: Path) -> None:
    given = Settings(_env_file=None, desk_database_url=copied(tmp_path / "desk.db"))
    await office.add(given, SOFIE)
    with pytest.raises(Unsafe, match="is no admin; nothing was changed"):
        await office.remove(given, MARC)
    with pytest.raises(Unsafe, match="The last admin cannot be removed"):
        await office.remove(given, SOFIE)
    await office.add(given, MARC)
    await office.remove(given, SOFIE)
    assert await office.admins(given) == (MARC,)
