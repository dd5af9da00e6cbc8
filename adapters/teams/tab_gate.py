"""The door of the tab, without I/O: whom Microsoft Entra says a token was made out for.

Teams gives the page a token for this desk; what it must say is in
https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference
"""

from dataclasses import dataclass

import jwt

from adapters.teams.gate import CLOCK_SKEW, Key, Refusal
from adapters.teams.place import known_person
from adapters.teams.wire import Payload, text
from core.values.place import Person

AUTHORITY = "https://login.microsoftonline.com"
FORMER_ISSUER = "https://sts.windows.net"
"""Of tokens of version 1, which a registration gets unless it asks for version 2."""
SCOPE = "access_as_user"
TEAMS_CLIENTS = frozenset(
    {"1fec8e78-bce4-4aaf-ab1b-5451cc387264", "5e3ce6c0-2b1f-4285-8d4b-75ee78787346"}
)
"""Teams on the desktop and on phones, and in the browser. To no other app a person may lend itself:
https://learn.microsoft.com/microsoftteams/platform/tabs/how-to/authentication/tab-sso-register-aad"""
_NEEDED = ["exp", "iss", "aud", "tid", "oid"]


@dataclass(frozen=True, slots=True)
class TabGate:
    """Who may look. `tenants` are lower-case ids, `host` is the desk's own public one."""

    app_id: str
    tenants: frozenset[str]
    host: str
    authority: str = AUTHORITY

    @property
    def resource(self) -> str:
        """The *Application ID URI* of the registration."""
        return f"api://{self.host}/botid-{self.app_id}"

    def claims(self, token: str, key: Key) -> Payload | Refusal:
        """What a token says, when Entra signed it for us, for Teams, and for one of our tenants."""
        try:
            said: Payload = jwt.decode(
                token,
                key.public,
                algorithms=["RS256"],
                audience=[self.app_id, self.resource],
                leeway=CLOCK_SKEW,
                options={"require": _NEEDED},
            )
        except (jwt.PyJWTError, ValueError, TypeError, OverflowError) as error:
            return Refusal(401, f"token: {type(error).__name__}")
        return self._barred(said, key) or said

    def _barred(self, said: Payload, key: Key) -> Refusal | None:
        tenant = text(said, "tid")
        issuers = self._issuers(tenant)
        if text(said, "iss") not in issuers or not _signs_for(key, tenant, issuers):
            return Refusal(401, "token: another issuer")
        if SCOPE not in text(said, "scp").split():
            return Refusal(401, "token: another scope")
        if (text(said, "azp") or text(said, "appid")) not in TEAMS_CLIENTS:
            return Refusal(403, "token is for another app")
        return None if tenant.lower() in self.tenants else Refusal(403, "unknown tenant")

    def _issuers(self, tenant: str) -> tuple[str, str]:
        return f"{self.authority}/{tenant}/v2.0", f"{FORMER_ISSUER}/{tenant}/"

    def person(self, claims: Payload, locale: str) -> Person | None:
        """Who looks; `locale` is what the page says, good for the language alone. None for who has
        no id of Entra's."""
        name = text(claims, "name")
        return known_person(text(claims, "tid"), text(claims, "oid"), name, locale)


def _signs_for(key: Key, tenant: str, issuers: tuple[str, ...]) -> bool:
    """Among the keys of all tenants are those of personal accounts, which sign for no tenant of
    ours, and may be those of other clouds.

    https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-the-issuer
    """
    return not key.issuer or key.issuer.replace("{tenantid}", tenant) in issuers
