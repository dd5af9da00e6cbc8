"""What `pack check` asks of translations: nothing missing, nothing left over, same placeholders."""

from collections.abc import Iterable, Iterator
from string import Formatter

from adapters.packs.documents import Document
from adapters.packs.draft import Draft, Sheet, Tongue
from adapters.packs.problems import Problem
from adapters.packs.schema import PhrasesFile


def locale_rules(draft: Draft) -> Iterator[Problem]:
    for locale, tongue in draft.tongues.items():
        yield from _unknown_facts(draft, tongue)
        yield from _unknown_applicants(draft, tongue)
        yield from _unknown_schemes(draft, tongue)
        if locale != draft.default.locale:
            yield from _articles(draft, tongue)
            yield from _phrases(draft.default, tongue)
            yield from _trees(draft.default, tongue)
            yield from _fees(draft.default, tongue)
            yield from _timelines(draft.default, tongue)


def placeholders(phrase: str) -> set[str]:
    """The names in braces; none for a phrase with an unpaired brace, which loading reports."""
    try:
        return {name for _, name, _, _ in Formatter().parse(phrase) if name is not None}
    except ValueError:
        return set()


def _articles(draft: Draft, tongue: Tongue) -> Iterator[Problem]:
    for name in draft.default.articles.keys() - tongue.articles.keys():
        yield _missing(draft.default.articles[name].document, f"article '{name}'", tongue)
    for name in tongue.articles.keys() - draft.default.articles.keys():
        text = f"the locale {draft.default.locale} has no article '{name}'"
        yield tongue.articles[name].document.problem(text, severity="warning")


def _phrases(default: Tongue, tongue: Tongue) -> Iterator[Problem]:
    for area, sheet in default.phrases.items():
        if area in tongue.phrases:
            yield from _phrase_area(sheet, tongue.phrases[area], tongue)
        else:
            yield _missing(sheet.document, f"phrases '{area}'", tongue)
    for area in tongue.phrases.keys() - default.phrases.keys():
        text = f"the locale {default.locale} has no phrases '{area}'"
        yield tongue.phrases[area].document.problem(text)


def _phrase_area(
    default: Sheet[PhrasesFile], own: Sheet[PhrasesFile], tongue: Tongue
) -> Iterator[Problem]:
    for key in default.data.keys() - own.data.keys():
        yield _missing(default.document, f"phrase '{key}'", tongue, (key,))
    for key in own.data.keys() - default.data.keys():
        yield own.document.problem(f"the default locale has no phrase '{key}'", (key,))
    for key in own.data.keys() & default.data.keys():
        odd = placeholders(own.data[key]) ^ placeholders(default.data[key])
        if odd:
            names = ", ".join(sorted(odd))
            yield own.document.problem(f"placeholders differ between locales: {names}", (key,))


def _trees(default: Tongue, tongue: Tongue) -> Iterator[Problem]:
    for name, sheet in default.trees.items():
        own = tongue.trees.get(name)
        if own is None:
            yield _missing(sheet.document, f"tree '{name}'", tongue)
            continue
        for group in ("steps", "verdicts"):
            words = getattr(own.data, group)
            for part in getattr(sheet.data, group).keys() - words.keys():
                yield _missing(sheet.document, f"'{part}'", tongue, (group, part))


def _fees(default: Tongue, tongue: Tongue) -> Iterator[Problem]:
    if default.fees is None:
        return
    own = tongue.fees.data.applicants if tongue.fees else {}
    for name in default.fees.data.applicants.keys() - own.keys():
        yield _missing(default.fees.document, f"'{name}'", tongue, ("applicants", name))


def _timelines(default: Tongue, tongue: Tongue) -> Iterator[Problem]:
    if default.timelines is None:
        return
    own = tongue.timelines.data if tongue.timelines else None
    document, written = default.timelines.document, default.timelines.data
    for name in written.schemes.keys() - (own.schemes.keys() if own else set()):
        yield _missing(document, f"'{name}'", tongue, ("schemes", name))
    for part in ("advanced", "clock"):
        if own is None or len(getattr(own, part)) == 0:
            yield _missing(document, f"'{part}'", tongue, (part,))
    if own and len(own.clock) != len(written.clock):
        assert tongue.timelines is not None
        text = "has more or fewer sentences than the default locale"
        yield tongue.timelines.document.problem(text, ("clock",))


def _unknown_facts(draft: Draft, tongue: Tongue) -> Iterator[Problem]:
    if tongue.facts is None:
        return
    for name in tongue.facts.data.keys() - draft.facts.data.keys():
        yield tongue.facts.document.problem(f"no fact is called '{name}'", (name,))


def _unknown_applicants(draft: Draft, tongue: Tongue) -> Iterator[Problem]:
    if tongue.fees is None:
        return
    for group in ("applicants", "sizes"):
        known = getattr(draft.fees.data, group)
        for name in getattr(tongue.fees.data, group).keys() - known.keys():
            yield tongue.fees.document.problem(f"fees.yaml has no '{name}'", (group, name))


def _unknown_schemes(draft: Draft, tongue: Tongue) -> Iterator[Problem]:
    if tongue.timelines is None:
        return
    known = draft.timelines.data.schemes if draft.timelines else {}
    for name, words in tongue.timelines.data.schemes.items():
        stages = known[name].stages if name in known else {}
        if name not in known or words.stages.keys() - stages.keys():
            text = f"timelines.yaml has no '{name}', or not all of its steps"
            yield tongue.timelines.document.problem(text, ("schemes", name))


def _missing(document: Document, what: str, tongue: Tongue, trail: Iterable[str] = ()) -> Problem:
    text = f"{what} is not translated into {tongue.locale}"
    return document.problem(text, tuple(trail), severity="warning")
