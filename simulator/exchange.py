"""Exchange Online, as far as it writes into mails that it delivers into a mailbox of its tenant.

What is written here was read in mails as they stand in such mailboxes: it takes out what others say
in its name, renames their results, and writes its own above the hop by which a mail came in.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import parseaddr

_OWN = "x-ms-exchange-organization-"
_FRONT = "SIM03FT001.mail.protection.outlook.com"
_HUB = "SIMP101MB0001.EURP101.PROD.OUTLOOK.COM"
_STORE = "SIMP101MB0002.EURP101.PROD.OUTLOOK.COM"
_WHEN = "Mon, 4 May 2026 08:00:00 +0000"


@dataclass(frozen=True)
class Exchange:
    """A tenant with mail addresses in `domain`."""

    domain: str

    def message_id(self, number: int) -> str:
        """It writes one of its own into what is handed in to it."""
        return f"<SIMP101MB{number:04d}AAAA@{_HUB}>"

    def delivered(self, mail: EmailMessage, *, dmarc: str = "") -> EmailMessage:
        """As it lies in the mailbox. Without `dmarc`, a sender of the tenant was signed in and all
        others pass; with it, the mail came from outside, and that is what was found of its sender.
        """
        sender = parseaddr(str(mail["From"]))[1].rpartition("@")[2]
        inside = not dmarc and sender == self.domain
        top = _inside(sender) if inside else _outside(sender, dmarc or "pass")
        auth_as, source = ("Internal", _HUB) if inside else ("Anonymous", _FRONT)
        bottom = [
            ("X-MS-Exchange-Organization-AuthSource", source),
            ("X-MS-Exchange-Organization-AuthAs", auth_as),
        ]
        return _written(mail, top, self._kept(mail), bottom)

    def _kept(self, mail: EmailMessage) -> list[tuple[str, str]]:
        """The header firewall."""
        named = [(name, str(value)) for name, value in mail.items()]
        allowed = [each for each in named if not each[0].lower().startswith(_OWN)]
        return [(_renamed(name), value) for name, value in allowed]


def _renamed(name: str) -> str:
    is_result = name.lower() == "authentication-results"
    return "Authentication-Results-Original" if is_result else name


def _inside(domain: str) -> list[tuple[str, str]]:
    result = f"dkim=none (message not signed) header.d=none;dmarc=none action=none {_of(domain)};"
    return [
        ("Received", f"from {_HUB} by {_STORE} with HTTPS; {_WHEN}"),
        ("Authentication-Results", result),
        ("Received", f"from {_HUB} by {_HUB} with mapi id 15.20.1; {_WHEN}"),
    ]


def _outside(domain: str, dmarc: str) -> list[tuple[str, str]]:
    passed = dmarc == "pass"
    other = "pass" if passed else "fail"
    result = (
        f"spf={other} (sender IP is 192.0.2.7) smtp.mailfrom={domain}; "
        f"dkim={'pass (signature was verified)' if passed else 'none (message not signed)'} "
        f"header.d={domain if passed else 'none'};dmarc={dmarc} action=none {_of(domain)};"
        f"compauth={other} reason={'100' if passed else '601'}"
    )
    return [
        ("Received", f"from {_HUB} by {_STORE} with HTTPS; {_WHEN}"),
        ("Received", f"from {_FRONT} by SIMP101.outlook.office365.com id 15.20.1; {_WHEN}"),
        ("Authentication-Results", result),
        ("Received-SPF", f"{other.title()} (protection.outlook.com: domain of {domain})"),
        (
            "Received",
            f"from mail.{domain} (192.0.2.7) by {_FRONT} via Frontend Transport; {_WHEN}",
        ),
    ]


def _of(domain: str) -> str:
    return f"header.from={domain}"


def _written(
    mail: EmailMessage,
    top: list[tuple[str, str]],
    kept: list[tuple[str, str]],
    bottom: list[tuple[str, str]],
) -> EmailMessage:
    for name in set(mail.keys()):
        del mail[name]
    for name, value in (*top, *kept, *bottom):
        mail.add_header(name, value)
    return mail
