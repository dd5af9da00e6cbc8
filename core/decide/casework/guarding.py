"""Looks at a text before it is sent, and names what may not be meant for the requester."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from core.decide.casework.unseen import UNSEEN
from core.decide.scene import Scene
from core.decide.timing.dates import folded
from core.decide.words import NUMBER, read_amount
from core.values.case import Case, EntryKind
from core.values.ids import read_case_id
from core.values.value import Value

Sign = Literal[
    "mention", "placeholder", "internal", "case", "mailbox", "person",
    "percentage", "amount", "days", "address", "foreign", "answered",
]  # fmt: skip


class Finding(Value):
    """What was seen, word for word, and what the pack says instead where it is a figure."""

    sign: Sign
    seen: str
    known: str = ""


_MENTION = re.compile(r"<[@!#][^<>\s]{1,80}>|(?<![\w.@/-])@[\w][\w.-]*")
_PLACEHOLDER = re.compile(
    r"\b(?:TODO|to[ -]do(?=\s?:)|TBD|TBC|FIXME|XXX+|lorem ipsum"
    r"|XX(?=\s?(?:%|€|eur|days?\b|dagen|jours?\b|tage))"
    r"|to be (?:checked|completed|confirmed)|à (?:compléter|vérifier|confirmer|préciser)"
    r"|in te vullen|na te kijken|te bevestigen|auszufüllen|noch zu (?:prüfen|klären|ergänzen))\b"
    r"|\?\?\?+|\[[^\[\]\n]{1,60}\](?!\()|\{[^{}\n]{1,60}\}|_{4,}|<(?:name|date|amount|x+)>",
    re.IGNORECASE,
)
_BLANK = rf"[ \t{UNSEEN}]"
_INTERNAL = re.compile(  # also what begins like a word for the desk, as `!note`
    rf"(?m)^{_BLANK}*//.*$|^{_BLANK}*(?:internal|interne?|intern)[ \t]*[:–—-].*$"
    r"|\b(?:internal use|usage interne|intern gebruik|internen gebrauch)\b"
    rf"|\A[\s{UNSEEN}]*!.*$|^{_BLANK}*![ \t]?[^\W\d_]{{2,}}.*$",
    re.IGNORECASE,
)
_CASE = re.compile(  # also without its hyphen, where it is no word
    r"(?<![\w-])(?:[0-9A-Za-z]{4}-[0-9A-Za-z]{4}|(?=[A-Za-z]*\d)(?=\d*[A-Za-z])[0-9A-Za-z]{8})(?![\w-])"
)
_PLACE = re.compile(r"(?<![\d.,/+-])(?P<code>[1-9]\d{3})\s+(?P<town>[^\W\d_]{3,40})")
_STEM = 3  # letters in which the names of a town are the same in every language
_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}")
_PERCENT = re.compile(
    r"(?<![\w.,])(\d{1,3}(?:[.,]\d+)?)\s?(?:%|percent\b|procent\b|pour ?cents?\b|prozent\b)",
    re.IGNORECASE,
)
_DAYS = re.compile(
    r"(?<![\w.,])(\d{1,4})[\s-](?:(?:working|calendar|business)[\s-])?"
    r"(?:(?:kalender|werk|arbeits)?(?:dagen|tage[n]?|dag|tag)\b|days?\b|jours?\b)",
    re.IGNORECASE,
)
_SHOWN = 3  # figures of the pack that are named


def findings(scene: Scene, case: Case, text: str) -> tuple[Finding, ...]:
    """At most one of each kind for each text that was seen; none when nothing is odd."""
    found = (
        *_plain("mention", _MENTION, _without(_ADDRESS, text)),
        *_plain("placeholder", _PLACEHOLDER, text),
        *_plain("internal", _INTERNAL, text),
        *_other_cases(case, text),
        *_mailboxes(scene, case, text),
        *_places(scene, text),
        *_persons(scene, case, text),
        *_figures(scene, case, text),
    )
    return tuple(dict.fromkeys(found))


def overtaken(scene: Scene, case: Case, seen: int) -> tuple[Finding, ...]:
    """Who else sent something in this case, or is about to, after its first `seen` entries."""
    theirs = (
        entry
        for entry in case.entries[seen:]
        if entry.kind in (EntryKind.HELD, EntryKind.SENT)
        and entry.by
        and entry.by.key != scene.person.key
        and not case.about(entry.number, EntryKind.RECALLED)
    )
    last = {entry.by.key: entry for entry in theirs if entry.by}
    return tuple(
        Finding(sign="answered", seen=f"{e.by.name if e.by else ''}, {scene.voice.moment(e.at)}")
        for e in last.values()
    )


def odd_in_many(scene: Scene, cases: Sequence[Case], text: str) -> tuple[Finding, ...]:
    """The same for a text that goes to all of these cases, or to people without one."""
    if not cases:
        bare = (*_plain("mention", _MENTION, _without(_ADDRESS, text)),)
        return (*bare, *_plain("placeholder", _PLACEHOLDER, text))
    found = scene.found.model_copy(update={"linked": tuple(cases[1:])})
    return findings(replace(scene, found=found), cases[0], text)


def _plain(sign: Sign, pattern: re.Pattern[str], text: str) -> Iterator[Finding]:
    for match in pattern.finditer(text):
        yield Finding(sign=sign, seen=match[0].strip()[:100])


def _without(pattern: re.Pattern[str], text: str) -> str:
    return pattern.sub(" ", text)


def _other_cases(case: Case, text: str) -> Iterator[Finding]:
    for match in _CASE.finditer(text):
        id = read_case_id(match[0])
        if id is not None and id != case.id:
            yield Finding(sign="case", seen=match[0], known=case.id)


def _mailboxes(scene: Scene, case: Case, text: str) -> Iterator[Finding]:
    """Another queue's mailbox, an address of the office that the pack does not know, and any other
    that neither the pack nor the requester named."""
    own = scene.queue(case).mailbox.lower()
    boxes = {queue.mailbox.lower() for queue in scene.routing.queues.values()}
    offices = {box.rpartition("@")[2] for box in boxes}
    known = {fact.value.lower() for fact in scene.pack.facts.values() if "@" in fact.value}
    for match in _ADDRESS.finditer(text):
        address = match[0].rstrip(".").lower()
        if address in boxes - {own}:
            yield Finding(sign="mailbox", seen=match[0].rstrip("."), known=own)
        elif address.rpartition("@")[2] in offices and address not in known | {own}:
            yield Finding(sign="address", seen=match[0].rstrip("."), known=own)
        elif address not in known | {own} | _named_by_requester(case):
            yield Finding(sign="foreign", seen=match[0].rstrip("."), known=own)


def _named_by_requester(case: Case) -> set[str]:
    said = (e.text for e in case.entries if e.kind in (EntryKind.REPLIED, EntryKind.EDITED))
    texts = (case.question, case.mailbox, case.requester.user, *said)
    return {address for text in texts for address in addresses_in(text)}


def _places(scene: Scene, text: str) -> Iterator[Finding]:
    """Where the office is not: the town of one of its addresses with another postal code."""
    ours = {
        _place(m): fact.value
        for fact in scene.pack.facts.values()
        for m in _PLACE.finditer(fact.value)
    }
    for match in _PLACE.finditer(text):
        code, town = _place(match)
        near = [told for (own, same), told in ours.items() if (own[0], same) == (code[0], town)]
        if near and (code, town) not in ours:
            yield Finding(sign="address", seen=match[0], known=near[0])


def _place(match: re.Match[str]) -> tuple[str, str]:
    return match["code"], folded(match["town"])[:_STEM]


def _persons(scene: Scene, case: Case, text: str) -> Iterator[Finding]:
    """A name or organisation of one requester in a text that goes to several."""
    cases = (case, *scene.found.linked)
    if len(cases) < 2:
        return
    for each in cases:
        for name in (each.requester.name, each.organisation):
            if len(name) > 2 and name.casefold() in text.casefold():
                yield Finding(sign="person", seen=name)


def _figures(scene: Scene, case: Case, text: str) -> Iterator[Finding]:
    signs: tuple[Literal["percentage", "amount", "days"], ...] = ("percentage", "amount", "days")
    for sign in signs:
        known = known_figures(scene, case, sign)
        for value, seen in figures_in(sign, text):
            if known and value not in known:
                told = ", ".join(list(known.values())[:_SHOWN])
                yield Finding(sign=sign, seen=seen, known=told)


def known_figures(scene: Scene, case: Case, sign: str) -> dict[Decimal, str]:
    """What the current articles of the case's topic say; where they say nothing, all articles."""
    shelf = scene.pack.shelf(case.locale).values()
    current = [article for article in shelf if article.is_current(scene.today)]
    own = _told(sign, (a.body for a in current if a.topic == case.topic))
    return own or _told(sign, (a.body for a in current))


def _told(sign: str, bodies: Iterable[str]) -> dict[Decimal, str]:
    return {value: seen for body in bodies for value, seen in figures_in(sign, body)}


def addresses_in(text: str) -> tuple[str, ...]:
    """E-mail addresses in small letters."""
    return tuple(match[0].rstrip(".").lower() for match in _ADDRESS.finditer(text))


@lru_cache(maxsize=2000)
def figures_in(sign: str, text: str) -> tuple[tuple[Decimal, str], ...]:
    """The figures of one kind, as numbers and as they are written."""
    match sign:
        case "percentage":
            return tuple((_number(m[1]), m[0].strip()) for m in _PERCENT.finditer(text))
        case "days":
            return tuple((Decimal(m[1]), m[0].strip()) for m in _DAYS.finditer(text))
        case _:
            return tuple(_amounts(text))


def _number(digits: str) -> Decimal:
    return Decimal(digits.replace(",", "."))


def _amounts(text: str) -> Iterator[tuple[Decimal, str]]:
    for match in NUMBER.finditer(text):
        amount = read_amount(match["digits"])
        if amount is not None and re.search(r"€|eur", match[0], re.IGNORECASE):
            yield amount, match[0].strip()
