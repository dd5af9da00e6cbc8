"""The main story: a researcher asks, staff answer in the thread, the answer comes back."""

from tests.walks.conftest import Office


async def test_a_question_becomes_a_case_and_its_answer_comes_back(office: Office) -> None:
    sim = office.sim
    alice, sofie = sim.slack.person("U0ALICE"), sim.slack.person("U0SOFIE")

    shown = await alice.slash("/innovation", "ask may my hospital reuse leftover samples on Mars?")
    print(shown.plain)
    shown = await alice.click(shown.message, "Ask a person")
    assert shown.view is not None
    shown = await alice.submit(
        shown.view,
        {"Topic": "Scientific-technical advice (STA)", "Consent": ["I agree that my question and my name go to the staff of the office"]},
    )
    print(shown)
    card = await sim.until(lambda: sim.slack.channel("C0NIO").messages[-1:])
    print(card[0].plain)
    await sofie.click(card[0], "Claim")
    await sofie.say("C0NIO", "Yes, because Mars is outside the EU.", thread_ts=card[0].ts)
    offer = await sim.until(lambda: sofie.ephemerals("C0NIO"))
    print(offer[-1].plain)
    await sofie.click(offer[-1], "Send to researcher")
    await sim.until(lambda: any("outside the EU" in m.plain for m in alice.dms()))
    await sim.until(lambda: "delivered" in sim.slack.channel("C0NIO").messages[0].plain)
    for m in alice.dms(): print("DM", m.plain)
    for m in sim.slack.channel("C0NIO").messages: print("CARD", m.plain)
    print(sim.mail.box("innovationoffice@fagg-afmps.be"))
    assert 0
