"""The column type of what people wrote: encrypted at rest with the cipher of the engine.

The cipher hangs on the engine's dialect, so a statement that is put together once serves every
database. Without a cipher (the simulator's desk, tests) a text stays as it is; with one, a text
that was written before is read as it is, until the rotation seals it (`resealing`).
"""

from typing import Any

from sqlalchemy import ColumnElement, Dialect, Engine, Text
from sqlalchemy.sql.operators import OperatorType, is_, is_not
from sqlalchemy.types import TypeDecorator

from adapters.storage.cipher import Cipher, Undecipherable, is_sealed


class _Unsearchable(TypeDecorator.Comparator[str]):
    """Two seals of one text differ, so no condition on them would ever hold."""

    def operate(self, op: OperatorType, *other: Any, **kwargs: Any) -> ColumnElement[Any]:
        if op not in (is_, is_not):
            raise TypeError("what is encrypted cannot be searched for: read it, then look")
        return super().operate(op, *other, **kwargs)


class Sealed(TypeDecorator[str]):
    """`of` is table and column, to which each text is bound. A `lenient` column gives what cannot
    be opened as it stands, for readers that put such a row off; all others raise Undecipherable."""

    impl = Text
    cache_ok = True
    comparator_factory = _Unsearchable

    def __init__(self, of: str, *, lenient: bool = False) -> None:
        super().__init__()
        self.of = of
        self.lenient = lenient

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        cipher = cipher_of(dialect)
        return value if value is None or cipher is None else cipher.sealed(value, self.of)

    def process_result_value(self, value: Any | None, dialect: Dialect) -> str | None:
        if value is None or not is_sealed(value):
            return value
        try:
            return opened(value, self.of, cipher_of(dialect))
        except Undecipherable:
            if self.lenient:
                return str(value)
            raise


def opened(kept: str, of: str, cipher: Cipher | None) -> str:
    """Raises Undecipherable, also on a desk that has no key at all."""
    if cipher is None:
        raise Undecipherable(
            "What is kept was encrypted, and this desk has no key. Set DESK_SECRET_KEY to the key "
            "that the desk had. Nothing was changed."
        )
    return cipher.opened(kept, of)


def seal_with(engine: Engine, cipher: Cipher | None) -> Engine:
    """From now on the texts of this engine's database are sealed and opened with the cipher."""
    engine.dialect.__dict__[_CIPHER] = cipher
    return engine


def cipher_of(dialect: Dialect) -> Cipher | None:
    found: Cipher | None = dialect.__dict__.get(_CIPHER)
    return found


_CIPHER = "_desk_cipher"
