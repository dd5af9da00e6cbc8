"""Implements the core's `Matching` with RE2; says what is wrong with a pattern.

RE2 has neither look-around nor back-references, so that no pattern can stall the desk.
https://github.com/google/re2/wiki/Syntax
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import re2

LOOKED_AT = 20_000  # characters of a question
_MEMORY = 1 << 20  # bytes for one compiled pattern


def _options() -> Any:
    options = re2.Options()
    options.log_errors = False  # RE2 would write the pattern to stderr
    options.case_sensitive = False
    options.max_mem = _MEMORY
    return options


@lru_cache(maxsize=1000)
def _compiled(pattern: str) -> Any:
    return re2.compile(pattern, _options())


def problem(pattern: str) -> str:
    """Why the pattern cannot be used, in a sentence; empty when it can."""
    try:
        matches_nothing = _compiled(pattern).search("")
    except re2.error as error:
        why = error.args[0] if error.args else "unreadable"
        told = why.decode() if isinstance(why, bytes) else str(why)
        return (
            f"'{pattern}' is not a pattern that RE2 reads: {told} "
            "(it knows no look-around and no back-references)"
        )
    if matches_nothing:
        return f"'{pattern}' fits every text; leave it away, or say what must occur"
    return ""


def matching(patterns: Iterable[str], text: str) -> frozenset[str]:
    """Which of the patterns occur in the text; one that cannot be read occurs nowhere."""
    shown = text[:LOOKED_AT]
    return frozenset(pattern for pattern in patterns if _occurs(pattern, shown))


def _occurs(pattern: str, text: str) -> bool:
    try:
        return _compiled(pattern).search(text) is not None
    except re2.error:
        return False
