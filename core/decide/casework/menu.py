"""What else staff can do with a case, beyond the few buttons of the card; and the words for it."""

from core.decide.casework.vocabulary import WORDS, own_word
from core.decide.scene import Scene
from core.values import command as c
from core.values.case import Case, Status
from core.values.decision import Decision
from core.values.message import Button, Fact, Message


def more(scene: Scene, case: Case, command: c.OpenMore) -> Decision:
    say, id = scene.voice.say, case.id
    if case.is_over:
        offered: list[tuple[str, c.Command]] = [("note", c.OpenNote(case=id))]
        offered.append(("article", c.OpenPropose(case=id)))
    else:
        offered = _while_open(case)
    offered.append(("record", c.ExportRecord(case=id)))
    offered.append(("back", c.ShowCase(case=id)))  # where the menu stands in the card's place
    buttons = tuple(
        Button(label=say(f"button.{key}", case=id), command=each) for key, each in offered
    )
    return Decision(
        reply=Message(
            title=say("more.title", case=id), text=scene.voice.tell("more.text"), buttons=buttons
        )
    )


def _while_open(case: Case) -> list[tuple[str, c.Command]]:
    id = case.id
    sleep: tuple[str, c.Command] = ("snooze", c.OpenSnooze(case=id))
    if case.status is Status.SNOOZED:
        sleep = ("wake", c.Wake(case=id))
    linked: tuple[str, c.Command] = ("link", c.OpenLink(case=id))
    if case.duplicate_of:
        linked = ("unlink", c.Unlink(case=id))
    experts: list[tuple[str, c.Command]] = [("invite", c.Invite(case=id))]
    if case.experts:
        experts += [("tell", c.OpenTell(case=id)), ("dismiss", c.Dismiss(case=id))]
    return [
        ("assign", c.OpenAssign(case=id)),
        ("note", c.OpenNote(case=id)),
        ("phoned", c.OpenPhoned(case=id)),
        ("canned", c.ListReady(case=id)),
        ("article", c.OpenPropose(case=id)),
        sleep,
        ("reroute", c.OpenReroute(case=id)),
        linked,
        *experts,
    ]


def words(scene: Scene, case: Case, command: c.StaffHelp) -> Decision:
    """What can be typed in the thread of a card."""
    say = scene.voice.say
    facts = tuple(Fact(label=_spelled(scene, word), value=say(f"typed.{word}")) for word in WORDS)
    return Decision(
        reply=Message(title=say("typed.title"), text=scene.voice.tell("typed.text"), facts=facts)
    )


def _spelled(scene: Scene, word: str) -> str:
    """The word, and the one for it in the language of the reader."""
    own = own_word(scene.pack, scene.voice.locale, word)
    return ", ".join(f"!{each}" for each in dict.fromkeys((word, own)))
