"""References (public numbers of requests) and codes (their secret PINs): made, checked, kept and masked here.
A reference is read out by telephone and typed at night: one wrong or two swapped characters never name another one."""

import hashlib
import hmac
import re
import secrets
from typing import Any

ALPHABET = "2346789CDFHJKMNPQRTVWXY"  # no look-alikes (0 O, 1 I L, 5 S, B, G, U, Z), no vowels: no words by chance
LENGTH = 8
# A reference or a code as people type it: ABCD2346, abcd-2346, ABCD 2346. Without vowels, so no word looks like it.
NUMBER = re.compile(rf"\b(?=[\d -]*[a-z])[{ALPHABET}]{{4}}[ -]?[{ALPHABET}]{{4}}\b", re.IGNORECASE)
MASK = "\N{BULLET}" * LENGTH


def new_reference() -> str:
    """8 characters, the last one a check digit."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH - 1))
    return next(drawn + last for last in ALPHABET if is_reference(drawn + last))


def is_reference(reference: str) -> bool:
    """Whether the check digit fits. The weights 1 to 8 differ and 23 is a prime, so that any one changed character and
    any two swapped ones are noticed."""
    if len(reference) != LENGTH or any(character not in ALPHABET for character in reference):
        return False
    return sum(place * ALPHABET.index(character) for place, character in enumerate(reference, 1)) % len(ALPHABET) == 0


def as_typed(text: str) -> str:
    """What a person typed as a reference or a code, without blanks and dashes, in upper case."""
    return "".join(character for character in text.upper() if character.isalnum())


def code_for(secret: bytes, draft: str) -> str:
    """The code of the request that `draft` became: the same each time, so that a repeated sending can show it again."""
    number = int.from_bytes(hmac.digest(secret, b"code of " + draft.encode(), "sha256"), "big")
    characters = []
    for _ in range(LENGTH):
        number, place = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[place])
    return "".join(characters)


def code_hash(secret: bytes, reference: str, code: str) -> str:
    """What is kept of a code. Keyed: who has the database but not the secret can't try codes out."""
    return hmac.new(secret, f"code {code} of {reference}".encode(), hashlib.sha256).hexdigest()


def mask_codes(said: Any) -> Any:
    """`said` (of dicts, lists and texts) without the codes in it: wherever a dict has a reference and a code, the code
    is masked in all that dict's texts. Returns a copy."""
    if isinstance(said, list):
        return [mask_codes(part) for part in said]
    if not isinstance(said, dict):
        return said
    code = said.get("code")
    if not (isinstance(code, str) and code and "reference" in said):
        return {key: mask_codes(part) for key, part in said.items()}
    return {key: _without(code, part) for key, part in said.items()}


def _without(code: str, part: Any) -> Any:
    if isinstance(part, str):
        return part.replace(code, MASK)
    if isinstance(part, list):
        return [_without(code, each) for each in part]
    if isinstance(part, dict):
        return {key: _without(code, each) for key, each in part.items()}
    return part
