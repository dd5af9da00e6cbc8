"""Which queue gets which question: queues, rules, and the reason for a choice."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    PlainSerializer,
    StringConstraints,
    model_validator,
)

from core.values.period import Period
from core.values.place import ConversationReference, Membership, Platform
from core.values.value import Misplaced, Value
from core.values.week import Hour, Week

LONGEST_PATTERN = 500  # characters
LONGEST_NAME = 100  # characters of a queue's name, as wide as its column
_NOT_IN_A_LINE = ("Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp")
_ADDRESS = re.compile(r"[^@\s<>,;:]+@[^@\s<>,;:]+\.[^@\s<>,;:]+")
_DAYS = re.compile(r"(\d{1,3})(?: working days?)?")


def _conversation(text: object) -> object:
    return ConversationReference.from_text(text) if isinstance(text, str) else text


def _short_name(name: str) -> str:
    if len(name) > LONGEST_NAME:
        raise ValueError(
            f"the queue name '{name[:20]}…' has {len(name)} characters; the most is {LONGEST_NAME}"
        )
    return name


def _working_days(text: object) -> object:
    if not isinstance(text, str):
        return text
    found = _DAYS.fullmatch(text.strip())
    if found is None:
        wrong = "'{given}' is not a response target; write for example: 3 working days"
        raise Misplaced(wrong, key="working_days", given=text)
    return int(found[1])


def _one_line(text: str) -> str:
    """What a file could not give back as it was has no place in a routing."""
    if any(unicodedata.category(letter) in _NOT_IN_A_LINE for letter in text):
        raise Misplaced("write it on one line, without control characters", key="one_line")
    return text


def _as_list(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _anywhere(text: object) -> object:
    """A chat conversation, or an e-mail address."""
    if isinstance(text, str) and _ADDRESS.fullmatch(text.strip()):
        return ConversationReference.mailbox(text.strip())
    return _conversation(text)


def _as_written(place: ConversationReference) -> str:
    return place.conversation if place.platform is Platform.EMAIL else str(place)


Anywhere = Annotated[
    ConversationReference,
    BeforeValidator(_anywhere),
    PlainSerializer(_as_written, when_used="json"),
]
Place = Annotated[
    ConversationReference, BeforeValidator(_conversation), PlainSerializer(str, when_used="json")
]
WorkingDays = Annotated[
    int,
    Field(ge=1, le=250),
    BeforeValidator(_working_days),
    PlainSerializer(lambda days: f"{days} working days", when_used="json"),
]
Line = Annotated[str, AfterValidator(_one_line)]
QueueName = Annotated[Line, AfterValidator(_short_name)]
Words = Annotated[tuple[Line, ...], BeforeValidator(_as_list)]
Address = Annotated[str, StringConstraints(pattern=r"^[^@\s<>,;:]+@[^@\s<>,;:]+\.[^@\s<>,;:]+$")]


def is_address(text: str) -> bool:
    """Whether mail can be sent there at all."""
    return _ADDRESS.fullmatch(text) is not None


class Queue(Value):
    """A group of staff. `staff` is the private conversation that gets the cards.

    `respond_within` is in working days, `next_within` the same for what the requester adds later
    (unset: the same). `people` limits who may act for the queue (`slack:TEAM:USER`); empty means
    everyone in the staff conversation. `writers` are own addresses of staff, from which they may
    answer the queue's mails. With `reply: direct` a reply in the thread is sent as it is.
    `recall` is in seconds. `second_reader` says whether, or for which topics, a second person must
    send what the first one wrote. `escalate_to` hears of what is overdue; the mailbox where it is
    not set. Who was asked for more and is silent is reminded after `notice_after` working days,
    and the case is closed after `close_after`. Closed cases are shredded `keep_for` after the last
    thing that happened to them; where it is not set, they are kept for good. At `digest`, in the
    queue's time zone, its staff are told on working days what waits; never where it is not set.
    """

    staff: Place | None = None
    mailbox: Address
    reply: Literal["confirm", "direct"] = "confirm"
    recall: int = Field(default=20, ge=0, le=600)
    second_reader: bool | Words = False
    respond_within: WorkingDays = 3
    next_within: WorkingDays | None = None
    notice_after: WorkingDays = 5
    close_after: WorkingDays = 10
    keep_for: Period | None = None
    hours: Week | None = None
    escalate_to: Anywhere | None = None
    people: Words = ()
    writers: Annotated[tuple[Address, ...], BeforeValidator(_as_list), Field(max_length=50)] = ()
    digest: Hour = None

    def is_writer(self, address: str) -> bool:
        """Whether staff may write from that address of their own."""
        return address.casefold() in (each.casefold() for each in self.writers)

    @property
    def second(self) -> ConversationReference:
        """Who hears of what is overdue."""
        return self.escalate_to or ConversationReference.mailbox(self.mailbox)

    def is_staff(self, person: str, membership: Membership) -> bool:
        """Whether the person (a key), who stands so to the staff conversation, may act for the
        queue: who is on its list, where it has one; else who is a member of the conversation."""
        return person in self.people if self.people else membership is Membership.MEMBER

    @model_validator(mode="after")
    def _reminds_before_it_closes(self) -> "Queue":
        if self.notice_after >= self.close_after:
            raise Misplaced(
                "notice_after ({notice} working days) must be less than "
                "close_after ({close} working days)",
                *("notice_after",),
                key="notice_after_close",
                notice=self.notice_after,
                close=self.close_after,
            )
        return self

    @model_validator(mode="after")
    def _staff_talk_on_a_chat_platform(self) -> "Queue":
        if self.staff and self.staff.platform is Platform.EMAIL:
            wrong = "staff must be a Slack or Teams conversation; use mailbox for e-mail"
            raise Misplaced(wrong, "staff", key="staff_by_mail")
        return self


class Asked(Value):
    """A question as rules see it. `workspace` is `platform:tenant`; `matching` are the patterns of
    the routing that occur in `text`, found by whoever can read patterns."""

    topic: str
    workspace: str = ""
    locale: str = ""
    product: str = ""
    text: str = ""
    matching: frozenset[str] = frozenset()

    @cached_property
    def said(self) -> str:
        """The text as rules compare it; made once for all of them."""
        return f" {_plain(self.text)} "


class When(Value):
    """What a rule asks for; an empty condition matches everything, and all of them must match.

    One of `words` must occur in the question as a whole word or phrase, in any case and accent.
    `pattern` is a regular expression in RE2's syntax, tried on the question in any case.
    """

    topic: Words = ()
    workspace: Words = ()
    locale: Words = ()
    product: Words = ()
    words: Words = ()
    pattern: Annotated[Line, StringConstraints(max_length=LONGEST_PATTERN)] = ""

    def fits(self, asked: Asked) -> bool:
        one_of = (
            (self.topic, asked.topic),
            (self.workspace, asked.workspace),
            (self.locale, asked.locale),
            (self.product, asked.product),
        )
        if any(wanted and given not in wanted for wanted, given in one_of):
            return False
        if self.pattern and self.pattern not in asked.matching:
            return False
        return not self.words or any(f" {_plain_word(word)} " in asked.said for word in self.words)


@lru_cache(maxsize=5000)
def _plain_word(word: str) -> str:
    """Of a rule; what is no word at all is in no text."""
    return _plain(word) or "\0"


def _plain(text: str) -> str:
    """Small letters without accents, one space between words."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", bare))


Matching = Callable[[Iterable[str], str], frozenset[str]]
"""Which of the patterns occur in a text."""


def no_patterns(patterns: Iterable[str], text: str) -> frozenset[str]:
    """For whoever cannot read patterns: none of them occurs."""
    return frozenset()


class Rule(Value):
    when: When = When()
    queue: str


class Route(Value):
    """The chosen queue and the number of the rule that chose it, from 1."""

    queue: str
    rule: int


class Routing(Value):
    """First match wins; the last rule has no condition, so every question has a queue."""

    queues: dict[QueueName, Queue] = Field(min_length=1)
    rules: tuple[Rule, ...] = Field(min_length=1, max_length=500)

    @model_validator(mode="after")
    def _every_question_has_a_queue(self) -> "Routing":
        for number, rule in enumerate(self.rules, 1):
            if rule.queue not in self.queues:
                raise Misplaced(
                    "rule {number} names queue '{queue}', which is not among: {known}",
                    *("rules", number - 1, "queue"),
                    key="rule_of_no_queue",
                    number=number,
                    queue=rule.queue,
                    known=", ".join(self.queues),
                )
        if self.rules[-1].when != When():
            raise Misplaced(
                "the last rule must have no 'when', so that every question has a queue",
                *("rules", len(self.rules) - 1),
                key="last_rule_asks",
            )
        return self

    @property
    def patterns(self) -> tuple[str, ...]:
        """Every pattern that a rule asks for, once."""
        return tuple(dict.fromkeys(rule.when.pattern for rule in self.rules if rule.when.pattern))

    def route(self, asked: Asked) -> Route:
        """The queue for a question."""
        for number, rule in enumerate(self.rules, 1):
            if rule.when.fits(asked):
                return Route(queue=rule.queue, rule=number)
        raise AssertionError("the last rule matches everything")

    def known(self, queue: str) -> str:
        """That queue; the one of the last rule when it is no longer there."""
        return queue if queue in self.queues else self.rules[-1].queue

    def staffed_at(self, place: ConversationReference) -> frozenset[str]:
        """The queues whose staff talk in this conversation."""
        return frozenset(
            name for name, queue in self.queues.items() if queue.staff and queue.staff == place.root
        )
