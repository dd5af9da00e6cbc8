"""Routing rules in chat: list, show, form, up and down, delete; all into the draft."""

from collections.abc import Iterable, Mapping

from core.decide.admin import drafts, shows
from core.decide.admin.forms import NO_FAULTS, button, choice, form, line
from core.decide.casework.telling import told
from core.decide.faults import Faults
from core.decide.routes import rule_line
from core.decide.scene import Scene
from core.values import admin as a
from core.values.case import PRODUCTS
from core.values.decision import Decision
from core.values.message import Button, Fact, Field, Message
from core.values.routing import Rule, When

ON_A_PAGE = 10


def listed(scene: Scene, command: a.ListRules) -> Decision:
    rules = drafts.working(scene).rules
    page = min(max(command.page, 0), (len(rules) - 1) // ON_A_PAGE)
    first = page * ON_A_PAGE
    shown = list(enumerate(rules, 1))[first : first + ON_A_PAGE]
    message = Message(
        title=scene.voice.say("admin.rules_title"),
        text=f"{scene.voice.tell('admin.rules', count=len(rules))}\n\n{shows.which(scene)}",
        facts=tuple(Fact(label=str(n), value=rule_line(rule)) for n, rule in shown),
        buttons=(
            *(Button(label=str(n), command=a.ShowRule(number=n)) for n, _ in shown),
            *_pages(scene, page, len(rules)),
            button(scene, "add_rule", a.OpenRule()),
            *shows.buttons(scene),
            button(scene, "back", a.Admin()),
        ),
    )
    return Decision(reply=message)


def _pages(scene: Scene, page: int, count: int) -> Iterable[Button]:
    if page:
        yield button(scene, "previous", a.ListRules(page=page - 1))
    if (page + 1) * ON_A_PAGE < count:
        yield button(scene, "next", a.ListRules(page=page + 1))


def show(scene: Scene, command: a.ShowRule) -> Decision:
    rules = drafts.working(scene).rules
    number = command.number
    if not 1 <= number <= len(rules):
        return told(scene, "refused.no_change")
    base = drafts.base(scene)
    moves = (
        button(scene, "up", a.MoveRule(base=base, number=number, by=-1)),
        button(scene, "down", a.MoveRule(base=base, number=number, by=1)),
        button(scene, "delete", a.DropRule(base=base, number=number), "danger"),
    )
    message = Message(
        title=scene.voice.say("admin.rule_title", number=number),
        facts=(Fact(label=str(number), value=rule_line(rules[number - 1])),),
        buttons=(
            button(scene, "edit", a.OpenRule(number=number), "primary"),
            *(moves if number < len(rules) else ()),
            button(scene, "rules", a.ListRules(page=(number - 1) // ON_A_PAGE)),
        ),
    )
    return Decision(reply=message)


def opened(scene: Scene, command: a.OpenRule) -> Decision:
    rules = drafts.working(scene).rules
    number = command.number if 1 <= command.number <= len(rules) else 0
    rule = rules[number - 1] if number else Rule(queue=rules[-1].queue)
    when = rule.when
    shown = a.SaveRule(
        base=drafts.base(scene),
        number=number,
        topic=when.topic,
        workspace=when.workspace,
        locale=when.locale,
        product=when.product,
        words=when.words,
        pattern=when.pattern,
        queue=rule.queue,
    )
    return _form(scene, shown)


def _form(scene: Scene, shown: a.SaveRule, faults: Mapping[str, str] = NO_FAULTS) -> Decision:
    title = scene.voice.say("admin.rule_form")
    kept: dict[str, object] = {"do": "save_rule", "base": shown.base, "number": shown.number}
    return form(scene, title, _fields(scene, shown), kept, faults)


def _fields(scene: Scene, shown: a.SaveRule) -> tuple[Field, ...]:
    """The last rule is for everything, so it has only a queue."""
    say = scene.voice.say
    working = drafts.working(scene)
    queue = choice(scene, "queue", ((q, q) for q in working.queues), shown.queue)
    if shown.number == len(working.rules):
        return (queue,)
    topics = ((t, say(f"topic.{t}")) for t in scene.pack.topics)
    products = ((p, say(f"product.{p}")) for p in PRODUCTS)
    locales = ((each, scene.voice.say(f"language.{each}")) for each in scene.pack.locales)

    def several(id: str, options: Iterable[tuple[str, str]], given: tuple[str, ...]) -> Field:
        return choice(scene, id, options, ",".join(given), several=True, optional=True)

    return (
        several("topic", topics, shown.topic),
        several("product", products, shown.product),
        several("locale", locales, shown.locale),
        line(scene, "workspace", ", ".join(shown.workspace), optional=True),
        line(scene, "words", ", ".join(shown.words), optional=True),
        line(scene, "pattern", shown.pattern, optional=True),
        queue,
    )


def save(scene: Scene, command: a.SaveRule) -> Decision:
    if drafts.is_stale(scene, command.base):
        return drafts.stale(scene, command.base)
    unread = scene.administration.faults.get("pattern")
    faults = {"pattern": scene.voice.say("fault.pattern", why=unread)} if unread else {}
    when = When(
        topic=command.topic,
        workspace=command.workspace,
        locale=command.locale,
        product=command.product,
        words=command.words,
        pattern=command.pattern,
    )
    rules = list(drafts.working(scene).rules)
    rule = Rule(when=when, queue=command.queue)
    if command.number:
        rules[command.number - 1 : command.number] = [rule]
    else:
        rules.insert(0, rule)
    made = _changed(scene, rules)
    if isinstance(made, Decision):
        return _form(scene, command, faults) if faults else made
    return _form(scene, command, {**made, **faults})


def move(scene: Scene, command: a.MoveRule) -> Decision:
    rules = list(drafts.working(scene).rules)
    here, there = command.number - 1, command.number - 1 + command.by
    last = len(rules) - 1
    if drafts.is_stale(scene, command.base):
        return drafts.stale(scene, command.base)
    if not (0 <= here < last and 0 <= there < last):
        return told(scene, "refused.no_change")
    rules[here], rules[there] = rules[there], rules[here]
    return _made(scene, rules)


def drop(scene: Scene, command: a.DropRule) -> Decision:
    rules = list(drafts.working(scene).rules)
    if drafts.is_stale(scene, command.base):
        return drafts.stale(scene, command.base)
    if not 1 <= command.number < len(rules):
        return told(scene, "refused.no_change")
    del rules[command.number - 1]
    return _made(scene, rules)


def _made(scene: Scene, rules: list[Rule]) -> Decision:
    made = _changed(scene, rules)
    assert isinstance(made, Decision), "rules that only changed places stay sound"
    return made


def _changed(scene: Scene, rules: list[Rule]) -> Decision | Faults:
    return drafts.changed(scene, drafts.working(scene).queues, tuple(rules))
