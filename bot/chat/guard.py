"""Stands before every handler of the families' side: limits by address, one shape for errors, headers that close
doors. It sees no words of a family.

There is no cookie here, so a foreign page has nothing to borrow; what it may not do is read our answers or send JSON.
Browsers ask us first (CORS), and only the school's own `sites` get a yes."""

import ipaddress
import logging
import math

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.chat.chat import Chat, chat_of, place
from bot.chat.limits import Limit, neighbourhood
from bot.chat.problems import Problem, problem_response
from bot.errors import ConversationEnded, RecordsUnavailable

log = logging.getLogger(__name__)

HEADERS = {
    "Server": "Guidepost",  # no version for a stranger
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Content-Security-Policy": "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
}
NAMED = {404: "not_found", 405: "wrong_method", 413: "too_long", 415: "not_json"}


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Every answer of the chat passes here, 404 and 405 under /chat too."""
    chat = chat_of(request)
    try:
        response = _preflight(request) or await handler(request)
    except Problem as problem:
        response = problem_response(problem, chat.content, chat.language)
    except RecordsUnavailable as error:
        log.warning("records unavailable: %s", place(error))
        response = problem_response(Problem("records_unavailable"), chat.content, chat.language)
    except ConversationEnded:
        response = problem_response(bad_token(), chat.content, chat.language)
    except web.HTTPFound as redirect:
        response = web.Response(status=redirect.status, headers={"Location": str(redirect.location)})
    except web.HTTPException as refused:
        headers = {"Allow": refused.headers["Allow"]} if "Allow" in refused.headers else {}
        response = problem_response(Problem(NAMED.get(refused.status, "failed"), headers), chat.content, chat.language)
    except Exception as error:  # the edge: nothing may leave as a bare 500
        log.error("%s %s failed: %s", request.method, request.match_info.route.name or "", place(error))
        response = problem_response(Problem("failed"), chat.content, chat.language)
    if not response.prepared:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        _allow_sites(request, response, chat)
    return response


def bad_token() -> Problem:
    return Problem("bad_token", {"WWW-Authenticate": "Bearer"})


def take(chat: Chat, limit: Limit, key: str) -> None:
    """Counts one call. Raises Problem too_many, with how long to wait in whole seconds."""
    wait = limit.wait(key) if chat.settings.rate_limit else 0
    if wait:
        raise Problem("too_many", {"Retry-After": str(math.ceil(wait))})


def address(request: web.Request) -> str:
    """Whom to count. X-Forwarded-For is anybody's to write, so only what our own proxies added to its end is read."""
    proxies = chat_of(request).proxies
    hops = [hop.strip() for line in request.headers.getall("X-Forwarded-For", []) for hop in line.split(",")]
    if proxies and len(hops) >= proxies and _is_address(hops[-proxies]):
        return neighbourhood(hops[-proxies])
    return neighbourhood(request.remote or "")


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _preflight(request: web.Request) -> web.Response | None:
    asks = request.method == "OPTIONS" and "Access-Control-Request-Method" in request.headers
    return web.Response(status=204) if asks else None


def _allow_sites(request: web.Request, response: web.StreamResponse, chat: Chat) -> None:
    response.headers["Vary"] = "Origin, Accept-Encoding"
    origin = request.headers.get("Origin")
    if origin not in chat.sites:
        return
    response.headers["Access-Control-Allow-Origin"] = origin
    response.headers["Access-Control-Expose-Headers"] = "Retry-After"
    if request.method == "OPTIONS":
        response.headers["Access-Control-Allow-Methods"] = "GET, POST, DELETE"
        response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
        response.headers["Access-Control-Max-Age"] = "600"
