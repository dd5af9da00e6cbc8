"""Builds checks for JSON values, each yielding complaints in the words and pointers of Slack.

A check takes a value and its JSON pointer and yields lines such as
`[ERROR] must be less than 76 characters [json-pointer:/blocks/0/text/text]`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Check = Callable[[Any, str], Iterator[str]]


def complaint(words: str, at: str) -> str:
    return f"[ERROR] {words} [json-pointer:{at}]"


def anything(value: Any, at: str) -> Iterator[str]:
    """No complaint: the simulator does not look inside."""
    yield from ()


def flag(value: Any, at: str) -> Iterator[str]:
    if not isinstance(value, bool):
        yield complaint("must provide a boolean", at)


def string(most: int, least: int = 1) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, str):
            yield complaint("must provide a string", at)
        elif len(value) > most:
            yield complaint(f"must be less than {most + 1} characters", at)
        elif len(value) < least:
            yield complaint(f"must be more than {least - 1} characters", at)

    return check


def number(least: int, most: int) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, int) or isinstance(value, bool):
            yield complaint("must provide an integer", at)
        elif not least <= value <= most:
            yield complaint(f"must be between {least} and {most}", at)

    return check


def one_of(*allowed: str) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if value not in allowed:
            yield complaint(f"value must be one of: {', '.join(allowed)}", at)

    return check


def items(each: Check, most: int, least: int = 1) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, list):
            yield complaint("must provide an array", at)
            return
        if len(value) > most:
            yield complaint(f"no more than {most} items allowed", at)
        if len(value) < least:
            yield complaint(f"must provide at least {least} items", at)
        for index, item in enumerate(value):
            yield from each(item, f"{at}/{index}")

    return check


def shape(
    required: Mapping[str, Check] | None = None,
    optional: Mapping[str, Check] | None = None,
    *also: Check,
) -> Check:
    """An object with these keys and no others (and `type`), then the further checks."""
    required = dict(required or {})
    known = {**required, **(optional or {}), "type": anything}

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield complaint("must provide an object", at)
            return
        for key in required.keys() - value.keys():
            yield complaint(f"missing required field: {key}", at)
        for key in value:
            if key in known:
                yield from known[key](value[key], f"{at}/{key}")
            else:
                yield complaint(f"invalid additional property: {key}", at)
        for further in also:
            yield from further(value, at)

    return check


def by_type(table: Mapping[str, Check], *allowed: str) -> Check:
    """An object that names its kind in `type`; only the allowed kinds, or all of the table."""

    def check(value: Any, at: str) -> Iterator[str]:
        kind = value.get("type") if isinstance(value, dict) else None
        if not isinstance(kind, str) or kind not in table or (allowed and kind not in allowed):
            yield complaint(f"unsupported type: {kind}", f"{at}/type")
        else:
            yield from table[kind](value, at)

    return check


def needs_one_of(*keys: str) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if not any(value.get(key) for key in keys):
            yield complaint(f"missing required field: {' or '.join(keys)}", at)

    return check


def not_both(first: str, second: str) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        if first in value and second in value:
            yield complaint(f"only one of {first} and {second} may be given", at)

    return check


def ordered(low: str, high: str) -> Check:
    def check(value: Any, at: str) -> Iterator[str]:
        bounds = value.get(low), value.get(high)
        if all(isinstance(bound, int) for bound in bounds) and bounds[0] > bounds[1]:
            yield complaint(f"{low} must not be more than {high}", at)

    return check
