"""Tells thanks from more to work on: a *merci* takes up no case again.

Thanks are words of thanks, with nothing but small words and names beside them, in any language of
the pack: people thank in the language they like. Whatever holds a question mark is a question.
"""

import re
import unicodedata
from collections.abc import Iterable

from core.decide.timing.dates import folded
from core.values.case import Case
from core.values.pack import Pack

_CHEERFUL = frozenset("👍🙏😊🙂😀😃😄😁😉☺❤♥💯✅✔🎉👏👌🤝😍🥰🙌💪🌟⭐🚀🤗😇💐🌷")
_COLOURING = re.compile(r"[\u200d\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]")
_CODE = re.compile(  # Slack's names of such signs, and signs made of letters
    r":(?:\+1|thumbsup|pray|heart|smile|smiley|grinning|slightly_smiling_face|blush|wink|relaxed"
    r"|ok_hand|clap|tada|raised_hands|white_check_mark|heavy_check_mark|hugging_face|star|100):"
    r"(?::skin-tone-\d:)?|(?<!\w)[:;]-?[)D]",
)


def are_thanks(pack: Pack, case: Case, text: str) -> bool:
    """Whether the text only thanks, or says that all is well."""
    said, cheerful = _read(text)
    thanks, agreed, beside = (_words(pack, key) for key in ("", "_agreed", "_beside"))
    if said is None or not said <= thanks | agreed | beside | _names(case):
        return False
    return bool(said & (thanks | agreed)) if said else cheerful


def are_mere_thanks(pack: Pack, case: Case, text: str) -> bool:
    """The same where the office asked something: *OK* is an answer then, *thank you* is none."""
    said, _ = _read(text)
    thanks, beside = _words(pack, ""), _words(pack, "_beside")
    return bool(said and said & thanks and said <= thanks | beside | _names(case))


def _read(text: str) -> tuple[set[str] | None, bool]:
    """The words, None where there is a sign that asks or is none of those that people thank with;
    and whether there is such a sign."""
    bare = _COLOURING.sub("", text)
    without = _CODE.sub(" ", bare)
    signs = {sign for sign in without if unicodedata.category(sign) in ("So", "Sk")}
    if "?" in bare or signs - _CHEERFUL:
        return None, False
    return set(re.findall(r"\w+", folded(without))), bool(signs) or without != bare


def _words(pack: Pack, which: str) -> frozenset[str]:
    said = (pack.say(f"reply.thanks{which}", locale) for locale in pack.locales)
    return frozenset(word for words in said for word in folded(words).split())


def _names(case: Case) -> frozenset[str]:
    """Who is thanked, and who signs."""
    people = (case.requester, *(entry.by for entry in case.entries if entry.by))
    return frozenset(_parts(person.name for person in people))


def _parts(names: Iterable[str]) -> Iterable[str]:
    return (part for name in names for part in re.findall(r"\w+", folded(name)))
