"""What `pack check` asks of timelines beyond being loadable."""

from collections.abc import Iterator
from datetime import date

from adapters.packs.draft import Draft, Sheet
from adapters.packs.literals import literals
from adapters.packs.markdown import bad_links, outside_subset
from adapters.packs.nodes import Trail
from adapters.packs.problems import Problem
from adapters.packs.timeline_schema import TimelinesTexts


def timeline_rules(draft: Draft, today: date) -> Iterator[Problem]:
    sheet = draft.timelines
    if sheet and sheet.data.review_by < today:
        text = f"is past its review_by ({sheet.data.review_by}) and not served as fact"
        yield sheet.document.problem(text, ("review_by",), severity="warning")
    for tongue in draft.tongues.values():
        if tongue.timelines:
            yield from _texts(tongue.timelines)


def _texts(sheet: Sheet[TimelinesTexts]) -> Iterator[Problem]:
    for trail, text in _said(sheet.data):
        for kind, literal in literals(text):
            problem = f"{kind} ('{literal}') belongs into facts.yaml"
            yield sheet.document.problem(problem, trail, needle=literal)
        for check in (outside_subset, bad_links):
            for _, problem in check(text):
                yield sheet.document.problem(problem, trail)


def _said(texts: TimelinesTexts) -> Iterator[tuple[Trail, str]]:
    for name, words in texts.schemes.items():
        yield ("schemes", name, "note"), words.note
        for stage, said in words.stages.items():
            yield ("schemes", name, "stages", stage, "rule"), said.rule
    for index, line in enumerate(texts.clock):
        yield ("clock", index), line
