"""Describes a fault that the page can switch on and off."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from simulator.faults import Fault, Faults

Switch = Callable[[], Awaitable[None]]


@dataclass(frozen=True)
class Preset:
    id: str
    label: str
    effect: str
    is_on: Callable[[], bool]
    turn_on: Switch
    turn_off: Switch


def api_fault(
    faults: Faults, preset_id: str, label: str, effect: str, plant: Callable[[], Fault]
) -> Preset:
    def mine() -> list[Fault]:
        return [fault for fault in faults.active() if fault.preset == preset_id]

    async def on() -> None:
        plant().preset = preset_id

    async def off() -> None:
        for fault in mine():
            faults.clear(fault)

    return Preset(preset_id, label, effect, lambda: bool(mine()), on, off)
