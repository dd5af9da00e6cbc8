"""What staff type in the thread of a card: `!claim` becomes a command. Slack has no slash commands
in threads."""

import re
from collections.abc import Callable
from difflib import get_close_matches

from core.decide.casework.unseen import begun
from core.decide.casework.vocabulary import outcomes, reasons, spellings
from core.decide.timing.dates import folded
from core.values import command as c
from core.values.case import Case, Entry, EntryKind
from core.values.ids import read_case_id
from core.values.pack import Pack
from core.values.value import Value

_WORD = re.compile(
    r"[!\uff01]\s?(?P<word>[^\W\d_][^\W\d_-]{1,24})\b[:,]?\s*(?P<rest>.*)", re.DOTALL
)
_LONGEST_REASON = 300


class Mistyped(Value):
    """A word that is none of ours; `meant` is the nearest one, or empty."""

    word: str
    meant: str


class Drafted(Value):
    """A text that was given to a word, to be offered for sending."""

    text: str
    then: c.Then


Typed = c.OfCase | Mistyped | Drafted


_ALONE: dict[str, Callable[..., c.OfCase]] = {
    "claim": c.Claim,
    "release": c.Release,
    "wake": c.Wake,
    "unlink": c.Unlink,
    "expert": c.Invite,
    "thanks": c.Dismiss,
    "similar": c.Alike,
    "article": c.OpenPropose,
    "record": c.ExportRecord,
    "verify": c.Verify,
    "card": c.ShowCase,
}


def read_typed(text: str, case: Case, pack: Pack) -> Typed | None:
    """None for what is no command: it is talk, however it begins. The words are those of every
    language of the pack."""
    found = _WORD.match(begun(text).strip())
    if found is None:
        return None
    typed, rest = folded(found["word"]), found["rest"].strip()
    known = spellings(pack)
    word = known.get(typed)
    if word is None:
        near = get_close_matches(typed, known, n=1, cutoff=0.7)
        return Mistyped(word=found["word"].lower(), meant=near[0] if near else "")
    talking = _with_text(word, rest, case.id) if rest else _without_text(word, case.id)
    return talking or _plain(word, rest, case, pack)


def chooses(text: str, pack: Pack) -> bool:
    """Whether a text names a person to choose from those who may act."""
    found = _WORD.match(begun(text).strip())
    return found is not None and spellings(pack).get(folded(found["word"])) == "assign"


def _plain(word: str, rest: str, case: Case, pack: Pack) -> Typed:
    id = case.id
    if alone := _ALONE.get(word):
        return alone(case=id)
    match word:
        case "recall":
            return c.Recall(case=id, entry=_last_held(case))
        case "reopen":
            return c.Reopen(case=id, because=_reason(rest, pack))
        case "close":
            return _close(rest, id, pack)
        case "reroute":
            return _reroute(rest, id, pack)
        case "canned" | "ready":
            return c.ListReady(case=id, words=rest[:200])
        case _:
            return c.StaffHelp(case=id)


def _last_held(case: Case) -> int:
    held: list[Entry] = [entry for entry in case.entries if entry.kind is EntryKind.HELD]
    return held[-1].number if held else 0


def _with_text(word: str, rest: str, case: str) -> Typed | None:
    """Words that take a text; None for all others."""
    match word:
        case "note":
            return c.Note(case=case, text=rest)
        case "phoned":
            return c.Phoned(case=case, text=rest)
        case "assign":
            return c.Assign(case=case, to=rest[:300])
        case "snooze":
            return c.Snooze(case=case, until=rest[:100])
        case "tell":
            return c.Tell(case=case, text=rest)
        case "link":
            return c.Link(case=case, to=read_case_id(rest) or rest[:40])
        case "ask":
            return Drafted(text=rest, then=c.Then.WAITING)
        case "answer":
            return Drafted(text=rest, then=c.Then.ANSWERED)
        case _:
            return None


def _without_text(word: str, case: str) -> Typed | None:
    """The same words alone: the form is offered."""
    match word:
        case "note":
            return c.OpenNote(case=case)
        case "phoned":
            return c.OpenPhoned(case=case)
        case "assign":
            return c.OpenAssign(case=case)
        case "snooze":
            return c.OpenSnooze(case=case)
        case "tell":
            return c.OpenTell(case=case)
        case "link":
            return c.OpenLink(case=case)
        case "ask":
            return c.OpenAskMore(case=case)
        case "answer":
            return c.OpenAnswer(case=case)
        case _:
            return None


def _close(rest: str, id: str, pack: Pack) -> Typed:
    """The outcome by its name, or by the nearest; without one the form is offered."""
    names = outcomes(pack)
    near = get_close_matches(folded(rest.replace("_", " ")), names, n=1, cutoff=0.7)
    return c.Close(case=id, outcome=names[near[0]]) if near else c.OpenClose(case=id)


def _reroute(rest: str, id: str, pack: Pack) -> Typed:
    queue, *more = rest.split(maxsplit=1)[:2] if rest else ("",)
    queue = queue.strip(" :,")
    if not queue:
        return c.OpenReroute(case=id)
    return c.Reroute(case=id, queue=queue[:100], because=_reason("".join(more), pack))


def _reason(text: str, pack: Pack) -> str:
    """Without the *because* that it begins with."""
    first = "|".join(map(re.escape, reasons(pack)))
    bare = re.sub(rf"^\s*(?:{first})(?!\w)", "", text, count=1, flags=re.IGNORECASE)
    return bare.strip(" :,\n")[:_LONGEST_REASON].strip()
