"""Every kind of problem, provoked in one place of the tiny pack, with its file and line."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from adapters.packs.loader import load_pack
from adapters.packs.problems import PackError

TODAY = date(2026, 11, 23)
Spoil = Callable[[str, str, str], None]
Check = Callable[[], list[str]]

STA, FEES = "en/articles/sta.md", "en/articles/fees.md"
TREE, WORDS = "trees/cta.yaml", "en/cta.yaml"

# (file, what is replaced, by what, the only problem that this makes)
UNLOADABLE = [
    # a file that cannot be read
    ("pack.yaml", "name: tiny", "name: [", "pack.yaml:3: error: did not find expected ',' or ']'"),
    ("facts.yaml", "cut:", "mail:", "facts.yaml:2: error: 'mail' is there twice"),
    ("facts.yaml", "75 %", "'7{5'", "facts.yaml:2: error: cut.value: *"),
    ("sources.yaml", "  read: 2026-11-01\n", "", "sources.yaml:1: error: page.read: is missing"),
    ("sources.yaml", "https://example.org", "example", "sources.yaml:3: error: page.address: *"),
    (STA, "sources: [page]\n", "", f"{STA}:1: error: sources: is missing"),
    (STA, "sources: [page]", "sources: []", f"{STA}:6: error: sources: *"),
    (STA, "topic: sta", "topik: sta", f"{STA}:1: error: topic: is missing"),
    (STA, "title: Advice", 'title: "{{mail}}"', f"{STA}:4: error: title: *"),
    (TREE, "{medicine: place, other: out}", "{}", f"{TREE}:7: error: steps.product.options: *"),
    ("routing.yaml", "{queue: office}", "{when: {}}", "routing.yaml:5: error: rules.1.queue: *"),
    # ids that nothing defines
    (STA, "how: Write to {{mail}}", "how: Write to {{mial}}", f"{STA}:12: error: *'{{{{mial}}}}'"),
    (STA, "- Write to {{mail}}", "- Write to {{mial}}", f"{STA}:19: error: *'{{{{mial}}}}'"),
    (STA, "[[fees]]", "[[feez]]", f"{STA}:17: error: nothing is called '[[[]feez]]'"),
    (STA, "source:page", "source:pag", f"{STA}:17: error: nothing is called '(source:pag)'"),
    (STA, "[page]", "[page, pag]", f"{STA}:6: error: no source is called 'pag'"),
    (STA, "legal.general", "legal.x", f"{STA}:10: error: no phrase is called 'legal.x'"),
    (STA, "topic: sta", "topic: x", f"{STA}:2: error: 'x' is not a topic of pack.yaml"),
    ("facts.yaml", "source: page", "source: x", "facts.yaml:1: error: no source is called 'x'"),
    ("pack.yaml", "source: page", "source: x", "pack.yaml:7: error: no source is called 'x'"),
    ("routing.yaml", "{{mail}}", "{{x}}", "routing.yaml:2: error: nothing is called '{{x}}'"),
    ("routing.yaml", "]}, queue: office", "]}, queue: x", "routing.yaml:4: error: no queue *'x'"),
    ("en/phrases/help.yaml", "{{mail}}", "{{x}}", "en/phrases/help.yaml:1: error: *'{{x}}'"),
    ("en/phrases/help.yaml", "{name}", "{name", "en/phrases/help.yaml:1: error: has an unpaired *"),
    # trees
    (TREE, "start: product", "start: x", f"{TREE}:1: error: there is no step 'x'"),
    (TREE, "other: out", "other: x", f"{TREE}:7: error: option 'other' leads to unknown 'x'"),
    (TREE, "contact: office", "contact: x", f"{TREE}:12: error: no queue is called 'x'"),
    (TREE, "topic: sta", "topic: x", f"{TREE}:12: error: 'x' is not a topic"),
    (TREE, "out: {contact: office, topic: sta, sources: [page]}",
     "out: {contact: office, topic: sta, sources: [x]}", f"{TREE}:13: error: no source *'x'"),
    (WORDS, ", other: Something else", "", f"{TREE}:7: error: option 'other' * has no text"),
    (WORDS, "title: Are we involved?", "", f"{TREE}:1: error: the tree has no title *"),
    (WORDS, "{{mail}}", "{{x}}", f"{WORDS}:12: error: nothing is called '{{{{x}}}}'"),
    # fees
    ("fees.yaml", "reduction: cut", "reduction: x", "fees.yaml:1: error: no fact is called 'x'"),
    ("fees.yaml", "reduction: cut", "reduction: mail", "fees.yaml:1: error: *not one figure"),
    ("fees.yaml", "article: fees", "article: x", "fees.yaml:2: error: no article is called 'x'"),
    ("fees.yaml", "fact: old", "fact: x", "fees.yaml:8: error: no fact is called 'x'"),
    ("fees.yaml", ", source: page", "", "fees.yaml:9: error: an amount needs a fact or a source"),
    ("fees.yaml", "staff_below: staff", "staff_below: x", "fees.yaml:6: error: no fact *'x'"),
    ("en/fees.yaml", "{small: Small}", "{}", "fees.yaml:6: error: size 'small' has no text"),
]  # fmt: skip

# the desk starts, but the pack is not right
ERRORS = [
    (FEES, "SMEs", "[SMEs](../sme.md)", f"{FEES}:14: error: '../sme.md' is not an https *"),
    (FEES, "SMEs", "[SMEs](https://famhp)", f"{FEES}:14: error: 'https://famhp' is not *"),
    (FEES, "SMEs", "[SMEs](http://a.be)", f"{FEES}:14: error: 'http://a.be' is not an https *"),
    (FEES, "SMEs pay", "# SMEs\n\npay", f"{FEES}:14: error: a heading is outside of our Markdown"),
    (FEES, "SMEs pay", "SMEs\n*pay*", f"{FEES}:15: error: emphasis is outside of our Markdown"),
    (FEES, "SMEs pay", "`SMEs` pay", f"{FEES}:14: error: code is outside of our Markdown"),
    (FEES, "SMEs pay", "SMEs <b>pay", f"{FEES}:14: error: html inline is outside of *"),
    (FEES, "SMEs pay", "x\n\n![x](source:page)", f"{FEES}:16: error: image is outside of *"),
    (FEES, "SMEs pay", "- x\n  - y\n\npay", f"{FEES}:15: error: a list within a list *"),
    (FEES, "SMEs pay", "| a |\n|---|\n| b |\n\npay", f"{FEES}:14: error: table is outside *"),
    (FEES, "SMEs pay", "Ask a@b.be\n\nThey pay", f"{FEES}:14: error: an e-mail address *"),
    (FEES, "SMEs pay", "SMEs\npay 75 % or", f"{FEES}:15: error: a percentage ('75 %') belongs *"),
    (FEES, "SMEs pay", "SMEs pay EUR 12.50", f"{FEES}:14: error: an amount ('EUR 12.50') *"),
    (FEES, "SMEs pay", "SMEs pay 5 million euros", f"{FEES}:14: error: an amount *"),
    (FEES, "SMEs pay", "In 30 calendar days", f"{FEES}:14: error: a period ('30 calendar days') *"),
    (FEES, "SMEs pay", "On 1 May 2027", f"{FEES}:14: error: a date ('1 May 2027') *"),
    (FEES, "Less for some", "75% less", f"{FEES}:4: error: a percentage ('75%') *"),
    (FEES, "owner: office", "owner: x", f"{FEES}:8: error: no queue is called 'x'"),
    (FEES, "as_of: 2026-11-01", "as_of: 2027-06-01", f"{FEES}:7: error: the last day *"),
    ("pack.yaml", "[sta, fees]", "[sta, fees, x]", "pack.yaml:4: error: no article * topic 'x'"),
    (TREE, "here: involved", "here: out", f"{TREE}:12: error: no option leads to 'involved'"),
    (TREE, "elsewhere: out", "elsewhere: product", f"{TREE}:10: error: * leads back to 'product'"),
    (WORDS, "elsewhere: Elsewhere", "elsewhere: There, on: x", f"{WORDS}:10: error: *option 'on'"),
    (WORDS, "verdicts:", "verdicts:\n  x: {title: x, text: x, rule: x}",
     f"{WORDS}:12: error: the tree has no verdict 'x'"),
    (WORDS, "verdicts:", "  x: {ask: x, rule: x, options: {}}\nverdicts:",
     f"{WORDS}:11: error: the tree has no step 'x'"),
    (WORDS, "Goodbye.", "In 30 days.", f"{WORDS}:13: error: a period ('30 days') belongs *"),
    (WORDS, "Goodbye.", '"*Goodbye.*"', f"{WORDS}:13: error: emphasis is outside of *"),
    ("en/fees.yaml", "sizes:", "  x: {label: x}\nsizes:", "en/fees.yaml:3: error: *no 'x'"),
    ("routing.yaml", "{queue: office}", "{when: {locale: fr}, queue: office}", "routing.yaml:5: *"),
    ("routing.yaml", "[fees]", "[feez]", "routing.yaml:4: error: 'feez' is not a topic"),
    ("en/facts.yaml", "", "x: y\n", "en/facts.yaml:1: error: no fact is called 'x'"),
]  # fmt: skip

WARNINGS = [
    (FEES, "as_of: 2026-11-01\nreview_by: 2027-05-31", "as_of: 2026-01-01\nreview_by: 2026-11-22",
     f"{FEES}:7: warning: is past its review_by (2026-11-22) *"),
    (FEES, "owner:", "expires: 2026-11-22\nowner:", f"{FEES}:8: warning: is past its expires *"),
    (FEES, "keywords: [fee]\n", "", f"{FEES}:1: warning: has no keywords"),
    (STA, "who: Everybody.\n", "", f"{STA}:1: warning: has no who"),
    (TREE, "2027-05-31", "2026-11-22", f"{TREE}:3: warning: is past its review_by (2026-11-22)"),
    ("facts.yaml", "staff:",
     "new: {value: x, source: page, as_of: 2026-11-01, confidence: low}\nstaff:",
     "facts.yaml:4: warning: is not used"),
    ("sources.yaml", "page:",
     "new: {title: x, address: https://a.be, published: null, read: 2026-11-01}\npage:",
     "sources.yaml:1: warning: is not used"),
]  # fmt: skip


def matches(problem: str, wanted: str) -> bool:
    """A star stands for anything, at most once."""
    start, _, end = wanted.replace("[[[]", "[[").partition("*")
    return (
        problem.startswith(start) and problem.endswith(end) if "*" in wanted else (problem == start)
    )


def test_the_tiny_pack_has_no_problem(check: Check) -> None:
    assert check() == []


@pytest.mark.parametrize(("file", "old", "new", "problem"), UNLOADABLE)
def test_what_keeps_the_desk_from_starting(
    tiny: Path, spoil: Spoil, check: Check, file: str, old: str, new: str, problem: str
) -> None:
    spoil(file, old, new)
    assert any(matches(found, problem) for found in check()), check()
    with pytest.raises(PackError) as raised:
        load_pack(tiny, TODAY)
    assert any(matches(str(found), problem) for found in raised.value.problems)


@pytest.mark.parametrize(("file", "old", "new", "problem"), ERRORS + WARNINGS)
def test_what_is_only_reported(
    tiny: Path, spoil: Spoil, check: Check, file: str, old: str, new: str, problem: str
) -> None:
    spoil(file, old, new)
    assert [matches(found, problem) for found in check()] == [True], check()
    assert load_pack(tiny, TODAY).name == "tiny"
