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

from adapters.email import parts
from adapters.email.exchange import Tenant, stands_for
from core.values.command import Mailed
from core.values.place import ConversationReference, Person, Platform
from core.values.turn import Turn

_ID = re.compile(r"<(?P<key>[0-9a-f]{32})@(?P<domain>[^<>@\s]{1,255})>")
_BULK = ("bulk", "list", "junk", "auto_reply")
_ROBOTS = (
    "List-Id", "X-Autoreply", "X-Autorespond", "X-AutoReply-From", "X-Mail-Autoreply",
    "X-Failed-Recipients", "X-Ms-Exchange-Inbox-Rules-Loop", "Feedback-ID",
)  # fmt: skip
_REPORTS = ("multipart/report", "message/delivery-status", "message/disposition-notification")
_NOBODY = ("mailer-daemon", "postmaster")
_BROKEN = (
    MessageError, ValueError, LookupError, AttributeError, TypeError, RecursionError,
)  # fmt: skip
_LONGEST_HEADER = 4000
_DESCRIBED = re.compile(
    rb"^content-[a-z-]+[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*\n?", re.IGNORECASE | re.MULTILINE
)
_NESTED = re.compile(rb"^content-type[ \t]*:\s*multipart/", re.IGNORECASE | re.MULTILINE)
_END_OF_HEAD = re.compile(rb"\r?\n\r?\n")
_DEEPEST = 100  # containers in a mail
_MOST_MARKS = 2000  # lines that could divide its parts


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
            mail = parsed(raw)
            key = self._answers(mail)
            return self._read(mail, raw, key) if key and not is_automatic(mail) else None
        except _BROKEN:
            return None  # nobody can say whose it is; it stays in the mailbox

    def _read(self, mail: EmailMessage, raw: bytes, key: str) -> Turn:
        sender = _sender(mail)
        address = sender.addr_spec.lower() if sender else ""
        genuine = sender is not None and self._is_genuine(mail, raw, sender)
        id = _as_written(mail, "message-id")[:250]
        told = self._told(mail) if genuine else Mailed(text="", message="")
        command = told.model_copy(update={"message": id, "genuine": genuine})
        return Turn(
            key=f"email:{_mark(id, address, command, raw)}",
            person=Person(platform=Platform.EMAIL, tenant="", user=address, name=address),
            where=ConversationReference.mailbox(address or "?").under(key),
            command=command,
            direct=True,
        )

    def _told(self, mail: EmailMessage) -> Mailed:
        """What it says; a mail that nobody could have written so says nothing."""
        try:
            text, unread = parts.said(mail, self.sender)
            return Mailed(text=text, message="", unread=unread, attached=parts.attached(mail))
        except _BROKEN:
            return Mailed(text="", message="", unread="plain")

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
    """Whether no person wrote it: what says so of itself, what has no sender to answer, what
    reports on other mail, what calendars send."""
    said = str(mail.get("Auto-Submitted", "no")).split(";")[0].strip().lower()
    sender = _sender(mail)
    return (
        said != "no"
        or str(mail.get("Precedence", "")).strip().lower() in _BULK
        or any(name in mail for name in _ROBOTS)
        or str(mail.get("Return-Path", "")).strip() == "<>"
        or mail.get_content_type() in _REPORTS
        or (sender is not None and sender.username.lower() in _NOBODY)
        or parts.is_answer_of_a_calendar(mail)
    )


def _mark(id: str, address: str, command: Mailed, raw: bytes) -> str:
    """The same for copies of one mail. Another mail under a Message-ID that was there already is
    another one: ids are repeated by mistake, and to make a mail be passed over."""
    what = (id, address, command.genuine, command.unread, command.text)
    return hashlib.sha256(repr(what).encode() if id else raw).hexdigest()[:40]


def parsed(raw: bytes) -> EmailMessage:
    """The mail; of one that takes too long to take apart, the headers alone."""
    described = [len(found[0]) for found in _DESCRIBED.finditer(raw)]
    nested = len(_NESTED.findall(raw))
    if max(described, default=0) > _LONGEST_HEADER or nested > _DEEPEST or _in_crumbs(raw):
        head = _END_OF_HEAD.split(raw, 1)[0]
        raw = _DESCRIBED.sub(b"", head) + b"\r\n\r\n"
    return message_from_bytes(raw, policy=default)


def _in_crumbs(raw: bytes) -> bool:
    return raw.count(b"\n--") > _MOST_MARKS


def _as_written(mail: EmailMessage, wanted: str) -> str:
    found = (str(value) for name, value in mail.raw_items() if name.lower() == wanted)
    return " ".join(next(found, "").split())


def _sender(mail: EmailMessage) -> Address | None:
    """Exactly one, or nobody."""
    try:
        headers = mail.get_all("From", [])
    except _BROKEN:
        return None
    addresses: tuple[Address, ...] = headers[0].addresses if len(headers) == 1 else ()
    found = next(iter(addresses)) if len(addresses) == 1 else None
    return found if found and found.username and found.domain else None
