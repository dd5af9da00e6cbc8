"""Proves each promise of Teams live, and says how to mend what fails."""

from collections.abc import Collection

import aiohttp

from adapters.teams.channel import TeamsChannel
from adapters.teams.token import NoToken, Token
from core.desk.ports import Dispatch, Sent
from core.values.delivery import Delivery
from core.values.office import Finding

_UNHEARD = (
    "No text without a mention ever arrived; whether an owner agreed cannot be seen from here."
)
_CONSENT = (
    "Look in the team: Manage team, Apps, the app's permissions; ChannelMessage.Read.Group must be "
    "there. Or write in the thread of a card: the offer to send it must appear. The card's Answer "
    "button works anyway."
)


class TeamsCheckup:
    """`letter` is a message to an admin on Teams, if there is one. `heard` says whether a text
    without a mention ever came from a staff channel, `staffed` whether there is such a channel."""

    def __init__(
        self,
        token: Token,
        channel: TeamsChannel,
        letters: Collection[Delivery],
        *,
        staffed: bool,
        heard: bool,
    ) -> None:
        self._token = token
        self._channel = channel
        self._letters = letters
        self._staffed = staffed
        self._heard = heard

    async def findings(self) -> tuple[Finding, ...]:
        try:
            await self._token.value()
        except (NoToken, aiohttp.ClientError, TimeoutError, OSError) as error:
            mend = "Look at TEAMS_APP_ID, TEAMS_APP_PASSWORD (it expires) and TEAMS_APP_TENANT_ID."
            why = {"why": str(error) or type(error).__name__}
            return (Finding(part="teams token", well=False, told="{why}", mend=mend, values=why),)
        good = Finding(part="teams token", well=True, told="Microsoft gives us a token.")
        return (good, self._of_rsc(), await self._round_trip())

    def _of_rsc(self) -> Finding:
        """Nothing tells but what arrives: Teams delivers mentions in any case."""
        part = "teams rsc"
        if not self._staffed:
            return Finding(part=part, well=True, told="No queue has its staff on Teams.")
        if self._heard:
            return Finding(part=part, well=True, told="Texts without a mention arrive.")
        return Finding(
            part=part,
            well=False,
            told=_UNHEARD,
            mend=_CONSENT,
        )

    async def _round_trip(self) -> Finding:
        part = "teams round trip"
        letter = next(iter(self._letters), None)
        if letter is None:
            told = "No admin is on Teams, so nobody was written to."
            return Finding(part=part, well=True, told=told)
        outcome = await self._channel.send(_once(letter))
        if isinstance(outcome, Sent):
            return Finding(part=part, well=True, told="A message arrived.")
        mend = "The admin must have the app: install it, or write to it once."
        values = {"why": outcome.why}
        return Finding(part=part, well=False, told="{why}", mend=mend, values=values)


def _once(letter: Delivery) -> Dispatch:
    """Sent outside of the ledger: it is nobody's message."""
    return Dispatch(
        id=0, delivery=letter, target=None, fence=0, tries=1, again=False, intent_at=letter.due_at
    )
