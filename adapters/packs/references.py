"""Ids outside of texts: does every source, queue and topic that a file names exist?"""

from adapters.packs.draft import Draft
from adapters.packs.marks import Marks
from adapters.packs.problems import Problem
from adapters.packs.writings import is_known


def reference_problems(draft: Draft) -> list[Problem]:
    """Ids that no other file defines."""
    return [
        *_fact_sources(draft),
        *_closure_sources(draft),
        *_regions(draft),
        *_verdict_contacts(draft),
        *_verdict_topics(draft),
        *_rule_queues(draft),
    ]


def routing_values(draft: Draft, marks: Marks) -> dict[str, object]:
    """The default routing as plain values, for the routing's own model to read."""
    document = draft.routing.document
    resolved = marks.within(document, (), document.value)
    return resolved if isinstance(resolved, dict) else {}


def _fact_sources(draft: Draft) -> list[Problem]:
    return [
        draft.facts.document.problem(f"no source is called '{row.source}'", (name, "source"))
        for name, row in draft.facts.data.items()
        if row.source not in draft.sources.data
    ]


def _regions(draft: Draft) -> list[Problem]:
    manifest = draft.manifest
    return [
        manifest.document.problem(f"CLDR has no {locale} as written there", ("regions", locale))
        for locale in draft.tongues
        if not is_known(locale, manifest.data.regions.get(locale, ""))
    ]


def _closure_sources(draft: Draft) -> list[Problem]:
    manifest = draft.manifest
    return [
        manifest.document.problem(f"no source is called '{row.source}'", ("closures", n, "source"))
        for n, row in enumerate(manifest.data.closures)
        if row.source not in draft.sources.data
    ]


def _verdict_contacts(draft: Draft) -> list[Problem]:
    return [
        tree.document.problem(f"no queue is called '{row.contact}'", ("verdicts", name, "contact"))
        for tree in draft.trees.values()
        for name, row in tree.data.verdicts.items()
        if row.contact not in draft.routing.data.queues
    ]


def _verdict_topics(draft: Draft) -> list[Problem]:
    return [
        tree.document.problem(f"'{row.topic}' is not a topic", ("verdicts", name, "topic"))
        for tree in draft.trees.values()
        for name, row in tree.data.verdicts.items()
        if row.topic not in draft.manifest.data.topics
    ]


def _rule_queues(draft: Draft) -> list[Problem]:
    routing = draft.routing
    return [
        routing.document.problem(f"no queue is called '{rule.queue}'", ("rules", n, "queue"))
        for n, rule in enumerate(routing.data.rules)
        if rule.queue not in routing.data.queues
    ]
