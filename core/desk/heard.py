"""Whether anybody hears of what was decided: a question that nobody would see is not taken."""

from core.decide.reach import is_for_staff
from core.decide.trouble import nobody
from core.values.decision import Decision, Effect
from core.values.delivery import Delivery
from core.values.pack import Pack
from core.values.place import Platform


def heard(decision: Decision, pack: Pack, *, mails: bool) -> Decision:
    """Without what no road leads to: `mails` says whether e-mail is set up."""
    effects = tuple(e for e in decision.effects if mails or not _is_mail(e))
    case = decision.case
    if case and case.version == 1 and not any(is_for_staff(e, case) for e in effects):
        word = nobody(pack, case.locale, case.queue)
        return Decision(reply=word, refused="trouble.nobody")
    return decision.model_copy(update={"effects": effects})


def _is_mail(effect: Effect) -> bool:
    return isinstance(effect, Delivery) and effect.to.platform is Platform.EMAIL
