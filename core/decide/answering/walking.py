"""Walks through a decision tree, and the short text by which a walk can be shared and repeated."""

import re
from dataclasses import dataclass

from core.values.pack import Step, Tree, TreeOption, Verdict

_CODE = re.compile(
    r"(?P<tree>[a-z0-9_]+)(?P<path>(?:/[a-z0-9_.-]+)+)=(?P<verdict>[a-z0-9_.-]+)=(?P<version>[0-9a-z]+)"
)


@dataclass(frozen=True, slots=True)
class Walk:
    """The steps taken with the option chosen at each, and where that leads."""

    taken: tuple[tuple[Step, TreeOption], ...]
    at: Step | Verdict
    astray: str = ""

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(option.id for _, option in self.taken)


def walk(tree: Tree, path: tuple[str, ...]) -> Walk:
    """Follow the options from the start; stops at a verdict or before an unknown option."""
    taken: list[tuple[Step, TreeOption]] = []
    at: Step | Verdict = tree.steps[tree.start]
    for choice in path:
        option = (
            next((o for o in at.options if o.id == choice), None) if isinstance(at, Step) else None
        )
        if not isinstance(at, Step) or option is None:
            return Walk(tuple(taken), at, astray=choice)
        taken.append((at, option))
        at = tree.steps.get(option.leads_to) or tree.verdicts[option.leads_to]
    return Walk(tuple(taken), at)


@dataclass(frozen=True, slots=True)
class Shared:
    """A walk as it was shared: where it led, and by which version of the tree's rules."""

    tree: str
    path: tuple[str, ...]
    verdict: str
    version: str

    @property
    def code(self) -> str:
        """`cta/medicine/yes=verdict=version`: no dots or colons, which chats turn into links."""
        return f"{'/'.join((self.tree, *self.path))}={self.verdict}={self.version}"


def shared(tree: Tree, walked: Walk) -> Shared | None:
    """None before a verdict. `tree` is the one of the pack's default language, whose version
    stands for the rules in every language."""
    if not isinstance(walked.at, Verdict):
        return None
    return Shared(tree.id, walked.path, walked.at.id, tree.version)


def read_code(text: str) -> Shared | None:
    """A code, also with what surrounds it in a message; None where there is none."""
    found = _CODE.search(text.lower())
    if found is None:
        return None
    path = tuple(found["path"].strip("/").split("/"))
    return Shared(found["tree"], path, found["verdict"], found["version"])
