"""The Sorter port: question in, topic, queue, article and reasons out."""

from collections.abc import Mapping
from dataclasses import dataclass

from adapters.triage.book import Rule, RulesFile
from adapters.triage.features import Reading
from adapters.triage.learned import Learned, Opinion
from adapters.triage.mail import asked
from adapters.triage.queues import Queues
from adapters.triage.rules import first_rule, pointer
from core.values.pack import Pack
from core.values.routing import Asked, Matching, Routing, no_patterns
from core.values.triage import Triage

TOPIC_SURE = 0.9  # probability of the topic from which an article may be the answer
ARTICLE_NEAR, ARTICLE_AHEAD = 0.0, 0.4  # a lower score does when every other article is far behind
ARTICLE_SURE = 0.1  # score of the article, from about -1 (no) to 1 (yes); both: see the ADR
_WORTH_OFFERING = 0.04  # probability from which a topic is offered
_HOME = 0.2  # how much the person's own language counts in doubt
_LETTERS_TO_TELL = 5  # fewer letters that show no concept say nothing: `ok`, `yes`
_WORDS_TO_TELL = 3  # fewer words leave the language open
_AHEAD = 0.5  # of the scores of languages, from about -1 to 1
_NOTHING_SAID = "contact"


@dataclass(frozen=True, slots=True)
class Choice:
    """A topic with its probability, and the rule that set it, if one did."""

    topic: str
    probability: float
    rule: Rule | None = None


class PackSorter:
    """Implements the Sorter port for one pack; asking changes nothing. `matching` reads the
    patterns of the routing."""

    def __init__(
        self, pack: Pack, rules: RulesFile, made: Learned, matching: Matching = no_patterns
    ) -> None:
        self._matching = matching
        self._rules = rules
        self._learned = made
        self._topic_of = {
            name: article.topic for name, article in pack.shelf(pack.default_locale).items()
        }

    def __call__(self, question: str, locale: str, routing: Routing, workspace: str = "") -> Triage:
        sought = Asked(
            topic="",
            workspace=workspace,
            locale=locale,
            text=question,
            matching=self._matching(routing.patterns, question),
        )
        queues = Queues(routing, sought, self._rules.without_queue)
        reading = self._learned.reader.read(asked(question))
        if not reading.concepts and sum(map(len, reading.words)) < _LETTERS_TO_TELL:
            return _nothing_said(locale, queues)
        opinion = self._learned.opinion(reading)
        choice = self._choice(reading, opinion, queues)
        queue, why_queue = queues.of(choice.topic, choice.rule.route_as if choice.rule else None)
        return Triage(
            language=_language(opinion.languages, locale),
            topic=choice.topic,
            topics=_offered(choice, opinion.topics),
            queue=queue,
            confidence=round(choice.probability, 3),
            article=self._article(choice, opinion),
            why=(*self._why(reading, choice), why_queue),
            pointer=pointer(self._rules.pointers, choice.topic, reading.concepts),
            sure_of_language=_is_sure(opinion.languages, reading),
        )

    def _choice(self, reading: Reading, opinion: Opinion, queues: Queues) -> Choice:
        """A rule, or the likeliest topic of the likeliest queue."""
        rule = first_rule(self._rules.rules, reading.concepts, len(reading.words))
        if rule:
            return Choice(rule.topic, 1.0, rule)
        leads_to = {topic: queues.of(topic)[0] for topic in opinion.topics}
        weight: dict[str | None, float] = {}
        for topic, probability in opinion.topics.items():
            weight[leads_to[topic]] = weight.get(leads_to[topic], 0.0) + probability
        best = max(weight, key=lambda queue: weight[queue])
        ours = {t: p for t, p in opinion.topics.items() if leads_to[t] == best}
        topic = max(ours, key=lambda name: ours[name])
        return Choice(topic, ours[topic])

    def _why(self, reading: Reading, choice: Choice) -> tuple[str, ...]:
        if choice.rule:
            named = (concept for group in choice.rule.all for concept in group)
            shown = (reading.concepts[name] for name in named if name in reading.concepts)
            said = ", ".join(dict.fromkeys(shown))
            return (f"words: {said}", f"rule {choice.rule.id} of the pack")
        said = ", ".join(self._learned.reasons(reading, choice.topic)) or "none stands out"
        return (f"words: {said}", f"learned from the pack's examples: {choice.topic}")

    def _article(self, choice: Choice, opinion: Opinion) -> str | None:
        """The article that answers; None where the desk is not sure or knows that none does."""
        if choice.rule and choice.rule.article:
            return choice.rule.article
        fits = {
            name: score
            for name, score in opinion.articles.items()
            if self._topic_of.get(name) == choice.topic
        }
        best = max(fits, key=lambda name: fits[name], default=None)
        if best is None or best in self._rules.not_answers:
            return None
        others = (score for name, score in opinion.articles.items() if name != best)
        ahead = fits[best] >= ARTICLE_NEAR and fits[best] - max(others, default=-1) >= ARTICLE_AHEAD
        sure = choice.probability >= TOPIC_SURE and (fits[best] >= ARTICLE_SURE or ahead)
        return best if sure else None


def _nothing_said(locale: str, queues: Queues) -> Triage:
    queue, why_queue = queues.of(_NOTHING_SAID)
    return Triage(
        language=locale,
        topic=_NOTHING_SAID,
        queue=queue,
        confidence=0.0,
        why=("no word to go by", why_queue),
    )


def _offered(choice: Choice, topics: Mapping[str, float]) -> tuple[str, ...]:
    """Up to three topics, the chosen one first. Out of scope is nothing to offer."""
    likely = sorted(topics, key=lambda topic: -topics[topic])
    worth = (topic for topic in likely if topics[topic] >= _WORTH_OFFERING)
    names = dict.fromkeys((choice.topic, *worth))
    return tuple(name for name in names if name != "out_of_scope")[:3]


def _is_sure(languages: Mapping[str, float], reading: Reading) -> bool:
    """Whether one language is well ahead in a text of some words."""
    first, second = (*sorted(languages.values(), reverse=True), -1.0, -1.0)[:2]
    return len(reading.words) >= _WORDS_TO_TELL and first - second >= _AHEAD


def _language(languages: Mapping[str, float], locale: str) -> str:
    home = locale.replace("_", "-").split("-")[0].lower()
    found = {name: score + _HOME * (name == home) for name, score in languages.items()}
    return max(found, key=lambda name: found[name], default=home)
