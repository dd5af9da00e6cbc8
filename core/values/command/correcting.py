"""Corrections of an article, to all who were given it."""

from typing import Annotated, Literal

from pydantic import StringConstraints

from core.values.command.words import CaseId, Prose
from core.values.value import Value

ArticleId = Annotated[str, StringConstraints(strip_whitespace=True, max_length=100)]
Ref = Annotated[str, StringConstraints(max_length=32)]


class ListAffected(Value):
    """Who was given that article."""

    do: Literal["affected"] = "affected"
    article: ArticleId


class OpenCorrection(Value):
    do: Literal["open_correction"] = "open_correction"
    article: ArticleId


class Correct(Value):
    """The submitted form: the text is kept and shown, nothing is sent."""

    do: Literal["correct"] = "correct"
    article: ArticleId
    text: Prose
    whom: Literal["sure", "all"] = "sure"


class ReleaseCorrection(Value):
    do: Literal["release_correction"] = "release_correction"
    correction: Ref


class CorrectCase(Value):
    """The desk tells itself that a correction shall go to the requester of the case."""

    do: Literal["correct_case"] = "correct_case"
    case: CaseId
    correction: Ref


class CorrectAsked(Value):
    """The desk tells itself that a correction shall go to who asked that question."""

    do: Literal["correct_asked"] = "correct_asked"
    question: Ref
    correction: Ref
