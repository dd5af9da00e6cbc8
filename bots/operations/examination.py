"""The doctor on the command line: makes what can be made of the desk, looks, and lets go."""

from contextlib import AsyncExitStack

from bots import database
from bots.checks import checkup
from bots.checks.doctor import Doctor
from bots.checks.findings import words
from bots.operations.routing import pack_of
from bots.settings import Settings, Unsafe
from bots.sides import doctor_of, now, opened_sides
from bots.slack import side as slack
from core.values.office import Finding
from core.values.value import DeskError

LONGER = 10.0  # seconds; nobody's form waits


async def examined(given: Settings, locale: str = "") -> tuple[Finding, ...]:
    """Every part; those that need the database are left out while it is not ready."""
    try:
        pack = pack_of(given)
    except DeskError as error:
        mend = "Run: python -m bots pack check"
        why = {"why": str(error).splitlines()[0]}
        broken = Finding(part="pack", well=False, told="{why}", mend=mend, values=why)
        found = (broken, *checkup.of_settings(given), checkup.of_database(given))
        return tuple(each.said(words(locale)) for each in found)
    async with AsyncExitStack() as stack:
        session = await stack.enter_async_context(slack.session())
        if not checkup.of_database(given).well:
            bare = Doctor(
                given, pack, checks={}, looks={}, session=session, now=now, patience=LONGER
            )
            return await bare(None, locale)
        store = database.opened(given)
        stack.callback(store.close)
        sides = await opened_sides(given, store, stack)
        doctor = doctor_of(given, pack, store, sides, patience=LONGER)
        return await doctor(store, locale)


def of_bad_settings(error: Unsafe, locale: str = "") -> tuple[Finding, ...]:
    """Settings that do not do at all; everything else needs them."""
    mend = "Mend it, then run the doctor again."
    found = (
        Finding(part="settings", well=False, told="{why}", mend=mend, values={"why": line})
        for line in str(error).splitlines()
    )
    return tuple(each.said(words(locale)) for each in found)
