"""A desk that dies at a chosen place: `python -m tests.faults.desk_with_failpoint NAME -- serve`.

The product holds no hooks for tests: this wraps named functions from outside and then runs the
command line as it is. Dying is `os._exit`: no handler, no flush, no rollback by the client.
DESK_POST_EVERY (seconds) shortens the pause between two posts in one Slack channel;
DESK_CLOCK_AHEAD (seconds) puts the desk's clock ahead; DESK_DRAIN (seconds) is the time for an
orderly end, DESK_HELD_UP (seconds) that after which a loop is said to be held up.
"""

import asyncio
import os
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from adapters.email.channel import EmailChannel
from adapters.slack.channel import SlackChannel
from adapters.storage.record import SqlRecord
from bots import __main__ as command_line
from bots import beside, serve, sides, watchdog
from core.desk.ports import Dispatch, Outcome, Sent
from core.desk.take import Desk
from core.values.command import Escalate
from core.values.turn import Turn
from tests.faults import next_version

DEAD = 86  # exit status of a desk that died at its failpoint
MIGRATED = 4  # tables made when a migration is killed


def put(owner: object, name: str, wrapper: object) -> None:
    """In place of what `owner` has under this name."""
    setattr(owner, name, wrapper)


def die() -> None:
    os._exit(DEAD)


def before_commit() -> None:
    """The rows are written, the transaction is open."""
    original = SqlRecord.save

    def save(self: SqlRecord, turn: Turn, *rest: Any) -> None:
        original(self, turn, *rest)
        if isinstance(turn.command, Escalate):
            die()

    put(SqlRecord, "save", save)


def after_commit() -> None:
    """The case is on record, the platform has no 200."""
    original = Desk.take

    async def take(self: Desk, turn: Turn) -> Any:
        reply = await original(self, turn)
        if isinstance(turn.command, Escalate):
            die()
        return reply

    put(Desk, "take", take)


def after_200() -> None:
    """The platform has its 200, the first delivery is about to go out."""
    answered = asyncio.Event()
    _tell_when_answered(answered)

    async def wait_and_die(*_: Any) -> Outcome:
        await answered.wait()
        os._exit(DEAD)

    put(SlackChannel, "send", wait_and_die)
    put(EmailChannel, "send", wait_and_die)


def before_send() -> None:
    """The intent to send is on record, nothing was sent."""

    async def died(*_: Any) -> Outcome:
        os._exit(DEAD)

    put(SlackChannel, "send", died)


def _tell_when_answered(answered: asyncio.Event) -> None:
    from aiohttp.web import Response

    take, write_eof = Desk.take, Response.write_eof
    asked = False

    async def taken(self: Desk, turn: Turn) -> Any:
        nonlocal asked
        reply = await take(self, turn)
        asked = asked or isinstance(turn.command, Escalate)
        return reply

    async def written(self: Response, data: bytes = b"") -> None:
        await write_eof(self, data)
        if asked:
            answered.set()

    put(Desk, "take", taken)
    put(Response, "write_eof", written)


def after_card() -> None:
    """Slack shows the card, the table does not know it."""
    put(SlackChannel, "send", _dying_after(SlackChannel.send, "card"))


def after_receipt() -> None:
    """The researcher has the receipt, the table does not know it."""
    put(SlackChannel, "send", _dying_after(SlackChannel.send, "receipt"))


def after_mail() -> None:
    """The mail server has the mail, the table does not know it."""
    put(EmailChannel, "send", _dying_after(EmailChannel.send, "mail"))


def _dying_after(send: Callable[..., Any], slot: str) -> Any:
    async def sent(self: Any, dispatch: Dispatch) -> Outcome:
        outcome: Outcome = await send(self, dispatch)
        if isinstance(outcome, Sent) and dispatch.delivery.slot == slot:
            die()
        return outcome

    return sent


def file_staged() -> None:
    """The bytes of a file are in Slack, nobody sees them."""

    async def died(*_: Any) -> Outcome:
        os._exit(DEAD)

    put(SlackChannel, "reveal", died)


def file_shown() -> None:
    """Slack shows the file in its thread, the table does not know it."""
    original = SlackChannel.reveal

    async def revealed(self: SlackChannel, dispatch: Dispatch, staged: str) -> Outcome:
        await original(self, dispatch, staged)
        os._exit(DEAD)

    put(SlackChannel, "reveal", revealed)


def hanging() -> None:
    """Calls to the platforms never end, whatever the client's own patience."""

    async def hangs(*_: Any) -> Outcome:
        await asyncio.Event().wait()
        raise AssertionError

    put(SlackChannel, "send", hangs)
    put(EmailChannel, "send", hangs)


def loop_blocked() -> None:
    """A fault of the program holds the loop up while the card is sent, for once."""
    put(SlackChannel, "send", _blocking(SlackChannel.send, looks=3 * watchdog._LOOKS))


def loop_lost() -> None:
    """And never lets it go."""
    put(SlackChannel, "send", _blocking(SlackChannel.send, looks=1_000_000))


def _blocking(send: Callable[..., Any], looks: int) -> Any:
    blocked = False

    async def sent(self: Any, dispatch: Dispatch) -> Outcome:
        nonlocal blocked
        if dispatch.delivery.slot == "card" and not blocked:
            blocked = True
            for _ in range(looks):
                time.sleep(float(os.environ["DESK_HELD_UP"]) / watchdog._LOOKS)  # noqa: ASYNC251 - the fault
        outcome: Outcome = await send(self, dispatch)
        return outcome

    return sent


def during_migration() -> None:
    from alembic.operations import Operations

    original: Any = Operations.create_table
    made = 0

    def create_table(self: Any, *words: Any, **more: Any) -> Any:
        nonlocal made
        made += 1
        if made > MIGRATED:
            die()
        return original(self, *words, **more)

    put(Operations, "create_table", create_table)


FAILPOINTS: dict[str, Callable[[], None]] = {
    "none": lambda: None,
    "before_commit": before_commit,
    "after_commit": after_commit,
    "after_200": after_200,
    "before_send": before_send,
    "after_card": after_card,
    "after_receipt": after_receipt,
    "after_mail": after_mail,
    "file_staged": file_staged,
    "file_shown": file_shown,
    "during_migration": during_migration,
    "hanging": hanging,
    "loop_blocked": loop_blocked,
    "loop_lost": loop_lost,
}


def clock_ahead_by(difference: timedelta) -> Callable[[], datetime]:
    return lambda: datetime.now(UTC) + difference


def run(name: str, words: Sequence[str]) -> None:
    FAILPOINTS[name]()
    if pause := os.environ.get("DESK_POST_EVERY"):
        every = timedelta(seconds=float(pause))
        put(serve, "running", partial(serve.running, post_every=every))
    if ahead := os.environ.get("DESK_CLOCK_AHEAD"):
        clock = clock_ahead_by(timedelta(seconds=float(ahead)))
        put(serve, "now", clock)
        put(sides, "now", clock)
    if drain := os.environ.get("DESK_DRAIN"):
        put(beside, "DRAIN", float(drain))
        put(serve, "DRAIN", float(drain))
    if held_up := os.environ.get("DESK_HELD_UP"):
        put(watchdog, "watched", partial(watchdog.watched, float(held_up), 4 * float(held_up)))
    if versions := os.environ.get(next_version.MIGRATIONS):
        next_version.become(versions)
    sys.argv[1:] = words
    command_line.run()


if __name__ == "__main__":
    place, dashes, *rest = sys.argv[1:]
    assert dashes == "--", __doc__
    run(place, rest)
