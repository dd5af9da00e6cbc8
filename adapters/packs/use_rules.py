"""What `pack check` asks of facts, sources and the default routing."""

from collections.abc import Iterator

from adapters.packs.draft import Draft
from adapters.packs.problems import Problem


def use_rules(draft: Draft, used: set[tuple[str, str]]) -> Iterator[Problem]:
    """`used` are the marks that the texts of all locales hold."""
    yield from _unused_facts(draft, used)
    yield from _unused_sources(draft, used)
    yield from _twin_addresses(draft)
    yield from _routing(draft)
    yield from _topic_names(draft)


def _unused_facts(draft: Draft, used: set[tuple[str, str]]) -> Iterator[Problem]:
    for name in draft.facts.data:
        if ("fact", name) not in used:
            yield draft.facts.document.problem("is not used", (name,), severity="warning")


def _unused_sources(draft: Draft, used: set[tuple[str, str]]) -> Iterator[Problem]:
    needed = {row.source for row in draft.facts.data.values()}
    needed |= {row.source for row in draft.manifest.data.closures}
    for name in draft.sources.data:
        if ("source", name) not in used and name not in needed:
            yield draft.sources.document.problem("is not used", (name,), severity="warning")


def _twin_addresses(draft: Draft) -> Iterator[Problem]:
    """One address under two names. Equal plain numbers are different facts all the same."""
    first: dict[str, str] = {}
    for name, row in draft.facts.data.items():
        twin = first.setdefault(row.value, name)
        if "@" in row.value and twin != name:
            text = f"has the same value as '{twin}'"
            yield draft.facts.document.problem(text, (name,), severity="warning")


def _routing(draft: Draft) -> Iterator[Problem]:
    routing = draft.routing
    *_, last = enumerate(routing.data.rules)
    if last[1].when:
        yield routing.document.problem("the last rule has a condition", ("rules", last[0]))
    for index, rule in enumerate(routing.data.rules):
        topics = rule.when.get("topic", [])
        for topic in topics if isinstance(topics, list) else [topics]:
            if topic not in draft.manifest.data.topics:
                where = ("rules", index, "when", "topic")
                yield routing.document.problem(f"'{topic}' is not a topic", where)


def _topic_names(draft: Draft) -> Iterator[Problem]:
    """Forms and cards name a topic by the phrase `topic.<id>`."""
    named = draft.default.phrases.get("topic")
    for index, topic in enumerate(draft.manifest.data.topics):
        if named is not None and topic not in named.data:
            text = f"'{topic}' has no name: add it to phrases/topic.yaml"
            yield draft.manifest.document.problem(text, ("topics", index))
