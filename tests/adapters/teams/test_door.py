"""Who is let in: the table of tokens, keys that rotate, metadata that is away. Never a 5xx."""

import asyncio
import json
import logging
import time
from collections.abc import Callable
from typing import Any

import pytest
from aiohttp import web

from adapters.teams.gate import Gate
from tests.adapters.teams.conftest import Door
from tests.adapters.teams.world import (
    APP,
    CANARY,
    FOREIGN,
    TENANT,
    Json,
    claims,
    forged,
    jwk,
    message,
    token,
)

Change = Callable[[Json], Json]


def now() -> int:
    """When a token is made: a slow run must not make it older than it says."""
    return int(time.time())


def same(body: Json) -> Json:
    return body


def changed(**changes: Any) -> Change:
    return lambda body: {k: v for k, v in (body | changes).items() if v is not None}


def tenant(id: str) -> Change:
    return changed(channelData={"tenant": {"id": id}}, conversation={"id": "a:1", "tenantId": id})


def bearer(said: Json, **how: Any) -> str:
    return f"Bearer {token(said, **how)}"


TABLE: dict[str, tuple[Callable[[Json], str], Change, int]] = {
    "valid": (bearer, same, 200),
    "no header": (lambda _: "", same, 401),
    "garbage": (lambda _: "Bearer not.a.token", same, 401),
    "basic": (lambda _: "Basic YWxpY2U6c2VjcmV0", same, 401),
    "forged signature with a known kid": (lambda s: bearer(s, key="evil"), same, 401),
    "wrong audience": (lambda s: bearer(s | {"aud": FOREIGN}), same, 401),
    "expired": (lambda s: bearer(s | {"exp": now() - 301, "nbf": now() - 900}), same, 401),
    "not yet valid": (lambda s: bearer(s | {"nbf": now() + 3600}), same, 401),
    "wrong issuer": (lambda s: bearer(s | {"iss": "https://evil.example"}), same, 401),
    "no issuer": (lambda s: bearer({k: v for k, v in s.items() if k != "iss"}), same, 401),
    "emulator's issuer": (
        lambda s: bearer(s | {"iss": "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/"}),
        same, 401,
    ),
    "wrong serviceUrl": (lambda s: bearer(s | {"serviceurl": "https://evil.example/"}), same, 403),
    "no serviceUrl claim": (
        lambda s: bearer({k: v for k, v in s.items() if k != "serviceurl"}), same, 403,
    ),
    "no serviceUrl in the body": (bearer, changed(serviceUrl=None), 403),
    "unknown kid": (lambda s: bearer(s, kid="k9"), same, 401),
    "no kid": (lambda s: bearer(s, kid=None), same, 401),
    "alg none": (lambda s: f"Bearer {forged(s, 'none')}", same, 401),
    "HS256 with the public key": (lambda s: f"Bearer {forged(s, 'HS256')}", same, 401),
    "unendorsed channel": (lambda s: bearer(s, key="k2", kid="k2"), same, 403),
    "directline": (bearer, changed(channelId="directline"), 403),
    "webchat": (bearer, changed(channelId="webchat"), 403),
    "no channelId": (bearer, changed(channelId=None), 403),
    "foreign tenant": (bearer, tenant(FOREIGN), 403),
    "two tenants": (
        bearer, changed(conversation={"id": "a:1", "tenantId": FOREIGN}), 403,
    ),
    "no tenant": (bearer, changed(channelData={}), 403),
    "a body that is no object": (bearer, lambda _: [CANARY], 400),  # type: ignore[dict-item,return-value]
    "no expiry": (lambda s: bearer({k: v for k, v in s.items() if k != "exp"}), same, 401),
    "expired within the skew": (lambda s: bearer(s | {"exp": now() - 200}), same, 200),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLE)
async def test_the_table_of_tokens(
    door: Door, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str], name: str
) -> None:
    caplog.set_level(logging.DEBUG)
    header, change, status = TABLE[name]
    door.there.keys = [jwk("k1"), jwk("k2", endorsements=("webchat",))]
    said = header(claims(serviceurl=door.there.service))
    body = json.dumps(change(door.from_here(message(CANARY)))).encode()
    assert (await door.posted(body, {"Authorization": said} if said else {}))[0] == status
    assert len(door.turns) == (status == 200)
    logged = f"{caplog.text}{capfd.readouterr()}{door.notes}"
    assert CANARY not in logged
    assert said.removeprefix("Bearer ") not in logged or not said


async def test_a_service_outside_of_teams_is_not_trusted_even_by_a_good_token(door: Door) -> None:
    good = bearer(claims(serviceurl="https://evil.example/"))
    body = json.dumps(message("x", serviceUrl="https://evil.example/")).encode()
    assert (await door.posted(body, {"Authorization": good}))[0] == 403


@pytest.mark.parametrize(
    ("address", "known"),
    [
        ("https://smba.trafficmanager.net/emea/", True),
        ("https://europe.botframework.com/", True),
        ("https://smba.infra.gov.teams.microsoft.us/", True),
        ("https://smba.trafficmanager.net.evil.example/", False),
        ("https://evilsmba.trafficmanager.net/", False),
        ("http://smba.trafficmanager.net/", False),
        ("https://user@smba.trafficmanager.net/", False),
        ("https://smba.trafficmanager.net:8443/", False),
        ("https://169.254.169.254/", False),
        ("https://[::1]/", False),
        ("http://127.0.0.1:3978/", False),
        ("https://[", False),
    ],
)
def test_only_hosts_of_teams_get_our_token(address: str, *, known: bool) -> None:
    assert Gate(APP, frozenset({TENANT})).knows_host(address) is known


def test_a_door_without_app_id_or_tenants_is_not_built() -> None:
    for app, tenants in (("", frozenset({TENANT})), (" ", frozenset({TENANT})), (APP, frozenset())):
        with pytest.raises(ValueError, match="app id"):
            Gate(app, frozenset(tenants))


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"{", 400),
        (b"\xff\xfe", 400),
        (b'{"a":NaN}', 400),
        (b"[" * 90_000, 400),
        (b"x" * 300_000, 413),
    ],
)
async def test_odd_bodies_are_refused(door: Door, body: bytes, status: int) -> None:
    good = bearer(claims(serviceurl=door.there.service))
    assert (await door.posted(body, {"Authorization": good}))[0] == status


async def test_an_unsigned_body_is_not_even_read(door: Door) -> None:
    assert (await door.posted(b"x" * 300_000, {}))[0] == 401


async def test_a_rotated_key_heals_in_one_request_and_at_most_once_a_minute(door: Door) -> None:
    assert (await door.sent(message("one")))[0] == 200
    door.there.keys = [jwk("k2")]
    door.clock += 61
    good = bearer(claims(serviceurl=door.there.service), key="k2", kid="k2")
    body = json.dumps(door.from_here(message("two"))).encode()
    assert (await door.posted(body, {"Authorization": good}))[0] == 200
    fetched = door.there.fetched
    strange = bearer(claims(), kid="k99")
    for _ in range(20):
        assert (await door.posted(b"{}", {"Authorization": strange}))[0] == 401
    assert door.there.fetched == fetched


async def test_two_hundred_with_a_new_key_share_one_look(door: Door) -> None:
    answers = await asyncio.gather(*(door.sent(message(f"{n}")) for n in range(200)))
    assert {status for status, _ in answers} == {200}
    assert door.there.fetched == 1


@pytest.mark.parametrize("trouble", ["down", "garbage", "no keys", "hanging"])
async def test_cached_keys_go_on_while_metadata_is_in_trouble(door: Door, trouble: str) -> None:
    assert (await door.sent(message("one")))[0] == 200
    match trouble:
        case "down":
            door.there.metadata = web.Response(status=503)
        case "garbage":
            door.there.metadata = web.Response(text="<html>")
        case "no keys":
            door.there.keys = []
        case "hanging":
            door.there.hang.add("openid")
    door.clock += 61
    strange = {"Authorization": bearer(claims(), kid="k9")}
    waiting = asyncio.create_task(door.posted(b"{}", strange))
    await asyncio.sleep(0.05)
    started = time.monotonic()
    assert (await door.sent(message("two")))[0] == 200
    assert time.monotonic() - started < 0.5, "who has a known key waits for nobody"
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)
