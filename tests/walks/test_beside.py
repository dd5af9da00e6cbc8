"""What only the clicker is to see stands where they clicked: in the channel, or in the thread."""

import pytest

from simulator.slack.messages import Message
from tests.walks.conftest import Office
from tests.walks.test_memory import answered

TITLES = {
    "Why this route": "why it is in queue",
    "Similar past cases": "No similar past case",
    "More…": "More for case",
}


async def newest(office: Office, words: str) -> Message:
    """What Sofie alone sees, once it is there."""

    def there() -> Message | None:
        seen = reversed(office.sofie.ephemerals("C0NIO"))
        return next((m for m in seen if words in m.plain), None)

    found = await office.sim.until(there)
    assert found is not None
    return found


@pytest.mark.parametrize("talked", [False, True])
@pytest.mark.parametrize("label", TITLES)
async def test_a_button_of_the_card_answers_in_the_channel(
    office: Office, label: str, talked: bool
) -> None:
    await office.asked(office.alice, "May qubits heal?")
    card = await office.card(words="qubits")
    if talked:
        await office.marc.say("C0NIO", "// hm", thread_ts=card.ts)
        await office.quiet()
    await office.sofie.click(card, label, wait=0)
    shown = await newest(office, TITLES[label])
    assert shown.thread_ts is None, "in a thread that is not open nobody would see it"
    assert not office.marc.ephemerals("C0NIO")


async def test_a_button_in_the_thread_answers_in_the_thread(office: Office) -> None:
    first = await answered(office, "Which vouchers fit zebrafish studies?", "None is known.")
    number = await office.asked(office.lucas, "Are there vouchers for zebrafish studies?")
    card = await office.card(words="Are there vouchers")
    shown = await office.in_thread(card, f"Similar past cases of {number}")
    await office.sofie.click(shown, first, wait=0)
    assert (await newest(office, f"Case {first}")).thread_ts == card.ts


async def test_what_only_one_person_sees_is_redrawn_where_it_is(office: Office) -> None:
    await office.asked(office.alice, "May qubits heal?")
    card = await office.card(words="qubits")
    await office.sofie.click(card, "More…", wait=0)
    menu = await newest(office, TITLES["More…"])
    await office.sofie.click(menu, "Ready answers", wait=0)
    shown = await newest(office, "ready answer")
    assert (shown.ts, shown.thread_ts) == (menu.ts, None)


async def test_where_slack_does_not_let_us_the_answer_takes_the_other_way(office: Office) -> None:
    await office.asked(office.alice, "May qubits heal?")
    card = await office.card(words="qubits")
    office.sim.slack.faults.error("chat.postEphemeral", "user_not_in_channel", times=1)
    await office.sofie.click(card, "Why this route", wait=0)
    assert await newest(office, TITLES["Why this route"])


async def test_in_the_own_conversation_too(office: Office) -> None:
    number = await office.asked(office.alice, "May qubits heal?")
    receipt = await office.heard(office.alice, f"is case {number}")
    shown = await office.alice.click(receipt, "Show case")
    assert f"Case {number}" in shown.plain
    assert "Withdraw" in shown.plain
