"""Makes decision trees: the structure from `trees/`, the words from the locale's folder."""

from dataclasses import dataclass, field

from adapters.packs.articles import fingerprint
from adapters.packs.draft import Draft, Sheet, Tongue
from adapters.packs.marks import Marks
from adapters.packs.nodes import Trail
from adapters.packs.problems import Problem
from adapters.packs.schema import (
    StepRow,
    StepTexts,
    TreeFile,
    TreeTexts,
    VerdictRow,
    VerdictTexts,
)
from core.values.pack import Source, Step, Tree, TreeOption, Verdict

Texts = Sheet[TreeTexts]


def trees(draft: Draft, tongue: Tongue, marks: Marks) -> tuple[dict[str, Tree], list[Problem]]:
    """Every tree in that locale, and what is wrong; untranslated parts are in the default one."""
    grown: dict[str, Tree] = {}
    problems: list[Problem] = []
    for name, sheet in draft.trees.items():
        written = [each.trees[name] for each in (tongue, draft.default) if name in each.trees]
        work = _Work(name, sheet, written, marks)
        grown[name] = work.tree()
        problems += work.problems
    return grown, problems


@dataclass
class _Work:
    """One tree in the making. `texts` holds the locale's own words and then the default's."""

    name: str
    sheet: Sheet[TreeFile]
    texts: list[Texts]
    marks: Marks
    problems: list[Problem] = field(default_factory=list)

    def tree(self) -> Tree:
        written = self.sheet.data
        steps = {name: self._step(name, row) for name, row in written.steps.items()}
        verdicts = {name: self._verdict(name, row) for name, row in written.verdicts.items()}
        title = next((each.data.title for each in self.texts if each.data.title), "")
        if not title:
            self._complain("the tree has no title in the default locale", ("start",))
        if written.start not in written.steps:
            self._complain(f"there is no step '{written.start}'", ("start",))
        whole = Tree(
            id=self.name,
            title=title,
            start=written.start,
            steps={name: step for name, step in steps.items() if step},
            verdicts={name: verdict for name, verdict in verdicts.items() if verdict},
            as_of=written.as_of,
            review_by=written.review_by,
            version="",
        )
        return whole.model_copy(update={"version": fingerprint((whole.model_dump_json(),), ())})

    def _step(self, name: str, row: StepRow) -> Step | None:
        trail: Trail = ("steps", name)
        found = next((each for each in self.texts if name in each.data.steps), None)
        if found is None:
            self._complain(f"step '{name}' has no text", trail)
            return None
        words = found.data.steps[name]
        return Step(
            id=name,
            ask=self._said(found, (*trail, "ask"), words.ask),
            rule=self._said(found, (*trail, "rule"), words.rule),
            options=tuple(self._option(name, words, option) for option in row.options.items()),
            sources=self._sources(trail, row),
        )

    def _option(self, step: str, words: StepTexts, option: tuple[str, str]) -> TreeOption:
        name, leads_to = option
        trail: Trail = ("steps", step, "options", name)
        known = self.sheet.data.steps.keys() | self.sheet.data.verdicts.keys()
        if leads_to not in known:
            self._complain(f"option '{name}' leads to unknown '{leads_to}'", trail)
        spoken = [
            words,
            *(each.data.steps[step] for each in self.texts if step in each.data.steps),
        ]
        label = next((each.options[name] for each in spoken if name in each.options), "")
        if not label:
            self._complain(f"option '{name}' of step '{step}' has no text", trail)
        return TreeOption(id=name, label=label, leads_to=leads_to)

    def _verdict(self, name: str, row: VerdictRow) -> Verdict | None:
        trail: Trail = ("verdicts", name)
        found = next((each for each in self.texts if name in each.data.verdicts), None)
        if found is None:
            self._complain(f"verdict '{name}' has no text", trail)
            return None
        words: VerdictTexts = found.data.verdicts[name]
        return Verdict(
            id=name,
            title=words.title,
            text=self._said(found, (*trail, "text"), words.text),
            rule=self._said(found, (*trail, "rule"), words.rule),
            contact=row.contact,
            topic=row.topic,
            sources=self._sources(trail, row),
        )

    def _said(self, texts: Texts, trail: Trail, text: str) -> str:
        return self.marks.text(texts.document, trail, text)

    def _sources(self, trail: Trail, row: StepRow | VerdictRow) -> tuple[Source, ...]:
        return self.marks.sources(self.sheet.document, (*trail, "sources"), row.sources)

    def _complain(self, text: str, trail: Trail) -> None:
        self.problems.append(self.sheet.document.problem(text, trail))
