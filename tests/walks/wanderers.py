"""People who do at random whatever they can: type commands, click what they see, fill in forms.

Each says what only they may write with a mark of their own, so that afterwards one can see whom it
reached. What they are shown they also read: a word for a failure of the desk is kept.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from simulator.slack import filling as slack_filling
from simulator.slack import visible
from simulator.slack.messages import Message as SlackMessage
from simulator.slack.person import Person as SlackPerson
from simulator.slack.shown import Shown as SlackShown
from simulator.slack.views import View
from simulator.teams.cards import Found, actions
from simulator.teams.dialogs import Dialog
from simulator.teams.messages import Message as TeamsMessage
from simulator.teams.person import Person as TeamsPerson
from simulator.teams.shown import Shown as TeamsShown

WAIT = 0.05  # seconds for what shows nothing
NEAR = 8  # messages that people scroll back
COMMANDS = (
    *("", "help", "services", "fees", "fees sta", "fees wizard", "cta", "cta calc", "sme", "cases"),
    *("ask", "escalate", "privacy", "language fr", "language automatic", "queue", "report"),
    *(
        "search heal",
        "admin",
        "doctor",
        "proposals",
        "cases export",
        "cases affected sta",
        "digest",
    ),
    *("routing show", "routing test heal", "verify AAAA-AAAA", "xyzzy", "help staff", "deliveries"),
)
TYPED = (
    *(
        "!claim",
        "!release",
        "!note {}",
        "!answer {}",
        "!ask {}",
        "!snooze 2d",
        "!wake",
        "!reopen {}",
    ),
    *("!close answered", "!close duplicate", "!link AAAA-AAAA", "!reroute ctr {}", "!help", "!xyz"),
    *("// {}", "{}", "{}", "TODO {}"),
)


@dataclass
class Diary:
    """What was done, written and seen."""

    chance: Random
    done: list[str] = field(default_factory=list)
    asked: dict[str, str] = field(default_factory=dict)  # mark: who
    internal: set[str] = field(default_factory=set)  # marks of notes, which nobody can send
    troubles: list[str] = field(default_factory=list)
    _number: int = 0

    def mark(self, kind: str) -> str:
        self._number += 1
        return f"{kind}{self._number:04}mark"

    def did(self, who: str, what: str) -> None:
        self.done.append(f"{who}: {what}")

    def command(self, who: str) -> str:
        """What to type; a question bears a mark of the person's own."""
        text = self.chance.choice(COMMANDS)
        if text in ("ask", "escalate"):
            text = f"{text} May qubits heal {self.question(who)}?"
        self.did(who, f"writes {text}")
        return text

    def question(self, who: str) -> str:
        mark = self.mark("ask")
        self.asked[mark] = who
        return mark


def entered(diary: Diary, who: str, initial: object) -> str:
    mark = diary.question(who)
    choices: list[Any] = [f"May qubits heal {mark}?", f"{mark} 12", "5", "2026-12-24", "", initial]
    return str(diary.chance.choice(choices) or "")


class InSlack:
    """One person in Slack. `places` are the channels in which they see cards."""

    def __init__(self, person: SlackPerson, diary: Diary, *places: str) -> None:
        self.person, self.diary, self.places = person, diary, places
        self.name = person.id

    async def step(self) -> None:
        chance = self.diary.chance
        if self.person.modal and chance.random() < 0.8:
            await self._modal(self.person.modal)
            return
        acts: list[Callable[[], Awaitable[None]]] = [
            self._command,
            self._click,
            self._click,
            self._click,
        ]
        acts += [self._say] if self.places else [self._tell]
        await chance.choice(acts)()

    async def _command(self) -> None:
        text = self.diary.command(self.name)
        self._read(await self.person.slash("/innovation", text, wait=WAIT))

    async def _tell(self) -> None:
        mark = self.diary.question(self.name)
        self.diary.did(self.name, f"writes to the app {mark}")
        await self.person.dm(f"Hello, {mark}")

    async def _say(self) -> None:
        """In the thread of a card, or a change of what one said there."""
        channel = self.diary.chance.choice(self.places)
        posts = self.person.slack.channel(channel).messages
        own = [m for m in posts if m.user == self.person.id and not m.bot_id]
        if own and self.diary.chance.random() < 0.2:
            await changed(self, self.diary.chance.choice(own))
            return
        cards = [m for m in posts if m.thread_ts in (None, m.ts)][-NEAR:]
        if not cards:
            return
        text = staff_text(self.diary)
        self.diary.did(self.name, f"in the thread: {text}")
        await self.person.say(channel, text, self.diary.chance.choice(cards).ts)

    def _seen(self) -> list[SlackMessage | View]:
        seen: list[SlackMessage | View] = [*self.person.dms()[-NEAR:]]
        seen += self.person.ephemerals()[-4:]
        for place in self.places:
            seen += self.person.slack.channel(place).messages[-NEAR:]
        if self.person.home:
            seen.append(self.person.home)
        return seen

    async def _click(self) -> None:
        targets = [(m, e) for m in self._seen() for e in visible.labels_of(m.blocks) if e]
        if not targets:
            return
        target, label = self.diary.chance.choice(targets)
        self.diary.did(self.name, f"clicks {label!r}")
        self._read(await self.person.click(target, label, wait=WAIT))

    async def _modal(self, view: View) -> None:
        labels = [label for label in visible.labels_of(view.blocks) if label]
        choice = self.diary.chance.random()
        if labels and choice < 0.35:
            label = self.diary.chance.choice(labels)
            self.diary.did(self.name, f"clicks {label!r} in {view.plain[:40]!r}")
            self._read(await self.person.click(view, label, wait=WAIT))
        elif choice < 0.85 and view.source.get("submit"):
            values = self._values(view)
            self.diary.did(self.name, f"submits {view.plain[:40]!r} with {values}")
            self._read(await self.person.submit(view, values))
        else:
            self.diary.did(self.name, f"closes {view.plain[:40]!r}")
            await self.person.close(view, everything=self.diary.chance.random() < 0.5)

    def _values(self, view: View) -> dict[str, Any]:
        chance, values = self.diary.chance, {}
        for each in slack_filling.fields_of(view.blocks):
            options = [visible.words(o.get("text")) for o in visible.options_of(each.element)]
            values[each.names[-1]] = self._value(each.kind, options, each.initial(), chance)
        return values

    def _value(self, kind: str, options: list[str], initial: object, chance: Random) -> Any:
        if kind in ("static_select", "radio_buttons"):
            return chance.choice(options)
        if kind in ("multi_static_select", "checkboxes"):
            return [each for each in options if chance.random() < 0.8]
        if kind in ("users_select", "multi_users_select"):
            users = ["U0ALICE", "U0SOFIE", "U0MARC", "U0NINA"]
            chosen = [each for each in users if chance.random() < 0.4]
            return chosen if kind.startswith("multi") else chance.choice(users)
        if kind in ("conversations_select", "channels_select"):
            return chance.choice(["C0NIO", "C0CTR", "C0IDEAS"])
        if kind == "datepicker":
            return chance.choice(["2026-12-24", "2030-01-01", "2020-01-01"])
        if kind == "timepicker":
            return chance.choice(["09:00", "23:59"])
        if kind == "number_input":
            return chance.choice(["0", "5", "12000"])
        return entered(self.diary, self.name, initial)

    def _read(self, shown: SlackShown) -> None:
        if shown.error and shown.error != "not_supported_in_threads":
            self.diary.troubles.append(
                f"{self.name} was shown {shown.error}: {self.diary.done[-1]}"
            )

    @property
    def everything(self) -> str:
        home = self.person.home.plain if self.person.home else ""
        modal = self.person.modal.plain if self.person.modal else ""
        seen = [*(m.plain for m in (*self.person.dms(), *self.person.ephemerals())), home, modal]
        return "\n".join(seen)


class InTeams:
    """One person in Teams. `places` are the channels in which they see cards."""

    def __init__(self, person: TeamsPerson, diary: Diary, *places: str) -> None:
        self.person, self.diary, self.places = person, diary, places
        self.name = person.key

    async def step(self) -> None:
        chance = self.diary.chance
        if self.person.dialog:
            if chance.random() < 0.2:
                self.diary.did(self.name, "closes the dialog")
                await self.person.close(self.person.dialog)
            else:
                await self._use(self.person.dialog)
            return
        acts: list[Callable[[], Awaitable[None]]] = [
            self._command,
            self._click,
            self._click,
            self._click,
        ]
        acts += [self._say] if self.places else [self._command]
        await chance.choice(acts)()

    async def _command(self) -> None:
        text = self.diary.command(self.name) or "hello"
        self._read(await self.person.message(text, wait=WAIT))

    async def _say(self) -> None:
        channel = self.diary.chance.choice(self.places)
        place = self.person.teams.channel(channel)
        own = [m for m in place.messages if m.author_id == self.person.id and not m.deleted]
        if own and self.diary.chance.random() < 0.2:
            await changed(self, self.diary.chance.choice(own))
            return
        posts = [m for m in place.posts if not m.deleted][-NEAR:]
        if not posts:
            return
        text = staff_text(self.diary)
        self.diary.did(self.name, f"in the thread: {text}")
        await self.person.reply(self.diary.chance.choice(posts), text, mention=True)

    def _seen(self) -> list[TeamsMessage]:
        seen = [m for m in self.person.inbox if not m.deleted][-NEAR:]
        for name in self.places:
            place = self.person.teams.channel(name)
            seen += [m for m in place.messages if m.is_from_bot and not m.deleted][-NEAR:]
        return seen

    async def _click(self) -> None:
        seen = [m for m in self._seen() if m.buttons]
        if seen:
            await self._use(self.diary.chance.choice(seen))

    async def _use(self, target: TeamsMessage | Dialog) -> None:
        found = [f for card in self.person.cards_of(target) for f in actions(card) if f.title]
        if not found:
            if isinstance(target, Dialog):
                await self.person.close(target)
            return
        chosen = self.diary.chance.choice(found)
        values = self._values(chosen)
        self.diary.did(self.name, f"uses {chosen.title!r} with {values}")
        self._read(await self.person.use(target, chosen, values, WAIT))

    def _values(self, found: Found) -> dict[str, Any]:
        if found.action.get("associatedInputs") == "none":
            return {}
        return {str(node["id"]): self._value(node) for node in found.inputs}

    def _value(self, node: dict[str, Any]) -> Any:
        chance = self.diary.chance
        match node["type"]:
            case "Input.Toggle":
                return chance.random() < 0.8
            case "Input.ChoiceSet" if node.get("choices"):
                return chance.choice(node["choices"])["value"]
            case "Input.ChoiceSet":
                return self.person.teams.person("nina").user.aad_object_id
            case "Input.Number":
                return chance.choice(["0", "5", "12000"])
            case "Input.Date":
                return chance.choice(["2026-12-24", "2030-01-01", "2020-01-01"])
            case "Input.Time":
                return "09:00"
        return entered(self.diary, self.name, node.get("value"))

    def _read(self, shown: TeamsShown) -> None:
        if shown.error:
            self.diary.troubles.append(
                f"{self.name} was shown {shown.error}: {self.diary.done[-1]}"
            )

    @property
    def everything(self) -> str:
        seen = [self.person.sees(m).plain for m in self.person.inbox]
        return "\n".join([*seen, self.person.dialog.plain if self.person.dialog else ""])


async def changed(who: InSlack | InTeams, message: Any) -> None:
    """Delete what one said, or say something else."""
    if who.diary.chance.random() < 0.5:
        who.diary.did(who.name, f"deletes {message.plain}")
        await who.person.delete(message)
        return
    text = staff_text(who.diary)
    who.diary.did(who.name, f"changes {message.plain} to {text}")
    await who.person.edit(message, text)


def staff_text(diary: Diary) -> str:
    template = diary.chance.choice(TYPED)
    mark = diary.mark("int")
    if template.startswith(("!note", "//", "!reroute")):
        diary.internal.add(mark)
    return template.replace("{}", f"Article 7 says {mark}.")
