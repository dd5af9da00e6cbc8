"""How well triage sorts a file of labelled questions: `python -m benchmarks.triage`.

Nothing of the file is learned from, except by the last baseline, which is cross-validated.
Without `--questions`: the file beside the repository where there is one, and those in
`benchmarks/questions`, written by another hand than the pack's examples. JSON lines: text, lang,
mailbox, topic, acceptable_topics, answerable.
"""

import argparse
import json
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

from adapters.packs.loader import load_pack
from adapters.triage.book import read_book
from adapters.triage.teaching import learned, sorter_of
from adapters.triage.words import words
from benchmarks.triage_baselines import Bm25, Guess, LogisticRegression, samples_of
from core.values.routing import Asked as Subject
from core.values.routing import Routing
from core.values.triage import Triage

QUESTIONS = Path("../shared/questions-dev.jsonl")
OURS = Path(__file__).parent / "questions"
LANGUAGES = ("en", "nl", "fr", "de")
MAILBOXES = ("innovationoffice", "ctr", "none")
FOLDS = 5
_TYPO_ROUNDS = 3
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True)
class Asked:
    text: str
    lang: str
    mailbox: str
    topic: str
    acceptable: frozenset[str]
    answerable: bool


@dataclass(frozen=True)
class Result:
    asked: Asked
    mailbox: str
    topic: str
    article: str | None = None
    language: str = ""

    @property
    def delivered(self) -> bool:
        return self.mailbox == self.asked.mailbox

    @property
    def fits(self) -> bool:
        return self.topic in self.asked.acceptable


def questions(path: Path) -> list[Asked]:
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line)
    return [
        Asked(
            text=row["text"],
            lang=row["lang"],
            mailbox=row["mailbox"],
            topic=row["topic"],
            acceptable=frozenset((row["topic"], *row["acceptable_topics"])),
            answerable=row["answerable"],
        )
        for row in rows
    ]


def share(values: Iterable[bool]) -> str:
    found = list(values)
    return f"{100 * sum(found) / len(found):5.1f} %" if found else "      -"


def quantiles(times: list[float]) -> str:
    late = sorted(times)[int(len(times) * 0.99)]
    return f"p50 {median(times):.2f} ms, p99 {late:.2f} ms"


def mistyped(text: str, chance: random.Random) -> str:
    """One edit in each word of two letters or more."""
    return " ".join(_edited(word, chance) if len(word) > 1 else word for word in text.split())


def _edited(word: str, chance: random.Random) -> str:
    at, letter = chance.randrange(len(word)), chance.choice(_LETTERS)
    head, tail = word[:at], word[at:]
    swapped = head + tail[1:2] + tail[:1] + tail[2:]
    return chance.choice((head + tail[1:], head + letter + tail, head + letter + tail[1:], swapped))


def by_language(results: Sequence[Result]) -> None:
    print(f"\n{'language':10}{'n':>5}{'mailbox':>10}{'topic':>10}{'language':>10}")
    for name in ("all", *LANGUAGES):
        ours = [r for r in results if name in ("all", r.asked.lang)]
        figures = (
            share(r.delivered for r in ours),
            share(r.fits for r in ours),
            share(r.language == r.asked.lang for r in ours),
        )
        print(f"{name:10}{len(ours):5}" + "".join(f"{figure:>10}" for figure in figures))


def by_topic(results: Sequence[Result]) -> None:
    print(f"\n{'topic':22}{'n':>5}{'mailbox':>10}{'topic':>10}  taken for")
    for topic, number in Counter(r.asked.topic for r in results).most_common():
        ours = [r for r in results if r.asked.topic == topic]
        missed = Counter(r.topic for r in ours if not r.fits)
        wrong = ", ".join(f"{name} {times}" for name, times in missed.most_common())
        first, second = share(r.delivered for r in ours), share(r.fits for r in ours)
        print(f"{topic:22}{number:5}{first:>10}{second:>10}  {wrong}")


def confusion(results: Sequence[Result]) -> None:
    counts = Counter((r.asked.mailbox, r.mailbox) for r in results)
    print(f"\n{'mailbox: is, said':22}" + "".join(f"{name:>18}" for name in MAILBOXES))
    for name in MAILBOXES:
        print(f"{name:22}" + "".join(f"{counts[name, said]:18}" for said in MAILBOXES))


def answers(results: Sequence[Result]) -> None:
    outside = [r for r in results if r.asked.topic == "out_of_scope"]
    given = [r for r in results if r.article]
    print(f"\nout-of-scope recall        {share(r.mailbox == 'none' for r in outside)}")
    print(f"answered with an article   {share(bool(r.article) for r in results)}")
    print(f"  of another topic (wrong) {share(bool(r.article) and not r.fits for r in results)}")
    unseeded = sum(not r.asked.answerable for r in given)
    print(f"  marked not answerable from the source article: {unseeded} of {len(given)}")


def line(name: str, results: Sequence[Result]) -> None:
    outside = [r for r in results if r.asked.topic == "out_of_scope"]
    first, second = share(r.delivered for r in results), share(r.fits for r in results)
    print(f"{name:44}{first:>10}{second:>10}{share(r.mailbox == 'none' for r in outside):>10}")


def cross_validated(given: Sequence[Asked], mailbox_of: Callable[[str], str]) -> list[Result]:
    order = list(given)
    random.Random(0).shuffle(order)
    results: list[Result] = []
    for fold in range(FOLDS):
        known = [q for at, q in enumerate(order) if at % FOLDS != fold]
        guess = LogisticRegression([(q.text, q.topic) for q in known])
        results += guessed(guess, order[fold::FOLDS], mailbox_of)
    return results


def guessed(guess: Guess, given: Sequence[Asked], mailbox_of: Callable[[str], str]) -> list[Result]:
    topics = [guess(question.text) for question in given]
    return [Result(q, mailbox_of(t), t) for q, t in zip(given, topics, strict=True)]


def memory() -> float:
    """Resident memory of this process in MB; 0 where /proc does not tell."""
    status = Path("/proc/self/statm")
    return int(status.read_text().split()[1]) * 4 / 1024 if status.exists() else 0.0


class Bench:
    """A trained sorter, and what training cost."""

    def __init__(self, folder: Path) -> None:
        self.pack = load_pack(folder, datetime.now(UTC).date())
        self.routing = Routing.model_validate(self.pack.default_routing)
        before, started, worked = memory(), time.perf_counter(), time.process_time()
        self.sort = sorter_of(self.pack, folder)
        self.wall, self.work = time.perf_counter() - started, time.process_time() - worked
        self.grown = memory() - before
        self.book = read_book(folder / "triage", self.pack)

    def mailbox_of(self, topic: str) -> str:
        if topic in self.book.rules.without_queue:
            return "none"
        return self.routing.route(Subject(topic=topic)).queue

    def result(self, question: Asked, text: str) -> Result:
        found: Triage = self.sort(text, "en", self.routing)
        mailbox = found.queue or "none"
        return Result(question, mailbox, found.topic, found.article, found.language)

    def run(self, given: Sequence[Asked]) -> list[Result]:
        return [self.result(question, question.text) for question in given]

    def typos(self, given: Sequence[Asked]) -> list[Result]:
        chance = random.Random(1)
        rounds = [question for _ in range(_TYPO_ROUNDS) for question in given]
        return [self.result(question, mistyped(question.text, chance)) for question in rounds]

    def mended(self, given: Sequence[Asked]) -> None:
        """Which words were taken for typing errors; nearly all of these files are spelled right."""
        reader, seen = learned(self.pack, self.book).reader, 0
        changed: dict[str, None] = {}
        for question in given:
            said = words(question.text)
            pairs = dict(zip(said, reader.read(question.text).words, strict=True))
            seen += len(pairs)
            changed |= {f"{one} → {other}": None for one, other in pairs.items() if one != other}
        print(f"\nwords taken for typing errors: {len(changed)} of {seen}")
        print(f"  {', '.join(changed)}")

    def cost(self, given: Sequence[Asked]) -> None:
        wall, work = [], []
        for question in given:
            started, worked = time.perf_counter(), time.process_time()
            self.sort(question.text, "en", self.routing)
            wall.append(1000 * (time.perf_counter() - started))
            work.append(1000 * (time.process_time() - worked))
        print(f"\ntraining {self.wall:.2f} s ({self.work:.2f} s of CPU), +{self.grown:.0f} MB")
        print(f"a question, first time: {quantiles(wall)}; of CPU: {quantiles(work)}")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks.triage")
    parser.add_argument("--questions", type=Path)
    parser.add_argument("--pack", type=Path, default=Path("packs/famhp"))
    options = parser.parse_args()
    files = [options.questions] if options.questions else [QUESTIONS, *sorted(OURS.glob("*.jsonl"))]
    if options.questions and not options.questions.exists():
        print(f"There is no {options.questions}; name a file with --questions.", file=sys.stderr)
        return 2
    bench = Bench(options.pack)
    for path in files:
        if path.exists():
            print(f"\n=== {path}")
            report(bench, questions(path))
    return 0


def report(bench: Bench, given: Sequence[Asked]) -> None:
    bench.cost(given)
    results = bench.run(given)
    by_language(results)
    by_topic(results)
    confusion(results)
    answers(results)
    bench.mended(given)
    typed = bench.typos(given)
    print(f"\none typing error in each word: mailbox {share(r.delivered for r in typed)}")
    samples = samples_of(bench.pack, bench.book)
    print(f"\n{'same questions':44}{'mailbox':>10}{'topic':>10}{'outside':>10}")
    line("this desk", results)
    line("BM25, nearest text of the pack", guessed(Bm25(samples), given, bench.mailbox_of))
    name = "n-gram TF-IDF + logistic regression"
    if not LogisticRegression.installed():
        print(f"{name}: needs scikit-learn")
        return
    learned = LogisticRegression(samples)
    line(f"{name}, pack", guessed(learned, given, bench.mailbox_of))
    line(f"{name}, {FOLDS} folds", cross_validated(given, bench.mailbox_of))


if __name__ == "__main__":
    sys.exit(main())
