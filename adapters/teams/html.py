"""What people write in Teams becomes rich text: Teams gives it as HTML, cleaned here by ammonia.

https://learn.microsoft.com/microsoftteams/platform/bots/how-to/format-your-bot-messages
"""

from html.parser import HTMLParser

import nh3

from core.values.rich_text import Block, BlockKind, RichText, Span, tidy

_LOOKS = {
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic",
    "s": "strike", "strike": "strike", "del": "strike", "code": "code", "at": "mention",
}  # fmt: skip
_PARAGRAPHS = {"p", "div", "tr", "h1", "h2", "h3", "h4", "h5", "h6", "table", "blockquote", "pre"}
_LISTS = {"ul", "ol"}
_ALTS = {"img", "emoji"}
_TAGS = {*_LOOKS, *_PARAGRAPHS, *_LISTS, *_ALTS, "li", "br", "a", "span", "tbody", "td", "th"}
_ATTRIBUTES = {
    "a": {"href"}, "span": {"itemtype"}, "img": {"alt"}, "emoji": {"alt"}, "ol": {"start"},
}  # fmt: skip
_MENTION = "http://schema.skype.com/Mention"
_LONGEST = 100_000  # characters; Teams allows about 28,000 in a message
_MOST = 3000  # blocks
_DEEPEST = 8  # lists within lists


def rich_text(written: str, without: tuple[str, ...] = ()) -> RichText:
    """The words and looks of HTML. Mentions whose words are in `without` are left out."""
    reader = _Reader(without)
    cleaned = nh3.clean(
        written[:_LONGEST],
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        generic_attribute_prefixes=set(),
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
        strip_comments=True,
    )
    reader.feed(cleaned)
    reader.close()
    return RichText(blocks=tuple(_trimmed(reader.finished())))


class _Reader(HTMLParser):
    """Ammonia's output is balanced, so tags are a stack."""

    def __init__(self, without: tuple[str, ...]) -> None:
        super().__init__(convert_charrefs=True)
        self._without = without
        self._done: list[Block] = []
        self._spans: list[Span] = []
        self._open: list[tuple[str, Span]] = []
        self._lists: list[int] = []  # the next number; 0 for bullets
        self._item: Block | None = None

    @property
    def _look(self) -> Span:
        return self._open[-1][1] if self._open else Span(text="")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "br":
            self._say("\n")
            return
        if tag in _ALTS:
            self._say(given.get("alt", ""))
        if tag in _PARAGRAPHS or tag in _LISTS or tag == "li":
            self._end_block()
        self._begin(tag, given)
        if tag != "img":
            self._open.append((tag, self._look.model_copy(update=_look_of(tag, given))))

    def _begin(self, tag: str, given: dict[str, str]) -> None:
        if tag in _LISTS:
            start = given.get("start", "")
            first = int(start) if start.isdigit() and len(start) < 5 else 1
            self._lists.append(first if tag == "ol" else 0)
        elif tag == "li":
            self._item = self._bullet()

    def _bullet(self) -> Block:
        number = self._lists[-1] if self._lists else 0
        if number:
            self._lists[-1] += 1
        depth = min(max(0, len(self._lists) - 1), _DEEPEST)
        return Block(kind=BlockKind.ITEM, depth=depth, number=number)

    def handle_endtag(self, tag: str) -> None:
        if tag in _PARAGRAPHS:
            self._end_block(blank=tag == "p")
        elif tag in _LISTS or tag == "li":
            self._end_block()
        if tag in _LISTS and self._lists:
            self._lists.pop()
        if self._open and self._open[-1][0] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        in_pre = any(tag == "pre" for tag, _ in self._open)
        data = tidy(data)
        words = data if in_pre else data.replace("\n", " ")
        if words.strip() or self._spans:
            self._say(words)

    def _say(self, words: str) -> None:
        if self._look.mention and words in self._without:
            return
        if words:
            said = f"@{words.removeprefix('@')}" if self._look.mention else words
            self._spans.append(self._look.model_copy(update={"text": said}))

    def _end_block(self, *, blank: bool = False) -> None:
        """What was said since the last end; an empty paragraph is a blank line."""
        spans, self._spans = tuple(self._spans), []
        item, self._item = self._item, None
        said = "".join(span.text for span in spans).strip()
        if said and item:
            self._done.append(item.model_copy(update={"spans": spans}))
        elif said:
            self._done.append(Block(kind=self._kind(), spans=spans))
        elif item:
            self._item = item
        elif blank:
            self._done.append(Block())

    def _kind(self) -> BlockKind:
        tags = {tag for tag, _ in self._open}
        if "pre" in tags:
            return BlockKind.CODE
        return BlockKind.QUOTE if "blockquote" in tags else BlockKind.TEXT

    def finished(self) -> list[Block]:
        self._end_block()
        return self._done[:_MOST]


def _look_of(tag: str, given: dict[str, str]) -> dict[str, object]:
    if tag == "a":
        return {"link": given.get("href", "")}
    if tag == "span" and given.get("itemtype") == _MENTION:
        return {"mention": True}
    return {_LOOKS[tag]: True} if tag in _LOOKS else {}


def _trimmed(blocks: list[Block]) -> list[Block]:
    """Without spaces at both ends of a block, and without blank lines at both ends of all."""
    made = [_stripped(block) for block in blocks]
    while made and not made[0].spans:
        made.pop(0)
    while made and not made[-1].spans:
        made.pop()
    return made


def _stripped(block: Block) -> Block:
    spans = list(block.spans)
    while spans and not spans[0].text.strip():
        spans.pop(0)
    while spans and not spans[-1].text.strip():
        spans.pop()
    if spans:
        spans[0] = spans[0].model_copy(update={"text": spans[0].text.lstrip()})
        spans[-1] = spans[-1].model_copy(update={"text": spans[-1].text.rstrip()})
    if block.kind is BlockKind.CODE:
        spans = [span.model_copy(update={"code": False}) for span in spans]
    return block.model_copy(update={"spans": tuple(spans)})
