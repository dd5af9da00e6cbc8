"""How a requester goes on from a message, by where it goes: Slack has threads, Teams has buttons;
whether replies to a mail are read, every mail says (`core.decide.mailed`)."""

from core.decide.voice import Voice
from core.values.case import Case
from core.values.place import Platform


def receipt_text(voice: Voice, case: Case, due: str) -> str:
    """Markdown."""
    by_mail = case.origin.platform is Platform.EMAIL
    return voice.tell("receipt.text_mail" if by_mail else "receipt.text", case=case.id, due=due)


def receipt_footer(voice: Voice, case: Case) -> str:
    match case.origin.platform:
        case Platform.EMAIL:
            return hint(voice, case)
        case Platform.TEAMS:
            return voice.say("receipt.footer_button")
        case _:
            return voice.say("receipt.footer")


def hint(voice: Voice, case: Case) -> str:
    """What to do when something is unclear."""
    match case.origin.platform:
        case Platform.EMAIL:
            return voice.say("answer.hint_mail", case=case.id)
        case Platform.TEAMS:
            return voice.say("answer.hint_button")
        case _:
            return voice.say("answer.hint")


def notice_footer(voice: Voice, case: Case) -> str:
    return hint(voice, case) if case.origin.platform is Platform.EMAIL else ""
