"""Names the simulator's one loose type: what crosses the wire, before anybody has looked at it."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
