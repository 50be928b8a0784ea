"""Seals what families wrote, their names and addresses on the way into the database, and opens it on the way out:
column types, so that no use case knows of it. Which keys there are is a setting; without any, nothing is sealed."""

import hashlib
import hmac
import json
import re
from collections.abc import Sequence
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import JSON, String, Text, TypeDecorator, cast
from sqlalchemy.sql import operators

from bot.errors import RecordsUnavailable
from bot.settings import Settings

ID_LENGTH = 8
MARK, HASHED = "#sealed:", "#hashed:"
MARKED = re.compile(rf"{MARK}(|.{{{ID_LENGTH}}}):", re.DOTALL | re.IGNORECASE)  # as wide as LIKE is on any database
IS_NULL = (operators.is_, operators.is_not)


class Unopened(str):
    """Stands for a text that no key opens, so that one such row hides no other. It can't be written back."""

    def __new__(cls) -> "Unopened":
        return super().__new__(cls, "\N{LOCK}")


class Seal:
    """`keys`: Fernet's, the first seals, all open; `secret`: what texts that are only compared are hashed with, which
    outlives a change of keys. `opens_only`: what is written stays plain. `forgiving`: also what is not a text comes as
    Unopened instead of raising."""

    def __init__(
        self, keys: Sequence[bytes] = (), secret: bytes = b"", opens_only: bool = False, forgiving: bool = False
    ) -> None:
        self._keys = {key_id(key): Fernet(key) for key in keys}
        self._secret = secret
        self.ids = tuple(self._keys)
        self.first = self.ids[0] if keys and not opens_only else None
        self.forgiving = forgiving

    @staticmethod
    def of(settings: Settings) -> "Seal":
        return Seal(settings.keys, settings.secret)

    def seal(self, text: str) -> str:
        """`text` under the first key, with its mark; without a key as it is, unless it looks like a mark itself."""
        if self.first:
            return f"{MARK}{self.first}:{self._keys[self.first].encrypt(text.encode()).decode()}"
        return f"{MARK}:{text}" if MARKED.match(text) else text

    def open(self, kept: str) -> str:
        """What was sealed; a text without a mark as it is; Unopened where the key is missing or the value damaged."""
        mark = MARKED.match(kept)
        if mark is None:
            return kept
        if not mark[1]:
            return kept[mark.end() :]
        try:
            return self._keys[mark[1]].decrypt(kept[mark.end() :]).decode()
        except (KeyError, InvalidToken):
            return Unopened()

    def hashed(self, text: str) -> str:
        """The same text, the same hash, which can't be tried out without the secret. Doing it again changes nothing."""
        if not self.first or text.startswith(HASHED):
            return text
        return HASHED + hmac.digest(self._secret, b"compared " + text.encode(), "sha256").hex()[:32]


def key_id(key: bytes) -> str:
    """What a key is called in the mark of what it sealed: 8 characters that tell nothing of the key."""
    return hashlib.sha256(b"guidepost key " + key).hexdigest()[:ID_LENGTH]


class NotCompared(TypeDecorator.Comparator):  # type: ignore[misc]
    """The same text is sealed to another value each time: a condition on it would never hold, and never say so."""

    def operate(self, operator: Any, *other: Any, **named: Any) -> Any:
        if operator not in IS_NULL:
            raise TypeError("A sealed column can't be compared by the database; compare in Python.")
        return super().operate(operator, *other, **named)


class Sealed(TypeDecorator):  # type: ignore[misc]
    """A column of texts, or of JSON (`kind`), that is sealed where there is a key. Reading JSON that no key opens
    raises RecordsUnavailable."""

    impl = Text
    cache_ok = True
    comparator_factory = NotCompared

    def __init__(self, kind: Any = Text) -> None:
        super().__init__()
        self.kind, self.impl = kind, kind()

    def process_bind_param(self, value: Any, dialect: Any) -> Any:
        if isinstance(value, Unopened):
            raise ValueError("What could not be opened can't be written back.")
        seal = seal_of(dialect)
        if value is None or self.kind is not JSON:
            return None if value is None else seal.seal(value)
        if seal.first:
            return seal.seal(json.dumps(value))
        return f"{MARK}:{json.dumps(value)}" if looks_sealed(value) else value

    def process_result_value(self, value: Any, dialect: Any) -> Any:
        seal = seal_of(dialect)
        if self.kind is not JSON:
            return value and seal.open(value)
        if not looks_sealed(value):
            return value
        text = seal.open(value)
        if not isinstance(text, Unopened):
            return json.loads(text)
        if seal.forgiving:
            return text
        raise RecordsUnavailable("A row of the records is sealed, and no key of GUIDEPOST_KEYS opens it.")


class Compared(TypeDecorator):  # type: ignore[misc]
    """A text that is compared and never shown; where there is a key, only its hash is kept."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Any) -> str | None:
        return value and seal_of(dialect).hashed(value)

    def process_result_value(self, value: str | None, dialect: Any) -> str | None:
        return value


def seal_of(dialect: Any) -> Seal:
    """An engine's dialect is the one thing of it that SQLAlchemy hands to a type; Records.open puts the seal there."""
    seal: Seal = getattr(dialect, "guidepost_seal", NO_SEAL)
    return seal


def looks_sealed(value: Any) -> bool:
    return isinstance(value, str) and MARKED.match(value) is not None


def is_sealed(column: Any, by: str | None = None) -> Any:
    """The condition that what stands there was sealed: by the key of that id, or by any."""
    quote = '"' if column.type.kind is JSON else ""
    return cast(column, Text).like(f"{quote}{MARK}{by or '_' * ID_LENGTH}:%")


NO_SEAL = Seal()
