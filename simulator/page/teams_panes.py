"""Says what one side of the page shows of Teams: a person's places, and what is in one of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from simulator.page import teams_timeline
from simulator.page.html import el
from simulator.payload import Json
from simulator.teams.conversations import Conversation
from simulator.teams.person import Person
from simulator.teams.platform import Teams
from simulator.teams.tab import PATH as TAB_PATH

Side = Literal["researcher", "staff"]
PREFIX = "teams/"
CHAT, TAB = "dm", "tab"


@dataclass(frozen=True)
class Gaze:
    """Who looks, at which place (a conversation id, or `dm`), and at which thread if any."""

    person: Person
    place: str
    root_id: str = ""


def side_of(person: Person) -> Side:
    """Staff are those who are in a team with the app."""
    teams = person.world.teams.values()
    return "staff" if any(person.id in team.members for team in teams) else "researcher"


def people(teams: Teams, side: Side) -> list[Person]:
    return [person for person in teams.people() if side_of(person) == side]


def shown(gaze: Gaze) -> Json:
    """Everything the script needs to draw one side."""
    person = gaze.person
    place = None if gaze.place == TAB else place_of(gaze.person, gaze.place)
    thread = place.thread(gaze.root_id) if place and gaze.root_id else []
    return {
        "person": f"{PREFIX}{person.key}",
        "places": _places(person),
        "items": _items(gaze, place),
        "thread": teams_timeline.items(person, thread, "thread") if thread else None,
        "modal": teams_timeline.dialog(person),
    }


def _items(gaze: Gaze, place: Conversation | None) -> list[Json]:
    if gaze.place == TAB:
        return [_frame(gaze.person)]
    return teams_timeline.items(gaze.person, place.posts, "channel") if place else []


def _frame(person: Person) -> Json:
    """The page of the app, in a frame; the script around it answers as Teams does."""
    address = f"{(person.teams.desk.url or '').rstrip('/')}{TAB_PATH}"
    named = {"class": "tab-page", "title": "Tab", "data-tab": f"{PREFIX}{person.key}"}
    frame = el("iframe", {**named, "src": address, "data-locale": person.user.locale})
    return {"key": f"tab-{person.key}", "html": str(frame)}


def place_of(person: Person, place: str) -> Conversation | None:
    """The conversation; None for a chat that has not begun. LookupError if it is not theirs."""
    if place == CHAT:
        return person.world.personal_chat(person.user)
    found = person.world.conversations.get(place)
    if found is None or person.user not in person.world.members_of(found):
        raise LookupError(f"{person.key} cannot see {place}")
    return found


def _places(person: Person) -> list[Json]:
    """Tabs: for staff the channels of the desk first, for researchers the talk with the app."""
    chat = person.world.personal_chat(person.user)
    talk = _place(CHAT, person.world.bot.name, chat)
    others = [
        _place(each.id, each.name, each)
        for each in person.world.conversations.values()
        if each.kind != "personal" and not each.deleted
        and person.user in person.world.members_of(each)
    ]  # fmt: skip
    general = [each for each in others if each["label"] == "General"]
    others = [*(each for each in others if each not in general), *general]
    tab = {"id": TAB, "label": "Tab", "latest": "", "note": "the app's own page"}
    return [*others, talk, tab] if side_of(person) == "staff" else [talk, *others, tab]


def _place(place_id: str, label: str, conversation: Conversation | None) -> Json:
    latest = conversation.messages[-1].id if conversation and conversation.messages else ""
    note = "" if conversation and conversation.has_bot else "the app is not installed here"
    return {"id": place_id, "label": label, "latest": latest, "note": note}
