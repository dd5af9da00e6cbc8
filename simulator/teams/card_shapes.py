"""Tables the elements and actions of Adaptive Cards 1.5: which properties, of which kind.

https://adaptivecards.io/explorer/ and, for what Teams adds,
https://learn.microsoft.com/en-us/microsoftteams/platform/task-modules-and-cards/cards/cards-format
"""

from __future__ import annotations

from typing import Any

Shape = dict[str, Any]
NUMBER = (int, float)
TEXT, FLAG, LIST, OBJECT, ANY = str, bool, list, dict, object
SPACING = ("default", "none", "small", "medium", "large", "extraLarge", "padding")
STYLE = ("default", "emphasis", "good", "attention", "warning", "accent")
COLOR = ("default", "dark", "light", "accent", "good", "warning", "attention")
SIZE = ("default", "small", "medium", "large", "extraLarge")
WEIGHT = ("default", "lighter", "bolder")
FONT = ("default", "monospace")
SIDE = ("left", "center", "right")
HEIGHT = ("top", "center", "bottom")

COMMON: Shape = {
    "type": TEXT, "id": TEXT, "isVisible": FLAG, "separator": FLAG, "spacing": SPACING,
    "height": ("auto", "stretch"), "fallback": ANY, "requires": OBJECT, "targetWidth": TEXT,
    "lang": TEXT,
}  # fmt: skip
WORDS: Shape = {
    "text": TEXT, "color": COLOR, "fontType": FONT, "isSubtle": FLAG, "size": SIZE,
    "weight": WEIGHT,
}  # fmt: skip
BOX: Shape = {
    "style": STYLE, "selectAction": OBJECT, "verticalContentAlignment": HEIGHT, "bleed": FLAG,
    "backgroundImage": ANY, "minHeight": TEXT, "rtl": FLAG,
}  # fmt: skip
INPUT: Shape = COMMON | {"label": TEXT, "isRequired": FLAG, "errorMessage": TEXT}

ELEMENTS: dict[str, Shape] = {
    "TextBlock": COMMON | WORDS | {
        "horizontalAlignment": SIDE, "maxLines": NUMBER, "wrap": FLAG,
        "style": ("default", "heading"),
    },
    "RichTextBlock": COMMON | {"inlines": LIST, "horizontalAlignment": SIDE},
    "Image": COMMON | {
        "url": TEXT, "altText": TEXT, "backgroundColor": TEXT, "height": TEXT,
        "horizontalAlignment": SIDE, "selectAction": OBJECT, "style": ("default", "person"),
        "size": ("auto", "stretch", "small", "medium", "large"), "width": TEXT, "msteams": OBJECT,
    },
    "ImageSet": COMMON | {"images": LIST, "imageSize": TEXT},
    "Media": COMMON | {"sources": LIST, "poster": TEXT, "altText": TEXT},
    "Container": COMMON | BOX | {"items": LIST},
    "ColumnSet": COMMON | BOX | {"columns": LIST, "horizontalAlignment": SIDE},
    "Column": COMMON | BOX | {"items": LIST, "width": (str, *NUMBER)},
    "FactSet": COMMON | {"facts": LIST},
    "ActionSet": COMMON | {"actions": LIST},
    "Table": COMMON | {
        "columns": LIST, "rows": LIST, "firstRowAsHeader": FLAG, "showGridLines": FLAG,
        "gridStyle": STYLE, "horizontalCellContentAlignment": SIDE,
        "verticalCellContentAlignment": HEIGHT,
    },
    "TableRow": COMMON | {
        "cells": LIST, "style": STYLE, "horizontalCellContentAlignment": SIDE,
        "verticalCellContentAlignment": HEIGHT,
    },
    "TableCell": COMMON | BOX | {"items": LIST},
    "TextRun": WORDS | {
        "type": TEXT, "highlight": FLAG, "italic": FLAG, "strikethrough": FLAG, "underline": FLAG,
        "selectAction": OBJECT, "lang": TEXT,
    },
    "Input.Text": INPUT | {
        "isMultiline": FLAG, "maxLength": NUMBER, "placeholder": TEXT, "regex": TEXT,
        "style": ("text", "tel", "url", "email", "password"), "inlineAction": OBJECT, "value": TEXT,
    },
    "Input.Number": INPUT | {"max": NUMBER, "min": NUMBER, "placeholder": TEXT, "value": NUMBER},
    "Input.Date": INPUT | {"max": TEXT, "min": TEXT, "placeholder": TEXT, "value": TEXT},
    "Input.Time": INPUT | {"max": TEXT, "min": TEXT, "placeholder": TEXT, "value": TEXT},
    "Input.Toggle": INPUT | {
        "title": TEXT, "value": TEXT, "valueOff": TEXT, "valueOn": TEXT, "wrap": FLAG,
    },
    "Input.ChoiceSet": INPUT | {
        "choices": LIST, "isMultiSelect": FLAG, "style": ("compact", "expanded", "filtered"),
        "value": TEXT, "placeholder": TEXT, "wrap": FLAG, "choices.data": OBJECT,
    },
}  # fmt: skip

ACTION: Shape = {
    "type": TEXT, "title": TEXT, "iconUrl": TEXT, "id": TEXT, "fallback": ANY, "tooltip": TEXT,
    "style": ("default", "positive", "destructive"), "isEnabled": FLAG,
    "mode": ("primary", "secondary"), "requires": OBJECT,
}  # fmt: skip
GATHERS = {"data": (str, dict), "associatedInputs": ("auto", "none")}
ACTIONS: dict[str, Shape] = {
    "Action.Execute": ACTION | GATHERS | {"verb": TEXT},
    "Action.Submit": ACTION | GATHERS | {"msteams": OBJECT},
    "Action.OpenUrl": ACTION | {"url": TEXT},
    "Action.ShowCard": ACTION | {"card": OBJECT},
    "Action.ToggleVisibility": ACTION | {"targetElements": LIST},
}

CARD: Shape = {
    "type": TEXT, "version": TEXT, "$schema": TEXT, "body": LIST, "actions": LIST,
    "selectAction": OBJECT, "fallbackText": TEXT, "backgroundImage": ANY, "minHeight": TEXT,
    "rtl": FLAG, "speak": TEXT, "lang": TEXT, "refresh": OBJECT, "authentication": OBJECT,
    "verticalContentAlignment": HEIGHT, "msteams": OBJECT, "metadata": OBJECT,
}  # fmt: skip

NEEDED = {
    "TextBlock": "text", "RichTextBlock": "inlines", "Image": "url", "FactSet": "facts",
    "Container": "items", "ActionSet": "actions", "Input.Toggle": "title",
    "TextRun": "text", "Action.OpenUrl": "url", "Action.ShowCard": "card",
    "Action.ToggleVisibility": "targetElements",
}  # fmt: skip
