"""What is wrong with a form: all of it, a sentence for each field, in the reader's language.

Faults are by the field that they stand at; the empty name is the form as a whole.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from core.decide.voice import Voice
from core.values.value import Misplaced

Faults = dict[str, str]
T = TypeVar("T")
Problem = Mapping[str, Any]
"""One of pydantic's complaints."""
_KNOWN = {
    "missing": "form.missing",
    "string_too_short": "form.missing",
    "int_parsing": "fault.number",
    "greater_than_equal": "fault.least",
    "less_than_equal": "fault.most",
    "string_too_long": "fault.longest",
    "string_pattern_mismatch": "fault.address",
    "extra_forbidden": "fault.unknown",
}


def said(voice: Voice, fault: Misplaced) -> str:
    return voice.say(f"fault.{fault.key}", **fault.values) if fault.key else str(fault)


def tried(faults: Faults, field: str, work: Callable[[], T], otherwise: T) -> T:
    """What `work` gives; what it raises is kept as the field's fault."""
    try:
        return work()
    except Misplaced as fault:
        faults.setdefault(field, str(fault))
        return otherwise


def of_value(voice: Voice, error: ValidationError, fields: Mapping[str, str]) -> Faults:
    """`fields` says which field of the form sets which part of the value."""
    found: Faults = {}
    for problem in error.errors(include_url=False):
        cause = _cause(problem)
        trail = (*problem["loc"], *(cause.trail if cause else ()))
        found.setdefault(field_at(trail, fields), _sentence(voice, problem, cause))
    return found


def field_at(trail: tuple[str | int, ...], fields: Mapping[str, str]) -> str:
    """The field of the innermost part that a form sets."""
    return next((fields[str(part)] for part in reversed(trail) if str(part) in fields), "")


def _cause(problem: Problem) -> Misplaced | None:
    cause = problem.get("ctx", {}).get("error")
    return cause if isinstance(cause, Misplaced) else None


def _sentence(voice: Voice, problem: Problem, cause: Misplaced | None) -> str:
    empty = problem["input"] in ("", None)
    if cause and not empty:
        return said(voice, cause)
    limits = problem.get("ctx", {})
    values = {
        "least": limits.get("ge", ""),
        "most": limits.get("le", limits.get("max_length", "")),
        "given": problem["loc"][-1] if problem["type"] == "extra_forbidden" else problem["input"],
    }
    key = "form.missing" if empty else _KNOWN.get(problem["type"], "form.invalid")
    return voice.say(key, **values)
