"""Whose tokens a key of Entra's may sign: its list holds keys of all tenants and of nobody's."""

import time

import jwt
import pytest

from adapters.teams.gate import Refusal
from adapters.teams.keys import keys_in
from adapters.teams.tab_gate import AUTHORITY, FORMER_ISSUER, SCOPE, TEAMS_CLIENTS, TabGate
from tests.adapters.teams.world import APP, TENANT, jwk, private_key

GATE = TabGate(APP, frozenset({TENANT}), "desk.example")
VERSION_2, VERSION_1 = f"{AUTHORITY}/{TENANT}/v2.0", f"{FORMER_ISSUER}/{TENANT}/"
OTHERS = "9188040d-6c67-4c5b-b112-36a304b66dad"  # the tenant of personal accounts


def _token(issuer: str) -> str:
    said = {
        "iss": issuer, "aud": APP, "exp": int(time.time()) + 600, "tid": TENANT, "oid": "o-1",
        "scp": SCOPE, "azp": min(TEAMS_CLIENTS),
    }  # fmt: skip
    return jwt.encode(said, private_key("k1"), "RS256", headers={"kid": "k1"})


@pytest.mark.parametrize("token", [VERSION_2, VERSION_1])
@pytest.mark.parametrize(
    ("issuer", "let_in"),
    [
        (f"{AUTHORITY}/{{tenantid}}/v2.0", True),
        (f"{FORMER_ISSUER}/{{tenantid}}/", True),
        (VERSION_2, True),
        ("", True),
        (f"{AUTHORITY}/{OTHERS}/v2.0", False),
        ("https://login.partner.microsoftonline.cn/{tenantid}/v2.0", False),
        ("{tenantid}", False),
    ],
)
def test_a_key_signs_for_whom_entra_says(token: str, issuer: str, let_in: bool) -> None:
    """Else a key that leaks from those of personal accounts signs for people of every tenant."""
    key = keys_in({"keys": [jwk("k1") | {"issuer": issuer}]})["k1"]
    claims = GATE.claims(_token(token), key)
    assert isinstance(claims, Refusal) is not let_in
    if not let_in:
        assert claims == Refusal(401, "token: another issuer")


@pytest.mark.parametrize("issuer", [7, None, ["x"], {"a": 1}])
def test_an_issuer_that_is_none_is_not_said(issuer: object) -> None:
    assert keys_in({"keys": [jwk("k1") | {"issuer": issuer}]})["k1"].issuer == ""
