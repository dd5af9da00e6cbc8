"""Rules that humans set, in the words of the pack's concepts."""

from collections.abc import Iterable, Mapping

from adapters.triage.book import Pointer, Rule


def pointer(pointers: Iterable[Pointer], topic: str, concepts: Mapping[str, str]) -> str:
    """The name of the first pointer for a question of that topic; empty where there is none."""
    fits = (
        each.name
        for each in pointers
        if topic in each.topics and (not each.any or any(name in concepts for name in each.any))
    )
    return next(fits, "")


def first_rule(rules: Iterable[Rule], concepts: Mapping[str, str], length: int) -> Rule | None:
    """The first rule that fits a question of `length` words with these concepts."""
    return next((rule for rule in rules if _fits(rule, concepts, length)), None)


def _fits(rule: Rule, concepts: Mapping[str, str], length: int) -> bool:
    return (
        (rule.longest is None or length <= rule.longest)
        and all(any(concept in concepts for concept in group) for group in rule.all)
        and not any(concept in concepts for concept in rule.none)
    )
