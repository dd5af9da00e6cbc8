"""Mail that comes back: which of our mails it answers, and how far the desk's mailbox was read."""

from sqlalchemy import Connection, bindparam, delete, insert, select

from adapters.storage.schema import DELIVERY, MAILBOX

_TO_MAIL = "email::"
_ANSWERED = select(DELIVERY.c.case_id, DELIVERY.c.lane).where(
    DELIVERY.c.key == bindparam("key"),
    DELIVERY.c.lane.like(f"{_TO_MAIL}%"),
    DELIVERY.c.case_id.is_not(None),
)
_STAND = select(MAILBOX.c.epoch, MAILBOX.c.uid).where(MAILBOX.c.name == bindparam("box"))
_GONE = delete(MAILBOX).where(MAILBOX.c.name == bindparam("box"))
_PUT = insert(MAILBOX)


def answered(db: Connection, key: str) -> tuple[str, str] | None:
    """The case of the mail that was sent with this key, and the address that it went to."""
    row = db.execute(_ANSWERED, {"key": key}).first()
    return (str(row.case_id), str(row.lane).removeprefix(_TO_MAIL)) if row else None


def stand(db: Connection, name: str) -> tuple[int, int] | None:
    """UIDVALIDITY and the highest UID that was read; None for a mailbox that never was."""
    row = db.execute(_STAND, {"box": name}).first()
    return (int(row.epoch), int(row.uid)) if row else None


def put_stand(db: Connection, name: str, epoch: int, uid: int) -> None:
    """Another process may have read on meanwhile: the stand of an epoch never goes back."""
    known = stand(db, name)
    if known and known[0] == epoch and known[1] >= uid:
        return
    db.execute(_GONE, {"box": name})
    db.execute(_PUT, {"name": name, "epoch": epoch, "uid": uid})
