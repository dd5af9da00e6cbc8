"""Describes the world of `make run`: a hospital that asks, and the office that answers."""

from __future__ import annotations

from simulator.teams.people import Bot
from simulator.teams.platform import Teams

APP_ID = "5f0e0000-0000-4000-8000-00000000a990"
APP_PASSWORD = "simulated-app-password"  # noqa: S105  (opens nothing but the simulator)
BOT_NAME = "Innovation Desk"
HOSPITAL = "5f0e0000-0000-4000-8000-00000000bbbb"
OFFICE = "5f0e0000-0000-4000-8000-00000000aaaa"
TEAM = "Innovation Office"
CHANNELS = ("NIO desk", "CTR desk")

RESEARCHERS = {
    "fatima": ("Fatima Aydin", "en-GB", "University Hospital"),
    "jan": ("Jan Maes", "nl-BE", "University Hospital"),
    "claire": ("Claire Dumont", "fr-BE", "University Hospital"),
}
STAFF = {
    "sofie": ("Sofie Janssens", "nl-BE", "National Innovation Office"),
    "marc": ("Marc Lambert", "fr-BE", "National Innovation Office"),
    "nina": ("Nina Weber", "en-GB", "R&D division, clinical trials"),
}


def bot(app_id: str = APP_ID, password: str = APP_PASSWORD) -> Bot:
    return Bot(app_id, password, BOT_NAME, OFFICE)


def furnish(teams: Teams) -> None:
    """Found the tenants and fill them."""
    teams.add_tenant(HOSPITAL, "University Hospital (Teams)", "hospital.example")
    teams.add_tenant(OFFICE, "Office (Teams)", "office.example")
    for key, (name, locale, title) in RESEARCHERS.items():
        teams.add_person(key, name, HOSPITAL, locale, title, installed=True)
    staff = [
        teams.add_person(key, name, OFFICE, locale, title)
        for key, (name, locale, title) in STAFF.items()
    ]
    teams.add_team(TEAM, OFFICE, *staff, channels=CHANNELS)
