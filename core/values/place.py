"""Where messages go and who sends them: conversation references and persons."""

import re
from enum import StrEnum
from typing import Self

from core.values.value import Misplaced, Value

_PLACE = re.compile(r"(?P<platform>slack|teams|email):(?P<tenant>[^:]*):(?P<conversation>\S+)")


class Platform(StrEnum):
    SLACK = "slack"
    TEAMS = "teams"
    EMAIL = "email"
    DESK = "desk"  # the desk itself, for its timers; no routing and no payload can name it


class Membership(StrEnum):
    """How somebody stands to a staff conversation, by the word of the platform."""

    MEMBER = "member"
    STRANGER = "stranger"  # removed, a guest, of another organisation, a bot
    UNKNOWN = "unknown"  # the platform could not be asked


class ConversationReference(Value):
    """A place to which a message can be sent.

    `conversation` is a Slack channel or user id, a Teams conversation id or an e-mail address;
    `tenant` the Slack team or Teams tenant (empty for e-mail); `thread` the message that a
    thread hangs from, in the platform's own id (Slack `ts`, an e-mail's Message-ID).
    """

    platform: Platform
    tenant: str = ""
    conversation: str
    thread: str | None = None

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read `slack:T0STAFF:C0NIO` or `teams:TENANT:19:abc@thread.tacv2`.

        Raises ValueError with a sentence that says what is expected.
        """
        found = _PLACE.fullmatch(text.strip())
        if found is None:
            wrong = (
                "'{given}' is not a conversation; "
                "write slack:TEAM:CHANNEL or teams:TENANT:CONVERSATION"
            )
            raise Misplaced(wrong, key="conversation", given=text)
        return cls.model_validate(found.groupdict())

    @classmethod
    def mailbox(cls, address: str) -> Self:
        return cls(platform=Platform.EMAIL, conversation=address)

    @classmethod
    def desk(cls, about: str) -> Self:
        """Where the timers of a case, or of another subject, wait for the desk."""
        return cls(platform=Platform.DESK, conversation=about)

    @property
    def lane(self) -> str:
        """The name of the queue of deliveries to this conversation, threads included."""
        return f"{self.platform}:{self.tenant}:{self.conversation}"

    @property
    def root(self) -> Self:
        """The conversation itself, outside of any thread."""
        return self.model_copy(update={"thread": None})

    def under(self, thread: str | None) -> Self:
        return self.model_copy(update={"thread": thread})

    def __str__(self) -> str:
        return self.lane


class Person(Value):
    """Somebody who acts, known by platform, tenant and user id; the name is only for reading.

    `locale` is a BCP 47 tag as the platform reports it, or empty.
    """

    platform: Platform
    tenant: str
    user: str
    name: str = ""
    locale: str = ""

    @property
    def key(self) -> str:
        """What identifies the person; names and locales may change."""
        return f"{self.platform}:{self.tenant}:{self.user}"

    @property
    def workspace(self) -> str:
        """Where the person belongs: `platform:tenant`."""
        return f"{self.platform}:{self.tenant}"

    @property
    def direct(self) -> ConversationReference:
        """The person's private conversation with the desk."""
        return ConversationReference(
            platform=self.platform, tenant=self.tenant, conversation=self.user
        )


DESK = Person(platform=Platform.EMAIL, tenant="", user="desk", name="Innovation Desk")
"""Who acts when the desk does something by itself. No platform can deliver a turn of this person:
e-mail turns carry an address."""
