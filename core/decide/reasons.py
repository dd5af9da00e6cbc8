"""Why a question is where it is: what decided at the desk, and who moved it since."""

from core.decide.scene import Scene
from core.values.case import Case, EntryKind
from core.values.decision import Decision
from core.values.message import Fact, Message
from core.values.routing import Asked, When


def routed(scene: Scene, sought: Asked) -> tuple[str, tuple[str, ...]]:
    """The queue for a new case, and why, in the words of staff.

    What triage said of the question holds while its topic is unchanged; a rule of the routing that
    asks for something always goes first.
    """
    topic = sought.topic
    route = scene.routing.route(sought)
    rule = scene.staff_voice.say("card.rule", rule=route.rule, topic=topic)
    asked = scene.found.question
    if asked is None or not asked.topic:
        return route.queue, (rule,)
    if asked.topic != topic:
        chosen = scene.staff_voice.say("why.chosen", topic=topic, asked=asked.topic)
        return route.queue, (*asked.why[:-1], chosen, rule)
    general = scene.routing.rules[route.rule - 1].when == When()
    if general and asked.queue in scene.routing.queues:
        return asked.queue, asked.why
    return route.queue, (*asked.why[:-1], rule)


def why(scene: Scene, case: Case) -> Decision:
    """*Why this route*: words and rules that decided, the language, and every move since."""
    voice = scene.staff_voice
    reasons = (
        Fact(label=voice.say("why.reason", number=number), value=reason)
        for number, reason in enumerate(case.why, 1)
    )
    moves = (
        Fact(label=voice.say("why.moved", name=entry.by.name if entry.by else ""), value=entry.text)
        for entry in case.entries
        if entry.kind is EntryKind.REROUTED
    )
    topic = Fact(label=voice.say("card.topic"), value=voice.say(f"topic.{case.topic}"))
    return Decision(
        reply=Message(
            title=voice.say("why.title", case=case.id, queue=case.queue),
            text=voice.tell("why.text"),
            facts=(topic, *reasons, *moves),
        )
    )
