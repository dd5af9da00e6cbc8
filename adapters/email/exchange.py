"""Who sent a mail, by what Exchange Online wrote into it. Pure; what is in doubt is not believed.

Exchange Online names itself nowhere in `Authentication-Results`, so its word is known by its place
and by being alone. ADR 0039 has the argument, and the counts that it rests on.

https://learn.microsoft.com/defender-office-365/message-headers-eop-mdo
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.errors import (
    FirstHeaderLineIsContinuationDefect,
    MalformedHeaderDefect,
    MisplacedEnvelopeHeaderDefect,
    MissingHeaderBodySeparatorDefect,
)
from email.message import EmailMessage

HOST = "outlook.office365.com"
"""Where its mailboxes are read. Its national clouds write other names: they are not believed."""

_DOOR = re.compile(r"\S+\.mail\.protection\.outlook\.com")
_INSIDE = re.compile(r"\S+\.prod\.outlook\.com")
_BY = re.compile(r"\bby (\S+)")
_PASSED = re.compile(
    r"spf=[^;]+;(?: ?dkim=[^;]+;)*"
    r" ?dmarc=pass action=[a-z]+ header\.from=(?P<domain>[a-z0-9.-]{1,253})"
    r"(?:; ?compauth=pass reason=\d{3})?;?"
)
_ONCE = ("dmarc=", "header.from=")
_RESULTS = "authentication-results"
_AUTH_AS = "x-ms-exchange-organization-authas"
_AUTH_SOURCE = "x-ms-exchange-organization-authsource"
_READ = (_RESULTS, _AUTH_AS, _AUTH_SOURCE, "received")
_LONGEST = 4000  # characters of a header that is read
_MOST = 500  # headers
_AMBIGUOUS = (
    FirstHeaderLineIsContinuationDefect,
    MalformedHeaderDefect,
    MisplacedEnvelopeHeaderDefect,
    MissingHeaderBodySeparatorDefect,
)
Headers = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Tenant:
    """`domains` are those of the tenant itself, in small letters: their mail alone can be internal;
    without any, none is."""

    domains: frozenset[str] = frozenset()


def stands_for(tenant: Tenant, mail: EmailMessage, raw: bytes, domain: str) -> bool:
    """Whether Exchange Online found that the domain of the sender stands behind the mail."""
    headers, domain = _headers(mail, raw), domain.lower()
    match _all(headers, _AUTH_AS):
        case ["anonymous"]:
            return _came_in(headers, domain)
        case ["internal"]:
            return domain in tenant.domains and _stayed_inside(headers)
        case _:
            return False


def _headers(mail: EmailMessage, raw: bytes) -> Headers:
    """Names and values in small letters, unfolded and undecoded; none at all where two programs
    could read them differently."""
    odd = any(isinstance(defect, _AMBIGUOUS) for defect in mail.defects)
    items = [(name.lower(), str(value)) for name, value in mail.raw_items()]
    read = [(name, value) for name, value in items if name in _READ]
    too_long = len(items) > _MOST or any(len(value) > _LONGEST for _, value in read)
    if odd or too_long or _is_ambiguous(raw):
        return ()
    return [(name, " ".join(value.split()).lower()) for name, value in read]


def _is_ambiguous(raw: bytes) -> bool:
    """A line that ends otherwise than by CR LF ends for some programs, and for others not."""
    head, _, _ = raw.partition(b"\r\n\r\n")
    rest = head.replace(b"\r\n", b"")
    return any(end in rest for end in (b"\r", b"\n", b"\0"))


def _all(headers: Headers, wanted: str) -> list[str]:
    return [value for name, value in headers if name == wanted]


def _came_in(headers: Headers, domain: str) -> bool:
    """Its only result stands directly above the hop by which the mail came in from outside."""
    results = _all(headers, _RESULTS)
    if len(results) != 1 or not _vouches(results[0], domain):
        return False
    place = [name for name, _ in headers].index(_RESULTS)
    above, below = list(_hops(headers[:place])), next(_hops(headers[place:]), "")
    return _begins_inside(above) and not _knocked(above) and _knocked([below])


def _vouches(result: str, domain: str) -> bool:
    found = _PASSED.fullmatch(result)
    once = all(result.count(each) == 1 for each in _ONCE)
    return found is not None and once and found["domain"] == domain


def _stayed_inside(headers: Headers) -> bool:
    """Handed in by somebody who was signed in there, and never brought to the door: that keeps out
    what a server of the organisation's own, or a printer, handed in under a connector."""
    hops, sources = list(_hops(headers)), _all(headers, _AUTH_SOURCE)
    signed_in = len(sources) == 1 and _INSIDE.fullmatch(sources[0]) is not None
    return signed_in and _begins_inside(hops) and not _knocked(hops)


def _begins_inside(hops: Sequence[str]) -> bool:
    return bool(hops) and _INSIDE.fullmatch(hops[0]) is not None


def _knocked(hops: Sequence[str]) -> bool:
    return any(_DOOR.fullmatch(hop) for hop in hops)


def _hops(headers: Headers) -> Iterator[str]:
    """Which servers took the mail over, the last one first; empty where a line does not say."""
    for line in _all(headers, "received"):
        found = _BY.search(line)
        yield found[1] if found else ""
