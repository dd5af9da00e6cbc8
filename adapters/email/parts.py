"""What a mail says, from its parts: the text, or what the author saw of the HTML. Pure.

Charsets and line ends are read as mail programs mean them, not as they name them.
"""

import codecs
import re
from collections.abc import Iterator
from email.message import EmailMessage, MIMEPart
from itertools import islice

from adapters.email import words
from adapters.email.reply import too_long, written

_TEXTUAL = re.compile(
    r"utf|us-ascii|ascii|ansi|iso|ks|latin|cp|windows|koi8|mac|gb|hz|big5|euc|shift|johab|tis",
    re.IGNORECASE,
)
_WESTERN = {"ascii", "iso8859-1"}  # what is called so is windows-1252 as often as not
_WIDER = {"euc_kr": "cp949", "gb2312": "gb18030", "gbk": "gb18030", "shift_jis": "cp932"}
_MOST_PARTS = 300
_MOST_NAMES = 10
_SEALED = {"application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted"}
_SIGNATURES = {
    "application/pkcs7-signature", "application/x-pkcs7-signature", "application/pgp-signature",
}  # fmt: skip
_TNEF = {"application/ms-tnef", "application/vnd.ms-tnef"}
_ANSWERED = {"reply", "counter", "declinecounter", "refresh", "cancel"}  # RFC 5546
_METHOD = re.compile(rb"^METHOD:([A-Za-z]{1,20})", re.MULTILINE | re.IGNORECASE)
_WORD = re.compile(r"\w+")


def said(mail: EmailMessage, ours: str) -> tuple[str, str]:
    """The author's own words, and why there are none: `long`, `sealed`, `tnef`, `plain`, or empty
    where the mail has a text, but no word above what it answers. `ours` is the desk's address.

    Mail programs say in a stub of plain text that the mail is HTML; then that is what was seen.
    """
    plain, html = _body(mail, "plain"), _body(mail, "html")
    if too_long(plain):
        return "", "long"
    seen = words.plain(html)
    if too_long(seen):
        return "", "long"
    own, own_seen = written(plain, ours), written(seen, ours)
    if own_seen and _is_stub(own, own_seen):
        own = own_seen
    return own, "" if own or plain.strip() or seen.strip() else _unread(mail)


def _is_stub(own: str, seen: str) -> bool:
    """Most of its words are not among those that the author saw."""
    told, known = set(_WORD.findall(own.lower())), set(_WORD.findall(seen.lower()))
    return len(told & known) * 2 < len(told) or not told


def _unread(mail: EmailMessage) -> str:
    kinds = {part.get_content_type() for part in _parts(mail)}
    return "sealed" if kinds & _SEALED else "tnef" if kinds & _TNEF else "plain"


def is_answer_of_a_calendar(mail: EmailMessage) -> bool:
    """Accepted, declined, moved: what calendars send to each other."""
    calendars = (part for part in _parts(mail) if part.get_content_type() == "text/calendar")
    return any(_method(each) in _ANSWERED for each in calendars)


def _method(calendar: MIMEPart) -> str:
    raw = calendar.get_payload(decode=True)
    found = _METHOD.search(raw[:4000]) if isinstance(raw, bytes) else None
    named = str(calendar.get_param("method", "")).lower()
    return found[1].decode("ascii").lower() if found else named


def attached(mail: EmailMessage) -> tuple[str, ...]:
    """The names of its files, the first ones; not those of signatures."""
    names = (part.get_filename() or "?" for part in _parts(mail) if _is_file(part))
    return tuple(" ".join(name.split())[:200] for name in islice(names, _MOST_NAMES))


def _is_file(part: MIMEPart) -> bool:
    kind = part.get_content_type()
    named = part.get_content_disposition() == "attachment" or bool(part.get_filename())
    return kind not in _SIGNATURES and (named or kind == "message/rfc822")


def _parts(mail: EmailMessage) -> Iterator[MIMEPart]:
    """All that are no containers, in their order; not those of mails that are enclosed."""
    waiting: list[MIMEPart] = [mail]
    for _ in range(_MOST_PARTS):
        if not waiting:
            return
        part = waiting.pop()
        if part.get_content_maintype() == "multipart" and part.is_multipart():
            waiting += reversed(list(part.iter_parts()))
        else:
            yield part


def _body(mail: EmailMessage, kind: str) -> str:
    part = mail.get_body(preferencelist=(kind,))
    if part is None:
        return ""
    raw = part.get_payload(decode=True)
    text = decoded(raw if isinstance(raw, bytes) else b"", str(part.get_content_charset() or ""))
    if kind == "plain" and str(part.get_param("format", "")).lower() == "flowed":
        return flowed(text, glued=str(part.get_param("delsp", "")).lower() == "yes")
    return text


def decoded(raw: bytes, charset: str) -> str:
    """Never fails: what is wrongly named is read as UTF-8 where it is that, else as windows-1252;
    what no letter stands for becomes U+FFFD."""
    name = _known(charset)
    for each in (name, "utf-8") if name not in _WESTERN else ("utf-8",):
        try:
            return raw.decode(each).replace("\x00", "").removeprefix("\ufeff")
        except UnicodeDecodeError:
            continue
    last = "cp1252" if name in (*_WESTERN, "utf-8") else name
    return raw.decode(last, errors="replace").replace("\x00", "")


def _known(charset: str) -> str:
    """Python also calls by such names what is no charset at all, or takes quadratic time."""
    try:
        name = codecs.lookup(charset).name if _TEXTUAL.match(charset) else "utf-8"
        return "utf-8" if name == "utf-7" else _WIDER.get(name, name)
    except (LookupError, ValueError):
        return "utf-8"


def flowed(text: str, *, glued: bool = False) -> str:
    """Paragraphs in one line each (RFC 3676); `glued` takes out the space at which they broke."""
    lines: list[str] = []
    soft = ""  # the marks of quotation of a line that goes on, with a space to tell from none
    for line in text.replace("\r\n", "\n").split("\n"):
        marks = line[: len(line) - len(line.lstrip(">"))]
        said = line[len(marks) :].removeprefix(" ")
        goes_on = said.endswith(" ") and said != "-- "
        kept = said[:-1] if goes_on and glued else said
        if soft == f"{marks} " and said != "-- ":
            lines[-1] += kept
        else:
            lines.append(f"{marks} {kept}" if marks else kept)
        soft = f"{marks} " if goes_on else ""
    return "\n".join(lines)
