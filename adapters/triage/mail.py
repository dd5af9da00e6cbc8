"""What the asker wrote, out of a pasted e-mail thread: no quotes, headers, signatures, links."""

import re

_ENOUGH = 4  # words; when less is left, the thread itself is the question
_LONGEST = 2000  # characters that are read; a longer text is read at both ends
_FIELDS = (
    "from|to|cc|bcc|sent|date|subject|reply-to|van|aan|verzonden|datum|onderwerp|de|à|a|envoyé|objet"
    "|von|an|gesendet|betreff"
)
_HEADER = re.compile(rf"^\s*\**(?:{_FIELDS})\**\s?:\**\s", re.IGNORECASE)
_OLDER = re.compile(
    r"^\s*(?:on .{4,200} wrote|op .{4,200} schreef.*|le .{4,200} a écrit|am .{4,200} schrieb.*)\s?:"
    r"|^\s*-{2,}\s?(?:original message|oorspronkelijk bericht|message d'origine|message transféré"
    r"|ursprüngliche nachricht|weitergeleitete nachricht|forwarded message|doorgestuurd bericht)",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"^\s*(?:--\s*$|(?:kind|best|warm|many)?\s?regards\b|(?:yours )?sincerely\b|cheers\b|mvg\b"
    r"|met (?:vriendelijke|hartelijke|beste) groet|vriendelijke groet|groetjes|bien à vous"
    r"|(?:bien )?cordialement|salutations|mit (?:freundlichen|besten) grüßen|viele grüße|mfg\b"
    r"|sent from my|verzonden vanaf|envoyé de mon|von meinem)",
    re.IGNORECASE,
)
_LINK = re.compile(r"https?://\S+|\S{1,100}@\S+|<[^<>\n]{0,200}>")


def asked(text: str) -> str:
    """The part to understand. Never empty when the text is not."""
    written = " ".join(_written(text.splitlines()))
    if len(written.split()) < _ENOUGH:
        whole = (line.lstrip(" >|") for line in text.splitlines() if not _HEADER.match(line))
        written = " ".join(whole)
    return _both_ends(_LINK.sub(" ", _both_ends(written, 4 * _LONGEST)).strip() or text)


def _written(lines: list[str]) -> list[str]:
    own: list[str] = []
    for line in lines:
        if own and (_OLDER.match(line[:300]) or _CLOSING.match(line[:100])):
            break
        if line.strip() and line.lstrip()[0] not in ">|" and not _HEADER.match(line[:100]):
            own.append(line)
    return own


def _both_ends(text: str, longest: int = _LONGEST) -> str:
    if len(text) <= longest:
        return text
    return f"{text[: longest // 2]} {text[-longest // 2 :]}"
