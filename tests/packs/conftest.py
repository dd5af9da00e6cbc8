"""A tiny pack in a temporary folder, which tests spoil in one place each."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from textwrap import dedent

import pytest

from adapters.packs.check import check_pack

TODAY = date(2026, 11, 23)

TINY = {
    "pack.yaml": """\
        name: tiny
        title: A tiny pack
        default_locale: en
        topics: [sta, fees]
        hours: {opens: 09:00, closes: 17:00, timezone: Europe/Brussels}
        closures:
          - {first: 2026-12-28, last: 2026-12-29, name: Stocktaking, source: page}
        """,
    "sources.yaml": """\
        page:
          title: A page
          address: https://example.org/page
          published: null
          read: 2026-11-01
        """,
    "facts.yaml": """\
        mail: {value: desk@example.org, source: page, as_of: 2026-11-01, confidence: high}
        cut: {value: 75 %, source: page, as_of: 2026-11-01, confidence: medium}
        old: {value: "1,037.42 EUR", source: page, as_of: 2026-11-01, confidence: low}
        staff: {value: "50", source: page, as_of: 2026-11-01, confidence: high}
        money: {value: 10 million EUR, source: page, as_of: 2026-11-01, confidence: high}
        """,
    "fees.yaml": """\
        reduction: cut
        article: fees
        applicants:
          sme: {reduced: true}
        sizes:
          small: {staff_below: staff, turnover: money, balance: money}
        amounts:
          - {year: 2017, kind: I, fact: old}
          - {year: 2026, kind: I, fact: null, source: page}
        """,
    "routing.yaml": """\
        queues:
          office: {mailbox: "{{mail}}", reply: confirm}
        rules:
          - {when: {topic: [fees]}, queue: office}
          - {queue: office}
        """,
    "trees/cta.yaml": """\
        start: product
        as_of: 2026-11-01
        review_by: 2027-05-31
        steps:
          product:
            sources: [page]
            options: {medicine: place, other: out}
          place:
            sources: [page]
            options: {here: involved, elsewhere: out}
        verdicts:
          involved: {contact: office, topic: sta, sources: [page]}
          out: {contact: office, topic: sta, sources: [page]}
        """,
    "en/cta.yaml": """\
        title: Are we involved?
        steps:
          product:
            ask: What is it?
            rule: Products differ.
            options: {medicine: A medicine, other: Something else}
          place:
            ask: Where?
            rule: Places differ.
            options: {here: Here, elsewhere: Elsewhere}
        verdicts:
          involved: {title: Involved, text: "Write to {{mail}}.", rule: It is here.}
          out: {title: Not involved, text: Goodbye., rule: It is elsewhere.}
        """,
    "en/fees.yaml": """\
        applicants:
          sme: {label: SME, synonyms: [kmo], note: "{{cut}} less."}
        sizes: {small: Small}
        """,
    "en/phrases/legal.yaml": """\
        general: General information.
        """,
    "en/phrases/help.yaml": """\
        hello: Hello {name}, write to {{mail}}.
        """,
    "en/articles/sta.md": """\
        ---
        topic: sta
        kind: service
        title: Advice
        summary: Formal advice.
        sources: [page]
        as_of: 2026-11-01
        review_by: 2027-05-31
        owner: office
        legal_status: legal.general
        who: Everybody.
        how: Write to {{mail}}.
        example_questions: [What is advice?]
        keywords: [advice]
        ---

        **Advice** is formal. See [[fees]] and [the page](source:page).

        - Write to {{mail}}.
        """,
    "en/articles/fees.md": """\
        ---
        topic: fees
        title: Fees
        summary: Less for some.
        sources: [page]
        as_of: 2026-11-01
        review_by: 2027-05-31
        owner: office
        legal_status: legal.general
        example_questions: [What does it cost?]
        keywords: [fee]
        ---

        SMEs pay {{cut}} less.
        """,
}

Spoil = Callable[[str, str, str], None]
Check = Callable[[], list[str]]


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """A complete pack without any problem on 23 November 2026."""
    for name, text in TINY.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
    return tmp_path


@pytest.fixture
def spoil(tiny: Path) -> Spoil:
    """Replace a text in a file of the tiny pack, or write the whole file where `old` is empty."""

    def replace(name: str, old: str, new: str) -> None:
        path = tiny / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text(encoding="utf-8") if old else ""
        assert old in text
        path.write_text(text.replace(old, new, 1) if old else new, encoding="utf-8")

    return replace


@pytest.fixture
def check(tiny: Path) -> Check:
    """The problems of the tiny pack, as `pack check` prints them."""
    return lambda: [str(problem) for problem in check_pack(tiny, TODAY)]
