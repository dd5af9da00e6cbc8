"""Structured logs: an event and facts, never a question's text, a token or an address.

The loggers of the SDKs are silenced, since they write whole request bodies.
"""

import json
import logging
import sys
import threading
from datetime import UTC, datetime

_TALKATIVE = ("slack_bolt", "slack_sdk", "aiohttp", "aiosmtplib", "asyncio", "alembic")
_WHOLE = threading.Lock()  # lines of two threads never run into each other


def configure() -> None:
    for name in _TALKATIVE:
        logger = logging.getLogger(name)
        logger.handlers = [logging.NullHandler()]
        logger.propagate = False
        logger.setLevel(logging.CRITICAL + 1)


def noted(event: str, /, **facts: object) -> None:
    """Write one line of JSON to stderr. Facts are ids, states and names of errors."""
    at = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    told = {**facts, "event": event, "level": "info", "timestamp": at}
    line = json.dumps(told, default=str)
    with _WHOLE:
        sys.stderr.write(f"{line}\n")
        sys.stderr.flush()
