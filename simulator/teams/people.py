"""Describes tenants, people and the bot as Teams describes them.

https://learn.microsoft.com/en-us/microsoftteams/platform/bots/how-to/get-teams-context
"""

from __future__ import annotations

from dataclasses import dataclass

from simulator.payload import Json


@dataclass
class Tenant:
    """`disabled`: its admin has blocked the app."""

    id: str
    name: str
    domain: str
    disabled: bool = False


@dataclass
class User:
    """A person of one tenant. `locale` is as Teams writes it: en-GB, fr-BE, nl-BE."""

    id: str
    key: str
    name: str
    tenant_id: str
    aad_object_id: str
    email: str = ""
    title: str = ""
    locale: str = "en-GB"
    tz: str = "Europe/Brussels"

    @property
    def country(self) -> str:
        return self.locale.partition("-")[2] or "BE"

    def account(self) -> Json:
        """As `from` of an activity."""
        return {"id": self.id, "name": self.name, "aadObjectId": self.aad_object_id}

    def member(self) -> Json:
        """As the member calls of the connector answer."""
        given, _, family = self.name.partition(" ")
        return {
            "id": self.id,
            "name": self.name,
            "aadObjectId": self.aad_object_id,
            "objectId": self.aad_object_id,
            "givenName": given,
            "surname": family,
            "email": self.email,
            "userPrincipalName": self.email,
            "tenantId": self.tenant_id,
            "userRole": "user",
        }


@dataclass
class Bot:
    """The desk's registration. `password` is its client secret in the home tenant."""

    app_id: str
    password: str
    name: str
    home_tenant: str

    @property
    def id(self) -> str:
        return f"28:{self.app_id}"

    def account(self) -> Json:
        return {"id": self.id, "name": self.name}
