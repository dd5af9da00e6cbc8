"""A question finds its place and its language, in Slack, from the first word to the staff card."""

import pytest

from tests.walks.conftest import CONSENT, Office, number_in, opened

DUTCH = {
    "Onderwerp": "Iets anders",
    "Toestemming": ["Mijn vraag en mijn naam mogen naar de medewerkers van het bureau"],
}


async def test_a_dutch_question_is_answered_in_dutch_on_an_english_profile(office: Office) -> None:
    shown = await office.alice.slash("/innovation", "ask Wat kost een klinische proef bij jullie?")
    assert "Vraag het een medewerker" in shown.plain
    assert "Bronnen" in shown.plain


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("diensten", "Project"),
        ("tarifs pme 8299,41", "75"),
        ("Gebühren", "75"),
        ("dienstn", "*diensten*"),
        ("taal klingon", "I do not know that language"),
    ],
)
async def test_commands_have_words_in_every_language(
    office: Office, typed: str, words: str
) -> None:
    assert words in (await office.alice.slash("/innovation", typed)).plain


async def test_a_chosen_language_stays_until_it_is_automatic_again(office: Office) -> None:
    shown = await office.alice.slash("/innovation", "language")
    assert "I speak *English* with you" in shown.plain
    await office.alice.click(shown.message, "Français")
    shown = await office.alice.slash("/innovation", "fees")
    assert "Demander à une personne" in shown.plain
    shown = await office.alice.slash("/innovation", "ask Wat kost een klinische proef?")
    assert "Demander à une personne" in shown.plain
    await office.alice.slash("/innovation", "langue automatique")
    shown = await office.alice.slash("/innovation", "fees")
    assert "Ask a person" in shown.plain


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("Do you have a job for a pharmacist?", "Jobs and internships"),
        ("My daughter has a rash since she takes these pills", "speak to your doctor"),
        ("Welke apotheek is vannacht open?", "Apotheken"),
        ("Wird mein Hustensaft von der Krankenkasse erstattet?", "Erstattungsbehörde"),
    ],
)
async def test_another_services_matter_gets_a_pointer_and_still_a_person(
    office: Office, asked: str, words: str
) -> None:
    shown = await office.alice.slash("/innovation", f"ask {asked}")
    assert words in shown.plain
    assert shown.message.buttons[0] in (
        "Ask a person",
        "Vraag het een medewerker",
        "Mitarbeitende fragen",
    )


async def test_a_registry_study_gets_the_way_into_the_tree(office: Office) -> None:
    shown = await office.alice.slash("/innovation", "ask do I need a CTA for my registry study?")
    assert "Clinical trial check" in shown.message.buttons


async def test_a_device_study_names_the_trial_mailbox(office: Office) -> None:
    asked = "ask who approves a clinical investigation with our implant?"
    assert "ct.rd@fagg-afmps.be" in (await office.alice.slash("/innovation", asked)).plain


async def test_triages_queue_goes_with_the_question_and_staff_see_why(office: Office) -> None:
    asked = "ask Naar welk e-mailadres stuur ik een vraag over mijn klinische proef?"
    shown = await office.alice.slash("/innovation", asked)
    form = await office.alice.click(shown.message, "Vraag het een medewerker")
    assert "Iets anders" in str(opened(form).source)
    sent = await office.alice.submit(form.view, DUTCH)
    assert "Uw vraag is dossier" in sent.plain
    card = await office.card("C0CTR", "klinische proef")
    assert "Dutch" in card.plain
    assert "3 working days" not in card.plain
    assert "2 working days" in card.plain
    why = await office.marc.click(card, "Why this route")
    assert "mailbox-for-trials" in why.plain
    assert "routing rule" in why.plain


async def test_who_is_not_staff_does_not_learn_why(office: Office) -> None:
    form = await office.alice.slash("/innovation", "escalate May I?")
    shown = await office.alice.submit(
        form.view, {"Topic": "Scientific-technical advice (STA)", "Consent": [CONSENT]}
    )
    assert "routing rule" not in office.everything_seen_by(office.alice)
    assert number_in(shown)
