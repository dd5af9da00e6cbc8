"""The whole desk's Teams door: what is refused leaves no row, what is odd no 5xx, and Microsoft's
troubles hold nobody up."""

import asyncio
import copy
import json
import logging
import sqlite3
import time
from collections import Counter
from contextlib import closing
from pathlib import Path
from random import Random
from typing import Any

import pytest

from simulator.teams.signing import fresh_key
from tests.faults.lag import probed
from tests.walks.ministry import Ministry
from tests.walks.test_teams import office

__all__ = ["office"]
Json = dict[str, Any]
CANARY = "CANARY-52c1"
EVIL = "https://evil.example/"
ODD: tuple[object, ...] = (
    *(None, 0, -1, 10**40, 1e308, True, "", "\x00", "\ud800", "x" * 70_000, [], {}, [[]]),
    *(
        {"id": 1},
        {"": {}},
        "19:a@thread.tacv2",
        "'; DROP TABLE turn; --",
        {"do": "send"},
        ["a"] * 99,
    ),
)


def rows(folder: Path) -> Counter[str]:
    """How many rows each table of the desk has."""
    with closing(sqlite3.connect(f"file:{folder}/desk.db?mode=ro", uri=True)) as db:
        names = db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
        return Counter(
            {name: db.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in names}
        )


def tokens(office: Ministry) -> dict[str, str | None]:
    """Every token that opens nothing."""
    mint, now = office.teams.mint, time.time()
    return {
        "none": None,
        "garbage": "not.a.token",
        "not even that": "\u00e9",
        "forged": mint(key=fresh_key()),
        "wrong audience": mint(aud="someone-else"),
        "no audience": mint(aud=None),
        "expired": mint(exp=now - 301, nbf=now - 900),
        "not yet valid": mint(nbf=now + 400),
        "wrong issuer": mint(iss=EVIL),
        "no issuer": mint(iss=None),
        "emulator": mint(iss="https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/"),
        "wrong service": mint(serviceurl=EVIL),
        "no service": mint(serviceurl=None),
        "unknown kid": mint(kid="k9"),
        "no kid": mint(kid=None),
        "alg none": mint(alg="none"),
        "HS256 with the public key": mint(alg="HS256"),
    }


def barred(body: Json) -> dict[str, Json]:
    """Activities that a good token does not help."""
    foreign = {"channelData": {"tenant": {"id": "99999999-9999-4999-8999-999999999999"}}}
    return {
        "directline": body | {"channelId": "directline"},
        "webchat": body | {"channelId": "webchat"},
        "no channel": {k: v for k, v in body.items() if k != "channelId"},
        "foreign tenant": body | foreign,
        "no tenant": body | {"channelData": {}},
        "no service": {k: v for k, v in body.items() if k != "serviceUrl"},
    }


async def test_what_is_refused_leaves_no_row_and_no_word_in_the_log(
    office: Ministry,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    caplog.set_level(logging.DEBUG)
    body = office.person("fatima").activity(f"escalate {CANARY}")
    await office.quiet()  # the words that it says when it is added
    before = rows(tmp_path)
    answers = {name: await office.teams.raw(body, token=t) for name, t in tokens(office).items()}
    answers |= {name: await office.teams.raw(each) for name, each in barred(body).items()}
    answers["basic"] = await office.teams.raw(
        body, token=None, headers={"Authorization": "Basic YWxpY2U6c2VjcmV0"}
    )
    assert set(answers.values()) <= {401, 403}, answers
    assert rows(tmp_path) == before
    assert CANARY not in f"{caplog.text}{capfd.readouterr()}"


async def test_a_rotated_key_heals_in_one_request(office: Ministry) -> None:
    fatima = office.person("fatima")
    await fatima.message("fees")
    office.teams.openid.rotate()
    assert await office.teams.raw(fatima.activity("services")) == 200


@pytest.mark.parametrize("trouble", ["down", "hang", "garbage"])
async def test_microsofts_troubles_hold_nobody_up(office: Ministry, trouble: str) -> None:
    """Cached keys go on while somebody waits for a key that cannot be had."""
    fatima, there = office.person("fatima"), office.teams.openid
    await fatima.message("fees")
    match trouble:
        case "down":
            there.down()
        case "hang":
            there.hang()
        case "garbage":
            there.garbage = True
    stranger = asyncio.create_task(office.teams.raw(b"{}", token=office.teams.mint(kid="k9")))
    async with probed() as lag:
        for word in ("services", "cta", "help", "fees"):
            shown = await fatima.message(word)
            assert shown.status == 200
            assert shown.plain
    assert max(lag.late) < 1.0, "the loop is never blocked, on a busy machine either"
    there.faults.clear()
    assert await stranger == 401


def mutant(chance: Random, whole: Json) -> bytes:
    """A real activity, spoilt in up to five places, at any depth; sometimes cut or flipped."""
    spoilt = json.loads(json.dumps(whole))
    for _ in range(chance.randint(1, 5)):
        place = spoilt
        while True:
            key = chance.choice([*place, "fromTheFuture", "value", "action", "membersAdded"])
            inner = place.get(key)
            if not (isinstance(inner, dict) and inner and chance.random() < 0.7):
                break
            place = inner
        place[key] = copy.deepcopy(chance.choice(ODD))
    raw = bytearray(json.dumps(spoilt).encode())
    if chance.random() < 0.1:
        return bytes(raw[: chance.randrange(len(raw))])
    if chance.random() < 0.1:
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    return bytes(raw)


def whole(office: Ministry, chance: Random) -> Json:
    """An activity as Teams sends it: words, a click, a form, a dialog, something that happened."""
    who = office.person(chance.choice(("fatima", "jan", "claire")))
    body: Json = who.activity(chance.choice(("fees", "cta", "ask x", "cases", "servises")))
    body["id"] = f"f:{chance.random()}"
    data: Json = {"command": {"do": chance.choice(("help", "services", "claim", "escalate"))}}
    data |= {"fields": ["text"], "text": "x", "nonce": "n" * 32}
    action = {"action": {"type": "Action.Execute", "verb": "x", "data": data}, "trigger": "manual"}
    more: Json = chance.choice(
        (
            {},
            {"type": "invoke", "name": "adaptiveCard/action", "value": action, "replyToId": "1"},
            {"type": "invoke", "name": "composeExtension/fetchTask", "value": {"commandId": "ask"}},
            {"type": "invoke", "name": "composeExtension/submitAction", "value": {"data": data}},
            {"type": "conversationUpdate", "membersAdded": [{"id": "29:new"}]},
            {"type": "installationUpdate", "action": chance.choice(("add", "remove"))},
            {"type": "messageReaction", "reactionsAdded": [{"type": "like"}]},
            {"value": data},
        )
    )
    return body | more


async def fuzzed(office: Ministry, folder: Path, count: int, seed: int) -> Counter[int | None]:
    """Half of them unsigned. Raises when an unsigned one leaves a row."""
    chance, seen = Random(seed), Counter[int | None]()
    await office.person("fatima").message("help")
    await office.teams.deliveries.idle()
    await office.quiet()
    before = rows(folder)
    for _ in range(count // 2):
        seen[await office.teams.raw(mutant(chance, whole(office, chance)), token=None)] += 1
    assert rows(folder) == before, seed
    good = office.teams.mint()
    for _ in range(count - count // 2):
        body = mutant(chance, whole(office, chance))
        seen[await office.teams.raw(body, token=good)] += 1
    return seen


async def check_fuzzed(office: Ministry, folder: Path, count: int, seed: int) -> None:
    seen = await fuzzed(office, folder, count, seed)
    assert sum(seen.values()) == count
    assert set(seen) <= {200, 400, 401, 403, 413}, (seed, seen)
    assert seen[200] > count // 20, "the good ones are let in"
    assert (await office.person("fatima").message("fees sme 8299.41")).status == 200


async def test_three_hundred_fuzzed_activities_give_no_5xx(
    office: Ministry, tmp_path: Path
) -> None:
    await check_fuzzed(office, tmp_path, 300, seed=20261127)


@pytest.mark.nemesis
async def test_ten_thousand_fuzzed_activities_give_no_5xx(office: Ministry, tmp_path: Path) -> None:
    await check_fuzzed(office, tmp_path, 10_000, seed=int(time.time()))


async def test_unknown_fields_pass(office: Ministry) -> None:
    """Teams adds new ones at any time."""
    new = {"fromTheFuture": {"deep": [1, {"x": None}]}, "localTimezone": 7, "entities": "odd"}
    body = office.person("fatima").activity("fees") | new
    body["from"] |= {"agenticUserId": "new"}
    body["conversation"] |= {"realm": ["new"]}
    assert await office.teams.raw(body) == 200
    await office.in_inbox(office.person("fatima"), "75")
