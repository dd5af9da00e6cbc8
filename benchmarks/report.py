"""What a run prints: figures and ratios, then the aims beside what was measured."""

import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from benchmarks import escalating, reading
from benchmarks.escalating import Escalated
from benchmarks.load import Timings
from benchmarks.reading import Figures, Rounds, median, times
from benchmarks.teams import CLICKED, PER_SECOND, SLACK_PER_SECOND, InTeams

TEAMS_CPU, BESIDE = 1.0, 1.25  # ms, times
CPU, START, MEMORY, GROWTH = 0.45, 3.0, 150.0, 5.0  # ms, s, MB, MB
STEADY_P99, BURST_P99 = 100.0, 300.0  # ms


@dataclass(frozen=True, slots=True)
class Memory:
    """Resident, in MB: when ready, after the first commands of each kind, after all of them."""

    ready: float
    warm: float
    last: float


@dataclass(frozen=True, slots=True)
class Measured:
    """Everything of one run. `starts` in seconds, `answer` in bytes."""

    loads: Rounds
    commands: Mapping[str, Figures]
    starts: Sequence[float]
    memory: Memory
    answered: int
    answer: int
    escalated: Escalated
    teams: InTeams | None = None


@dataclass(frozen=True, slots=True)
class Aim:
    """What we want at most, and what it is."""

    what: str
    most: float
    measured: float
    unit: str

    def __str__(self) -> str:
        word = "met" if self.measured <= self.most else "SHORT"
        return (
            f"{word:<6} {self.what:<52} ≤ {self.most:>6.2f} {self.unit:<3}"
            f"{self.measured:>9.2f} {self.unit}"
        )


def printed(measured: Measured) -> Iterator[str]:
    """The lines of the report."""
    yield from _loads(measured)
    yield from _commands(measured.commands)
    yield from _escalated(measured.escalated)
    if measured.teams:
        yield from _teams(measured.teams)
    yield from _process(measured)
    yield "\nAims"
    yield from map(str, aims(measured))


def aims(measured: Measured) -> Iterable[Aim]:
    for text, figures in measured.commands.items():
        yield Aim(f"CPU of /innovation {text}", CPU, figures.cpu, "ms")
    for load, by_name in measured.loads.items():
        ratio = times(by_name["desk"], by_name["bolt"])
        yield Aim(f"p50, {load}, as a multiple of bare Bolt's", 1.0, ratio.p50, "×")
        yield Aim(f"p99, {load}, as a multiple of bare Bolt's", 1.0, ratio.p99, "×")
    made = measured.escalated
    yield Aim("p99 of the ack, 20 escalations/s", STEADY_P99, made.steady.percentile(99), "ms")
    yield Aim("p99 of the ack, 200 escalations at once", BURST_P99, made.burst.percentile(99), "ms")
    yield Aim("escalations told to try again", 0, made.refused, "")
    if measured.teams:
        yield from _aims_in_teams(measured.teams)
    yield Aim("start to ready", START, statistics.median(measured.starts), "s")
    yield Aim("resident memory", MEMORY, measured.memory.last, "MB")
    yield Aim(
        "growth of memory over these commands",
        GROWTH,
        measured.memory.last - measured.memory.warm,
        "MB",
    )


def _aims_in_teams(it: InTeams) -> Iterable[Aim]:
    for load, by_name in it.loads.items():
        used = median(by_name[CLICKED]).cpu
        yield Aim(f"CPU of a read-only turn in Teams, {load}", TEAMS_CPU, used, "ms")
    ratio = statistics.median(b / a for a, b in zip(it.alone, it.beside, strict=True))
    yield Aim(f"Slack's p50 beside {PER_SECOND} turns/s in Teams, as before", BESIDE, ratio, "×")


def _teams(it: InTeams) -> Iterator[str]:
    yield (
        "\nTeams: a click is answered in the HTTP answer; what is typed is recorded and answered by"
        "\na message, whose sending counts here too. aiohttp looks at no token."
    )
    yield f"{'':26}CPU ms   p50 ms   p99 ms  answers/s"
    for load, by_name in it.loads.items():
        yield load
        for name, rounds in by_name.items():
            yield f"  {name:<22}{_figures(median(rounds))}"
    alone, beside = statistics.median(it.alone), statistics.median(it.beside)
    yield (
        f"Slack's p50, {SLACK_PER_SECOND} commands a second: {alone:.2f} ms; beside {PER_SECOND} "
        f"turns a second in Teams: {beside:.2f} ms"
    )


def _loads(measured: Measured) -> Iterator[str]:
    yield (
        f"\n/innovation fees, signed, answered with {measured.answer:,} bytes by all; medians of "
        f"{reading.ROUNDS} rounds.\nCPU is the server's, for each request; desk ÷ is how many "
        f"times this server's figure the desk's is."
    )
    yield f"\n{'':26}CPU ms   p50 ms   p99 ms  answers/s    desk ÷ CPU    p50    p99"
    for load, by_name in measured.loads.items():
        yield load
        for name, rounds in by_name.items():
            ratios = "" if name == "desk" else _ratios(times(by_name["desk"], rounds))
            yield f"  {name:<22}{_figures(median(rounds))}{ratios}"


def _figures(it: Figures) -> str:
    return f"{it.cpu:>8.3f}{it.p50:>9.2f}{it.p99:>9.2f}{it.rate:>11.0f}"


def _ratios(it: Figures) -> str:
    return f"{it.cpu:>14.2f}{it.p50:>7.2f}{it.p99:>7.2f}"


def _commands(commands: Mapping[str, Figures]) -> Iterator[str]:
    yield "\nThe desk's other commands, 32 at a time"
    for text, figures in commands.items():
        yield f"  {text:<22}{_figures(figures)}"


def _escalated(made: Escalated) -> Iterator[str]:
    yield "\nEscalations: a signed form becomes a case, its card, its mail and its receipt"
    rate = f"{escalating.PER_SECOND} a second for {escalating.SECONDS} s"
    yield f"  {rate:<26}{_ack(made.steady)}"
    yield f"  {f'{escalating.AT_ONCE} at once':<26}{_ack(made.burst)}"
    rows = made.rows
    yield (
        f"  {made.acknowledged} acknowledged, {made.refused} told to try again; in the database "
        f"{rows.cases} cases and {rows.deliveries} deliveries, {rows.sent} of them sent by then"
    )


def _ack(took: Timings) -> str:
    return (
        f"ack p50 {took.percentile(50):>7.2f} ms   p99 {took.percentile(99):>7.2f} ms   "
        f"longest {took.percentile(100):>7.2f} ms"
    )


def _process(measured: Measured) -> Iterator[str]:
    starts = ", ".join(f"{start:.2f}" for start in measured.starts)
    memory = measured.memory
    yield f"\nStart to ready: {starts} s"
    yield (
        f"Resident memory: {memory.ready:.0f} MB ready, {memory.warm:.0f} MB warm, "
        f"{memory.last:.0f} MB after {measured.answered:,} commands"
    )
