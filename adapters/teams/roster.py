"""Who is in a staff channel right now, and whether they are of the house.

https://learn.microsoft.com/microsoftteams/platform/bots/how-to/get-teams-context
"""

from collections.abc import Mapping
from typing import Any

import aiohttp

from adapters.teams.addresses import Addresses
from adapters.teams.connector import Connector, UnknownService
from adapters.teams.token import NoToken
from adapters.teams.wire import mappings, text
from core.values.place import ConversationReference, Membership, Person, Platform

_FAILURES = (NoToken, UnknownService, aiohttp.ClientError, TimeoutError, OSError)
MOST = 100  # people that are offered to choose from


class TeamsRoster:
    """Implements the Roster port with the connector's member calls."""

    def __init__(self, connector: Connector, addresses: Addresses) -> None:
        self._connector = connector
        self._addresses = addresses

    async def membership(self, place: ConversationReference, person: Person) -> Membership:
        if person.tenant != place.tenant:
            return Membership.STRANGER
        try:
            address = await self._addresses.find(place)
            answer = await self._connector.member(address.service, place.conversation, person.user)
        except _FAILURES:
            return Membership.UNKNOWN
        if answer.ok:
            return Membership.MEMBER if _is_ours(answer.data, place.tenant) else Membership.STRANGER
        if answer.status != 404:
            return Membership.UNKNOWN
        return await self._among_all(place, person)

    async def _among_all(self, place: ConversationReference, person: Person) -> Membership:
        """Not every connector knows people by their object id (Microsoft's playground does not):
        who is not found alone is looked for among the first `MOST` members."""
        there = await self.people(place)
        known = any(each.key == person.key for each in there)
        return Membership.MEMBER if known else Membership.STRANGER

    async def people(self, place: ConversationReference) -> tuple[Person, ...]:
        try:
            address = await self._addresses.find(place)
            answer = await self._connector.members(address.service, place.conversation, MOST)
        except _FAILURES:
            return ()
        there = mappings(answer.data, "members") if answer.ok else []
        return tuple(_person(each, place.tenant) for each in there if _is_ours(each, place.tenant))


def _is_ours(account: Mapping[str, Any], tenant: str) -> bool:
    """People of the tenant itself: guests have a role of their own, bots no object id."""
    home = text(account, "tenantId") or tenant
    return bool(_id(account)) and home == tenant and text(account, "userRole") in ("", "user")


def _id(account: Mapping[str, Any]) -> str:
    return text(account, "aadObjectId") or text(account, "objectId")


def _person(account: Mapping[str, Any], tenant: str) -> Person:
    return Person(
        platform=Platform.TEAMS,
        tenant=tenant,
        user=_id(account),
        name=text(account, "name") or _id(account),
    )
