"""The SME test with the figures of the whole group, as the European Commission counts them."""

import re
from dataclasses import dataclass
from decimal import Decimal

from core.decide.answering.article import provenance, sources
from core.decide.figures import read_figures
from core.decide.scene import Scene
from core.decide.timing.dates import folded
from core.decide.voice import Voice
from core.values.command import Fees, OpenEscalation, OpenSmeTest, Services, SmeTest
from core.values.decision import Decision
from core.values.message import Button, Field, FieldKind, Form, Message
from core.values.pack import Article, FeeTable, GroupRule, SizeClass

_SHARE = re.compile(r"(?<![\d.,])(\d{1,3}(?:[.,]\d{1,2})?)\s?%")
_MOST = Decimal(10) ** 15


@dataclass(frozen=True, slots=True)
class Enterprise:
    """Figures of one enterprise; money in EUR. `share` is the part of them that counts, in %."""

    kind: str
    staff: Decimal
    turnover: Decimal | None
    balance: Decimal | None
    share: Decimal = Decimal(100)

    def part(self, figure: Decimal | None) -> Decimal | None:
        return None if figure is None else figure * self.share / 100


@dataclass(frozen=True, slots=True)
class Unread:
    """A line whose figures cannot be understood."""

    line: str


def open_sme_test(scene: Scene) -> Decision:
    say = scene.voice.say
    fields = (
        _field(scene, "own", FieldKind.LINE, optional=False),
        _field(scene, "linked", FieldKind.TEXT, optional=True),
        _field(scene, "partners", FieldKind.TEXT, optional=True),
    )
    form = Form(
        fields=fields,
        submit=say("sme.submit"),
        cancel=say("form.cancel"),
        command={"do": "sme_test"},
    )
    return Decision(
        reply=Message(title=say("sme.title"), text=scene.voice.tell("sme.intro"), form=form)
    )


def _field(scene: Scene, id: str, kind: FieldKind, *, optional: bool) -> Field:
    return Field(
        id=id,
        label=scene.voice.say(f"sme.{id}"),
        kind=kind,
        hint=scene.voice.say(f"sme.{id}_hint"),
        optional=optional,
        max_length=200 if kind is FieldKind.LINE else 1000,
    )


def sme_test(scene: Scene, command: SmeTest) -> Decision:
    table = scene.pack.fees[scene.voice.locale]
    rule = table.group
    article = scene.pack.article(rule.article, scene.voice.locale) if rule else None
    if rule is None or article is None:
        return Decision(reply=_plain(scene, "sme.none"))
    if not article.is_current(scene.today):
        day = scene.voice.day(article.expires or article.review_by)
        return Decision(reply=_plain(scene, "article.expired", day=day))
    read = _group(scene, rule, command)
    if isinstance(read, Unread):
        return Decision(reply=_plain(scene, "sme.unread", line=read.line[:120]))
    return Decision(reply=_result(scene, table, article, read))


def _plain(scene: Scene, key: str, **values: object) -> Message:
    return Message(
        title=scene.voice.say("sme.title"),
        text=scene.voice.tell(key, **values),
        buttons=_buttons(scene, ()),
    )


def _buttons(scene: Scene, more: tuple[Button, ...]) -> tuple[Button, ...]:
    say = scene.voice.say
    return (
        Button(label=say("sme.again"), command=OpenSmeTest()),
        *more,
        Button(label=say("help.fees"), command=Fees()),
        Button(label=say("ask.person"), command=OpenEscalation(), style="primary"),
    )


def _group(scene: Scene, rule: GroupRule, command: SmeTest) -> tuple[Enterprise, ...] | Unread:
    """Own figures first; words such as `linked` and `partner` begin another enterprise."""
    lines = [("own", command.own)]
    if not (command.linked or command.partners):
        lines = _parted(scene, command.own)
    lines += [("linked", line) for line in command.linked.splitlines() if line.strip()]
    lines += [("partner", line) for line in command.partners.splitlines() if line.strip()]
    made = []
    for kind, line in lines:
        read = _enterprise(rule, kind, line)
        if isinstance(read, Unread):
            return read
        made.append(read)
    return tuple(made)


def _parted(scene: Scene, text: str) -> list[tuple[str, str]]:
    """What one line says of several enterprises."""
    words = {
        folded(word): kind
        for locale in scene.pack.locales
        for kind in ("linked", "partner")
        for word in scene.pack.say(f"sme.{kind}_words", locale).split()
    }
    pattern = re.compile(rf"(?<!\w)({'|'.join(map(re.escape, words))})(?!\w)")
    first, *rest = pattern.split(folded(text))
    pairs = zip(rest[::2], rest[1::2], strict=True)
    return [("own", first), *((words[word], line) for word, line in pairs)]


def _enterprise(rule: GroupRule, kind: str, line: str) -> Enterprise | Unread:
    """Staff, turnover, balance sheet in this order; a partner's line has its share in %."""
    share = _SHARE.search(line)
    figures = read_figures(_SHARE.sub(" ", line))
    told = " ".join(line.split()) or "…"
    if figures is None or len(figures) != 3 or (kind == "partner") != bool(share):
        return Unread(told)
    staff, turnover, balance = figures
    if staff is None or any(figure and figure > _MOST for figure in figures):
        return Unread(told)
    if not share:
        return Enterprise(kind, staff, turnover, balance)
    percent = Decimal(share[1].replace(",", "."))
    if percent > 100:
        return Unread(told)
    kind, counted = _standing(rule, percent)
    return Enterprise(kind, staff, turnover, balance, counted)


def _standing(rule: GroupRule, percent: Decimal) -> tuple[str, Decimal]:
    """More than the limit of a partner counts in full, less than its least share not at all."""
    if percent > rule.linked_above:
        return "linked", Decimal(100)
    if percent < rule.partner_from:
        return "outside", Decimal(0)
    return "partner", percent


def _sum(parts: list[Decimal | None]) -> Decimal | None:
    """None where a part is unknown: then the whole is."""
    known = [part for part in parts if part is not None]
    return sum(known, Decimal(0)) if len(known) == len(parts) else None


def _whole(group: tuple[Enterprise, ...]) -> Enterprise:
    counted = [each for each in group if each.share]
    staff = _sum([each.part(each.staff) for each in counted])
    assert staff is not None, "a line without staff is not read"
    turnover = _sum([each.part(each.turnover) for each in counted])
    return Enterprise("whole", staff, turnover, _sum([each.part(each.balance) for each in counted]))


def within(whole: Enterprise, size: SizeClass) -> bool | None:
    """Whether the figures fit into the class; None where an unknown figure would decide."""
    if whole.staff >= size.staff_below:
        return False
    fits = [
        None if figure is None else figure <= limit
        for figure, limit in ((whole.turnover, size.turnover), (whole.balance, size.balance))
    ]
    return True if True in fits else None if None in fits else False


def _result(
    scene: Scene, table: FeeTable, article: Article, group: tuple[Enterprise, ...]
) -> Message:
    voice, whole = scene.voice, _whole(group)
    rule = table.group
    assert rule is not None, "checked by the caller"
    parts = (
        _verdict(voice, table, whole),
        "\n".join(f"- {_line(voice, each)}" for each in group),
        f"**{voice.say('sme.limits')}**",
        _limits(voice, table, whole),
        voice.tell("sme.group", partner=f"{rule.partner_from:f}", linked=f"{rule.linked_above:f}"),
        voice.tell("sme.unconfirmed"),
        sources(voice, (*article.sources, rule.source)),
    )
    reduced = Button(label=voice.say("sme.reduction"), command=Fees(who="sme"))
    read_on = Button(label=article.title, command=Services(topic=article.id))
    title = voice.say("sme.title")
    return Message(
        title=title,
        text="\n\n".join(parts),
        buttons=_buttons(scene, (reduced, read_on)),
        footer=f"{provenance(voice, article)} {voice.say('sme.not_kept')}",
        summary=f"{title}. {provenance(voice, article)}",
    )


def _verdict(voice: Voice, table: FeeTable, whole: Enterprise) -> str:
    """The smallest class that fits; undecided when an unknown figure stands before the first."""
    told = {"figures": _figures(voice, whole)}
    for size in table.sizes:
        fits = within(whole, size)
        if fits:
            return voice.tell("sme.passes", size=size.label, **told)
        if fits is None:
            return voice.tell("sme.undecided", **told)
    return voice.tell("sme.fails", **told)


def _line(voice: Voice, each: Enterprise) -> str:
    share = f"{each.share:f}"
    return voice.tell(f"sme.line_{each.kind}", figures=_figures(voice, each), share=share)


def _figures(voice: Voice, each: Enterprise) -> str:
    def money(figure: Decimal | None) -> str:
        return voice.say("sme.unknown") if figure is None else voice.money(figure)

    staff = f"{each.staff.normalize():f}"
    return voice.say(
        "sme.figures", staff=staff, turnover=money(each.turnover), balance=money(each.balance)
    )


def _limits(voice: Voice, table: FeeTable, whole: Enterprise) -> str:
    """Each class with its limits, and whether the figures fit."""
    answers = {True: "sme.fits", False: "sme.too_large", None: "sme.open"}
    lines = (
        voice.tell(
            "sme.limit",
            size=size.label,
            staff=size.staff_below,
            turnover=voice.money(size.turnover),
            balance=voice.money(size.balance),
            fits=voice.say(answers[within(whole, size)]),
        )
        for size in table.sizes
    )
    return "\n".join(f"- {line}" for line in lines)
