"""Decision trees: must FAMHP be involved, what will advice cost? A step per click, with trace."""

from dataclasses import dataclass

from core.decide.article import source_line
from core.decide.scene import Scene
from core.decide.voice import Voice
from core.values.command import Command, Cta, Fees, OpenEscalation, Services
from core.values.decision import Decision
from core.values.message import Button, Message
from core.values.pack import Step, Tree, TreeOption, Verdict


@dataclass(frozen=True, slots=True)
class Walk:
    """The steps taken with the option chosen at each, and where that leads."""

    taken: tuple[tuple[Step, TreeOption], ...]
    at: Step | Verdict
    astray: str = ""

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(option.id for _, option in self.taken)


def walk(tree: Tree, path: tuple[str, ...]) -> Walk:
    """Follow the options from the start; stops at a verdict or before an unknown option."""
    taken: list[tuple[Step, TreeOption]] = []
    at: Step | Verdict = tree.steps[tree.start]
    for choice in path:
        option = (
            next((o for o in at.options if o.id == choice), None) if isinstance(at, Step) else None
        )
        if not isinstance(at, Step) or option is None:
            return Walk(tuple(taken), at, astray=choice)
        taken.append((at, option))
        at = tree.steps.get(option.leads_to) or tree.verdicts[option.leads_to]
    return Walk(tuple(taken), at)


def cta(scene: Scene, command: Cta) -> Decision:
    tree = scene.pack.trees[scene.voice.locale].get(command.tree)
    if tree is None:
        return Decision(reply=_missing(scene))
    if scene.today > tree.review_by:
        return Decision(reply=_expired(scene, tree))
    walked = walk(tree, command.path)
    match walked.at:
        case Step():
            return Decision(reply=_question(scene, tree, walked, walked.at))
        case Verdict():
            return Decision(reply=_verdict(scene, tree, walked, walked.at))


def _missing(scene: Scene) -> Message:
    """A pack may do without a tree."""
    return Message(
        title=scene.voice.say("help.cta"),
        text=scene.voice.tell("cta.missing"),
        buttons=(_person(scene),),
    )


def _at(tree: Tree, path: tuple[str, ...] = ()) -> Cta:
    """A position in that tree."""
    return Cta.model_validate({"tree": tree.id, "path": path})


def _typed(tree: Tree, path: tuple[str, ...]) -> str:
    """What a person types to come back to a position."""
    return " ".join(("fees check" if tree.id == "fee_check" else tree.id, *path))


def _expired(scene: Scene, tree: Tree) -> Message:
    return Message(
        title=tree.title,
        text=scene.voice.tell("article.expired", day=scene.voice.day(tree.review_by)),
        buttons=(_person(scene),),
    )


def _question(scene: Scene, tree: Tree, walked: Walk, step: Step) -> Message:
    astray = scene.voice.tell("cta.astray", word=walked.astray) if walked.astray else ""
    parts = (astray, _trace(scene.voice, walked), f"**{step.ask}**", step.rule)
    choices = (
        Button(label=option.label, command=_at(tree, (*walked.path, option.id)))
        for option in step.options
    )
    return Message(
        title=tree.title,
        text="\n\n".join(filter(None, (*parts, _sources(scene.voice, step)))),
        buttons=(*choices, *_back(scene, tree, walked)),
        footer=_footer(scene.voice, tree),
        summary=f"{tree.title} {step.ask} {' / '.join(o.label for o in step.options)}",
    )


def _verdict(scene: Scene, tree: Tree, walked: Walk, verdict: Verdict) -> Message:
    parts = (verdict.text, verdict.rule, _sources(scene.voice, verdict))
    asked = scene.voice.say("cta.path", path=_typed(tree, walked.path))
    return Message(
        title=verdict.title,
        text="\n\n".join((*parts, _trace(scene.voice, walked))),
        buttons=(
            _person(scene),
            Button(label=scene.voice.say("cta.read_on"), command=_read_on(verdict)),
            *_back(scene, tree, walked),
        ),
        footer=f"{_footer(scene.voice, tree)} {asked}",
        summary=f"{verdict.title}. {_footer(scene.voice, tree)}",
    )


def _read_on(verdict: Verdict) -> Command:
    return Fees() if verdict.topic == "fees" else Services(topic=verdict.topic)


def _trace(voice: Voice, walked: Walk) -> str:
    """Each step taken, the answer given and the rule that made it matter."""
    if not walked.taken:
        return ""
    lines = (
        f"{number}. {step.ask} → **{option.label}**\n\n   {step.rule} {_sources(voice, step)}"
        for number, (step, option) in enumerate(walked.taken, 1)
    )
    return "\n\n".join((f"**{voice.say('cta.trace')}**", *lines))


def _sources(voice: Voice, node: Step | Verdict) -> str:
    listed = "; ".join(source_line(voice, source) for source in node.sources)
    return f"{voice.say('article.source')}: {listed}" if listed else ""


def _back(scene: Scene, tree: Tree, walked: Walk) -> tuple[Button, ...]:
    if not walked.taken:
        return ()
    return (
        Button(label=scene.voice.say("cta.back"), command=_at(tree, walked.path[:-1])),
        Button(label=scene.voice.say("cta.restart"), command=_at(tree)),
    )


def _person(scene: Scene) -> Button:
    return Button(label=scene.voice.say("ask.person"), command=OpenEscalation(), style="primary")


def _footer(voice: Voice, tree: Tree) -> str:
    return voice.say(
        "article.provenance",
        as_of=voice.day(tree.as_of),
        version=tree.version,
        legal=voice.say("legal.general"),
    )
