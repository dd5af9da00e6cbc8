"""The checker: holds the history against the database and against what the platforms show.

I1 every 2xx to a question has a committed case or says that it was not recorded. I2 no case twice
for one turn. I3 every case reaches staff, or an alarm was raised. I4 an answer goes to its origin
only. I5 nothing is visible twice unless it is marked. I6 the audit trail is sound. I7 no text of
people is in a log, in a notification's text or in a platform's metadata. I9 no 5xx.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from simulator import Simulator
from simulator.slack.messages import Message
from tests.faults.evidence import UNFINISHED, Evidence
from tests.faults.history import Event, History

_MARK = re.compile(r"mark\d{6}end")
STAFF = ("C0NIO", "C0CTR")


@dataclass(frozen=True)
class Findings:
    """One run, ready to be judged. `allowed` are statuses of 500 and more that the row causes."""

    history: History
    record: Evidence
    sim: Simulator
    allowed: tuple[int, ...] = ()
    told: bytes = b""

    def posts(self) -> Iterator[tuple[str, Message]]:
        """Everything the app wrote where people see it, with the conversation's members."""
        for workspace in self.sim.slack.workspaces.values():
            for channel in workspace.channels.values():
                place = channel.members[0] if channel.kind == "im" else channel.id
                yield from ((place, post) for post in channel.messages if post.bot_id)

    def repeated(self) -> list[str]:
        """The kinds of what is really visible more than once, marked or not."""
        counted = Counter(key for key, _, _ in _visible(self))
        kinds = {key: kind for key, kind, _ in _visible(self)}
        return [kinds[key] for key, count in counted.items() if count > 1]

    def complaints(self) -> list[str]:
        checks = (
            *(_recorded, _once_for_a_turn, _reaches_staff, _origin_only),
            *(_visibly_once, _trail_is_sound, _no_text_where_none_belongs, _no_5xx),
        )
        return [f"{check.__doc__}: {fault}" for check in checks for fault in check(self)]

    def judge(self) -> None:
        found = self.complaints()
        told = "\n".join(found[:20])
        assert not found, f"seed {self.history.seed}: {len(found)} complaints\n{told}"


def _recorded(given: Findings) -> Iterator[str]:
    """I1"""
    known = {case.source_key: case.id for case in given.record.cases}
    last: dict[str, Event] = {}
    for event in given.history.events:
        if event.kind in ("acknowledged", "not recorded"):
            last[event.key] = event
    for event in given.history.of("asked"):
        end = last.get(event.key)
        if end is None:
            continue
        if end.kind == "acknowledged" and known.get(end.key) != end.case:
            yield f"{end.mark}: told {end.case}, on record {known.get(end.key)}"
        if end.kind == "not recorded" and end.key in known and _all_said_so(given, end.key):
            yield f"{end.mark}: told not recorded, on record {known[end.key]}"


def _all_said_so(given: Findings, key: str) -> bool:
    """Whether every try was told the same; a try that broke off may have been recorded."""
    kinds = {e.kind for e in given.history.events if e.key == key}
    return kinds == {"asked", "not recorded"}


def _once_for_a_turn(given: Findings) -> Iterator[str]:
    """I2"""
    counted = Counter(case.question for case in given.record.cases)
    yield from (f"{count} cases for {text!r}" for text, count in counted.items() if count > 1)
    numbers: dict[str, set[str]] = {}
    for event in given.history.of("acknowledged"):
        numbers.setdefault(event.key, set()).add(event.case)
    yield from (f"{key} was told {told}" for key, told in numbers.items() if len(told) > 1)


def _reaches_staff(given: Findings) -> Iterator[str]:
    """I3"""
    seen = {key for key, _, _ in _visible(given)}
    for case in given.record.cases:
        to_staff = [d for d in given.record.deliveries if d.case == case.id and _tells(d.slot)]
        if not any(d.state == "sent" and d.key in seen for d in to_staff) and not case.failures:
            yield f"{case.id} reached nobody: {[(d.slot, d.state, d.error) for d in to_staff]}"
    stuck = [d for d in given.record.deliveries if d.state in UNFINISHED and d.kind != "timer"]
    yield from (f"{d.lane} {d.slot} is still {d.state}: {d.error}" for d in stuck)


def _tells(slot: str) -> bool:
    return slot in ("card", "mail")


def _origin_only(given: Findings) -> Iterator[str]:
    """I4"""
    owner = {event.case: event.key.split(":")[3] for event in _questions(given.history)}
    cases = {e.mark: e.case for e in given.history.of("acknowledged")}
    homes = [(place, post.plain) for place, post in given.posts()]
    for mark, case in cases.items():
        allowed = {owner.get(case, ""), *STAFF}
        strays = [place for place, text in homes if mark in text and place not in allowed]
        yield from (f"{mark} of {case} is shown in {place}" for place in strays)
    alarmed = {case.id for case in given.record.cases if case.failures}
    for event in given.history.of("answered"):
        heard = sum(event.mark in text for place, text in homes if place not in STAFF)
        if event.mark in cases and heard == 0 and cases[event.mark] not in alarmed:
            yield f"the answer {event.mark} reached nobody"


def _questions(history: History) -> list[Event]:
    asked = {event.key for event in history.of("asked")}
    return [event for event in history.of("acknowledged") if event.key in asked]


def _visibly_once(given: Findings) -> Iterator[str]:
    """I5"""
    marked = {d.key for d in given.record.deliveries if d.marked}
    known = {d.key for d in given.record.deliveries}
    counted = Counter(key for key, _, _ in _visible(given))
    what = {key: (kind, words) for key, kind, words in _visible(given)}
    for key, count in counted.items():
        if count > 1 and key not in marked:
            row = next((d for d in given.record.deliveries if d.key == key), None)
            yield f"{count} times, unmarked: {what[key]} {row}"
        if known and key not in known:
            yield f"shown, but on no record: {what[key]}"


def _visible(given: Findings) -> Iterator[tuple[str, str, str]]:
    """Key, kind and first words of each post and mail."""
    for place, post in given.posts():
        payload = (post.metadata or {}).get("event_payload") or {}
        if key := str(payload.get("key") or ""):
            yield key, f"post in {place}", post.plain[:60]
    for mail in given.sim.mail.received:
        yield mail.message_id.strip("<>").split("@")[0], "mail", mail.subject


def _trail_is_sound(given: Findings) -> Iterator[str]:
    """I6"""
    yield from given.record.audit


def _no_text_where_none_belongs(given: Findings) -> Iterator[str]:
    """I7"""
    yield from {f"logged: {found}" for found in _MARK.findall(given.told.decode(errors="replace"))}
    for place, post in given.posts():
        beside = f"{post.text} {post.metadata}"
        yield from (f"beside a post in {place}: {found}" for found in _MARK.findall(beside))


def _no_5xx(given: Findings) -> Iterator[str]:
    """I9"""
    for status in given.history.statuses():
        if status >= 500 and status not in given.allowed:
            yield f"HTTP {status}"
