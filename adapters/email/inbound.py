"""Mails become turns. Pure: what answers no mail of the desk gives None, never an exception."""

import hashlib
import re
from dataclasses import dataclass
from email import message_from_bytes
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import default

from authres import AuthenticationResultsHeader
from authres.core import AuthResError

from adapters.email.exchange import Tenant, stands_for
from adapters.email.reply import too_long, written
from core.values.command import Mailed
from core.values.place import ConversationReference, Person, Platform
from core.values.turn import Turn

_ID = re.compile(r"<(?P<key>[0-9a-f]{32})@(?P<domain>[^<>@\s]{1,255})>")
_BULK = ("bulk", "list", "junk", "auto_reply")
_MOST_NAMES = 10
_LONGEST_HEADER = 4000


@dataclass(frozen=True, slots=True)
class Reader:
    """`sender` is the address from which the desk writes. `trusts` is the name under which our own
    mail server writes down what it found out of a sender (authserv-id, RFC 8601); `tenant` is set
    where that server is Exchange Online. With neither, nobody is believed."""

    sender: str
    trusts: str = ""
    tenant: Tenant | None = None

    def turn(self, raw: bytes) -> Turn | None:
        """A person's answer to a mail of the desk; None for all other mail.

        What robots write is never answered: automatic replies, lists, reports (RFC 3834).
        """
        try:
            return self._read(message_from_bytes(raw, policy=default), raw)
        except (MessageError, ValueError, LookupError, AttributeError, TypeError, IndexError):
            return None  # broken beyond what the library reads; it stays in the mailbox

    def _read(self, mail: EmailMessage, raw: bytes) -> Turn | None:
        key = self._answers(mail)
        if not key or is_automatic(mail):
            return None
        sender = _sender(mail)
        address = sender.addr_spec.lower() if sender else ""
        text, id = _text(mail), str(mail.get("Message-ID", "")).strip()[:250]
        return Turn(
            key=f"email:{hashlib.sha256(id.encode() if id else raw).hexdigest()[:40]}",
            person=Person(platform=Platform.EMAIL, tenant="", user=address, name=address),
            where=ConversationReference.mailbox(address or "?").under(key),
            command=Mailed(
                text="" if too_long(text) else written(text, self.sender),
                message=id,
                genuine=sender is not None and self._is_genuine(mail, raw, sender),
                unread="long" if too_long(text) else "" if text else "plain",
                attached=_attached(mail),
            ),
            direct=True,
        )

    def _answers(self, mail: EmailMessage) -> str:
        """The key of the delivery that this mail answers: the nearest one first."""
        near = _ID.findall(str(mail.get("In-Reply-To", "")))
        far = _ID.findall(str(mail.get("References", ""))[-4000:])
        domain = self.sender.rpartition("@")[2].lower()
        ours = [key for key, where in (*near, *reversed(far)) if where.lower() == domain]
        return ours[0] if ours else ""

    def _is_genuine(self, mail: EmailMessage, raw: bytes, sender: Address) -> bool:
        """Whether our own server found that the domain of the sender stands behind the mail."""
        if self.tenant is not None:
            return stands_for(self.tenant, mail, raw, sender.domain)
        return self._is_named(mail, sender)

    def _is_named(self, mail: EmailMessage, sender: Address) -> bool:
        """Whether it wrote so under its name.

        Only the topmost header of ours counts: a server takes out those that come from outside
        under its name (RFC 8601, section 5), and writes above what was there.
        """
        headers = (str(each).strip() for each in mail.get_all("Authentication-Results", []))
        ours = re.compile(rf"{re.escape(self.trusts)}[\s;]", re.IGNORECASE)
        first = next((each for each in headers if self.trusts and ours.match(each)), None)
        return first is not None and _vouched(first, sender.domain)


def _vouched(header: str, domain: str) -> bool:
    if len(header) > _LONGEST_HEADER:
        return False
    try:
        found = AuthenticationResultsHeader.parse(f"Authentication-Results: {header}")
    except (AuthResError, RecursionError):
        return False
    return any(_passed(result, domain) for result in found.results)


def _passed(result: object, domain: str) -> bool:
    told = {p.name: p.value for p in getattr(result, "properties", ()) if p.type == "header"}
    passed = (getattr(result, "method", ""), getattr(result, "result", "")) == ("dmarc", "pass")
    return passed and str(told.get("from", "")).lower() == domain.lower()


def is_automatic(mail: EmailMessage) -> bool:
    said = str(mail.get("Auto-Submitted", "no")).split(";")[0].strip().lower()
    return (
        said != "no"
        or str(mail.get("Precedence", "")).strip().lower() in _BULK
        or "List-Id" in mail
        or str(mail.get("Return-Path", "")).strip() == "<>"
        or mail.get_content_type() == "multipart/report"
    )


def _sender(mail: EmailMessage) -> Address | None:
    """Exactly one, or nobody."""
    headers = mail.get_all("From", [])
    addresses: tuple[Address, ...] = headers[0].addresses if len(headers) == 1 else ()
    found = next(iter(addresses)) if len(addresses) == 1 else None
    return found if found and found.username and found.domain else None


def _text(mail: EmailMessage) -> str:
    part = mail.get_body(preferencelist=("plain",))
    return str(part.get_content()).strip() if part else ""


def _attached(mail: EmailMessage) -> tuple[str, ...]:
    names = (part.get_filename() or "?" for part in mail.iter_attachments())
    return tuple(" ".join(name.split())[:200] for name in names)[:_MOST_NAMES]
