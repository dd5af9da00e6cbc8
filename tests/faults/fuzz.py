"""Bodies that nobody should send: real payloads, broken in every way that the seed draws."""

import asyncio
import json
import time
from collections import Counter
from random import Random
from urllib.parse import urlencode

from tests.faults.asker import body, question, signed
from tests.faults.evidence import evidence
from tests.faults.ground import Ground

AT_ONCE = 8
_TYPES = ("view_submission", "block_actions", "message_action", "shortcut", "view_closed")
_EVENTS = ("message", "app_mention", "app_home_opened", "tokens_revoked", "from_the_future")
_ODD: tuple[object, ...] = (
    *(None, True, -1, 10**40, 1e308, "", "\x00", "\ud800", "🦓" * 300, [], {}, [[]], {"": {}}),
    *("<!channel>", "'; DROP TABLE turn; --", "slack:T:C", '{"do":"escalate"}', "9" * 5000),
)


def whole(chance: Random) -> tuple[bytes, str]:
    """A body as Slack would send it, and its content type."""
    form, text = "application/x-www-form-urlencoded", "application/json"
    match chance.randrange(3):
        case 0:
            return body(question("U0ALICE", f"fuzz{chance.random()}")), form
        case 1:
            words = {"command": "/innovation", "text": chance.choice(("fees", "cta", "ask x", "é"))}
            ids = {"team_id": "T0UNI", "user_id": "U0ALICE", "channel_id": "C0IDEAS"}
            return urlencode({**words, **ids, "trigger_id": str(chance.random())}).encode(), form
        case _:
            event = {"type": chance.choice(_EVENTS), "user": "U0ALICE", "channel": "C0IDEAS"}
            given = {"type": "event_callback", "team_id": "T0UNI", "event_id": str(chance.random())}
            return json.dumps(
                {**given, "event": {**event, "text": "hi", "ts": "1.1"}}
            ).encode(), text


def broken(chance: Random) -> tuple[bytes, str]:
    raw, kind = whole(chance)
    match chance.randrange(5):
        case 0:
            raw = _flipped(chance, raw)
        case 1:
            raw = raw[: chance.randrange(len(raw))]
        case 2:
            raw = chance.randbytes(chance.randrange(2000))
        case 3:
            raw = _twisted(chance)
        case _:
            kind = chance.choice(
                ("application/json", "text/plain", "multipart/form-data", "", "\t;")
            )
    return raw, kind.strip()


def _flipped(chance: Random, raw: bytes) -> bytes:
    flipped = bytearray(raw)
    for _ in range(chance.randrange(1, 9)):
        most = chance.choice((127, 127, 127, 256))  # mostly letters
        flipped[chance.randrange(len(flipped))] = chance.randrange(32, most)
    return bytes(flipped)


def _twisted(chance: Random) -> bytes:
    """The right shape with values of wrong types in it."""
    odd = [chance.choice(_ODD) for _ in range(8)]
    view = {"id": odd[0], "private_metadata": odd[1], "state": {"values": {"question": odd[2]}}}
    payload = {
        "type": chance.choice(_TYPES),
        "user": chance.choice((odd[3], {"id": odd[4], "team_id": "T0UNI"})),
        "team": chance.choice((odd[5], {"id": "T0UNI"})),
        "view": chance.choice((odd[6], view)),
        "actions": chance.choice((odd[7], [{"value": odd[0], "action_id": odd[1]}])),
    }
    return urlencode({"payload": json.dumps(payload)}).encode(errors="replace")


async def fuzzed(field: Ground, count: int) -> Counter[str]:
    """Half of the bodies are signed. No 5xx; what is unsigned leaves no row; memory stays flat."""
    desk = await field.serving()
    figures: Counter[str] = Counter()
    await _volley(field, count // 2, figures, signs=False)
    assert evidence(field.engine).turns == 0, "a row from an unsigned body"
    await _volley(field, count // 10, figures, signs=True)
    before = desk.memory()
    await _volley(field, count - count // 2 - count // 10, figures, signs=True)
    figures["fuzz: MiB grown in the last part"] = (desk.memory() - before) // 2**20
    bad = {name: found for name, found in figures.items() if _is_broken(name)}
    assert not bad, (field.history.seed, bad)
    assert not desk.gone
    return figures


def _is_broken(name: str) -> bool:
    """503 is deliberate: the store was busy, and Slack delivers the event again."""
    return name.startswith("fuzz: HTTP 5") and "503" not in name


async def _volley(field: Ground, count: int, figures: Counter[str], *, signs: bool) -> None:
    bodies = iter([broken(field.chance) for _ in range(count)])

    async def shoot() -> None:
        for raw, kind in bodies:
            headers = signed(raw, time.time()) if signs else {}
            status, _ = await field.asker.post(raw, {**headers, "Content-Type": kind})
            figures[f"fuzz: HTTP {status} {'signed' if signs else 'unsigned'}"] += 1

    await asyncio.gather(*(shoot() for _ in range(AT_ONCE)))
