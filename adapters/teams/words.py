"""What a person typed in Teams: mentions of the desk removed, entities and markup resolved.

https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/channel-and-group-conversations
A mention is `<at>Name</at>` in the text and an entity with the id of who is mentioned.
"""

import html
import re
from html.parser import HTMLParser

from adapters.teams.wire import Payload, mapping, mappings, text

_AT = re.compile(r"<at(?: [^<>]*)?>([^<>]*)</at>")
_ODD = re.compile(r"[\x00\u200b\ufeff]")
_BLOCKS = {"p", "div", "br", "li", "tr", "blockquote", "h1", "h2", "h3", "h4", "pre", "ul", "ol"}
_UNSEEN = {"script", "style", "head"}
LONGEST = 40_000  # characters of a text
_LONGEST_HTML = 100_000  # characters; Teams allows about 28,000 in a message


def typed(body: Payload) -> str:
    """The text without the mention of the desk; other mentions become names."""
    written = text(body, "text")
    for mention in _of_desk(body):
        written = written.replace(mention, " ")
    return tidy(html.unescape(_AT.sub(r"\1", written)))


def mentioned(body: Payload) -> bool:
    return bool(_of_desk(body))


def _of_desk(body: Payload) -> list[str]:
    """How the desk is written where it is mentioned."""
    bot = text(mapping(body, "recipient"), "id")
    found = [e for e in mappings(body, "entities") if e.get("type") == "mention"]
    ours = [e for e in found if bot and text(mapping(e, "mentioned"), "id") == bot]
    name = text(mapping(body, "recipient"), "name")
    return [text(entity, "text") or f"<at>{name}</at>" for entity in ours]


def tidy(written: str) -> str:
    """Without what nobody typed: no-break spaces, zero-width characters, carriage returns."""
    plain = _ODD.sub("", written.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " "))
    return plain.strip()[:LONGEST]


def from_html(written: str) -> str:
    """The words of a message that Teams gives as HTML; markup and addresses are dropped."""
    reader = _Reader()
    try:
        reader.feed(written[:_LONGEST_HTML])
        reader.close()
    except AssertionError:  # the stdlib's word for a declaration that it does not know
        reader.words.append("…")
    lines = (line.strip() for line in "".join(reader.words).split("\n"))
    return tidy(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)))


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self._unseen = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._unseen += tag in _UNSEEN
        if tag in _BLOCKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._unseen = max(0, self._unseen - (tag in _UNSEEN))
        if tag in _BLOCKS and tag != "br":
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.words.append(data.replace("\n", " "))
