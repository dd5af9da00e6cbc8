"""What a person wrote, with its looks, in the markup of no platform.

Adapters read it from what a platform delivers and write it in the platform's own elements, so
nothing in it is ever read as markup again.
"""

import re
from collections.abc import Iterable, Iterator
from enum import StrEnum

from core.values.value import Value

_ADDRESS = re.compile(r"https?://[!-~]+", re.IGNORECASE)
_MAIL = re.compile(r"mailto:[\w.+-]{1,64}@[A-Za-z0-9.-]{1,200}")
_AFTER = ".,;:!?'\")]}>"  # ends a sentence more often than an address
_UNFIT = set(" \"'<>\\^`{|}\x7f")
_LONGEST_ADDRESS = 2000
_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")


class Span(Value):
    """Words with one look. `link` is the address that they lead to; `mention` says that they name
    somebody or some group, whom they must not call."""

    text: str
    bold: bool = False
    italic: bool = False
    strike: bool = False
    code: bool = False
    mention: bool = False
    link: str = ""

    @property
    def plain(self) -> str:
        """The words, and in brackets the address where they do not show it themselves."""
        if not self.link or self.text in _names(self.link):
            return self.text
        return f"{self.text} ({_names(self.link)[-1]})"

    @property
    def is_plain(self) -> bool:
        return not (
            self.bold or self.italic or self.strike or self.code or self.mention or self.link
        )


class BlockKind(StrEnum):
    TEXT = "text"
    ITEM = "item"
    QUOTE = "quote"
    CODE = "code"


class Block(Value):
    """A paragraph, an item of a list, a quotation, or code; its text may hold line breaks.

    `depth` counts the lists around a list that an item is in; `number` is 0 for a bullet.
    """

    kind: BlockKind = BlockKind.TEXT
    spans: tuple[Span, ...] = ()
    depth: int = 0
    number: int = 0

    @property
    def plain(self) -> str:
        said = "".join(span.plain for span in self.spans)
        match self.kind:
            case BlockKind.ITEM:
                hang = "  " * (self.depth + 1)
                return f"{'  ' * self.depth}{self.bullet} {said}".replace("\n", f"\n{hang}")
            case BlockKind.QUOTE:
                return "\n".join(f"> {line}" for line in said.split("\n"))
            case BlockKind.TEXT | BlockKind.CODE:
                return said

    @property
    def bullet(self) -> str:
        return f"{self.number}." if self.number else "•"


class RichText(Value):
    """A text with its looks, in order."""

    blocks: tuple[Block, ...] = ()

    @classmethod
    def of(cls, text: str) -> "RichText":
        """A text without any looks."""
        return cls(blocks=(Block(spans=(Span(text=text),)),))

    @property
    def plain(self) -> str:
        """The same as people write it where there are no looks; this is what rules read."""
        return "\n".join(block.plain for block in self.blocks).strip()

    @property
    def is_plain(self) -> bool:
        return all(
            block.kind is BlockKind.TEXT and all(span.is_plain for span in block.spans)
            for block in self.blocks
        )

    @property
    def looks(self) -> "RichText | None":
        """The text where it holds more than its plain text does."""
        return None if self.is_plain else self

    @property
    def mentions(self) -> tuple[str, ...]:
        """Who and what is named with an @, as it is shown."""
        return tuple(s.text for block in self.blocks for s in block.spans if s.mention)

    def first(self, limit: int) -> "RichText":
        """At most so many characters of it; what is cut is said."""
        length = sum(len(span.text) for block in self.blocks for span in block.spans)
        if length <= limit:
            return self
        note = Block(spans=(Span(text=f"… [+{length - limit}]"),))
        return RichText(blocks=(*_cut(self.blocks, limit), note))

    def without_start(self, count: int) -> "RichText":
        """Without so many characters at the beginning of the first block."""
        if not self.blocks:
            return self
        first, *rest = self.blocks
        spans = []
        for span in first.spans:
            gone = min(count, len(span.text))
            count -= gone
            if gone < len(span.text):
                spans.append(span.model_copy(update={"text": span.text[gone:]}))
        return RichText(blocks=(first.model_copy(update={"spans": tuple(spans)}), *rest))

    def honest(self, *, live: bool) -> "RichText":
        """The same with links whose words are the address: a label can promise what it does not
        lead to. With `live` addresses can be followed; without, they are only shown."""
        return RichText(blocks=tuple(_honest(block, live=live) for block in self.blocks))


def as_shown(text: str, rich: RichText | None, *, live: bool) -> RichText | None:
    """What to show beside the plain text: honest links, and where `live` the addresses in a plain
    text too; None where that is no more than the text itself."""
    return (rich or RichText.of(text)).honest(live=live).looks


def tidy(text: str) -> str:
    """Without what nobody sees and some abuse: control characters and changes of direction."""
    return _ODD.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " "))


def is_safe(address: str) -> bool:
    """An address of the web or of mail in plain letters, with nothing before an @ that could pass
    for the host."""
    if len(address) > _LONGEST_ADDRESS or _UNFIT & set(address):
        return False
    if _MAIL.fullmatch(address):
        return True
    host = re.split(r"[/?#]", address.partition("://")[2])[0]
    return bool(_ADDRESS.fullmatch(address)) and bool(host) and "@" not in host


def _cut(blocks: tuple[Block, ...], limit: int) -> Iterator[Block]:
    for block in blocks:
        kept = []
        for span in block.spans:
            part = span if len(span.text) <= limit else _without_link(span, limit)
            kept.append(part)
            limit -= len(part.text)
            if limit <= 0:
                break
        yield block.model_copy(update={"spans": tuple(kept)})
        if limit <= 0:
            return


def _without_link(span: Span, limit: int) -> Span:
    """Half an address leads elsewhere."""
    return span.model_copy(update={"text": span.text[:limit], "link": ""})


def leads_where_it_says(span: Span) -> bool:
    """Whether the span may become a link: its words are the address."""
    return bool(span.link) and span.text in _names(span.link) and is_safe(span.link)


def _names(address: str) -> tuple[str, ...]:
    """The words that say an address truly, the one to show last."""
    return (address, address.removeprefix("mailto:"))


def _honest(block: Block, *, live: bool) -> Block:
    spans = (new for span in block.spans for new in _split(span, live=live))
    return block.model_copy(update={"spans": tuple(_joined(spans))})


def _split(span: Span, *, live: bool) -> Iterator[Span]:
    bare = span.model_copy(update={"link": ""})
    if not span.link:
        yield from _with_addresses(bare) if live and not span.code else (bare,)
        return
    shown = _names(span.link)[-1]
    address = bare.model_copy(
        update={"text": shown, "link": span.link if live and is_safe(span.link) else ""}
    )
    if span.text in _names(span.link):
        yield address
        return
    yield from (bare, Span(text=" ("), address, Span(text=")"))


def _with_addresses(span: Span) -> Iterator[Span]:
    """Addresses that were typed as words become links to themselves."""
    at = 0
    for found in _ADDRESS.finditer(span.text):
        address = found.group().rstrip(_AFTER)
        if not is_safe(address):
            continue
        yield span.model_copy(update={"text": span.text[at : found.start()]})
        yield span.model_copy(update={"text": address, "link": address})
        at = found.start() + len(address)
    yield span.model_copy(update={"text": span.text[at:]})


def _joined(spans: Iterable[Span]) -> Iterator[Span]:
    """Neighbours with the same look as one; empty ones left out."""
    last: Span | None = None
    for span in spans:
        if not span.text:
            continue
        if last and not (last.link or span.link) and _same_look(last, span):
            last = last.model_copy(update={"text": last.text + span.text})
            continue
        if last:
            yield last
        last = span
    if last:
        yield last


def _same_look(one: Span, other: Span) -> bool:
    return one.model_copy(update={"text": ""}) == other.model_copy(update={"text": ""})
