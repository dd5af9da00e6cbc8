"""Builds HTML in which everything that is not markup is escaped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from html import escape

Value = str | bool | int | None
Attributes = Mapping[str, Value]
VOID = frozenset({"br", "hr", "img", "input"})


class Html(str):
    """A string that is markup already. Everything else gets escaped on its way in."""

    __slots__ = ()


def el(tag: str, attributes: Attributes | None = None, *children: str | Iterable[str]) -> Html:
    """An element. Attributes that are None or False are left out, True stands alone."""
    opening = f"<{tag}{''.join(_attribute(*pair) for pair in (attributes or {}).items())}>"
    if tag in VOID:
        return Html(opening)
    return Html(f"{opening}{join(*children)}</{tag}>")


def join(*children: str | Iterable[str]) -> Html:
    """Children one after the other; plain strings escaped, sequences opened."""
    return Html("".join(_child(child) for child in children))


def _child(child: str | Iterable[str]) -> str:
    if isinstance(child, Html):
        return child
    if isinstance(child, str):
        return escape(child)
    return join(*child)


def _attribute(name: str, value: Value) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return f" {name}"
    return f' {name}="{escape(str(value))}"'
