"""Finds out for admins what only the platforms can tell, before a setting is saved."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime

from adapters.email.channel import EmailChannel
from bots.checks.directory import Directory
from bots.checks.findings import words
from core.desk.ports import Dispatch, Sent
from core.values.delivery import Delivery
from core.values.message import Message
from core.values.office import Finding
from core.values.pack import Pack
from core.values.place import ConversationReference, Platform

_UNWRITABLE = "no mail can be written to it"
Look = Callable[[ConversationReference], Awaitable[str]]


class Inspection:
    """Implements the Inspector port. `looks` say why a place cannot be a staff conversation;
    `examine` is the doctor, who uses this too."""

    def __init__(
        self,
        pack: Pack,
        new_id: Callable[[], str],
        *,
        looks: Mapping[Platform, Look],
        mail: EmailChannel | None,
        directory: Directory,
    ) -> None:
        self.examine: Callable[[str], Awaitable[tuple[Finding, ...]]] | None = None
        self._pack = pack
        self._new_id = new_id
        self._looks = looks
        self._mail = mail
        self.names = directory.names
        self.outsiders = directory.outsiders

    async def staff(self, place: ConversationReference, locale: str = "") -> str:
        look = self._looks.get(place.platform)
        why = await look(place) if look else "its platform is not set up on this desk"
        return f"{place}: {said(why, locale)}" if why else ""

    async def mailbox(self, address: str, locale: str = "") -> str:
        if self._mail is None:
            return ""
        say = self._pack.phrases[self._pack.default_locale].__getitem__
        letter = Delivery(
            key=self._new_id(),
            to=ConversationReference.mailbox(address),
            message=Message(title=say("mail.test"), text=say("mail.test_text")),
            due_at=datetime.now(UTC),
        )
        try:
            outcome = await self._mail.send(_once(letter))
        except Exception as error:  # the edge: what an admin typed may be no address after all
            return f"{address}: {said(f'{_UNWRITABLE} ({type(error).__name__})', locale)}"
        if isinstance(outcome, Sent):
            return ""
        return f"{address}: {said(outcome.why, locale)}"

    async def doctor(self, locale: str) -> tuple[Finding, ...]:
        return await self.examine(locale) if self.examine else ()


def said(why: str, locale: str) -> str:
    """A platform's or server's refusal in that language, where it has a sentence for it; what
    stands in brackets behind it is theirs."""
    known, (sentence, _, rest) = words(locale), why.partition(" (")
    if why in known or sentence not in known:
        return known.get(why, why)
    return f"{known[sentence]} ({rest}" if rest else known[sentence]


def _once(letter: Delivery) -> Dispatch:
    """Sent outside of the ledger: a test mail is nobody's message."""
    return Dispatch(
        id=0, delivery=letter, target=None, fence=0, tries=1, again=False, intent_at=letter.due_at
    )
