"""Case ids: eight characters that can be read aloud, the last of them a check digit."""

import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base 32: no I, L, O, U
_MISREAD = str.maketrans("ILO", "110", "- \u00a0\u2010\u2011\u2012\u2013\u2014")  # and any hyphen
_SHAPE = re.compile(r"(?=.*\d)[0-9A-Za-z]{4}[-\u2010-\u2014]?[0-9A-Za-z]{4}")


def case_id(random: str) -> str:
    """A case id such as `7K3F-Q2M8` from at least 16 hexadecimal random digits.

    Seven characters carry 35 random bits; storage refuses the rare repeat.
    """
    bits = int(random[:16], 16)
    digits = "".join(ALPHABET[(bits >> 5 * place) % 32] for place in range(7))
    return _grouped(digits + _check(digits))


def read_case_id(text: str) -> str | None:
    """The id that a person typed, in any case and with or without the hyphen; None if misspelt."""
    typed = text.strip().upper().translate(_MISREAD)
    if len(typed) != 8 or not set(typed) <= set(ALPHABET) or _check(typed[:7]) != typed[7]:
        return None
    return _grouped(typed)


def misspelt(text: str) -> bool:
    """Whether it has the shape of an id, and at least one digit, but is none."""
    return bool(_SHAPE.fullmatch(text.strip())) and read_case_id(text) is None


def _grouped(digits: str) -> str:
    return f"{digits[:4]}-{digits[4:]}"


def _check(digits: str) -> str:
    """Luhn's check digit, modulo 32: finds every single wrong character and nearly every swap."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = ALPHABET.index(digit) * (2 if place % 2 == 0 else 1)
        total += value // 32 + value % 32
    return ALPHABET[-total % 32]
