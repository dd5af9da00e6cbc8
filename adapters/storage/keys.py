"""Which keys have sealed what this database holds, so that a desk without one of them says so when
it starts, and not when somebody needs a text."""

from datetime import datetime

from sqlalchemy import Connection, delete, select, text

from adapters.storage.cipher import Cipher, Undecipherable
from adapters.storage.schema import SEALING_KEY
from adapters.storage.sealed import cipher_of

_NEW = text("INSERT INTO sealing_key (id, at) VALUES (:id, :at) ON CONFLICT DO NOTHING")


def lacking(db: Connection) -> list[str]:
    """Ids of keys that are needed and that this desk does not have."""
    cipher = cipher_of(db.dialect)
    known = cipher.known if cipher else frozenset()
    return sorted(set(db.execute(select(SEALING_KEY.c.id)).scalars()) - known)


def introduce(db: Connection, now: datetime) -> None:
    """Before anything is sealed with the present key. Raises Undecipherable while one is lacking:
    a desk that cannot read its cases must not begin to answer for them."""
    if missing := lacking(db):
        raise Undecipherable(told(missing))
    cipher = cipher_of(db.dialect)
    ours = SEALING_KEY.c.id == (cipher.current if cipher else "")
    if cipher and db.execute(select(SEALING_KEY.c.id).where(ours)).first() is None:
        db.execute(_NEW, {"id": cipher.current, "at": now.timestamp()})


def retire(db: Connection, cipher: Cipher) -> None:
    """Once nothing is sealed with any other key: those may be taken out of the settings."""
    db.execute(delete(SEALING_KEY).where(SEALING_KEY.c.id != cipher.current))


def told(missing: list[str]) -> str:
    return (
        f"Texts of this database are encrypted with a key that is not set (id {', '.join(missing)})"
        ". Set DESK_SECRET_KEY to the key that the desk had, or name that one in "
        "DESK_FORMER_SECRET_KEYS. Nothing was changed, and nothing is lost."
    )
