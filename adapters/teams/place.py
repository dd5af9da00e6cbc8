"""Where an activity happened and who did it: ids of Teams as places and persons of the core.

https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/conversation-messages
A channel's conversation id is `19:…@thread.tacv2;messageid=ROOT`; the part after `;` is the thread.
"""

import re
from dataclasses import dataclass

from adapters.teams.gate import tenant_of
from adapters.teams.wire import Payload, mapping, text
from core.values.place import ConversationReference, Person, Platform

PERSONAL, CHANNEL = "personal", "channel"
_ID = re.compile(r"[^\s:#\x00-\x1f\x7f]{1,64}")  # of a tenant or a person
_CONVERSATION = re.compile(r"[^\s#;\x00-\x1f\x7f]{1,160}")
_MESSAGE = re.compile(r"[^\s#;\x00-\x1f\x7f]{1,100}")
_IN_THREAD = ";messageid="


@dataclass(frozen=True, slots=True)
class Origin:
    """Where and by whom. `kind` is `personal`, `groupChat` or `channel`; `id` the activity's."""

    id: str
    person: Person
    where: ConversationReference
    kind: str

    @property
    def direct(self) -> bool:
        return self.kind == PERSONAL


def origin(body: Payload) -> Origin | None:
    """None when ids are missing or are none of Teams': such an activity cannot be answered."""
    person, where, id = person_in(body), place_in(body), text(body, "id")
    if person is None or where is None or not _MESSAGE.fullmatch(id):
        return None
    kind = kind_of(body)
    if kind == CHANNEL and where.thread is None and body.get("type") == "message":
        where = where.under(id)  # a new post is the root of its own thread
    return Origin(id, person, where, kind)


def kind_of(body: Payload) -> str:
    return text(mapping(body, "conversation"), "conversationType")


def person_in(body: Payload) -> Person | None:
    """Who acted. People without an Entra object id (bots, anonymous guests) are nobody to us."""
    who = mapping(body, "from")
    name, locale = text(who, "name"), text(body, "locale")
    return known_person(tenant_of(body), text(who, "aadObjectId"), name, locale)


def known_person(tenant: str, user: str, name: str, locale: str) -> Person | None:
    """None where an id is none of Entra's."""
    if not (_ID.fullmatch(tenant) and _ID.fullmatch(user)):
        return None
    return Person(
        platform=Platform.TEAMS,
        tenant=tenant,
        user=user,
        name=" ".join(name.replace("\x00", "").split())[:200] or user,
        locale=locale[:35],
    )


def place_in(body: Payload) -> ConversationReference | None:
    conversation, _, rest = text(mapping(body, "conversation"), "id").partition(_IN_THREAD)
    return place(tenant_of(body), conversation, rest.partition(";")[0])


def place(tenant: str, conversation: str, thread: str = "") -> ConversationReference | None:
    if not (_ID.fullmatch(tenant) and _CONVERSATION.fullmatch(conversation)):
        return None
    if thread and not _MESSAGE.fullmatch(thread):
        return None
    return ConversationReference(
        platform=Platform.TEAMS, tenant=tenant, conversation=conversation, thread=thread or None
    )


def threaded(conversation: str, thread: str | None) -> str:
    """The id under which Teams takes messages for a thread of a channel."""
    return f"{conversation}{_IN_THREAD}{thread}" if thread else conversation
