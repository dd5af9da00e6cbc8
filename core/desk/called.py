"""What workspaces and tenants are called: as their platform says, as they were when they installed
the app, as the office's admins wrote."""

import time
from collections import Counter
from collections.abc import Callable, Mapping

from core.desk.ports import Record

BELIEVED = 5.0  # seconds; as long as a verdict on a workspace takes to be known by all processes
_LONGEST = 80


def names_of(record: Record, told: Mapping[str, str]) -> dict[str, str]:
    """By `platform:tenant`. `told` are names that a platform gave. Beside a name that two have
    stands the id."""
    known = {key: _line(name) for key, name in told.items()}
    known |= {it.id: _line(it.name) for it in record.installed() if _line(it.name)}
    written = record.office()[0].workspaces.items()
    known |= {key: _line(each.name) for key, each in written if _line(each.name)}
    alike = Counter(known.values())
    return {
        key: f"{name} ({key})" if alike[name] > 1 else name for key, name in known.items() if name
    }


def _line(name: str) -> str:
    return " ".join(name.split())[:_LONGEST]


class Names:
    """`told` gives the names that platforms told this process."""

    def __init__(self, told: Callable[[], Mapping[str, str]]) -> None:
        self._told = told
        self._read_at = float("-inf")
        self._known: Mapping[str, str] = {}

    def on(self, record: Record) -> Mapping[str, str]:
        """Read anew after `BELIEVED`; the very same value in between."""
        now = time.monotonic()
        if now - self._read_at >= BELIEVED:
            self._known, self._read_at = names_of(record, self._told()), now
        return self._known


def nobody_tells() -> Mapping[str, str]:
    return {}
