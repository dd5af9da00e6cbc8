"""Words as the search index keeps them: keyed hashes of their stems, never the words.

Whoever reads the database without DESK_SECRET_KEY learns which cases share words and how many they
have, and no word. See docs/adr. Without a key (the simulator's desk) the hashes are keyed with a
text that everybody knows.
"""

import hmac
import re
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from hashlib import blake2b

import Stemmer

from core.decide.versions import in_force, question
from core.values.case import Case, EntryKind
from core.values.search import Wanted

_PURPOSE = b"innovation desk: words of the search index"
_SIZE = 5  # bytes of a hash: among a million words, one in a million pairs looks alike
_WORD = re.compile(r"[^\W_]+")
_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l"})
_LONGEST_WORD = 40  # letters
_LEAST = 4  # letters of a word by which cases are compared
_MOST = 4_000  # different words of one case
_STEMMERS = {"en": "english", "nl": "dutch", "fr": "french", "de": "german"}
_TEXTS = (EntryKind.SENT, EntryKind.REPLIED, EntryKind.NOTED)
_OF_THREAD = threading.local()


def folded(text: str) -> list[str]:
    """Words in small letters without accents, in their order."""
    plain = unicodedata.normalize("NFKD", text.casefold().translate(_LETTERS))
    bare = "".join(c for c in plain if not unicodedata.combining(c))
    return [word[:_LONGEST_WORD] for word in _WORD.findall(bare)]


def _stem(word: str, language: str) -> str:
    """A stemmer must not be used by two threads at once."""
    if language not in _STEMMERS or not word.isalpha():
        return word
    known = _OF_THREAD.__dict__
    if language not in known:
        known[language] = Stemmer.Stemmer(_STEMMERS[language])
    return str(known[language].stemWord(word))


@lru_cache(maxsize=50_000)
def _hashed(key: bytes, word: str, language: str) -> str:
    stem = _stem(word, language)
    return blake2b(stem.encode(), digest_size=_SIZE, key=key).hexdigest()


def _language(locale: str) -> str:
    return locale.partition("-")[0].lower()


class Blind:
    """Hashes with the first secret, and finds what any of them hashed."""

    def __init__(self, *secrets: str) -> None:
        given = [secret.encode() for secret in secrets if secret] or [b""]
        self._keys = [hmac.digest(secret, _PURPOSE, "sha256") for secret in given]
        self.id = blake2b(b"id", digest_size=4, key=self._keys[0]).hexdigest()

    def document(self, case: Case) -> str:
        """All that a case is found by, in a fixed order."""
        key, language = self._keys[0], _language(case.locale)
        words = {word for text in _texts(case) for word in folded(text)}
        found = {_hashed(key, word, language) for word in sorted(words)[:_MOST]}
        return " ".join(sorted(found | {_hashed(key, each, "") for each in _marks(case)}))

    def question(self, case: Case, most: int) -> list[str]:
        """The longest words of the question: they are the rare ones, mostly."""
        words = {word for word in folded(question(case)) if len(word) >= _LEAST}
        longest = sorted(words, key=lambda word: (-len(word), word))[:most]
        language = _language(case.locale)
        return list(dict.fromkeys(_hashed(self._keys[0], word, language) for word in longest))

    def groups(self, wanted: Wanted) -> list[list[str]]:
        """What is looked for: of each group one must be there."""
        groups = [self._word(word) for word in dict.fromkeys(folded(wanted.text))]
        groups += [
            self._marks(f"university:{each}" for each in _meant(word, wanted.named))
            for word in folded(wanted.university)
        ]
        if wanted.states:
            groups.append(self._marks(f"state:{state}" for state in wanted.states))
        if wanted.topics:
            groups.append(self._marks(f"topic:{topic}" for topic in wanted.topics))
        return [*groups, self._marks(["answered:yes"])] if wanted.answered else groups

    def queues(self, names: Iterable[str]) -> list[str]:
        return self._marks(f"queue:{name}" for name in sorted(names))

    def _word(self, word: str) -> list[str]:
        """As any of the languages would have it: the case may be in another one than the search."""
        forms = (_hashed(key, word, language) for key in self._keys for language in _STEMMERS)
        return list(dict.fromkeys(forms))

    def _marks(self, marks: Iterable[str]) -> list[str]:
        return [_hashed(key, mark, "") for mark in marks for key in self._keys]


def _meant(word: str, named: Mapping[str, str]) -> Iterator[str]:
    """The word, and what cases have of a workspace whose name it is a word of: the id's end."""
    yield word
    for key, name in named.items():
        if word in folded(name):
            yield folded(key)[-1]


def _texts(case: Case) -> Iterator[str]:
    """What was asked, replied and sent as it stands now, and the notes, which only staff read."""
    yield question(case)
    yield case.id
    yield case.organisation
    for entry in case.entries:
        now = in_force(case, entry) if entry.kind in _TEXTS else None
        if now:
            yield now.text


def _marks(case: Case) -> Iterator[str]:
    """What is no word of a text: it holds a colon, so that no word can be taken for it."""
    yield f"state:{case.status}"
    yield f"topic:{case.topic}"
    yield f"queue:{case.queue}"
    for word in folded(f"{case.organisation} {case.requester.workspace}"):
        yield f"university:{word}"
    if any(e.kind is EntryKind.SENT and in_force(case, e) for e in case.entries):
        yield "answered:yes"
