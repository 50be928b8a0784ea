"""Values that a browser keeps for us and can neither make nor change: the conversation's token, and each choice.
They are signed, not secret: nothing may stand in them that the family should not read."""

import base64
import hmac
import json

MAC_BYTES = 16  # 128 bits: past guessing, and short enough for a button


def seal(secret: bytes, purpose: str, value: object) -> str:
    """Returns `value` (JSON) as one word of URL-safe characters, good for `purpose` only."""
    text = _encoded(json.dumps(value, separators=(",", ":")).encode())
    return f"{text}.{_mac(secret, purpose, text)}"


def unseal(secret: bytes, purpose: str, sealed: str) -> object:
    """The value as it was sealed for this purpose. Raises ValueError for anything else."""
    text, dot, mac = sealed.partition(".")
    if not dot or not sealed.isascii() or not hmac.compare_digest(mac, _mac(secret, purpose, text)):
        raise ValueError("not sealed by us for this purpose")
    value: object = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return value


def _mac(secret: bytes, purpose: str, text: str) -> str:
    # The signature covers the text as it is sent, so no second spelling of the same value is ever good.
    return _encoded(hmac.digest(secret, f"guidepost {purpose}\0{text}".encode(), "sha256")[:MAC_BYTES])


def _encoded(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()
