"""Structured logs: an event and facts, never a question's text, a token or an address.

The loggers of the SDKs are silenced, since they write whole request bodies.
"""

import logging
import sys

import structlog

_TALKATIVE = ("slack_bolt", "slack_sdk", "aiohttp", "aiosmtplib", "asyncio", "alembic")


def configure() -> None:
    for name in _TALKATIVE:
        logger = logging.getLogger(name)
        logger.handlers = [logging.NullHandler()]
        logger.propagate = False
        logger.setLevel(logging.CRITICAL + 1)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def noted(event: str, /, **facts: object) -> None:
    """Write one line. Facts are ids, states and names of errors."""
    structlog.get_logger().info(event, **facts)
