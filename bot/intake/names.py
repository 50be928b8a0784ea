"""Compares names as people do: Zoë, ZOE and "zoe " are one."""

import unicodedata


def plain(text: str) -> str:
    """Without capitals, accents and blanks too many. Databases differ in what they take for the same letter."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in apart if not unicodedata.combining(letter)).split())
