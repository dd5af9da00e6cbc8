"""The personal tab in Teams: what waits, what its buttons do, and who is not let in."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from core.desk import witness
from core.values.audit import Act, Audit
from tests.walks.ministry import Ministry, ministry


@pytest.fixture
async def office(tmp_path: Path) -> AsyncIterator[Ministry]:
    async with ministry(tmp_path, "teams") as there:
        yield there


async def audited(office: Ministry, act: Act) -> list[Audit]:
    lines = await office.desk.store.read(lambda record: record.lines(100))
    return [line for line in lines if line.act is act]


async def test_staff_see_what_waits_and_claim_it_there(office: Ministry) -> None:
    case = await office.asked_on_teams(office.person("fatima"), "SECRET-QUESTION")
    await office.teams_card("Receipt: delivered")
    tab = await office.person("nina").open_tab()
    assert "Unclaimed: 1" in tab.plain
    assert case in tab.plain
    assert "SECRET-QUESTION" not in tab.plain
    await tab.click(f"Claim {case}")
    assert "is yours" in tab.plain
    assert "SECRET-QUESTION" in tab.plain
    await office.teams_card("claimed by Nina")
    await tab.open()
    assert "My cases: 1" in tab.plain
    assert "Unclaimed" not in tab.plain
    await tab.click(case)
    assert "Only you see this" in tab.plain


async def test_a_researcher_sees_the_own_cases_and_asks_there(office: Ministry) -> None:
    fatima = await office.person("fatima").open_tab()
    await fatima.click("Ask a person")
    assert fatima.status == 200
    own = await fatima.fill(
        {"question": "From the <tab> & in it", "topic": "sta", "consent": "yes"}
    )
    assert "Your question is case" in own.plain
    card = await office.teams_card("From the <tab> & in it")
    assert "Fatima" in card.plain
    await fatima.open()
    number = next(label for label in fatima.buttons if label.count("-") == 1 and len(label) == 9)
    await fatima.click(number)
    assert "From the <tab> & in it" in fatima.plain
    assert "<tab>" not in fatima.html
    jan = await office.person("jan").open_tab()
    assert number not in jan.plain
    await jan.send({"act": "12345678", "data": {"command": {"do": "case", "case": number}}})
    assert "From the" not in jan.plain


async def test_a_form_that_is_not_filled_in_stays(office: Ministry) -> None:
    tab = await office.person("fatima").open_tab()
    await tab.click("Ask a person")
    await tab.fill({"question": "", "topic": "sta", "consent": "yes"})
    assert tab.notice
    assert "<form" in tab.html
    await tab.fill({"question": "Now", "topic": "sta", "consent": "yes"})
    assert "Your question is case" in tab.plain


async def test_who_left_the_staff_channel_sees_nothing_any_more(
    office: Ministry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(witness, "BELIEVED", 0.0)
    case = await office.asked_on_teams(office.person("fatima"), "Q")
    await office.teams_card("Receipt: delivered")
    tab = await office.person("nina").open_tab()
    office.teams.leave("Innovation Office", "nina")
    await tab.click(f"Claim {case}")
    assert "No such case" in tab.plain
    await tab.open()
    assert case not in tab.plain
    assert "claimed by" not in (await office.teams_card(case)).plain
    [line] = await audited(office, Act.REFUSED)
    assert (line.by.rpartition(":")[2], line.case or line.detail) == (
        office.person("nina").user.aad_object_id, case
    )  # fmt: skip


@pytest.mark.parametrize(
    ("claims", "status"),
    [
        ({"tid": "99999999-9999-4999-8999-999999999999"}, 401),  # its issuer is another
        ({"aud": "00000000-0000-4000-8000-000000000000"}, 401),
        ({"iss": "https://login.microsoftonline.com/evil/v2.0"}, 401),
        ({"scp": "User.Read"}, 401),
        ({"scp": None}, 401),
        ({"azp": "00000000-0000-4000-8000-000000000000"}, 403),
        ({"exp": 1_000_000}, 401),
        ({"oid": None}, 401),
        ({"oid": "a:b"}, 400),
        ({"alg": "none"}, 401),
        ({"alg": "HS256"}, 401),
        ({"kid": "nobody"}, 401),
    ],
)
async def test_the_table_of_tokens(office: Ministry, claims: dict[str, Any], status: int) -> None:
    tab = await office.person("nina").open_tab()
    assert tab.status == 200
    tab.claims = claims
    tab.html = ""
    await tab.open()
    assert (tab.status, tab.html) == (status, "")


async def test_a_tenant_that_is_not_served_and_a_token_of_the_bots_are_refused(
    office: Ministry,
) -> None:
    office.teams.add_tenant("77777777-7777-4777-8777-777777777777", "Elsewhere")
    eve = office.teams.add_person("eve", "Eve", "77777777-7777-4777-8777-777777777777", "en-GB")
    assert (await eve.open_tab()).status == 403
    tab = await office.person("nina").open_tab()
    body = {"act": "12345678"}
    for token in (None, office.teams.mint(), "rubbish", "a.b.c"):
        assert (await tab.send(body, token)).status == 401


async def test_a_click_that_is_sent_twice_is_one_act(office: Ministry) -> None:
    case = await office.asked_on_teams(office.person("fatima"), "Q")
    await office.teams_card("Receipt: delivered")
    tab = await office.person("nina").open_tab()
    body = {"act": "the-same-act", "data": {"command": {"do": "claim", "case": case}}}
    await tab.send(body)
    first = tab.plain
    await tab.send(body)
    assert "is yours" in first
    assert tab.status == 200
    claims = [line for line in await audited(office, Act.CHANGED) if line.what == "claimed"]
    assert len(claims) == 1


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b'"x"', b"\xff\xfe", b"{}", b'{"act": 1}', b'{"act": "x"}',
        b'{"act": "12345678", "data": 1}', b'{"act": "12345678", "data": {"command": 1}}',
        b'{"act": "12345678", "data": {"command": {"do": "nothing"}}}',
        b'{"act": "12345678", "data": {"fields": ["question"], "command": {"do": "escalate"}}}',
        b'{"act": "12345678", "data": {"command": {"do": "arm_digest"}}}',
        b'{"act": "12345678", "data": {"command": {"do": "digest"}}}',
        b"[" * 100_000, b'{"a":' * 200 + b"1" + b"}" * 200, b"x" * 300_000,
    ],
)  # fmt: skip
async def test_rubbish_is_refused_and_nothing_happens(office: Ministry, body: bytes) -> None:
    tab = await office.person("nina").open_tab()
    tab.html = ""
    await tab.send(body)
    assert tab.status is not None
    assert tab.status < 500
    assert (tab.status, bool(tab.html)) != (200, True) or b"act" in body


async def test_where_the_sign_in_is_away_nobody_gets_in(office: Ministry) -> None:
    office.teams.sign_in.faults.status("*", 503, times=None)
    office.teams.sign_in.signer.rotate()
    assert (await office.person("nina").open_tab()).status == 401


async def test_everybody_is_spoken_to_in_their_language(office: Ministry) -> None:
    assert "Vous n" in (await office.person("claire").open_tab()).plain
    assert "U hebt geen" in (await office.person("jan").open_tab()).plain
