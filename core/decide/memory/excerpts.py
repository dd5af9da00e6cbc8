"""The piece of a case in which the words occur that somebody looks for."""

import re
from collections.abc import Iterator

from core.decide.memory.reading import folded
from core.decide.versions import in_force, question
from core.values.case import Case, EntryKind

_AROUND = 90  # characters on each side
_STEM = 5  # letters that words of one family share, mostly
_TEXTS = (EntryKind.SENT, EntryKind.REPLIED, EntryKind.NOTED)
_WORD = re.compile(r"[^\W_]+")


def texts(case: Case) -> Iterator[tuple[str, str]]:
    """What was asked, sent, replied and noted, as it stands now, with its kind."""
    yield EntryKind.ASKED, question(case)
    for entry in case.entries:
        now = in_force(case, entry) if entry.kind in _TEXTS else None
        if now and now.text:
            yield entry.kind, now.text


def excerpt(case: Case, words: str) -> tuple[str, str]:
    """The kind of the text in which most of the words occur, and the piece of it."""
    wanted = {folded(word)[:_STEM] for word in _WORD.findall(words)}
    best, kind, text, place = -1, EntryKind.ASKED.value, "", 0
    for each, said in texts(case):
        places = _places(said, wanted)
        if len(places) > best:
            best, kind, text = len(places), each, said
            place = min(places.values(), default=0)
    return kind, _piece(text, place)


def _places(text: str, wanted: set[str]) -> dict[str, int]:
    """Where each of the words occurs first."""
    found: dict[str, int] = {}
    for match in _WORD.finditer(text):
        stem = folded(match[0])[:_STEM]
        if stem in wanted:
            found.setdefault(stem, match.start())
    return found


def _piece(text: str, place: int) -> str:
    """Whole words, on one line."""
    first, last = max(0, place - _AROUND), min(len(text), place + _AROUND)
    while 0 < first < place and not text[first - 1].isspace():
        first += 1
    while place < last < len(text) and not text[last].isspace():
        last -= 1
    cut = " ".join(text[first:last].split())
    return f"{'… ' if first else ''}{cut}{' …' if last < len(text) else ''}"
