"""The front door: what is not Slack's is refused, whatever it is; what is Slack's comes through."""

import hashlib
import hmac
import json
import random
import time
from collections.abc import Iterator
from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.slack import door
from adapters.slack.door import BODY_LIMIT, Payload, Refusal, is_ssl_check, opened
from tests.core.given import STEADY

SECRET = "not-a-secret"
NOW = 1_700_000_000
FORM, JSON = "application/x-www-form-urlencoded", "application/json"


def _signature(stamp: str, body: bytes, secret: str = SECRET) -> str:
    mac = hmac.new(secret.encode(), f"v0:{stamp}:".encode() + body, hashlib.sha256)
    return f"v0={mac.hexdigest()}"


def _knock(
    body: bytes, kind: str = FORM, stamp: str = str(NOW), **headers: str
) -> Payload | Refusal:
    given = {
        "Content-Type": kind,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": _signature(stamp, body),
    }
    return opened(given | {k.replace("_", "-"): v for k, v in headers.items()}, body, SECRET, NOW)


def _refused(found: Payload | Refusal) -> int:
    assert isinstance(found, Refusal), found
    return found.status


MALFORMED = {
    "half an object": (b"{", JSON),
    "a list": (b"[1]", JSON),
    "a string": (b'"x"', JSON),
    "a number of 5,000 digits": (b"9" * 5000, JSON),
    "nothing": (b"", JSON),
    "not UTF-8": (b"\xff\xfe", JSON),
    "not UTF-8 in a form": (b"a=\xff", FORM),
    "200,000 nested lists": (b"[" * 200_000, JSON),
    "nested objects": (b'{"a":' * 5000 + b"1" + b"}" * 5000, JSON),
    "half an object in a form": (b"payload=%7B", FORM),
    "a list in a form": (b"payload=%5B1%5D", FORM),
    "nesting in a form": (b"payload=" + b"%5B" * 80_000, FORM),
    "a form of 60,000 fields": (b"a=1&" * 60_000, FORM),
    "a byte order mark": (b"\xef\xbb\xbf{}", JSON),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_what_is_malformed_is_refused_before_and_after_the_signature_is_known(name: str) -> None:
    body, kind = MALFORMED[name]
    assert _refused(_knock(body, kind)) == 400
    assert _refused(_knock(body, kind, X_Slack_Signature="v0=00")) == 401
    assert _refused(opened({}, body, SECRET, NOW)) == 401


@pytest.mark.parametrize(
    "kind", ["application/json; charset=nope", "APPLICATION/JSON", "application/json;;;"]
)
def test_a_strange_content_type_is_no_trouble(kind: str) -> None:
    assert _knock(b'{"type": "x"}', kind) == {"type": "x"}


@pytest.mark.parametrize(
    "stamp",
    ["", "１２", f" {NOW}", f"{NOW} ", "1e9", "-1", "abc", "0x1", "9" * 13, "1.5", f"+{NOW}",
     str(NOW - 301), str(NOW + 301), "0", "\u00b2", "١٢"],
)  # fmt: skip
def test_a_timestamp_that_is_none_or_stale_is_refused(stamp: str) -> None:
    assert _refused(_knock(b"a=1", stamp=stamp)) == 401


@pytest.mark.parametrize("skew", [-300, 0, 300])
def test_clocks_may_differ_by_five_minutes(skew: int) -> None:
    assert _knock(b"a=1", stamp=str(NOW + skew)) == {"a": "1"}


@pytest.mark.parametrize(
    "signature",
    ["", "v0=", "v0=é", "v0=\udcff", "\ud800", "v1=" + "0" * 64, "v0=" + "0" * 64, "x" * 100_000],
)
def test_a_strange_signature_is_refused(signature: str) -> None:
    assert _refused(_knock(b"a=1", X_Slack_Signature=signature)) == 401


@pytest.mark.parametrize("secret", ["", "Not-a-secret", SECRET + " "])
def test_another_secret_is_refused(secret: str) -> None:
    signature = _signature(str(NOW), b"a=1", secret)
    assert _refused(_knock(b"a=1", X_Slack_Signature=signature)) == 401


def test_every_flipped_bit_is_found() -> None:
    body, right = b"command=%2Finnovation&text=hello", _signature(str(NOW), b"")
    for bit in range(len(body) * 8):
        spoiled = bytearray(body)
        spoiled[bit // 8] ^= 1 << bit % 8
        signature = _signature(str(NOW), body)
        assert _refused(_knock(bytes(spoiled), X_Slack_Signature=signature)) == 401
    for place in range(len(right)):
        wrong = right[:place] + chr(ord(right[place]) ^ 1) + right[place + 1 :]
        assert _refused(_knock(b"", X_Slack_Signature=wrong)) == 401


@pytest.mark.parametrize("size", [BODY_LIMIT + 1, 1024 * 1024])
def test_what_is_too_large_is_refused_at_once(size: int) -> None:
    body = (b"a=1&" * size)[:size]
    started = time.perf_counter()
    assert _refused(_knock(body)) == 413
    assert time.perf_counter() - started < 0.1


def test_the_largest_body_is_read() -> None:
    body = b"text=" + b"x" * (BODY_LIMIT - 5)
    assert _knock(body) == {"text": "x" * (BODY_LIMIT - 5)}


@pytest.mark.parametrize(
    "text",
    ["my drug payload adapter", "payload", "payload=1&payload={", "payload={}", "ssl_check=1"],
)
def test_the_word_payload_in_a_command_is_kept(text: str) -> None:
    fields = {"command": "/innovation", "text": text, "channel_name": "payload", "payload": "x"}
    assert _knock(urlencode(fields).encode()) == fields
    assert _knock(urlencode({"text": text}).encode()) == {"text": text}


def test_an_interaction_is_the_object_in_its_payload_field() -> None:
    body = urlencode({"payload": json.dumps({"type": "block_actions", "text": "é\U0001f9ec"})})
    assert _knock(body.encode()) == {"type": "block_actions", "text": "é\U0001f9ec"}


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (b'{"a": "\\ud83e\\uddec"}', "\U0001f9ec"),
        (b'{"a": "x\\ud83e"}', "x?"),
        (b'{"a": "\\uDDECx"}', "?x"),
        (b'{"a": "\\\\ud800"}', "\\ud800"),
    ],
)
def test_half_an_emoji_does_not_get_through(written: bytes, read: str) -> None:
    assert _knock(written, JSON) == {"a": read}


def test_the_probe_of_the_certificate_is_known_by_having_no_signature() -> None:
    assert is_ssl_check({}, b"ssl_check=1&token=x")
    assert not is_ssl_check({"X-Slack-Signature": "v0=x"}, b"ssl_check=1")
    assert not is_ssl_check({}, b"text=hello")


@pytest.mark.parametrize("name", MALFORMED)
def test_a_refusal_holds_nothing_of_the_body(name: str) -> None:
    body, kind = MALFORMED[name]
    found = _knock(body + b"MARKER", kind)
    assert isinstance(found, Refusal)
    assert found.why in ("malformed", "too large")


PIECES = [
    b"payload=", b"{", b"}", b"[", b'"', b":", b"\\ud800", b"command=", b"&", b"%", b"%7B", b"=",
    b"\x00", b"\xff", b"a", b"1", b"null", "\u202e".encode(), b"type", b"\r\n",
]  # fmt: skip


def _bodies(number: int) -> Iterator[tuple[bytes, str]]:
    """Always the same nonsense."""
    chance = random.Random(20261123)
    for _ in range(number):
        body = b"".join(chance.choices(PIECES, k=chance.randrange(24)))
        yield body, chance.choice([FORM, JSON, ""])


def test_10_000_unsigned_bodies_do_not_get_in() -> None:
    for body, kind in _bodies(10_000):
        assert _refused(_knock(body, kind, X_Slack_Signature=f"v0={len(body):064}")) == 401


def test_10_000_signed_bodies_are_objects_or_refusals() -> None:
    for body, kind in _bodies(10_000):
        found = _knock(body, kind)
        if isinstance(found, Refusal):
            assert found.status == 400
        else:
            json.dumps(found, ensure_ascii=False).encode()


@given(st.binary(max_size=200) | st.text().map(str.encode), st.text(max_size=40), st.text())
@STEADY
def test_no_headers_get_in(body: bytes, stamp: str, signature: str) -> None:
    assert _refused(_knock(body, JSON, stamp, X_Slack_Signature=signature)) == 401


WORDS = (
    "",
    "a",
    "=",
    "&",
    "+",
    "%",
    "%C3%A9",
    "%ff",
    "%0A",
    "%0D%0A",
    "%20",
    "%3D",
    "%25",
    "_",
    "\n",
)


@STEADY
@given(st.lists(st.sampled_from((*WORDS, "é", "%zz", "%F0%9F%98%80", "%ED%A0%80", '"', ";"))))
def test_a_form_is_read_as_urllib_reads_it(words: list[str]) -> None:
    text = "".join(words)
    read = dict(door._fields(text.encode(), text))
    assert read == dict(parse_qsl(text, keep_blank_values=True))
