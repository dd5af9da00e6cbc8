"""What Slack puts on the wire: signed slash commands and submitted forms, ready to be sent.

See https://docs.slack.dev/authentication/verifying-requests-from-slack
"""

import hashlib
import hmac
import json
import time
from collections.abc import Sequence
from urllib.parse import urlencode

from adapters.slack.screen import private
from core.values.message import Form, Message

SECRET = "benchmark-signing-secret"
TEAM, CHANNEL, TOKEN = "T0UNI", "C0IDEAS", "xoxb-simulated"
PEOPLE = 1_000  # who live in the simulated workspace
_HEAD = (
    "POST /slack/events HTTP/1.1\r\n"
    "Host: 127.0.0.1\r\n"
    "User-Agent: Slackbot 1.0 (+https://api.slack.com/robots)\r\n"
    "Accept-Encoding: gzip,deflate\r\n"
    "Accept: application/json,*/*\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\n"
    "X-Slack-Request-Timestamp: {stamp}\r\n"
    "X-Slack-Signature: {signature}\r\n"
    "Content-Length: {length}\r\n\r\n"
)


def user(number: int) -> str:
    """The id of one of the people, the same for numbers that are `PEOPLE` apart."""
    return f"U0BENCH{number % PEOPLE:04}"


def command(text: str, number: int) -> bytes:
    """`/innovation TEXT`. https://docs.slack.dev/interactivity/implementing-slash-commands"""
    return _request(
        {
            "token": "unused",
            "team_id": TEAM,
            "team_domain": "belgian-research",
            "channel_id": CHANNEL,
            "channel_name": "research-ideas",
            "user_id": user(number),
            "user_name": f"researcher.{number}",
            "command": "/innovation",
            "text": text,
            "api_app_id": "A0DESK",
            "is_enterprise_install": "false",
            "response_url": "http://127.0.0.1:9/unused",
            "trigger_id": f"{number}.{time.time_ns()}.unused",
        }
    )


def escalation(number: int) -> bytes:
    """The submitted form, one view and one person for each number.

    See https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload
    """
    person = {"id": user(number), "username": f"researcher.{number}", "team_id": TEAM}
    payload = {
        "type": "view_submission",
        "team": {"id": TEAM, "domain": "belgian-research"},
        "user": person,
        "api_app_id": "A0DESK",
        "trigger_id": f"{number}.{time.time_ns()}.unused",
        "view": _view(number),
        "response_urls": [],
    }
    return _request({"payload": json.dumps(payload)})


def _view(number: int) -> dict[str, object]:
    topic = ("sta", "cta", "fees", "borderline")[number % 4]
    values = {
        "question": {"value": f"Question {number}: does my gene therapy study need advice first?"},
        "topic": {"selected_option": {"value": topic}},
        "organisation": {"value": "KU Leuven"},
        "product": {"selected_option": {"value": "atmp"}},
        "stage": {"selected_option": {"value": "clinical"}},
        "urgency": {"selected_option": {"value": "normal"}},
        "consent": {"selected_options": [{"value": "yes"}]},
    }
    return {
        "id": f"V0BENCH{number}",
        "type": "modal",
        "callback_id": "",
        "hash": f"{number}.unused",
        "private_metadata": private(_FORM, f"slack:{TEAM}:{CHANNEL}"),
        "blocks": [{"type": "input", "block_id": id} for id in values],
        "state": {"values": {id: {"input": value} for id, value in values.items()}},
    }


_FORM = Message(form=Form(fields=(), submit="", cancel="", command={"do": "escalate", "asked": ""}))


def _request(form: dict[str, str]) -> bytes:
    body, stamp = urlencode(form).encode(), str(int(time.time()))
    mac = hmac.new(SECRET.encode(), b"v0:" + stamp.encode() + b":" + body, hashlib.sha256)
    head = _HEAD.format(stamp=stamp, signature=f"v0={mac.hexdigest()}", length=len(body))
    return head.encode() + body


def commands(text: str, count: int) -> Sequence[bytes]:
    """One command by many people, signed now; Slack's signatures live for five minutes."""
    return [command(text, number) for number in range(count)]
