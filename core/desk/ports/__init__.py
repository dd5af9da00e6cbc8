"""What the desk needs from the world: a record, channels, triage. Adapters implement these."""

from core.desk.ports.deliveries import (
    SETTLE,
    Backlog,
    Channel,
    Dispatch,
    Hidden,
    Later,
    Limit,
    Outcome,
    Refused,
    Sent,
    Unsure,
)
from core.desk.ports.platforms import AddressBook, Inspector, Roster
from core.desk.ports.record import Answered, Record, Repeated, Store
from core.desk.ports.sorting import Sorter

__all__ = [
    "SETTLE",
    "AddressBook",
    "Answered",
    "Backlog",
    "Channel",
    "Dispatch",
    "Hidden",
    "Inspector",
    "Later",
    "Limit",
    "Outcome",
    "Record",
    "Refused",
    "Repeated",
    "Roster",
    "Sent",
    "Sorter",
    "Store",
    "Unsure",
]
