"""Routing looked at from outside: names that mean nothing, what a change would move, what differs.

Rules and queues are written as in the YAML file, so the lines read the same in every language.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Iterator

from core.values.case import PRODUCTS, Case
from core.values.pack import Pack
from core.values.routing import Asked, Matching, Queue, Routing, Rule
from core.values.value import Misplaced, Value

_PERSON = re.compile(r"(slack|teams):[^:\s]+:[^:\s]+")
_WORKSPACE = re.compile(r"(slack|teams):[^:\s]+")


class Moved(Value):
    """A case that would have gone to another queue."""

    case: str
    before: str
    after: str


def faults(
    routing: Routing, pack: Pack, pattern_fault: Callable[[str], str]
) -> Iterator[Misplaced]:
    """What a reader of the values cannot know: names that do not exist, patterns that cannot be
    read. A misspelt topic would never match, and a misspelt person would lock everyone out."""
    for index, rule in enumerate(routing.rules):
        yield from _rule_faults(rule, pack, pattern_fault, ("rules", index, "when"))
    for name, queue in routing.queues.items():
        for person in queue.people:
            if not _PERSON.fullmatch(person):
                text = "'{given}' is not a person; write slack:TEAM:USER or teams:TENANT:OBJECTID"
                yield Misplaced(text, "queues", name, "people", key="person", given=person)


def _rule_faults(
    rule: Rule, pack: Pack, pattern_fault: Callable[[str], str], trail: tuple[str | int, ...]
) -> Iterator[Misplaced]:
    when = rule.when
    for field, given, known in (
        ("topic", when.topic, pack.topics),
        ("product", when.product, PRODUCTS),
        ("locale", when.locale, pack.locales),
    ):
        for name in given:
            if name not in known:
                text = "'{given}' is not a {kind}; there are: {known}"
                told = {"given": name, "kind": field, "known": ", ".join(known)}
                yield Misplaced(text, *trail, field, key="not_among", **told)
    for workspace in when.workspace:
        if not _WORKSPACE.fullmatch(workspace):
            text = "'{given}' is not a workspace; write slack:TEAM or teams:TENANT"
            yield Misplaced(text, *trail, "workspace", key="workspace", given=workspace)
    if when.pattern and (text := pattern_fault(when.pattern)):
        yield Misplaced(text, *trail, "pattern")


def rehearsed(
    cases: Iterable[Case], old: Routing, new: Routing, matching: Matching
) -> tuple[Moved, ...]:
    """The cases that the new routing would have sent elsewhere than the old one would today."""
    patterns = (*old.patterns, *new.patterns)
    moved = []
    for case in cases:
        asked = _as_asked(case, matching(patterns, case.question))
        before, after = old.route(asked).queue, new.route(asked).queue
        if before != after:
            moved.append(Moved(case=case.id, before=before, after=after))
    return tuple(moved)


def _as_asked(case: Case, matching: frozenset[str]) -> Asked:
    return Asked(
        topic=case.topic,
        workspace=case.requester.workspace,
        locale=case.locale,
        product=case.product,
        text=case.question,
        matching=matching,
    )


def rule_line(rule: Rule) -> str:
    """`topic: cta, fees; workspace: slack:T0KUL → ctr`."""
    told = rule.when.model_dump(mode="json", exclude_defaults=True)
    asked = "; ".join(f"{name}: {_listed(value)}" for name, value in told.items())
    return f"{asked or '*'} → {rule.queue}"


def queue_line(name: str, queue: Queue) -> str:
    """`ctr: staff: slack:T0STAFF:C0CTR; mailbox: ctr@office.example`."""
    told = queue.model_dump(mode="json", exclude_defaults=True)
    if queue.hours:
        told["hours"] = f"{queue.hours.line()} ({queue.hours.timezone})"
    return f"{name}: " + "; ".join(f"{field}: {_listed(value)}" for field, value in told.items())


def _listed(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def differences(old: Routing, new: Routing) -> tuple[str, ...]:
    """What was taken away (`-`) and what came (`+`), in the order of the file."""
    lines = difflib.ndiff(_lines(old), _lines(new))
    return tuple(line for line in lines if line[0] in "+-")


def _lines(routing: Routing) -> list[str]:
    queues = [f"queue {queue_line(name, queue)}" for name, queue in routing.queues.items()]
    return queues + [f"rule {rule_line(rule)}" for rule in routing.rules]
