"""What an admin uploads: Slack's app manifest, and the app package for Teams.

https://docs.slack.dev/reference/app-manifest
https://learn.microsoft.com/microsoftteams/platform/resources/schema/manifest-schema
"""

import io
import json
import zipfile
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from bots.settings import Settings, Unsafe
from core.values.pack import Pack

ICONS = Path(__file__).with_name("icons")
COMMANDS = ("help", "services", "fees", "cta", "ask", "escalate", "cases")
SLACK_SCOPES = (
    "app_mentions:read",
    "channels:read",
    "chat:write",
    "commands",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "im:history",
    "im:read",
    "im:write",
    "users:read",
    "users:read.email",
)
SLACK_EVENTS = (
    "app_home_opened",
    "app_mention",
    "app_uninstalled",
    "message.groups",
    "message.im",
    "tokens_revoked",
)
_TEAMS_SCHEMA = (
    "https://developer.microsoft.com/json-schemas/teams/v1.25/MicrosoftTeams.schema.json"
)


def slack_manifest(given: Settings, pack: Pack, command: str = "/innovation") -> dict[str, Any]:
    """For one workspace or for many, over HTTP or in Socket Mode, as the settings say.

    Raises Unsafe without a public address, which only Socket Mode can do without.
    """
    socket = given.slack_app_token is not None
    here = None if socket else f"{_public(given)}/slack/events"
    request = {"request_url": here} if here else {}
    say = pack.phrases[pack.default_locale].__getitem__
    return {
        "display_information": {
            "name": say("manifest.name"),
            "description": say("manifest.short"),
            "long_description": say("manifest.full"),
            "background_color": "#0b6b64",
        },
        "features": {
            "app_home": {
                "home_tab_enabled": True,
                "messages_tab_enabled": True,
                "messages_tab_read_only_enabled": False,
            },
            "bot_user": {"display_name": say("manifest.name"), "always_online": True},
            "shortcuts": [
                {
                    "name": say("manifest.shortcut"),
                    "type": "message",
                    "callback_id": "ask",
                    "description": say("manifest.shortcut_help"),
                }
            ],
            "slash_commands": [
                {
                    "command": command,
                    **({"url": here} if here else {}),
                    "description": say("manifest.short"),
                    "usage_hint": say("manifest.hint"),
                    "should_escape": False,
                }
            ],
        },
        "oauth_config": {**_redirect(given), "scopes": {"bot": list(SLACK_SCOPES)}},
        "settings": {
            "event_subscriptions": {**request, "bot_events": list(SLACK_EVENTS)},
            "interactivity": {"is_enabled": True, **request},
            "org_deploy_enabled": given.slack_many,
            "socket_mode_enabled": socket,
            "token_rotation_enabled": given.slack_many,
        },
    }


def _redirect(given: Settings) -> dict[str, list[str]]:
    if not given.slack_many:
        return {}
    return {"redirect_urls": [f"{_public(given)}/slack/oauth_redirect"]}


def teams_package(given: Settings, pack: Pack) -> bytes:
    """A zip with the manifest, two icons and one file for each further language.

    Raises Unsafe without a public address or the app's id.
    """
    others = [locale for locale in pack.locales if locale != pack.default_locale]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("manifest.json", _json(teams_manifest(given, pack)))
        for locale in others:
            archive.writestr(f"{locale}.json", _json(_translated(pack, locale)))
        for icon in ("color.png", "outline.png"):
            archive.write(ICONS / icon, icon)
    return packed.getvalue()


def teams_manifest(given: Settings, pack: Pack) -> dict[str, Any]:
    if not given.teams_app_id:
        raise Unsafe("TEAMS_APP_ID is missing: it is the id of the bot's app registration in Entra")
    public = _public(given)
    say = pack.phrases[pack.default_locale].__getitem__
    return {
        "$schema": _TEAMS_SCHEMA,
        "manifestVersion": "1.25",
        "version": _version(),
        "id": given.teams_app_id,
        "developer": {
            "name": say("manifest.developer"),
            "websiteUrl": public,
            "privacyUrl": f"{public}/privacy",
            "termsOfUseUrl": f"{public}/terms",
        },
        "name": {"short": say("manifest.name"), "full": say("manifest.full_name")},
        "description": {"short": say("manifest.short"), "full": say("manifest.full")},
        "icons": {"color": "color.png", "outline": "outline.png"},
        "accentColor": "#0B6B64",
        "localizationInfo": _languages(pack),
        "bots": [_bot(given.teams_app_id, pack)],
        "composeExtensions": [_extension(given.teams_app_id, pack)],
        "staticTabs": _tabs(public, pack),
        "validDomains": [urlsplit(public).hostname],
        "webApplicationInfo": {
            "id": given.teams_app_id,
            "resource": f"api://{urlsplit(public).netloc.lower()}/botid-{given.teams_app_id.lower()}",
        },
        "authorization": {
            "permissions": {
                "resourceSpecific": [{"name": "ChannelMessage.Read.Group", "type": "Application"}]
            }
        },
    }


def _tabs(public: str, pack: Pack) -> list[dict[str, Any]]:
    """The chat comes first: it needs no sign-in, and people know it already.

    https://learn.microsoft.com/microsoftteams/platform/tabs/how-to/personal-tab-navigation
    """
    overview = {
        "entityId": "overview",
        "name": pack.say("tab.name", pack.default_locale),
        "contentUrl": f"{public}/teams/tab",
    }
    kinds: tuple[dict[str, Any], ...] = (
        {"entityId": "conversations"},
        overview,
        {"entityId": "about"},
    )
    return [{**tab, "scopes": ["personal"]} for tab in kinds]


def _bot(app: str, pack: Pack) -> dict[str, Any]:
    commands = [_command(pack, pack.default_locale, name) for name in COMMANDS]
    return {
        "botId": app,
        "scopes": ["personal", "team"],
        "supportsFiles": True,
        "commandLists": [
            {"scopes": ["personal"], "commands": commands},
            {"scopes": ["team"], "commands": commands},
        ],
    }


def _command(pack: Pack, locale: str, name: str) -> dict[str, str]:
    return {"title": name, "description": pack.say(f"manifest.{name}", locale)}


def _extension(app: str, pack: Pack) -> dict[str, Any]:
    say = pack.phrases[pack.default_locale].__getitem__
    return {
        "botId": app,
        "commands": [
            {
                "id": "ask",
                "type": "action",
                "context": ["compose", "commandBox", "message"],
                "title": say("manifest.shortcut"),
                "description": say("manifest.shortcut_help"),
                "fetchTask": True,
            }
        ],
    }


def _languages(pack: Pack) -> dict[str, Any]:
    others = [locale for locale in pack.locales if locale != pack.default_locale]
    files = [{"languageTag": locale, "file": f"{locale}.json"} for locale in others]
    return {"defaultLanguageTag": pack.default_locale, "additionalLanguages": files}


def _translated(pack: Pack, locale: str) -> dict[str, str]:
    """https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-localization"""
    strings = {
        "$schema": _TEAMS_SCHEMA.replace(
            "MicrosoftTeams.schema", "MicrosoftTeams.Localization.schema"
        ),
        "name.short": pack.say("manifest.name", locale),
        "name.full": pack.say("manifest.full_name", locale),
        "description.short": pack.say("manifest.short", locale),
        "description.full": pack.say("manifest.full", locale),
        "staticTabs[1].name": pack.say("tab.name", locale),
        "composeExtensions[0].commands[0].title": pack.say("manifest.shortcut", locale),
        "composeExtensions[0].commands[0].description": pack.say("manifest.shortcut_help", locale),
    }
    for scope in range(2):
        for number, name in enumerate(COMMANDS):
            where = f"bots[0].commandLists[{scope}].commands[{number}]"
            strings[f"{where}.description"] = pack.say(f"manifest.{name}", locale)
    return strings


def _public(given: Settings) -> str:
    if not given.desk_public_url:
        raise Unsafe("DESK_PUBLIC_URL is missing: the https address at which the desk is reached")
    return given.desk_public_url.rstrip("/")


def _version() -> str:
    try:
        return version("innovation-desk")
    except PackageNotFoundError:
        return "0.1.0"


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
