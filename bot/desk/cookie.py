"""The one cookie of the desk, and the token on every form that is bound to it. Before the sign-in the cookie holds a
number that opens nothing; signing in replaces it, so that a number planted beforehand is worth nothing."""

import base64
import hmac
import re
import secrets

from aiohttp import web

NAME = "guidepost_desk"
FIELD = "form_token"
STRANGER = "stranger-"
SHAPE = re.compile(r"[A-Za-z0-9_-]{20,200}")


def cookie_of(request: web.Request) -> str | None:
    """What the browser keeps for us; None when it is nothing that we would have given it."""
    kept = request.cookies.get(NAME, "")
    return kept if SHAPE.fullmatch(kept) else None


def new_cookie() -> str:
    """For a browser that has not signed in."""
    return STRANGER + secrets.token_urlsafe(32)


def had_session(request: web.Request) -> bool:
    """Whether the browser once was signed in here, and did not sign out."""
    return not (cookie_of(request) or STRANGER).startswith(STRANGER)


def give_cookie(request: web.Request, response: web.StreamResponse, value: str) -> None:
    """Until the browser is closed; scripts can't read it and other sites can't send it along with a form."""
    response.set_cookie(NAME, value, path="/desk", httponly=True, samesite="Lax", secure=is_https(request))


def take_cookie(request: web.Request, response: web.StreamResponse) -> None:
    response.del_cookie(NAME, path="/desk", httponly=True, samesite="Lax", secure=is_https(request))


def is_https(request: web.Request) -> bool:
    """A proxy that ends HTTPS says so in a header. Whoever makes that header up only loses his own cookie."""
    return request.secure or request.headers.get("X-Forwarded-Proto", "").lower() == "https"


def form_token(secret: bytes, cookie: str) -> str:
    mac = hmac.digest(secret, b"form of the desk\0" + cookie.encode(), "sha256")
    return base64.urlsafe_b64encode(mac).rstrip(b"=").decode()


def is_form_token(secret: bytes, cookie: str, given: str) -> bool:
    return hmac.compare_digest(form_token(secret, cookie).encode(), given.encode())
