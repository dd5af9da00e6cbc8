"""The knowledge pack as values: articles, decision trees, fee table, facts, phrases, calendar."""

from datetime import date, time
from decimal import Decimal
from functools import cached_property
from typing import Literal

from pydantic import Field

from core.values.glossary import Glossary
from core.values.source import Confidence as Confidence
from core.values.source import Source as Source
from core.values.timeline import TimelineTable
from core.values.value import Value
from core.values.writing import Writing

_COMMANDS = "commands."  # the phrases that hold words for commands


class Fact(Value):
    """A figure, an address or a name that several texts use; it lives once, in `facts.yaml`."""

    id: str
    value: str
    source: str
    as_of: date
    confidence: Confidence


class Article(Value):
    """One topic in one language.

    `version` is a hash of the content. Past its last day an article is not served as fact.
    `kind` tells services (listed by the `services` command) from other knowledge.
    `example_questions` and `keywords` feed the ranking.
    """

    id: str
    topic: str
    kind: Literal["service", "knowledge"] = "knowledge"
    locale: str
    title: str
    summary: str
    body: str
    sources: tuple[Source, ...] = Field(min_length=1)
    as_of: date
    review_by: date
    expires: date | None = None
    owner: str
    legal_status: str
    who: str = ""
    how: str = ""
    example_questions: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    version: str

    def is_current(self, today: date) -> bool:
        """Whether the article may be served as fact on this day (the last day included)."""
        return today <= (self.expires or self.review_by)


class TreeOption(Value):
    """One answer to a step's question; `leads_to` names a step or a verdict."""

    id: str
    label: str
    leads_to: str


class Step(Value):
    """A question of a decision tree; `rule` says what makes it matter."""

    id: str
    ask: str
    rule: str
    options: tuple[TreeOption, ...]
    sources: tuple[Source, ...]


class Verdict(Value):
    """Where a path ends. `contact` names the queue to ask; `topic` the article to read on."""

    id: str
    title: str
    text: str
    rule: str
    contact: str
    topic: str
    sources: tuple[Source, ...]


class Tree(Value):
    """A decision tree in one language; steps and verdicts by id."""

    id: str
    title: str
    start: str
    steps: dict[str, Step]
    verdicts: dict[str, Verdict]
    as_of: date
    review_by: date
    version: str


class FeeAmount(Value):
    """One fee in EUR; `amount` is None when the pack does not know it: it is never guessed."""

    year: int
    kind: str
    amount: Decimal | None
    source: Source


class Applicant(Value):
    """A kind of applicant and what the sources say of its fee.

    `reduced` is None where the sources do not say.
    """

    id: str
    label: str
    synonyms: tuple[str, ...]
    reduced: bool | None
    note: str


class SizeClass(Value):
    """A class of small and medium-sized enterprises by its upper limits; money in EUR.

    The staff count is below `staff_below`, and turnover or balance sheet does not exceed its limit.
    """

    id: str
    label: str
    staff_below: int
    turnover: Decimal
    balance: Decimal


class GroupRule(Value):
    """How enterprises of a group count together: up to `linked_above` percent by their share, above
    it in full, and below `partner_from` percent not at all. `article` explains the test."""

    partner_from: Decimal
    linked_above: Decimal
    source: Source
    article: str


class FeeTable(Value):
    """What the `fees` command works with. `reduction` is a percentage of the full fee.

    `article` is the id of the article that explains the reduction, `related` those that say more;
    `sizes` and `group` are the SME test. `year_notes` says what is special about a year's fees,
    `kinds` which type of advice a word stands for.
    """

    reduction: Decimal
    applicants: tuple[Applicant, ...]
    amounts: tuple[FeeAmount, ...]
    article: str
    sizes: tuple[SizeClass, ...] = ()
    group: GroupRule | None = None
    related: tuple[str, ...] = ()
    year_notes: dict[int, str] = Field(default_factory=dict)
    kinds: dict[str, str] = Field(default_factory=dict)


class Hours(Value):
    """Working hours of the office in its own time zone (IANA name).

    `note` says whose hours they are where the office publishes none.
    """

    opens: time
    closes: time
    timezone: str
    note: str = ""


class Calendar(Value):
    """Days on which nobody works, with the name that explains them; weekends are implied.

    Covers the years from `first` to `last`; outside of them only weekends are known. `names` has
    the names by locale, `closed` those of the pack's own language.
    """

    hours: Hours
    closed: dict[date, str]
    first: int
    last: int
    names: dict[str, dict[date, str]] = Field(default_factory=dict)

    def name(self, day: date, locale: str) -> str | None:
        """Why nobody works on that day; None where only a queue of its own is closed."""
        return self.names.get(locale, {}).get(day) or self.closed.get(day)

    def is_working_day(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.closed


class Pack(Value):
    """Everything that the desk knows, read once at start.

    Articles, trees and phrases are by locale; a missing translation falls back to `default_locale`.
    """

    name: str
    title: str = ""
    default_locale: str
    locales: tuple[str, ...]
    topics: tuple[str, ...]
    articles: dict[str, dict[str, Article]]
    trees: dict[str, dict[str, Tree]]
    fees: dict[str, FeeTable]
    timelines: dict[str, TimelineTable] = Field(default_factory=dict)
    glossaries: dict[str, Glossary] = Field(default_factory=dict)
    phrases: dict[str, dict[str, str]]
    facts: dict[str, Fact]
    writings: dict[str, Writing]
    calendar: Calendar
    default_routing: dict[str, object]
    sources: dict[str, Source] = Field(default_factory=dict)

    @cached_property
    def command_words(self) -> dict[str, str]:
        """Every word that stands for a command in some locale, with the command's English word."""
        return {
            word: key.removeprefix(_COMMANDS)
            for phrases in self.phrases.values()
            for key, words in phrases.items()
            if key.startswith(_COMMANDS)
            for word in words.split()
        }

    def locale(self, wanted: str) -> str:
        """The nearest locale that the pack speaks: `fr-BE` and `fr_FR` give `fr`."""
        if wanted in self.locales:
            return wanted
        tongue = wanted.replace("_", "-").split("-")[0].lower()
        return tongue if tongue in self.locales else self.default_locale

    def article(self, name: str, locale: str) -> Article | None:
        return self.articles[self.locale(locale)].get(name) or self.articles[
            self.default_locale
        ].get(name)

    def shelf(self, locale: str) -> dict[str, Article]:
        """Every article by id, in that locale where it is translated."""
        return {**self.articles[self.default_locale], **self.articles[self.locale(locale)]}

    def say(self, key: str, locale: str, /, **values: object) -> str:
        """The phrase of that key. Raises KeyError for a key that no locale has."""
        spoken = self.phrases[self.locale(locale)].get(key)
        return (spoken or self.phrases[self.default_locale][key]).format(**values)
