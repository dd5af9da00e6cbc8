"""What the tests of the core start from: a small pack, a routing, persons, turns and cases.

Phrases echo their key and values (`receipt.title case=7K3F-Q2M8`), so that no test depends on
wording; keys and placeholders are those of the real pack.
"""

import hashlib
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from itertools import count
from pathlib import Path
from string import Formatter

import yaml
from hypothesis import HealthCheck, settings

from core.decide import decide
from core.values import glossary as g
from core.values import pack as p
from core.values import timeline as t
from core.values.case import Case, Entry, EntryKind, Status
from core.values.command import Command
from core.values.decision import Decision, Found
from core.values.delivery import Delivery, DeliveryKind
from core.values.message import Message
from core.values.place import ConversationReference, Person, Platform
from core.values.routing import Routing
from core.values.triage import Triage
from core.values.turn import Turn
from core.values.writing import Writing

ROOT = Path(__file__).parents[2]
PHRASES = ROOT / "packs/famhp/en/phrases"
NOW = datetime(2026, 5, 4, 8, 0, tzinfo=UTC)  # Monday, 10:00 in Brussels
CASE = "7K3F-Q2MG"
STEADY = settings(
    derandomize=True,
    database=None,
    deadline=None,
    max_examples=200,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def slack_person(tenant: str, user: str, name: str) -> Person:
    return Person(platform=Platform.SLACK, tenant=tenant, user=user, name=name)


PLAIN = (
    "mine.erase_word",
    *("reply.thanks", "reply.thanks_agreed", "reply.thanks_beside"),
    "language.automatic_words",
    *("sme.linked_words", "sme.partner_words"),
    *("timeline.months", "timeline.today", "timeline.tomorrow", "timeline.fillers"),
)
"""Phrases that the rules read; an echo would change what they mean."""


ALICE = slack_person("T0KUL", "U0ALICE", "Alice Peeters")
LUCAS = slack_person("T0GENT", "U0LUCAS", "Lucas De Smet")
OTHER_ALICE = slack_person("T0GENT", "U0ALICE", "Another Alice")
SOFIE = slack_person("T0STAFF", "U0SOFIE", "Sofie Janssens")
MARC = slack_person("T0STAFF", "U0MARC", "Marc Dubois")
NIO = ConversationReference.from_text("slack:T0STAFF:C0NIO")
CTR = ConversationReference.from_text("slack:T0STAFF:C0CTR")
ROUTING = Routing.model_validate(
    {
        "queues": {
            "nio": {"staff": str(NIO), "mailbox": "nio@office.example", "recall": 0},
            "ctr": {
                "staff": str(CTR),
                "mailbox": "ctr@office.example",
                "respond_within": "2 working days",
                "recall": 0,
            },
        },
        "rules": [{"when": {"topic": ["cta"]}, "queue": "ctr"}, {"queue": "nio"}],
    }
)


def ids(seed: str = "") -> Callable[[], str]:
    """32 hexadecimal digits at each call, always the same sequence."""
    numbers = count(1)
    return lambda: hashlib.sha256(f"{seed}{next(numbers)}".encode()).hexdigest()[:32]


def _echo(key: str, phrase: str) -> str:
    names = [name for _, name, _, _ in Formatter().parse(phrase) if name]
    return " ".join([key, *(f"{name}={{{name}}}" for name in dict.fromkeys(names))])


@cache
def real_phrases() -> dict[str, str]:
    sheets = {path.stem: _read(path) for path in PHRASES.glob("*.yaml")}
    return {f"{area}.{key}": text for area, sheet in sheets.items() for key, text in sheet.items()}


def _read(path: Path) -> dict[str, str]:
    """With the loader in C where there is one: it takes a tenth of the time."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: dict[str, str] = yaml.load(path.read_text(), Loader=loader)
    return found


def _phrases() -> dict[str, str]:
    real = real_phrases()
    plain = {key: real[key] for key in real if key in PLAIN or key.startswith("typed_words.")}
    return {key: _echo(key, text) for key, text in real.items()} | plain


PAGE = p.Source(
    id="page", title="A page", address="https://office.example/page", read=date(2026, 4, 1)
)


def article(id: str, **more: object) -> p.Article:
    return p.Article.model_validate(
        {
            "id": id,
            "topic": id,
            "locale": "en",
            "title": f"About {id}",
            "summary": f"Summary of {id}.",
            "body": f"Body of **{id}**.\n\n- one\n- two",
            "sources": (PAGE,),
            "as_of": date(2026, 4, 1),
            "review_by": date(2026, 12, 31),
            "owner": "nio",
            "legal_status": "legal.general",
            "example_questions": (f"What is {id}?",),
            "version": "v1",
            **more,
        }
    )


ARTICLES = (
    article("sta", kind="service", who="Everybody.", how="Write to us.", keywords=("advice",)),
    article("snsa", kind="service", keywords=("simultaneous",)),
    article("old", kind="service", review_by=date(2026, 5, 3), body="OUTDATED body"),
    article("sta-fees", topic="fees"),
    article("cta", title="Clinical trials"),
    article("out", topic="out_of_scope"),
)


def _step(id: str, **options: str) -> p.Step:
    return p.Step(
        id=id,
        ask=f"Ask {id}?",
        rule=f"Rule of {id}.",
        sources=(PAGE,),
        options=tuple(
            p.TreeOption(id=o, label=f"Label {o}", leads_to=to) for o, to in options.items()
        ),
    )


def _verdict(id: str) -> p.Verdict:
    return p.Verdict(
        id=id,
        title=f"Verdict {id}",
        text=f"Text of {id}.",
        rule=f"Rule of {id}.",
        contact="nio",
        topic="cta",
        sources=(PAGE,),
    )


TREE = p.Tree(
    id="cta",
    title="Are we involved?",
    start="product",
    steps={
        "product": _step("product", medicine="place", device="out", unsure="product2"),
        "product2": _step("product2", medicine="place", other="out"),
        "place": _step("place", here="involved", elsewhere="out"),
    },
    verdicts={"involved": _verdict("involved"), "out": _verdict("out")},
    as_of=date(2026, 4, 1),
    review_by=date(2026, 12, 31),
    version="v1",
)


FEE_CHECK = TREE.model_copy(update={"id": "fee_check", "title": "Do I pay less?"})


def _applicant(id: str, reduced: bool | None, *synonyms: str) -> p.Applicant:
    return p.Applicant(
        id=id, label=id.upper(), synonyms=synonyms, reduced=reduced, note=f"Note on {id}."
    )


FEES = p.FeeTable(
    reduction=Decimal(75),
    applicants=(
        _applicant("sme", True, "kmo"),
        _applicant("large", False, "pharma"),
        _applicant("spin_off", None, "spin-off"),
    ),
    amounts=(
        p.FeeAmount(year=2017, kind="I", amount=Decimal("8299.41"), source=PAGE),
        p.FeeAmount(year=2026, kind="I", amount=None, source=PAGE),
    ),
    article="sta-fees",
    sizes=(
        p.SizeClass(
            id="small",
            label="SMALL",
            staff_below=50,
            turnover=Decimal(10**7),
            balance=Decimal(10**7),
        ),
        p.SizeClass(
            id="medium",
            label="MEDIUM",
            staff_below=250,
            turnover=Decimal(50 * 10**6),
            balance=Decimal(43 * 10**6),
        ),
    ),
    group=p.GroupRule(
        partner_from=Decimal(25), linked_above=Decimal(50), source=PAGE, article="sta-fees"
    ),
    related=("sta", "old"),
    year_notes={2017: "Note on 2017."},
    kinds={"snsa": "III"},
)

TIMELINES = t.TimelineTable(
    article="cta",
    schemes=(
        t.Scheme(
            id="quick",
            label="Quick",
            synonyms=("phase 1", "fast track"),
            note="Note on quick.",
            since=date(2026, 1, 1),
            confidence="medium",
            stages=(
                t.Stage(id="check", label="Check", rule="Rule A", days=5, longest=20),
                t.Stage(id="think", label="Think", rule="Rule B", days=15, longest=39, advanced=10),
            ),
            sources=(PAGE,),
        ),
        t.Scheme(
            id="whole",
            label="Whole",
            synonyms=("pilot",),
            note="Note on whole.",
            since=date(2022, 1, 31),
            confidence="low",
            stages=(
                t.Stage(
                    id="all",
                    label="All of it",
                    rule="Rule C",
                    days=70,
                    longest=70,
                    parts=(t.StagePart(label="half", days=35), t.StagePart(label="rest", days=35)),
                ),
            ),
            sources=(PAGE,),
        ),
    ),
    advanced=("atmp", "gene therapy"),
    clock=("**Questions** stop it.",),
    stops=(t.ClockStop(first=date(2024, 12, 23), last=date(2025, 1, 7), source=PAGE),),
    sources=(PAGE,),
    as_of=date(2026, 4, 1),
    review_by=date(2026, 12, 31),
    version="v1",
)


def _names(locale: str, **given: str) -> tuple[g.Name, ...]:
    return tuple(
        g.Name.model_validate({"locale": locale, "text": text, "standing": standing})
        for standing, text in given.items()
    )


GLOSSARY = g.Glossary(
    terms=(
        g.Term(
            id="rms",
            short=("RMS",),
            names=(
                *_names("en", official="Reporting State"),
                *_names("fr", proposal="État premier"),
            ),
            also=("leading state",),
            meaning="The State that leads.",
            sources=(PAGE,),
            see="cta",
        ),
        g.Term(
            id="old_rms",
            short=("RMS",),
            names=_names("fr", seen="État ancien", proposal="vieil État"),
            also=(),
            meaning="Another **leading** State.",
            sources=(PAGE,),
            see="old",
        ),
        g.Term(
            id="advice",
            short=("STA",),
            names=_names("en", official="advice (STA)"),
            also=(),
            meaning="What one is told.",
            sources=(PAGE,),
            see="sta",
        ),
    ),
    languages={"en": "English", "fr": "Français"},
    as_of=date(2026, 4, 1),
    review_by=date(2026, 12, 31),
    version="v1",
)

WRITING = Writing(
    weekdays=("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
    months=("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    day="{weekday} {day} {month} {year}",
    short_day="{day} {month}",
    group=",",
    decimal=".",
)

CALENDAR = p.Calendar(
    hours=p.Hours(opens=time(9), closes=time(17), timezone="Europe/Brussels"),
    closed={
        date(2026, 5, 14): "Ascension Day",
        date(2026, 5, 25): "Whit Monday",
        date(2026, 12, 25): "Christmas Day",
        date(2027, 1, 1): "New Year's Day",
    },
    first=2025,
    last=2027,
)

PACK = p.Pack(
    name="small",
    default_locale="en",
    locales=("en",),
    topics=("sta", "snsa", "fees", "cta", "contact", "out_of_scope"),
    articles={"en": {each.id: each for each in ARTICLES}},
    trees={"en": {"cta": TREE, "fee_check": FEE_CHECK}},
    fees={"en": FEES},
    timelines={"en": TIMELINES},
    glossaries={"en": GLOSSARY},
    phrases={"en": _phrases()},
    facts={},
    writings={"en": WRITING},
    calendar=CALENDAR,
    default_routing={
        "queues": {"nio": {"mailbox": "nio@office.example"}},
        "rules": [{"queue": "nio"}],
    },
)


def case(status: Status = Status.OPEN, **more: object) -> Case:
    """Alice's case in the queue `nio`."""
    asked = Entry(number=1, kind=EntryKind.ASKED, at=NOW, by=ALICE)
    return Case.model_validate(
        {
            "id": CASE,
            "version": 1,
            "status": status,
            "queue": "nio",
            "requester": ALICE,
            "origin": ALICE.direct,
            "question": "May qubits heal?",
            "topic": "sta",
            "locale": "en",
            "opened_at": NOW,
            "due_at": NOW + timedelta(days=3),
            "due_why": "Thu 7 May 2026",
            "entries": (asked,),
            **more,
        }
    )


def turn(
    person: Person, command: Command, where: ConversationReference | None = None, **more: object
) -> Turn:
    """What the person did, in the own conversation unless another is given."""
    place = where or person.direct
    return Turn.model_validate(
        {"key": "k", "person": person, "where": place, "command": command}
        | {"direct": place.root == person.direct}
        | more
    )


def decided(
    person: Person,
    command: Command,
    *,
    where: ConversationReference | None = None,
    found: Case | None = None,
    triage: Triage | None = None,
    now: datetime = NOW,
    routing: Routing = ROUTING,
    pack: p.Pack = PACK,
    language: str = "",
    **more: object,
) -> Decision:
    """What the rules make of it, with these on record. `language` is what the person chose."""
    record = Found.model_validate({"case": found, "triage": triage, **more})
    done = turn(person, command, where, language=language)
    return decide(done, record, pack, routing, now, ids())


def shown(decision: Decision) -> Message:
    assert decision.reply is not None
    return decision.reply


def key_of(message: Message | None) -> str:
    """The phrase that the title was made from."""
    return (message.title.split() or [""])[0] if message else ""


def deliveries(decision: Decision) -> list[Delivery]:
    """The messages; timers are no messages."""
    return [
        effect
        for effect in decision.effects
        if isinstance(effect, Delivery) and effect.kind is not DeliveryKind.TIMER
    ]


def timers(decision: Decision) -> dict[str, tuple[datetime, Command | None]]:
    """The timers that are set, by slot."""
    return {
        effect.slot: (effect.due_at, effect.command)
        for effect in decision.effects
        if isinstance(effect, Delivery) and effect.kind is DeliveryKind.TIMER
    }
