"""Platforms that say no for good: it is told to staff, nothing is tried in vain, others flow."""

from pathlib import Path

import pytest

from adapters.slack.outcomes import REFUSALS
from simulator.slack.messages import Message
from tests.faults.conftest import Fresh
from tests.faults.history import Event
from tests.faults.storm import Aim, Weather, weathered

WORDS = (
    "channel_not_found",
    "is_archived",
    "not_in_channel",
    "token_revoked",
    "account_inactive",
    "msg_too_long",
    "invalid_blocks",
)
BOX = "innovationoffice@fagg-afmps.be"


async def test_a_card_that_slack_refuses_is_told_by_mail_and_to_the_other_queue(
    fresh: Fresh, tmp_path: Path, seed: int
) -> None:
    async with weathered(fresh(), tmp_path, seed) as weather:
        for word in WORDS:
            aim = Aim(weather, "C0NIO", word)
            with aim.watching():
                event = await weather.field.ask(user="U0ALICE")
                await weather.hurried()
            mails = [m for m in weather.field.sim.mail.box(BOX) if event.case in m.subject]
            alarms = in_channel(weather, "C0CTR", event, "did not reach")
            assert any(REFUSALS[word] in m.text for m in mails), word
            assert any(REFUSALS[word] in m.plain for m in alarms), word
            assert not any(event.mark in m.plain for m in alarms), "other queues get no text"
        await weather.field.judge()
        assert len(weather.field.sim.slack.person("U0ALICE").dms()) >= len(WORDS), "receipts flow"


async def test_an_answer_that_slack_refuses_is_told_in_the_thread_of_the_case(
    fresh: Fresh, tmp_path: Path, seed: int
) -> None:
    async with weathered(fresh(), tmp_path, seed) as weather:
        await weather.field.ask(user="U0ALICE")
        await weather.hurried()
        for word in WORDS:
            event = await weather.field.ask(user="U0ALICE")
            await weather.hurried()
            aim = Aim(weather, "U0ALICE", word)
            with aim.watching():
                await weather.field.answer(event)
                await weather.hurried()
            assert aim.hits == 1, f"{word} was tried in vain"
            told = in_channel(weather, "C0NIO", event, "did not reach the researcher")
            thread = {m.thread_ts for m in told}
            card = next(
                m
                for m in weather.field.sim.slack.channel("C0NIO").messages
                if event.case in m.plain and m.thread_ts in (None, m.ts)
            )
            assert card.ts in thread, word
            assert REFUSALS[word] in card.plain, word
        await weather.field.judge()


def in_channel(weather: Weather, channel: str, event: Event, words: str) -> list[Message]:
    """Messages with these words; in another channel than the thread's they name the case."""
    messages = weather.field.sim.slack.channel(channel).messages
    return [m for m in messages if words in m.plain and (m.thread_ts or event.case in m.plain)]


@pytest.mark.parametrize(("code", "state"), [(450, "sent"), (451, "sent"), (550, "failed")])
async def test_a_mail_server_that_says_not_now_is_asked_again_one_that_says_no_is_not(
    fresh: Fresh, tmp_path: Path, seed: int, code: int, state: str
) -> None:
    async with weathered(fresh(), tmp_path, seed) as weather:
        sim = weather.field.sim
        sim.mail.faults.reject(BOX, code=code)
        event = await weather.field.ask(user="U0ALICE")
        await weather.skip(1)
        await sim.until(lambda: sim.wire.named("recipient"))
        refusals = len(sim.wire.named("recipient"))
        await weather.leap(299)
        await weather.skip(0)
        assert len(sim.wire.named("recipient")) == refusals, "earlier than five minutes"
        sim.mail.faults.clear()
        await weather.hurried(5)
        found = await weather.field.judge()
        mail = next(row for row in found.record.deliveries if row.slot == "mail")
        assert (mail.case, mail.state) == (event.case, state)
        if state == "failed":
            assert in_channel(weather, "C0NIO", event, "did not reach"), "staff hear it in chat"


async def test_a_mail_server_that_never_takes_it_is_given_up_after_four_days(
    fresh: Fresh, tmp_path: Path, seed: int
) -> None:
    async with weathered(fresh(), tmp_path, seed) as weather:
        weather.field.sim.mail.faults.reject(BOX, code=450)
        event = await weather.field.ask(user="U0ALICE")
        for _ in range(4):
            await weather.leap(25 * 3600)
        await weather.hurried(60)
        found = await weather.field.judge()
        mail = next(row for row in found.record.deliveries if row.slot == "mail")
        assert mail.state == "failed"
        assert "4 days" in mail.error
        assert in_channel(weather, "C0NIO", event, "did not reach")
