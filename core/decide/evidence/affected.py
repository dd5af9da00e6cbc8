"""Article recall: who was given an article, and a correction to all of them after one click."""

from collections.abc import Collection, Iterator

from core.decide.cards import status
from core.decide.casework import guarding
from core.decide.casework.filling import choice, prose
from core.decide.casework.sending import finding_fact
from core.decide.casework.telling import told
from core.decide.relying import now_of
from core.decide.scene import Scene
from core.values.audit import Act, Audit
from core.values.case import Case, Reliance, Status
from core.values.command import (
    Correct,
    ListAffected,
    OpenCorrection,
    ReleaseCorrection,
)
from core.values.correction import Affected, Correction, Given, Progress
from core.values.decision import Decision
from core.values.message import Button, Fact, Form, Message, Quote
from core.values.pack import Article

_SHOWN = 15
_ODD = 10  # findings of the guard that are named
_SURE = ("shown", "named")


def list_affected(scene: Scene, command: ListAffected) -> Decision:
    """The cases of the queues whose staff the person is here; of others only how many."""
    if not scene.acts_for:
        return told(scene, scene.may_not_act or "refused.staff_only")
    found = scene.found.affected
    if not command.article:
        return told(scene, "affected.which")
    if found is None or not found.given:
        return told(scene, "affected.none", article=command.article)
    own = _own_cases(scene, found)
    seen = Audit(
        at=scene.now,
        by=scene.person.key,
        act=Act.SAW,
        what="affected",
        where=scene.turn.where.root.lane,
        detail=f"{command.article[:60]}: {len(own)}",
    )
    return Decision(reply=_list(scene, command.article, found, own), effects=(seen,))


def _list(scene: Scene, article: str, found: Affected, own: list[Case]) -> Message:
    voice, say = scene.voice, scene.voice.say
    write = Button(
        label=say("affected.write"), command=OpenCorrection(article=article), style="primary"
    )
    return Message(
        title=say("affected.title", article=_title(scene, article)),
        text=voice.tell(
            "affected.text",
            cases=len(own),
            others=len(found.cases) - len(own),
            people=len(_questions(scene, article, found, own, scene.acts_for)),
        ),
        facts=(*_case_facts(scene, found, own), *_progress(scene, found)),
        buttons=(write,),
        footer=say("affected.full" if found.full else "affected.footer"),
    )


def _case_facts(scene: Scene, found: Affected, own: list[Case]) -> Iterator[Fact]:
    voice = scene.voice
    newest = {given.case: given for given in reversed(found.given) if given.case}
    for case in own[:_SHOWN]:
        given = newest[case.id]
        state, _ = now_of(scene.pack, _relied(given), scene.today)
        yield Fact(
            label=f"{case.id} · {status(voice, case)}",
            value=voice.say(
                "affected.line",
                name=case.requester.name,
                when=voice.moment(given.at),
                how=voice.say(f"record.how_{given.how}"),
                version=given.version,
                now=voice.say(f"affected.{state}"),
            ),
        )


def _relied(given: Given) -> Reliance:
    return Reliance(
        article=given.article, locale=given.locale, version=given.version, how=given.how
    )


def _progress(scene: Scene, found: Affected) -> Iterator[Fact]:
    for each in found.progress[:3]:
        yield _progress_fact(scene, each)


def _progress_fact(scene: Scene, each: Progress) -> Fact:
    at = each.correction.released or each.correction.at
    counts = {"sent": each.sent, "failed": each.failed, "waiting": each.waiting}
    return Fact(
        label=scene.voice.say("affected.sent", when=scene.voice.moment(at)),
        value=scene.voice.say("affected.progress", **counts),
    )


def _own_cases(scene: Scene, found: Affected) -> list[Case]:
    return [case for case in found.cases if case.question and scene.is_staff(case)]


def _questions(
    scene: Scene, article: str, found: Affected, own: list[Case], queues: Collection[str]
) -> dict[str, str]:
    """The newest question of each person who was shown the article at once and has none of these
    cases; for the staff of the queue that owns the article."""
    known = article_of(scene, article)
    if known and known.owner in scene.routing.queues and known.owner not in queues:
        return {}
    reached = {case.requester.key for case in own}
    asked = [g for g in found.given if g.question and g.person and g.person not in reached]
    return {given.person: given.question for given in reversed(asked)}


def article_of(scene: Scene, name: str) -> Article | None:
    return scene.pack.article(name, scene.locale)


def _title(scene: Scene, name: str) -> str:
    known = article_of(scene, name)
    return known.title if known else name


def open_correction(scene: Scene, command: OpenCorrection) -> Decision:
    if not scene.acts_for:
        return told(scene, scene.may_not_act or "refused.staff_only")
    say = scene.voice.say
    whom = [("sure", say("affected.whom_sure")), ("all", say("affected.whom_all"))]
    return Decision(
        reply=Message(
            title=say("affected.form_title"),
            text=scene.voice.tell("affected.form_text", article=_title(scene, command.article)),
            form=Form(
                fields=(
                    prose(say("affected.form_field")),
                    choice(say("affected.form_whom"), "whom", whom, initial="sure"),
                ),
                submit=say("affected.form_submit"),
                cancel=say("form.cancel"),
                command={"do": "correct", "article": command.article},
                back=ListAffected(article=command.article).model_dump(),
            ),
        )
    )


def correct(scene: Scene, command: Correct) -> Decision:
    """Kept, and shown with whom it goes to and with what the guard found. Nothing is sent."""
    if not scene.acts_for:
        return told(scene, scene.may_not_act or "refused.staff_only")
    made = Correction(
        id=scene.new_id(),
        article=command.article,
        text=command.text,
        whom=command.whom,
        by=scene.person,
        at=scene.now,
    )
    cases, questions = recipients(scene, made)
    if not (cases or questions):
        return told(scene, "affected.nobody")
    return Decision(reply=preview(scene, made, cases, questions), effects=(made,))


def recipients(scene: Scene, made: Correction) -> tuple[list[Case], dict[str, str]]:
    """The cases that get it, and by person the question of who has none of them."""
    found = scene.found.affected or Affected()
    sure = {given.case for given in found.given if given.how in _SURE}
    queues = scene.acts_for.intersection(made.queues) if made.queues else scene.acts_for
    own = [
        case
        for case in _own_cases(scene, found)
        if scene.routing.known(case.queue) in queues
        and case.status is not Status.WITHDRAWN
        and (made.whom == "all" or case.id in sure)
    ]
    return own, _questions(scene, made.article, found, own, queues)


def preview(
    scene: Scene, made: Correction, cases: list[Case], questions: dict[str, str]
) -> Message:
    say = scene.voice.say
    odd = guarding.odd_in_many(scene, cases, made.text)
    to = Fact(label=say("draft.to"), value=_whom(scene, cases, questions))
    send = Button(
        label=say("affected.send", count=len(cases) + len(questions)),
        command=ReleaseCorrection(correction=made.id),
        style="danger" if odd else "primary",
    )
    return Message(
        title=say("guard.title" if odd else "affected.preview_title"),
        text=scene.voice.tell("affected.preview", article=_title(scene, made.article)),
        quote=Quote(text=made.text, by=say("answer.by")),
        facts=(to, *(finding_fact(scene, each) for each in odd[:_ODD])),
        buttons=(send,),
        summary=say("affected.preview_title"),
    )


def _whom(scene: Scene, cases: list[Case], questions: dict[str, str]) -> str:
    numbers = ", ".join(case.id for case in cases[:_SHOWN])
    more = " …" if len(cases) > _SHOWN else ""
    return scene.voice.say(
        "affected.whom", cases=len(cases), people=len(questions), numbers=f"{numbers}{more}"
    )
