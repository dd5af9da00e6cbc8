"""Describes the people and the app of a workspace as Slack describes them.

https://docs.slack.dev/reference/objects/user-object
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from simulator.payload import Json

Standing = Literal["valid", "revoked", "inactive"]


@dataclass
class User:
    """A member of one workspace. `locale` is as Slack writes it: en-US, fr-FR, nl-NL."""

    id: str
    team_id: str
    name: str
    real_name: str
    email: str = ""
    title: str = ""
    locale: str = "en-US"
    tz: str = "Europe/Brussels"
    is_bot: bool = False
    is_admin: bool = False
    is_restricted: bool = False
    deleted: bool = False

    def payload(self, *, include_locale: bool = False) -> Json:
        person: Json = {
            "id": self.id,
            "team_id": self.team_id,
            "name": self.name,
            "deleted": self.deleted,
            "real_name": self.real_name,
            "tz": self.tz,
            "is_bot": self.is_bot,
            "is_admin": self.is_admin,
            "is_restricted": self.is_restricted,
            "is_ultra_restricted": False,
            "is_app_user": False,
            "profile": self._profile(),
        }
        return person | ({"locale": self.locale} if include_locale else {})

    def _profile(self) -> Json:
        return {
            "real_name": self.real_name,
            "display_name": self.name,
            "email": self.email,
            "title": self.title,
            "team": self.team_id,
        }


@dataclass
class App:
    """The desk's app as installed in one workspace.

    `scopes` None grants everything; a set makes the API answer `missing_scope`.
    `subscriptions` None sends every event that the simulator knows. `expires_at`: when the token
    ends, in the simulator's seconds; `former`: the one before it, which lives until its own end.
    `org_wide`: installed in a whole Enterprise Grid.
    """

    app_id: str
    bot_id: str
    bot_user_id: str
    bot_token: str
    name: str = "Innovation Desk"
    standing: Standing = "valid"
    scopes: frozenset[str] | None = None
    subscriptions: frozenset[str] | None = None
    shortcuts: dict[str, str] = field(default_factory=dict)
    expires_at: float | None = None
    former: tuple[str, float] = ("", 0.0)
    org_wide: bool = False

    def profile(self, team_id: str) -> Json:
        return {"id": self.bot_id, "app_id": self.app_id, "name": self.name, "team_id": team_id}

    def payload(self) -> Json:
        return {
            "id": self.bot_id,
            "app_id": self.app_id,
            "user_id": self.bot_user_id,
            "name": self.name,
            "deleted": False,
        }
