"""Who pays less for advice, with an example on an amount that the person gives.

No amount is ever invented: without one, or for a year that the pack does not know, it says so.
"""

from decimal import ROUND_HALF_UP, Decimal

from core.decide.article import article_message
from core.decide.scene import Scene
from core.values.command import Fees, OpenEscalation
from core.values.decision import Decision
from core.values.message import Button, Fact
from core.values.pack import Applicant, FeeAmount, FeeTable

_CENT = Decimal("0.01")


def fees(scene: Scene, command: Fees) -> Decision:
    table = scene.pack.fees[scene.voice.locale]
    article = scene.pack.article(table.article, scene.voice.locale)
    assert article is not None, "pack check guarantees the fee table's article"
    answer = article_message(scene, article, _buttons(scene, table))
    if not article.is_current(scene.today):
        return Decision(reply=answer)
    return Decision(
        reply=answer.model_copy(
            update={
                "text": "\n\n".join((*_personal(scene, table, command), answer.text)),
                "facts": _known_amounts(scene, table),
            }
        )
    )


def _buttons(scene: Scene, table: FeeTable) -> tuple[Button, ...]:
    say = scene.voice.say
    who = (Button(label=a.label, command=Fees(who=a.id)) for a in table.applicants)
    return (*who, Button(label=say("ask.person"), command=OpenEscalation(), style="primary"))


def _personal(scene: Scene, table: FeeTable, command: Fees) -> list[str]:
    """What holds for this applicant and this amount, before the general rules."""
    applicant = _applicant(table, command.who)
    lines = []
    if applicant:
        lines.append(f"**{applicant.label}.** {applicant.note}")
    elif command.who:
        lines.append(scene.voice.tell("fees.who_unknown", who=command.who))
    if command.amount is not None:
        lines.append(_example(scene, table, applicant, command.amount))
    return lines


def _applicant(table: FeeTable, who: str) -> Applicant | None:
    words = who.strip().lower()
    return next((a for a in table.applicants if words in (a.id, *a.synonyms)), None)


def _example(scene: Scene, table: FeeTable, applicant: Applicant | None, amount: Decimal) -> str:
    voice = scene.voice
    if applicant and not applicant.reduced:
        key = "fees.example_unknown" if applicant.reduced is None else "fees.example_full"
        return voice.tell(key, amount=voice.money(amount))
    saved = (amount * table.reduction / 100).quantize(_CENT, ROUND_HALF_UP)
    return voice.tell(
        "fees.example",
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
