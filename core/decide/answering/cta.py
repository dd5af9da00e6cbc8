"""Decision trees: must FAMHP be involved, what will advice cost? A step per click, with trace."""

from core.decide.answering.article import source_line
from core.decide.answering.pages import path_address
from core.decide.answering.path_chart import path_alt
from core.decide.answering.walking import Shared, Walk, read_code, shared, walk
from core.decide.scene import Scene
from core.decide.voice import Voice
from core.values.command import Command, Cta, Fees, OpenEscalation, Replay, Services
from core.values.decision import Decision
from core.values.message import Button, Message, Picture
from core.values.pack import Step, Tree, Verdict


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
    picture = Picture(
        url=path_address("png", tree.id, walked.path, scene.voice.locale),
        alt=path_alt(scene.voice, tree, walked),
    )
    again = shared(_default(scene, tree.id), walked)
    assert again is not None, "the walk has come to a verdict"
    return Message(
        title=verdict.title,
        text="\n\n".join((*parts, _trace(scene.voice, walked), _share(scene, again))),
        picture=picture,
        buttons=(
            _person(scene),
            Button(label=scene.voice.say("replay.title"), command=Replay(code=again.code)),
            Button(label=scene.voice.say("cta.read_on"), command=_read_on(verdict)),
            *_back(scene, tree, walked),
        ),
        footer=f"{_footer(scene.voice, tree)} {asked}",
        summary=f"{verdict.title}. {_footer(scene.voice, tree)}",
    )


def _default(scene: Scene, tree: str) -> Tree:
    """The tree in the pack's own language: its version stands for the rules in all of them."""
    return scene.pack.trees[scene.pack.default_locale][tree]


def _share(scene: Scene, walked: Shared) -> str:
    return f"**{scene.voice.say('replay.share')}** `cta replay {walked.code}`"


def replay(scene: Scene, command: Replay) -> Decision:
    """Would the same answers still lead to the same verdict, by today's rules?"""
    then = read_code(command.code)
    tree = scene.pack.trees[scene.voice.locale].get(then.tree) if then else None
    if then is None or tree is None:
        return Decision(reply=_unread(scene, command.code))
    if scene.today > tree.review_by:
        return Decision(reply=_expired(scene, tree))
    walked = walk(tree, then.path)
    shown = cta(scene, Cta.model_validate({"tree": tree.id, "path": walked.path})).reply
    assert shown is not None, "a tree always has an answer"
    compared = _compared(scene, tree, then, walked)
    return Decision(
        reply=shown.model_copy(
            update={
                "title": scene.voice.say("replay.title"),
                "text": f"{compared}\n\n**{shown.title}**\n\n{shown.text}",
            }
        )
    )


def _compared(scene: Scene, tree: Tree, then: Shared, walked: Walk) -> str:
    tell, now = scene.voice.tell, _default(scene, tree.id).version
    versions = {"then": then.version, "now": now}
    old = tree.verdicts[then.verdict].title if then.verdict in tree.verdicts else then.verdict
    if not isinstance(walked.at, Verdict) or walked.astray:
        return tell("replay.astray", old=old, word=walked.astray or "…", **versions)
    if walked.at.id != then.verdict:
        return tell("replay.other", old=old, new=walked.at.title, **versions)
    if then.version != now:
        return tell("replay.new_rules", old=old, **versions)
    return tell("replay.same", old=old, now=now)


def _unread(scene: Scene, code: str) -> Message:
    return Message(
        title=scene.voice.say("replay.title"),
        text=scene.voice.tell("replay.unread", code=code[:80] or "…"),
        buttons=(Button(label=scene.voice.say("help.cta"), command=Cta()), _person(scene)),
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
