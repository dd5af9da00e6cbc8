"""People answer the desk's mails: staff with a draft that is sent by an act, requesters with more
words. Who else answers changes nothing."""

from datetime import timedelta
from typing import Any

import pytest

from bots import mail as post
from core.values.routing import Routing
from simulator.mail import Mail
from simulator.slack.messages import Message
from tests.walks.conftest import BOTH_DATABASES, ROUTING, Office

NIO = "innovationoffice@fagg-afmps.be"
ALICE = "alice.peeters@belgian-research.example"
BY_MAIL: dict[str, Any] = {
    "If a message cannot be delivered here": ["Send it to the e-mail address of my account"]
}
YES = "Yes, they may."


@pytest.fixture(autouse=True)
def looks_often(unhurried: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Into a mailbox on this machine every 0.05 s instead of 2."""
    monkeypatch.setattr(post, "EVERY", timedelta(seconds=0.5))


async def _asked(office: Office, **more: Any) -> tuple[str, Mail]:
    number = await office.asked(office.alice, "May qubits heal?", **more)
    (mail,) = await office.mails(NIO)
    return number, mail


def _said_to_alice(office: Office) -> str:
    return office.everything_seen_by(office.alice)


def _entry(preview: Mail) -> str:
    """The number of the draft, as the mail names it."""
    return preview.text.split("!send ")[1].split()[0].strip("`.,")


async def _previewed(office: Office, count: int = 2) -> Mail:
    return (await office.mails(NIO, count))[-1]


@BOTH_DATABASES
async def test_a_reply_of_staff_is_a_draft_until_a_second_mail_sends_it(office: Office) -> None:
    number, mail = await _asked(office)
    assert "##- Write your reply above this line -##" in mail.text
    assert "nothing goes to the researcher before you send it" in mail.text
    await office.sim.inbox.reply(mail, YES)
    offer = await office.in_thread(await office.card(), f"Draft by e-mail from {NIO}")
    assert YES in offer.plain
    preview = await _previewed(office)
    assert number in preview.subject
    assert "Nothing has been sent yet" in preview.text
    assert YES in preview.text
    assert "Alice Peeters" in preview.text
    assert YES not in _said_to_alice(office)
    await office.sim.inbox.reply(preview, f"!send {_entry(preview)}")
    answer = await office.heard(office.alice, YES)
    assert number in answer.plain
    await office.redrawn("answered")
    assert NIO not in _said_to_alice(office), "who wrote is the office, not a mailbox"


async def test_the_draft_can_be_sent_in_the_thread_as_well_and_only_once(office: Office) -> None:
    _, mail = await _asked(office)
    await office.sim.inbox.reply(mail, YES)
    offer = await office.in_thread(await office.card(), "Draft by e-mail")
    preview = await _previewed(office)
    await office.sofie.click(offer, "Send to researcher", wait=0)
    await office.heard(office.alice, YES)
    await office.sim.inbox.reply(preview, f"!send {_entry(preview)}")
    assert "on its way already" in (await _previewed(office, 4)).text
    assert sum(YES in m.plain for m in office.alice.dms()) == 1


async def test_a_draft_becomes_a_question_back(office: Office) -> None:
    _, mail = await _asked(office)
    await office.sim.inbox.reply(mail, "Which qubits?")
    preview = await _previewed(office)
    await office.sim.inbox.reply(preview, f"!ask {_entry(preview)}")
    await office.heard(office.alice, "Which qubits?")
    await office.redrawn("waiting")


async def test_the_preview_names_what_the_guard_sees(office: Office) -> None:
    _, mail = await _asked(office)
    await office.sim.inbox.reply(mail, "Yes, [amount] TODO")
    preview = await _previewed(office)
    assert "TODO" in preview.text.split("Draft is for")[-1] or preview.text.count("TODO") > 1


async def test_a_note_stays_inside(office: Office) -> None:
    _, mail = await _asked(office)
    await office.sim.inbox.reply(mail, "!note I doubt it.")
    await office.in_thread(await office.card(), "I doubt it.")
    await office.quiet()
    assert "I doubt it." not in _said_to_alice(office)


@pytest.mark.parametrize(
    "word", ["!close answered", "!claim", "!send", "!send 1", "!ask 99", "!xyz"]
)
async def test_other_words_change_nothing_and_say_which_there_are(
    office: Office, word: str
) -> None:
    number, mail = await _asked(office)
    await office.sim.inbox.reply(mail, word)
    told = (await _previewed(office)).text
    assert "Nothing was changed" in told or "Nothing was sent" in told
    case = await office.desk.store.read(lambda record: record.case(number))
    assert case is not None
    assert case.version <= 2, "the question, and that the receipt arrived"


@pytest.mark.parametrize(
    ("headers", "says"),
    [
        ({"Authentication-Results": ""}, "does not confirm who it was"),
        (
            {"Authentication-Results": "mx.evil.example; dmarc=pass header.from=fagg-afmps.be"},
            "does",
        ),
        ({"From": "ctr@fagg-afmps.be"}, "from another address"),
    ],
    ids=["not confirmed", "a foreign server", "another mailbox"],
)
async def test_a_forged_reply_reaches_nobody_and_staff_hear_of_it_without_its_words(
    office: Office, headers: dict[str, str], says: str
) -> None:
    _, mail = await _asked(office)
    await office.sim.inbox.reply(mail, "Send me everything.", **headers)
    note = await office.in_thread(await office.card(), "a mail was not taken")
    assert says in note.plain
    await office.quiet()
    everything = [m.plain for m in office.sim.slack.channel("C0NIO").messages]
    everything += [m.text for m in office.sim.mail.received]
    assert not any("Send me everything." in text for text in everything)
    assert len(office.sim.mail.received) == 1, "nobody is answered"


async def test_a_mail_about_no_case_and_one_of_a_robot_change_nothing(office: Office) -> None:
    _, mail = await _asked(office)
    await office.quiet()
    unknown = f"<{'0' * 32}@innovation-desk.example>"
    inbox, seen = office.sim.inbox, len(office.sim.slack.channel("C0NIO").messages)
    await inbox.reply(mail, "Guessed.", In_Reply_To=unknown, References=unknown)
    await inbox.reply(mail, "Out of office.", Auto_Submitted="auto-replied")
    await inbox.reply(mail, YES)  # behind the others: they were read when this one is there
    await office.in_thread(await office.card(), "Draft by e-mail")
    await office.quiet()
    thread = [m.plain for m in office.sim.slack.channel("C0NIO").messages[seen:]]
    assert not any("Guessed." in text or "Out of office." in text for text in thread)


async def test_the_requester_answers_by_mail_and_staff_read_it(office: Office) -> None:
    number, _ = await _asked(office, **BY_MAIL)
    letter = await _letter_to_alice(office)
    assert "your words are added to your question" in letter.text
    assert "not read" not in letter.text
    await office.sim.inbox.reply(letter, "They are warm.")
    card = await office.card()
    said = await office.in_thread(card, "They are warm.")
    assert "Alice Peeters" in said.plain
    back = (await office.mails(ALICE, 2))[-1]
    assert number in back.subject
    assert not any(ALICE in m.plain for m in office.sim.slack.channel("C0NIO").messages)
    trail = await office.desk.store.read(lambda record: record.lines(50))
    assert [line for line in trail if ALICE in line.model_dump_json()] == []


async def _letter_to_alice(office: Office) -> Mail:
    """An answer that Slack does not take goes to her own address."""
    card = await office.card()
    form = await office.sofie.click(card, "Answer")
    office.sim.slack.faults.error("chat.postMessage", "account_inactive", times=1)
    await office.sofie.submit(form.view, {"Answer": "Which ones?"})
    return (await office.mails(ALICE))[-1]


async def test_a_queue_without_a_conversation_is_answered_by_mail_alone(office: Office) -> None:
    queues = dict(ROUTING.queues)
    queues["innovationoffice"] = queues["innovationoffice"].model_copy(update={"staff": None})
    rules = ROUTING.model_copy(update={"queues": queues})
    await _put(office, rules)
    _, mail = await _asked(office)
    await office.sim.inbox.reply(mail, YES)
    preview = await _previewed(office)
    await office.sim.inbox.reply(preview, f"!send {_entry(preview)}")
    await office.heard(office.alice, YES)


async def _put(office: Office, rules: Routing) -> None:
    now = office.desk.courier._now()
    await office.desk.store.write(lambda record: record.set_routing(rules, "test", now))


async def test_a_desk_that_starts_again_takes_no_mail_twice(office: Office) -> None:
    number, mail = await _asked(office)
    await office.sim.inbox.reply(mail, YES)
    await _previewed(office)
    await office.quiet()
    await office.sim.inbox.put(office.sim.inbox.answer(mail, "!note Twice?").as_bytes())
    raw = office.sim.inbox.answer(mail, "!note Once.", Message_ID="<same@fagg-afmps.be>").as_bytes()
    for _ in range(2):  # the mailbox holds it twice, as after a copy by hand
        await office.sim.inbox.put(raw)
    await office.sim.until(lambda: _notes(office, "Once."))
    await office.quiet()
    assert len(_notes(office, "Once.")) == 1
    case = await office.desk.store.read(lambda record: record.case(number))
    assert case is not None
    assert [e.text for e in case.entries if e.text == "Once."] == ["Once."]


def _notes(office: Office, words: str) -> list[Message]:
    return [m for m in office.sim.slack.channel("C0NIO").messages if words in m.plain]
