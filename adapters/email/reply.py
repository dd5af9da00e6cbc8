"""What a person wrote in a reply, without the mail that it answers. Takes linear time.

The desk's own mails begin with a line to write above; what follows it is the desk's own text.
"""

import re

LINE = re.compile(r"^[> \t|]*##-.*-##", re.MULTILINE)
_RULE = re.compile(r"[_=*\-–—\s]{5,}")
_LONGEST = 20_000  # characters that are looked at; more is told to be too long
_FROM = re.compile(r"[*_ ]*(?:From|Van|De|Von)[*_ \u00a0]*:", re.IGNORECASE)
_SENT = re.compile(
    r"[*_ ]*(?:Sent|Date|Verzonden|Datum|Envoyé|Gesendet)[*_ \u00a0]*:", re.IGNORECASE
)
_ABOUT = re.compile(r"[*_ ]*(?:Subject|Onderwerp|Objet|Betreff)[*_ \u00a0]*:", re.IGNORECASE)
_HEADER = 8  # lines that Outlook's header of an answered mail may take
_LEAD_IN = 2  # lines of a lead-in ("On Monday … wrote:") above the one with our address


def too_long(text: str) -> bool:
    """Whether there is more above the line than the desk takes."""
    return len(_above(text)) > _LONGEST


def written(text: str, ours: str) -> str:
    """The person's own words. `ours` is the address from which the desk writes: the lines in which
    a mail program says whose mail follows hold it."""
    lines = _above(text)[:_LONGEST].replace("\r", "").split("\n")
    while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith(">")):
        lines.pop()
    lines = _without_lead_in(_without_header(lines), ours.casefold())
    while lines and (not lines[-1].strip() or _RULE.fullmatch(lines[-1])):
        lines.pop()
    return "\n".join(lines).strip()


def _above(text: str) -> str:
    found = LINE.search(text)
    return text[: found.start()] if found else text


def _without_header(lines: list[str]) -> list[str]:
    """Outlook copies the header of the mail that is answered: who wrote it, when and about what.
    It may be another's than ours, when colleagues talked about it first."""
    for start in (number for number, line in enumerate(lines) if _FROM.match(line)):
        block = lines[start + 1 : start + _HEADER]
        if any(map(_SENT.match, block)) and any(map(_ABOUT.match, block)):
            return lines[:start]
    return lines


def _without_lead_in(lines: list[str], ours: str) -> list[str]:
    """Mail programs put a blank line between a reply and their lead-in to what it answers."""
    named = [number for number, line in enumerate(lines) if ours in line.casefold()]
    if not named:
        return lines
    start = named[-1]
    for _ in range(_LEAD_IN):
        if start and lines[start - 1].strip():
            start -= 1
    return lines[:start]
