"""The pack that we ship: no problem, every text sourced, every path ends, no old news as new.

D1 to D6 are the six places where the article of June 2025 and other sources differ.
"""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from adapters.packs.check import check_pack
from core.values.pack import Article, Pack, Step, Tree
from tests.read_once import real

TODAY = date(2026, 11, 27)
KNOWN = date(2026, 11, 23)  # the day of our state of knowledge; a few pages were read later
FOLDER = Path(__file__).parents[2] / "packs" / "famhp"
PACK = real(TODAY)[0]
ARTICLES = PACK.articles["en"]
TREE = PACK.trees["en"]["cta"]


def paths(tree: Tree, step: str) -> Iterator[tuple[tuple[str, str], ...]]:
    """Every way through the tree: pairs of step and option; the last option gives the verdict."""
    for option in tree.steps[step].options:
        if option.leads_to in tree.verdicts:
            yield ((step, option.id),)
        else:
            yield from (((step, option.id), *rest) for rest in paths(tree, option.leads_to))


def verdict_of(tree: Tree, path: tuple[tuple[str, str], ...]) -> str:
    step, option = path[-1]
    return {each.id: each.leads_to for each in tree.steps[step].options}[option]


PATHS = list(paths(TREE, TREE.start))


def article(name: str) -> str:
    """All that a reader sees of an article."""
    found = ARTICLES[name]
    return f"{found.title}\n{found.summary}\n{found.body}"


def test_has_no_problem() -> None:
    assert [str(problem) for problem in check_pack(FOLDER, TODAY)] == []


@pytest.mark.parametrize("found", ARTICLES.values(), ids=lambda found: found.id)
def test_every_article_is_dated_sourced_and_short(found: Article) -> None:
    assert found.sources
    assert all(KNOWN <= source.read <= TODAY for source in found.sources)
    assert found.as_of <= TODAY < found.review_by <= date(2027, 5, 31)
    assert found.is_current(TODAY)
    assert 60 <= len(found.body.split()) <= 200
    assert found.legal_status in PACK.phrases["en"]
    assert "{{" not in article(found.id)


def test_every_topic_has_an_article_and_services_say_how() -> None:
    assert {found.topic for found in ARTICLES.values()} == set(PACK.topics)
    services = [found for found in ARTICLES.values() if found.kind == "service"]
    assert {found.topic for found in services} == {
        *("sta", "pre_submission", "snsa", "portfolio_meeting", "project_info_meeting"),
        *("devices", "borderline", "hbm"),
    }
    assert all(found.who and found.how for found in services)


def test_the_tree_has_its_size() -> None:
    assert len(TREE.steps) >= 15
    assert len(TREE.verdicts) >= 20
    assert max(map(len, PATHS)) <= 12


def test_every_path_ends_in_a_verdict_with_its_trace() -> None:
    for path in PATHS:
        verdict = TREE.verdicts[verdict_of(TREE, path)]
        assert verdict.rule, path
        assert verdict.sources, path
        assert verdict.topic in PACK.topics, path
        assert all(TREE.steps[step].rule and TREE.steps[step].sources for step, _ in path), path
        assert re.search(r"CTA|FAMHP|Regulation", verdict.text), path
        assert re.search(r"@|ethics committee", verdict.text), path


@pytest.mark.parametrize("step", TREE.steps.values(), ids=lambda step: step.id)
def test_labels_fit_a_button(step: Step) -> None:
    """Slack cuts a button's text at 75 characters (docs.slack.dev, button element)."""
    assert all(len(option.label) <= 75 for option in step.options)


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ("medicine yes no no no", "non_interventional"),
        ("medicine yes yes new no belgium early", "belgium_early"),
        ("medicine yes yes new no belgium late", "belgium_late"),
        ("medicine yes no yes new yes label minimal belgium", "low_belgium"),
        ("medicine yes yes new yes label more several concerned", "concerned"),
        ("medicine yes no no yes new no several reporting", "reporting"),
        ("medicine yes yes new no elsewhere", "no_role"),
        ("medicine yes yes add_belgium", "add_belgium"),
        ("medicine yes yes modification none", "no_role"),
        ("medicine yes yes directive running", "directive_running"),
        ("medicine unsure", "ask_scope"),
        ("combination medicine_first no", "other_experiment"),
        ("supplement open market", "status_commission"),
        ("unsure development", "status_advice"),
        ("device unmarked", "device_consolidated"),
        ("device inside no", "device_ethics_only"),
        ("ivd post_market", "ivd_validation"),
        ("none", "no_product"),
    ],
)
def test_walks(answers: str, verdict: str) -> None:
    wanted = tuple(answers.split())
    ends = {tuple(option for _, option in path): verdict_of(TREE, path) for path in PATHS}
    assert ends.get(wanted) == verdict


FEE_CHECK = PACK.trees["en"]["fee_check"]


@pytest.mark.parametrize(
    ("answers", "verdict"),
    [
        ("sta yes yes", "exempt"),
        ("snsa yes unsure", "exempt_open"),
        ("sta yes no academic", "reduced"),
        ("sta no company yes", "reduced_sme"),
        ("sta unsure company no", "full"),
        ("sta no company unsure", "test_first"),
        ("sta no hospital", "non_commercial"),
        ("sta no individual", "individual"),
        ("meeting", "meeting"),
        ("application", "application"),
    ],
)
def test_walks_of_the_fee_check(answers: str, verdict: str) -> None:
    ends = {
        tuple(option for _, option in path): verdict_of(FEE_CHECK, path)
        for path in paths(FEE_CHECK, FEE_CHECK.start)
    }
    assert ends.get(tuple(answers.split())) == verdict


def test_the_fee_check_promises_nothing() -> None:
    doubt = r"[Uu]n(known|certain)|not (found|known|in our)|decision|doubt|depends|says nothing"
    for verdict in FEE_CHECK.verdicts.values():
        assert verdict.sources
        assert re.search(doubt, verdict.text), verdict.id


def test_d1_both_trial_mailboxes_are_named_and_the_doubt_is_said() -> None:
    text = article("contact-trials")
    assert "ctr@fagg-afmps.be" in text
    assert "ct.rd@fagg-afmps.be" in text
    assert "Sources differ" in text
    assert PACK.facts["mail_trials_article"].confidence == "low"


def test_d2_snsa_is_no_longer_sold_as_a_pilot() -> None:
    text = article("snsa")
    assert "started as a pilot in 2020" in text
    assert "continued since January 2025" in text
    assert "snsa@fagg-afmps.be" in text


def test_d3_both_vocabularies_are_understood_and_the_right_one_answers() -> None:
    text = article("cta-roles")
    for words in ("Reporting Member State (RMS)", "Member State Concerned (MSC)", "Reference"):
        assert words in text
    everything = "\n".join(map(article, ARTICLES))
    assert "Reference Member State" not in everything


def test_d4_a_fee_answer_names_the_exemption_beside_the_reduction() -> None:
    text = article("sta-fees")
    assert "75 %" in text
    assert "Exemption" in text
    assert "one source" in text
    assert "2 years" in article("sta-fee-exemption")


def test_d5_the_horizon_topics_are_history() -> None:
    text = article("horizon-topics")
    assert "All are closed" in text
    assert "16 September 2025" in text
    assert "16 April 2026" in text
    assert "open call" not in text.lower()
    assert not re.search(r"\b(is|are) (still )?open\b", text)


def test_d6_belgian_times_come_before_the_eu_maxima() -> None:
    text = article("cta-timelines-belgium")
    assert "1 January 2026" in text
    assert "applied timelines" in text
    assert "59" in text
    assert "79" in text
    assert ARTICLES["cta-timelines-belgium"].title in article("cta-timelines-eu")


def test_no_fee_amount_is_known_after_2017() -> None:
    known = {row.year for row in PACK.fees["en"].amounts if row.amount is not None}
    unknown = {row.year for row in PACK.fees["en"].amounts if row.amount is None}
    assert (known, unknown) == ({2017}, {2024, 2025, 2026})
    for found in ARTICLES.values():
        amounts = re.findall(r"[\d,.]+ EUR", article(found.id))
        assert not amounts or found.id in {"sta-fee-amounts", "sme-definition"}


def test_names_no_private_person() -> None:
    files = [path for path in FOLDER.rglob("*") if path.is_file()]
    text = "\n".join(path.read_text(encoding="utf-8") for path in files)
    assert "@hub.brussels" not in text


def test_the_calendar_ends_where_knowledge_ends() -> None:
    closed = PACK.calendar.closed
    assert date(2026, 12, 28) not in closed  # the closure of 2026-27 was not found
    assert closed[date(2027, 11, 15)] == "King's Feast"


def test_the_pack_is_a_value() -> None:
    assert Pack.model_validate(PACK.model_dump()) == PACK
