"""What `pack check` asks of decision trees: every part reachable, every path ends, all worded."""

from collections.abc import Iterator
from datetime import date

from adapters.packs.draft import Draft, Sheet
from adapters.packs.literals import literals
from adapters.packs.markdown import bad_links, outside_subset
from adapters.packs.problems import Problem
from adapters.packs.schema import TreeFile, TreeTexts


def tree_rules(draft: Draft, today: date) -> Iterator[Problem]:
    for name, sheet in draft.trees.items():
        yield from _review(sheet, today)
        yield from _reachable(sheet)
        yield from _circles(sheet)
        for tongue in draft.tongues.values():
            if name in tongue.trees:
                yield from _orphans(sheet, tongue.trees[name])
                yield from _literals(tongue.trees[name])
                yield from _markdown(tongue.trees[name])


def _review(sheet: Sheet[TreeFile], today: date) -> Iterator[Problem]:
    if sheet.data.review_by < today:
        text = f"is past its review_by ({sheet.data.review_by})"
        yield sheet.document.problem(text, ("review_by",), severity="warning")


def _reachable(sheet: Sheet[TreeFile]) -> Iterator[Problem]:
    reached = _reached(sheet.data)
    for part, names in (("steps", sheet.data.steps), ("verdicts", sheet.data.verdicts)):
        for name in names.keys() - reached:
            yield sheet.document.problem(f"no option leads to '{name}'", (part, name))


def _reached(tree: TreeFile) -> set[str]:
    reached: set[str] = set()
    waiting = [tree.start]
    while waiting:
        name = waiting.pop()
        if name not in reached and name in tree.steps:
            waiting += tree.steps[name].options.values()
        reached.add(name)
    return reached


def _circles(sheet: Sheet[TreeFile]) -> Iterator[Problem]:
    """Options that lead back to a step that is already on the path."""
    steps = sheet.data.steps
    done: set[str] = set()

    def walk(name: str, path: tuple[str, ...]) -> Iterator[Problem]:
        for option, target in steps[name].options.items():
            if target in (*path, name):
                text = f"option '{option}' leads back to '{target}'"
                yield sheet.document.problem(text, ("steps", name, "options", option))
            elif target in steps and target not in done:
                yield from walk(target, (*path, name))
        done.add(name)

    if sheet.data.start in steps:
        yield from walk(sheet.data.start, ())


def _orphans(sheet: Sheet[TreeFile], texts: Sheet[TreeTexts]) -> Iterator[Problem]:
    """Words for steps, options and verdicts that the structure does not have."""
    document, steps = texts.document, sheet.data.steps
    for name, words in texts.data.steps.items():
        if name not in steps:
            yield document.problem(f"the tree has no step '{name}'", ("steps", name))
            continue
        for option in words.options.keys() - steps[name].options.keys():
            text = f"step '{name}' has no option '{option}'"
            yield document.problem(text, ("steps", name, "options", option))
    for name in texts.data.verdicts.keys() - sheet.data.verdicts.keys():
        yield document.problem(f"the tree has no verdict '{name}'", ("verdicts", name))


def _literals(texts: Sheet[TreeTexts]) -> Iterator[Problem]:
    for group in ("steps", "verdicts"):
        for name, words in getattr(texts.data, group).items():
            for kind, literal in literals(" ".join(map(str, words.model_dump().values()))):
                text = f"{kind} ('{literal}') belongs into facts.yaml"
                yield texts.document.problem(text, (group, name), needle=literal)


def _markdown(texts: Sheet[TreeTexts]) -> Iterator[Problem]:
    for name, words in texts.data.verdicts.items():
        for check in (outside_subset, bad_links):
            for _, text in check(words.text):
                yield texts.document.problem(text, ("verdicts", name, "text"))
