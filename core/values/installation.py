"""The app in one workspace: who let it in, and with which token it speaks there."""

from datetime import datetime
from enum import StrEnum

from pydantic import SecretStr

from core.values.place import Platform
from core.values.value import Value


class Standing(StrEnum):
    """Whether the desk's admins let a workspace in. A new one waits for them."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    REFUSED = "refused"


class Tokens(Value):
    """What the app speaks with. `expires_at` (UTC) and `refresh` are there where tokens rotate."""

    access: SecretStr
    refresh: SecretStr | None = None
    expires_at: datetime | None = None


class Installation(Value):
    """`tenant` is the workspace's id, or the organisation's where it is `org_wide`. `tokens` are
    gone once the app was removed (`removed_at`, UTC). `since` is when it was installed last, by
    `installed_by` (a user id); `judged_by` is the key of the admin who let it in, or did not."""

    platform: Platform
    tenant: str
    name: str = ""
    org_wide: bool = False
    standing: Standing = Standing.PENDING
    since: datetime
    removed_at: datetime | None = None
    bot_user: str = ""
    bot_id: str = ""
    scopes: str = ""
    installed_by: str = ""
    judged_by: str = ""
    tokens: Tokens | None = None

    @property
    def id(self) -> str:
        """As admins write it: `slack:T0UNI`."""
        return f"{self.platform}:{self.tenant}"

    @property
    def open(self) -> bool:
        """Whether people there are served."""
        return self.standing is Standing.ACCEPTED and self.removed_at is None


class Verdict(Value):
    """Effect: an admin lets a workspace in, or does not, if it still stands as it was `seen`."""

    id: str
    standing: Standing
    seen: Standing
