"""What staff type to find past cases: words, and filters such as `state:open`."""

import re
import unicodedata
from typing import TypeVar

from core.decide.voice import Voice
from core.values.case import Status
from core.values.pack import Pack

Named = TypeVar("Named")

_FILTER = re.compile(r"(?<!\S)(?P<name>[^\W\d_]{2,20}):(?P<value>\"[^\"]{1,100}\"|\S+)")


def folded(text: str) -> str:
    """In small letters, without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c))


def without_filters(pack: Pack, words: str) -> tuple[str, dict[str, str]]:
    """The bare words, and the values of `state`, `topic` and `university`, by these names. Whatever
    else has a colon in it is a word."""
    names, given = _names(pack), dict[str, str]()

    def taken(found: re.Match[str]) -> str:
        name = names.get(folded(found["name"]))
        if name is None:
            return found[0]
        value = found["value"].strip('"')
        given[name] = f"{given.get(name, '')} {value}".strip()
        return " "

    return " ".join(_FILTER.sub(taken, words).split()), given


def _names(pack: Pack) -> dict[str, str]:
    """How each filter is called, in all languages of the pack."""
    return {
        folded(word): name
        for locale in pack.locales
        for name in ("state", "topic", "university")
        for word in pack.say(f"search.filter_{name}", locale).split()
    }


def states(pack: Pack, said: str) -> tuple[Status, ...] | None:
    """Those that are meant, by the names of any language; None when one is unknown."""
    named = {
        folded(name): status
        for status in Status
        for name in (status, *(_bare(pack, f"status.{status}", each) for each in pack.locales))
    }
    return _all_of(named, said)


def topics(pack: Pack, said: str) -> tuple[str, ...] | None:
    """Those that are meant, by their ids or names in any language; None when one is unknown."""
    named = {
        folded(name): topic
        for topic in pack.topics
        for name in (topic, *(_bare(pack, f"topic.{topic}", each) for each in pack.locales))
    }
    return _all_of(named, said)


def _bare(pack: Pack, key: str, locale: str) -> str:
    return Voice(pack, locale).say(key)


def _all_of(named: dict[str, Named], said: str) -> tuple[Named, ...] | None:
    """One name of several words, or several names."""
    whole = folded(said).strip()
    if not whole:
        return ()
    if whole in named:
        return (named[whole],)
    parts = [part for part in re.split(r"[,\s]+", whole) if part]
    known = [named[part] for part in parts if part in named]
    return tuple(dict.fromkeys(known)) if len(known) == len(parts) else None
