"""What stands in each file of a pack, as written: ids and marks not yet resolved.

`packs/famhp` is the example to read beside this. Texts may hold three kinds of marks, which
`marks` resolves: `{{fact}}`, `[[article]]` (its title) and `(source:id)` as a link's address.
"""

from datetime import date, time
from typing import Annotated, Literal

from pydantic import ConfigDict, Field, StringConstraints

from core.values.pack import Confidence
from core.values.value import Value

Text = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
Name = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+([_.-][a-z0-9]+)*$")]
Title = Annotated[str, StringConstraints(pattern=r"^[^{}\[\]\n]+$")]
FactText = Annotated[str, StringConstraints(pattern=r"^[^{}\n]+$")]
Region = Annotated[str, StringConstraints(pattern=r"^([A-Z]{2}|\d{3})$")]
DayPattern = Annotated[str, StringConstraints(pattern=r"^[EcdMLy ,./-]+$")]
SourceIds = Annotated[tuple[Name, ...], Field(min_length=1)]


class HoursRow(Value):
    """`note` says whose hours these are when nobody publishes any."""

    opens: time
    closes: time
    timezone: Text
    note: str = ""


class ClosureRow(Value):
    """Days on which the office is closed, both included. `names` are those of other locales."""

    first: date
    last: date
    name: Text
    names: dict[Name, Text] = Field(default_factory=dict)
    source: Name


class Manifest(Value):
    """`pack.yaml`. Without `locales`, every locale folder counts.

    Days and figures are written as the Unicode locale data (CLDR) has it for the region (`BE`) that
    `regions` names for the locale; `days` replaces its pattern for a day, such as `E d MMM y`.
    """

    name: Name
    title: Text
    default_locale: Name
    locales: tuple[Name, ...] = ()
    topics: tuple[Name, ...]
    regions: dict[Name, Region] = Field(default_factory=dict)
    days: dict[Name, DayPattern] = Field(default_factory=dict)
    hours: HoursRow
    closures: tuple[ClosureRow, ...] = ()


class SourceRow(Value):
    """`sources.yaml`: one page that was read."""

    title: Text
    address: Annotated[str, StringConstraints(pattern=r"^https?://[^\s/]+\.[^\s/]+(/\S*)?$")]
    published: date | None
    read: date


class FactRow(Value):
    """`facts.yaml`. A value holds no braces, so that it can stand in a phrase."""

    value: FactText
    source: Name
    as_of: date
    confidence: Confidence


class QueueRow(Value):
    """A queue of the default routing; the routing's own model says what else it may hold."""

    model_config = ConfigDict(extra="allow")

    mailbox: Text


class RuleRow(Value):
    """A rule of the default routing. Without `when` it always matches."""

    model_config = ConfigDict(extra="allow")

    queue: Name
    when: dict[str, object] = Field(default_factory=dict)


class RoutingFile(Value):
    """`routing.yaml`, as far as the pack depends on it."""

    model_config = ConfigDict(extra="allow")

    queues: dict[Name, QueueRow]
    rules: Annotated[tuple[RuleRow, ...], Field(min_length=1)]


class ApplicantRow(Value):
    """`reduced` must be written, also where it is null: the sources do not say."""

    reduced: bool | None


class SizeRow(Value):
    """The limits of a class of small enterprise, each the id of a fact."""

    staff_below: Name
    turnover: Name
    balance: Name


class AmountRow(Value):
    """A fee: the fact that holds it, or nothing and the source that does not tell."""

    year: int
    kind: Text
    fact: Name | None
    source: Name | None = None


class GroupRow(Value):
    """How a group counts in the SME test; shares are ids of facts."""

    partner_from: Name
    linked_above: Name
    source: Name
    article: Name


class FeesFile(Value):
    """`fees.yaml`. `reduction` is the id of a fact, `article` explains the table."""

    reduction: Name
    article: Name
    applicants: dict[Name, ApplicantRow]
    sizes: dict[Name, SizeRow] = Field(default_factory=dict)
    amounts: tuple[AmountRow, ...]
    group: GroupRow | None = None
    related: tuple[Name, ...] = ()


class ApplicantTexts(Value):
    label: Text
    synonyms: tuple[Text, ...] = ()
    note: str = ""


class FeesTexts(Value):
    """`<locale>/fees.yaml`."""

    applicants: dict[Name, ApplicantTexts] = Field(default_factory=dict)
    sizes: dict[Name, Text] = Field(default_factory=dict)
    years: dict[Name, Text] = Field(default_factory=dict)
    kinds: dict[Text, Text] = Field(default_factory=dict)


class StepRow(Value):
    """`options` maps an option to the step or verdict that it leads to."""

    sources: SourceIds
    options: Annotated[dict[Name, Name], Field(min_length=1)]


class VerdictRow(Value):
    contact: Name
    topic: Name
    sources: SourceIds


class TreeFile(Value):
    """`trees/<id>.yaml`: the structure, the same in every language."""

    start: Name
    as_of: date
    review_by: date
    steps: dict[Name, StepRow]
    verdicts: dict[Name, VerdictRow]


class StepTexts(Value):
    ask: Text
    rule: Text
    options: dict[Name, Text]


class VerdictTexts(Value):
    title: Text
    text: Text
    rule: Text


class TreeTexts(Value):
    """`<locale>/<tree id>.yaml`. A translation may be partial."""

    title: str = ""
    steps: dict[Name, StepTexts] = Field(default_factory=dict)
    verdicts: dict[Name, VerdictTexts] = Field(default_factory=dict)


class ArticleFile(Value):
    """`<locale>/articles/<id>.md`: the front matter, and the Markdown below it as `body`."""

    topic: Name
    kind: Literal["service", "knowledge"] = "knowledge"
    title: Title
    summary: Text
    sources: SourceIds
    as_of: date
    review_by: date
    expires: date | None = None
    owner: Name
    legal_status: Name
    who: str = ""
    how: str = ""
    example_questions: tuple[Text, ...] = ()
    keywords: tuple[Text, ...] = ()
    body: Text


PhrasesFile = dict[Name, str]
"""`<locale>/phrases/<area>.yaml`: the phrase `<area>.<key>` of each key."""

FactValues = dict[Name, FactText]
"""`<locale>/facts.yaml`, optional: facts whose value is said otherwise in that language."""
