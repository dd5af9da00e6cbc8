"""Who pays less for advice, with an example on an amount that the person or the pack gives.

No amount is ever invented: without one, or for a year that the pack does not know, it says so.
"""

from decimal import ROUND_HALF_UP, Decimal

from core.decide.answering.article import article_message
from core.decide.scene import Scene
from core.values.command import Cta, Fees, OpenEscalation, OpenSmeTest, Services
from core.values.decision import Decision
from core.values.message import Button, Fact
from core.values.pack import Applicant, Article, FeeAmount, FeeTable

_CENT = Decimal("0.01")
# How an example is said: with a reduction, where none is known, where the sources do not say.
_GIVEN = ("fees.example", "fees.example_full", "fees.example_unknown")
_OF_YEAR = ("fees.year_example", "fees.year_example_full", "fees.year_example_unknown")


def fees(scene: Scene, command: Fees) -> Decision:
    table = scene.pack.fees[scene.voice.locale]
    article = scene.pack.article(table.article, scene.voice.locale)
    assert article is not None, "pack check guarantees the fee table's article"
    own = _applicant(table, _kind(table, command)[0])
    more = _to_all(scene) if own else _to_each(scene, table)
    answer = article_message(scene, article, _buttons(scene, table, more))
    if not article.is_current(scene.today):
        return Decision(reply=answer)
    related = [] if own else _related(scene, table)
    text = "\n\n".join((*_personal(scene, table, command), answer.text, *related))
    told = {"text": text, "facts": _known_amounts(scene, table)}
    return Decision(reply=answer.model_copy(update=told))


def _buttons(scene: Scene, table: FeeTable, more: tuple[Button, ...]) -> tuple[Button, ...]:
    say = scene.voice.say
    check = (Button(label=say("fees.check"), command=Cta(tree="fee_check")),)
    return (
        *(check if "fee_check" in scene.pack.trees[scene.voice.locale] else ()),
        *((Button(label=say("sme.title"), command=OpenSmeTest()),) if table.group else ()),
        *more,
        Button(label=say("ask.person"), command=OpenEscalation(), style="primary"),
    )


def _to_all(scene: Scene) -> tuple[Button, ...]:
    """Who knows what holds for them only needs the way back."""
    return (Button(label=scene.voice.say("help.fees"), command=Fees()),)


def _to_each(scene: Scene, table: FeeTable) -> tuple[Button, ...]:
    return (
        *(Button(label=a.label, command=Fees(who=a.id)) for a in table.applicants),
        *(Button(label=a.title, command=Services(topic=a.id)) for a in _others(scene, table)),
    )


def _others(scene: Scene, table: FeeTable) -> list[Article]:
    """Articles that say more, as long as they may be served as fact."""
    found = (scene.pack.article(name, scene.voice.locale) for name in table.related)
    return [article for article in found if article and article.is_current(scene.today)]


def _related(scene: Scene, table: FeeTable) -> list[str]:
    others = _others(scene, table)
    lines = "\n".join(f"- **{article.title}:** {article.summary}" for article in others)
    return [f"**{scene.voice.say('fees.more')}**\n\n{lines}"] if others else []


def _personal(scene: Scene, table: FeeTable, command: Fees) -> list[str]:
    """What holds for this applicant and this amount, before the general rules."""
    who, kind = _kind(table, command)
    applicant = _applicant(table, who)
    lines = []
    if applicant:
        lines.append(f"**{applicant.label}.** {applicant.note}")
    elif who:
        lines.append(scene.voice.tell("fees.who_unknown", who=who))
    if command.amount is not None and (applicant or not who):
        lines.append(_example(scene, table, applicant, command.amount))
    if command.year is not None and (applicant or not who):
        lines += _year_example(scene, table, applicant, command.year, kind)
    return lines


def _kind(table: FeeTable, command: Fees) -> tuple[str, str]:
    """The words without those that name a type of advice, such as `snsa`, and that type."""
    words = command.who.split()
    named = [table.kinds[word.lower()] for word in words if word.lower() in table.kinds]
    rest = " ".join(word for word in words if word.lower() not in table.kinds)
    return rest, command.kind or next(iter(named), "")


def _year_example(
    scene: Scene, table: FeeTable, applicant: Applicant | None, year: int, kind: str
) -> list[str]:
    """Examples on the amounts of a year that the pack holds; for any other it refuses to guess."""
    tell = scene.voice.tell
    fees = [fee for fee in table.amounts if fee.year == year and kind in ("", fee.kind)]
    known = [(fee.kind, fee.amount) for fee in fees if fee.amount is not None]
    if not known:
        return [tell("fees.year_unknown", year=year)]
    lines = [tell("fees.year", year=year)]
    for each, amount in known:
        head = tell("fees.year_amount", kind=each)
        worked_out = _worked_out(scene, table, applicant, amount, _OF_YEAR)
        lines.append(f"{head} {worked_out}")
    return [*lines, *([table.year_notes[year]] if year in table.year_notes else [])]


def _applicant(table: FeeTable, who: str) -> Applicant | None:
    words = who.strip().lower()
    return next((a for a in table.applicants if words in (a.id, *a.synonyms)), None)


def _example(scene: Scene, table: FeeTable, applicant: Applicant | None, amount: Decimal) -> str:
    """On an amount that the person gave."""
    return _worked_out(scene, table, applicant, amount, _GIVEN)


def _worked_out(
    scene: Scene,
    table: FeeTable,
    applicant: Applicant | None,
    amount: Decimal,
    keys: tuple[str, str, str],
) -> str:
    voice = scene.voice
    reduced, full, unknown = keys
    if applicant and not applicant.reduced:
        key = unknown if applicant.reduced is None else full
        return voice.tell(key, amount=voice.money(amount))
    saved = (amount * table.reduction / 100).quantize(_CENT, ROUND_HALF_UP)
    return voice.tell(
        reduced,
        amount=voice.money(amount),
        percent=f"{table.reduction:f}",
        saved=voice.money(saved),
        left=voice.money(amount.quantize(_CENT, ROUND_HALF_UP) - saved),
    )


def _known_amounts(scene: Scene, table: FeeTable) -> tuple[Fact, ...]:
    """One line a year: the amounts that the pack holds, or that it holds none."""
    years = dict.fromkeys(fee.year for fee in table.amounts)
    return tuple(
        Fact(label=str(year), value=_year(scene, [f for f in table.amounts if f.year == year]))
        for year in years
    )


def _year(scene: Scene, fees: list[FeeAmount]) -> str:
    voice = scene.voice
    known = [
        voice.say("fees.historic", kind=fee.kind, amount=voice.money(fee.amount))
        for fee in fees
        if fee.amount is not None
    ]
    return "; ".join(known) or voice.say("fees.unknown")
