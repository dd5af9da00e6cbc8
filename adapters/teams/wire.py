"""JSON in and out: in any shape (what is not as expected counts as not there), and compact."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

Payload = Mapping[str, Any]


def text(holder: Payload, key: str) -> str:
    value = holder.get(key)
    return value if isinstance(value, str) else ""


def mapping(holder: Payload, key: str) -> Payload:
    value = holder.get(key)
    return value if isinstance(value, Mapping) else {}


def mappings(holder: Payload, key: str) -> Iterator[Payload]:
    """The objects in a list."""
    value = holder.get(key)
    for item in value if isinstance(value, list) else ():
        if isinstance(item, Mapping):
            yield item


def texts(holder: Payload, key: str) -> list[str]:
    """The texts in a list."""
    value = holder.get(key)
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def written(value: object) -> bytes:
    """JSON as it goes over the wire: compact, in UTF-8."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(errors="replace")
