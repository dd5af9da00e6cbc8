"""How a word is used, for who left out what belongs behind it; with the own newest cases."""

from core.decide.scene import Scene
from core.values.command import ExportCases, ExportRecord, Help, HowTo, Report, Verify
from core.values.decision import Decision
from core.values.message import Button, Message

_MOST = 3  # own cases that are named


def how_to(scene: Scene, command: HowTo) -> Decision:
    voice, word = scene.voice, command.word
    all_of_them = Button(label=voice.say("help.all"), command=Help())
    return Decision(
        reply=Message(
            title=voice.say("how_to.title", word=word),
            text=voice.tell(f"how_to.{word}"),
            buttons=(*_hints(scene, word), all_of_them),
        )
    )


def _hints(scene: Scene, word: str) -> tuple[Button, ...]:
    say, mine = scene.voice.say, scene.found.mine[:_MOST]
    match word:
        case "record" | "verify":
            made = ExportRecord if word == "record" else Verify
            return tuple(Button(label=f"{word} {c.id}", command=made(case=c.id)) for c in mine)
        case "export":
            return (Button(label=say("how_to.export_cases"), command=ExportCases()),)
        case "report":
            return (Button(label=say("how_to.last_month"), command=Report()),)
        case _:
            return ()
