"""The desk's memory: past cases found by staff, on Slack, on Teams, and by nobody else."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from core.values.audit import Act
from tests.walks.conftest import BOTH_DATABASES, Office, opened
from tests.walks.ministry import Ministry, ministry


@pytest.fixture
async def across(tmp_path: Path) -> AsyncIterator[Ministry]:
    """Staff on Teams, researchers on both."""
    async with ministry(tmp_path, "teams") as there:
        yield there


async def answered(office: Office, question: str, answer: str, **more: str) -> str:
    """A case that was asked and answered. Returns its number."""
    number = await office.asked(office.alice, question, **more)
    card = await office.card(words=question)
    form = await office.sofie.click(card, "Answer")
    await office.sofie.submit(form.view, {"Answer": answer})
    await office.heard(office.alice, answer)
    await office.quiet()
    if office.sofie.modal:
        await office.sofie.close(office.sofie.modal)
    return number


@BOTH_DATABASES
async def test_staff_find_a_past_case_and_read_it(office: Office) -> None:
    old = await answered(office, "Which vouchers fit zebrafish studies?", "None is known to us.")
    await office.asked(office.alice, "Something else")
    await office.quiet()
    shown = await office.sofie.slash("/innovation", "search zebrafish voucher", channel="C0NIO")
    assert old in shown.plain
    assert "zebrafish studies" in shown.plain
    assert "Something else" not in shown.plain
    past = await office.sofie.click(await office.offered(office.sofie), old)
    assert "None is known to us." in past.plain
    lines = await office.desk.store.read(lambda r: r.lines(5, old))
    assert [(line.act, line.what) for line in lines[:2]] == [(Act.SAW, "past"), (Act.SAW, "search")]


async def test_the_form_and_the_filters(office: Office) -> None:
    old = await answered(office, "Which vouchers fit zebrafish studies?", "None.")
    shown = await office.sofie.slash("/innovation", "search", channel="C0NIO")
    found = await office.sofie.submit(
        shown.view, {"Words, or a number of a case": "vouchers", "State": "answered"}
    )
    assert old in opened(found).plain
    shown = await office.sofie.slash("/innovation", "search vouchers state:open", channel="C0NIO")
    assert "No case found" in shown.plain
    shown = await office.sofie.slash("/innovation", f"search {old}", channel="C0NIO")
    assert old in shown.plain
    shown = await office.sofie.slash("/innovation", "search state:sleepy", channel="C0NIO")
    assert "There is no such state" in shown.plain


async def test_in_the_own_conversation_staff_find_the_same_and_others_nothing(
    office: Office,
) -> None:
    old = await answered(office, "Which vouchers fit zebrafish studies?", "None.")
    await office.sofie.dm("search zebrafish")
    found = await office.heard(office.sofie, "Past cases")
    assert old in found.plain
    await office.lucas.dm("search zebrafish")
    await office.quiet()
    assert "zebrafish" not in office.everything_seen_by(office.lucas).replace(
        "search zebrafish", ""
    )
    assert old not in office.everything_seen_by(office.lucas)
    shown = await office.lucas.slash("/innovation", "search zebrafish")
    assert "ask" in shown.plain
    assert old not in shown.plain


async def test_staff_of_one_queue_do_not_find_cases_of_another(office: Office) -> None:
    await office.asked(office.alice, "Zebrafish in a trial?", topic="Clinical trial application")
    await office.card("C0CTR", "Zebrafish")
    shown = await office.sofie.slash("/innovation", "search zebrafish", channel="C0NIO")
    assert "No case found" in shown.plain


async def test_staff_on_teams_find_a_case_that_was_asked_on_slack(across: Ministry) -> None:
    nina = across.person("nina")
    number = await across.asked(across.alice, "Which vouchers fit zebrafish studies?")
    await across.teams_card("Receipt: delivered")
    post = await nina.post("NIO desk", "search zebrafish", mention=True)
    found = await across.in_teams_thread(post, "Past cases")
    assert number in found.plain
    await nina.click(found, number)
    await across.in_teams_thread(post, "Which vouchers fit zebrafish studies?")
    fatima = across.person("fatima")
    refused = await fatima.message("search zebrafish")
    assert number not in refused.plain
    assert "zebrafish studies" not in "".join(m.plain for m in fatima.chat)
