"""The words of a mail that is HTML, as plain text. Nothing in it is fetched, run or shown as it is.

Read as a stream, without a tree: linear in time and memory, however the tags are nested. What mail
programs put below a reply is left out where they mark it; quoted lines begin with `>`.
"""

import re
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import groupby

from justhtml import stream

LONGEST = 300_000  # characters that are looked at: what a person wrote stands at the beginning
_SILENT = {
    "head", "title", "style", "script", "noscript", "template", "svg", "math", "object", "iframe",
    "audio", "video", "canvas", "select", "textarea", "button", "datalist", "noembed", "noframes",
    "xmp", "plaintext", "map",
}  # fmt: skip
_VOID = {
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
}  # fmt: skip
_BLOCKS = {
    "address", "article", "aside", "blockquote", "center", "dd", "div", "dl", "dt", "fieldset",
    "figure", "footer", "form", "header", "hr", "li", "main", "nav", "section", "tr",
}  # fmt: skip
_APART = {"h1", "h2", "h3", "h4", "h5", "h6", "ol", "p", "pre", "table", "ul"}
_CELLS = {"td", "th"}
_DEEPEST = 8  # quotations and lists within each other that are told apart
_LONGEST_LINK = 500  # characters
_LONGEST_ALT = 100  # characters

_BELOW = {"appendonsend", "divRplyFwdMsg", "mail-editor-reference-message-container", "zwchr"}
_LEAD_INS = {"gmail_attr", "moz-cite-prefix"}
_QUOTED = {"protonmail_quote", "yahoo_quoted"}
_RULE_OF_OUTLOOK = re.compile(r"border-top:solid#(?:e1e1e1|b5c4df)1\.0pt;padding:3\.0pt0")
_GONE = re.compile(
    r"(?:^|;)(?:display:none|visibility:(?:hidden|collapse)|mso-hide:all|opacity:0(?:\.0*)?"
    r"|font-size:[01](?:px|pt|%|em)?|(?:max-)?height:0[a-z%]*)(?:!important)?(?:;|$)"
)
_COLOUR = re.compile(r"(?:^|;)color:([^;!]+)")
_GROUND = re.compile(r"(?:^|;)background(?:-color)?:([^;!]+)")
_WHITE = {"white", "#fff", "#ffffff", "rgb(255,255,255)"}
_SPACES = re.compile(r"[ \t\r\n\f\u00a0]+")


class _Below(Exception):
    """What follows is the mail that is answered."""


def plain(html: str) -> str:
    """Paragraphs, lists, quotations and links, as people type them into plain text."""
    reader = _Reader()
    with suppress(_Below):
        for kind, run in groupby(stream(html[:LONGEST]), lambda event: event[0]):
            if kind == "text":
                reader.say("".join(str(text) for _, text in run))
            else:
                for _, told in run:
                    reader.take(kind, told)
    return reader.finished()


@dataclass(frozen=True, slots=True)
class _Place:
    """What holds for the words within an element."""

    tag: str = ""
    silent: bool = False
    quotes: int = 0
    exact: bool = False
    colour: str = ""
    ground: str = "white"
    link: str = ""
    kind: str = ""  # its class

    def within(self, tag: str, given: Mapping[str, str]) -> "_Place":
        style = _tight(given)
        named = set(given.get("class", "").split())
        colour = _of(_COLOUR, style) or given.get("color", "").lower() or self.colour
        ground = _of(_GROUND, style) or given.get("bgcolor", "").lower() or self.ground
        gone = "hidden" in given or _GONE.search(style) or _same(colour, ground)
        quoted = tag == "blockquote" or bool(named & _QUOTED)
        return replace(
            self,
            tag=tag,
            silent=self.silent or tag in _SILENT or bool(gone or named & _LEAD_INS),
            quotes=min(self.quotes + quoted, _DEEPEST),
            exact=self.exact or tag == "pre",
            colour=colour,
            ground=ground,
            link=given.get("href", "").strip() if tag == "a" else "",
            kind=given.get("class", ""),
        )


def _of(what: re.Pattern[str], style: str) -> str:
    found = what.search(style)
    return found[1] if found else ""


def _same(colour: str, ground: str) -> bool:
    return bool(colour) and (colour == ground or {colour, ground} <= _WHITE)


class _Reader:
    def __init__(self) -> None:
        self._open = [_Place()]
        self._count: Counter[str] = Counter()
        self._lists: list[int] = []  # the number before the next item; -1 for bullets
        self._lines: list[str] = []
        self._line = ""
        self._bullet = ""
        self._linked = 0  # where in the line the words of the open link begin

    def take(self, kind: str, told: object) -> None:
        match kind, told:
            case "start", (str() as tag, dict() as given):
                self._begin(tag.lower(), {name.lower(): text or "" for name, text in given.items()})
            case "end", str() as tag:
                self._end(tag.lower())

    def finished(self) -> str:
        self._break()
        return "\n".join(self._lines).strip("\n")

    @property
    def _here(self) -> _Place:
        return self._open[-1]

    def _begin(self, tag: str, given: Mapping[str, str]) -> None:
        place = self._here.within(tag, given)
        if not place.silent:
            if given.get("id") in _BELOW or _RULE_OF_OUTLOOK.search(_tight(given)):
                raise _Below
            self._separate(tag, given)
        if tag in _VOID:
            return
        self._open.append(place)
        self._count[tag] += 1
        if tag in ("ol", "ul"):
            self._lists.append(_first(given) - 1 if tag == "ol" else -1)
        if tag == "a":
            self._linked = len(self._line)

    def _separate(self, tag: str, given: Mapping[str, str]) -> None:
        """What stands between the words before this tag and those after it."""
        match tag:
            case "br":
                self._break(keep=True)
            case "img":
                alt = given.get("alt", "")
                self.say(alt if len(alt) <= _LONGEST_ALT else "")
            case "hr":
                self._break()
                self.say("-----")
                self._break()
            case _ if tag in _CELLS and self._line:
                self._line += "  "
            case _ if tag in _BLOCKS or tag in _APART:
                self._break()
                self._blank(tag, given)
        if tag == "li":
            self._bullet = self._next_bullet()

    def _blank(self, tag: str, given: Mapping[str, str]) -> None:
        """Word gives its paragraphs no room around them."""
        close = given.get("class", "").startswith("Mso") or bool(self._lists)
        if tag in _APART and not close and self._lines and self._lines[-1].strip("> "):
            self._lines.append(("> " * self._here.quotes).rstrip())

    def _next_bullet(self) -> str:
        if not self._lists or self._lists[-1] < 0:
            return "- "
        self._lists[-1] += 1
        return f"{self._lists[-1]}. "

    def _end(self, tag: str) -> None:
        """An end tag ends what is open within its element as well; one without a beginning is
        nothing."""
        while self._count[tag]:
            place = self._open[-1]
            self._left(place)
            self._open.pop()
            self._count[place.tag] -= 1
            if place.tag == tag:
                break

    def _left(self, place: _Place) -> None:
        if place.tag in ("ol", "ul"):
            self._lists.pop()
        if place.silent:
            return
        if place.link:
            self._line += _address(place.link, self._line[self._linked :].strip())
        if place.tag in _BLOCKS or place.tag in _APART:
            self._break()
            if place.tag in _APART:
                self._blank(place.tag, {"class": place.kind})

    def say(self, text: str) -> None:
        if self._here.silent:
            return
        if self._here.exact:
            first, *more = text.replace("\r", "").split("\n")
            self._add(first)
            for line in more:
                self._break(keep=True)
                self._add(line)
            return
        words = _SPACES.sub(" ", text)
        self._add(words.lstrip() if self._line[-1:] in ("", " ") else words)

    def _add(self, text: str) -> None:
        if not text:
            return
        if not self._line:
            self._line = "> " * self._here.quotes + "  " * self._depth() + self._bullet
            self._bullet = ""
            self._linked = len(self._line)
        self._line += text

    def _depth(self) -> int:
        return max(0, min(len(self._lists), _DEEPEST) - 1) + (
            bool(self._lists) and not self._bullet
        )

    def _break(self, *, keep: bool = False) -> None:
        """End the line; an empty one counts only when it is to be kept."""
        if self._line.strip() or keep:
            self._lines.append(self._line.rstrip())
        self._line, self._linked = "", 0


def _tight(given: Mapping[str, str]) -> str:
    return "".join(given.get("style", "")[:2000].split()).lower()


def _first(given: Mapping[str, str]) -> int:
    start = given.get("start", "")
    return int(start) if start.isascii() and start.isdigit() and len(start) < 5 else 1


def _address(link: str, words: str) -> str:
    """Where a link leads, in brackets, unless its words say so already."""
    bare = link.removeprefix("mailto:")
    known = link.lower().startswith(("http://", "https://", "mailto:"))
    if not known or len(link) > _LONGEST_LINK or words.rstrip("/") in (link.rstrip("/"), bare):
        return ""
    return f" ({bare})" if words else bare
