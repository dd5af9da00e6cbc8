"""What a requester thinks of an answer, as both sides see it."""

from core.decide.versions import rateable
from core.decide.voice import Voice
from core.values.case import Case, Entry
from core.values.command import OpenRate, Rate, Score
from core.values.message import Button, Fact


def rate_buttons(voice: Voice, case: Case, number: int = 0) -> tuple[Button, ...]:
    """One click for each score; where one was chosen, the way to change it and to say why."""
    sent = rateable(case, number)
    if sent is None:
        return ()
    if case.rating and case.rating.of == sent.number:
        change = OpenRate(case=case.id, entry=sent.number)
        return (Button(label=voice.say("button.rate"), command=change),)
    return tuple(
        Button(
            label=voice.say(f"rate.{score}"),
            command=Rate(case=case.id, entry=sent.number, score=score),
        )
        for score in Score
    )


def own_rating(voice: Voice, case: Case, sent: Entry) -> tuple[Fact, ...]:
    """To the requester: what they chose for this answer."""
    if case.rating is None or case.rating.of != sent.number:
        return ()
    return (Fact(label=voice.say("rate.yours"), value=rating(voice, case)),)


def rating(voice: Voice, case: Case) -> str:
    """The score and the words of the requester, which are shown inert."""
    given = case.rating
    if given is None:
        return ""
    score = voice.say(f"rate.{given.score}")
    return f"{score}: {given.comment}" if given.comment else score
