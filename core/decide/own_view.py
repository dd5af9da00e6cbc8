"""The requester's own view of a case: state, due time, and what was said in both directions."""

from core.decide.cards import requester_buttons, requester_status
from core.decide.rated import rate_buttons, rating
from core.decide.shown import seen_text
from core.decide.timing.due import due_text
from core.decide.versions import question
from core.decide.voice import Voice
from core.values.case import Case, EntryKind
from core.values.command import ExportRecord, Withdraw
from core.values.message import Button, Fact, Message, Quote

VISIBLE = (EntryKind.SENT, EntryKind.REPLIED)
_LAST_SHOWN = 5


def case_view(voice: Voice, case: Case) -> Message:
    seen = [entry for entry in case.entries if entry.kind in VISIBLE][-_LAST_SHOWN:]
    facts = (
        Fact(label=voice.say("case.status"), value=requester_status(voice, case)),
        Fact(label=voice.say("case.opened"), value=voice.moment(case.opened_at)),
        *(
            ()
            if case.is_over
            else (Fact(label=voice.say("card.due"), value=due_text(voice, case)),)
        ),
        *((Fact(label=voice.say("rate.yours"), value=rating(voice, case)),) if case.rating else ()),
        *(
            Fact(
                label=voice.say(f"case.{e.sort}", when=voice.moment(e.at)),
                value=seen_text(voice, case, e),
            )
            for e in seen
        ),
    )
    withdraw = Button(
        label=voice.say("button.withdraw"), command=Withdraw(case=case.id), style="danger"
    )
    return Message(
        title=voice.say("case.title", case=case.id),
        quote=Quote(text=question(case)),
        facts=facts,
        buttons=(
            *requester_buttons(voice, case),
            *rate_buttons(voice, case),
            Button(label=voice.say("button.record"), command=ExportRecord(case=case.id)),
            *(() if case.is_over else (withdraw,)),
        ),
        summary=voice.say("case.summary", case=case.id, status=requester_status(voice, case)),
    )
