"""What Teams puts on the wire: signed activities, ready to be sent.

https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-activities
"""

import itertools
import json
from collections.abc import Sequence
from typing import Any

Json = dict[str, Any]
PEOPLE = 200  # of the simulated tenant
_HEAD = (
    "POST /api/messages HTTP/1.1\r\n"
    "Host: 127.0.0.1\r\n"
    "User-Agent: BF-DirectLine (Microsoft-BotFramework/3.2 +https://botframework.com/ua)\r\n"
    "Content-Type: application/json; charset=utf-8\r\n"
    "Authorization: Bearer {token}\r\n"
    "Content-Length: {length}\r\n\r\n"
)
_NUMBERS = itertools.count(1)


def clicks(teams: Json, do: Json, count: int) -> Sequence[bytes]:
    """Action.Execute of a button that stands for a command, by many people."""
    action = {"type": "Action.Execute", "verb": do["do"], "data": {"command": do}}
    invoke = {
        "type": "invoke",
        "name": "adaptiveCard/action",
        "value": {"action": action, "trigger": "manual"},
        "replyToId": "1700000000777",
    }
    return [_request(teams, number, invoke) for number in range(count)]


def texts(teams: Json, words: str, count: int) -> Sequence[bytes]:
    """Words in the personal chats of many people."""
    return [_request(teams, number, {"text": words}) for number in range(count)]


def _request(teams: Json, number: int, more: Json) -> bytes:
    said: Json = teams["activities"][number % len(teams["activities"])]
    body = json.dumps(said | more | {"id": f"f:{next(_NUMBERS)}"}).encode()
    return _HEAD.format(token=teams["token"], length=len(body)).encode() + body
