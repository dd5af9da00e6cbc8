"""The language that a person chose to be spoken to."""

from core.values.value import Value


class LanguageChosen(Value):
    """`person` is the person's key. `locale` is one of the pack's, or empty for automatic."""

    person: str
    locale: str
