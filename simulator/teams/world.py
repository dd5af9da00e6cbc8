"""Holds all of Teams that the bot can meet: tenants, people, teams, conversations."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from simulator.changes import Changes
from simulator.clock import Clock
from simulator.payload import Json
from simulator.teams.conversations import Conversation, Team
from simulator.teams.dialogs import Dialog
from simulator.teams.files import OneDrive
from simulator.teams.ids import Ids
from simulator.teams.messages import Message
from simulator.teams.people import Bot, Tenant, User
from simulator.teams.refusals import RefusedError

Announce = Callable[[Json], None]
THREAD = ";messageid="


@dataclass
class World:
    """`announce` tells the desk. `service_url`: where the connector listens.

    `shown` lists, in order, every message of the bot put before people's eyes, new or updated;
    `dialogs` the one each person has open; `complaints` what a strict reader would say of the
    cards that came.
    """

    bot: Bot
    clock: Clock
    changes: Changes
    announce: Announce = lambda activity: None
    service_url: str = ""
    ids: Ids = field(default_factory=Ids)
    tenants: dict[str, Tenant] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    teams: dict[str, Team] = field(default_factory=dict)
    conversations: dict[str, Conversation] = field(default_factory=dict)
    shown: list[Message] = field(default_factory=list)
    dialogs: dict[str, Dialog] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    drive: OneDrive = field(init=False)

    def __post_init__(self) -> None:
        self.drive = OneDrive(self.clock)

    def add_conversation(self, conversation: Conversation) -> Conversation:
        self.conversations[conversation.id] = conversation
        self.changes.notify()
        return conversation

    def personal_chat(self, user: User) -> Conversation | None:
        """The person's conversation with the bot, if the app has ever been installed."""
        for conversation in self.conversations.values():
            if conversation.kind == "personal" and user.id in conversation.members:
                return conversation
        return None

    def user_of(self, member_id: str) -> User | None:
        """By the id that the bot knows, or the object id in Entra."""
        for user in self.users.values():
            if member_id in (user.id, user.aad_object_id):
                return user
        return None

    def team_of(self, conversation: Conversation) -> Team | None:
        return self.teams.get(conversation.team_id)

    def members_of(self, conversation: Conversation) -> list[User]:
        team = self.team_of(conversation)
        ids = team.members if team else conversation.members
        return [self.users[user_id] for user_id in ids]

    def place(self, thread_id: str) -> tuple[Conversation, str | None]:
        """The conversation and, in `19:…;messageid=…`, the root of the thread."""
        conversation_id, _, root_id = thread_id.partition(THREAD)
        conversation = self.conversations.get(conversation_id)
        if conversation is None or conversation.deleted:
            raise RefusedError("ConversationNotFound")
        if root_id and conversation.kind != "channel":
            raise RefusedError("BadSyntax", "Bad format of conversation ID")
        if root_id and not conversation.find(root_id):
            raise RefusedError("ConversationNotFound")
        return conversation, root_id or None

    def writable(self, thread_id: str) -> tuple[Conversation, str | None]:
        """The same, if the bot may write there."""
        conversation, root_id = self.place(thread_id)
        if self.tenants[conversation.tenant_id].disabled:
            raise RefusedError("BotDisabledByAdmin")
        team = self.team_of(conversation)
        if conversation.kind == "personal" and not conversation.has_bot:
            raise RefusedError("MessageWritesBlocked", "Thread is not available for messages")
        if conversation.blocked or (team and team.archived):
            raise RefusedError("MessageWritesBlocked")
        if not conversation.has_bot or (team and not team.has_bot):
            raise RefusedError("BotNotInConversationRoster")
        return conversation, root_id

    def post(self, conversation: Conversation, message: Message) -> Message:
        conversation.messages.append(message)
        if message.is_from_bot:
            self.shown.append(message)
        self.changes.notify()
        return message

    def now(self) -> float:
        return self.clock.now()
