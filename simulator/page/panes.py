"""Says what one side of the page shows: a person's places, and what is in the one chosen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simulator.page import timeline
from simulator.payload import Json
from simulator.slack.channels import Channel
from simulator.slack.person import Person
from simulator.slack.platform import Slack

Side = Literal["researcher", "staff"]
DM, HOME = "dm", "home"


@dataclass(frozen=True)
class Gaze:
    """Who looks, at which place (a channel id, `dm` or `home`), and at which thread if any."""

    person: Person
    place: str
    thread_ts: str = ""


def side_of(person: Person) -> Side:
    """Staff are those who share a private channel with the app."""
    private = any(c.kind == "private" for c in _channels(person))
    return "staff" if private else "researcher"


def people(slack: Slack, side: Side) -> list[Person]:
    return [person for person in slack.people() if side_of(person) == side]


def shown(gaze: Gaze) -> Json:
    """Everything the script needs to draw one side."""
    person = gaze.person
    channel = _channel(gaze)
    thread = timeline.thread_items(person, channel, gaze.thread_ts) if channel else []
    return {
        "person": person.id,
        "places": _places(person),
        "items": _items(gaze, channel),
        "thread": thread if gaze.thread_ts and thread else None,
        "modal": timeline.modal(person),
    }


def place_of(person: Person, place: str) -> Channel:
    """The channel behind a place; LookupError if the person has no business there."""
    if place in (DM, HOME):
        return person.workspace.dm_with(person.id)
    for channel in _channels(person):
        if channel.id == place:
            return channel
    raise LookupError(f"{person.id} cannot see {place}")


def _items(gaze: Gaze, channel: Channel | None) -> list[timeline.Item]:
    if gaze.place == HOME:
        return timeline.home_items(gaze.person)
    return timeline.channel_items(gaze.person, channel) if channel else []


def _channel(gaze: Gaze) -> Channel | None:
    """None for the Home, and for a conversation with the app that has not begun."""
    if gaze.place == HOME:
        return None
    if gaze.place == DM:
        return gaze.person.workspace.dm_of(gaze.person.id)
    return place_of(gaze.person, gaze.place)


def _places(person: Person) -> list[Json]:
    """Tabs: a staff member's private channels come first, a researcher's talk with the app."""
    app = person.workspace.app.name
    direct = person.workspace.dm_of(person.id)
    talk = _place(DM, app, direct)
    channels = [_place(c.id, f"#{c.name}", c) for c in _channels(person)]
    home = {"id": HOME, "label": "Home", "latest": "", "note": ""}
    ordered = [*channels, talk] if side_of(person) == "staff" else [talk, *channels]
    return [*ordered, home]


def _place(place_id: str, label: str, channel: Channel | None) -> Json:
    latest = channel.messages[-1].ts if channel and channel.messages else ""
    return {"id": place_id, "label": label, "latest": latest, "note": _note(channel)}


def _note(channel: Channel | None) -> str:
    if channel is None or channel.kind == "im":
        return ""
    notes = ["archived"] if channel.is_archived else []
    notes += ["shared with another workspace"] if channel.is_ext_shared else []
    notes += ["private" if channel.kind == "private" else "public"]
    return ", ".join(notes)


def _channels(person: Person) -> list[Channel]:
    return [
        c for c in person.workspace.channels.values() if c.kind != "im" and person.id in c.members
    ]
